"""AGAINST filled in from the words of a column's values, said, and taken over from what a person wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import TaskError
from core.tables.table_set import TableSet
from core.task.examples import make_examples
from core.task.heaps import Heaps
from core.task.query.check import resolve, resolve_and_say
from core.task.query.first_question import first_question
from core.task.query.sorted_answers import sorted_answers, with_heaps
from core.task.query.text import query_text
from core.task.seed_proposal import propose_seeds
from tests.core.tables.linked_files import linked

N = 240


def deals(folder: Path, stages: tuple[str, ...], **more: list) -> TableSet:
    folder.mkdir(exist_ok=True)
    rows = {
        "deal_id": [f"d{i}" for i in range(N)],
        "opened": [f"2024-{1 + i % 12:02d}-01" for i in range(N)],
        "stage": [stages[i % len(stages)] for i in range(N)],
        "closed": [f"2025-{1 + i % 12:02d}-01" for i in range(N)],
        **more,
    }
    deal = linked(
        folder,
        "deal",
        rows,
        primary_key="deal_id",
        kind="opportunity",
        time_column="opened",
        late_time="closed",
        late_columns=("stage", "closed"),
    )
    return TableSet(tables=(deal,))


STAGES = ("Won", "Lost", "Engaging", "Prospecting")


def test_open_stages_of_a_typed_question_are_no_answer_yet_and_that_is_said(tmp_path: Path) -> None:
    tables = deals(tmp_path, STAGES)
    query, said = resolve_and_say("PREDICT deal.stage = 'Won' FOR EACH deal", tables)
    assert query.against == ("Lost",)
    assert "No answer yet: Engaging (60), Prospecting (60)" in " ".join(said)
    assert resolve(query, tables) == query


def test_everything_else_is_a_no_where_a_person_names_it_all(tmp_path: Path) -> None:
    tables = deals(tmp_path, STAGES)
    line = "PREDICT deal.stage = 'Won' AGAINST ('Lost', 'Engaging', 'Prospecting') FOR EACH deal"
    query, said = resolve_and_say(line, tables)
    assert query.against == ("Lost", "Engaging", "Prospecting")
    assert said == ()
    found = sorted_answers(query, tables)
    assert found is not None and found.heaps.unanswered == ()


def test_nothing_is_filled_in_where_no_value_is_open(tmp_path: Path) -> None:
    tables = deals(tmp_path, ("Won", "Lost"))
    assert resolve("PREDICT deal.stage = 'Won' FOR EACH deal", tables).against == ()
    tables = deals(tmp_path / "codes", ("A", "B", "C", "D"))
    assert resolve("PREDICT deal.stage IN ('B', 'D') FOR EACH deal", tables).against == ()


def test_what_else_reads_like_a_yes_is_asked_about_and_not_added(tmp_path: Path) -> None:
    tables = deals(tmp_path, ("Won", "Won - Renewal", "Lost", "Open"))
    query, said = resolve_and_say("PREDICT deal.stage = 'Won' FOR EACH deal", tables)
    assert (query.value, query.against) == ("Won", ("Lost",))
    assert "Won - Renewal (60) reads like a yes too" in " ".join(said)


def test_the_first_question_has_all_three_heaps(tmp_path: Path) -> None:
    tables = deals(tmp_path, ("Won", "Won - Renewal", "Lost: price", "Open"))
    assert query_text(first_question(tables)) == (
        "PREDICT deal.stage IN ('Won', 'Won - Renewal') AGAINST ('Lost: price') FOR EACH deal.deal_id"
    )


def test_numbers_are_compared_as_numbers(tmp_path: Path) -> None:
    tables = deals(tmp_path, ("Won", "Lost"), flag=[i % 3 for i in range(N)])
    query = resolve("PREDICT deal.flag = 1 FOR EACH deal", tables)
    assert query.against == (0,)
    found = sorted_answers(query, tables)
    assert found is not None and found.heaps.unanswered == ("2",)
    moved = with_heaps(query, found.heaps.moved(("2",), "no"))
    assert moved.against == (0, 2)
    with pytest.raises(TaskError, match="means yes"):
        with_heaps(query, Heaps(no=("0",)))


def test_a_deal_that_is_not_closed_is_no_lost_deal(tmp_path: Path) -> None:
    closed = [i % 3 > 0 for i in range(N)]
    won = [i % 3 == 1 and i % 2 == 0 for i in range(N)]
    both = ("stage", "closed", "is_won", "is_closed")
    deal = deals(tmp_path, ("A", "B"), is_won=won, is_closed=closed).table("deal")
    tables = TableSet(tables=(deal.model_copy(update={"late_columns": both}),))
    query, said = resolve_and_say("PREDICT deal.is_won FOR EACH deal", tables)
    assert "80 rows that are no yes have no answer yet, as deal.is_closed is False (80)" in " ".join(said)
    found = sorted_answers(query, tables)
    assert found is not None and found.to_words()["n_open"] == 80
    made = make_examples(tables, query, propose_seeds(tables, query))
    answered = sum(group.n for group in made.not_scored if group.kind == "answered")
    assert (made.n_scored, answered) == (80, 160)  # open: every third
    meant = resolve("PREDICT deal.is_won = true AGAINST (false) FOR EACH deal", tables)
    assert sorted_answers(meant, tables).settled is None  # somebody says that the rest is a no


@pytest.mark.parametrize(
    ("asked", "n_yes", "n_no"),
    [
        ("deal.is_won = true AND deal.stage = 'A'", 40, 160),  # in stage B it surely is a no
        ("NOT deal.is_won = true", 120, 40),
    ],
)
def test_an_open_deal_is_no_answer_of_a_condition_either(
    tmp_path: Path, asked: str, n_yes: int, n_no: int
) -> None:
    closed = [i % 3 > 0 for i in range(N)]
    won = [i % 3 == 1 and i % 2 == 0 for i in range(N)]  # all of them in stage A
    deal = deals(tmp_path, ("A", "B"), is_won=won, is_closed=closed).table("deal")
    late = ("stage", "closed", "is_won", "is_closed")
    tables = TableSet(tables=(deal.model_copy(update={"late_columns": late}),))
    query, said = resolve_and_say(f"PREDICT {asked} FOR EACH deal", tables)
    assert "80 rows that are no yes have no answer yet" in " ".join(said)
    made = make_examples(tables, query, propose_seeds(tables, query))
    known = made.table.frame()[made.task.target].value_counts().to_dict()
    assert (known["yes"], known["no"], made.n_scored) == (n_yes, n_no, N - n_yes - n_no)


def test_a_text_is_not_more_than_nought(tmp_path: Path) -> None:
    from core.task.query.parse import parse_query

    tables = deals(tmp_path, ("yes", "no"))
    unresolved = parse_query("PREDICT deal.stage FOR EACH deal.deal_id")
    with pytest.raises(TaskError, match="holds texts") as error:
        make_examples(tables, unresolved, propose_seeds(tables, unresolved))
    assert "= 'yes'" in str(error.value)

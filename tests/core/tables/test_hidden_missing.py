"""Values that stand for nothing known are found, and others are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.tables import hidden_missing
from core.tables.proposal_search import find_proposals
from core.tables.reading import read_table
from core.tables.reading_proposals import Proposal, accepted
from core.tables.recoded import recoded
from core.tables.table import Table
from tests.core.tables.recodings import emptied

N = 300


def proposed(table: Table, kind: str = "hidden missing") -> list[Proposal]:
    return [one for one in find_proposals(table) if one.kind == kind]


def found(tmp_path: Path, kind: str = "hidden missing", **columns: list[Any]) -> dict[str, dict[str, int]]:
    """What is found in a table of these columns: how many cells of which values, by column."""
    frame = pd.DataFrame({"place": [f"P{i}" for i in range(N)], **columns})
    frame.to_csv(tmp_path / "t.csv", index=False)
    result = {}
    for one in proposed(read_table(tmp_path / "t.csv"), kind):
        assert one.recommended is (kind == "hidden missing")
        assert all(f"'{value}' (" in one.sentence for value in one.change.empty)
        result[one.column] = {" ".join(one.change.empty): one.count}
    return result


@pytest.mark.parametrize(
    "word",
    [
        "Select",
        "-- Select --",
        "-",
        "--",
        "(blank)",
        "unknown",
        "Not Specified",
        "none given",
        "TBD",
        "?",
        "k. A.",
        "<none>",
    ],
)
def test_words(tmp_path: Path, word: str) -> None:
    cities = [word if i % 4 == 0 else ("Bern", "Rome", "Oslo")[i % 3] for i in range(N)]
    assert found(tmp_path, city=cities) == {"city": {word: 75}}


@pytest.mark.parametrize(
    ("code", "others", "sure"),
    [
        (99, [20 + i % 45 for i in range(N)], False),  # an age, perhaps
        (-1, [i % 30 for i in range(N)], False),
        (-1, [i % 4 for i in range(N)], False),  # children: 0 to 3
        (-1, [i % 9 for i in range(N)], False),  # a temperature, a delay
        (99, [35 + i % 26 for i in range(N)], False),  # a price
        (9999, [1031 + 16 * i for i in range(N)], False),  # a limit
        (9999, [100 + i % 300 for i in range(N)], True),
        (-999, [i % 80 - 40 for i in range(N)], True),
        (999, [20 + i % 60 for i in range(N)], True),
    ],
)
def test_numbers_far_from_the_rest_are_recommended_and_others_only_offered(
    tmp_path: Path, code: int, others: list[int], sure: bool
) -> None:
    cells = [code if i % 10 == 0 else other for i, other in enumerate(others)]
    assert found(tmp_path, x=cells) == ({"x": {str(code): 30}} if sure else {})
    if not sure:
        assert found(tmp_path, "perhaps missing", x=cells) == {"x": {str(code): 30}}


def test_a_far_number_is_only_offered_where_it_is_a_price_or_not_frequent(tmp_path: Path) -> None:
    cells = [9999 if i % 10 == 0 else 100 + i % 300 for i in range(N)]
    few = [99 if i % 10 == 0 else i % 4 for i in range(N)]
    assert found(tmp_path, price=cells, children=few) == {}
    offered = found(tmp_path, "perhaps missing", price=cells, children=few)
    assert offered == {"price": {"9999": 30}, "children": {"99": 30}}


@pytest.mark.parametrize(
    ("word", "others"),
    [("Select", ("Plus", "Essential")), ("-", ("+", "++", "basic")), ("-", ("A+", "B+", "none of these"))],
)
def test_a_word_among_others_of_its_kind_is_only_offered(
    tmp_path: Path, word: str, others: tuple[str, ...]
) -> None:
    cells = [word if i % 4 == 0 else others[i % len(others)] for i in range(N)]
    assert found(tmp_path, plan=cells) == {}
    assert found(tmp_path, "perhaps missing", plan=cells) == {"plan": {word: 75}}


def test_a_number_among_the_others_that_is_far_too_frequent_is_offered(tmp_path: Path) -> None:
    cells = [9999 if i % 5 == 0 else 1000 + 97 * i for i in range(N)]
    assert found(tmp_path, income=cells) == {}
    assert found(tmp_path, "perhaps missing", income=cells) == {"income": {"9999": 60}}
    assert found(tmp_path, "perhaps missing", price=cells) == {}


def test_days_no_row_can_be_of(tmp_path: Path) -> None:
    days = ["1900-01-01" if i % 10 == 0 else f"2023-{1 + i % 12:02d}-{1 + i % 28:02d}" for i in range(N)]
    assert found(tmp_path, day=days) == {"day": {"1900-01-01 00:00:00": 30}}


@pytest.mark.parametrize(
    "cells",
    [
        [i % 100 for i in range(N)],  # a score that reaches 99
        [i % 3 - 1 for i in range(N)],  # a mood: -1, 0, 1
        [i % 50 - 20 for i in range(N)],  # losses
        [5 * (i % 60) if i else 999 for i in range(N)],  # once proves nothing
        ["-" if i % 2 else "x" for i in range(N)],  # a dash beside a tick says no
        ["-" if i % 2 else ("+" if i % 4 else "++") for i in range(N)],
        [("No Answer", "Busy", "Reached")[i % 3] for i in range(N)],
        [("none", "card", "cash")[i % 3] for i in range(N)],
        [("Selected", "Other", "Unknowns")[i % 3] for i in range(N)],
    ],
)
def test_no_false_alarm(tmp_path: Path, cells: list[Any]) -> None:
    assert found(tmp_path, x=cells) == {}


def test_the_answers_are_left_alone(tmp_path: Path) -> None:
    answers = ["TBD" if i % 9 == 0 else "yes" for i in range(N)]
    rows = pd.DataFrame(
        {"client_id": range(1000, 1000 + N), "converted": answers, "city": ["-", "Bern", "Rome"] * 100}
    )
    rows.to_csv(tmp_path / "t.csv", index=False)
    table = read_table(tmp_path / "t.csv")
    assert [one.column for one in proposed(table)] == ["city"]


def test_what_was_accepted_is_not_proposed_again(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        {"client_id": range(1000, 1000 + N), "city": ["-", "Bern", "Select", "-", "Rome", "Select"] * 50}
    )
    rows.to_csv(tmp_path / "t.csv", index=False)
    table = read_table(tmp_path / "t.csv")
    (proposal,) = proposed(table)
    assert proposal.sentence.startswith(
        "city: let '-' (100 cells) and 'Select' (100 cells) of 300 count as empty."
    )
    table = recoded(table, emptied("city", "-"))
    (proposal,) = proposed(table)
    assert proposal.change.empty == ("Select",)
    table = recoded(table, accepted([proposal]))
    assert proposed(table) == []
    assert table.column("city").n_missing == 200


def test_what_a_layout_knows_to_mean_never_stays(bank_data: Path) -> None:
    found = proposed(read_table(bank_data / "bank.csv"))
    assert {one.column for one in found} == {"job", "education", "contact", "poutcome"}
    assert {one.change.empty for one in found} == {("unknown",)}


def test_the_words_are_said_once_whatever_the_number_of_columns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Said of each column by itself, 440 words took the engine minutes in a table of 2,000 columns."""
    asked: list[str] = []
    told = hidden_missing._is_word
    monkeypatch.setattr(hidden_missing, "_is_word", lambda cell: asked.append(cell) or told(cell))
    columns = {f"c{k}": ["Bern", "Basel"] * (N // 2) for k in range(40)}
    assert found(tmp_path, **columns, city=["Select", "Bern", "Basel"] * (N // 3)) == {
        "city": {"Select": 100}
    }
    assert len(asked) <= 4  # once to find the columns, the rest of the one that holds a word

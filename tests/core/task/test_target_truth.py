"""Targets of several parts: three-valued, dated by the parts that decide them, and AGAINST; by hand and brute force."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import TaskError
from core.tables.expressions import opened
from core.tables.table_set import TableSet
from core.task.asked import ENTITY, SEED, asked_at_own_time, asked_on
from core.task.labels_as_of import ANSWER, ANSWERED, with_answers
from core.task.query.ast import All, ColumnRef, Compare, IsIn, Not, Query
from core.task.query.ast import Any as AnyOf
from core.task.query.check import resolve
from core.task.seed_times import SeedTimes
from core.task.target_truth import horizon, is_undated
from tests.core.task.crm_tables import ROLLING, asks, count, crm, days, is_value, linked, random_frames

DEAL = ColumnRef(table="opportunity", column="opportunity_id")
STAGE = ColumnRef(table="opportunity", column="stage")


def answered(tables: TableSet, query: Query, day: str | None, seeds: SeedTimes) -> pd.DataFrame:
    """`ANSWER` (True, False, None) and `ANSWERED` by key."""
    with opened(tables) as source:
        entity = query.entity.table
        asked = asked_at_own_time(source, entity) if day is None else asked_on(source, entity, day)
        rows = with_answers(asked, query, seeds).rows
        found: pd.DataFrame = rows.select(ENTITY, SEED, ANSWER, ANSWERED).execute()
    found[ANSWER] = [None if pd.isna(value) else bool(value) for value in found[ANSWER]]
    return found.set_index(ENTITY)


def deals(*, dated: bool) -> TableSet:
    """One deal of each kind: won, lost, pending, blank, and one that was never closed."""
    frame = pd.DataFrame(
        {
            "opportunity_id": list("abcde"),
            "opened_on": days(*["2025-02-01"] * 5),
            "closed_on": days("2025-02-20", "2025-03-20", "2025-03-01", "2025-03-01", None),
            "stage": ["Won", "Lost", "Pending", None, None],
            "size": [5, 50, 5, 50, 5],
        }
    )
    late: dict[str, Any] = {"late_time": "closed_on", "late_columns": ("stage", "closed_on")}
    table = linked(
        "opportunity",
        frame,
        primary_key="opportunity_id",
        time_column="opened_on",
        **(late if dated else {}),
    )
    return TableSet(tables=(table,))


OWN = SeedTimes(kind="own", validation="2025-03-01", test="2025-04-01", now="2025-06-01", horizon_days=30)


def test_against_names_the_no_and_every_other_value_is_no_answer_yet() -> None:
    won = Query(target=STAGE, op="=", value="Won", entity=DEAL)
    found = answered(deals(dated=True), won, None, OWN)
    assert found[ANSWER].to_dict() == {"a": True, "b": False, "c": False, "d": None, "e": None}
    against = won.model_copy(update={"against": ("Lost",)})
    found = answered(deals(dated=True), against, None, OWN)
    assert found[ANSWER].to_dict() == {"a": True, "b": False, "c": None, "d": None, "e": None}
    assert found[ANSWERED].dt.strftime("%m-%d").head(2).to_list() == ["02-20", "03-20"]
    several = Query(target=IsIn(left=STAGE, values=("Won", "Pending")), entity=DEAL, against=("Lost",))
    assert answered(deals(dated=True), several, None, OWN)[ANSWER].to_dict() == {
        **{"a": True, "b": False, "c": True},
        **{"d": None, "e": None},
    }


@pytest.mark.parametrize(
    "words", [("tak", "nie"), ("Sí", "No"), ("да", "нет"), (" TRUE ", "false"), ("Won", "Lost")]
)
def test_true_and_false_are_what_the_words_say(words: tuple[str, str]) -> None:
    frame = pd.DataFrame(
        {"id": list("abcd"), "on": days(*["2025-02-01"] * 4), "good": [*words, "maybe", None]}
    )
    tables = TableSet(tables=(linked("deal", frame, primary_key="id", time_column="on"),))
    target, entity = ColumnRef(table="deal", column="good"), ColumnRef(table="deal", column="id")

    def ask(op: str, value: bool) -> list[Any]:
        query = Query(target=target, op=op, value=value, entity=entity)
        found = answered(tables, query, None, OWN.model_copy(update={"horizon_days": 400.0}))
        return [found[ANSWER].to_dict()[key] for key in "abcd"]

    assert ask("=", True) == [True, False, False, None]
    assert ask("=", False) == [False, True, False, None]
    assert ask("!=", True) == [False, True, True, None]
    with pytest.raises(TaskError, match="holds texts, so it is not > true"):
        ask(">", True)


def test_a_status_without_a_date_is_known_at_the_end_or_when_a_person_says_so() -> None:
    tables = deals(dated=False)
    won = Query(target=STAGE, op="=", value="Won", entity=DEAL)
    assert is_undated(tables, won)
    assert not is_undated(deals(dated=True), won)
    end = answered(tables, won, None, OWN.model_copy(update={"horizon_days": 400.0}))
    assert set(end[ANSWERED]) == {pd.Timestamp("2025-06-01")}
    assert end[ANSWER].to_dict() == {"a": True, "b": False, "c": False, "d": None, "e": None}
    said = answered(tables, won, None, OWN)
    assert set(said[ANSWERED]) == {pd.Timestamp("2025-03-03")}
    with pytest.raises(TaskError, match="since when"):
        answered(tables, won, "2025-05-01", ROLLING)


def test_parts_are_three_valued_and_known_when_what_decides_them_is() -> None:
    won = is_value("opportunity", "stage", "Won")
    small = Compare(left=ColumnRef(table="opportunity", column="size"), op="<", value=10)
    tables, late = deals(dated=True), OWN

    def ask(target: Any) -> pd.DataFrame:
        return answered(tables, Query(target=target, entity=DEAL), None, late)

    both = ask(All(parts=(won, small)))
    # b and d are not small: that is decided when they are opened, so nobody asks; e is small, and open
    assert both[ANSWER].to_dict() == {"a": True, "c": False, "e": None}
    assert both.loc["a", ANSWERED] == pd.Timestamp("2025-02-20")
    either = ask(AnyOf(parts=(won, Not(part=won))))
    assert either[ANSWER].to_dict() == {"a": True, "b": True, "c": True, "d": None, "e": None}
    assert either.loc["b", ANSWERED] == pd.Timestamp("2025-03-20")


@pytest.mark.parametrize("seed", [0, 1])
def test_conditions_over_counts_agree_with_brute_force(seed: int) -> None:
    frames = random_frames(seed)
    tables = crm(frames)
    query = resolve(
        "PREDICT COUNT(activity.*, 0, 20, days) BETWEEN 1 AND 2 OR NOT EXISTS(opportunity.*, 0, 60, days) "
        "FOR EACH contact",
        tables,
    )
    assert horizon(query) == 60
    seeds = ROLLING.model_copy(update={"horizon_days": 60.0, "now": "2025-09-01"})
    for day in ("2025-05-10", "2025-07-20"):
        found = answered(tables, query, day, seeds)
        at = pd.Timestamp(day)
        for _, contact in frames["contact"].iterrows():
            if contact["created_on"] > at:
                continue
            expected, known = brute_force(frames, contact, at, pd.Timestamp(seeds.now))
            if expected is not None and at + pd.Timedelta(days=60) > pd.Timestamp(seeds.now):
                assert contact["contact_id"] not in found.index  # known although not all of its time is over
                continue
            row = found.loc[contact["contact_id"]]
            assert (None if row[ANSWER] is None else bool(row[ANSWER])) is expected
            assert pd.isna(row[ANSWERED]) if known is None else row[ANSWERED] == known


def brute_force(frames: dict[str, pd.DataFrame], contact: Any, at: Any, now: Any) -> tuple[Any, Any]:
    """(answer, since when) of `COUNT(activity, 0, 20) BETWEEN 1 AND 2 OR NOT EXISTS(opportunity, 0, 60)`."""

    def number(table: str, key: str, when: str, n_days: int) -> int:
        rows = frames[table]
        mine = rows[rows[key] == contact[key]]
        inside = (mine[when] > at) & (mine[when] <= at + pd.Timedelta(days=n_days)) & (mine[when] <= now)
        return int(inside.sum())

    first, second = at + pd.Timedelta(days=20), at + pd.Timedelta(days=60)
    calls, deals_ = (
        number("activity", "contact_id", "happened_on", 20),
        number("opportunity", "company_id", "opened_on", 60),
    )
    # 1 or more calls can be known early, 2 at most only at the end; "no deal" is refuted by the first one
    few: bool | None = bool(1 <= calls <= 2) if first <= now else None
    none: bool | None = deals_ == 0 if second <= now else (False if deals_ else None)
    if few or none:
        return True, min(moment for truth, moment in ((few, first), (none, second)) if truth)
    if few is None or none is None:
        return None, None
    return False, max(first, second)


def test_a_condition_cannot_reach_another_tables_column() -> None:
    tables = crm(random_frames(0))
    industry = is_value("company", "industry", "steel")
    target = All(parts=(industry, Compare(left=count("activity", 0, 30), op=">", value=0)))
    with pytest.raises(TaskError, match="no column of contact"):
        answered(tables, asks(target), "2025-05-01", ROLLING)  # type: ignore[arg-type]


def test_the_future_of_an_example_never_reaches_beyond_the_end_of_the_data() -> None:
    frames = random_frames(5)
    later = frames["opportunity"].copy()
    beyond = later["closed_on"] > pd.Timestamp("2025-09-01")
    assert beyond.any()
    later.loc[beyond, "stage"] = np.where(later.loc[beyond, "stage"] == "Won", "Lost", "Won")
    won = Query(target=STAGE, op="=", value="Won", entity=DEAL, against=("Lost",))
    seeds = OWN.model_copy(update={"now": "2025-09-01"})
    before = answered(crm(frames), won, None, seeds)
    after = answered(crm({**frames, "opportunity": later}), won, None, seeds)
    pd.testing.assert_frame_equal(before, after)

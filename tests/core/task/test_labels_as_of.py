"""Answers of examples: hand-worked windows, and brute force in pandas over random tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import TaskError
from core.tables.expressions import opened
from core.tables.table_set import TableSet
from core.task.asked import ENTITY, SEED, asked_at_own_time, asked_on
from core.task.labels_as_of import ANSWER, only_where, way_to, with_answers
from core.task.query.ast import All, ColumnRef, Compare, IsIn, IsNull, Like, Not, Query
from core.task.query.ast import Any as AnyOf
from core.task.seed_times import SeedTimes
from tests.core.task.crm_tables import (
    ROLLING,
    asks,
    count,
    crm,
    days,
    is_value,
    link,
    linked,
    random_frames,
)


def answers(tables: TableSet, query: Query, day: str | None, seeds: SeedTimes = ROLLING) -> dict[str, Any]:
    """Key -> True, False or None, for everybody who is an example on a day."""
    with opened(tables) as source:
        entity = query.entity.table
        asked = asked_at_own_time(source, entity) if day is None else asked_on(source, entity, day)
        rows = with_answers(only_where(asked, query.where), query, seeds).rows
        found = rows.select(ENTITY, SEED, ANSWER).execute()
    values = [None if pd.isna(value) else bool(value) for value in found[ANSWER]]
    assert found[ENTITY].is_unique
    return dict(zip(found[ENTITY], values, strict=True))


@pytest.fixture
def small() -> TableSet:
    """Three contacts of two companies; c3 is created later."""
    return crm(
        {
            "company": pd.DataFrame({"company_id": ["a", "b"], "industry": ["steel", "food"]}),
            "contact": pd.DataFrame(
                {
                    "contact_id": ["c1", "c2", "c3"],
                    "company_id": ["a", "b", "b"],
                    "title": ["boss", "clerk", "boss"],
                    "created_on": days("2025-01-01", "2025-01-01", "2025-05-02"),
                }
            ),
            "activity": pd.DataFrame(
                {
                    "activity_id": [1, 2, 3, 4],
                    "contact_id": ["c1", "c1", "c2", "c9"],
                    "happened_on": days("2025-05-01", "2025-05-31", "2025-06-01", "2025-05-10"),
                    "kind": ["call", "mail", "call", "call"],
                    "minutes": [10.0, 20.0, 30.0, 40.0],
                }
            ),
            "opportunity": pd.DataFrame(
                {
                    "opportunity_id": ["o1", "o2"],
                    "company_id": ["a", "b"],
                    "opened_on": days("2025-04-01", "2025-05-05"),
                    "stage": ["Won", None],
                    "value": [500.0, None],
                    "closed_on": days("2025-05-20", None),
                }
            ),
        }
    )


def test_the_window_begins_after_the_seed_time_and_ends_with_its_last_moment(small: TableSet) -> None:
    query = asks(count("activity", 0, 30), op=">", value=0)
    # c1's call of 1 May is not after 1 May; its mail of 31 May is the last moment of the 30 days
    assert answers(small, query, "2025-05-01") == {"c1": True, "c2": False}
    assert answers(small, query, "2025-05-02") == {"c1": True, "c2": True, "c3": False}
    assert answers(small, asks(count("activity", 0, 29), op=">", value=0), "2025-05-01")["c1"] is False


def test_a_window_may_begin_later(small: TableSet) -> None:
    assert answers(small, asks(count("activity", 30, 60), op="=", value=1), "2025-05-01") == {
        "c1": False,
        "c2": True,
    }


def test_rows_of_the_shared_company_count_for_its_contacts(small: TableSet) -> None:
    query = asks(count("opportunity", 0, 30, function="EXISTS"))
    assert answers(small, query, "2025-05-02") == {"c1": False, "c2": True, "c3": True}


def test_late_columns_count_when_they_were_written(small: TableSet) -> None:
    query = asks(count("opportunity", 0, 30, where=is_value("opportunity", "stage", "Won")), op=">=", value=1)
    assert answers(small, query, "2025-05-01") == {"c1": True, "c2": False}
    assert answers(small, query, "2025-05-20")["c1"] is False  # written on the 20th: known, not to come
    amount = asks(count("opportunity", 0, 30, column="value", function="SUM"), op=">", value=499)
    assert answers(small, amount, "2025-05-01")["c1"] is True
    assert answers(small, amount.model_copy(update={"value": 500}), "2025-05-01")["c1"] is False


def test_a_window_beyond_the_end_of_the_data_is_unknown_never_no(small: TableSet) -> None:
    query = asks(count("activity", 0, 30), op="=", value=0)
    seeds = ROLLING.model_copy(update={"now": "2025-06-15"})
    assert answers(small, query, "2025-05-16", seeds)["c2"] is False
    assert set(answers(small, query, "2025-05-17", seeds).values()) == {None}


def test_who_came_true_before_the_window_is_over_is_no_lead(small: TableSet) -> None:
    seeds = ROLLING.model_copy(update={"now": "2025-06-02"})
    exists = asks(count("activity", 0, 30, function="EXISTS"))
    assert answers(small, exists, "2025-05-20", seeds) == {"c3": None}
    none_left = asks(count("activity", 0, 30), op="=", value=0)  # may still turn: all stay leads
    assert answers(small, none_left, "2025-05-20", seeds) == {"c1": None, "c2": None, "c3": None}


DEAL = ColumnRef(table="opportunity", column="opportunity_id")
WON = Query(target=ColumnRef(table="opportunity", column="stage"), op="=", value="Won", entity=DEAL)


def test_a_column_of_the_entity_written_later() -> None:
    opened_on = ["2025-02-01"] * 5 + ["2025-05-20"] * 2
    closed_on = ["2025-02-20", "2025-02-20", "2025-04-20", None, "2025-02-01", None, "2025-05-25"]
    deals = linked(
        "opportunity",
        pd.DataFrame(
            {
                "opportunity_id": list("abcdefg"),
                "opened_on": days(*opened_on),
                "closed_on": days(*closed_on),
                "stage": ["Won", "Lost", "Won", None, "Won", None, "Won"],
            }
        ),
        primary_key="opportunity_id",
        time_column="opened_on",
        late_time="closed_on",
        late_columns=("stage", "closed_on"),
    )
    seeds = ROLLING.model_copy(update={"now": "2025-06-01"})
    tables = TableSet(tables=(deals,))
    assert answers(tables, WON, None, seeds) == {
        "a": True,
        "b": False,
        "c": True,  # won, after more than 30 days
        "d": None,  # still open, however long: no answer yet, never a no
        # e was known to be won on the day it was opened: nothing to ask
        "f": None,
        # g is won already, and its 30 days are not over: neither an example nor a lead
    }
    within = seeds.model_copy(update={"open_is": "no"})
    assert answers(tables, WON, None, within) == {"a": True, "b": False, "c": False, "d": False, "f": None}
    # as of now: only those without an answer are left to be asked
    assert {key for key, value in answers(tables, WON, "2025-06-01", seeds).items() if value is None} == {
        "d",
        "f",
    }


def test_a_yes_no_column_needs_no_comparison() -> None:
    rows = linked(
        "contact",
        pd.DataFrame(
            {
                "contact_id": ["x", "y", "z"],
                "created_on": days(*["2025-01-01"] * 3),
                "churned": ["yes", "no", None],
            }
        ),
        primary_key="contact_id",
        time_column="created_on",
    )
    tables = TableSet(tables=(rows,))
    query = asks(ColumnRef(table="contact", column="churned"), op="=", value=True)  # as it is resolved
    assert answers(tables, query, None) == {"x": True, "y": False, "z": None}
    with pytest.raises(TaskError, match="since when"):
        answers(tables, query, "2025-05-01")


def test_filters_look_at_what_was_known(small: TableSet) -> None:
    target = count("activity", 0, 30)

    def who(where: Any) -> set[str]:
        return set(answers(small, asks(target, op=">", value=0, where=where), "2025-05-02"))

    assert who(is_value("contact", "title", "boss")) == {"c1", "c3"}
    assert who(Not(part=is_value("contact", "title", "boss"))) == {"c2"}
    assert who(is_value("company", "industry", "food")) == {"c2", "c3"}
    assert who(IsIn(left=ColumnRef(table="contact", column="title"), values=("clerk", "x"))) == {"c2"}
    assert who(Like(left=ColumnRef(table="company", column="industry"), pattern="st%")) == {"c1"}
    assert who(IsNull(left=ColumnRef(table="contact", column="title"))) == set()
    lively = Compare(left=count("activity", -30, 0), op=">", value=0)
    assert who(lively) == {"c1"}
    ever = Compare(left=count("opportunity", None, 0), op="=", value=0)
    assert who(ever) == {"c2", "c3"}
    won = Compare(
        left=count("opportunity", None, 0, where=is_value("opportunity", "stage", "Won")), op=">", value=0
    )
    assert who(won) == set()  # closed on 20 May: not known on the 2nd
    assert who(AnyOf(parts=(lively, is_value("contact", "title", "clerk")))) == {"c1", "c2"}
    assert who(All(parts=(lively, is_value("contact", "title", "clerk")))) == set()


def test_assuming_filters_examples_with_an_answer_only(small: TableSet) -> None:
    called = Compare(left=count("activity", 0, 30), op=">", value=0)
    query = asks(count("opportunity", 0, 30, function="EXISTS"), assuming=called)
    assert answers(small, query, "2025-05-02") == {"c1": False, "c2": True}
    leads = ROLLING.model_copy(update={"now": "2025-05-02"})
    assert answers(small, query, "2025-05-02", leads) == {"c1": None, "c2": None, "c3": None}


def test_a_number_without_comparison_asks_whether_anything_comes(small: TableSet) -> None:
    number = answers(small, asks(count("activity", 0, 30)), "2025-05-02")
    assert number == answers(small, asks(count("activity", 0, 30), op=">", value=0), "2025-05-02")
    assert set(number.values()) == {True, False}
    with pytest.raises(TaskError, match=r"compared with 'many'.*a number"):
        answers(small, asks(count("activity", 0, 30), op=">", value="many"), "2025-05-02")


def test_tables_without_a_way_between_them_are_refused(small: TableSet) -> None:
    lonely = small.model_copy(update={"links": ()})
    with pytest.raises(TaskError, match="cannot be counted"):
        way_to(lonely, "contact", ColumnRef(table="activity", column="*"))
    with pytest.raises(TaskError, match="names one row"):
        way_to(small, "contact", ColumnRef(table="company", column="*"))


def test_two_keys_into_one_table_are_told_apart() -> None:
    contact = pd.DataFrame({"contact_id": ["1", "2"], "created_on": days("2025-01-01", "2025-01-01")})
    transfer = pd.DataFrame(
        {"from_contact": ["1"], "to_contact": ["2"], "sent_on": days("2025-05-10"), "amount": [5.0]}
    )
    tables = TableSet(
        tables=(
            linked("contact", contact, primary_key="contact_id", time_column="created_on"),
            linked("transfer", transfer, time_column="sent_on"),
        ),
        links=(link("transfer", "from_contact", "contact"), link("transfer", "to_contact", "contact")),
    )
    sent = asks(count("transfer", 0, 30, column="from_contact"), op=">", value=0)
    got = asks(count("transfer", 0, 30, column="to_contact"), op=">", value=0)
    assert answers(tables, sent, "2025-05-01") == {"1": True, "2": False}
    assert answers(tables, got, "2025-05-01") == {"1": False, "2": True}


FUNCTIONS = {
    "COUNT": lambda x: len(x.dropna()),
    "SUM": lambda x: x.sum(),
    "AVG": lambda x: x.mean(),
    "MIN": lambda x: x.min(),
    "MAX": lambda x: x.max(),
    "COUNT_DISTINCT": lambda x: x.nunique(),
}


@pytest.mark.parametrize("function", FUNCTIONS)
@pytest.mark.parametrize("table", ["activity", "opportunity"])
def test_every_function_agrees_with_brute_force(function: str, table: str) -> None:
    frames = random_frames(seed=3)
    column, when, key = (
        ("minutes", "happened_on", "contact_id")
        if table == "activity"
        else ("value", "closed_on", "company_id")
    )
    limit = {"COUNT": 0, "SUM": 15, "AVG": 9, "MIN": 3, "MAX": 12, "COUNT_DISTINCT": 1}[function]
    query = asks(count(table, 5, 40, column=column, function=function), op=">", value=limit)  # type: ignore[arg-type]
    found = answers(crm(frames), query, "2025-06-15", ROLLING.model_copy(update={"horizon_days": 40}))
    seed = pd.Timestamp("2025-06-15")
    rows = frames[table]
    inside = (rows[when] > seed + pd.Timedelta(days=5)) & (rows[when] <= seed + pd.Timedelta(days=40))
    expected = {}
    for _, contact in frames["contact"].iterrows():
        if contact["created_on"] > seed:
            continue
        value = FUNCTIONS[function](rows[inside & (rows[key] == contact[key])][column])
        expected[contact["contact_id"]] = bool(np.nan_to_num(value, nan=-1.0) > limit)
    assert found == expected
    assert 0 < sum(expected.values()) < len(expected)

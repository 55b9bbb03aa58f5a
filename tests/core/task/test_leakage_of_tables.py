"""The leakage lint across tables finds what was written after the outcome, and leaves honest columns alone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.tables.table_set import TableSet
from core.task.column_power import ColumnPower, column_powers
from core.task.examples import Examples, make_examples
from core.task.lookup_columns import counting_days
from core.task.outcome_ever import ever_had
from tests.core.task.crm_tables import ROLLING, asks, count, link, linked

N = 400


def lint(contact: dict[str, object], visits: pd.DataFrame | None = None) -> dict[str, ColumnPower]:
    """Findings by column; half of the contacts buy once, in spring or summer 2025."""
    made = examples(contact, visits)
    return {found.column: found for found in column_powers(made.table, made.task).suspicious}


def bought() -> tuple[np.ndarray, pd.Series]:
    """Who buys, and when: before the practice exam begins, as nothing later has a say."""
    rng = np.random.default_rng(0)
    buys = rng.random(N) < 0.5
    when = pd.Timestamp("2025-04-20") + pd.Series(pd.to_timedelta(rng.integers(0, 100, N), unit="D"))
    return buys, when.astype("datetime64[us]")


def examples(
    contact: dict[str, object],
    visits: pd.DataFrame | None = None,
    outcome: tuple[np.ndarray, pd.Series] | None = None,
) -> Examples:
    buys, when = outcome or bought()
    keys = np.array([f"C{i}" for i in range(N)])
    frame = pd.DataFrame({"contact_id": keys, "created_on": pd.Timestamp("2025-01-01"), **contact})
    frame["created_on"] = frame["created_on"].astype("datetime64[us]")
    order = pd.DataFrame({"contact_id": keys[buys], "ordered_on": when[buys].to_numpy()})
    order = pd.concat([order, order]).reset_index(drop=True)
    if visits is None:
        visits = pd.DataFrame({"contact_id": ["C1"], "seen_on": pd.to_datetime(["2025-01-05"])})
    dated = "seen_on" in visits
    if dated:
        visits["seen_on"] = visits["seen_on"].astype("datetime64[us]")
    tables = TableSet(
        tables=(
            linked("contact", frame, primary_key="contact_id", time_column="created_on"),
            linked("order", order, time_column="ordered_on"),
            linked("visit", visits, time_column="seen_on" if dated else None),
        ),
        links=(link("order", "contact_id", "contact"), link("visit", "contact_id", "contact")),
    )
    query = asks(count("order", 0, 30, function="EXISTS"), name="will_order")
    return make_examples(tables, query, ROLLING)


def test_honest_columns_are_left_alone() -> None:
    rng = np.random.default_rng(1)
    found = lint({"title": rng.choice(["boss", "buyer"], N), "employees": rng.integers(1, 99, N)})
    assert not [f for f in found.values() if f.certain]
    assert "title" not in found
    assert "employees" not in found


def test_a_column_filled_because_of_the_outcome() -> None:
    buys, _ = bought()
    rng = np.random.default_rng(2)
    found = lint({"manager": np.where(buys, rng.choice(["Ann", "Bob"], N), None)})["manager"]
    assert found.certain
    assert found.kinds[0] == "filled"
    assert (
        "filled for 100 % of those that came to will_order = yes before the exams and for" in found.sentence
    )
    assert found.exclusion.column == "manager"


def test_a_value_that_changes_with_the_outcome() -> None:
    buys, _ = bought()
    found = lint({"status": np.where(buys, "customer", "prospect")})["status"]
    assert found.kinds[0] == "filled"
    assert "'customer'" in found.sentence
    assert "on days before it as well" in found.sentence


def test_dates_after_the_question() -> None:
    _, when = bought()
    found = lint({"welcomed": (when + pd.Timedelta(days=400)).astype("datetime64[us]")})
    assert found["days since welcomed"].certain
    assert "lie after the day of the question" in found["days since welcomed"].sentence


def test_a_number_that_is_called_days_since_is_no_date() -> None:
    waited = np.random.default_rng(4).integers(-30, 400, N).astype(float)
    made = examples({"days since visit": waited})
    frame = made.table.frame()
    expected = frame["contact_id"].map({f"C{i}": one for i, one in enumerate(waited)})
    assert (frame["days since visit"] == expected).all()
    assert not made.table.column("days since visit").counts_days
    assert made.table.column("days since created_on").counts_days
    told = {one.column: one.sentence for one in column_powers(made.table, made.task).suspicious}
    assert "lie after the day" not in told.get("days since visit", "")


def test_examples_of_before_columns_said_that_they_count_days() -> None:
    waited = np.arange(N, dtype=float)
    made = examples({"welcomed": pd.Timestamp("2026-08-01"), "days since visit": waited})
    older = tuple(one.model_copy(update={"counts_days": False}) for one in made.table.columns)
    table = made.table.model_copy(update={"columns": older})
    assert counting_days(made.table, made.task) == counting_days(table, made.task)
    assert counting_days(table, made.task) == {"days since created_on", "days since welcomed"}


def test_names_of_the_entity_s_own_columns_are_read() -> None:
    buys, _ = bought()
    found = lint({"closed_reason": np.where(buys, "a", "b")})["closed_reason"]
    assert "afterwards" in found.kinds
    # numbers of linked rows carry such words in their levels, and are known as of the day: not by name
    assert not [name for name in lint({"title": "x"}) if name.startswith(("order", "visit"))]


def test_rows_that_know_too_well_point_at_their_time_column() -> None:
    buys, when = bought()
    keys = np.array([f"C{i}" for i in range(N)])[buys]
    early = when[buys] - pd.Timedelta(days=31)
    rows = pd.DataFrame({"contact_id": keys, "seen_on": early.to_numpy()})
    rows = pd.concat([rows.assign(seen_on=rows["seen_on"] + pd.Timedelta(days=d)) for d in range(0, 30, 2)])
    found = lint({"title": "x"}, rows.reset_index(drop=True))
    name = "days since last visit"
    assert found[name].kinds == ("separates",)
    assert "check the time column of their table" in found[name].sentence


def test_rows_without_a_time_that_are_written_because_of_the_outcome() -> None:
    # Berka's standing orders: those that pay the loan (UVER) are there for whoever ever took one, on all days.
    buys, when = bought()
    keys = np.array([f"C{i}" for i in range(N)])
    later = buys & (when > pd.Timestamp("2025-06-10")).to_numpy()
    undated = pd.DataFrame({"contact_id": keys[later], "kind": "UVER"})
    rent = pd.DataFrame({"contact_id": keys[::2], "kind": "SIPO"})
    frame = pd.concat([undated, rent]).reset_index(drop=True)
    found = lint({"title": "x"}, frame)
    telling = [one for name, one in found.items() if "UVER" in name]
    assert telling
    assert all("filled" in one.kinds and "carry no time of their own" in one.sentence for one in telling)
    assert not [name for name in found if "SIPO" in name]


def test_what_came_of_exam_days_has_no_say() -> None:
    """Those who buy from the practice exam on have a manager today; the lint is as if they never bought."""
    buys, when = bought()
    late = ~buys & (np.arange(N) % 3 == 0)
    contact = {"manager": np.where(buys | late, "Ann", None)}
    before = examples(contact)
    moved = when.where(~pd.Series(late), pd.Timestamp("2025-08-20"))
    after = examples(contact, outcome=(buys | late, moved))
    exam = (
        after.table.frame()[after.task.target].eq("yes").sum()
        - before.table.frame()[before.task.target].eq("yes").sum()
    )
    assert exam > 20
    said = [
        [
            (one.column, one.sentence)
            for one in column_powers(made.table, made.task).columns
            if one.column == "manager"
        ]
        for made in (before, after)
    ]
    assert said[0] == said[1] and "filled for 100 %" in said[0][0][1]


def test_an_entity_had_the_outcome_if_any_of_its_days_did() -> None:
    keys = pd.Series(["a", "b", "a", "b", "c"])
    had = ever_had(keys, np.array([0, 0, 1, -1, -1], dtype=np.int8))
    assert had.tolist() == [True, False, True, False, False]

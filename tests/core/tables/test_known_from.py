"""Since when rows are known: days beside moments, the time of the row they name, and columns marked by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from core.errors import TableError
from core.tables.bundle import read_bundle
from core.tables.expressions import ROW, opened
from core.tables.integrity import check_integrity
from core.tables.known_from import KNOWN, with_known
from core.tables.link_proposals import propose_links
from core.tables.logical import half_of
from core.tables.marking import AFTER_OUTCOME, WITH_ROW, known_always, marked, when_known, without_late_time
from core.tables.table_set import Link, TableSet
from core.task.examples import make_examples
from core.task.query.check import resolve
from core.task.seed_proposal import propose_seeds
from tests.core.graph.small_crm import linked

DAYS = pd.date_range("2024-01-01", periods=3, freq="D")
END = pd.Timedelta(days=1) - pd.Timedelta(microseconds=1)


def known(tables: TableSet, name: str, *, late: bool = False) -> list[Any]:
    with opened(tables) as source:
        rows = with_known(source, half_of(tables, name, late=late)).select(ROW, KNOWN).execute()
    found = rows.sort_values(ROW)[KNOWN]
    return [None if pd.isna(one) else pd.Timestamp(one) for one in found]


def orders(**deal: Any) -> TableSet:
    """An order with a moment or a day, and lines that have no date; line 3 names an order that is not there."""
    order = pd.DataFrame({"order_id": ["A", "B", "C"], "day": DAYS, **deal})
    roles = {"order_id": "id", "day": "date", "shipped": "date"}
    line = pd.DataFrame({"order_id": ["B", "A", "C", "Z"], "n": [1.0, 2.0, 3.0, 4.0]})
    return TableSet(
        tables=(
            linked("order", order, roles, primary_key="order_id", time_column="day"),
            linked("line", line, {"order_id": "category", "n": "number"}, time_from="order_id"),
        ),
        links=(Link(table="line", column="order_id", to="order"),),
    )


def test_days_alone_are_compared_as_they_are() -> None:
    assert known(orders(), "order") == list(DAYS)


def test_beside_moments_a_day_counts_as_its_end() -> None:
    tables = orders(shipped=DAYS + pd.Timedelta(hours=9))
    late = tables.table("order").model_copy(update={"late_time": "shipped", "late_columns": ("shipped",)})
    tables = tables.with_table(late)
    assert known(tables, "order") == list(DAYS + END)
    assert known(tables, "order", late=True) == list(DAYS + pd.Timedelta(hours=9))


def test_lines_are_known_since_their_order() -> None:
    assert known(orders(), "line") == [DAYS[1], DAYS[0], DAYS[2], None]


def test_without_the_link_rows_are_known_always_again() -> None:
    tables = orders().without_link("line", "order_id")
    assert tables.table("line").time_from is None
    assert not half_of(tables, "line", late=False).has_clock


def test_a_circle_gives_no_time() -> None:
    frame = pd.DataFrame({"a_id": ["1"], "b_id": ["1"]})
    roles = {"a_id": "id", "b_id": "category"}
    tables = TableSet(
        tables=(
            linked("a", frame, roles, primary_key="a_id", time_from="b_id"),
            linked("b", frame, {"b_id": "id", "a_id": "category"}, primary_key="b_id", time_from="a_id"),
        ),
        links=(Link(table="a", column="b_id", to="b"), Link(table="b", column="a_id", to="a")),
    )
    assert half_of(tables, "a", late=False).time_from is None
    assert known(tables, "a") == [None]


@pytest.fixture
def salesforce(tmp_path: Path) -> TableSet:
    """Deals opened at a moment and closed on a day, every third on the day it was opened; most before noon."""
    n = 300
    rng = np.random.default_rng(1)
    created = pd.Timestamp("2023-01-02") + pd.to_timedelta(np.sort(rng.integers(0, 500, n)), unit="D")
    closed = created + pd.to_timedelta(np.where(np.arange(n) % 3 == 0, 0, rng.integers(1, 30, n)), unit="D")
    won = rng.random(n) < 0.4
    deal = pd.DataFrame(
        {
            "Id": [f"006{i:04d}" for i in range(n)],
            "AccountId": [f"001{i:04d}" for i in rng.integers(0, 40, n)],
            "StageName": np.where(won, "Closed Won", "Closed Lost"),
            "Amount": rng.integers(100, 9_999, n),
            "Probability": np.where(won, 100, 0),
            "CloseDate": closed.strftime("%Y-%m-%d"),
            "IsClosed": "true",
            "IsWon": np.where(won, "true", "false"),
            "CreatedDate": (created + pd.to_timedelta(rng.integers(8, 18, n), unit="h")).strftime(
                "%Y-%m-%dT%H:%M:%S.000+0000"
            ),
        }
    )
    account = pd.DataFrame(
        {
            "Id": [f"001{i:04d}" for i in range(40)],
            "Name": [f"Firm {i}" for i in range(40)],
            "Industry": "Retail",
        }
    )
    for name, frame in (("Opportunity", deal), ("Account", account)):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    files = [tmp_path / "Opportunity.csv", tmp_path / "Account.csv"]
    return propose_links(read_bundle(files).tables)


def test_closed_on_the_day_it_was_opened_is_later(salesforce: TableSet) -> None:
    deal = salesforce.table("opportunity")
    assert (deal.time_column, deal.late_time) == ("CreatedDate", "CloseDate")
    assert {"StageName", "Probability", "IsClosed", "IsWon"} <= set(deal.late_columns)
    assert "end before beginning" not in {one.kind for one in check_integrity(salesforce).findings}
    query = resolve("PREDICT IsWon FOR EACH Opportunity", salesforce)
    made = make_examples(salesforce, query, propose_seeds(salesforce, query))
    names = {column.name for column in made.table.columns}
    assert not names & {"StageName", "Probability", "IsClosed", "IsWon"}
    asked = made.table.frame()
    assert asked["Id"].nunique() > 250  # those that closed the same day are asked about as well


def test_a_stage_without_a_date_is_no_input_and_a_table_without_one_is_asked_about(tmp_path: Path) -> None:
    n = 60
    deal = pd.DataFrame(
        {
            "deal_id": range(n),
            "opened_on": pd.date_range("2024-01-01", periods=n, freq="D"),
            "stage": ["won", "lost"] * (n // 2),
            "close_reason": ["price", "time", "fit"] * (n // 3),
            "expected_revenue": range(n),
            "probability": [0, 100] * (n // 2),
            "amount": range(n),
        }
    )
    item = pd.DataFrame({"item_id": range(90), "deal_id": [i % n for i in range(90)], "pieces": range(90)})
    town = pd.DataFrame({"town": ["A", "B"] * 10, "people": range(20)})
    for name, frame in (("deal", deal), ("item", item), ("town", town)):
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    tables = propose_links(
        read_bundle([tmp_path / f"{name}.csv" for name in ("deal", "item", "town")]).tables
    )
    found = tables.table("deal")
    assert set(found.outcome_columns) == {"stage", "close_reason", "expected_revenue", "probability"}
    assert "stage" in found.time_why and "never an input" in found.time_why
    assert tables.table("item").time_from == "deal_id" and "row of deal" in tables.table("item").time_why
    findings = {(one.kind, one.table) for one in check_integrity(tables).findings}
    assert ("known always", "town") in findings and ("after the outcome", "deal") in findings
    assert ("known always", "item") not in findings
    kept = tables.with_table(marked(found, "stage", WITH_ROW))
    assert "stage" not in propose_links(kept).table("deal").outcome_columns  # what a person said stays


def test_columns_are_marked_by_hand() -> None:
    frame = pd.DataFrame(
        {"loan_id": ["1"], "day": DAYS[:1], "ended": DAYS[:1], "other": DAYS[:1], "state": ["D"]}
    )
    roles = {"loan_id": "id", "day": "date", "ended": "date", "other": "date", "state": "category"}
    loan = linked("loan", frame, roles, primary_key="loan_id", time_column="day")
    later = marked(loan, "state", "ended")
    assert (later.late_time, set(later.late_columns)) == ("ended", {"ended", "state"})
    assert when_known(later, "state") == "ended" and when_known(later, "day") == WITH_ROW
    after = marked(later, "state", AFTER_OUTCOME)
    assert after.outcome_columns == ("state",) and when_known(after, "state") == AFTER_OUTCOME
    assert marked(after, "state", WITH_ROW).outcome_columns == ()
    assert without_late_time(later).outcome_columns == ("state",)  # nobody can say when, so it is no input
    assert known_always(later, "Set.").outcome_columns == ("state",)
    for column, when, message in (
        ("state", "day", "cannot say when"),
        ("loan_id", AFTER_OUTCOME, "which row it is"),
        ("ended", AFTER_OUTCOME, "says when other columns"),
        ("state", "nothing", "no column"),
    ):
        with pytest.raises(TableError, match=message):
            marked(later if column == "ended" else loan, column, when)
    with pytest.raises(TableError, match="filled in from ended"):
        marked(later, "state", "other")

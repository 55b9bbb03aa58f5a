"""Windows, recency and change of pace, worked out by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from core.tables.expressions import opened
from core.tables.table_set import TableSet
from core.task.aggregates import RowBlock, aggregated
from core.task.asked import asked_on
from core.task.keyed_rows import AT, KEY, Way, keyed_rows
from core.task.labels_as_of import way_to
from core.task.query.ast import ColumnRef
from core.task.velocity import PACES, PaceColumn
from tests.core.task.crm_tables import days, link, linked

SEED = "2025-06-30"


def pace(*times: str) -> dict[str, float]:
    """Title -> value for one contact with activities at these times."""
    tables = TableSet(
        tables=(
            linked(
                "contact",
                pd.DataFrame({"contact_id": ["c"], "created_on": days("2024-01-01")}),
                primary_key="contact_id",
                time_column="created_on",
            ),
            linked(
                "call",
                pd.DataFrame({"contact_id": ["c"] * len(times), "at": days(*times)}),
                time_column="at",
            ),
        ),
        links=(link("call", "contact_id", "contact"),),
    )
    with opened(tables) as source:
        way: Way = way_to(tables, "contact", ColumnRef(table="call", column="*"))
        rows = keyed_rows(source, way, {}, late=False)
        assert rows.columns == (KEY, AT)
        block = RowBlock(way, "call", rows, PACES)
        found = aggregated(asked_on(source, "contact", SEED), block).execute()
    if found.empty:
        return {}
    return {title: float(found[f"c{place}"].iloc[0]) for place, title in enumerate(block.titles)}


def test_windows_are_open_in_the_past_and_closed_at_the_seed_time() -> None:
    found = pace(
        "2025-06-30",  # the seed time itself
        "2025-06-23",  # exactly 7 days before: outside the 7 days
        "2025-06-23 00:00:01",
        "2025-05-31",  # exactly 30 days before
        "2025-06-01",
        "2025-04-01",  # exactly 90 days before
        "2025-04-02",
        "2025-06-30 00:00:01",  # later
    )
    assert found == {
        "call: ever": 7,
        "call: last 7 days": 2,
        "call: last 30 days": 4,
        "call: last 90 days": 6,
        "call: change of pace": pytest.approx(4 - 6 / 3),
        "days since last call": 0,
        "days since first call": 90,
    }


def test_a_contact_that_cooled_off() -> None:
    found = pace("2025-04-20 12:00", "2025-05-01", "2025-05-10")
    assert found["call: change of pace"] == -1
    assert found["days since last call"] == 51
    assert found["days since first call"] == 70.5


def test_nothing_known_yet_gives_no_row() -> None:
    assert pace("2025-07-01") == {}


def test_only_counts_are_zero_where_there_is_no_row() -> None:
    assert {p.title("x"): p.is_count for p in PACES} == {
        "x: ever": True,
        "x: last 30 days": True,
        "days since last x": False,
        "x: last 90 days": True,
        "x: change of pace": True,
        "x: last 7 days": True,
        "days since first x": False,
    }
    assert PaceColumn("window", 30).title("activity") == "activity: last 30 days"

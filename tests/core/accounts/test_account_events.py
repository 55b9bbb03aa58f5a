"""Touches and timelines as of a day, counted by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from core.accounts.events import engagement_counts, timeline_of
from core.accounts.notes import talks
from core.accounts.shape import AccountShape, account_shape
from core.tables.expressions import opened
from core.tables.table_set import Link
from tests.core.tables.linked_files import linked

AS_OF = datetime(2024, 7, 1)


def counted(shape: AccountShape, as_of: datetime) -> pd.DataFrame:
    with opened(shape.tables) as tables:
        return engagement_counts(tables, shape, as_of).set_index("key").sort_index()


def test_touches_are_counted_by_window(shape: AccountShape) -> None:
    found = counted(shape, AS_OF)
    assert list(found.index) == ["p2", "p3", "p4"]
    assert found.loc["p2", ["n_30", "n_90", "n_ever", "deep_90"]].tolist() == [3, 5, 5, 3]
    assert found.loc["p3", ["n_30", "n_90", "n_180"]].tolist() == [0, 3, 3]
    assert found.loc["p4", ["n_90", "n_180", "n_ever"]].tolist() == [0, 1, 1]
    assert found.loc["p2", "last"] == pd.Timestamp("2024-06-25")


def test_later_rows_change_nothing(shape: AccountShape) -> None:
    before = counted(shape, datetime(2024, 6, 1))
    assert before.loc["p2", "n_ever"] == 2
    assert counted(shape, datetime(2024, 8, 1)).loc["p2", "n_ever"] == 6


def test_a_timeline_is_newest_first_and_knows_no_later_row(shape: AccountShape) -> None:
    with opened(shape.tables) as tables:
        found = timeline_of(tables, shape, "c1", ["p1", "p2", "p3"], AS_OF)
    assert len(found) == 5 + 3 + 1
    assert found["time"].is_monotonic_decreasing
    assert found["time"].max() <= pd.Timestamp(AS_OF)
    assert found["what"].iloc[0] == "activity: meeting"


def test_a_deal_stands_twice_opened_and_closed(shape: AccountShape) -> None:
    with opened(shape.tables) as tables:
        early = timeline_of(tables, shape, "c2", ["p4"], datetime(2024, 3, 15))
        late = timeline_of(tables, shape, "c2", ["p4"], AS_OF)
    assert [what for what in early["what"] if what.startswith("deal")] == ["deal"]
    assert not early["text"].str.contains("won").any()
    assert any(what.startswith("deal closed") for what in late["what"])


def test_an_account_where_nothing_happened(shape: AccountShape) -> None:
    with opened(shape.tables) as tables:
        assert timeline_of(tables, shape, "c4", [], AS_OF).empty


@pytest.mark.parametrize("as_of", [datetime(1990, 1, 1)])
def test_before_all_time_nobody_was_in_touch(shape: AccountShape, as_of: datetime) -> None:
    assert counted(shape, as_of).empty


def test_rows_that_take_their_time_of_a_row_they_name_are_touches(
    shape: AccountShape, tmp_path: Path
) -> None:
    """Who was at a meeting has no date of its own: it happened when the meeting did."""
    meeting = linked(
        tmp_path,
        "meeting",
        {"meeting_id": ["m1", "m2"], "held_on": ["2024-06-15", "2024-07-09"]},
        primary_key="meeting_id",
        time_column="held_on",
    )
    attendee = linked(
        tmp_path,
        "attendee",
        {
            "meeting_id": ["m1", "m1", "m2"],
            "contact_id": ["p1", "p2", "p1"],
            "note": ["Glad of the offer", "Said nothing at all", "Not happy any more"],
        },
        time_from="meeting_id",
    )
    detail = linked(
        tmp_path, "detail", {"contact_id": ["p5", "p5"], "phone": ["1", "2"]}, time_from="contact_id"
    )
    tables = shape.tables
    for table in (meeting, attendee, detail):
        tables = tables.with_table(table)
    links = (
        Link(table="attendee", column="meeting_id", to="meeting"),
        Link(table="attendee", column="contact_id", to="contact"),
        Link(table="detail", column="contact_id", to="contact"),
    )
    found = account_shape(tables.model_copy(update={"links": (*tables.links, *links)}), "contact")
    counts = counted(found, AS_OF)
    assert counts.loc["p1", ["n_30", "n_ever"]].tolist() == [1, 1]
    assert counts.loc["p2", "n_ever"] == counted(shape, AS_OF).loc["p2", "n_ever"] + 1
    assert "p5" not in counts.index  # a phone number is nothing that happened
    with opened(found.tables) as source:
        rows, notes = timeline_of(source, found, "c1", ["p1"], AS_OF), talks(source, found, AS_OF)
    assert rows.loc[rows["who"] == "p1", "time"].tolist() == [pd.Timestamp("2024-06-15")]
    assert notes.loc[notes["key"] == "p1", "text"].tolist() == ["Glad of the offer"]

"""Zones of dates: names, places and brackets come to one clock, or it is said."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import pytest

from core.tables.date_notes import date_notes
from tests.core.tables.date_cells import read


def test_zone_names_come_to_one_clock() -> None:
    cells: list[str | None] = [
        "2023-01-02 09:30:00 EST",
        "2023-01-02 09:30:00 CET",
        "2023-01-02 09:30 UTC+2",
        "2023-01-02 09:30",
    ]
    values, found = read(cells)
    assert values == [dt.datetime(2023, 1, 2, hour, 30) for hour in (14, 8, 7, 9)]
    (note,) = date_notes("seen", found)
    assert "EST (UTC-5)" in note
    assert "none in 1 rows" in note


def test_places_whose_clocks_change() -> None:
    local = [dt.datetime(2023, 1, 2, 9), dt.datetime(2023, 7, 2, 9), dt.datetime(2023, 10, 29, 2, 30)]
    for name, cell in (("Europe/Berlin", "Europe/Berlin"), ("America/New_York", "ET")):
        cells: list[str | None] = [f"{time:%Y-%m-%d %H:%M:%S} {cell}" for time in local]
        values, found = read([*cells, "2023-01-01 10:00:00Z"])
        place = ZoneInfo(name)
        wanted = [
            time.replace(tzinfo=place, fold=1).astimezone(dt.UTC).replace(tzinfo=None) for time in local
        ]
        assert values[:3] == wanted
        assert found.n_twice == (name == "Europe/Berlin")


def test_two_places_alone_come_to_one_clock() -> None:
    values, _ = read(["2023-07-02 09:00:00 Europe/Berlin", "2023-07-02 09:00:00 America/New_York"])
    assert values == [dt.datetime(2023, 7, 2, 7), dt.datetime(2023, 7, 2, 13)]
    values, _ = read(["2023-07-02 09:00:00 -05:00", "2023-07-02 09:00:00-0400"])
    assert values == [dt.datetime(2023, 7, 2, 14), dt.datetime(2023, 7, 2, 13)]


def test_zones_that_nobody_knows_are_said_and_not_read() -> None:
    values, found = read(["2023-01-02 09:30:00 XQZ", "2023-01-03 09:30:00 XQZ"])
    assert values[0] == dt.datetime(2023, 1, 2, 9, 30)
    assert date_notes("seen", found) == (
        "seen: these time zones are not known and were not read: 'XQZ' (2).",
    )
    assert read(["2023-01-02 09:30:00 banana"])[0] == [None]


def test_one_zone_is_one_clock_and_midnights_are_days() -> None:
    values, found = read(["2023-01-02 09:30:00 CET", "2023-01-03 09:30:00 CET"])
    assert values[0] == dt.datetime(2023, 1, 2, 9, 30)
    assert date_notes("seen", found) == ("seen: its times are kept as they stand, in CET (UTC+1).",)
    values, found = read(["2023-01-02 00:00:00+01:00", "2023-07-02 00:00:00+02:00"])
    assert values == [dt.datetime(2023, 1, 2), dt.datetime(2023, 7, 2)]
    assert any("read as days" in note for note in date_notes("seen", found))


@pytest.mark.parametrize(
    ("cells", "wanted"),
    [
        (["2023-01-05 09:30:00 (CET)", "2023-01-05 09:30 (EST)"], [8, 14]),
        (["2023-01-05 09:30 (Europe/Berlin)", "2023-01-05 09:30 (America/New_York)"], [8, 14]),
        (["05/01/2023 09:30 (UTC+1)", "05/01/2023 09:30 [UTC-05:00]"], [8, 14]),
        (["2023-01-05T09:30:00+01:00[Europe/Berlin]", "2023-01-05T09:30:00Z[UTC]"], [8, 9]),
    ],
)
def test_zones_in_brackets_count(cells: list[str | None], wanted: list[int]) -> None:
    values, found = read(cells)
    assert [value.hour for value in values if value] == wanted
    assert "all are turned into UTC" in " ".join(date_notes("seen", found))


def test_a_zone_in_brackets_that_nobody_knows_is_said_and_a_remark_is_no_zone() -> None:
    values, found = read(["2023-01-05 09:30 (XQT)"] * 3)
    assert values[0] == dt.datetime(2023, 1, 5, 9, 30) and "not known" in " ".join(date_notes("seen", found))
    values, found = read(["2023-01-05 09:30 (about)"] * 3)
    assert values[0] == dt.datetime(2023, 1, 5, 9, 30) and not date_notes("seen", found)

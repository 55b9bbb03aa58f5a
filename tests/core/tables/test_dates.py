"""The one parser of dates, against Python's strptime, dateutil's relatives and zoneinfo, and hand-worked cells."""
# ruff: noqa: S608 - the SQL is the code under test and its names are fixed

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables.date_notes import date_notes
from core.tables.date_reading import read_dates
from core.tables.date_series import as_dates
from core.tables.dates import DateReading
from core.tables.engine import quoted
from core.tables.month_names import month_of


def read(
    cells: list[str | None], name: str = "seen", *, by_hand: bool = False, day_first: bool | None = None
) -> tuple[list[dt.datetime | None], DateReading]:
    """The cells as dates, and what was found of them."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE raw AS SELECT unnest(?::VARCHAR[]) AS {quoted(name)}", [cells])
    found = read_dates(connection, "raw", name, by_hand=by_hand, day_first=day_first)
    rows = connection.execute(f"SELECT {found.plan.sql(quoted(name))} FROM raw").fetchall()
    return [row[0] for row in rows], found


STYLES = (
    *(
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%Y.%m.%d",
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d-%m-%Y",
        "%d %b %Y",
        "%d-%b-%y",
    ),
    *("%B %d, %Y", "%b %d %Y", "%a, %d %b %Y", "%A %d %B %Y", "%d. %m. %Y", "%d/%m/%y", "%m/%d/%y", "%d%b%Y"),
    *("%Y-%b-%d", "%Y年%m月%d日", "%d.%m.%y", "%Y%m%d", "%y%m%d"),
)
CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", "T%H:%M:%S", " %I:%M:%S %p")


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.dates(dt.date(1951, 1, 1), dt.date(2048, 12, 31)), min_size=30, max_size=60, unique=True),
    st.sampled_from(STYLES),
    st.sampled_from(CLOCKS),
    st.integers(0, 86_399),
)
def test_dates_of_a_style_come_back_or_it_is_said(
    days: list[dt.date], style: str, clock: str, seconds: int
) -> None:
    clock = "" if style in ("%Y%m%d", "%y%m%d") else clock
    pattern = style + clock
    times = [dt.datetime.combine(day, dt.time()) + dt.timedelta(seconds=seconds) for day in days]
    cells: list[str | None] = [time.strftime(pattern) for time in times]
    wanted = [  # Python's own two-digit years begin in 1969
        dt.datetime.strptime(cell, pattern).replace(year=day.year)
        for cell, day in zip(cells, days, strict=True)
        if cell
    ]
    values, found = read(cells, by_hand=True)
    if style in ("%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%m/%d/%Y") and found.ambiguous:
        assert any("nothing tells day from month" in note for note in date_notes("seen", found))
        return
    assert values == wanted


@pytest.mark.parametrize(
    ("cell", "wanted"),
    [
        ("5. März 2024", dt.datetime(2024, 3, 5)),
        ("5 mars 2024 14h30", dt.datetime(2024, 3, 5, 14, 30)),
        ("5 de marzo de 2024", dt.datetime(2024, 3, 5)),
        ("05/fev/2024", dt.datetime(2024, 2, 5)),
        ("17 października 2023", dt.datetime(2023, 10, 17)),
        ("1er août 2023", dt.datetime(2023, 8, 1)),
        ("3 мая 2022 г.", None),
        ("3 мая 2022", dt.datetime(2022, 5, 3)),
        ("2024년 2월 29일", dt.datetime(2024, 2, 29)),
        ("March 3rd, 2024 at 5:07 PM", dt.datetime(2024, 3, 3, 17, 7)),
        ("Mon Jan 02 15:04:05 2023", dt.datetime(2023, 1, 2, 15, 4, 5)),
        ("12:00", None),
        ("2024-02-30", None),
        ("31/31/2024", None),
        ("5 apples 2024", None),
        ("2023-01-02 9:05 PM", dt.datetime(2023, 1, 2, 21, 5)),  # the engine's own cast drops the PM
        ("01.02.2023 12:00 AM", dt.datetime(2023, 2, 1)),
        ("2023-01-02T09:05:01.123456Z", dt.datetime(2023, 1, 2, 9, 5, 1, 123456)),
        ("20230102093000", dt.datetime(2023, 1, 2, 9, 30)),
        ("20230102T093000Z", dt.datetime(2023, 1, 2, 9, 30)),
        ("infinity", None),
        ("epoch", None),
        ("-44-03-15", None),
    ],
)
def test_hand_worked_cells(cell: str, wanted: dt.datetime | None) -> None:
    assert read([cell], by_hand=True)[0] == [wanted]


@pytest.mark.parametrize(
    ("cell", "wanted", "period"),
    [
        ("2024-03", dt.datetime(2024, 3, 1), "month"),
        ("03/2024", dt.datetime(2024, 3, 1), "month"),
        ("Mar-24", dt.datetime(2024, 3, 1), "month"),
        ("Q3 2024", dt.datetime(2024, 7, 1), "quarter"),
        ("2024-Q1", dt.datetime(2024, 1, 1), "quarter"),
        ("2021-W01", dt.datetime(2021, 1, 4), "week"),
        ("KW 53 2020", dt.datetime(2020, 12, 28), "week"),
    ],
)
def test_months_quarters_and_weeks_are_read_only_where_a_person_says_so(
    cell: str, wanted: dt.datetime, period: str
) -> None:
    assert read([cell])[0] == [None]
    values, found = read([cell], by_hand=True)
    assert values == [wanted]
    assert found.period == period
    assert date_notes("seen", found) == (f"seen: each {period} is read as its first day.",)
    if period == "week":
        assert wanted.isocalendar()[:2] == (
            int(cell[-4:]) if "KW" in cell else 2021,
            53 if "KW" in cell else 1,
        )


def test_the_column_tells_day_from_month() -> None:
    days = [dt.datetime(2023, 1, 1) + dt.timedelta(days=i) for i in range(200)]
    for pattern, order in (("%d/%m/%Y", "day first"), ("%m/%d/%Y", "month first")):
        values, found = read([day.strftime(pattern) for day in days])
        assert values == days
        assert found.plan.order == order
        assert not found.ambiguous


def test_nothing_tells_day_from_month() -> None:
    values, found = read(["03/04/2024", "05/06/2024"])
    assert values == [dt.datetime(2024, 4, 3), dt.datetime(2024, 6, 5)]
    assert found.ambiguous
    values, found = read(["03/04/2024", "05/06/2024"], day_first=False)
    assert values == [dt.datetime(2024, 3, 4), dt.datetime(2024, 5, 6)]
    assert not found.ambiguous


def test_another_order_inside_a_column_is_said_with_counts_and_never_swapped() -> None:
    cells: list[str | None] = ["25/12/2023"] * 6 + ["12/26/2023"] * 2 + ["03/04/2024"] * 3
    values, found = read(cells)
    assert values[:8] == [dt.datetime(2023, 12, 25)] * 6 + [dt.datetime(2023, 12, 26)] * 2
    assert (found.n_in_order, found.n_other_order, found.n_undecided) == (6, 2, 3)
    (note,) = date_notes("seen", found)
    assert "2 cells can only be meant month first" in note
    assert "3 cells could be meant either way and are read day first" in note


def test_cells_that_stand_for_no_date_are_missing_and_said() -> None:
    none = [
        "00/00/0000",
        "0000-00-00",
        "1900-01-00",
        "9999-12-31",
        "1753-01-01",
        "0001-01-01 00:00:00",
        "31.12.9999",
    ]
    values, found = read([*none, *["2024-01-05"] * 3, "-", "tbc"])
    assert values == [None] * 7 + [dt.datetime(2024, 1, 5)] * 3 + [None, None]
    assert (found.n_no_date, found.n_words, found.others) == (7, 1, (("tbc", 1),))
    notes = date_notes("seen", found)
    assert any("7 cells stand for no date" in note for note in notes)
    assert any("'tbc' (1)" in note for note in notes)


def test_two_digit_years() -> None:
    values, found = read(["31/12/49", "31/12/50", "13/01/99"])
    assert [value.year for value in values if value] == [2049, 1950, 1999]
    assert any("two digits" in note for note in date_notes("seen", found))
    values, _ = read(["31/12/45", "31/12/01"], "birth_date")
    assert [value.year for value in values if value] == [1945, 2001]  # nobody is born in the future
    assert read(["99-12-31", "01-02-28"])[0] == [dt.datetime(1999, 12, 31), dt.datetime(2001, 2, 28)]


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


@pytest.mark.parametrize("name", ["date", "cell", "stamp", "n", "p", "zone", 'a "quoted" one'])
def test_a_column_may_have_any_name(name: str) -> None:
    assert read(["31/12/2023", "2024-01-05"], name)[0] == [dt.datetime(2023, 12, 31), dt.datetime(2024, 1, 5)]


def test_a_series_is_read_by_the_same_rule() -> None:
    days = pd.date_range("2023-01-01", periods=200)
    assert as_dates(pd.Series(days.strftime("%m/%d/%Y"))).tolist() == days.tolist()
    assert as_dates(pd.Series([20240131, 20240229])).tolist() == [
        pd.Timestamp("2024-01-31"),
        pd.Timestamp("2024-02-29"),
    ]
    assert as_dates(pd.Series([930107.0, None])).tolist()[0] == pd.Timestamp("1993-01-07")


def test_months_in_words() -> None:
    assert [month_of(word) for word in ("Mär", "března", "AĞU", "déc.", "Mai", "noon")] == [
        3,
        3,
        8,
        12,
        5,
        None,
    ]

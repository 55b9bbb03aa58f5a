"""The one parser of dates, against Python's strptime, dateutil's relatives and zoneinfo, and hand-worked cells."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables.date_notes import date_notes
from core.tables.date_series import as_dates
from core.tables.month_names import month_of
from tests.core.tables.date_cells import read

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
        ("3 мая 2022 г.", dt.datetime(2022, 5, 3)),
        ("«03» мая 2022 г., 9:05", dt.datetime(2022, 5, 3, 9, 5)),
        ("5. Januar 2023 um 09:30 Uhr", dt.datetime(2023, 1, 5, 9, 30)),
        ("Donnerstag, den 5. Januar 2023", dt.datetime(2023, 1, 5)),
        ("Do., 15.01.2023", dt.datetime(2023, 1, 15)),
        ("le 5 janvier 2023 à 09h30", dt.datetime(2023, 1, 5, 9, 30)),
        ("25/01/2023 a las 09:30", dt.datetime(2023, 1, 25, 9, 30)),
        ("25/01/2023 9:30:00 p. m.", dt.datetime(2023, 1, 25, 21, 30)),
        ("den 5 januari 2023 kl. 09.30", dt.datetime(2023, 1, 5, 9, 30)),
        ("5 stycznia 2023 r.", dt.datetime(2023, 1, 5)),
        ("2023. január 5.", dt.datetime(2023, 1, 5)),
        ("2023. 01. 05. 9:30", dt.datetime(2023, 1, 5, 9, 30)),
        ("15.01.2023. 09:30", dt.datetime(2023, 1, 15, 9, 30)),
        ("5 d’abril de 2023", dt.datetime(2023, 4, 5)),
        ("ngày 5 tháng 1 năm 2023", dt.datetime(2023, 1, 5)),
        ("2023年1月5日(木) 9時5分", dt.datetime(2023, 1, 5, 9, 5)),
        ("2023/1/5 下午 09:30:00", dt.datetime(2023, 1, 5, 21, 30)),
        ("2023. 1. 5. 오후 9:30", dt.datetime(2023, 1, 5, 21, 30)),
        ("２０２３／０１／０５", dt.datetime(2023, 1, 5)),
        ("٢٥/٠١/٢٠٢٣", dt.datetime(2023, 1, 25)),
        ("令和元年5月1日", dt.datetime(2019, 5, 1)),
        ("昭和64年1月7日", dt.datetime(1989, 1, 7)),
        ("民國112年1月5日", dt.datetime(2023, 1, 5)),
        ("R05/01/05", dt.datetime(2023, 1, 5)),
        ("5 ม.ค. 2566", dt.datetime(2023, 1, 5)),
        ("29/2/2567", dt.datetime(2024, 2, 29)),  # no leap year if it were taken as it stands
        ("2566-01-05", dt.datetime(2023, 1, 5)),
        ("5.IV.2023", dt.datetime(2023, 4, 5)),
        ("09:30 25/01/2023", dt.datetime(2023, 1, 25, 9, 30)),
        ("25_01_2023", dt.datetime(2023, 1, 25)),
        ("Jan  5 2023  9:30AM", dt.datetime(2023, 1, 5, 9, 30)),
        ("2023-01-05T09:30:00+01:00[Europe/Berlin]", dt.datetime(2023, 1, 5, 9, 30)),
        ("8 x 40 2023", None),
        ("12 mars mission 2023", None),
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
    assert (found.n_no_date, found.n_words, found.words) == (7, 2, (("-", 1), ("tbc", 1)))
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


def test_a_month_counts_in_the_language_of_the_column() -> None:
    polish, croatian = ["3 września 2023", "4 listopada 2023"], ["3. rujna 2023", "4. listopada 2023"]
    assert [day.month for day in read(polish)[0] if day] == [9, 11]
    assert [day.month for day in read(croatian)[0] if day] == [9, 10]


def test_eras_and_years_of_other_calendars_are_said() -> None:
    assert "Buddhist" in " ".join(date_notes("seen", read(["5/1/2566", "14/2/2566"])[1]))
    assert "eras" in " ".join(date_notes("seen", read(["令和5年1月5日"])[1]))
    values, found = read(["05.01.2023", "31.12.2566"])  # one slip is no other calendar
    assert values == [dt.datetime(2023, 1, 5), None] and found.n_dates == 1


def test_cells_that_are_no_date_are_shown_as_they_came() -> None:
    _, found = read(["3 мая 2022 г.", "４０ мая 2022 г."])
    assert found.others == (("４０ мая 2022 г.", 1),)


DAYS = pd.date_range("2023-01-01", periods=120).to_pydatetime().tolist()
TURNED = [day if day.day > 12 else dt.datetime(day.year, day.day, day.month) for day in DAYS]


@pytest.mark.parametrize(
    ("form", "clock"), [("%d/%m/%Y", ""), ("%m/%d/%Y", ""), ("%d.%m.%Y %H:%M", " 00:00:00")]
)
def test_dates_of_which_a_spreadsheet_turned_half_are_turned_back(form: str, clock: str) -> None:
    cells: list[str | None] = [
        day.strftime(form) if day.day > 12 else f"{made:%Y-%m-%d}{clock}"
        for day, made in zip(DAYS, TURNED, strict=True)
    ]
    values, found = read(cells)
    assert values == DAYS and found.can_turn
    assert f"had made {found.n_turned:,} of its dates" in " ".join(date_notes("seen", found))


def test_few_dates_that_stayed_are_no_proof_and_a_choice_is_offered() -> None:
    made: list[str | None] = [f"{day:%Y-%m-%d}" for day in TURNED if day.day <= 12]
    values, found = read([*made, "25/03/2023"])
    assert values[:3] == [day for day in TURNED if day.day <= 12][:3]
    assert found.plan.either_way and found.can_turn and "may have put" in " ".join(date_notes("seen", found))


def test_two_ways_of_writing_dates_are_not_turned() -> None:
    cells: list[str | None] = [
        f"{day:%Y-%m-%d}" if place % 2 else f"{day:%d/%m/%Y}" for place, day in enumerate(DAYS)
    ]
    values, found = read(cells)
    assert values == DAYS and not found.plan.either_way

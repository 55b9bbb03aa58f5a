"""Cells as numbers and dates, against Python's own reading."""
# ruff: noqa: S608 - the SQL is the code under test and its names are fixed

from __future__ import annotations

import datetime as dt

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.tables.numbers import NumberStyle, decimal_votes, number_style
from core.tables.values import text_values


def parsed(cells: list[str], style: NumberStyle) -> list[float | None]:
    """The cells through the style's SQL."""
    connection = duckdb.connect()
    connection.execute(
        "CREATE TABLE t AS SELECT generate_subscripts(c, 1) AS place, unnest(c) AS cell FROM (SELECT ? AS c)",
        [cells],
    )
    return [
        row[0] for row in connection.execute(f"SELECT {style.sql('cell')} FROM t ORDER BY place").fetchall()
    ]


@settings(max_examples=8, deadline=None)
@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=20))
def test_grouped_numbers_come_back(numbers: list[float]) -> None:
    wanted = [float(number) for number in numbers]
    english = [f"{number:,.2f}" for number in wanted]
    german = [cell.translate(str.maketrans(",.", ".,")) for cell in english]
    assert parsed(english, NumberStyle(".", grouped=True)) == wanted
    assert parsed(german, NumberStyle(",", grouped=True)) == wanted
    assert decimal_votes(german) == len(german) == -decimal_votes(english)


@pytest.mark.parametrize(
    ("cells", "decimal", "wanted"),
    [
        (["1.5", "2.25", "-3"], ".", [1.5, 2.25, -3]),
        (["1,5", "2,25", "-3"], ".", [1.5, 2.25, -3]),
        (["1.234", "2.345"], ".", [1.234, 2.345]),
        (["1.234", "2.345"], ",", [1234, 2345]),
        (["1,234", "12,345,678"], ".", [1234, 12345678]),
        (["1 234,5", "12 345,67"], ".", [1234.5, 12345.67]),
        (["€ 1,200.50", "€ 3.00"], ".", [1200.5, 3]),
        (["1.200,50 €", "3,00 €"], ".", [1200.5, 3]),
        (["12 %", "7.5 %"], ".", [12, 7.5]),
        (["1e5", "2.5E-3"], ".", [100000, 0.0025]),
    ],
)
def test_styles(cells: list[str], decimal: str, wanted: list[float]) -> None:
    style = number_style(cells, decimal)
    assert style is not None
    assert parsed(cells, style) == wanted


@pytest.mark.parametrize(
    "cells", [["a", "b"], ["1a", "2b"], ["12:30", "13:45"], ["1.2.3", "4.5.6"], ["-", "?"]]
)
def test_words_are_no_numbers(cells: list[str]) -> None:
    assert number_style(cells, ".") is None


def kind_of(
    cells: list[str | None], name: str = "x", day_first: bool | None = None
) -> tuple[str, list[object]]:
    """What a column of these cells is, and its typed values."""
    connection = duckdb.connect()
    connection.execute(f'CREATE TABLE raw AS SELECT unnest(?::VARCHAR[]) AS "{name}"', [cells])
    (value,) = text_values(connection, [name], ".", day_first)
    return value.kind, [row[0] for row in connection.execute(f"SELECT {value.sql} FROM raw").fetchall()]


@pytest.mark.parametrize(
    "pattern",
    [
        "%Y-%m-%d",
        "%Y/%m/%d",
        "%d.%m.%Y",
        "%d/%m/%Y",
        "%m/%d/%Y",
        "%d-%m-%Y",
        "%d %b %Y",
        "%B %d, %Y",
        "%d-%b-%Y",
        "%d/%m/%y",
        "%Y-%m-%dT%H:%M:%SZ",
        "%d.%m.%Y %H:%M",
        "%m/%d/%Y %I:%M %p",
    ],
)
def test_date_formats(pattern: str) -> None:
    days = [dt.datetime(2021, 1, 1) + dt.timedelta(days=17 * i) for i in range(60)]
    kind, values = kind_of([day.strftime(pattern) for day in days])
    assert kind == "date"
    assert values == days


def test_compact_dates_by_their_name_only() -> None:
    cells: list[str | None] = [f"2024{month:02d}{day:02d}" for month in range(1, 13) for day in (1, 15, 28)]
    assert kind_of(cells, "contact_date")[0] == "date"
    assert kind_of(cells, "amount")[0] == "number"


def test_impossible_dates_count_as_missing() -> None:
    cells: list[str | None] = [f"2024-01-{1 + i % 28:02d}" for i in range(98)] + ["2024-02-30", "9999-12-31"]
    kind, values = kind_of(cells)
    assert kind == "date"
    assert values[-2:] == [None, None]


def test_zero_and_one_stay_words_for_a_target() -> None:
    assert kind_of(["0", "1", "1", None]) == ("text", ["0", "1", "1", None])
    assert kind_of(["0.0", "1.0", "1.0"]) == ("text", ["0", "1", "1"])


def test_stand_ins_for_missing_leave_a_column_of_numbers() -> None:
    kind, values = kind_of([*(str(i) for i in range(30)), "unknown", "-", "?"])
    assert kind == "number"
    assert values[-3:] == [None, None, None]


def test_postcodes_with_leading_zeros_stay_text() -> None:
    assert kind_of(["01067", "10115", "04109"])[0] == "text"

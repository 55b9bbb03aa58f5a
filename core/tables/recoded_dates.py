"""Cells that a person says are dates: text, day numbers of spreadsheets, seconds since 1970, and dates turned round."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from typing import TYPE_CHECKING

from core.tables.date_notes import reading_notes
from core.tables.date_reading import read_dates
from core.tables.dates import MAX_YEAR, MIN_YEAR, turned_sql
from core.tables.engine import quoted
from core.tables.recoding import ColumnRecoding, ReadAs

if TYPE_CHECKING:
    import duckdb

# microseconds of one unit, and where the count begins: Excel counts 1 January 1900 as day 1 and has a 29 February 1900
# that never was, so that its day 0 is 30 December 1899 for every day since March 1900 (ECMA-376, part 1, 18.17.4.1)
_SINCE = {
    "excel serial": (86_400_000_000, "TIMESTAMP '1899-12-30'"),
    "excel serial 1904": (86_400_000_000, "TIMESTAMP '1904-01-01'"),
    "epoch seconds": (1_000_000, "TIMESTAMP '1970-01-01'"),
    "epoch milliseconds": (1_000, "TIMESTAMP '1970-01-01'"),
    "epoch microseconds": (1, "TIMESTAMP '1970-01-01'"),
    "epoch nanoseconds": (0.001, "TIMESTAMP '1970-01-01'"),
}
_FARTHEST = 8e15  # microseconds from the start that still give a date of four digits


def date_cells(
    connection: duckdb.DuckDBPyConnection, source: str, change: ColumnRecoding, stored: str
) -> tuple[str, tuple[str, ...]]:
    """The expression that reads the cells of a column as dates, and sentences on how.

    Args:
        connection: Holds the source.
        source: The table that holds the column.
        change: Its `read_as` is one of `core.tables.recoding.DATES`.
        stored: The column's type.
    """
    column = quoted(change.column)
    if change.read_as in _SINCE:
        return since_sql(column, change.read_as), ()
    if stored.startswith("TIMESTAMP"):
        return turned_sql(column) if change.day_first is not None else column, ()
    text = column if stored == "VARCHAR" else _whole(column)
    found = read_dates(
        connection,
        f"(SELECT {text} AS {column} FROM {source})",
        change.column,
        day_first=change.day_first,
        by_hand=True,
    )
    return found.plan.sql(text), reading_notes(change.column, found)


def since_sql(column: str, unit: ReadAs) -> str:
    """The expression that reads a count of days or seconds as a date; years before 1800 and after 2200 are none."""
    length, start = _SINCE[unit]
    since = f"try_cast({column} AS DOUBLE) * {length}"
    date = f"{start} + to_microseconds(CAST(round({since}) AS BIGINT))"
    return (
        f"CASE WHEN abs({since}) < {_FARTHEST} THEN CASE WHEN year({date}) BETWEEN {MIN_YEAR} AND {MAX_YEAR} "
        f"THEN {date} END END"
    )


def _whole(column: str) -> str:
    """A number as text, without a part behind the point."""
    return f"CASE WHEN {column} = floor({column}) THEN CAST(try_cast({column} AS BIGINT) AS VARCHAR) END"

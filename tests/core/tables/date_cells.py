"""Cells of one column read as dates, for tests."""
# ruff: noqa: S608 - the SQL is the code under test and its names are fixed

from __future__ import annotations

import datetime as dt

import duckdb

from core.tables.date_reading import read_dates
from core.tables.dates import DateReading
from core.tables.engine import quoted


def read(
    cells: list[str | None], name: str = "seen", *, by_hand: bool = False, day_first: bool | None = None
) -> tuple[list[dt.datetime | None], DateReading]:
    """The cells as dates, and what was found of them."""
    connection = duckdb.connect()
    connection.execute(f"CREATE TABLE raw AS SELECT unnest(?::VARCHAR[]) AS {quoted(name)}", [cells])
    found = read_dates(connection, "raw", name, by_hand=by_hand, day_first=day_first)
    rows = connection.execute(f"SELECT {found.plan.sql(quoted(name))} FROM raw").fetchall()
    return [row[0] for row in rows], found

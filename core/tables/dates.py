"""Dates written in several formats, also mixed in one column."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from core.tables.engine import literal

MIN_YEAR, MAX_YEAR = 1800, 2200
_MONTHS = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_LOOKS = re.compile(
    r"(\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](\d{4}|\d{2})"
    rf"|\d{{1,2}}[ -]{_MONTHS}[ -]\d{{2,4}}|{_MONTHS} \d{{1,2}},? \d{{4}})([ T]\d{{1,2}}:\d\d.*)?",
    re.IGNORECASE,
)
_COMPACT_NAME = re.compile(r"(.*[_ .-])?(date|datum|day|dt|on|at|fecha|data)([_ .-].*)?", re.IGNORECASE)
_CLEAR = (
    *("%Y.%m.%d", "%d %b %Y", "%d %B %Y", "%b %d, %Y", "%B %d, %Y", "%b %d %Y", "%B %d %Y"),
    *("%d-%b-%Y", "%d-%B-%Y", "%d-%b-%y", "%d %b %Y %H:%M:%S", "%d %b %Y %H:%M"),
)
_TIMES = ("", " %H:%M:%S", " %H:%M", " %I:%M %p", " %I:%M:%S %p")
_DAY_FIRST = tuple(
    f"{day}{time}" for day in ("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%y", "%d.%m.%y") for time in _TIMES
)
_MONTH_FIRST = tuple(
    f"{day}{time}" for day in ("%m/%d/%Y", "%m.%d.%Y", "%m-%d-%Y", "%m/%d/%y") for time in _TIMES
)


@dataclass(frozen=True)
class DateStyle:
    """How the dates of one column are written.

    Attributes:
        day_first: 03/04/2024 is 3 April.
        compact: 20240131.
    """

    day_first: bool = True
    compact: bool = False

    @property
    def formats(self) -> tuple[str, ...]:
        """The formats to try besides ISO 8601, which DuckDB knows."""
        if self.compact:
            return ("%Y%m%d",)
        return (*_CLEAR, *(_DAY_FIRST if self.day_first else _MONTH_FIRST))


def iso_sql(column: str) -> str:
    """The expression that reads ISO 8601."""
    return f"try_cast({column} AS TIMESTAMP)"


def format_sql(column: str, formats: Iterable[str]) -> str:
    """The expression that reads a cell in the first of these formats that fits."""
    return f"try_strptime({column}, [{', '.join(literal(item) for item in formats)}])"


def order_votes_sql(column: str) -> str:
    """Three counts over the rows: first number above 12, second above 12, and dates whose order matters."""
    parts = [
        f"try_cast(regexp_extract({column}, '^([0-9]{{1,2}})[-/.]([0-9]{{1,2}})[-/.]', {i}) AS INTEGER)"
        for i in (1, 2)
    ]
    return (
        f"count(*) FILTER ({parts[0]} > 12), count(*) FILTER ({parts[1]} > 12), "
        f"count(*) FILTER ({parts[0]} <> {parts[1]})"
    )


def looks_like_dates(cells: list[str]) -> bool:
    """True when more than half of the cells look like a date."""
    return bool(cells) and sum(bool(_LOOKS.fullmatch(cell)) for cell in cells) > 0.5 * len(cells)


def looks_compact(name: str, cells: list[str]) -> bool:
    """True for 20240131 in a column that is called a date."""
    return bool(
        cells
        and _COMPACT_NAME.fullmatch(name)
        and all(
            re.fullmatch(r"(18|19|20|21)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])", cell) for cell in cells
        )
    )

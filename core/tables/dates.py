"""Dates written in several formats, also mixed in one column."""

from __future__ import annotations

import re
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
    """How the dates of one column are written; `compact` is 20240131."""

    day_first: bool = True
    compact: bool = False

    def sql(self, column: str) -> str:
        """The expression that gives a TIMESTAMP, or NULL where the cell is no date between 1800 and 2200."""
        if self.compact:
            value = f"try_strptime({column}, '%Y%m%d')"
        else:
            formats = ", ".join(
                literal(item) for item in (*_CLEAR, *(_DAY_FIRST if self.day_first else _MONTH_FIRST))
            )
            value = f"coalesce(try_cast({column} AS TIMESTAMP), try_strptime({column}, [{formats}]))"
        return f"CASE WHEN year({value}) BETWEEN {MIN_YEAR} AND {MAX_YEAR} THEN {value} END"


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

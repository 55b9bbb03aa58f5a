"""Columns that are probably dates and were not read so: counts of days or seconds, text with some dates, and others."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from core.number_words import number_words
from core.tables.date_forms import FORMS
from core.tables.date_names import says_birth, says_day, says_moment, surely_moment
from core.tables.date_reading import read_dates
from core.tables.dates import is_serial, written_in
from core.tables.engine import quoted
from core.tables.reading_proposals import Proposal
from core.tables.recoded_dates import since_sql
from core.tables.recoding import ColumnRecoding, ReadAs
from core.tables.stand_ins import counted
from core.tables.table import Column, Role, Table

if TYPE_CHECKING:
    import duckdb

_MIN_DATES = 5
_HALF = 0.5  # of the cells of a text column must be dates for it to be proposed as one
_NEARLY_ALL = 0.95
_ALL = 0.99
_SAMPLE = 200
_EPOCHS: tuple[tuple[ReadAs, str, float], ...] = (
    ("epoch seconds", "seconds", 1),
    ("epoch milliseconds", "milliseconds", 1e3),
    ("epoch microseconds", "millionths of a second", 1e6),
    ("epoch nanoseconds", "billionths of a second", 1e9),
)
_SINCE_1990, _UNTIL_2040 = 631_152_000, 2_208_988_800  # seconds since 1970
_SERIALS = (20_000, 60_000)  # October 1954 to April 2064
_BIRTHS = (3_654, 60_000)  # from January 1910
_DIGITS_OF_A_DAY = 8  # 20240131; 240131 may be an amount as well
_AHEAD = 10  # years: few dates lie so far in the future, amounts read as days often do
_ROUND, _MANY_ROUND = 100, 0.1  # amounts are often whole hundreds, one day in a hundred is


def count_of(values: pd.Series) -> ReadAs | None:
    """What numbers count that a person says are dates: days of spreadsheets or time since 1970; None: neither."""
    numbers = pd.to_numeric(values.dropna(), errors="coerce")
    ranges: list[tuple[ReadAs, float, float]] = [
        ("excel serial", *_SERIALS),
        *((name, _SINCE_1990 * unit, _UNTIL_2040 * unit) for name, _, unit in _EPOCHS),
    ]
    fitting = (name for name, low, high in ranges if numbers.between(low, high).mean() >= _NEARLY_ALL)
    return next(fitting, None)


@dataclass(frozen=True)
class _Stored:
    """A stored table as the engine sees it."""

    connection: duckdb.DuckDBPyConnection
    source: str
    kinds: dict[str, str]

    def one(self, cells: str) -> tuple[float | None, ...]:
        (row,) = self.connection.execute(f"SELECT {cells} FROM {self.source}").fetchall()
        return tuple(row)


def date_proposals(
    connection: duckdb.DuckDBPyConnection, source: str, kinds: dict[str, str], table: Table
) -> list[Proposal]:
    """The columns of a stored table that are probably dates, in the order of the columns.

    Args:
        connection: Any.
        source: What the table's rows are selected from.
        kinds: The stored type of each column.
        table: What is known of it.
    """
    stored = _Stored(connection, source, kinds)
    columns = [one for one in table.columns if one.n_distinct and one.role not in (Role.TARGET, Role.DATE)]
    texts = [one for one in columns if kinds[one.name] == "VARCHAR"]
    found = _of_text(stored, texts)
    read = {one.column for one in found}
    found += [one for column in columns if column.name not in read for one in _of_numbers(stored, column)]
    found += [one for column in table.columns for one in _of_order(column, kinds[column.name])]
    place = {column.name: number for number, column in enumerate(table.columns)}
    return sorted(found, key=lambda one: (place[one.column], not one.recommended))


def _of_numbers(stored: _Stored, column: Column) -> list[Proposal]:
    """What a column of numbers may count: days since 1900, seconds since 1970, or the digits of a day."""
    if not says_moment(column.name):
        return []
    number = f"try_cast({quoted(column.name)} AS DOUBLE)"
    low, high = _BIRTHS if says_birth(column.name) else _SERIALS
    bounds: list[tuple[ReadAs, float, float]] = [
        *(("excel serial", low, high),) * says_day(column.name),
        *((name, _SINCE_1990 * unit, _UNTIL_2040 * unit) for name, _, unit in _EPOCHS),
    ]
    counts = ", ".join(f"count(*) FILTER ({number} BETWEEN {start} AND {end})" for _, start, end in bounds)
    cell = quoted(column.name)
    n_filled, smallest, largest, *hits = stored.one(f"count({cell}), min({number}), max({number}), {counts}")
    for (name, _, _), hit in zip(bounds, hits, strict=True):
        if (
            hit is not None
            and n_filled
            and hit >= max(_MIN_DATES, _NEARLY_ALL * n_filled)
            and column.n_distinct > 1
        ):
            return _counts(stored, column, name, int(hit), (smallest or 0, largest or 0))
    return _of_digits(stored, column, int(n_filled or 0))


def _counts(
    stored: _Stored, column: Column, read_as: ReadAs, hits: int, span: tuple[float, float]
) -> list[Proposal]:
    holds = f"{column.name} holds numbers from {number_words(span[0], 10)} to {number_words(span[1], 10)}"
    first, last = _span(stored, column, read_as)
    sure = surely_moment(column.name) and _may_be_days(last)
    if read_as != "excel serial":
        unit = next(words for name, words, _ in _EPOCHS if name == read_as)
        said = f"{holds}: {unit} since 1970, as computers count time"
        said += f". As times they go from {_day(first)} to {_day(last)} (UTC)."
        return [_proposal(column, "epoch", said, hits, read_as, recommended=sure)]
    sure = sure and not _are_round(stored, column)
    said = f"{holds}: days as spreadsheets count them. As dates they go from {_day(first)} to {_day(last)}."
    found = [_proposal(column, "excel serial", said, hits, "excel serial", recommended=sure)]
    first, last = _span(stored, column, "excel serial 1904")
    if last is None or last > dt.datetime.now():  # what reaches into the future is not even offered
        return found
    old = (
        f"{column.name}: by the count from 1904 of old spreadsheets for the Macintosh the same numbers go from "
        f"{_day(first)} to {_day(last)}."
    )
    return [*found, _proposal(column, "excel serial 1904", old, hits, "excel serial 1904", recommended=False)]


def _may_be_days(last: dt.datetime | None) -> bool:
    """Whether numbers read as dates end where dates may."""
    return last is not None and last.year <= dt.datetime.now(dt.UTC).year + _AHEAD


def _are_round(stored: _Stored, column: Column) -> bool:
    """Whether many different numbers are whole hundreds, as amounts are."""
    number = f"try_cast({quoted(column.name)} AS DOUBLE)"
    different, whole = stored.one(
        f"count(DISTINCT {number}), count(DISTINCT {number}) FILTER ({number} % {_ROUND} = 0)"
    )
    return (whole or 0) > max(2, _MANY_ROUND * (different or 0))


def _span(stored: _Stored, column: Column, read_as: ReadAs) -> tuple[dt.datetime | None, dt.datetime | None]:
    """The first and the last date that the numbers of a column give."""
    date = since_sql(quoted(column.name), read_as)
    rows = stored.connection.execute(f"SELECT min({date}), max({date}) FROM {stored.source}").fetchall()
    return rows[0][0], rows[0][1]


def _of_digits(stored: _Stored, column: Column, n_filled: int) -> list[Proposal]:
    """Whole numbers such as 20240131 and 240131."""
    if stored.kinds[column.name] not in ("BIGINT", "DOUBLE") or not says_day(column.name):
        return []
    change = ColumnRecoding(column=column.name, read_as="dates")
    cell = f"CAST(try_cast({quoted(column.name)} AS BIGINT) AS VARCHAR)"
    found = read_dates(
        stored.connection, f"(SELECT {cell} AS cell FROM {stored.source})", "cell", by_hand=True
    )
    if found.n_dates < max(_MIN_DATES, _ALL * n_filled):
        return []
    (example,) = stored.one(f"min({cell})")
    said = f"{column.name} holds numbers such as {example}: the digits of a year, a month and a day."
    sure = len(str(example)) >= _DIGITS_OF_A_DAY or surely_moment(column.name)
    return [
        Proposal(
            column=column.name,
            kind="dates",
            sentence=said,
            count=found.n_dates,
            change=change,
            recommended=sure,
        )
    ]


def _of_text(stored: _Stored, columns: Sequence[Column]) -> list[Proposal]:
    """Text columns of which at least half of the cells are dates, months, quarters or weeks."""
    found = []
    for column in _likely(stored, columns):
        read = read_dates(stored.connection, stored.source, column.name, by_hand=True)
        digits = any(form.digits_only and form.name in read.plan.forms for form in FORMS)
        needed = _ALL if digits else _NEARLY_ALL if read.period else _HALF
        # 2.10.15 may be a version as well
        unsure = digits or read.n_short_years > _HALF * read.n_dates
        if read.n_dates < _MIN_DATES or read.share < needed or (unsure and not says_day(column.name)):
            continue
        said = (
            f"{column.name}: {read.n_dates:,} of {read.n_filled:,} filled cells are {read.period or 'date'}s"
        )
        said += ", read as their first day" * bool(read.period)
        said += f", read {read.plan.order}" * ("numbers" in read.plan.forms)
        said += f", {read.n_serials:,} of them as the days that spreadsheets count" * bool(read.n_serials)
        said += (
            ", what a spreadsheet made of them with day and month in each other's place" * read.plan.turned
        )
        if read.n_lost:
            lost = counted((*read.others, *read.words, *read.no_dates)[:3])
            said += f"; the other {read.n_lost:,} would be missing: {lost}"
        change = ColumnRecoding(column=column.name, read_as="dates")
        kind = "period" if read.period else "dates"
        found.append(
            Proposal(column=column.name, kind=kind, sentence=f"{said}.", count=read.n_dates, change=change)
        )
    return found


def _likely(stored: _Stored, columns: Sequence[Column]) -> list[Column]:
    """The text columns that hold dates in a sample."""
    if not columns:
        return []
    names = ", ".join(quoted(column.name) for column in columns)
    rows = stored.connection.execute(
        f"SELECT {names} FROM {stored.source} USING SAMPLE {_SAMPLE} ROWS (reservoir, 7)"
    ).fetchall()
    likely = []
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        filled = [cell for cell in cells if cell is not None]
        dates = sum(
            6 <= len(c) <= 80 and any(map(str.isdigit, c)) and written_in(c) is not None for c in filled
        )
        dates += sum(map(is_serial, filled)) if dates else 0  # half of them became numbers in a spreadsheet
        if filled and dates >= 0.8 * _HALF * len(filled):
            likely.append(column)
    return likely


def _of_order(column: Column, kind: str) -> list[Proposal]:
    """The other order of day and month, where cells could be meant either way."""
    if not column.n_undecided or not kind.startswith("TIMESTAMP"):
        return []
    now, other = ("day", "month") if column.day_first else ("month", "day")
    said = (
        f"{column.name}: {column.n_undecided:,} cells could be meant either way, 3 April or 4 March, and are read "
        f"{now} first. They can be read {other} first."
    )
    change = ColumnRecoding(column=column.name, read_as="dates", day_first=not column.day_first)
    return [
        Proposal(
            column=column.name,
            kind=f"{other} first",
            sentence=said,
            count=column.n_undecided,
            change=change,
            recommended=False,
        )
    ]


def _proposal(
    column: Column, kind: str, sentence: str, count: int, read_as: ReadAs, *, recommended: bool = True
) -> Proposal:
    change = ColumnRecoding(column=column.name, read_as=read_as)
    return Proposal(
        column=column.name, kind=kind, sentence=sentence, count=count, change=change, recommended=recommended
    )


def _day(value: dt.datetime | None) -> str:
    return "none" if value is None else f"{value.day} {value:%b %Y}"

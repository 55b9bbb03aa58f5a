"""How the values of columns are spread, as bars, and how many said yes in each: a page of columns in two queries."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from core.record import Record
from core.tables.engine import engine, explaining_engine_errors, literal, quoted, scratch_folder
from core.tables.table import Column, Role, Table

if TYPE_CHECKING:
    import duckdb
    import numpy as np
    import numpy.typing as npt

MOST_LEVELS = 10  # values with a bar of their own; the others share one
MOST_BINS = 24
_MOST_IGNORED = 5 * MOST_LEVELS  # a column left aside with more values is a code: no bar would say anything
# Ranges cover the middle 98 % and half as much again, so that one odd value does not flatten the rest.
_QUANTILES = (0.0, 0.01, 0.25, 0.5, 0.75, 0.99, 1.0)
_BEYOND = 0.5
_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_UNITS: tuple[tuple[str, float], ...] = (
    ("day", 1),
    ("week", 7),
    ("month", 30.4),
    ("quarter", 91.3),
    ("year", 365.25),
)
_LONGEST = 60

ShapeKind = Literal["number", "date", "levels"]
BarKind = Literal["value", "below", "above", "others", "never", "empty"]


class Bar(Record):
    """One bar: rows with values of one kind, and what they answered.

    Attributes:
        kind: "value" for a value or a range; "below" and "above" are the tails outside the ranges, "others" the
            values without a bar of their own, "never" the numbers that stand for never, "empty" rows without a value.
        label: The value in words; "" for ranges and for all but "value".
        low, high: The range: numbers, or seconds since 1970 of dates; low <= value < high. None for levels.
        n, n_answered, n_yes: Rows, those with an answer, and those of them that said yes.
    """

    kind: BarKind
    label: str = ""
    low: float | None = None
    high: float | None = None
    n: int
    n_answered: int = 0
    n_yes: int = 0


class ColumnShape(Record):
    """The values of one column as bars, in the order in which they are drawn.

    Attributes:
        name: The column.
        kind: Numbers and dates have ranges, levels are values, the most frequent first.
        unit: Of dates, what one range covers, such as "month".
        quartiles: Of numbers (never values aside) and of dates (seconds since 1970), the three quartiles.
    """

    name: str
    kind: ShapeKind
    bars: tuple[Bar, ...]
    unit: str = ""
    quartiles: tuple[float, float, float] | None = None

    @property
    def n_answered(self) -> int:
        """Rows with an answer."""
        return sum(bar.n_answered for bar in self.bars)

    @property
    def n_yes(self) -> int:
        """Rows that said yes."""
        return sum(bar.n_yes for bar in self.bars)

    def without_answers(self) -> ColumnShape:
        """The values alone, as of the column that holds the answers."""
        bars = tuple(bar.model_copy(update={"n_answered": 0, "n_yes": 0}) for bar in self.bars)
        return self.model_copy(update={"bars": bars})


def can_be_drawn(column: Column) -> bool:
    """Whether bars say anything: not of ids, codes and free text, where each row has its own, nor of empty columns."""
    if column.role is Role.IGNORE and column.n_distinct > _MOST_IGNORED:
        return False
    return column.role not in (Role.ID, Role.TEXT) and column.n_distinct > 0


def column_shapes(
    table: Table, names: Sequence[str], answers: npt.NDArray[np.int8] | None = None
) -> tuple[ColumnShape, ...]:
    """The shapes of some columns of a table.

    Args:
        table: The rows.
        names: The columns, such as those of one page.
        answers: (n_rows,) 1 yes, 0 no, -1 no answer, in file order; None where nothing is asked yet.

    Raises:
        TableError: the table's file is damaged.
        StorageError: the disk is full.
    """
    columns = [table.column(name) for name in names]
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors(table.name):
        rows, answer = f"read_parquet({literal(str(table.parquet))})", None
        if answers is not None:
            import pyarrow as pa

            answer = _free_name(table)
            connection.register("answers", pa.table({answer: answers}))
            rows = f"(SELECT * FROM {rows} POSITIONAL JOIN answers)"
        asked = _Asked(connection, rows, answer)
        kinds = asked.kinds(columns)
        binned = [column for column in columns if kinds[column.name] != "levels"]
        bins = _bins(asked, binned, kinds)
        counted = asked.counted([(column, bins.get(column.name)) for column in columns])
    return tuple(
        _shape(column, kinds[column.name], bins.get(column.name), cells)
        for column, cells in zip(columns, counted, strict=True)
    )


def _free_name(table: Table) -> str:
    """A name for the answers that no column has."""
    taken, name = {column.name.lower() for column in table.columns}, "answer"
    while name in taken:
        name += "_"
    return name


class _Bins(Record):
    """Where the ranges of a column begin and end.

    Attributes:
        first, last: Where the first range begins; of dates, a moment in the last range.
        step: The width of a range of numbers; of dates 0, their ranges are those of the calendar.
        n: How many ranges of numbers.
        unit: Of dates, as `date_trunc` calls it.
    """

    first: float
    last: float = 0.0
    step: float = 0.0
    n: int = 0
    unit: str = ""
    quartiles: tuple[float, float, float]


class _Asked:
    """The rows, and the questions that are asked of all columns at once."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, rows: str, answer: str | None) -> None:
        self._connection, self._rows = connection, rows
        self._answered = "0, 0"
        if answer is not None:
            name = quoted(answer)
            self._answered = f"count(*) FILTER ({name} >= 0), count(*) FILTER ({name} = 1)"

    def kinds(self, columns: Sequence[Column]) -> dict[str, ShapeKind]:
        described = self._connection.execute(f"DESCRIBE SELECT * FROM {self._rows}").fetchall()
        stored = {str(name): str(kind) for name, kind, *_ in described}
        return {column.name: _kind(column, stored[column.name]) for column in columns}

    def spread(self, expressions: Sequence[str]) -> list[Any]:
        """Quantiles of each expression, as a list or None."""
        if not expressions:
            return []
        wanted = ", ".join(f"quantile_cont({one}, {list(_QUANTILES)})" for one in expressions)
        (row,) = self._connection.execute(f"SELECT {wanted} FROM {self._rows}").fetchall()
        return list(row)

    def counted(self, wanted: Sequence[tuple[Column, _Bins | None]]) -> list[list[tuple[Any, ...]]]:
        """Of each column (value or range, rows, answered, yes); of levels the most frequent, then "others"."""
        parts = [
            f"SELECT {place} AS place, * FROM ({self._counts(column, bins)})"
            for place, (column, bins) in enumerate(wanted)
        ]
        found: list[list[tuple[Any, ...]]] = [[] for _ in wanted]
        if parts:
            for place, *cells in self._connection.execute(" UNION ALL ".join(parts)).fetchall():
                found[place].append(tuple(cells))
        return found

    def _counts(self, column: Column, bins: _Bins | None) -> str:
        if bins is not None:
            return (
                f"SELECT CAST({_bin_sql(column, bins)} AS VARCHAR) AS bar, count(*) AS n, {self._answered} "
                f"FROM {self._rows} GROUP BY 1"
            )
        value = f"CAST({quoted(column.name)} AS VARCHAR)"
        counts = f"SELECT {value} AS level, count(*) AS n, {self._answered} FROM {self._rows} GROUP BY 1"
        ranked = (
            "SELECT *, row_number() OVER (ORDER BY level IS NULL, n DESC, level) AS place "
            f"FROM ({counts}) AS counts(level, n, answered, yes)"
        )
        bar = f"CASE WHEN level IS NULL THEN 'empty' WHEN place <= {MOST_LEVELS} THEN 'v' || level ELSE 'others' END"
        sums = ", ".join(f"CAST(sum({name}) AS BIGINT)" for name in ("n", "answered", "yes"))
        return f"SELECT {bar} AS bar, {sums} FROM ({ranked}) GROUP BY 1"


def _kind(column: Column, stored: str) -> ShapeKind:
    if stored.startswith(("TIMESTAMP", "DATE")) and column.role is Role.DATE:
        return "date"
    numeric = stored.startswith(("DOUBLE", "FLOAT", "DECIMAL")) or "INT" in stored
    return "number" if numeric and column.role is Role.NUMBER else "levels"


def _number_sql(column: Column) -> str:
    """The numbers of a column, with its "never" values and what is no number as missing."""
    value = f"CAST({quoted(column.name)} AS DOUBLE)"
    never = ", ".join(repr(float(one)) for one in column.never_values)
    out = f"NOT isfinite({value})" + (f" OR {value} IN ({never})" if never else "")
    return f"(CASE WHEN {out} THEN NULL ELSE {value} END)"


def _seconds_sql(column: Column) -> str:
    return f"epoch(CAST({quoted(column.name)} AS TIMESTAMP))"


def _moment_sql(seconds: float) -> str:
    return f"make_timestamp({round(seconds * 1e6)})"


def _bins(asked: _Asked, columns: Sequence[Column], kinds: dict[str, ShapeKind]) -> dict[str, _Bins]:
    """Ranges that fit the spread of each column; none for a column without any number or date."""
    sql = [_number_sql(c) if kinds[c.name] == "number" else _seconds_sql(c) for c in columns]
    found = {}
    for column, spread in zip(columns, asked.spread(sql), strict=True):
        if spread is not None and spread[0] is not None:
            least, p01, *middle, p99, most = (float(one) for one in spread)
            low, high = max(least, p01 - _BEYOND * (p99 - p01)), min(most, p99 + _BEYOND * (p99 - p01))
            make = _number_bins if kinds[column.name] == "number" else _date_bins
            found[column.name] = make(low, high, (middle[0], middle[1], middle[2]))
    return found


def _number_bins(low: float, high: float, quartiles: tuple[float, float, float]) -> _Bins:
    """Ranges of a round width, fewer where tails are long; whole numbers in whole steps."""
    reach = 3 * (quartiles[2] - quartiles[0])
    if reach > 0:
        low, high = max(low, quartiles[0] - reach), min(high, quartiles[2] + reach)
    width = (high - low) / MOST_BINS
    if width <= 0 or not math.isfinite(width):
        return _Bins(first=low - 0.5, step=1.0, n=1, quartiles=quartiles)
    size = 10.0 ** math.floor(math.log10(width))
    step = next(size * one for one in _STEPS if size * one >= width * 0.999)
    if all(one % 0.5 == 0 for one in (low, high, *quartiles)):
        step = max(1.0, step if step % 1 == 0 else math.ceil(step))
    first = math.floor(low / step + 1e-9) * step
    n = max(1, min(2 * MOST_BINS, math.floor((high - first) / step + 1e-9) + 1))
    return _Bins(first=first, step=step, n=n, quartiles=quartiles)


def _date_bins(low: float, high: float, quartiles: tuple[float, float, float]) -> _Bins:
    days = (high - low) / 86_400
    unit = next((name for name, length in _UNITS if days / length <= 1.5 * MOST_BINS), "year")
    return _Bins(first=low, last=high, unit=unit, quartiles=quartiles)


def _bin_sql(column: Column, bins: _Bins) -> str:
    name = quoted(column.name)
    if bins.unit:
        start, first, last = (
            f"date_trunc('{bins.unit}', {moment})"
            for moment in (f"CAST({name} AS TIMESTAMP)", _moment_sql(bins.first), _moment_sql(bins.last))
        )
        return (
            f"CASE WHEN {name} IS NULL THEN 'empty' WHEN {start} < {first} THEN 'below' "
            f"WHEN {start} > {last} THEN 'above' ELSE CAST(epoch({start}) AS VARCHAR) END"
        )
    number = _number_sql(column)
    place = f"CAST(floor(({number} - {bins.first!r}) / {bins.step!r} + 1e-9) AS VARCHAR)"
    return (
        f"CASE WHEN {name} IS NULL THEN 'empty' WHEN {number} IS NULL THEN 'never' "
        f"WHEN {number} < {bins.first!r} THEN 'below' "
        f"WHEN {number} >= {bins.first + bins.n * bins.step!r} THEN 'above' "
        f"ELSE {place} END"
    )


def _shape(column: Column, kind: ShapeKind, bins: _Bins | None, cells: list[tuple[Any, ...]]) -> ColumnShape:
    """The bars in order: below, ranges or values, above, others, never, empty."""
    counts = {str(bar): (int(n), int(answered), int(yes)) for bar, n, answered, yes in cells}
    bars = []
    for bar, (n, answered, yes) in counts.items():
        about: dict[str, Any] = {"n": n, "n_answered": answered, "n_yes": yes}
        if bar in ("below", "above", "others", "never", "empty"):
            bars.append(Bar(kind=bar, **about))
        elif bins is None:
            bars.append(Bar(kind="value", label=_short(bar.removeprefix("v")), **about))
        else:
            low, high = _range(bins, float(bar))
            bars.append(Bar(kind="value", low=low, high=high, **about))
    order = {"below": 0, "value": 1, "above": 2, "others": 3, "never": 4, "empty": 5}
    bars.sort(key=lambda one: (order[one.kind], one.low if one.low is not None else -one.n, one.label))
    return ColumnShape(
        name=column.name,
        kind=kind,
        bars=tuple(bars),
        unit=bins.unit if bins is not None else "",
        quartiles=None if bins is None else bins.quartiles,
    )


def _range(bins: _Bins, bar: float) -> tuple[float, float]:
    if not bins.unit:
        return bins.first + bar * bins.step, bins.first + (bar + 1) * bins.step
    start = dt.datetime.fromtimestamp(bar, dt.UTC)
    months = {"month": 1, "quarter": 3, "year": 12}.get(bins.unit)
    if months is None:
        return bar, bar + 86_400 * (7 if bins.unit == "week" else 1)
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return bar, start.replace(year=year, month=month + 1).timestamp()


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

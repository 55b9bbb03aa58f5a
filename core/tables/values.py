"""What the cells of a column are (numbers, dates or words) and the SQL that gives the typed column."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal, TypedDict

from core.tables.almost import MORE_THAN_HALF, SHOWN, Almost
from core.tables.codes import CodeCounts, code_counts_sql
from core.tables.date_notes import date_notes
from core.tables.date_reading import read_dates
from core.tables.dates import MAX_YEAR, MIN_YEAR, looks_compact, looks_like_dates
from core.tables.engine import quoted
from core.tables.identifiers import Shape, shape_of
from core.tables.number_reading import NumberReading, read_numbers
from core.tables.numbers import DecimalMark, NumberStyle, decimal_votes

if TYPE_CHECKING:
    import duckdb

ValueKind = Literal["number", "date", "text"]
MIN_SHARE = 0.95  # of the filled cells must be numbers (or dates) for the column to be one
_SAMPLE = 2_000


class _Counts(TypedDict):
    n_filled: int
    n_distinct: int
    mean_length: float
    examples: tuple[str, ...]


@dataclass(frozen=True)
class ColumnValues:
    """What was found in one column of the DuckDB table `raw`.

    Attributes:
        name: Column name.
        kind: What the values are.
        sql: The expression over `raw` that gives the typed column.
        n_filled: Cells that hold a usable value.
        n_distinct: Different values among them.
        is_whole: All numbers are whole.
        n_unreadable: Filled cells that do not fit the kind and count as missing.
        mean_length: Mean number of characters.
        examples: Up to 3 values, the most frequent first, where there are at most 3.
        notes: Plain sentences on how the column was read and what did not fit.
        shape: What nearly all of its words are by how they are written: emails, phone numbers, …
        currencies: Of amounts, the currencies found, each with its cells.
        almost: Set where most cells are numbers or dates and the column is not read so.
        n_undecided, day_first: See `core.tables.table.Column`.
    """

    name: str
    kind: ValueKind
    sql: str
    n_filled: int
    n_distinct: int
    is_whole: bool = False
    n_unreadable: int = 0
    mean_length: float = 0.0
    examples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shape: Shape | None = None
    currencies: tuple[tuple[str, int], ...] = ()
    almost: Almost | None = None
    n_undecided: int = 0
    day_first: bool = True


def file_decimal(connection: duckdb.DuckDBPyConnection, names: list[str]) -> DecimalMark:
    """The decimal mark of the file: the one that more cells of its beginning are clearly written with."""
    columns = ", ".join(quoted(name) for name in names)
    rows = connection.execute(f"SELECT {columns} FROM raw LIMIT 500").fetchall()
    votes = decimal_votes(cell for row in rows for cell in row if isinstance(cell, str))
    return "," if votes > 0 else "."


def column_values(
    connection: duckdb.DuckDBPyConnection, name: str, decimal: DecimalMark, day_first: bool | None
) -> ColumnValues:
    """Finds what one text column of `raw` holds.

    Args:
        connection: Holds the table `raw`.
        name: The column.
        decimal: The decimal mark of the file, for numbers that do not tell.
        day_first: How 03/04/2024 is meant; None: found out, day first where nothing tells.
    """
    column = quoted(name)
    plain = NumberStyle().sql(column)
    n_filled, n_distinct, mean_length, n_plain, *codes = _one(
        connection,
        f"SELECT count({column}), count(DISTINCT {column}), coalesce(avg(length({column})), 0), "
        f"count({plain}), {code_counts_sql(column)} FROM raw",
    )
    counts: _Counts = {
        "n_filled": n_filled,
        "n_distinct": n_distinct,
        "mean_length": float(mean_length),
        "examples": _examples(connection, column) if n_distinct <= 3 else (),
    }
    text = ColumnValues(name, "text", column, **counts)
    if (kept := CodeCounts(*codes).kept_as_text(name, n_filled, n_plain, float(mean_length))) is not None:
        return replace(text, notes=kept)
    if n_distinct == 2 and {cell.removesuffix(".0") for cell in counts["examples"]} == {"0", "1"}:
        # 0 and 1 stay words, so that "1" can be the positive value of a target
        return replace(
            text,
            sql=f"regexp_replace({column}, '\\.0$', '')",
            examples=tuple(cell.removesuffix(".0") for cell in text.examples),
        )
    cells = _cells(connection, column)
    if (compact := looks_compact(name, cells)) or looks_like_dates(cells):
        return _date(connection, text, None if compact else day_first, compact=compact) or text
    if n_plain == n_filled and decimal == ".":
        return _plain_number(connection, text)
    return _number_or_text(connection, replace(text, shape=shape_of(cells)), cells, decimal)


def _number_or_text(
    connection: duckdb.DuckDBPyConnection, text: ColumnValues, cells: list[str], decimal: DecimalMark
) -> ColumnValues:
    found = read_numbers(connection, "raw", text.name, cells, decimal)
    if found is not None and found.are_numbers:
        return _number(connection, text, found)
    return text if found is None else replace(text, almost=found.almost)


def stored_values(connection: duckdb.DuckDBPyConnection, name: str, stored: str) -> ColumnValues:
    """What a column of `raw` holds that came with a type (from Parquet): BIGINT, DOUBLE or TIMESTAMP."""
    column = quoted(name)
    if stored == "TIMESTAMP":
        usable = f"CASE WHEN year({column}) BETWEEN {MIN_YEAR} AND {MAX_YEAR} THEN {column} END"
    elif stored == "DOUBLE":
        usable = f"CASE WHEN isfinite({column}) THEN {column} END"
    else:
        usable = column
    n_cells, n_filled, n_distinct = _one(
        connection,
        f"SELECT count({column}), count({usable}), count(DISTINCT {usable}) FROM raw",
    )
    lost = n_cells - n_filled
    notes = []
    if lost:
        what = "dates before 1800 or after 2200" if stored == "TIMESTAMP" else "infinite or undefined numbers"
        notes.append(f"{name}: {lost:,} {what} count as missing.")
    examples: tuple[str, ...] = ()
    is_whole = stored == "BIGINT"
    if stored == "DOUBLE" and n_filled:
        (is_whole,) = _one(
            connection,
            f"SELECT bool_and({usable} = floor({usable}) AND abs({usable}) < 9e15) FROM raw",
        )
    if is_whole:
        usable = f"CAST({usable} AS BIGINT)"
        if n_distinct == 2:
            examples = _examples(connection, f"CAST({usable} AS VARCHAR)")
    kind: ValueKind = "date" if stored == "TIMESTAMP" else "number"
    if set(examples) == {"0", "1"}:
        kind, usable = "text", f"CAST({usable} AS VARCHAR)"
    return ColumnValues(
        name,
        kind,
        usable,
        n_filled=n_filled,
        n_distinct=n_distinct,
        is_whole=bool(is_whole),
        n_unreadable=lost,
        examples=examples,
        notes=tuple(notes),
    )


def _plain_number(connection: duckdb.DuckDBPyConnection, text: ColumnValues) -> ColumnValues:
    """A column of which every cell is a number that the engine knows."""
    number = NumberStyle().sql(quoted(text.name))
    n_finite, n_whole, n_distinct = _one(
        connection,
        f"WITH numbers AS (SELECT {number} AS number FROM raw) "
        "SELECT count(*) FILTER (isfinite(number)), "
        "count(*) FILTER (isfinite(number) AND number = floor(number) AND abs(number) < 9e15), "
        "count(DISTINCT number) FILTER (isfinite(number)) FROM numbers",
    )
    if n_finite == 0:
        return text
    return _number(
        connection,
        text,
        NumberReading(
            NumberStyle(), text.n_filled, text.n_filled, n_finite, n_distinct, n_whole == n_finite, 0
        ),
    )


def _number(connection: duckdb.DuckDBPyConnection, text: ColumnValues, found: NumberReading) -> ColumnValues:
    """The column as numbers."""
    number = found.style.sql(quoted(text.name))
    notes = []
    if found.n_numbers < text.n_filled:
        notes.append(_unreadable(connection, text.name, number, text.n_filled - found.n_numbers, "numbers"))
    if found.n_finite < found.n_numbers:
        n_infinite = found.n_numbers - found.n_finite
        notes.append(f"{text.name}: {n_infinite:,} infinite values (a division by zero?) count as missing.")
    if found.style.grouped or found.style.decorated:
        notes.append(_style_note(connection, text.name, number))
    finite = (
        number if found.n_finite == found.n_numbers else f"CASE WHEN isfinite({number}) THEN {number} END"
    )
    return ColumnValues(
        text.name,
        "number",
        f"try_cast({finite} AS BIGINT)" if found.is_whole else finite,
        n_filled=found.n_finite,
        n_distinct=found.n_distinct,
        is_whole=found.is_whole,
        n_unreadable=text.n_filled - found.n_finite,
        mean_length=text.mean_length,
        examples=text.examples,
        notes=(*notes, *found.notes(text.name)),
        currencies=found.currencies,
    )


def _date(
    connection: duckdb.DuckDBPyConnection, text: ColumnValues, day_first: bool | None, *, compact: bool
) -> ColumnValues | None:
    """The column as dates, or None where too many cells are none."""
    found = read_dates(connection, "raw", text.name, day_first=day_first, digits=compact)
    if found.share < MIN_SHARE:
        return _almost_dates(connection, text, found.n_dates)
    return ColumnValues(
        text.name,
        "date",
        found.plan.sql(quoted(text.name)),
        n_filled=found.n_dates,
        n_distinct=found.n_distinct,
        n_unreadable=found.n_lost,
        notes=date_notes(text.name, found),
        n_undecided=found.n_undecided if found.can_turn and (found.ambiguous or found.n_other_order) else 0,
        day_first=found.plan.order == "day first",
    )


def _almost_dates(
    connection: duckdb.DuckDBPyConnection, text: ColumnValues, n_dates: int
) -> ColumnValues | None:
    """The text with what stood in the way, where more than half of its cells are dates."""
    if n_dates <= MORE_THAN_HALF * text.n_filled:
        return None
    rows = connection.execute(
        f"SELECT left(cell, 40), n FROM date_read WHERE stamp IS NULL ORDER BY n DESC, cell LIMIT {SHOWN}"
    ).fetchall()
    others = tuple((str(cell), int(count)) for cell, count in rows)
    return replace(
        text, almost=Almost(what="dates", n_fitting=n_dates, n_filled=text.n_filled, offenders=others)
    )


def _unreadable(connection: duckdb.DuckDBPyConnection, name: str, typed: str, count: int, words: str) -> str:
    column = quoted(name)
    rows = connection.execute(
        f"SELECT rowid + 1, left({column}, 30) FROM raw WHERE {column} IS NOT NULL AND {typed} IS NULL "
        "ORDER BY rowid LIMIT 3"
    ).fetchall()
    examples = ", ".join(f"{cell!r} in row {row:,}" for row, cell in rows)
    return f"{name}: {count:,} cells are no {words} and count as missing ({examples})."


def _style_note(connection: duckdb.DuckDBPyConnection, name: str, number: str) -> str:
    column = quoted(name)
    rows = connection.execute(
        f"SELECT left({column}, 30), {number} FROM raw WHERE {number} IS NOT NULL "
        f"ORDER BY try_cast({column} AS DOUBLE) IS NOT NULL AND NOT contains({column}, '.'), rowid LIMIT 1"
    ).fetchall()
    cell, value = rows[0]
    return f"{name}: {cell!r} is read as {value:,.10g}."


def _examples(connection: duckdb.DuckDBPyConnection, column: str) -> tuple[str, ...]:
    rows = connection.execute(
        f"SELECT {column} FROM raw WHERE {column} IS NOT NULL GROUP BY ALL ORDER BY count(*) DESC, 1 LIMIT 3"
    ).fetchall()
    return tuple(str(row[0]) for row in rows)


def _cells(connection: duckdb.DuckDBPyConnection, column: str) -> list[str]:
    """Different values from the whole column, not only its beginning."""
    rows = connection.execute(
        f"SELECT {column} FROM raw WHERE {column} IS NOT NULL GROUP BY 1 "
        f"ORDER BY hash({column}) LIMIT {_SAMPLE}"
    ).fetchall()
    return [row[0] for row in rows]


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    row = connection.execute(sql).fetchone()
    return () if row is None else tuple(row)

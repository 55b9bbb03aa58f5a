"""The cells of changed columns: which count as empty, how the others are read, and what they hold then."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.cell_words import cell_words
from core.tables.column_values import ColumnValues
from core.tables.engine import in_file_order, literal, quoted
from core.tables.number_reading import read_numbers
from core.tables.numbers import DecimalMark, NumberStyle
from core.tables.raw import raw_kinds
from core.tables.recoded_dates import date_cells
from core.tables.recoding import DATES, ColumnRecoding, ReadAs, Recoding
from core.tables.stored_values import stored_values
from core.tables.values import file_decimal, text_values

if TYPE_CHECKING:
    import duckdb

_SAMPLE = 2_000
_OTHER_MARK: dict[ReadAs, str] = {
    "thousands": "CASE WHEN abs({0}) < 1000 THEN round({0} * 1000) ELSE {0} END",  # nor has 4750 beside 4.750
    "decimals": "CASE WHEN abs({0}) < 1000 THEN {0} ELSE {0} / 1000 END",  # 981 beside 1,250 has no mark
}


@dataclass(frozen=True)
class Recoded:
    """What a changed column holds.

    Attributes:
        values: Its values; `values.sql` is an expression over the table `raw`.
        n_lost: Filled cells that do not fit the new way of reading and count as missing.
        notes: Plain sentences on what was changed, and what did not fit.
    """

    values: ColumnValues
    n_lost: int
    notes: tuple[str, ...]


def recode(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    recoding: Recoding,
    decimal: DecimalMark | None = None,
) -> dict[str, Recoded]:
    """Makes the table `changed` of the changed columns, in the order of the rows of `source`.

    Args:
        connection: Gets the tables `raw` and `changed`.
        source: What the rows are selected from.
        recoding: The changes; the columns are there.
        decimal: The decimal mark of the file; None: not known, and asked of the changed columns.

    Returns:
        What was found, by column name.
    """
    names = ", ".join(quoted(name) for name in recoding.names)
    stored = {
        row[0]: str(row[1]) for row in connection.execute(f"DESCRIBE SELECT {names} FROM {source}").fetchall()
    }
    emptied = {one.column: _is_empty(one, quoted(one.column), stored[one.column]) for one in recoding.columns}
    kept = {name: _unless(is_empty, quoted(name)) for name, is_empty in emptied.items()}
    counted = {
        name: _n_emptied(connection, source, quoted(name), is_empty) for name, is_empty in emptied.items()
    }
    with in_file_order(connection):
        cells = ", ".join(f"{sql} AS {quoted(name)}" for name, sql in kept.items())
        connection.execute(f"CREATE TABLE kept AS SELECT {cells} FROM {source}")
        texts = [name for name, kind in stored.items() if kind == "VARCHAR"]
        mark = decimal or file_decimal(connection, texts, "kept")
        how = {one.column: _read(connection, one, stored[one.column], mark) for one in recoding.columns}
        cells = ", ".join(f"{sql} AS {quoted(name)}" for name, (sql, _) in how.items())
        connection.execute(f"CREATE TABLE raw AS SELECT {cells} FROM kept")
    kinds = raw_kinds(connection)
    found = {}
    lost = {one.column: _lost(connection, one) for one in recoding.columns}
    for one in recoding.columns:
        values = _values(connection, one, kinds, mark)
        if as_read := _empty_as_read(connection, one, values):
            counted[one.column] = [*counted[one.column], *as_read]
            values = _values(connection, one, kinds, mark)
        n_lost, note = lost[one.column]
        said = (*how[one.column][1], *values.notes)
        notes = (*([note] if note else []), *_emptied_note(one, counted[one.column]), *said)
        found[one.column] = Recoded(values, n_lost + values.n_unreadable, notes)
    with in_file_order(connection):
        cells = ", ".join(f"{one.values.sql} AS {quoted(name)}" for name, one in found.items())
        connection.execute(f"CREATE TABLE changed AS SELECT {cells} FROM raw")
    return found


def _is_empty(change: ColumnRecoding, cell: str, kind: str) -> str | None:
    """The condition under which a cell counts as empty (the same text, number or moment); None: no cell does."""
    if not change.empty:
        return None
    if kind == "VARCHAR":
        listed = ", ".join(literal(value) for value in change.empty)
    else:
        kind = "TIMESTAMP" if kind.startswith("TIMESTAMP") else kind
        listed = ", ".join(f"try_cast({literal(value)} AS {kind})" for value in change.empty)
    return f"coalesce({cell} IN ({listed}), false)"


def _unless(is_empty: str | None, column: str) -> str:
    return column if is_empty is None else f"CASE WHEN {is_empty} THEN NULL ELSE {column} END"


def _n_emptied(
    connection: duckdb.DuckDBPyConnection, source: str, cell: str, is_empty: str | None
) -> list[tuple[str, int]]:
    """How many cells of each value count as empty, the most frequent first."""
    if is_empty is None:
        return []
    return connection.execute(
        f"SELECT CAST({cell} AS VARCHAR), count(*) FROM {source} WHERE {is_empty} GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()


def _empty_as_read(
    connection: duckdb.DuckDBPyConnection, change: ColumnRecoding, values: ColumnValues
) -> list[tuple[str, int]]:
    """Empties the cells of `raw` that are, once read, among the values that count as empty, and counts them.

    What is proposed as empty is named as it is read: day 1 of a spreadsheet as 1899-12-31, `9,999` as 9999.
    """
    if not change.empty:
        return []
    ((_, kind, *_),) = connection.execute(f"DESCRIBE SELECT {values.sql} AS cell FROM raw").fetchall()
    is_empty = _is_empty(change, f"({values.sql})", str(kind))
    found = _n_emptied(connection, "raw", f"({values.sql})", is_empty)
    if found:
        column = quoted(change.column)
        with in_file_order(connection):
            connection.execute(
                f"CREATE OR REPLACE TABLE raw AS SELECT * REPLACE ({_unless(is_empty, column)} AS {column}) FROM raw"
            )
    return found


def _read(
    connection: duckdb.DuckDBPyConnection, change: ColumnRecoding, stored: str, decimal: DecimalMark
) -> tuple[str, tuple[str, ...]]:
    """The expression over the table `kept` that reads its cells as the change says, and sentences on how."""
    if change.read_as in DATES:
        return date_cells(connection, "kept", change, stored)
    return _cell_sql(connection, change, stored, decimal), ()


def _cell_sql(
    connection: duckdb.DuckDBPyConnection, change: ColumnRecoding, stored: str, decimal: DecimalMark
) -> str:
    column = quoted(change.column)
    if change.read_as is None:
        return column
    if change.read_as == "text":
        whole = f"CASE WHEN {column} = floor({column}) AND abs({column}) < 1e37 THEN CAST({column} AS HUGEINT) END"
        return (
            f"coalesce(CAST({whole} AS VARCHAR), CAST({column} AS VARCHAR))"
            if stored == "DOUBLE"
            else f"CAST({column} AS VARCHAR)"
        )
    if change.read_as in _OTHER_MARK and stored != "VARCHAR":
        return _OTHER_MARK[change.read_as].format(f"CAST({column} AS DOUBLE)")
    return (
        f"CAST({column} AS DOUBLE)"
        if stored != "VARCHAR"
        else _number_sql(connection, change.column, decimal)
    )


def _number_sql(connection: duckdb.DuckDBPyConnection, name: str, decimal: DecimalMark) -> str:
    column = quoted(name)
    counted = f"SELECT 0 AS place, {column} AS cell, count(*) AS n FROM kept WHERE {column} IS NOT NULL GROUP BY cell"
    rows = connection.execute(f"SELECT cell FROM ({counted}) ORDER BY hash(cell) LIMIT {_SAMPLE}").fetchall()
    found = read_numbers(connection, counted, {0: [row[0] for row in rows]}, decimal).get(0)
    return (NumberStyle() if found is None else found.style).sql(column)


def _values(
    connection: duckdb.DuckDBPyConnection,
    change: ColumnRecoding,
    kinds: dict[str, str],
    decimal: DecimalMark,
) -> ColumnValues:
    """What a column of `raw` holds now."""
    name, kind = change.column, kinds[change.column]
    if kind != "VARCHAR":
        return stored_values(connection, [name], kind)[0]
    if change.read_as == "text":
        return _as_text(connection, name)
    return text_values(connection, [name], decimal, change.day_first)[0]


def _as_text(connection: duckdb.DuckDBPyConnection, name: str) -> ColumnValues:
    column = quoted(name)
    n_filled, n_distinct, length = connection.execute(
        f"SELECT count({column}), count(DISTINCT {column}), coalesce(avg(length({column})), 0) FROM raw"
    ).fetchall()[0]
    text = ColumnValues(name, "text", column, n_filled, n_distinct, mean_length=float(length))
    if n_distinct > 3:
        return text
    rows = connection.execute(
        f"SELECT {column} FROM raw WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"
    ).fetchall()
    return replace(text, examples=tuple(row[0] for row in rows))


def _lost(connection: duckdb.DuckDBPyConnection, change: ColumnRecoding) -> tuple[int, str | None]:
    """How many filled cells the new way of reading could not read, and a sentence on them."""
    if change.read_as is None:
        return 0, None
    column = quoted(change.column)
    rows = connection.execute(
        f"SELECT left(CAST(kept.{column} AS VARCHAR), 30), count(*) FROM kept POSITIONAL JOIN raw "
        f"WHERE kept.{column} IS NOT NULL AND raw.{column} IS NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    n_lost = sum(count for _, count in rows)
    if not n_lost:
        return 0, None
    what = "numbers" if change.read_as == "numbers" else "dates"
    return n_lost, (
        f"{change.column}: {n_lost:,} {'cell is' if n_lost == 1 else 'cells are'} no {what} and count as missing "
        f"({_listed(rows[:3])})."
    )


def _emptied_note(change: ColumnRecoding, counted: Sequence[tuple[str, int]]) -> list[str]:
    if not counted:
        return []
    return [f"{change.column}: {_listed(counted)} count as empty, as you said."]


def _listed(counted: Sequence[tuple[str, int]]) -> str:
    return ", ".join(
        f"{cell_words(value)} ({count:,} {'cell' if count == 1 else 'cells'})" for value, count in counted
    )

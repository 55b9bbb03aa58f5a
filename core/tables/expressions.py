"""The tables of a set as Ibis expressions over their Parquet files, typed by role, keys alike on both sides."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from core.errors import StorageError
from core.tables.dates import WRITTEN
from core.tables.engine import QUIET, engine_config, explaining_engine_errors, literal, quoted, scratch_folder
from core.tables.known_from import columns_with_moments
from core.tables.logical import LogicalTable
from core.tables.made_rows import PLACE, rows_sql
from core.tables.merged_rows import MergedRows, merged_rows
from core.tables.salesforce_ids import filled_sql, long_sql
from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable, TableSet

if TYPE_CHECKING:
    import duckdb
    import ibis.expr.types as ir

ROW = "_row"
_TEXT_ROLES = (Role.CATEGORY, Role.YES_NO, Role.TARGET, Role.TEXT, Role.ID)
_NUMBERS = ("BIGINT", "DOUBLE")
_Place = tuple[str, str]  # table, column


@dataclass(frozen=True)
class OpenTables:
    """The tables of a set, ready for queries.

    Attributes:
        backend: The Ibis connection that runs expressions on them.
        tables: The set they belong to.
    """

    backend: Any
    tables: TableSet

    @cached_property
    def moments(self) -> frozenset[tuple[str, str]]:
        """The clock columns (table, column) with a time of day; looked up once."""
        return columns_with_moments(self)

    def table(self, name: str) -> ir.Table:
        """A table of the set, its columns in file order.

        Types follow roles as in `Table.frame`: dates are timestamps, numbers int64 or float64, the rest text.
        Primary and foreign keys are text, written alike on both sides of a link (12, "12 " and "0012" are one
        key where one side holds numbers), so keys can be joined by `==`. A key names the first row that has
        it; later rows with the same key stay as rows without a name, so a join never multiplies rows. Rows that
        were merged into others (see `TableSet.merges`) are not there, and keys that named them name the kept one.

        Raises:
            TableError: the set has no such table.
        """
        rows = self.numbered(name)
        return rows.drop(ROW)

    def numbered(self, name: str) -> ir.Table:
        """The same with the column `ROW`: the row's place in the file from 0, as in `Table.frame`."""
        self.tables.table(name)
        expression: ir.Table = self.backend.table(name)
        return expression

    def logical(self, logical: LogicalTable) -> ir.Table:
        """The rows of a logical table with all columns of its table and `ROW`; late ones only once written."""
        rows = self.numbered(logical.table)
        if logical.is_late and logical.time_column is not None:
            rows = rows.filter(rows[logical.time_column].notnull())
        return rows


@contextmanager
def opened(tables: TableSet) -> Iterator[OpenTables]:
    """The tables as expressions on a private DuckDB in memory that ends with the block.

    Raises:
        StorageError: a table's file is gone.
        TableError: a table's file is damaged, or a query needs more memory than is allowed.
    """
    import ibis

    for linked in tables.tables:
        if not linked.table.parquet.is_file():
            raise StorageError(
                f"The table {linked.name} is not there any more",
                expected=str(linked.table.parquet),
                action="Upload its file again",
            )
    with scratch_folder() as scratch:
        backend = ibis.duckdb.connect(**engine_config(scratch))
        try:
            with explaining_engine_errors("The tables"):
                backend.con.execute(QUIET)
                stored = {linked.name: stored_types(backend.con, linked) for linked in tables.tables}
                keys = _keys(tables, stored)
                merged = merged_rows(
                    backend.con, tables, keys, lambda name, number: key_sql(name, "VARCHAR", number)
                )
                for linked in tables.tables:
                    backend.con.execute(_view(linked, stored[linked.name], keys, merged))
                yield OpenTables(backend, tables)
        finally:
            backend.disconnect()


def stored_types(connection: duckdb.DuckDBPyConnection, linked: LinkedTable) -> dict[str, str]:
    """The stored type of each column: BIGINT, DOUBLE, TIMESTAMP or VARCHAR."""
    source = f"read_parquet({literal(str(linked.table.parquet))})"
    rows = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    return {str(row[0]): str(row[1]) for row in rows}


def _view(linked: LinkedTable, stored: dict[str, str], keys: dict[_Place, bool], merged: MergedRows) -> str:
    cells = []
    source = rows_sql(linked.table)
    for column in linked.table.columns:
        kind = stored[column.name]
        place = (linked.name, column.name)
        cell = key_cell(linked, column.name, kind, keys[place]) if place in keys else typed_sql(column, kind)
        is_key = column.name == linked.primary_key
        is_unique = not is_key or _is_unique(linked, column, kind, keys[place])
        if merged.renames(place):
            own = linked.primary_key
            key = (
                key_cell(linked, own, stored[own], keys[linked.name, own])
                if own is not None and not is_key
                else None
            )
            cell, source = merged.renamed(place, cell, key, source)
            is_unique = not is_key
        if not is_unique:
            cell = f"CASE WHEN row_number() OVER (PARTITION BY {cell} ORDER BY {PLACE}) = 1 THEN {cell} END"
        cells.append(f"{cell} AS {quoted(column.name)}")
    kept = ""
    if linked.primary_key is not None:
        name = linked.primary_key
        kept = merged.kept(linked.name, key_cell(linked, name, stored[name], keys[linked.name, name]))
    return (
        f"CREATE VIEW {quoted(linked.name)} AS SELECT {', '.join(cells)}, "
        f"CAST({PLACE} AS BIGINT) AS {quoted(ROW)} FROM {source}{kept}"
    )


def _keys(tables: TableSet, stored: dict[str, dict[str, str]]) -> dict[_Place, bool]:
    """Every key column, and whether the keys it is compared with are numbers somewhere."""
    group: dict[_Place, set[_Place]] = {}
    for linked in tables.tables:
        if linked.primary_key is not None:
            place = (linked.name, linked.primary_key)
            group[place] = {place}
    for link in tables.links:
        key = tables.table(link.to).primary_key
        ends = [(link.table, link.column)] + ([] if key is None else [(link.to, key)])
        joined = set().union(*(group.get(end, {end}) for end in ends))
        group.update(dict.fromkeys(joined, joined))
    return {
        place: any(stored[table].get(column) in _NUMBERS for table, column in places)
        for place, places in group.items()
    }


def _is_unique(linked: LinkedTable, column: Column, stored: str, is_number: bool) -> bool:
    """Whether no two rows have the same key; text that is read as numbers may fall together."""
    falls_together = (is_number and stored not in _NUMBERS) or column.name in linked.short_ids
    return not falls_together and column.n_distinct + column.n_missing >= linked.table.n_rows


def key_cell(linked: LinkedTable, name: str, stored: str, is_number: bool) -> str:
    """A key column of a table as text, the ids of Salesforce in one length; see `key_sql`."""
    cell = key_sql(name, stored, is_number)
    return long_sql(cell) if name in linked.short_ids else cell


def key_sql(name: str, stored: str, is_number: bool) -> str:
    """A key column as text; Salesforce's id of nothing is missing.

    Args:
        name: The column.
        stored: The type it is stored with.
        is_number: Whether a column it is compared with holds numbers: "0012" and "12.0" then are "12".
    """
    column = quoted(name)
    if stored in _NUMBERS:
        return _whole_as_text(column, stored)
    text = filled_sql(f"nullif(trim(CAST({column} AS VARCHAR)), '')")
    if not is_number:
        return text
    digits = f"regexp_replace(regexp_replace({text}, '\\.0+$', ''), '^0+([0-9])', '\\1')"
    return f"CASE WHEN regexp_full_match({text}, '[0-9]+(\\.0+)?') THEN {digits} ELSE {text} END"


def typed_sql(column: Column, stored: str) -> str:
    """A column as its role wants it; the same rules as `core.tables.table.typed`."""
    name, role = quoted(column.name), column.role
    if role is Role.NUMBER and stored not in _NUMBERS:
        if stored == "TIMESTAMP":
            return f"epoch({name}) / 86400.0"
        number = f"try_cast({name} AS DOUBLE)"
        return f"CASE WHEN NOT isnan({number}) THEN {number} END"
    if role is Role.DATE and stored != "TIMESTAMP":
        text = _whole_as_text(name, stored) if stored in _NUMBERS else f"CAST({name} AS VARCHAR)"
        return WRITTEN.sql(text)  # of workspaces of before: now such a column is stored as dates
    if role in _TEXT_ROLES and stored in _NUMBERS:
        return _whole_as_text(name, stored)
    if role in _TEXT_ROLES and stored != "VARCHAR":
        return f"CAST({name} AS VARCHAR)"
    return name


def _whole_as_text(column: str, stored: str) -> str:
    """A number as text, whole ones without ".0"."""
    if stored == "BIGINT":
        return f"CAST({column} AS VARCHAR)"
    whole = f"{column} = floor({column}) AND abs({column}) < 9e15"
    return (
        f"CASE WHEN {whole} THEN CAST(CAST({column} AS BIGINT) AS VARCHAR) ELSE CAST({column} AS VARCHAR) END"
    )

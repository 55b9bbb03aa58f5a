"""Rows that a query makes of a table's rows, stored once under a hash of their own; the file before stays as it is."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.settings import load_settings
from core.storage import explaining_disk_errors, new_directory
from core.tables.engine import literal, quoted
from core.tables.table import Column, Table

if TYPE_CHECKING:
    import duckdb


PLACE = quoted("\x1fplace")  # no column of a file can be called so
_NUMBER = "file_row_number"  # DuckDB's name for it, which a file may have for a column of its own


def rows_sql(table: Table) -> str:
    """A table's rows as SQL, with their places in the file from 0 as `PLACE`."""
    file = literal(str(table.parquet))
    if any(column.name.lower() == _NUMBER for column in table.columns):
        return f"(SELECT *, row_number() OVER () - 1 AS {PLACE} FROM read_parquet({file}))"
    return f"(SELECT * EXCLUDE ({_NUMBER}), {_NUMBER} AS {PLACE} FROM read_parquet({file}, {_NUMBER}=true))"


def stored_rows(
    connection: duckdb.DuckDBPyConnection, select: str, table: Table, counted: Sequence[Column]
) -> Table:
    """Writes the rows of a query as the Parquet file of a table, unless it is there.

    Args:
        connection: Runs the query.
        select: The query; its columns are those of `table`, in order.
        table: What is known of the table; `content_hash` names the file, `n_rows` is counted.
        counted: Those of its columns whose cells are counted anew.

    Raises:
        StorageError: the disk is full.
    """
    directory = load_settings().tables_dir / table.content_hash
    if not (directory / "table.json").is_file():
        with new_directory(directory) as target:
            path = target / "table.parquet"
            with explaining_disk_errors(path):
                connection.execute(
                    f"COPY ({select}) TO {literal(str(path))} (FORMAT parquet, COMPRESSION zstd)"
                )
            cells = [f"count({quoted(c.name)}), count(DISTINCT {quoted(c.name)})" for c in counted]
            (row,) = connection.execute(
                f"SELECT {', '.join(['count(*)', *cells])} FROM read_parquet({literal(str(path))})"
            ).fetchall()
            known = {
                column.name: column.model_copy(
                    update={"n_missing": row[0] - row[1 + 2 * place], "n_distinct": row[2 + 2 * place]}
                )
                for place, column in enumerate(counted)
            }
            columns = tuple(known.get(column.name, column) for column in table.columns)
            table.model_copy(update={"n_rows": row[0], "columns": columns}).save(target / "table.json")
    return Table.load(directory / "table.json")

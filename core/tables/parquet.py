"""Parquet files into the table `raw`: numbers and dates keep their type, everything else becomes text."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TableError
from core.tables.engine import in_file_order, literal, quoted
from core.tables.names import check_width, column_names
from core.tables.raw import RawTable, clean

if TYPE_CHECKING:
    import duckdb

_WHOLE = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
_REAL = ("FLOAT", "DOUBLE", "DECIMAL", "HUGEINT", "UBIGINT", "UHUGEINT")


def load_parquet(connection: duckdb.DuckDBPyConnection, path: Path, *, name: str) -> RawTable:
    """Reads a Parquet file into the table `raw`.

    Raises:
        TableError: fewer than two columns, or no rows.
        duckdb.Error: the file is damaged.
    """
    source = f"read_parquet({literal(str(path))})"
    described = connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
    columns = [(row[0], str(row[1])) for row in described if row[0] != "__index_level_0__"]
    if len(columns) < 2:
        raise TableError(
            f"{name} has only one column",
            found=", ".join(column for column, _ in columns) or "none",
            expected="at least two columns: one to predict, one to predict from",
        )
    check_width(len(columns), name)
    names, notes = column_names([column for column, _ in columns])
    cells = ", ".join(
        f"{_stored(column, kind)} AS {quoted(new)}"
        for (column, kind), new in zip(columns, names, strict=True)
    )
    with in_file_order(connection):
        connection.execute(f"CREATE TABLE raw AS SELECT {cells} FROM {source}")
    if not connection.execute("SELECT count(*) FROM raw").fetchall()[0][0]:
        raise TableError(f"{name} has columns and no rows", expected="at least one row")
    return RawTable(names, notes=("The file is Parquet.", *notes))


def _stored(column: str, kind: str) -> str:
    name = quoted(column)
    base = kind.partition("(")[0]
    if kind.endswith("]") or base in ("STRUCT", "MAP", "UNION"):
        return f"CAST({name} AS VARCHAR)"
    if base in _WHOLE:
        return f"CAST({name} AS BIGINT)"
    if base in _REAL:
        return f"CAST({name} AS DOUBLE)"
    if base == "DATE" or base.startswith("TIMESTAMP"):
        return f"CAST({name} AS TIMESTAMP)"
    if base in ("VARCHAR", "ENUM"):
        return clean(column)
    return f"CAST({name} AS VARCHAR)"

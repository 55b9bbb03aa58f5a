"""Parquet files into the table `raw`: numbers and dates keep their type, everything else becomes text."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TableError
from core.tables.engine import in_file_order, literal, quoted
from core.tables.names import check_width, column_names
from core.tables.parquet_check import check_parquet
from core.tables.raw import RawCells, RawTable, cleaned

if TYPE_CHECKING:
    import duckdb

_WIDE = ("HUGEINT", "UBIGINT", "UHUGEINT")
_AS: dict[
    str, str | None
] = {  # how a kind is stored; None: as text that is cleaned; all others: as they print
    **dict.fromkeys(("TINYINT", "SMALLINT", "INTEGER", "BIGINT"), "CAST({0} AS BIGINT)"),
    **dict.fromkeys(("UTINYINT", "USMALLINT", "UINTEGER"), "CAST({0} AS BIGINT)"),
    **dict.fromkeys(("FLOAT", "DOUBLE", "DECIMAL"), "CAST({0} AS DOUBLE)"),
    **dict.fromkeys(("TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "DATE"), "CAST({0} AS TIMESTAMP)"),
    "TIMESTAMP WITH TIME ZONE": "CAST({0} AS TIMESTAMP)",
    # the engine casts moments of nanoseconds in a zone only to those without
    **dict.fromkeys(("TIMESTAMP_NS", "TIMESTAMPTZ_NS"), "CAST(CAST({0} AS TIMESTAMP_NS) AS TIMESTAMP)"),
    "BLOB": "coalesce(try(decode({0})), CAST({0} AS VARCHAR))",  # some programs write text as bytes
    **dict.fromkeys(("VARCHAR", "ENUM"), None),
}
_SCALE = re.compile(r"DECIMAL\((\d+), ?0\)")
_LARGEST = 2**63 - 1


def load_parquet(connection: duckdb.DuckDBPyConnection, path: Path, *, name: str) -> RawTable:
    """Reads a Parquet file into the table `raw`.

    Raises:
        TableError: fewer than two columns, or no rows.
        duckdb.Error: the file is damaged.
    """
    check_parquet(path, name)
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
    kinds = _narrowed(connection, source, columns)
    cells = [_stored(new, column, kind) for (column, kind), new in zip(kinds, names, strict=True)]
    with in_file_order(connection):
        connection.execute(f"CREATE TABLE raw AS {cleaned(cells, source)}")
    if not connection.execute("SELECT count(*) FROM raw").fetchall()[0][0]:
        raise TableError(f"{name} has columns and no rows", expected="at least one row")
    zones = [
        f"{column}: moments kept in the zone {zone} are read as UTC."
        for column, zone in _zones(path).items()
        if zone.upper() not in ("UTC", "ETC/UTC", "+00:00", "GMT")
    ]
    return RawTable(names, notes=("The file is Parquet.", *notes, *zones))


def _narrowed(
    connection: duckdb.DuckDBPyConnection, source: str, columns: list[tuple[str, str]]
) -> list[tuple[str, str]]:
    """The columns with their kinds; wide whole numbers are BIGINT where all fit, else text: no digit is lost."""
    wide = [column for column, kind in columns if kind in _WIDE or _is_wide_decimal(kind)]
    if not wide:
        return columns
    extremes = ", ".join(f"greatest(max({quoted(name)}), -min({quoted(name)}::HUGEINT))" for name in wide)
    row = connection.execute(f"SELECT {extremes} FROM {source}").fetchall()[0]
    fits = dict(zip(wide, (size is None or size <= _LARGEST for size in row), strict=True))
    return [
        (column, kind if column not in fits else "BIGINT" if fits[column] else "WIDE")
        for column, kind in columns
    ]


def _is_wide_decimal(kind: str) -> bool:
    match = _SCALE.fullmatch(kind)
    return match is not None and int(match[1]) > 15


def _zones(path: Path) -> dict[str, str]:
    """The columns that hold moments in a time zone, and its name, which the engine does not tell."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
    except (pa.ArrowException, OSError):
        return {}  # the engine has read it
    return {
        field.name: field.type.tz for field in schema if pa.types.is_timestamp(field.type) and field.type.tz
    }


def _stored(name: str, column: str, kind: str) -> RawCells:
    """A column as `raw` holds it."""
    cell = quoted(column)
    base = kind if kind in _AS else kind.partition("(")[0]
    if kind.endswith("]") or base not in _AS:
        return RawCells(name, f"CAST({cell} AS VARCHAR)", is_text=False)
    as_kind = _AS[base]
    return RawCells(name, (as_kind or "CAST({} AS VARCHAR)").format(cell), is_text=as_kind is None)

"""What a database itself tells of its tables: their names, primary keys and foreign keys."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

_POSTGRES = """
SELECT c.contype, source.relname, a.attname, target.relname, b.attname, c.oid
FROM pg_constraint c
JOIN pg_class source ON source.oid = c.conrelid
JOIN pg_namespace n ON n.oid = source.relnamespace AND n.nspname = current_schema()
CROSS JOIN LATERAL unnest(c.conkey) WITH ORDINALITY AS k(place, nth)
JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.place
LEFT JOIN pg_class target ON target.oid = nullif(c.confrelid, 0)
LEFT JOIN pg_attribute b ON b.attrelid = c.confrelid AND b.attnum = c.confkey[k.nth]
WHERE c.contype IN ('p', 'f') ORDER BY c.oid, k.nth
"""
_DUCKDB = """
SELECT constraint_type, table_name, constraint_column_names, referenced_table, referenced_column_names
FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'FOREIGN KEY')
AND database_name = current_database() AND schema_name = current_schema()
"""

_TABLES = "SELECT table_name, table_type FROM information_schema.tables WHERE table_schema = current_schema()"
_WITH_SCHEMAS = ("duckdb", "postgresql", "postgres")


@dataclass(frozen=True)
class ForeignKey:
    """Columns of `table` that name rows of `to` by its columns `to_columns`."""

    table: str
    columns: tuple[str, ...]
    to: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True)
class DatabaseKeys:
    """What a database tells of its keys; empty where it tells nothing.

    Attributes:
        primary: Table -> the columns of its primary key.
        foreign: The foreign keys.
    """

    primary: dict[str, tuple[str, ...]]
    foreign: tuple[ForeignKey, ...] = ()


def listed(backend: Any, scheme: str, *, views: bool) -> list[str]:
    """The tables of the schema in use; views repeat rows of tables, so they are listed only when asked for."""
    if scheme == "sqlite":
        rows = fetched(
            backend, "SELECT name, type FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
        )
    elif scheme in _WITH_SCHEMAS:
        rows = fetched(backend, _TABLES)
    else:
        return sorted(backend.list_tables())
    kinds = ("table", "base table", "foreign", "view") if views else ("table", "base table", "foreign")
    return sorted(str(name) for name, kind in rows if str(kind).lower() in kinds)


def database_keys(backend: Any, scheme: str, names: Iterable[str]) -> DatabaseKeys:
    """Asks a database for its keys; kinds of databases that are not known to tell give none.

    Args:
        backend: The Ibis connection.
        scheme: The kind of database.
        names: Its tables.
    """
    if scheme == "sqlite":
        return _sqlite(backend, names)
    if scheme == "duckdb":
        return _duckdb(backend)
    if scheme in ("postgresql", "postgres"):
        return _postgres(backend)
    return DatabaseKeys({})


def fetched(backend: Any, sql: str) -> list[tuple[Any, ...]]:
    """The rows of a statement, its cursor closed."""
    cursor = backend.raw_sql(sql)
    try:
        return [tuple(row) for row in cursor.fetchall()]
    finally:
        if cursor is not backend.con:  # DuckDB answers with the connection itself
            cursor.close()


def _postgres(backend: Any) -> DatabaseKeys:
    primary: dict[str, list[str]] = defaultdict(list)
    foreign: dict[int, tuple[str, list[str], str, list[str]]] = {}
    for kind, table, column, to, to_column, constraint in fetched(backend, _POSTGRES):
        if kind in ("p", b"p"):
            primary[table].append(column)
        else:
            key = foreign.setdefault(constraint, (table, [], to, []))
            key[1].append(column)
            key[3].append(to_column)
    keys = tuple(
        ForeignKey(table, tuple(own), to, tuple(theirs)) for table, own, to, theirs in foreign.values()
    )
    return DatabaseKeys({table: tuple(columns) for table, columns in primary.items()}, keys)


def _duckdb(backend: Any) -> DatabaseKeys:
    rows = fetched(backend, _DUCKDB)
    return DatabaseKeys(
        {table: tuple(columns) for kind, table, columns, _, _ in rows if kind == "PRIMARY KEY"},
        tuple(
            ForeignKey(table, tuple(columns), to, tuple(theirs))
            for kind, table, columns, to, theirs in rows
            if kind == "FOREIGN KEY"
        ),
    )


def _sqlite(backend: Any, names: Iterable[str]) -> DatabaseKeys:
    primary: dict[str, tuple[str, ...]] = {}
    found: list[ForeignKey] = []
    for name in names:
        quoted = '"' + name.replace('"', '""') + '"'
        columns = fetched(backend, f"PRAGMA table_info({quoted})")
        keyed = sorted((row[5], str(row[1])) for row in columns if row[5])
        primary[name] = tuple(column for _, column in keyed)
        foreign: dict[int, list[tuple[int, str, str, str | None]]] = defaultdict(list)
        for key, place, to, own, theirs, *_ in fetched(backend, f"PRAGMA foreign_key_list({quoted})"):
            foreign[key].append((place, own, to, theirs))
        for parts in foreign.values():
            parts.sort()
            theirs = tuple(part[3] or "" for part in parts)  # "": the primary key, whatever it is called
            found.append(ForeignKey(name, tuple(part[1] for part in parts), parts[0][2], theirs))
    named = tuple(
        ForeignKey(
            key.table, key.columns, key.to, key.to_columns if all(key.to_columns) else primary.get(key.to, ())
        )
        for key in found
    )
    return DatabaseKeys({name: columns for name, columns in primary.items() if columns}, named)

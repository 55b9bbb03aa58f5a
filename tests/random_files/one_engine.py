"""One DuckDB for many files, emptied after each: to open one takes as long as to read a small file."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import duckdb


class _Kept:
    """A connection that is emptied where it should be closed."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def close(self) -> None:
        found = self._connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE NOT internal"
        ).fetchall()
        for (name,) in found:
            self._connection.execute(f'DROP TABLE "{name}"')


@contextmanager
def one_engine() -> Iterator[None]:
    """While the block runs, every connection to an engine in memory is the same one, and empty."""
    connection = duckdb.connect(config={"threads": 1, "autoinstall_known_extensions": False})
    with patch("duckdb.connect", lambda **_: _Kept(connection)):
        yield
    connection.close()

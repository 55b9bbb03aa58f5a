"""An in-memory DuckDB for one job: bounded memory, spilling to a folder that goes away with it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.settings import load_settings
from core.storage import explaining_disk_errors

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "1500MB"


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder on the data disk (not in /tmp, which may be memory) that is deleted at the end."""
    root = load_settings().tables_dir
    with explaining_disk_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=".scratch-") as name:
            yield Path(name)


def engine_config(spill: Path) -> dict[str, str | int | bool]:
    """DuckDB's settings: bounded memory, and nothing is ever downloaded."""
    return {
        "memory_limit": MEMORY_LIMIT,
        "threads": load_settings().threads or os.cpu_count() or 1,
        "temp_directory": str(spill / "spill"),
        "autoinstall_known_extensions": False,
    }


@contextmanager
def engine(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private DuckDB that ends with the block."""
    import duckdb

    connection = duckdb.connect(config=engine_config(spill))
    try:
        yield connection
    finally:
        connection.close()


def quoted(name: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"

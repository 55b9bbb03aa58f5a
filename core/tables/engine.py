"""An in-memory DuckDB for one job: bounded memory, spilling to a folder that goes away with it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import StorageError, TableError
from core.leftovers import mark
from core.settings import load_settings
from core.storage import explaining_disk_errors

if TYPE_CHECKING:
    import duckdb

MEMORY_LIMIT = "1500MB"
_EXPORT_AGAIN = "Export it again from where it came from, as CSV if in doubt"
_ADVICE = (  # by what the engine says; the first that fits
    (
        ("Parquet", "parquet", "Thrift", "Snappy", "ZSTD", "Arrow"),
        "The file is damaged: copy or export it again",
    ),
    (
        ("Conversion Error", "Unimplemented type", "Not implemented"),
        "Export it again with that column as text",
    ),
    (
        ("nicode", "UTF-8", "encoding"),
        "Choose another encoding under 'How the file is read', or save it as UTF-8",
    ),
    (("CSV", "delimiter", "quote"), "Choose the delimiter under 'How the file is read', or export it again"),
)
QUIET = "SET enable_progress_bar = false"  # standard output belongs to the command line's JSON


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder on the data disk (not in /tmp, which may be memory) that is deleted at the end."""
    root = load_settings().tables_dir
    with explaining_disk_errors(root):
        root.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=root, prefix=f".scratch{mark()}") as name:
            yield Path(name)


def n_threads() -> int:
    """Threads the engine may use."""
    return load_settings().threads or os.cpu_count() or 1


def engine_config(spill: Path) -> dict[str, str | bool | int | float | list[str]]:
    """DuckDB's settings: bounded memory, and nothing is ever downloaded."""
    return {
        "memory_limit": MEMORY_LIMIT,
        "threads": n_threads(),
        "temp_directory": str(spill / "spill"),
        "autoinstall_known_extensions": False,
    }


@contextmanager
def engine(spill: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A private DuckDB that ends with the block."""
    import duckdb

    connection = duckdb.connect(config=engine_config(spill))
    try:
        connection.execute(QUIET)
        yield connection
    finally:
        connection.close()


@contextmanager
def in_file_order(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """Rows that are written inside stay in the order in which they are read: they are worked on by one thread.

    DuckDB 2.0 promises that order, but on several threads it loses it between groups of rows for some expressions,
    such as that of `core.tables.raw.cleaned`. Reading a file of a million rows is no slower so.
    """
    connection.execute("SET threads = 1")
    try:
        yield
    finally:
        connection.execute(f"SET threads = {n_threads()}")


@contextmanager
def explaining_engine_errors(name: str) -> Iterator[None]:
    """Turns what DuckDB says of a full disk, too little memory or a broken file into one clear error."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise TableError(
            f"{name} needs more memory than is allowed",
            found=first_line(error),
            action="Leave out long text columns, or upload a part of the file",
        ) from error
    except duckdb.IOException as error:
        if "No space left" in str(error):
            raise StorageError(
                f"The disk is full while reading {name}",
                action="Free some space or choose another folder with GRAPHLEADIQ_HOME, then try again",
            ) from error
        raise TableError(f"{name} could not be read", found=first_line(error)) from error
    except duckdb.Error as error:
        found = first_line(error)
        action = next(
            (said for signs, said in _ADVICE if any(sign in found for sign in signs)), _EXPORT_AGAIN
        )
        raise TableError(f"{name} could not be read as a table", found=found, action=action) from error


def first_line(error: Exception | str) -> str:
    """The first line of an error's text, without what follows for developers."""
    return str(error).strip().partition("\n")[0][:300]


def quoted(name: str) -> str:
    """A column name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"

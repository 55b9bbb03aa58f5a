"""Sets of tables as questions refer to them: stored once, named by what they hold, without a word out of their rows."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from core.errors import StorageError
from core.settings import load_settings
from core.tables.display import without_names
from core.tables.table_set import TableSet


def keep_tables(tables: TableSet) -> str:
    """Stores the tables, keys and links; the rows lie in files of their own already.

    Returns:
        The key that names them; equal for equal tables.

    Raises:
        StorageError: the disk is full.
    """
    kept = _kept(tables)
    path = _path(kept.key)
    if not path.is_file():
        kept.save(path)
    return kept.key


def key_of(tables: TableSet) -> str:
    """The key under which the tables are, or would be, kept."""
    return _kept(tables).key


def kept_tables(key: str) -> TableSet:
    """The tables of that key.

    Raises:
        StorageError: they are not here, or damaged.
    """
    return _read(_path(key))


def _kept(tables: TableSet) -> TableSet:
    """Without what no question needs: shown names (a new one would change every key), and lines that were rejected
    or set aside.
    """
    kept = without_names(tables).model_copy(update={"notes": ()})
    for linked in kept.tables:
        kept = kept.with_table(linked.model_copy(update={"table": linked.table.without_texts}))
    return kept


def _path(key: str) -> Path:
    return load_settings().table_sets_dir / f"{key}.json"


@lru_cache(maxsize=32)
def _read(path: Path) -> TableSet:
    """What lies under a key never changes, so it is read once."""
    if not path.is_file():
        raise StorageError(
            "The tables that this question was asked of are not here",
            found=f"no file {path}",
            action="Bring the tables on the Data page and ask the question again; a model can be used on them from "
            "the Models page",
        )
    return TableSet.load(path)

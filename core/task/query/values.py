"""The values that stand in a column, read once: what a query's values are held against before anything runs."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from core.tables.table import Column, Role, Table, typed

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 200_000  # different values; more are not held in memory


def column_values(table: Table, column: Column) -> Mapping[str, int]:
    """How many rows hold each value of a column, as text, the most frequent first.

    Args:
        table: The rows; of a table whose file is not at hand nothing is known.
        column: One of its columns, read with its role (see `Table.frame`).

    Returns:
        Value -> rows; empty where nothing is known, or where there are too many values.
    """
    if column.n_distinct > _MOST or not table.parquet.is_file():
        return MappingProxyType({})
    return _counted(table.parquet, column.name, column.role)


@lru_cache(maxsize=128)
def _counted(parquet: Path, column: str, role: Role) -> Mapping[str, int]:
    """The values in a file; a file never changes, as its name is the hash of what is in it."""
    import pandas as pd

    values = typed(pd.read_parquet(parquet, columns=[column])[column], role)
    counts = values.dropna().astype(str).value_counts()
    return MappingProxyType({str(value): int(n) for value, n in counts.items()})

"""Small tables of a CRM, written as files and read back, for tests of sets of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from core.tables.reading import read_table
from core.tables.table import Table
from core.tables.table_set import LinkedTable


def small_table(folder: Path, name: str, columns: Mapping[str, Sequence[Any]]) -> Table:
    """A CSV file of these columns, read as an upload is."""
    path = folder / f"{name}.csv"
    pd.DataFrame(columns).to_csv(path, index=False)
    return read_table(path)


def linked(folder: Path, name: str, columns: Mapping[str, Sequence[Any]], **known: Any) -> LinkedTable:
    """The same as a table of a set."""
    return LinkedTable(table=small_table(folder, name, columns), **known)

"""A table of some columns beside a number and an answer, as a file that is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd

from core.tables.reading import read_table
from core.tables.table import Table

N = 120


def table(folder: Path, *, as_parquet: bool = False, **columns: Any) -> Table:
    """The columns, N cells each, with `visits` and, in a text, `converted`."""
    visits = [i % 7 for i in range(N)]
    if as_parquet:
        pd.DataFrame({**columns, "visits": visits}).to_parquet(folder / "t.parquet")
        return read_table(folder / "t.parquet")
    rows = pd.DataFrame({**columns, "visits": visits, "converted": ["yes", "no"] * (N // 2)})
    rows.to_csv(folder / "t.csv", index=False)
    return read_table(folder / "t.csv")

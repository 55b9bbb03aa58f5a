"""Leads written as a text, a sheet or Parquet and read again, and what was set aside of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from core.tables.options import ReadOptions
from core.tables.reading import read_table
from core.tables.table import Table


def read_leads(
    folder: Path,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    kind: str = "csv",
    options: ReadOptions | None = None,
    *,
    as_text: bool = False,
) -> Table:
    """The table of a header and rows of cells, in a file of a kind ("csv", "xlsx" or "parquet"); `as_text`: as str."""
    path = folder / f"leads.{kind}"
    if kind == "csv":
        path.write_text("\n".join(",".join(row) for row in [header, *rows]) + "\n", encoding="utf-8")
        return read_table(path, options=options)
    frame = pd.DataFrame([[cell or None for cell in row] for row in rows], columns=list(header))
    if as_text:
        frame = frame.astype("str")
        frame = frame.where(frame != "None")
    frame.to_parquet(path) if kind == "parquet" else frame.to_excel(path, index=False)
    return read_table(path, options=options)


def said(table: Table) -> dict[str, int]:
    """Kind -> count of what was set aside, but for the choice of a sheet."""
    return {one.kind: one.count for one in table.set_aside if one.kind != "sheet"}

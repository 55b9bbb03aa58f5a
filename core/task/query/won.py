"""Which values of a stage column mean that a deal was won."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

from core.tables.table import Column, Table

# As written by the usual CRM systems, letters and digits only.
_WON = {
    "won", "closedwon", "closewon", "dealwon", "iswon", "gewonnen", "abgeschlossengewonnen", "geschlossengewonnen",
    "gagne", "gagnee", "fermeegagnee", "ganado", "ganada", "cerradaganada", "vinto", "vinta", "ganho", "ganha",
    "wygrana", "wygrano", "contractsigned", "signed",
}  # fmt: skip
_USUAL = ("Won", "Closed Won")
_MOST_STAGES = 200


def won_values(table: Table, column: Column) -> tuple[str, ...]:
    """The values of a stage column that mean won, as the table writes them, sorted.

    Where the rows are not at hand, the two usual ones.
    """
    if not table.parquet.is_file():
        return _USUAL
    return _found(table.parquet, column.name) if column.n_distinct <= _MOST_STAGES else ()


@lru_cache(maxsize=64)
def _found(parquet: Path, column: str) -> tuple[str, ...]:
    """The values in a file; a file never changes, as its name is the hash of what is in it."""
    import pyarrow.compute as pc
    import pyarrow.parquet as pq

    values = pc.unique(pq.read_table(parquet, columns=[column])[column]).to_pylist()
    return tuple(sorted(value for value in values if isinstance(value, str) and _plain(value) in _WON))


def _plain(value: str) -> str:
    letters = unicodedata.normalize("NFKD", value.casefold())
    return re.sub(r"[^a-z0-9]", "", letters)

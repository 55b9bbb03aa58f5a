"""The few columns that describe a row of a table best, in words."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.graph.relational_graph import IntArray
from core.number_words import number_words
from core.tables.table import Column, Role, typed
from core.tables.table_set import LinkedTable, TableSet

MAX_LABELS = 3  # columns that describe a row
_LONGEST = 60
_TELLING = (
    "name",
    "title",
    "subject",
    "stage",
    "type",
    "channel",
    "product",
    "industry",
    "outcome",
    "amount",
)
Label = tuple[tuple[str, str], ...]


def row_labels(tables: TableSet, table: str, rows: IntArray, *, is_late: bool = False) -> list[Label]:
    """The columns that describe rows of a table best, in words; what is filled in late only for late halves.

    Args:
        tables, table: Whose rows.
        rows: (n,) places in its file.
        is_late: True: the late columns.
    """
    import pyarrow.parquet as pq

    linked = tables.table(table)
    columns = label_columns(tables, linked, is_late)
    if not columns:
        return [() for _ in rows]
    frame = pq.read_table(linked.table.parquet, columns=[c.name for c in columns]).take(rows).to_pandas()
    words = {
        c.name: [_word(value, is_code=c.holds_codes) for value in typed(frame[c.name], c.role)]
        for c in columns
    }
    return [tuple((c.name, words[c.name][i]) for c in columns if words[c.name][i]) for i in range(len(rows))]


def label_columns(tables: TableSet, linked: LinkedTable, is_late: bool) -> list[Column]:
    """At most `MAX_LABELS` columns, those with a telling name first."""
    late = linked.not_with_row
    aside = {linked.primary_key, linked.time_column, linked.late_time, *linked.outcome_columns}
    aside |= {link.column for link in tables.links_from(linked.name)}
    usable = [
        c
        for c in linked.table.columns
        if (c.name in late) == is_late and _says_something(c) and c.name not in aside
    ]
    order = sorted(usable, key=lambda c: min((_place(c.name, word) for word in _TELLING), default=0))
    return order[:MAX_LABELS]


def _says_something(column: Column) -> bool:
    """Ids and columns that are left aside tell people nothing, but names that are all different do."""
    return column.role not in (Role.ID, Role.IGNORE) or (
        column.role is Role.ID and "name" in column.name.lower()
    )


def _place(name: str, word: str) -> int:
    return _TELLING.index(word) if word in name.lower() else len(_TELLING)


def _word(value: object, *, is_code: bool) -> str:
    """A cell in words; "" where it is empty."""
    if pd.isna(value):  # type: ignore[call-overload]  # a cell is a scalar
        return ""
    if isinstance(value, (float, np.floating)):
        return number_words(float(value), is_code=is_code)
    text = " ".join(str(value).removesuffix(" 00:00:00").split())
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"

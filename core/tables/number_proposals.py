"""The other way to read numbers such as 1.234, where a column's cells do not tell decimals from thousands."""

from __future__ import annotations

from core.number_words import number_words
from core.tables.number_marks import Mark
from core.tables.reading_proposals import Proposal
from core.tables.recoding import ColumnRecoding
from core.tables.table import Column, Role, Table

_OTHER: dict[Mark, tuple[Mark, float]] = {"decimals": ("thousands", 1000), "thousands": ("decimals", 0.001)}

_LEAST: dict[Mark, float] = {"decimals": 1, "thousands": 1000}


def mark_proposals(table: Table) -> list[Proposal]:
    """One choice a column that holds such numbers, none recommended."""
    return [
        _proposal(column, column.unsure_mark, table)
        for column in table.columns
        if column.unsure_mark is not None and column.role is Role.NUMBER
    ]


def _proposal(column: Column, mark: Mark, table: Table) -> Proposal:
    other, factor = _OTHER[mark]
    values = table.frame([column.name])[column.name].dropna()
    marked = values[abs(values) >= _LEAST[mark]]  # others have no mark
    if mark == "decimals" and len(uneven := marked[marked % 1 != 0]):
        marked = uneven  # 4750 may stand beside 4.750
    first = (marked if len(marked) else values).iloc[0]
    now, then = number_words(float(first), 10), number_words(round(float(first) * factor, 3), 10)
    return Proposal(
        column=column.name,
        kind=other,
        sentence=(
            f"{column.name}: every mark has three digits behind it. It is read as the mark of "
            f"{mark}, the first as {now}; as the mark of {other} it would be {then}."
        ),
        count=table.n_rows - column.n_missing,
        change=ColumnRecoding(column=column.name, read_as=other),
        recommended=False,
    )

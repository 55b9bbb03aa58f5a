"""Changes of values that several tests make."""

from __future__ import annotations

from core.tables.recoding import ColumnRecoding, Recoding


def emptied(column: str, *values: str) -> Recoding:
    """The change that lets values of one column count as empty."""
    return Recoding(columns=(ColumnRecoding(column=column, empty=tuple(sorted(values))),))

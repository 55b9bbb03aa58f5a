"""Columns that examples collect from linked rows, as records: the same can be collected from other rows later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from core.record import Record

Levels = Mapping[tuple[tuple[str, ...], str], Sequence[str]]


class CollectedColumn(Record):
    """One column of the examples that is made of other rows.

    Attributes:
        way: Names these rows: the keys on the way to them, each with the direction in which it is followed, and the
            table or half of a table at the end.
        what: "looked up", or what is made of several rows: "ever", "window", "share", "sum", …
        days: Of a window.
        column: The column of these rows; None: the rows themselves are counted.
        level: The value that is counted, where values are.
    """

    way: tuple[str, ...]
    what: str
    days: int = 0
    column: str | None = None
    level: str | None = None


def levels_of(wanted: Sequence[CollectedColumn]) -> Levels:
    """Which values are counted, by (way, column)."""
    found: dict[tuple[tuple[str, ...], str], list[str]] = {}
    for one in wanted:
        if one.level is not None and one.column is not None:
            levels = found.setdefault((one.way, one.column), [])
            if one.level not in levels:
                levels.append(one.level)
    return found

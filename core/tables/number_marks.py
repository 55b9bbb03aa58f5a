"""Cells such as 1.234, of which nothing tells whether the mark is one of decimals or of thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from core.tables.numbers import DecimalMark, bared

Mark = Literal["decimals", "thousands"]
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9]\d{0,2})")
_MIN_CELLS = 5


def unsure_mark(cells: Sequence[str], decimal: DecimalMark) -> Mark | None:
    """What a mark is read as that could be meant either way in every cell that has one; None: the cells tell.

    Args:
        cells: Different cells of one column.
        decimal: The decimal mark with which they are read.
    """
    marks = _marks(cells)
    if marks is None or len(marks) < len(cells) or len(cells) < _MIN_CELLS:
        return None
    if next(iter(marks.values())) == decimal:
        return "decimals"
    return (
        None if 2 * sum(cell.endswith("00") for cell in marks) > len(marks) else "thousands"
    )  # 45,000 and 52,500


def mark_of_thousands(cells: Sequence[str]) -> str | None:
    """The mark that can only be one of thousands: 981 stands beside 12.340, which as decimals would be 12.34."""
    marks = _marks(cells)
    if (
        marks is None
        or not _MIN_CELLS <= len(marks) < len(cells)
        or not any(cell.endswith("0") for cell in marks)
    ):
        return None
    return next(iter(marks.values()))


def _marks(cells: Sequence[str]) -> dict[str, str] | None:
    """The cells with a mark before three digits, where all have the same one; None where a cell is written otherwise,
    or too few are.
    """
    found: dict[str, str] = {}
    for cell in cells:
        bare = cell if cell.isdigit() else bared(cell)[0]
        either = _EITHER.fullmatch(bare)
        if either is not None:
            found[bare] = either.group(1)
        elif not _WHOLE.fullmatch(bare):
            return None
    return found if len(set(found.values())) == 1 else None

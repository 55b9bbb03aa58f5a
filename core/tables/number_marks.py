"""Cells such as 1.234, of which nothing tells whether the mark is one of decimals or of thousands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from core.tables.numbers import DecimalMark, bared, is_number

Mark = Literal["decimals", "thousands"]
_EITHER = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}")
_WHOLE = re.compile(r"[-+]?(?:0|[1-9]\d{0,2})")
_LONG = re.compile(r"[-+]?[1-9]\d{3,}")
_MIN_CELLS = 5
_SEVERAL = 3  # whole numbers, or one of three digits: 981 stands beside 1.250 as hundreds do before thousands
_MANY = 10  # leave no doubt
_FEW = 0.1  # of the cells may be no numbers


@dataclass(frozen=True)
class _Marked:
    """The cells with one mark before three digits, and beside them the whole numbers above 0 and those of four digits
    or more, in which a mark could stand and does not: 4750 beside 4.750.
    """

    mark: str
    cells: frozenset[str]
    whole: frozenset[str]
    long: frozenset[str]


def unsure_mark(cells: Sequence[str], decimal: DecimalMark) -> Mark | None:
    """What a mark is read as that could be meant either way in every cell that has one; None: the cells tell.

    Args:
        cells: Different cells of one column.
        decimal: The decimal mark with which they are read.
    """
    found = _marked(cells)
    if found is None:
        return None
    if found.long:  # they write both ways: thousands most likely, and what was read as decimals is in doubt
        # short ones beside them would be taken for thousands with the others
        return "decimals" if found.mark == decimal and not found.whole else None
    if len(found.whole) >= _MANY:
        return None
    if found.mark == decimal:
        return "decimals"
    # 45,000 and 52,500
    return None if 2 * sum(cell.endswith("00") for cell in found.cells) > len(found.cells) else "thousands"


def mark_of_thousands(cells: Sequence[str]) -> str | None:
    """The mark that is one of thousands by whole numbers: 981 beside 12.340, which as decimals would be 12.34."""
    found = _marked(cells)
    if found is None or not any(cell.endswith("0") for cell in found.cells):
        return None
    tell = len(found.whole) >= _SEVERAL or any(len(cell.lstrip("-+")) == 3 for cell in found.whole)
    return found.mark if tell else None


def _marked(cells: Sequence[str]) -> _Marked | None:
    """The cells with a mark before three digits, where all have the same one; None where a number is written otherwise,
    too few are written so, or more than a few cells are no numbers.
    """
    found: dict[str, str] = {}
    whole: set[str] = set()
    long: set[str] = set()
    left = _FEW * len(cells)
    for cell in cells:
        bare = cell if cell.isdigit() else bared(cell)[0]
        either = _EITHER.fullmatch(bare)
        if either is not None:
            found[bare] = either.group(1)
        elif _WHOLE.fullmatch(bare):
            whole.add(bare)
        elif _LONG.fullmatch(bare):
            long.add(bare)
        elif is_number(bare):
            return None
        else:
            left -= 1
            if left < 0:
                return None
    marks = set(found.values())
    if len(marks) != 1 or len(found) < (1 if len(long) >= _MIN_CELLS else _MIN_CELLS):
        return None
    return _Marked(marks.pop(), frozenset(found), frozenset(whole) - {"0", "-0", "+0"}, frozenset(long))

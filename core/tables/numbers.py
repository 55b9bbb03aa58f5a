"""Numbers as people write them: decimal point or comma, thousands marks, currency and percent signs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from core.tables.engine import literal

DecimalMark = Literal[".", ","]

_SIGNS = r"(?:€|\$|£|¥|%|EUR|USD|CHF|GBP)"
_AROUND = rf"^{_SIGNS}\s*|\s*{_SIGNS}$"
_DECORATED = re.compile(rf"{_SIGNS}\s*[-+]?\d.*|[-+]?\d.*?\s*{_SIGNS}")
_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?inf(inity)?", re.IGNORECASE)
_GAP = r"[ '\u00a0\u202f\u2019]"
_COMMA_SQL = rf"[-+]?(\d+|\d{{1,3}}((\.|{_GAP})\d{{3}})+)(,\d+)?"
_POINT_SQL = rf"[-+]?(\d+|\d{{1,3}}((,|{_GAP})\d{{3}})+)(\.\d+)?"
_COMMA, _POINT = re.compile(_COMMA_SQL), re.compile(_POINT_SQL)
_CLEARLY_COMMA = re.compile(rf"[-+]?(\d+|\d{{1,3}}((\.|{_GAP})\d{{3}})+),(\d{{1,2}}|\d{{4,}})")
_CLEARLY_POINT = re.compile(rf"[-+]?(\d+|\d{{1,3}}((,|{_GAP})\d{{3}})+)\.(\d{{1,2}}|\d{{4,}})")
_STANDS_FOR_MISSING = ("-", "--", "?", ".", "none", "unknown", "missing", "n.a.", "k.a.", "not available")
STANDS_FOR_MISSING = frozenset(_STANDS_FOR_MISSING)


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of one column are written.

    Attributes:
        decimal: The decimal mark.
        grouped: Thousands are marked (or a comma is the decimal mark), so a plain cast does not do.
        decorated: Currency or percent signs stand around the number.
    """

    decimal: DecimalMark = "."
    grouped: bool = False
    decorated: bool = False

    def sql(self, column: str) -> str:
        """The expression that gives a DOUBLE, or NULL where the cell is no such number."""
        text = column
        if self.decorated:
            text = f"regexp_replace({text}, {literal(_AROUND)}, '', 'g')"
        if not self.grouped and self.decimal == ".":
            return f"try_cast({text} AS DOUBLE)"
        pattern, drop = (
            (_COMMA_SQL, r"[. '\x{a0}\x{202f}\x{2019}]")
            if self.decimal == ","
            else (
                _POINT_SQL,
                r"[, '\x{a0}\x{202f}\x{2019}]",
            )
        )
        pattern = pattern.replace(_GAP, r"[ '\x{a0}\x{202f}\x{2019}]")
        bare = f"regexp_replace({text}, {literal(drop)}, '', 'g')"
        if self.decimal == ",":
            bare = f"replace({bare}, ',', '.')"
        return f"CASE WHEN regexp_full_match({text}, {literal(pattern)}) THEN try_cast({bare} AS DOUBLE) END"


def decimal_votes(cells: Iterable[str]) -> int:
    """Above 0: the cells write a decimal comma; below 0: a decimal point. Cells that tell nothing count 0."""
    votes = 0
    for cell in cells:
        bare = _bare(cell)
        if _CLEARLY_COMMA.fullmatch(bare):
            votes += 1
        elif _CLEARLY_POINT.fullmatch(bare):
            votes -= 1
    return votes


def number_style(cells: list[str], file_decimal: DecimalMark) -> NumberStyle | None:
    """The style in which most of the cells are numbers, or None where most are not.

    Args:
        cells: Different values of one column.
        file_decimal: The decimal mark of the file, for cells such as 1.234 that tell nothing.
    """
    cells = [cell for cell in cells if cell.lower() not in STANDS_FOR_MISSING]
    if not cells:
        return None
    decorated = sum(bool(_DECORATED.fullmatch(cell)) for cell in cells) > 0.5 * len(cells)
    bare = [_bare(cell) for cell in cells] if decorated else cells
    votes = decimal_votes(bare)
    decimal: DecimalMark = file_decimal if votes == 0 else "," if votes > 0 else "."
    plain = sum(bool(_PLAIN.fullmatch(cell)) for cell in bare)
    fitting = sum(bool((_COMMA if decimal == "," else _POINT).fullmatch(cell)) for cell in bare)
    if max(plain, fitting) < 0.5 * len(bare):
        return None
    if decimal == ",":
        has_mark = any("," in cell or "." in cell or re.search(_GAP, cell) for cell in bare)
        return (
            NumberStyle(",", grouped=has_mark, decorated=decorated)
            if has_mark
            else (NumberStyle(".", decorated=decorated))
        )
    return NumberStyle(".", grouped=fitting > plain, decorated=decorated)


def _bare(cell: str) -> str:
    return re.sub(_AROUND, "", cell)

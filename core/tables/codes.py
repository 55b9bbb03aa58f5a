"""Digits that are no amounts: codes with leading zeros and ids too long for a number, which stay text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from core.cell_words import cell_words
from core.tables.amount_words import says_amount
from core.tables.engine import literal
from core.tables.identifier_words import CODE_WORDS
from core.tables.identifiers import says_id, says_key, says_version
from core.tables.name_words import words

LONGEST_WHOLE = 15  # digits that a number keeps, whatever they are: 2**53 has 16
_LONG = rf"[-+]?[0-9]{{{LONGEST_WHOLE + 1},}}(?:\.0+)?"
_POWER = r"[0-9]([.,][0-9]+)?[eE][+][0-9]+"
_FEW = 0.01  # of the cells: perhaps a slip, where the others are clearly amounts
_SHORT = 3.0  # mean characters: counts and days of a month are shorter than codes
_POINT_ZERO = rf"([-+]?[0-9]{{{LONGEST_WHOLE + 1},}})\.0+"
_ENDING = f"^{_POINT_ZERO}$"
_BARE_POWER = r"[0-9]+[eE][0-9]+"  # 10E05: computers write 1E+06 or 1.0E6
_VERSION = re.compile(r"(\d{1,2})\.([1-9]\d?|0)")
_NAMED_VERSION = re.compile(r"\d{1,5}(\.\d{1,5}){0,3}")
_SURELY = r"\d{4,}(?: ?[;|、；，\n,] ?\d{4,})+[;|,]?"  # no amount is written so
_SEVERAL = re.compile(rf"\d+(?:(?: +| ?[;|/、；，\n] ?|, )\d+)+|{_SURELY}")
_SURELY_SEVERAL = re.compile(_SURELY)
_FEWEST_LISTS = 2
_LETTERED = re.compile(r"([A-Za-z]{1,3})\d{1,3}|\d{1,2}([Mm])")
# marks of currencies that are as often the letters of codes (R1 is a round or a room), and M, which may be months
_ALSO_CODES = frozenset((
    "R", "RM", "SR", "TL", "Bs", "Ft", "Dh", "LE", "TOP", "ALL", "TRY", "PEN", "CUP", "GEL", "MOP", "SOS", "MAD", "BAM",
    "LAK", "NAD", "PAB", "ANG", "M", "m",
))  # fmt: skip
_TWO_DIGITS = re.compile(r"\d{1,2}\.\d{1,2}")
_FEW_VERSIONS = 30
_DENSE = 4  # the highest minor number of a version for one that occurs: of 9.5 and 9.50 no 9.11 is known


def code_counts_sql() -> str:
    """Eight counts over `core.tables.cells` for `CodeCounts`; cheap tests stand before the costly ones."""
    conditions = (
        "cell >= '00' AND cell < '0:' AND regexp_full_match(cell, '0[0-9]+')",
        f"length(cell) > {LONGEST_WHOLE} AND regexp_full_match(cell, {literal(_LONG)})",
        f"length(cell) > 5 AND contains(lower(cell), 'e+') AND regexp_full_match(cell, {literal(_POWER)})",
        "contains(cell, '.') OR contains(cell, ',') OR cell < '0'",
        "cell >= '00' AND cell < '01' AND regexp_full_match(cell, '00+[1-9][0-9]*')",
        f"cell < ':' AND contains(lower(cell), 'e') AND regexp_full_match(cell, {literal(_BARE_POWER)})",
        f"length(cell) > {LONGEST_WHOLE + 2} AND regexp_full_match(cell, {literal(_POINT_ZERO)})",
        "cell >= '+' AND cell < ',' AND regexp_full_match(cell, '[+][0-9]+')",
    )
    return ", ".join(f"coalesce(sum(n) FILTER ({one}), 0)::BIGINT" for one in conditions)


@dataclass(frozen=True)
class CodeCounts:
    """Cells of a column of text.

    Attributes:
        n_padded: Whole numbers with leading zeros.
        n_long: Whole numbers of more than 15 digits.
        n_powers: Numbers such as 1.2021E+17, in which a spreadsheet lost digits.
        n_amounts: Cells with a decimal mark or a sign before the digits.
        n_twice_padded: Whole numbers with two leading zeros or more, as 007, which nobody writes before an amount.
        n_bare_powers: Codes such as 10E05, which look like a number with a power of ten.
        n_plus: Whole numbers with a plus before them.
        n_point_zero: Of the whole numbers of more than 15 digits, those with ".0" behind them.
    """

    n_padded: int
    n_long: int
    n_powers: int
    n_amounts: int
    n_twice_padded: int = 0
    n_bare_powers: int = 0
    n_point_zero: int = 0
    n_plus: int = 0

    def kept_as_text(
        self, name: str, n_filled: int, n_plain: int, mean_length: float
    ) -> tuple[str, ...] | None:
        """Why the column stays text, as notes; None where it need not."""
        if n_filled == 0:
            return ()
        if n_plain < 0.5 * n_filled:
            return (
                () if self.n_padded > _FEW * n_filled else None
            )  # words or other codes, whatever a few cells are
        named = says_id(name) or bool(CODE_WORDS & set(words(name)))
        marked = self.n_amounts > 0.2 * n_filled

        def slipped(count: int) -> bool:
            return (marked or mean_length <= _SHORT) and are_slips(count, n_filled, named=named)

        kept = self._kept(name, slipped, named=named, by_zeros=self._names_by_zeros(n_filled), marked=marked)
        return next(kept, None)

    def _kept(
        self, name: str, slipped: Callable[[int], bool], *, named: bool, by_zeros: bool, marked: bool
    ) -> Iterator[tuple[str, ...]]:
        """The reasons for which a column of digits stays text."""
        if self.n_padded and (by_zeros or not slipped(self.n_padded)):
            cells = "1 cell begins" if self.n_padded == 1 else f"{self.n_padded:,} cells begin"
            yield (f"{name}: {cells} with 0, so its digits are codes and stay as they are written.",)
        # beside 0.5 and -3 it is a power of ten after all
        if self.n_bare_powers and (named or not marked) and not slipped(self.n_bare_powers):
            cells = "1 cell is" if self.n_bare_powers == 1 else f"{self.n_bare_powers:,} cells are"
            yield (
                f"{name}: {cells} written like 10E05; that is a code and no power of ten, so the column stays as it is "
                "written.",
            )
        if self.n_long and not slipped(self.n_long):
            yield (
                f"{name}: {self.n_long:,} whole numbers have more than {LONGEST_WHOLE} digits; they stay as they are "
                f"written{self._without_zeros()}, so that none is taken for another.",
            )
        if self.n_plus and named:
            cells = "1 cell begins" if self.n_plus == 1 else f"{self.n_plus:,} cells begin"
            yield (
                f"{name}: {cells} with a plus, which belongs to a code, so its digits stay as they are written.",
            )
        if self.n_powers and (named or says_key(name)):
            yield (
                f"{name}: {self.n_powers:,} cells are written like 1.2E+17: a spreadsheet shortened them before the "
                "export, and different ids may look the same. Export the column again as text.",
            )

    def sql(self, column: str) -> str:
        """The expression that gives the codes: a program that took long ids for numbers wrote ".0" behind them."""
        if not self.n_long:
            return column
        return f"regexp_replace({column}, {literal(_ENDING)}, {literal(chr(92) + '1')})"

    def _without_zeros(self) -> str:
        if not self.n_point_zero:
            return ""
        return f", without the .0 that a program wrote behind {self.n_point_zero:,} of them"

    def slips(self, name: str) -> tuple[str, ...]:
        """What to say of the few cells with leading zeros in a column that is read as numbers all the same."""
        if not self.n_padded:
            return ()
        cells = "1 cell begins" if self.n_padded == 1 else f"{self.n_padded:,} cells begin"
        return (
            f"{name}: {cells} with 0 and {'is' if self.n_padded == 1 else 'are'} read as a number, 05 as 5.",
        )

    def _names_by_zeros(self, n_filled: int) -> bool:
        return self.n_twice_padded > 0 and self.n_amounts <= 0.2 * n_filled


def are_slips(count: int, n_filled: int, *, named: bool) -> bool:
    """Whether so few cells of a column that is not called an id prove nothing where the others are amounts."""
    return count <= _FEW * n_filled and not named


def are_lists(name: str, cells: Sequence[str]) -> tuple[str, ...] | None:
    """Why cells such as 503807 501574 or 503807;501574 are several ids and no number, as notes; None: they are not.

    They may be few: in most rows one id stands alone.
    """
    fewest = 1 if says_id(name) else _FEWEST_LISTS
    form = _SEVERAL if says_id(name) else _SURELY_SEVERAL
    lists = list(islice(filter(form.fullmatch, cells), fewest))
    if len(lists) < fewest:
        return None
    return (
        f"{name}: {cell_words(lists[0])} holds several ids and is no number, so the column stays as it is written.",
    )


def are_lettered(name: str, cells: Sequence[str]) -> tuple[str, ...] | None:
    """Why cells such as R1 and R11, or 1M and 9M, are codes and no amounts, as notes; None where they are not.

    Every cell has the same letters and a small whole number, and the name says nothing of amounts.
    """
    marks = set()
    for cell in cells:
        found = _LETTERED.fullmatch(cell)
        if found is None:
            return None
        marks.add(found[1] or found[2])
    if len(marks) != 1 or not marks <= _ALSO_CODES or len(cells) < 2 or says_amount(name):
        return None
    pair = " and ".join(map(cell_words, sorted(cells, key=lambda cell: (len(cell), cell))[:2]))
    return (
        f"{name}: every cell is {marks.pop()} and a small whole number, as in {pair}; they are taken for codes and no "
        "amounts, so the column stays as it is written.",
    )


def perhaps_versions(name: str, cells: Sequence[str]) -> tuple[str, ...]:
    """What to say of numbers such as 1.10 beside 1.2, which may be versions or sections; () where there are none."""
    ending = [cell for cell in cells if len(cell) > 3 and cell.endswith("0")]
    if not ending or says_amount(name) or not all(map(_TWO_DIGITS.fullmatch, cells)):
        return ()
    if not any(len(cell.partition(".")[2]) == 1 for cell in cells):
        return ()
    first = min(ending)
    return (
        f"{name}: {cell_words(first)} is read as the number {first.rstrip('0')}; where it is a version or a section, "
        "keep it as text in the file.",
    )


def are_versions(name: str, cells: Sequence[str]) -> tuple[str, ...] | None:
    """Why cells such as 5.1 and 5.10 are versions and no numbers, as notes; None where they are not.

    Args:
        name: The column's name.
        cells: Different cells from the whole column.
    """
    if not cells or not (says_version(name) or len(cells) <= _FEW_VERSIONS):
        return None
    if not any("." in cell for cell in cells):
        return None
    known = set(cells)
    twins = [cell for cell in cells if cell.endswith("0") and cell[:-1] in known and "." in cell[:-1]]
    named = says_version(name) and all(map(_NAMED_VERSION.fullmatch, cells))
    if named and all(cell.endswith(".0") for cell in cells if "." in cell):
        return None  # whole numbers, from a program that wrote them as others
    if not (named or (twins and len(cells) <= _FEW_VERSIONS and _count_up(cells))):
        return None
    pair = f"{twins[0][:-1]} and {twins[0]} are" if twins else "5.1 and 5.10 would be"
    return (f"{name}: {pair} two versions and one number, so the column stays as it is written.",)


def _count_up(cells: Sequence[str]) -> bool:
    """Whether what stands behind the point counts on from 9 to 10 and 11, as in versions, and is no share of one."""
    minors: dict[str, set[int]] = {}
    for cell in cells:
        found = _VERSION.fullmatch(cell)
        if found is None:
            return False
        minors.setdefault(found[1], set()).add(int(found[2]))
    counted = any(10 in known and known & {9, 11} for known in minors.values())
    return counted and all(max(known) <= max(11, _DENSE * len(known)) for known in minors.values())

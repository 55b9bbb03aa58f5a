"""Digits that are no amounts: codes with leading zeros and ids too long for a number, which stay text."""

from __future__ import annotations

from dataclasses import dataclass

from core.tables.engine import literal
from core.tables.identifiers import says_id, says_key
from core.tables.name_words import words

LONGEST_WHOLE = 15  # digits that a number keeps, whatever they are: 2**53 has 16
_LONG = rf"[-+]?[0-9]{{{LONGEST_WHOLE + 1},}}"
_POWER = r"[0-9]([.,][0-9]+)?[eE][+][0-9]+"
_FEW = 0.01  # of the cells: perhaps a slip, where the others are clearly amounts
_SHORT = 3.0  # mean characters: counts and days of a month are shorter than codes
_CODE_WORDS = frozenset(
    ("zip", "postal", "postcode", "plz", "code", "branch", "account", "sku", "article", "item")
)


def code_counts_sql() -> str:
    """Four counts over `core.tables.cells` for `CodeCounts`; cheap tests stand before the costly ones."""
    conditions = (
        "cell >= '00' AND cell < '0:' AND regexp_full_match(cell, '0[0-9]+')",
        f"length(cell) > {LONGEST_WHOLE} AND regexp_full_match(cell, {literal(_LONG)})",
        f"length(cell) > 5 AND contains(lower(cell), 'e+') AND regexp_full_match(cell, {literal(_POWER)})",
        "contains(cell, '.') OR contains(cell, ',') OR cell < '0'",
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
    """

    n_padded: int
    n_long: int
    n_powers: int
    n_amounts: int

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
        named = says_id(name) or bool(_CODE_WORDS & set(words(name)))
        if self.n_padded and not self._are_slips(self.n_padded, n_filled, mean_length, named=named):
            cells = "1 cell begins" if self.n_padded == 1 else f"{self.n_padded:,} cells begin"
            return (f"{name}: {cells} with 0, so its digits are codes and stay as they are written.",)
        if self.n_long and not self._are_slips(self.n_long, n_filled, mean_length, named=named):
            return (
                f"{name}: {self.n_long:,} whole numbers have more than {LONGEST_WHOLE} digits; they stay as they are "
                "written, so that none is taken for another.",
            )
        if self.n_powers and (named or says_key(name)):
            return (
                f"{name}: {self.n_powers:,} cells are written like 1.2E+17: a spreadsheet shortened them before the "
                "export, and different ids may look the same. Export the column again as text.",
            )
        return None

    def _are_slips(self, count: int, n_filled: int, mean_length: float, *, named: bool) -> bool:
        return are_slips(count, n_filled, named=named) and (
            self.n_amounts > 0.2 * n_filled or mean_length <= _SHORT
        )


def are_slips(count: int, n_filled: int, *, named: bool) -> bool:
    """Whether so few cells of a column that is not called an id prove nothing where the others are amounts."""
    return count <= _FEW * n_filled and not named

"""A column that is mostly numbers or dates and was not read so, and what stood in the way."""

from __future__ import annotations

from typing import Literal

from core.cell_words import cell_words
from core.record import Record

MORE_THAN_HALF = 0.5
SHOWN = 3


class Almost(Record):
    """Most cells of a column of words are numbers or dates.

    Attributes:
        what: What they are.
        n_fitting: Cells that are.
        n_filled: All filled cells.
        offenders: The most frequent cells that are none, each with its count.
        units: The units of the numbers, where there are several: 12 months and 2 years are not compared.
    """

    what: Literal["numbers", "dates"]
    n_fitting: int
    n_filled: int
    offenders: tuple[tuple[str, int], ...] = ()
    units: tuple[tuple[str, int], ...] = ()

    @property
    def sentence(self) -> str:
        """It in plain words, to be read after the column's name."""
        if self.units:
            units = ", ".join(f"{unit} ({count:,})" for unit, count in self.units)
            return f"holds numbers in several units and is read as words: {units}."
        listed = ", ".join(f"{cell_words(cell)} ({count:,})" for cell, count in self.offenders)
        kept = "words" if self.what == "numbers" else "words, not days"
        return (
            f"holds {self.what} in {self.n_fitting:,} of {self.n_filled:,} filled cells and is read as {kept}, because "
            f"of the others, most often {listed}."
        )

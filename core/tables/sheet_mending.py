"""Cells of a sheet as a person sees them: leading zeros, merged cells; and what formulas left empty is said."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

from core.tables.set_aside import SetAside, SetAsideKind, aside, many
from core.tables.sheet_facts import SheetFacts

_MOST = 0.5  # of the rows: fewer cells with a format are no column of codes
_NAMED = 3


class SheetMending:
    """Mends the rows of one sheet, one after the other, and counts what it does."""

    def __init__(self, facts: SheetFacts, *, n_rows: int, first_column: int) -> None:
        """Takes what is known of the sheet.

        Args:
            facts: Counted by column, where A is 0.
            n_rows: Rows of the sheet.
            first_column: The first one that the rows have.
        """
        self._facts, self._first = facts, first_column
        widths: dict[int, Counter[int]] = defaultdict(Counter)
        for (column, width), count in facts.zeros.items():
            widths[column - first_column][width] += count
        self._zeros = {place: some.total() for place, some in widths.items()}
        self._widths = {
            place: max(some, key=lambda width: some[width])
            for place, some in widths.items()
            if some.total() >= _MOST * (n_rows - 2)
        }
        self._begins: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for column, top, bottom in facts.merged:
            self._begins[top].append((column - first_column, bottom))
        self._open: dict[int, tuple[int, str]] = {}
        self._filled: Counter[int] = Counter()

    @property
    def is_needed(self) -> bool:
        """Whether any row has to be looked at."""
        return bool(self._widths or self._begins)

    def row(self, number: int, cells: list[str]) -> list[str]:
        """A row that holds something, by its number in the sheet."""
        for place, width in self._widths.items():
            if cells[place].isascii() and cells[place].isdigit():
                cells[place] = cells[place].zfill(width)
        for place, (bottom, value) in list(self._open.items()):
            if number > bottom:
                del self._open[place]
            elif value and not cells[place]:
                cells[place] = value
                self._filled[place] += 1
        for place, bottom in self._begins.get(number, ()):
            if 0 <= place < len(cells):
                self._open[place] = (bottom, cells[place])
        return cells

    def notes(self, names: Mapping[int, str]) -> list[str]:
        """What to say of leading zeros; `names` are the columns by their place in a row."""
        return [
            f"{names[place]}: {many(count, 'number')} {'is' if count == 1 else 'are'} shown with leading zeros "
            f"in the workbook and read {'as shown' if place in self._widths else 'without them'}."
            for place, count in self._zeros.items()
            if place in names
        ]

    def set_aside(self, names: Mapping[int, str]) -> list[SetAside]:
        """What was filled, and what is empty though the sheet shows something."""
        facts = self._facts
        unsaved = self._said(
            "formulas",
            facts.unsaved,
            names,
            (
                "formula has no result in the file, so its cell is empty",
                "formulas have no result in the file, so their cells are empty",
            ),
            " Open the workbook in a spreadsheet program, save it, and read it again.",
        )
        errors = self._said(
            "cell errors",
            facts.errors,
            names,
            (
                "cell shows an error such as #DIV/0! and is empty",
                "cells show an error such as #DIV/0! and are empty",
            ),
        )
        filled = Counter({place + self._first: count for place, count in self._filled.items()})
        merged = self._said(
            "merged cells",
            filled,
            names,
            (
                "cell is part of a merged one and given its value",
                "cells are part of merged ones and given their value",
            ),
        )
        return [*unsaved, *errors, *merged]

    def _said(
        self,
        kind: SetAsideKind,
        counts: Counter[int],
        names: Mapping[int, str],
        words: tuple[str, str],
        advice: str = "",
    ) -> list[SetAside]:
        some = Counter({names[c - self._first]: n for c, n in counts.items() if c - self._first in names})
        total = some.total()
        if not total:
            return []
        listed = ", ".join(f"{name} {count:,}" for name, count in some.most_common(_NAMED))
        more = ", …" if len(some) > _NAMED else ""
        sentence = f"{total:,} {words[total > 1]} ({listed}{more}).{advice}"
        return [aside(kind, total, sentence, text=next(iter(some)))]

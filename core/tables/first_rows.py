"""The first rows of a file and what most of them have in common: which of them names the columns, which describes them.

It sees rows of cells only, whether they come from a text or from a sheet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from core.tables.description_words import is_description_word
from core.tables.missing_words import STANDS_FOR_MISSING, words_meaning

Rows = Sequence[Sequence[str]]
_NUMBER = re.compile(
    r"[-+(]?\s?(?:[€$£¥₹]|[A-Z]{2,3}\$?)?\s?[-+]?[\d.,'’\s]*\d[\d.,'’\s]*([eE][-+]?\d+)?\s*[%€)]?"
)
_YEAR = re.compile(r"(19|20)\d\d")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T][\d:.Z+-]+)?")
_SAID = STANDS_FOR_MISSING.union(words_meaning("to come", "pending"))
OPEN = frozenset(("", "x", *_SAID, *(f"({word})" for word in _SAID)))
_KEY = re.compile(  # alone with its value above a table; header rows begin with such words too
    r"(report|title|region|owner|user|from|to|period|date|created|exported|generated|printed|run|filters?|source|bericht"
    r"|datum|zeitraum|von|stand|erstellt|rapport|p[eé]riode|fecha|periodo|account|view|query|parameters?)\b[^:]{0,20}",
    re.IGNORECASE,
)
_SAYS_KEY = re.compile(r"[^:]{1,30}:( .*)?")
_PROGRAM_NAME = re.compile(r"[a-z]_[a-z]|[a-z][A-Z]")
_WIDE = 0.6  # of the columns, filled: a header names most of them
_MOST = 0.9


def has_header(rows: Rows) -> bool:
    """True unless the first line looks like the lines below it (numbers or dates in it)."""
    if len(rows) < 2:
        return True
    first = [cell.strip() for cell in rows[0]]
    below = [{row[i].strip() for row in rows[1:] if i < len(row)} for i in range(len(first))]
    values = [i for i, cell in enumerate(first) if is_value(cell)]
    if values:
        # 2023 and 2024 can be headers over amounts; other numbers and dates are rows
        years = all(_YEAR.fullmatch(first[i]) for i in values) and len(values) < sum(map(bool, first))
        return years and not any(_YEAR.fullmatch(cell) for i in values for cell in below[i])
    filled = [cell for cell in first if cell]
    repeats = sum(cell in seen for cell, seen in zip(first, below, strict=True) if cell)
    has_numbers = any(seen and all(is_value(cell) or not cell for cell in seen) for seen in below)
    return has_numbers or not filled or repeats < 0.5 * len(filled)


def is_value(cell: str) -> bool:
    """Whether a cell is a number, an amount or a date."""
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def _as_code(cells: list[str]) -> float:
    """The share of cells that are written as programs write names: lead_id, contactDate."""
    return sum(bool(re.fullmatch(r"[a-z]\w*(\.\w+)*", cell)) for cell in cells) / max(1, len(cells))


def _is_said(cell: str) -> bool:
    """Whether a cell is a key with its colon, or a number or day that belongs to one."""
    return cell.endswith(":") or (is_value(cell) and not _YEAR.fullmatch(cell))


def _are_sentences(cells: list[str]) -> bool:
    return sum(" " in cell and len(cell) > 11 for cell in cells) >= 0.5 * len(cells)


class FirstRows:
    """The first rows and what most of them have in common: how wide they are, and which columns hold values."""

    def __init__(self, rows: list[list[str]]) -> None:
        self.rows = rows
        self.filled = [sum(map(bool, row)) for row in rows]
        places = [i for i, n in enumerate(self.filled) if n]
        # the second half of them: titles and headers stand before it
        self.bulk = [rows[i] for i in places[len(places) // 2 :]] if len(places) > 1 else []
        widths = Counter(len(row) for row in self.bulk)
        self.width = max(
            widths, key=lambda width: (widths[width], width), default=max(map(len, rows), default=0)
        )
        self.is_padded = len({len(row) for row in rows if row}) <= 1
        self.used = [
            i for i in range(self.width) if any(i < len(row) and row[i] for row in self.bulk)
        ] or list(range(self.width))
        self.values = [i for i in self.used if self._holds_values(i)]
        self.years = [
            i for i in self.values if any(i < len(row) and _YEAR.fullmatch(row[i]) for row in self.bulk)
        ]

    def _holds_values(self, place: int) -> bool:
        cells = [row[place] for row in self.bulk if place < len(row) and row[place].lower() not in OPEN]
        return bool(cells) and sum(map(is_value, cells)) >= _MOST * len(cells)

    def header(self) -> tuple[int, int]:
        """The rows above the header (or the first row), and how many rows are the header."""
        first = self._first_row()
        above = [i for i in range(first) if self.filled[i]]
        wide = [i for i in above if self._is_wide(i)]
        while len(wide) > 1 and self._is_description(wide[-1]):
            wide.pop()
        header = next((i for i in wide if i == wide[-1] or not self._is_wide_title(i, wide[-1])), None)
        if header is None and above:
            last = above[-1]
            named = last == first - 1 and len(self.rows[last]) >= self.width
            header = last if named and (self.filled[last] > 1 or self.width < 3) else None
        if header is None:
            return first, int(has_header([row for row in self.rows[first:] if any(row)]))
        before = header - 1
        if header and self.filled[before] > 0 and self._is_group(before):
            return before, 2
        return header, 2 if self._is_group(header) else 1

    def n_header_at(self, place: int) -> int:
        """How many rows are the header that begins at this row."""
        if place >= len(self.rows):
            return 1
        if self._is_group(place):
            return 2
        below = [row for row in self.rows[place:] if any(row)]
        return int(has_header(below)) if self._is_row(place) or not self.values else 1

    def describes(self, place: int) -> bool:
        """Whether a row says what the columns hold (types, units, sentences) and is none itself."""
        if place + 2 >= len(self.rows) or not self.filled[place] or self._is_row(place):
            return False
        row = self.rows[place]
        cells = [cell for cell in row if cell]
        values = [row[i] for i in self.values if i < len(row) and row[i]]
        fits = self.is_padded or len(row) == self.width
        if not fits or any(map(is_value, values)) or self._repeats_below(place):
            return False
        words = sum(map(is_description_word, cells))
        types = all(map(is_description_word, cells)) and self._alone_in_types(place, cells)
        if (words >= 0.8 * len(cells) and values) or (types and len(cells) > 1):
            return True
        is_open = any(cell.lower() in OPEN for cell in values)
        is_full = self.filled[place] >= 0.5 * len(self.used)
        return bool(values) and is_full and not is_open and (len(set(values)) > 1 or _are_sentences(cells))

    def _alone_in_types(self, place: int, cells: list[str]) -> bool:
        """Whether a row of words for types is no value of a column that holds such words."""
        if all(len(cell) > 2 for cell in cells):
            return True
        below = {cell for row in self.rows[place + 1 :] for cell in row if cell}
        return any(len(cell) > 2 for cell in cells) and not any(map(is_description_word, below))

    def _first_row(self) -> int:
        """The first row that looks like those further down; where no column holds values, the one below the header."""
        if self.values:
            found = next(
                (i for i in range(len(self.rows)) if self._is_row(i) and not self._are_names(i + 1)), None
            )
            if found is not None:
                return found
        wide = next((i for i in range(len(self.rows)) if self._is_wide(i)), 0)
        start = next((i for i, n in enumerate(self.filled) if n), 0)
        if wide > start and not self._is_title(start):
            wide = start  # a header that names few of the columns
        return (
            wide
            if not has_header([row for row in self.rows[wide:] if any(row)])
            else min(wide + 1, len(self.rows))
        )

    def _are_names(self, place: int) -> bool:
        """Whether nothing but words stands where rows have values: the line above is no row, whatever it holds."""
        if place >= len(self.rows) or not self._is_wide(place):
            return False
        cells = [self.rows[place][i] for i in self.values if i < len(self.rows[place])]
        return len(cells) > 1 and not any(is_value(cell) or cell.lower() in OPEN for cell in cells)

    def _is_title(self, place: int) -> bool:
        row = self.rows[place]
        alone = place + 1 < len(self.rows) and not self.filled[place + 1]
        return len(row) != self.width or self.filled[place] == 1 or alone

    def _is_row(self, place: int) -> bool:
        row = self.rows[place]
        if len(row) not in (self.width, self.width + 1) or self.filled[place] < 0.3 * len(self.used):
            return False
        places = [i for i in self.values if i < len(row) and row[i]]
        return 2 * sum(self._is_no_name(i, row[i]) for i in places) > len(places)

    def _is_no_name(self, place: int, cell: str) -> bool:
        """Whether a cell is a value and names no column: 2023 may, where no row holds years."""
        return is_value(cell) and (place in self.years or not _YEAR.fullmatch(cell))

    def _is_wide(self, place: int) -> bool:
        row = self.rows[place]
        right = self.is_padded or len(row) in (self.width, self.width - 1)
        return right and sum(i < len(row) and bool(row[i]) for i in self.used) >= _WIDE * len(self.used)

    def _is_description(self, place: int) -> bool:
        """Whether a row above the first one says what the columns hold."""
        cells = [cell for cell in self.rows[place] if cell]
        return 2 * sum(map(is_description_word, cells)) > len(cells) or _are_sentences(cells)

    def _is_wide_title(self, place: int, names_at: int) -> bool:
        """Whether a row as wide as the header is none: keys with their values, or a title, above the true header."""
        cells, names = ([cell for cell in self.rows[i] if cell] for i in (place, names_at))
        if self._is_group(place) or any(map(is_value, names)) or self._repeats_below(names_at):
            return False
        if self._leaves_open(names_at):
            return False  # a client about whom little is known
        colons = sum(":" in cell for cell in cells)
        if _SAYS_KEY.fullmatch(cells[0]) or any(cell.endswith(":") for cell in cells[:-1]):
            return colons == 1 or colons <= 0.5 * len(cells)  # names may end with one, each of them
        if any(map(_PROGRAM_NAME.search, names)) and _as_code(names) - _as_code(cells) > 0.6:
            return True
        if len(cells) >= len(names):
            return False  # it names all columns
        has_values = any(is_value(cell) and not _YEAR.fullmatch(cell) for cell in cells)
        is_pair = len(cells) == 2 and all(self.rows[place][:2]) and bool(_KEY.fullmatch(cells[0]))
        return has_values or is_pair or not all(map(any, self.rows[place:names_at]))

    def _leaves_open(self, place: int) -> bool:
        """Whether a word for "not known" stands in a row, as in rows and not among names."""
        return any(
            cell.lower() in (OPEN if i in self.values else STANDS_FOR_MISSING)
            for i, cell in enumerate(self.rows[place])
            if cell
        )

    def _is_group(self, place: int) -> bool:
        """Whether a row groups the names in the row below it: it repeats or has gaps where that one has names."""
        if place + 2 >= len(self.rows) or self.width < 3:
            return False
        too_wide = max(len(self.rows[place]), len(self.rows[place + 1])) > self.width
        if too_wide or any(map(_is_said, self.rows[place])):
            return False
        top = [*self.rows[place], *[""] * self.width][: self.width]
        names = [*self.rows[place + 1], *[""] * self.width][: self.width]
        are_names = not self._is_row(place + 1) and not any(
            self._is_no_name(i, names[i]) for i in self.values
        )
        are_all = sum(bool(top[i] or names[i]) for i in self.used) >= _MOST * len(self.used)
        describes = all(is_description_word(cell) for cell in names if cell)
        if not are_names or not are_all or describes or self._leaves_open(place + 1):
            return False
        if any(a and a == b for a, b in pairwise(top)) and len(set(names)) > len(set(top)):
            return True
        gaps = [i for i in self.used if not top[i]]
        last = max((i for i, cell in enumerate(top) if cell), default=0)
        spread = last >= 0.4 * self.width and sum(map(bool, top)) > 1  # one cell alone is a title
        if not gaps or not spread or not all(names[i] for i in gaps):
            return False
        return bool(self.values) or (not self._repeats_below(place + 1) and self._has_repeats())

    def _repeats_below(self, place: int) -> bool:
        row = self.rows[place]
        others = [i for i in self.used if i not in self.values and i < len(row) and row[i]]
        return any(any(i < len(low) and low[i] == row[i] for low in self.rows[place + 1 :]) for i in others)

    def _has_repeats(self) -> bool:
        """Whether at least two columns hold few different values."""
        columns = [[row[i] for row in self.bulk if i < len(row) and row[i]] for i in self.used]
        return sum(len(set(cells)) <= 0.5 * len(cells) for cells in columns if cells) > 1

"""What stands above the rows of a table: title lines, one or two header rows, a row that describes the columns.

It sees rows of cells only, whether they come from a text or from a sheet.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from core.tables.description_words import is_description_word
from core.tables.missing_words import STANDS_FOR_MISSING, words_meaning
from core.tables.set_aside import SetAside, SetAsideKind, aside, many

Rows = Sequence[Sequence[str]]
_NUMBER = re.compile(
    r"[-+(]?\s?(?:[€$£¥₹]|[A-Z]{2,3}\$?)?\s?[-+]?[\d.,' ]*\d[\d.,' ]*([eE][-+]?\d+)?\s*[%€)]?"
)
_YEAR = re.compile(r"(19|20)\d\d")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T][\d:.Z+-]+)?")
_SAID = STANDS_FOR_MISSING.union(words_meaning("to come", "pending"))
_OPEN = frozenset(("", "x", *_SAID, *(f"({word})" for word in _SAID)))
_WIDE = 0.6  # of the columns, filled: a header names most of them
_MOST = 0.9
_MAX_DESCRIPTIONS = 3


@dataclass(frozen=True)
class Top:
    """How the beginning of a table is to be read; all counts are of rows of cells, blank ones among them.

    Attributes:
        n_above: Rows above the header, or above the first row where there is none.
        n_header: Rows that name the columns: 0, 1 or 2.
        n_description: Rows below the header that describe the columns.
        names: The columns' names; () where nothing names them.
    """

    n_above: int
    n_header: int
    n_description: int
    names: tuple[str, ...]

    @property
    def n_skipped(self) -> int:
        """Rows above the first row of the table."""
        return self.n_above + self.n_header + self.n_description


def find_top(
    rows: Rows,
    *,
    n_above: int | None = None,
    n_header: int | None = None,
    keep: Collection[SetAsideKind] = (),
) -> Top:
    """Finds the header.

    Args:
        rows: The first rows of the file, blank ones too.
        n_above: Rows above the header, where the user said so.
        n_header: How many rows name the columns, where the user said so.
        keep: "description row": what stands below the header is a row.
    """
    cells = [[cell.strip() for cell in row] for row in rows]
    shape = _Shape(cells)
    if n_above is None:
        n_above, found = shape.header()
    else:
        n_above = next((i for i in range(n_above, len(cells)) if any(cells[i])), n_above)
        found = shape.n_header_at(n_above)
    n_header = found if n_header is None else n_header
    header = cells[n_above : n_above + n_header]
    below = n_above + n_header
    n_description = 0
    if n_header and "description row" not in keep:
        while n_description < _MAX_DESCRIPTIONS and shape.describes(below + n_description):
            n_description += 1
    return Top(n_above, n_header, n_description, _names(header, shape.width))


def set_aside_above(top: Top, lines: Sequence[str], *, n_above: int, first: int = 1) -> list[SetAside]:
    """What stands above the first row and is no name of a column.

    Args:
        top: The beginning of the table.
        lines: The lines (or rows, as text) above the first row.
        n_above: How many of them stand above the header.
        first: The number of the first one.
    """
    found = []
    titles = [(place, line) for place, line in enumerate(lines[:n_above], start=first) if line]
    if titles:
        title = titles[0][1]
        found.append(
            aside(
                "preamble",
                len(titles),
                f"{many(len(titles), 'line')} above the {'header' if top.n_header else 'first row'} "
                f"{'is' if len(titles) == 1 else 'are'} no row and set aside, the first is {title[:60]!r}.",
                lines=[place for place, _ in titles],
                text=title,
            )
        )
    if top.n_header > 1:
        sentence = f"Two header rows are read as one: {', '.join(map(repr, top.names[:3]))}, …"
        found.append(
            aside(
                "second header",
                1,
                sentence,
                lines=[first + n_above, first + n_above + 1],
                text=lines[n_above],
            )
        )
    if top.n_description:
        below = lines[-top.n_description :]
        words = (
            "The row below the header describes"
            if len(below) == 1
            else f"{len(below)} rows below the header describe"
        )
        found.append(
            aside(
                "description row",
                top.n_description,
                f"{words} the columns and {'is' if len(below) == 1 else 'are'} set aside: {below[0][:60]!r}.",
                lines=range(first + len(lines) - len(below), first + len(lines)),
                text=below[0],
            )
        )
    return found


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


class _Shape:
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
        cells = [row[place] for row in self.bulk if place < len(row) and row[place].lower() not in _OPEN]
        return bool(cells) and sum(map(is_value, cells)) >= _MOST * len(cells)

    def header(self) -> tuple[int, int]:
        """The rows above the header (or the first row), and how many rows are the header."""
        first = self._first_row()
        above = [i for i in range(first) if self.filled[i]]
        header = next((i for i in above if self._is_wide(i)), None)
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
        is_open = any(cell.lower() in _OPEN for cell in values)
        is_full = self.filled[place] >= 0.5 * len(self.used)
        sentences = sum(" " in cell and len(cell) > 11 for cell in cells) >= 0.5 * len(cells)
        return bool(values) and is_full and not is_open and (len(set(values)) > 1 or sentences)

    def _alone_in_types(self, place: int, cells: list[str]) -> bool:
        """Whether a row of words for types is no value of a column that holds such words."""
        if all(len(cell) > 2 for cell in cells):
            return True
        below = {cell for row in self.rows[place + 1 :] for cell in row if cell}
        return any(len(cell) > 2 for cell in cells) and not any(map(is_description_word, below))

    def _first_row(self) -> int:
        """The first row that looks like those further down; where no column holds values, the one below the header."""
        if self.values:
            found = next((i for i in range(len(self.rows)) if self._is_row(i)), None)
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

    def _is_title(self, place: int) -> bool:
        row = self.rows[place]
        alone = place + 1 < len(self.rows) and not self.filled[place + 1]
        return len(row) != self.width or self.filled[place] == 1 or alone

    def _is_row(self, place: int) -> bool:
        row = self.rows[place]
        if len(row) not in (self.width, self.width + 1) or self.filled[place] < 0.3 * len(self.used):
            return False
        places = [i for i in self.values if i < len(row) and row[i]]
        # 2023 and 2024 can be headers over amounts
        return 2 * sum(
            is_value(row[i]) and (i in self.years or not _YEAR.fullmatch(row[i])) for i in places
        ) > len(places)

    def _is_wide(self, place: int) -> bool:
        row = self.rows[place]
        right = self.is_padded or len(row) in (self.width, self.width - 1)
        return right and sum(i < len(row) and bool(row[i]) for i in self.used) >= _WIDE * len(self.used)

    def _is_group(self, place: int) -> bool:
        """Whether a row groups the names in the row below it: it repeats or has gaps where that one has names."""
        if place + 2 >= len(self.rows) or self.width < 3:
            return False
        if max(len(self.rows[place]), len(self.rows[place + 1])) > self.width:
            return False
        top = [*self.rows[place], *[""] * self.width][: self.width]
        names = [*self.rows[place + 1], *[""] * self.width][: self.width]
        are_names = not self._is_row(place + 1) and not any(is_value(names[i]) for i in self.values)
        are_all = sum(bool(top[i] or names[i]) for i in self.used) >= _MOST * len(self.used)
        if not are_names or not are_all or all(is_description_word(cell) for cell in names if cell):
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


def _names(header: list[list[str]], width: int) -> tuple[str, ...]:
    """One name a column: of two header rows the group above, which may stand over several columns, and the name."""
    if len(header) < 2:
        return tuple(header[0]) if header else ()
    group, names = "", []
    top = [*header[0], *[""] * width][:width]
    for above, name in zip(top, [*header[1], *[""] * width], strict=False):
        group = above or group
        names.append(group if not name or name == group else f"{group} {name}".strip())
    return tuple(names)

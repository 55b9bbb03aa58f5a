"""Which sheet of a workbook is the table: covers, notes and hidden sheets come after it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

from core.record import Record
from core.tables.first_rows import is_value
from core.tables.table_top import find_top

if TYPE_CHECKING:
    import python_calamine as calamine

_LOOK = 60
_STRONG_ROWS, _STRONG_COLUMNS = 20, 3  # nothing else in the workbook can be more of a table
_COVER_ROWS = 30

_EXACT_TO = 2**53  # a workbook keeps numbers as floating point


class Sheet(Record):
    """One filled sheet at a glance.

    Attributes:
        name: As its tab says.
        n_rows, n_columns: Its used part.
        is_hidden: The workbook hides it.
        is_table: It has columns with rows below them; False for covers and notes.
    """

    name: str
    n_rows: int
    n_columns: int
    is_hidden: bool
    is_table: bool

    @property
    def is_strong(self) -> bool:
        """Whether no other sheet needs a look."""
        return (
            self.is_table
            and not self.is_hidden
            and self.n_rows >= _STRONG_ROWS
            and self.n_columns >= _STRONG_COLUMNS
        )

    @property
    def rank(self) -> tuple[bool, bool, int]:
        """What sheets are compared by."""
        return self.is_table, not self.is_hidden, self.n_rows * self.n_columns

    @property
    def in_words(self) -> str:
        """Its name, with what is special about it."""
        said = [word for word, on in (("hidden", self.is_hidden), ("no table", not self.is_table)) if on]
        return f"{self.name} ({', '.join(said)})" if said else self.name


def looked_at(book: calamine.CalamineWorkbook, name: str) -> tuple[Sheet, calamine.CalamineSheet] | None:
    """A sheet and what it seems to be, or None for an empty one."""
    import python_calamine as calamine

    found = book.get_sheet_by_name(name)
    if found.height == 0 or found.width == 0:
        return None
    rows = [[sheet_cell(cell) for cell in row] for row in islice(found.iter_rows(), _LOOK)]
    visible = {one.name: one.visible for one in book.sheets_metadata}
    is_hidden = visible.get(name) not in (None, calamine.SheetVisibleEnum.Visible)
    sheet = Sheet(
        name=name,
        n_rows=found.height,
        n_columns=found.width,
        is_hidden=is_hidden,
        is_table=_is_table(rows, found.height),
    )
    return sheet, found


def likeliest(
    book: calamine.CalamineWorkbook, names: list[str]
) -> tuple[Sheet, calamine.CalamineSheet, list[Sheet]] | None:
    """The sheet that is most of a table, and those that were looked at; None where every sheet is empty."""
    best: tuple[Sheet, calamine.CalamineSheet] | None = None
    seen: list[Sheet] = []
    for name in names:
        looked = looked_at(book, name)
        if looked is None:
            continue
        seen.append(looked[0])
        best = looked if best is None or looked[0].rank > best[0].rank else best
        if best[0].is_strong:
            break
    return None if best is None else (*best, seen)


def _is_table(rows: list[list[str]], height: int) -> bool:
    """Whether rows look like a table rather than a cover: labels with one value beside each, or running text."""
    filled = [[cell for cell in row if cell] for row in rows if any(row)]
    if not filled:
        return False
    top = find_top(rows)
    body = [row for row in rows[top.n_skipped :] if any(row)]
    if not body or max(map(len, filled)) < 2:
        return False
    used = [i for i in range(len(body[0])) if any(row[i] for row in body)]
    if len(used) < 2 or (len(used) == 2 and len(body) < 2):
        return False
    cells = sum(bool(row[i]) for row in body for i in used)
    if height <= _COVER_ROWS and cells < 0.4 * len(body) * len(used):
        return False
    if height > _COVER_ROWS or len(used) > 2:
        return True
    second = [is_value(row[used[1]]) for row in body if row[used[1]]]
    has_blanks = any(not any(row) for row in rows)
    alone = any(sum(map(bool, row)) == 1 for row in rows if any(row))
    return not (has_blanks or alone or 0 < sum(second) < len(second))


def sheet_cell(cell: Any) -> str:
    """A cell as text: whole numbers without ".0", dates in ISO form."""
    import datetime as dt

    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def text_rows_of(found: calamine.CalamineSheet, rounded: Counter[int]) -> Iterator[list[str]]:
    """The rows of a sheet as text, from the first used one.

    Args:
        found: The sheet.
        rounded: Is given, by the column's place, how many numbers are too long for a workbook to keep every digit.
    """
    for row in found.iter_rows():
        rounded.update(
            place for place, cell in enumerate(row) if isinstance(cell, float) and abs(cell) >= _EXACT_TO
        )
        yield [sheet_cell(cell) for cell in row]

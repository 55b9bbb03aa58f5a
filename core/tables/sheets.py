"""Which sheet of a workbook is the table: covers, notes and hidden sheets come after it."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from statistics import median
from typing import TYPE_CHECKING, Any

from core.record import Record
from core.tables.first_rows import is_value
from core.tables.table_top import find_top

if TYPE_CHECKING:
    import python_calamine as calamine

_LOOK = 60
_BESIDE = 0.3  # what a sheet that sums up another one counts
_MAX_BREADTH = 60
_ENOUGH_ROWS = 255  # more tell nothing
_CLEARLY = 1.25
_COVER_ROWS = 30
_MAX_CELLS = 2_000_000  # a sheet is loaded whole before it is looked at: later ones are left after so many

_TOP = 12
_SUMS_UP = re.compile(  # headers of pivot tables, as programs write them
    r"(row|column) labels$|(sum|count|average|max|min) of .|summe von .|anzahl von .|mittelwert von .|somme de ."
    r"|nombre de .|suma de .|cuenta de .|(zeilen|spalten)beschriftungen$|[eé]tiquettes de (lignes|colonnes)$"
    r"|etiquetas de (fila|columna)$|названия (строк|столбцов)$|сумма по полю|количество по полю|行ラベル$|列ラベル$"
    r"|合計 ?/|個数 ?/|行标签$|列标签$|求和项|计数项|행 레이블$|열 레이블$|합계 ?:|개수 ?:",
    re.IGNORECASE,
)

_HOUR_DIGITS = 4  # a third of a second
_EXACT_TO = 2**53  # a workbook keeps numbers as floating point


class Sheet(Record):
    """One filled sheet at a glance.

    Attributes:
        name: As its tab says.
        n_rows, n_columns: Its used part.
        is_hidden: The workbook hides it.
        is_table: It has columns with rows below them; False for covers and notes.
        breadth: How many cells its rows fill.
        sums_up: It is a pivot table, or says what the columns of another sheet are.
    """

    name: str
    n_rows: int
    n_columns: int
    is_hidden: bool
    is_table: bool
    breadth: float = 0
    sums_up: bool = False

    @property
    def rank(self) -> tuple[bool, bool, float]:
        """What sheets are compared by: clients have many columns, lists and sums have many rows or few of both."""
        size = self.breadth * math.log2(min(self.n_rows, _ENOUGH_ROWS) + 1)
        return self.is_table, not self.is_hidden, size * (_BESIDE if self.sums_up else 1.0)

    def is_more(self, other: Sheet) -> bool:
        """Whether it is more of a table than an earlier one; of sheets that are nearly alike the first is meant."""
        return self.rank[:2] > other.rank[:2] or (
            self.rank[:2] == other.rank[:2] and self.rank[2] > _CLEARLY * other.rank[2]
        )

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
        breadth=_breadth(rows),
        sums_up=any(_SUMS_UP.match(cell) for row in rows[:_TOP] for cell in row),
    )
    return sheet, found


def likeliest(
    book: calamine.CalamineWorkbook, names: list[str]
) -> tuple[Sheet, calamine.CalamineSheet, list[Sheet]] | None:
    """The sheet that is most of a table, and those that were looked at; None where every sheet is empty.

    Once a table was found and much was loaded, the sheets that follow are not looked at: the order in which a person
    put them tells more than their size.
    """
    best: tuple[Sheet, calamine.CalamineSheet] | None = None
    seen: list[Sheet] = []
    n_cells = 0
    for name in names:
        if n_cells > _MAX_CELLS and best is not None and best[0].is_table:
            break
        looked = looked_at(book, name)
        if looked is None:
            continue
        seen.append(looked[0])
        n_cells += looked[0].n_rows * looked[0].n_columns
        best = looked if best is None or looked[0].is_more(best[0]) else best
    return None if best is None else (*best, seen)


def _breadth(rows: list[list[str]]) -> float:
    """How many cells the rows fill, titles aside; of wide sheets the width tells no more."""
    filled = [sum(map(bool, row)) for row in rows if any(row)]
    return float(min(median(filled[len(filled) // 4 :]), _MAX_BREADTH)) if filled else 0.0


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
    """A cell as text: whole numbers without ".0", dates in ISO form, durations in hours."""
    import datetime as dt

    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()
    if isinstance(cell, dt.timedelta):
        return sheet_cell(round(cell.total_seconds() / 3600, _HOUR_DIGITS))
    return "" if cell is None else str(cell)


def text_rows_of(
    found: calamine.CalamineSheet, rounded: Counter[int], durations: Counter[int]
) -> Iterator[list[str]]:
    """The rows of a sheet as text, from the first used one.

    Args:
        found: The sheet.
        rounded: Is given, by the column's place, how many numbers are too long for a workbook to keep every digit.
        durations: Is given, alike, how many cells are durations.
    """
    import datetime as dt

    for row in found.iter_rows():
        rounded.update(
            place for place, cell in enumerate(row) if isinstance(cell, float) and abs(cell) >= _EXACT_TO
        )
        durations.update(place for place, cell in enumerate(row) if isinstance(cell, dt.timedelta))
        yield [sheet_cell(cell) for cell in row]

"""What came back of a made-up file, cell by cell: the right value, or a sentence that names the column, or silence."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from core.errors import GraphLeadError
from core.tables.proposal_search import find_proposals
from core.tables.reading import read_table
from core.tables.reading_proposals import Proposal
from core.tables.recoded import recoded
from core.tables.recoding import Recoding
from core.tables.table import Table
from tests.random_files.truth import Doubt, MadeFile, NoValue, TrueColumn, Value

_DOUBTS: dict[Doubt, str] = {
    "day or month": r"day from month|either way|(day|month) first",
    "decimal mark": r"decimal|thousand",
    "bounds": r"bounds",
    "clock": r"zone|UTC|kept as they stand",
    "two-digit year": r"two digits",
    "percent": r"percent",
}
_SAID, _EQUAL, _WRONG = 1, 0, 2


@dataclass(frozen=True)
class Fault:
    """Cells that came back wrong without a word, or what stood in the file and was not said.

    Attributes:
        what: "changed", "lost", "not read", "not missing", "not said", "names", "rows", "refused", "aside".
        column: Its name; "" for the file.
        habits: Those of the column, or of the file.
        n_cells: Cells concerned.
        example: How one is written, what it is and what came back.
    """

    what: str
    column: str
    habits: tuple[str, ...]
    n_cells: int
    example: str


@dataclass(frozen=True)
class Verdict:
    """What came of one file.

    Attributes:
        n_cells: All cells of its table.
        n_equal: Those that came back right at once, or after what is proposed was accepted.
        n_said: Those of which a sentence says that they did not.
        faults: The others.
        harmed: Columns that were right and are wrong after all that is recommended was accepted.
    """

    n_cells: int
    n_equal: int
    n_said: int
    faults: tuple[Fault, ...] = ()
    harmed: tuple[Fault, ...] = ()

    @property
    def n_silent(self) -> int:
        return self.n_cells - self.n_equal - self.n_said


def judged(made: MadeFile, folder: Path, *, look_for_harm: bool = False) -> Verdict:
    """Reads a file as the page and the command line do, and compares every cell with what it should be.

    Args:
        made: The file.
        folder: Where it is written.
        look_for_harm: Proposals are looked for (and accepted) in every table, not only where a cell is wrong.
    """
    path = folder / made.name
    path.write_bytes(made.data)
    n_cells = made.table.n_rows * len(made.table.columns)
    try:
        found = _Found(read_table(path), made)
    except GraphLeadError as error:
        return Verdict(n_cells, 0, 0, (Fault("refused", "", made.habits, n_cells, str(error)[:200]),))
    finally:
        path.unlink()
    faults = found.of_the_file()
    if any(fault.what in ("names", "rows") for fault in faults):
        return Verdict(n_cells, 0, 0, tuple(faults))
    n_equal = n_said = 0
    harmed: list[Fault] = []
    if look_for_harm and found.proposals:
        harmed = found.harmed()
    for place, column in enumerate(made.table.columns):
        marks, fault = found.column(place, column)
        n_equal += marks.count(_EQUAL)
        n_said += marks.count(_SAID)
        faults += [fault] if fault is not None else []
    return Verdict(n_cells, n_equal, n_said, tuple(faults), tuple(harmed))


class _Found:
    """A table as it was read, beside what it should be."""

    def __init__(self, table: Table, made: MadeFile) -> None:
        self._table, self._made = table, made
        self._names = [column.name for column in table.columns]
        self._rows: list[int | None] = []
        self._frames: dict[str, pd.DataFrame] = {}

    def of_the_file(self) -> list[Fault]:
        """What is wrong with names, rows and what was set aside; lines up the rows."""
        made, table = self._made, self._table
        wanted = [re.sub(r"\s+", " ", column.name).strip() for column in made.table.columns]
        if self._names != wanted:
            return [self._fault("names", f"{wanted} came back as {self._names}"[:600])]
        n_rows = made.table.n_rows
        n_gone = table.n_rejected + sum(one.count for one in table.set_aside if one.can_be_kept)
        n_known = sum(one in ("totals row", "footer", "description row") for one in made.asides)
        if table.n_rows > n_rows or (table.n_rows < n_rows and n_gone - n_known < n_rows - table.n_rows - 1):
            return [self._fault("rows", f"{n_rows} came back as {table.n_rows}; {self._asides()}")]
        self._rows = self._lined_up()
        kinds = {one.kind for one in table.set_aside}
        unsaid = [kind for kind in made.asides if kind not in kinds]
        return [self._fault("aside", f"{', '.join(unsaid)} not among {self._asides()}")] if unsaid else []

    def column(self, place: int, true: TrueColumn) -> tuple[list[int], Fault | None]:
        """Each cell of a column as equal, said or wrong, and the fault of those that are wrong."""
        cells = self._cells(self._table, place)
        marks = [_EQUAL if _is(cell, i, true) else _WRONG for i, cell in enumerate(cells)]
        gone = [i for i, row in enumerate(self._rows) if row is None]
        for i in gone:
            marks[i] = _SAID
        table = self._table
        if _WRONG in marks and self._of(place, recommended=True):
            table = self._accepted
            cells = self._cells(table, place)
            marks = [
                _SAID if i in gone else _EQUAL if _is(cell, i, true) else _WRONG
                for i, cell in enumerate(cells)
            ]
        wrong = [i for i, mark in enumerate(marks) if mark == _WRONG]
        if true.doubt is not None and not self._says(place, _DOUBTS[true.doubt]):
            fault = self._column_fault(
                "not said", true, len(marks) - len(gone), f"{true.doubt}, such as {true.cells[:3]}"
            )
            return [_WRONG if mark == _EQUAL else mark for mark in marks], fault
        if not wrong:
            return marks, None
        if self._is_said(place, true, table, cells, wrong):
            return [_SAID if mark == _WRONG else mark for mark in marks], None
        first = wrong[0]
        example = f"{true.cells[first]!r} is {true.values[first]!r}, came back as {cells[first]!r}"
        return marks, self._column_fault(_what(true, cells, wrong), true, len(wrong), example)

    def harmed(self) -> list[Fault]:
        """Columns that are right as read and are not so once every proposal is accepted."""
        faults = []
        for place, true in enumerate(self._made.table.columns):
            if not self._of(place, recommended=True):
                continue
            before, after = self._cells(self._table, place), self._cells(self._accepted, place)
            bad = [i for i, cell in enumerate(after) if _is(before[i], i, true) and not _is(cell, i, true)]
            if bad:
                example = f"{true.cells[bad[0]]!r} became {after[bad[0]]!r}"
                faults.append(self._column_fault("harm", true, len(bad), example))
        return faults

    @cached_property
    def proposals(self) -> tuple[Proposal, ...]:
        """All that is proposed."""
        return find_proposals(self._table)

    @cached_property
    def _accepted(self) -> Table:
        """The table once all that is recommended is accepted, and then all that is recommended of that."""
        table, proposals = self._table, self.proposals
        for _ in range(2):
            recoding = Recoding()
            for one in proposals:
                recoding = recoding.joined(Recoding(columns=(one.change,) if one.recommended else ()))
            if not recoding.columns:
                break
            table = recoded(table, recoding)
            if not any(one.recommended and one.change.empty for one in proposals):
                break
            proposals = find_proposals(table)
        return table

    def _of(self, place: int, *, recommended: bool = False) -> list[Proposal]:
        name = self._names[place]
        return [one for one in self.proposals if one.column == name and (one.recommended or not recommended)]

    def _says(self, place: int, pattern: str) -> bool:
        """Whether a sentence on this column speaks of something."""
        name = self._names[place]
        notes = [*self._table.notes, *(self._accepted.notes if self.proposals else ())]
        said = [note.removeprefix(f"{name}: ") for note in notes if note.startswith(f"{name}: ")]
        if any(re.search(pattern, sentence) for sentence in said):
            return True
        return any(re.search(pattern, one.sentence.removeprefix(name)) for one in self._of(place))

    def _is_said(
        self, place: int, true: TrueColumn, table: Table, cells: Sequence[Any], wrong: list[int]
    ) -> bool:
        """Whether the page names the column for what is wrong with these cells."""
        column = table.columns[place]
        lost = [i for i in wrong if _is_empty(cells[i])]
        others = [i for i in wrong if i not in lost]
        if lost and column.n_unreadable < len(lost):
            return False
        if not others or column.almost is not None:
            return True
        if self._offered(place, true):
            return True
        return true.doubt is not None and all(isinstance(cells[i], (dt.datetime, float)) for i in others)

    def _offered(self, place: int, true: TrueColumn) -> bool:
        """Whether a choice that is offered, and not recommended, gives the right values."""
        for one in self._of(place):
            if one.recommended:
                continue
            for table in (self._table, self._accepted):  # alone, and besides all that is recommended
                cells = self._cells(recoded(table, Recoding(columns=(one.change,))), place)
                if all(row is None or _is(cells[i], i, true) for i, row in enumerate(self._rows)):
                    return True
        return False

    def _lined_up(self) -> list[int | None]:
        """The row of the table that each true row is; None: it is not there."""
        n_rows = self._made.table.n_rows
        if self._table.n_rows == n_rows:
            return list(range(n_rows))
        self._rows = list(range(self._table.n_rows))
        at = {_as_text(key): row for row, key in enumerate(self._cells(self._table, 0))}
        return [at.get(cell) for cell in self._made.table.columns[0].cells]

    def _cells(self, table: Table, place: int) -> list[Any]:
        """The cells of a column by true row; None where the row is not there."""
        if table.content_hash not in self._frames:
            self._frames[table.content_hash] = pd.read_parquet(table.parquet)
        cells = [_plain(cell) for cell in self._frames[table.content_hash][self._names[place]].tolist()]
        return [None if row is None else cells[row] for row in self._rows]

    def _asides(self) -> str:
        said = [f"{one.kind} {one.count}" for one in self._table.set_aside]
        return f"set aside: {', '.join(said) or 'nothing'}; {self._table.n_rejected} rejected"

    def _fault(self, what: str, example: str) -> Fault:
        n_cells = 0 if what == "aside" else self._made.table.n_rows * len(self._made.table.columns)
        return Fault(what, "", self._made.habits, n_cells, example)

    @staticmethod
    def _column_fault(what: str, true: TrueColumn, n_cells: int, example: str) -> Fault:
        return Fault(what, true.name, true.habits, n_cells, example)


def _what(true: TrueColumn, cells: Sequence[Any], wrong: list[int]) -> str:
    if all(true.values[i] is None for i in wrong):
        return "not missing"
    if all(_is_empty(cells[i]) for i in wrong):
        return "lost"
    if true.kind in ("number", "date") and all(
        isinstance(cells[i], str) for i in wrong if true.values[i] is not None
    ):
        return "not read"
    return "changed"


def _is(cell: Any, row: int, true: TrueColumn) -> bool:
    """Whether a cell is the right value, or, where nobody can know, one of those that it may be."""
    return any(_same(cell, values[row], true) for values in (true.values, *true.others))


def _same(cell: Any, value: Value, true: TrueColumn) -> bool:
    if value is None or isinstance(value, (dt.datetime, float)):
        return _is_value(cell, value)
    if isinstance(value, NoValue):
        return isinstance(cell, str) and cell == value.word  # where the column stays words
    if true.kind == "code":
        return _as_text(cell) == value
    if "yes and no" in true.habits:  # 0 and 1 may be numbers, true and false may have come with a type
        return _as_text(cell).lower() == value.lower()
    return isinstance(cell, str) and _lines(cell) == _lines(value)


def _is_value(cell: Any, value: dt.datetime | float | None) -> bool:
    if value is None:
        return _is_empty(cell)
    if isinstance(value, dt.datetime):
        return isinstance(cell, dt.datetime) and abs((cell - value).total_seconds()) < 0.51
    return isinstance(cell, float) and abs(cell - value) <= 1e-9 * max(1.0, abs(value))


def _lines(text: str) -> str:
    return re.sub(r"\s*[\r\n]\s*|\s+", " ", text).strip()


def _plain(cell: Any) -> Any:
    if isinstance(cell, pd.Timestamp):
        return cell.to_pydatetime()
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell) if abs(cell) < 2**53 else int(cell) if isinstance(cell, int) else cell
    return cell


def _as_text(cell: Any) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return f"{cell:.0f}"
    return str(cell)


def _is_empty(cell: Any) -> bool:
    return cell is None or cell is pd.NaT or (isinstance(cell, float) and math.isnan(cell))

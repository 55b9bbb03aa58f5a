"""Excel workbooks into the table `raw`, in batches, every cell as text first."""

from __future__ import annotations

import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TableError
from core.settings import load_settings
from core.tables.engine import quoted
from core.tables.names import MAX_COLUMNS, check_width, column_names
from core.tables.options import ReadOptions
from core.tables.raw import RawCells, RawTable, cleaned, without_empty_columns
from core.tables.set_aside import SetAside, aside, many
from core.tables.sheet_facts import sheet_facts
from core.tables.sheet_mending import SheetMending
from core.tables.sheets import Sheet, likeliest, looked_at, text_rows_of
from core.tables.table_top import find_top, set_aside_above
from core.tables.workbook_check import check_sheets

if TYPE_CHECKING:
    import duckdb

_BATCH = 20_000
_LOOK = 200  # rows searched for the header, below titles


@dataclass(frozen=True)
class SheetRows:
    """The rows of the chosen sheet as text, from the first used one on.

    Attributes:
        rows: Each as wide as the sheet.
        sheet: Its name.
        first: The number of the first row, as the program shows it.
        others: The other sheets in words; none where a person chose this one.
        empty: Those that are known to be empty.
        first_column: The first used column, where A is 0.
        n_rows: How many rows are in use.
        rounded: By the column's place, how many numbers were too long to keep every digit; counted as rows are read.
        durations: Alike, how many cells are durations.
    """

    rows: Iterator[list[str]]
    sheet: str
    first: int
    first_column: int
    n_rows: int
    others: tuple[str, ...]
    empty: tuple[str, ...]
    rounded: Counter[int] = field(default_factory=Counter)
    durations: Counter[int] = field(default_factory=Counter)


def sheet_rows(path: Path, *, name: str, sheet: str | None = None) -> SheetRows:
    """The rows of one sheet: the named one, else the one that is most of a table.

    Raises:
        TableError: protected with a password, damaged, too large unpacked, or without a filled sheet.
    """
    import python_calamine as calamine

    with _explaining_workbook_errors(name):
        _check_size(path, name)
        book = calamine.CalamineWorkbook.from_path(path)
        names = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            raise TableError(f"{name} has no sheet {sheet!r}", found=", ".join(names))
        found = likeliest(book, names if sheet is None else [sheet])
        if found is None:
            raise TableError(
                f"{name} has no filled sheet", found=", ".join(names), expected="a header and rows"
            )
        chosen, cells, seen = found
        words = {one.name: one.in_words for one in seen}
        passed = [] if sheet is not None else names[: names.index(seen[-1].name)]
        empty = tuple(one for one in passed if one not in words)
        left = [] if sheet is not None else [one for one in names if one not in (*empty, chosen.name)]
        others = [words.get(one, one) for one in left]
        first, column = cells.start or (0, 0)
        rounded: Counter[int] = Counter()
        durations: Counter[int] = Counter()
        rows = text_rows_of(cells, rounded, durations)
        size = (first + 1, column, cells.height)
        return SheetRows(rows, chosen.name, *size, tuple(others), empty, rounded, durations)


def filled_sheets(path: Path, *, name: str) -> list[Sheet]:
    """The sheets that hold something, in order.

    Raises:
        TableError: protected with a password, damaged, or too large unpacked.
    """
    import python_calamine as calamine

    with _explaining_workbook_errors(name):
        _check_size(path, name)
        book = calamine.CalamineWorkbook.from_path(path)
        looked = (looked_at(book, sheet) for sheet in book.sheet_names)
        return [one[0] for one in looked if one is not None]


@contextmanager
def _explaining_workbook_errors(name: str) -> Iterator[None]:
    import python_calamine as calamine

    try:
        yield
    except calamine.PasswordError as error:
        raise TableError(
            f"{name} is protected with a password",
            expected="a workbook that opens without a password",
            action="Open it in Excel, remove the password under File > Info > Protect Workbook, and save",
        ) from error
    except (
        calamine.CalamineError,
        OSError,
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        NotImplementedError,  # zipfile's word for a way of packing that it does not know
    ) as error:
        raise TableError(
            f"{name} is no readable Excel workbook",
            found=str(error)[:200],
            action="Open it in Excel and save it again as .xlsx or CSV",
        ) from error


def load_workbook(
    connection: duckdb.DuckDBPyConnection, path: Path, *, name: str, options: ReadOptions
) -> RawTable:
    """Reads one sheet (the one that is most of a table unless named) into the table `raw`.

    Raises:
        TableError: see `sheet_rows`; also one column only, or no rows.
    """
    import pyarrow as pa

    sheet = sheet_rows(path, name=name, sheet=options.sheet)
    with _explaining_workbook_errors(name):
        facts = sheet_facts(path, sheet.sheet)
    mending = SheetMending(facts, n_rows=sheet.n_rows, first_column=sheet.first_column)
    table = below_header(sheet, name, options, mending if mending.is_needed else None)
    check_width(len(table.header), name)
    names, _ = column_names(table.header)
    fields = ", ".join(f"{quoted(column)} VARCHAR" for column in names)
    connection.execute(f"CREATE TABLE raw ({fields})")
    insert = f"INSERT INTO raw {cleaned([RawCells(column, quoted(column)) for column in names], 'batch')}"
    n_rows = 0
    limit = load_settings().max_rows
    while batch := list(islice(table.body, _BATCH)):
        arrays = [pa.array([row[i] for row in batch], type=pa.string()) for i in table.places]
        connection.register("batch", pa.table(arrays, names=names))
        connection.execute(insert)
        connection.unregister("batch")
        n_rows += len(batch)
        if n_rows > limit:
            break
    if n_rows == 0:
        raise TableError(
            f"{name} has a header and no rows", found=f"sheet {sheet.sheet!r}", expected="at least one row"
        )
    places = dict(zip(names, table.places, strict=True))
    names, name_notes, left_out = without_empty_columns(connection, table.header)
    unread = [*sheet.others, *(f"{one} (empty)" for one in sheet.empty)]
    about = f"The table is sheet {sheet.sheet!r}" + (f"; not read: {', '.join(unread)}." if unread else ".")
    left = [aside("sheet", len(sheet.others), about, text=sheet.others[0])] if sheet.others else []
    rounded = [
        f"{column}: {sheet.rounded[places[column]]:,} numbers have more digits than a workbook keeps, so different ids "
        "may look the same. Format the column as text where the file is made."
        for column in names
        if sheet.rounded[places[column]]
    ]
    hours = [
        f"{column}: {many(sheet.durations[places[column]], 'duration')}, such as 38:05, read as hours: 38.0833."
        for column in names
        if sheet.durations[places[column]]
    ]
    shown = {place: column for column, place in places.items() if column in names}
    notes = (about, *table.notes, *name_notes, *left_out, *rounded, *hours, *mending.notes(shown))
    return RawTable(names, notes=notes, set_aside=(*left, *table.set_aside, *mending.set_aside(shown)))


@dataclass(frozen=True)
class SheetTable:
    """A sheet from its header on.

    Attributes:
        header: The columns' names; "" where there is none.
        body: The rows below that hold something, as wide as the sheet.
        places: Which of their cells belong to the columns.
        notes: Plain sentences.
        set_aside: What stands above the rows.
    """

    header: list[str]
    body: Iterator[list[str]]
    places: list[int]
    notes: tuple[str, ...]
    set_aside: tuple[SetAside, ...]


def below_header(
    sheet: SheetRows, name: str, options: ReadOptions, mending: SheetMending | None = None
) -> SheetTable:
    """Finds the header of a sheet below title lines; the rows below are mended as they are read.

    Raises:
        TableError: one column only.
    """
    first = list(islice(sheet.rows, _LOOK))
    width = max((sum(bool(cell) for cell in row) for row in first), default=0)
    if width < 2:
        raise TableError(
            f"{name} has only one column",
            found=f"sheet {sheet.sheet!r}",
            expected="at least two columns: one to predict, one to predict from",
            action="Choose another sheet, or export the table again",
        )
    n_above = None if options.skip_lines is None else max(0, options.skip_lines - sheet.first + 1)
    top = find_top(first, n_above=n_above, n_header=options.header_rows, keep=options.keep)
    table = first[top.n_above :]
    # a column without a name may begin further down
    places = [i for i in range(len(first[0])) if len(first[0]) <= MAX_COLUMNS or any(row[i] for row in table)]
    header = [(*top.names, *[""] * len(first[0]))[i] for i in places]
    notes: tuple[str, ...] = ()
    if not top.n_header:
        notes = (f"The sheet has no header line; the columns are called column_1 to column_{len(places)}.",)
    above = [" | ".join(cell for cell in row if cell) for row in first[: top.n_skipped]]
    found = set_aside_above(top, above, n_above=top.n_above, first=sheet.first)

    def body() -> Iterator[list[str]]:
        rows = chain(first[top.n_skipped :], sheet.rows)
        if mending is None:
            yield from filter(any, rows)
            return
        for number, row in enumerate(rows, start=sheet.first + top.n_skipped):
            if any(row):
                yield mending.row(number, row)

    return SheetTable(header, body(), places, notes, tuple(found))


def _check_size(path: Path, name: str) -> None:
    if not zipfile.is_zipfile(path):
        return
    limit = load_settings().max_upload_mb
    with zipfile.ZipFile(path) as archive:
        total = sum(info.file_size for info in archive.infolist())
    if total > limit << 20:
        raise TableError(
            f"{name} is refused: it would unpack to too much",
            found=f"{total / 2**20:,.0f} MB",
            expected=f"at most {limit:,} MB",
            action="Save the sheet as CSV or Parquet",
        )
    check_sheets(path, name)

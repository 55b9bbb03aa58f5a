"""Excel workbooks into the table `raw`, in batches, every cell as text first."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import TableError
from core.settings import load_settings
from core.tables.dialect import has_header
from core.tables.engine import quoted
from core.tables.names import check_width, column_names
from core.tables.raw import RawTable, clean

if TYPE_CHECKING:
    import duckdb

_BATCH = 20_000
_LOOK = 30  # rows searched for the header, below a title


def sheet_rows(
    path: Path, *, name: str, sheet: str | None = None
) -> tuple[Iterator[list[str]], str, list[str]]:
    """The rows of one sheet as text.

    Returns:
        The rows (from the first used one), the sheet's name, and all sheets' names.

    Raises:
        TableError: protected with a password, damaged, too large unpacked, or without a filled sheet.
    """
    import python_calamine as calamine

    _check_size(path, name)
    with _explaining_workbook_errors(name):
        book = calamine.CalamineWorkbook.from_path(path)
        names = list(book.sheet_names)
        if sheet is not None and sheet not in names:
            raise TableError(f"{name} has no sheet {sheet!r}", found=", ".join(names))
        for candidate in [sheet] if sheet is not None else names:
            found = book.get_sheet_by_name(candidate)
            if found.height > 0 and found.width > 0:
                rows = ([_text(cell) for cell in row] for row in found.iter_rows())
                return rows, candidate, names
    raise TableError(f"{name} has no filled sheet", found=", ".join(names), expected="a header and rows")


def filled_sheets(path: Path, *, name: str) -> list[str]:
    """The sheets that hold something, in order.

    Raises:
        TableError: protected with a password, damaged, or too large unpacked.
    """
    import python_calamine as calamine

    _check_size(path, name)
    with _explaining_workbook_errors(name):
        book = calamine.CalamineWorkbook.from_path(path)
        sheets = {sheet: book.get_sheet_by_name(sheet) for sheet in book.sheet_names}
        return [sheet for sheet, found in sheets.items() if found.height > 0 and found.width > 0]


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
    except (calamine.CalamineError, OSError) as error:
        raise TableError(
            f"{name} is no readable Excel workbook",
            found=str(error)[:200],
            action="Open it in Excel and save it again as .xlsx or CSV",
        ) from error


def load_workbook(
    connection: duckdb.DuckDBPyConnection, path: Path, *, name: str, sheet: str | None = None
) -> RawTable:
    """Reads one sheet (the first filled one unless named) into the table `raw`.

    Raises:
        TableError: see `sheet_rows`; also one column only, or no rows.
    """
    import pyarrow as pa

    rows, chosen, sheets = sheet_rows(path, name=name, sheet=sheet)
    header, body, keep, notes = split_header(rows, name)
    check_width(len(header), name)
    names, name_notes = column_names(header)
    fields = ", ".join(f"{quoted(column)} VARCHAR" for column in names)
    connection.execute(f"CREATE TABLE raw ({fields})")
    cells = ", ".join(clean(column) for column in names)
    n_rows = 0
    limit = load_settings().max_rows
    while batch := list(islice(body, _BATCH)):
        arrays = [pa.array([row[i] for row in batch], type=pa.string()) for i in keep]
        connection.register("batch", pa.table(arrays, names=names))
        connection.execute(f"INSERT INTO raw SELECT {cells} FROM batch")
        connection.unregister("batch")
        n_rows += len(batch)
        if n_rows > limit:
            break
    if n_rows == 0:
        raise TableError(
            f"{name} has a header and no rows", found=f"sheet {chosen!r}", expected="at least one row"
        )
    others = [other for other in sheets if other != chosen]
    about = f"The table is sheet {chosen!r}" + (f"; not read: {', '.join(others)}." if others else ".")
    return RawTable(names, notes=(about, *notes, *name_notes))


def split_header(
    rows: Iterator[list[str]], name: str
) -> tuple[list[str], Iterator[list[str]], list[int], list[str]]:
    """Finds the header below title lines and leaves out columns without name and value at the start.

    Returns:
        The header, the rows below it that hold something, the places of the columns, and notes.
    """
    first = list(islice(rows, _LOOK))
    width = max((sum(bool(cell) for cell in row) for row in first), default=0)
    if width < 2:
        raise TableError(
            f"{name} has only one column",
            expected="at least two columns: one to predict, one to predict from",
        )
    start = next(i for i, row in enumerate(first) if sum(bool(cell) for cell in row) > 0.6 * width)
    notes = [f"{start} lines above the header are left out."] if start else []
    table = first[start:]
    keep = [i for i in range(len(table[0])) if any(i < len(row) and row[i] for row in table)]
    titled = has_header([[row[i] for i in keep] for row in table])
    header = [table[0][i] for i in keep] if titled else [""] * len(keep)
    if not titled:
        notes.append(f"The sheet has no header line; the columns are called column_1 to column_{len(keep)}.")
    below = table[1:] if titled else table

    def body() -> Iterator[list[str]]:
        for part in (below, rows):
            yield from (row for row in part if any(row))

    return header, body(), keep, notes


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


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()
    return "" if cell is None else str(cell)

"""A first look into the sheets of an .xlsx, before a library lays out every cell between the first and the last."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from core.errors import TableError

MAX_CELLS = 30_000_000  # in the rectangle around what a sheet holds, empty ones counted
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_PLACE = re.compile(rb'\sr="([^"]*)"')
_CELL = re.compile(rb"([A-Z]{1,3})([1-9][0-9]{0,6})")
_CHUNK = 1 << 20
_LONGEST_ROW = 32 << 20
_TRIES = 64  # cells at the end of a row that may have a format and no value


def check_sheets(path: Path, name: str) -> None:
    """Refuses a workbook with a cell so far out, or at so impossible a place, that no program could lay it out.

    Looks at the last filled cell of each row only, so that it costs little; the process that reads the file has to
    bear what a file hides better than that.

    Raises:
        TableError: with the cell, and what to do.
    """
    with zipfile.ZipFile(path) as archive:
        for member in archive.namelist():
            if member.startswith("xl/worksheets/") and member.endswith(".xml"):
                with archive.open(member) as stream:
                    _check_sheet(stream, name, member.rpartition("/")[2])


def _check_sheet(stream: IO[bytes], name: str, sheet: str) -> None:
    first_row, last_row, last_column = _LAST_ROW, 0, 0
    furthest = ""
    for place in _last_places(stream):
        found = _CELL.fullmatch(place)
        row = int(found[2]) if found else 0
        column = _number(found[1]) if found else 0
        if not 0 < row <= _LAST_ROW or not 0 < column <= _LAST_COLUMN:
            raise TableError(
                f"{name} has a cell at a place that no sheet has",
                found=f"{place[:40].decode('ascii', 'backslashreplace')!r} in {sheet}",
                expected="places from A1 to XFD1048576",
                action="Open it in Excel and save it again, or save the sheet as CSV",
            )
        if row > last_row or column > last_column:
            furthest = place.decode()
        first_row, last_row = min(first_row, row), max(last_row, row)
        last_column = max(last_column, column)
        if (last_row - first_row + 1) * last_column > MAX_CELLS:
            raise TableError(
                f"{name} has a cell far away from its table",
                found=f"something in {furthest} of {sheet}, which makes the sheet "
                f"{(last_row - first_row + 1) * last_column:,} cells large",
                expected=f"at most {MAX_CELLS:,} cells between the first and the last, empty ones counted",
                action=f"Empty {furthest} (Ctrl+End goes there) and save it again, or save the table as CSV",
            )


def _last_places(stream: IO[bytes]) -> Iterator[bytes]:
    """Where the last filled cell of each row stands, as the file says it."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        *rows, rest = (rest + chunk).split(b"</row>")
        for row in rows:
            if place := _last_place(row):
                yield place
        if len(rest) > _LONGEST_ROW:
            return  # no row of a sheet; the reader will say what it is


def _last_place(row: bytes) -> bytes | None:
    end = len(row)
    for _ in range(_TRIES):
        start = row.rfind(b"<c ", 0, end)
        if start < 0:
            return None
        cell = row[start:end]
        if b"<v" in cell or b"<is" in cell:
            found = _PLACE.search(cell)
            return found[1] if found else None
        end = start
    return None


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number

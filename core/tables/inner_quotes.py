"""Quotation marks inside a quoted cell that nobody doubled: found in lines that the engine refuses, and doubled."""
# ruff: noqa: S608 - no text of a file is in the SQL

from __future__ import annotations

import csv
import io
import re
import shutil
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from core.storage import explaining_disk_errors
from core.tables.mending import line_numbers
from core.tables.set_aside import SetAside, aside, many

if TYPE_CHECKING:
    import duckdb

_MAX_LINES = 200_000


def with_doubled_quotes(
    connection: duckdb.DuckDBPyConnection, path: Path, target: Path, *, delimiter: str, quote: str, width: int
) -> list[tuple[int, str]]:
    """Writes a copy of a text in which the refused lines are written as they are meant, where that is plain.

    Args:
        connection: Holds the errors of reading the text.
        path: The plain text.
        target: The copy, which has the same lines; it is only written where there is something to mend.
        delimiter, quote: How it is written.
        width: The number of columns.

    Returns:
        What was mended: the number of each line, and what stood in it.
    """
    rows = connection.execute(
        "SELECT DISTINCT line_byte_position - 1 FROM reject_errors WHERE error_type = 'UNQUOTED VALUE' "
        f"ORDER BY 1 LIMIT {_MAX_LINES}"
    ).fetchall()
    mended: list[tuple[int, bytes, bytes]] = []
    with path.open("rb") as stream:
        for (start,) in rows:
            stream.seek(start)
            blank, line = 0, stream.readline()
            while line and not line.strip():  # the engine hands blank lines above such a line over with it
                blank, line = blank + len(line), stream.readline()
            cells = cells_as_meant(line.decode(errors="replace").rstrip("\r\n"), delimiter, quote, width)
            if cells is not None:
                mended.append((start + blank, line, _written(cells, delimiter, quote, line)))
    if not mended:
        return []
    with explaining_disk_errors(target), path.open("rb") as source, target.open("wb") as sink:
        for place, line, new in mended:
            _copy(source, sink, place - source.tell())
            source.seek(len(line), 1)
            sink.write(new)
        shutil.copyfileobj(source, sink)
    numbers = line_numbers(path, [place for place, _, _ in mended])
    texts = [line.decode(errors="replace").rstrip() for _, line, _ in mended]
    return list(zip(numbers, texts, strict=True))


def said_of_doubled(lines: Sequence[tuple[int, str]]) -> list[SetAside]:
    """What to say of the lines that were mended."""
    if not lines:
        return []
    count, (first, text) = len(lines), min(lines)
    sentence = (
        f"{many(count, 'line')} {'has' if count == 1 else 'have'} quotation marks inside a cell that are not doubled; "
        f"they are read as part of the text (first in line {first:,})."
    )
    return [aside("escapes", count, sentence, lines=sorted(number for number, _ in lines), text=text)]


def cells_as_meant(line: str, delimiter: str, quote: str, width: int) -> list[str] | None:
    """The cells of one line, where there is one way to part it into so many; None where there is none.

    A mark opens a cell where the cell begins and closes it where a delimiter or the end follows. Where every cell is
    quoted, only a delimiter between two marks parts cells.
    """
    for cells in _ways(line, delimiter, quote, width):
        if len(cells) == width:
            return [cell.replace(f"\\{quote}", quote) for cell in cells]
    return None


def _ways(line: str, delimiter: str, quote: str, width: int) -> Iterable[list[str]]:
    if (found := _cell_by_cell(line, delimiter, quote, width)) is not None:
        yield found
    if len(line) > 1 and line[0] == line[-1] == quote:
        between = f"{quote}{delimiter}{quote}"
        yield [one.replace(quote * 2, quote) for one in line[1:-1].split(between)]


def _cell_by_cell(line: str, delimiter: str, quote: str, width: int) -> list[str] | None:
    """The cells from left to right, or None where there are too many; every character is looked at a few times only."""
    closing = re.compile(rf"{re.escape(quote)}(?={re.escape(delimiter)}|$)")
    found: list[str] = []
    at, closes = 0, True
    while len(found) <= width:
        end = -1
        if closes and line.startswith(quote, at):
            mark = closing.search(line, at + 1)
            closes = mark is not None  # a mark that nothing closes says so of all that follow
            if mark is not None:
                found.append(line[at + 1 : mark.start()].replace(quote * 2, quote))
                end = mark.end()
        if end < 0:
            parted = line.find(delimiter, at)
            end = len(line) if parted < 0 else parted
            found.append(line[at:end])
        if end >= len(line):
            return found
        at = end + len(delimiter)
    return None


def _written(cells: list[str], delimiter: str, quote: str, line: bytes) -> bytes:
    out = io.StringIO()
    end = line[
        len(line.rstrip(b"\r\n")) :
    ].decode()  # as all lines of the file end: the engine takes no mixture
    csv.writer(out, delimiter=delimiter, quotechar=quote, lineterminator=end).writerow(cells)
    return out.getvalue().encode()


def _copy(source: io.BufferedReader, sink: io.BufferedWriter, size: int) -> None:
    while size > 0 and (chunk := source.read(min(size, 1 << 22))):
        sink.write(chunk)
        size -= len(chunk)

"""Text tables into the table `raw`, and every line that does not fit kept with its number and reason."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import codecs
import mmap
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TableError
from core.storage import explaining_disk_errors
from core.tables.dialect import DELIMITER_WORDS, Dialect, parse, read_sample
from core.tables.engine import in_file_order, literal, quoted
from core.tables.names import check_width, column_names
from core.tables.raw import RawTable, clean
from core.tables.table import RejectedLine

if TYPE_CHECKING:
    import duckdb

MAX_KEPT = 1_000
_MAX_LINE_BYTES = 2 << 20
_MAX_REPAIRS = 20
_REASONS = {
    "MISSING COLUMNS": "too few values",
    "TOO MANY COLUMNS": "too many values",
    "UNQUOTED VALUE": "a quotation mark is not closed, or text follows a closed one",
    "LINE SIZE OVER MAXIMUM": "the line is longer than 2 MB",
    "INVALID ENCODING": "bytes that are not text",
}


def as_utf8(path: Path, encoding: str, scratch: Path, *, damaged: bool = False) -> Path:
    """A copy of the text as UTF-8 without byte order mark.

    Args:
        path: The text as it came.
        encoding: How it is written.
        scratch: A folder for the copy.
        damaged: True: bytes that do not fit become "\ufffd" instead of an error.

    Raises:
        TableError: bytes that do not fit the encoding.
    """
    target = scratch / "utf8.txt"
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace" if damaged else "strict")
    try:
        with explaining_disk_errors(target), path.open("rb") as source, target.open("wb") as sink:
            while chunk := source.read(1 << 22):
                sink.write(decoder.decode(chunk).encode())
            sink.write(decoder.decode(b"", final=True).encode())
    except UnicodeError as error:
        raise TableError(
            f"The file is not written in {encoding}",
            found=str(error),
            action="Choose another encoding under 'How the file is read', or save the file as UTF-8",
        ) from error
    return target


def load_delimited(
    connection: duckdb.DuckDBPyConnection, path: Path, dialect: Dialect, scratch: Path, *, name: str
) -> RawTable:
    """Reads a UTF-8 text table into the table `raw`.

    Args:
        connection: Takes the table.
        path: The text.
        dialect: How it is written.
        scratch: A folder for a repaired copy.
        name: The file's name for messages.

    Raises:
        TableError: no header, no rows, one column, or no line that fits.
    """
    header, notes = _header(path, dialect, name)
    check_width(len(header), name)
    names, name_notes = column_names(header)
    if dialect.has_header:
        notes += name_notes
    original = path
    broken: list[RejectedLine] = []
    for _ in range(_MAX_REPAIRS):
        _read(connection, path, names, dialect)
        open_quotes = _open_quotes(connection)
        if not open_quotes:
            break
        if not broken:
            copy = scratch / "repaired.txt"
            with explaining_disk_errors(copy):
                shutil.copyfile(path, copy)
            path = copy
        broken += _blank_lines(path, original, open_quotes)
    rejected, n_rejected = _rejected(connection, original)
    rejected = tuple(sorted((*rejected, *broken), key=lambda line: line.line)[:MAX_KEPT])
    n_rejected += len(broken)
    if not connection.execute("SELECT count(*) FROM raw").fetchall()[0][0]:
        first = f"; line {rejected[0].line}: {rejected[0].reason}" if rejected else ""
        raise TableError(
            f"No line of {name} fits its header",
            found=f"{len(names)} columns in the header and {n_rejected:,} lines that do not fit{first}",
            expected="lines with as many values as the header has names",
        )
    word = DELIMITER_WORDS.get(dialect.delimiter, repr(dialect.delimiter))
    encoding = {"utf-8-sig": "UTF-8", "cp1252": "Windows-1252 (Latin-1)"}.get(
        dialect.encoding, dialect.encoding.upper()
    )
    notes.insert(0, f"Columns are separated by a {word}; the text is {encoding}.")
    return RawTable(names, rejected, n_rejected, tuple(notes))


def _header(path: Path, dialect: Dialect, name: str) -> tuple[list[str], list[str]]:
    """The header cells (empty where the file has none) and notes about them."""
    sample = read_sample(path, "utf-8")
    for _ in range(dialect.skip_lines):
        sample = sample.partition("\n")[2]
    records = [row for row in parse(sample, dialect.delimiter, dialect.quote, 1000) if any(row)]
    if not records:
        raise TableError(f"{name} has no lines", expected="a header line and rows")
    header, notes = records[0], []
    widths = [len(row) for row in records[1:]]
    extra = bool(widths) and sum(width == len(header) + 1 for width in widths) > 0.9 * len(widths)
    if dialect.has_header and extra:
        # R writes row names without a header; some programs end each row with a delimiter
        ends_empty = all(not row[-1] for row in records[1:] if len(row) == len(header) + 1)
        header = [*header, ""] if ends_empty else ["", *header]
        notes.append("The rows have one value more than the header has names.")
    if len(header) < 2:
        raise TableError(
            f"{name} has only one column",
            found=f"a first line {header[0][:60]!r} without delimiter",
            expected="at least two columns: one to predict, one to predict from",
            action="Check that the columns are separated by a comma, semicolon, tab or bar",
        )
    if dialect.has_header and len(records) < 2:
        raise TableError(
            f"{name} has a header and no rows",
            found=f"{len(header)} column names",
            expected="at least one row below the header",
            action="Export the table again with its rows",
        )
    if not dialect.has_header:
        notes.append(f"The file has no header line; the columns are called column_1 to column_{len(header)}.")
        header = [""] * len(header)
    return header, notes


def _read(connection: duckdb.DuckDBPyConnection, path: Path, names: list[str], dialect: Dialect) -> None:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    cells = ", ".join(f"{clean(name)} AS {quoted(name)}" for name in names)
    skip = dialect.skip_lines + int(dialect.has_header)
    for table in ("raw", "reject_errors", "reject_scans"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    with in_file_order(connection):
        connection.execute(
            f"CREATE TABLE raw AS SELECT {cells} FROM read_csv({literal(str(path))}, auto_detect=false, "
            f"columns={{{columns}}}, delim={literal(dialect.delimiter)}, quote={literal(dialect.quote)}, "
            f"escape={literal(dialect.quote)}, header=false, skip={skip}, store_rejects=true, "
            f"rejects_limit=0, max_line_size={_MAX_LINE_BYTES}, strict_mode=true)"
        )


def _open_quotes(connection: duckdb.DuckDBPyConnection) -> list[int]:
    """Places (bytes from the start) of records that swallowed more than one line with an open quote."""
    rows = connection.execute(
        "SELECT DISTINCT line_byte_position - 1 FROM reject_errors WHERE error_type = 'UNQUOTED VALUE' "
        "AND contains(rtrim(csv_line, chr(10) || chr(13)), chr(10)) ORDER BY 1"
    ).fetchall()
    return [int(row[0]) for row in rows]


def _blank_lines(path: Path, original: Path, starts: list[int]) -> list[RejectedLine]:
    """Overwrites the lines at these places with line ends, so that the lines after them are read again."""
    found = []
    numbers = _line_numbers(original, starts)
    with path.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as text:
        for start, number in zip(starts, numbers, strict=True):
            end = text.find(b"\n", start)
            end = len(text) if end < 0 else end
            line = text[start:end].decode(errors="replace").rstrip("\r")
            found.append(RejectedLine(line=number, reason=_REASONS["UNQUOTED VALUE"], text=line[:200]))
            text[start:end] = b"\n" * (end - start)
    return found


def _line_numbers(path: Path, starts: list[int]) -> list[int]:
    """The 1-based line of each place (ascending), as an editor counts."""
    numbers = []
    with path.open("rb") as stream:
        line, at = 1, 0
        for start in starts:
            while at < start and (chunk := stream.read(min(1 << 22, start - at))):
                line += chunk.count(b"\n")
                at += len(chunk)
            numbers.append(line)
    return numbers


def _rejected(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[tuple[RejectedLine, ...], int]:
    (counted,) = connection.execute("SELECT count(DISTINCT line_byte_position) FROM reject_errors").fetchall()
    rows = connection.execute(
        "SELECT line_byte_position - 1, first(error_type::VARCHAR ORDER BY byte_position), "
        "first(error_message ORDER BY byte_position), left(first(csv_line), 200) FROM reject_errors "
        f"GROUP BY line_byte_position ORDER BY 1 LIMIT {MAX_KEPT}"
    ).fetchall()
    numbers = _line_numbers(path, [int(row[0]) for row in rows])
    lines = tuple(
        RejectedLine(line=number, reason=_reason(kind, message), text=text or "")
        for number, (_, kind, message, text) in zip(numbers, rows, strict=True)
    )
    return lines, int(counted[0])


def _reason(kind: str, message: str) -> str:
    reason = _REASONS.get(kind, message.splitlines()[0])
    counts = [word for word in message.replace(":", " ").split() if word.isdigit()]
    if "COLUMNS" in kind and len(counts) == 2:
        reason += f": {counts[1]} instead of {counts[0]}"
    return reason

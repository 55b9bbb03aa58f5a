"""Text tables into the table `raw`, and every line that does not fit kept with its number and reason."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import mmap
import shutil
from collections.abc import Collection
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TableError
from core.storage import explaining_disk_errors
from core.tables.dialect import DELIMITER_WORDS, Dialect, parse, with_tabs
from core.tables.encodings import encoding_in_words
from core.tables.engine import in_file_order, literal, quoted
from core.tables.footer_lines import without_footer
from core.tables.inner_quotes import said_of_doubled, with_doubled_quotes
from core.tables.mending import beginning, line_numbers
from core.tables.names import check_width, column_names
from core.tables.raw import RawCells, RawTable, cleaned, without_empty_columns
from core.tables.set_aside import SetAside, SetAsideKind
from core.tables.table import RejectedLine
from core.tables.table_top import set_aside_above

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


def load_delimited(
    connection: duckdb.DuckDBPyConnection,
    path: Path,
    dialect: Dialect,
    scratch: Path,
    *,
    name: str,
    keep: Collection[SetAsideKind] = (),
) -> RawTable:
    """Reads a plain UTF-8 text table into the table `raw`.

    Args:
        connection: Takes the table.
        path: The text, see `core.tables.mending` and `core.tables.escapes`.
        dialect: How it is written.
        scratch: A folder for a repaired copy.
        name: The file's name for messages.
        keep: What is not to be set aside.

    Raises:
        TableError: no header, no rows, one column, or no line that fits.
    """
    word = f"a {DELIMITER_WORDS.get(dialect.delimiter, repr(dialect.delimiter))}"
    if dialect.blanks:
        word = "blanks" if dialect.blanks == 1 else "two or more blanks"
        path = _with_tabs(path, dialect.blanks, scratch)
        dialect = replace(dialect, delimiter="\t", blanks=0)
    written = path
    path = _without_open_quotes(path, dialect, scratch)
    header, notes = _header(path, dialect, name)
    names, _ = column_names(header)
    broken: list[RejectedLine] = []
    original, doubled = _read_mended(connection, path, names, dialect, scratch)
    path = original
    for _ in range(_MAX_REPAIRS):
        open_quotes = _open_quotes(connection)
        if not open_quotes:
            break
        if not broken:
            path = _copied(path, scratch / "repaired.txt")
        broken += _blank_lines(path, original, open_quotes)
        _read(connection, path, names, dialect)
    rejected, n_rejected = _rejected(connection, original, dialect.delimiter)
    rejected = tuple(sorted((*rejected, *broken), key=lambda line: line.line)[:MAX_KEPT])
    n_rejected += len(broken)
    footer: tuple[SetAside, ...] = ()
    if 0 < n_rejected <= MAX_KEPT:
        rejected, footer = without_footer(original, dialect, rejected, keep)
        n_rejected = len(rejected)
    if not connection.execute("SELECT count(*) FROM raw").fetchall()[0][0]:
        first = f"; line {rejected[0].line}: {rejected[0].reason}" if rejected else ""
        raise TableError(
            f"No line of {name} fits its header",
            found=f"{len(names)} columns in the header and {n_rejected:,} lines that do not fit{first}",
            expected="lines with as many values as the header has names",
        )
    notes.insert(0, f"Columns are separated by {word}; the text is {encoding_in_words(dialect.encoding)}.")
    names, name_notes, left_out = without_empty_columns(connection, header)
    notes += [*(name_notes if dialect.has_header else ()), *left_out]
    above = _above(written, dialect)
    return RawTable(names, rejected, n_rejected, tuple(notes), (*above, *said_of_doubled(doubled), *footer))


def _above(path: Path, dialect: Dialect) -> list[SetAside]:
    """What stands above the rows and names no column, or names it in a second row."""
    with path.open(encoding="utf-8", newline="\n") as stream:
        lines = [line.strip().strip(dialect.delimiter) for line in islice(stream, dialect.n_skipped)]
    return set_aside_above(dialect.top, lines, n_above=dialect.n_above)


def _without_open_quotes(path: Path, dialect: Dialect, scratch: Path) -> Path:
    """The text, with blanks over what is skipped where quotation marks in it would hide line ends from the engine."""
    mark = dialect.quote.encode()
    with path.open("rb") as stream:
        skipped = list(islice(stream, dialect.n_skipped))
    if not any(line.count(mark) % 2 for line in skipped):
        return path
    copy = _copied(path, scratch / "blanked.txt")
    with copy.open("r+b") as stream:
        stream.writelines(
            b" " * (len(line) - line.endswith(b"\n")) + b"\n" * line.endswith(b"\n") for line in skipped
        )
    return copy


def _with_tabs(path: Path, blanks: int, scratch: Path) -> Path:
    """A copy of a text whose columns are parted by blanks, with tabs instead; the lines stay the same."""
    target = scratch / "tabs.txt"
    with (
        explaining_disk_errors(target),
        path.open(encoding="utf-8", newline="\n") as source,
        target.open("w", encoding="utf-8", newline="\n") as sink,
    ):
        sink.writelines(with_tabs(line.rstrip("\n"), blanks) + "\n" for line in source)
    return target


def _copied(path: Path, target: Path) -> Path:
    with explaining_disk_errors(target):
        shutil.copyfile(path, target)
    return target


def _header(path: Path, dialect: Dialect, name: str) -> tuple[list[str], list[str]]:
    """The header cells (empty where the file has none) and notes about them."""
    all_records = parse(beginning(path), dialect.delimiter, dialect.quote, 1000)
    body = [row for row in all_records[dialect.top.n_skipped :] if any(row)]
    header = list(dialect.top.names) or (body[0] if body else [])
    records = [header, *body] if dialect.has_header else body
    notes: list[str] = []
    if not header:
        raise TableError(f"{name} has no lines", expected="a header line and rows")
    widths = [len(row) for row in records[1:]]
    extra = bool(widths) and sum(width == len(header) + 1 for width in widths) > 0.9 * len(widths)
    if dialect.has_header and extra:
        # R writes row names without a header; some programs end each row with a delimiter
        ends_empty = all(not row[-1] for row in records[1:] if len(row) == len(header) + 1)
        header = [*header, ""] if ends_empty else ["", *header]
        notes.append("The rows have one value more than the header has names.")
    while dialect.has_header and len(header) > 2 and not header[-1] and widths:
        if sum(width < len(header) for width in widths) <= 0.9 * len(widths):
            break
        header = header[:-1]  # the header alone ends with a delimiter
    if len(header) < 2:
        raise TableError(
            f"{name} has only one column",
            found=f"a first line {header[0][:60]!r} without delimiter",
            expected="at least two columns: one to predict, one to predict from",
            action="Check that the columns are separated by a comma, semicolon, tab or bar",
        )
    check_width(len(header), name)
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


def _read_mended(
    connection: duckdb.DuckDBPyConnection, path: Path, names: list[str], dialect: Dialect, scratch: Path
) -> tuple[Path, list[tuple[int, str]]]:
    """Reads a text into `raw`; the text that was read in the end, and the lines that were mended for it."""
    lines: list[tuple[int, str]] = []
    for place in range(_MAX_REPAIRS):
        _read(connection, path, names, dialect)
        target = scratch / f"doubled-{place % 2}.txt"
        found = with_doubled_quotes(
            connection, path, target, delimiter=dialect.delimiter, quote=dialect.quote, width=len(names)
        )
        if not found:
            break
        path, lines = target, [*lines, *found]
    return path, lines


def _read(connection: duckdb.DuckDBPyConnection, path: Path, names: list[str], dialect: Dialect) -> None:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    for table in ("raw", "reject_errors", "reject_scans"):
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    with in_file_order(connection):
        lines = (
            f"read_csv({literal(str(path))}, auto_detect=false, "
            f"columns={{{columns}}}, delim={literal(dialect.delimiter)}, quote={literal(dialect.quote)}, "
            f"escape={literal(dialect.quote)}, header=false, skip={dialect.n_skipped}, store_rejects=true, "
            f"rejects_limit=0, max_line_size={_MAX_LINE_BYTES}, strict_mode=true)"
        )
        cells = [RawCells(name, quoted(name)) for name in names]
        connection.execute(f"CREATE TABLE raw AS {cleaned(cells, lines)}")


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
    numbers = line_numbers(original, starts)
    with path.open("r+b") as stream, mmap.mmap(stream.fileno(), 0) as text:
        for start, number in zip(starts, numbers, strict=True):
            end = text.find(b"\n", start)
            end = len(text) if end < 0 else end
            line = text[start:end].decode(errors="replace").rstrip("\r")
            found.append(RejectedLine(line=number, reason=_REASONS["UNQUOTED VALUE"], text=line[:200]))
            text[start:end] = b"\n" * (end - start)
    return found


def _rejected(
    connection: duckdb.DuckDBPyConnection, path: Path, delimiter: str
) -> tuple[tuple[RejectedLine, ...], int]:
    # blanks and delimiters alone are a blank line
    is_line = f"trim(csv_line, ' \t\r\n' || {literal(delimiter)}) <> ''"
    (counted,) = connection.execute(
        f"SELECT count(DISTINCT line_byte_position) FROM reject_errors WHERE {is_line}"
    ).fetchall()
    rows = connection.execute(
        "SELECT line_byte_position - 1, first(error_type::VARCHAR ORDER BY byte_position), "
        "first(error_message ORDER BY byte_position), left(first(csv_line), 200) FROM reject_errors "
        f"WHERE {is_line} GROUP BY line_byte_position ORDER BY 1 LIMIT {MAX_KEPT}"
    ).fetchall()
    numbers = line_numbers(path, [int(row[0]) for row in rows])
    # the engine hands blank lines above such a line over with it
    texts = [(row[3] or "", (row[3] or "").lstrip("\n")) for row in rows]
    lines = tuple(
        RejectedLine(line=number + len(whole) - len(text), reason=_reason(kind, message), text=text)
        for number, (_, kind, message, _), (whole, text) in zip(numbers, rows, texts, strict=True)
    )
    return lines, int(counted[0])


def _reason(kind: str, message: str) -> str:
    reason = _REASONS.get(kind, message.splitlines()[0])
    counts = [word for word in message.replace(":", " ").split() if word.isdigit()]
    if "COLUMNS" in kind and len(counts) == 2:
        reason += f": {counts[1]} instead of {counts[0]}"
    return reason

"""Text tables into DuckDB: every cell as text first, and every line that does not fit kept with its reason."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import TableError
from core.storage import explaining_disk_errors
from core.tables.dialect import DELIMITER_WORDS, Dialect, parse, read_sample
from core.tables.engine import literal, quoted
from core.tables.names import column_names
from core.tables.table import RejectedLine

if TYPE_CHECKING:
    import duckdb

MAX_KEPT = 1_000
MAX_CELL_BYTES = 2 << 20
_MAX_REPAIRS = 20


@dataclass(frozen=True)
class RawTable:
    """The DuckDB table `raw` (all VARCHAR, file order), and what happened on the way."""

    names: list[str]
    rejected: tuple[RejectedLine, ...]
    n_rejected: int
    notes: tuple[str, ...]


def as_utf8(path: Path, encoding: str, scratch: Path) -> Path:
    """The same text as UTF-8 without byte order mark; the file itself where it is that already.

    Raises:
        TableError: bytes that do not fit the encoding.
    """
    if encoding == "utf-8":
        return path
    target = scratch / "utf8.txt"
    errors = "replace" if encoding == "cp1252" else "strict"
    decoder = codecs.getincrementaldecoder(encoding)(errors=errors)
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
    connection: duckdb.DuckDBPyConnection, path: Path, dialect: Dialect, *, name: str
) -> RawTable:
    """Reads a UTF-8 text table into the table `raw`.

    Raises:
        TableError: no header, no rows, one column, or no line that fits.
    """
    sample = read_sample(path, "utf-8")
    records = [row for row in parse(_skip(sample, dialect), dialect.delimiter, dialect.quote, 1000) if row]
    if not records:
        raise TableError(f"{name} has no lines", expected="a header line and rows")
    width = len(records[0])
    if width < 2:
        raise TableError(
            f"{name} has only one column",
            found=f"no delimiter in the first line: {records[0][0][:80]!r}" if records[0] else None,
            expected="at least two columns: one to predict, one to predict from",
            action="Check that the columns are separated by a comma, semicolon, tab or bar",
        )
    names, notes = column_names(records[0] if dialect.has_header else [""] * width)
    if not dialect.has_header:
        notes = [f"The file has no header line; the columns are called column_1 to column_{width}."]
    if dialect.has_header and len(records) < 2:
        raise TableError(
            f"{name} has a header and no rows",
            found=f"{width} column names",
            expected="at least one row below the header",
            action="Export the table again with its rows",
        )
    _read(connection, path, names, dialect)
    rejected, n_rejected = _rejected(connection, path)
    counted = connection.execute("SELECT count(*) FROM raw").fetchone()
    if counted is None or counted[0] == 0:
        first = f"; line {rejected[0].line}: {rejected[0].reason}" if rejected else ""
        raise TableError(
            f"No line of {name} fits its header",
            found=f"{width} columns in the header and {n_rejected:,} lines that do not fit{first}",
            expected="lines with as many values as the header has names",
        )
    word = DELIMITER_WORDS.get(dialect.delimiter, repr(dialect.delimiter))
    notes.insert(0, f"Columns are separated by a {word}; the text is {dialect.encoding.upper()}.")
    return RawTable(names, rejected, n_rejected, tuple(notes))


def _skip(text: str, dialect: Dialect) -> str:
    for _ in range(dialect.skip_lines):
        text = text.partition("\n")[2]
    return text


def _read(connection: duckdb.DuckDBPyConnection, path: Path, names: list[str], dialect: Dialect) -> None:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in names)
    skip = dialect.skip_lines + int(dialect.has_header)
    connection.execute("DROP TABLE IF EXISTS raw")
    connection.execute("DROP TABLE IF EXISTS reject_errors")
    connection.execute("DROP TABLE IF EXISTS reject_scans")
    cells = ", ".join(f"{_clean(name)} AS {quoted(name)}" for name in names)
    connection.execute(
        f"CREATE TABLE raw AS SELECT {cells} FROM read_csv({literal(str(path))}, auto_detect=false, "  # noqa: S608  # escaped
        f"columns={{{columns}}}, delim={literal(dialect.delimiter)}, quote={literal(dialect.quote)}, "
        f"escape={literal(dialect.quote)}, header=false, skip={skip}, store_rejects=true, rejects_limit=0, "
        f"max_line_size={MAX_CELL_BYTES}, strict_mode=true)"
    )


def _clean(name: str) -> str:
    column = quoted(name)
    return f"CASE WHEN lower(trim({column})) IN {MISSING_SQL} THEN NULL ELSE trim({column}) END"


MISSING = ("", "na", "n/a", "#n/a", "nan", "null", "<na>", "nat", "#null!", "#value!", "#ref!", "#div/0!")
MISSING_SQL = "(" + ", ".join(literal(word) for word in MISSING) + ")"
_REASONS = {
    "MISSING COLUMNS": "too few values",
    "TOO MANY COLUMNS": "too many values",
    "UNQUOTED VALUE": "a quotation mark is not closed or not doubled",
    "LINE SIZE OVER MAXIMUM": "the line is longer than 2 MB",
    "INVALID ENCODING": "bytes that are not text",
}


def _rejected(connection: duckdb.DuckDBPyConnection, path: Path) -> tuple[tuple[RejectedLine, ...], int]:
    counted = connection.execute("SELECT count(DISTINCT line) FROM reject_errors").fetchone()
    rows = connection.execute(
        "SELECT line, error_type::VARCHAR, error_message, left(csv_line, 200) FROM reject_errors "
        f"QUALIFY row_number() OVER (PARTITION BY line ORDER BY byte_position) = 1 ORDER BY line LIMIT {MAX_KEPT}"
    ).fetchall()
    lines = tuple(
        RejectedLine(line=line, reason=_reason(kind, message), text=text or "")
        for line, kind, message, text in rows
    )
    return lines, int(counted[0]) if counted else 0


def _reason(kind: str, message: str) -> str:
    reason = _REASONS.get(kind, message.splitlines()[0])
    if "COLUMNS" in kind:
        counts = [word for word in message.replace(":", " ").split() if word.isdigit()]
        if len(counts) == 2:
            reason += f": {counts[1]} instead of {counts[0]}"
    return reason

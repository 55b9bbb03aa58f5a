"""How a text table is written: encoding, delimiter, quote and whether the first line names the columns."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from core.errors import TableError

SAMPLE_BYTES = 1 << 18
DELIMITERS = (",", ";", "\t", "|", ":", "^", "~", "#")
DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ":": "colon", " ": "space"}
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CHUNK = 1 << 22
_ODD_HEADER = 0.25  # how much a first line of another width speaks against a delimiter
_NOT_IN_CP1252 = (b"\x81", b"\x8d", b"\x8f", b"\x90", b"\x9d")
_NUMBER = re.compile(r"[-+]?[\d.,' ]*\d[\d.,' ]*([eE][-+]?\d+)?\s*%?")
_YEAR = re.compile(r"(19|20)\d\d")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T][\d:.Z+-]+)?")


@dataclass(frozen=True)
class Dialect:
    """How one text table is written.

    Attributes:
        encoding: A Python codec name; "utf-8" where every byte of the file fits.
        delimiter: One character.
        quote: One character.
        has_header: The first line names the columns.
        skip_lines: Lines before the header (an Excel `sep=;` line).
    """

    encoding: str
    delimiter: str
    quote: str
    has_header: bool
    skip_lines: int = 0


@dataclass(frozen=True)
class Encoding:
    """A codec name, and how many bytes of the file do not fit it."""

    name: str
    n_damaged: int = 0


def detect_encoding(path: Path) -> Encoding:
    """The encoding of a text file: a byte order mark, else UTF-16 by its zero bytes, else UTF-8 if the bytes
    fit (all, or all but a few), else Windows-1252, which holds Latin-1's letters.

    Raises:
        TableError: the bytes are no text.
    """
    with path.open("rb") as stream:
        head = stream.read(SAMPLE_BYTES)
        for mark, name in _BOMS:
            if head.startswith(mark):
                return Encoding(name)
        if utf16 := _utf16_without_mark(head):
            return Encoding(utf16)
        control = sum(head.count(code) for code in range(32) if code not in (9, 10, 12, 13, 27))
        if control > 0.001 * len(head) or b"\0" in head:
            raise _not_text(path)
        decoder = codecs.getincrementaldecoder("utf-8")()
        stream.seek(0)
        try:
            while chunk := stream.read(_CHUNK):
                decoder.decode(chunk)
            decoder.decode(b"", final=True)
            return Encoding("utf-8")
        except UnicodeDecodeError:
            pass
        stream.seek(0)
        lenient = codecs.getincrementaldecoder("utf-8")(errors="replace")
        bad = good = unknown = 0
        while chunk := stream.read(_CHUNK):
            text = lenient.decode(chunk)
            lost = text.count("\ufffd")
            bad += lost
            good += len(text) - lost - len(text.encode("ascii", errors="ignore"))
            unknown += sum(map(chunk.count, _NOT_IN_CP1252))
    if good > 5 * bad:
        return Encoding("utf-8", n_damaged=bad)
    return Encoding("cp1252", n_damaged=unknown)


def _utf16_without_mark(head: bytes) -> str | None:
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.3 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _not_text(path: Path) -> TableError:
    return TableError(
        f"{path.name} is not a text table",
        found="bytes that are not text (a program, picture or other binary file)",
        expected="CSV, TSV, Parquet or XLSX, or one of these in .gz or .zip",
        action="Export the table again from where it came from",
    )


def sniff(text: str, encoding: str, *, delimiter: str | None = None, header: bool | None = None) -> Dialect:
    """Finds delimiter, quote and header in the first part of a file.

    Args:
        text: The beginning of the file, cut at a line end.
        encoding: Handed through.
        delimiter: The delimiter, where the user said so.
        header: Whether there is a header, where the user said so.

    The delimiter is the character that gives the most even number of fields a line (ties: more fields).
    """
    skip = 0
    forced = delimiter
    if match := re.match(r'"?sep=(.)"?\r?\n', text):
        forced, skip = forced or match[1], 1
        text = text[match.end() :]
    best, chosen, quote = (-1.0, 0), forced or ",", '"'
    for mark in ('"', "'"):
        for candidate in (forced,) if forced else DELIMITERS:
            rank = _evenness(parse(text, candidate, mark, 500))
            if rank > best:
                best, chosen, quote = rank, candidate, mark
    rows = [row for row in parse(text, chosen, quote, 200) if any(cell.strip() for cell in row)]
    return Dialect(encoding, chosen, quote, has_header(rows) if header is None else header, skip)


def _evenness(rows: list[list[str]]) -> tuple[float, int]:
    """How well a way of reading fits: the share of lines with the most frequent number of fields, lessened
    where cells still wear quotation marks, and where the first line, mostly the header, has another number (every
    line with two times of day has the same number of colons); then that number.
    """
    widths = Counter(len(row) for row in rows if row)
    if not widths:
        return -1.0, 0
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    if width < 2:
        return -1.0, 0
    cells = [cell for row in rows[:100] for cell in row]
    quoted = sum(len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "\"'" for cell in cells)
    odd_header = _ODD_HEADER if len(next(row for row in rows if row)) != width else 0.0
    return round(count / sum(widths.values()) - 0.5 * quoted / max(1, len(cells)) - odd_header, 2), width


def parse(text: str, delimiter: str, quote: str, n: int) -> list[list[str]]:
    """The first `n` records of a text, as lists of cells."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) >= n:
                break
    except csv.Error:
        pass  # an over-long field: what was read so far is enough to judge by
    return rows


def has_header(rows: list[list[str]]) -> bool:
    """True unless the first line looks like the lines below it (numbers or dates in it)."""
    if len(rows) < 2:
        return True
    first = [cell.strip() for cell in rows[0]]
    below = [{row[i].strip() for row in rows[1:] if i < len(row)} for i in range(len(first))]
    values = [i for i, cell in enumerate(first) if _is_value(cell)]
    if values:
        # 2023 and 2024 can be headers over amounts; other numbers and dates are rows
        years = all(_YEAR.fullmatch(first[i]) for i in values) and len(values) < sum(map(bool, first))
        return years and not any(_YEAR.fullmatch(cell) for i in values for cell in below[i])
    filled = [cell for cell in first if cell]
    repeats = sum(cell in seen for cell, seen in zip(first, below, strict=True) if cell)
    has_numbers = any(seen and all(_is_value(cell) or not cell for cell in seen) for seen in below)
    return has_numbers or not filled or repeats < 0.5 * len(filled)


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell) or _DATE.fullmatch(cell))


def read_sample(path: Path, encoding: str) -> str:
    """The beginning of a text file, cut at a line end."""
    with path.open("rb") as stream:
        data = stream.read(SAMPLE_BYTES)
        whole = not stream.read(1)
    text = codecs.getincrementaldecoder(encoding)(errors="replace").decode(data, final=whole)
    if not whole and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text

"""How a text table is written: what stands between its columns, what around a cell, and where its rows begin."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise

from core.tables.first_rows import Rows
from core.tables.options import ReadOptions
from core.tables.table_top import Top, find_top

DELIMITERS = (",", ";", "\t", "|", ":", "^", "~", "#")
DELIMITER_WORDS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar", ":": "colon", " ": "space"}
_ODD_START = 0.25  # how much it speaks against a delimiter that the table begins later than with another one
_LIKELY = 0.75  # the evenness below which blanks are tried as well
_LOOK = 500  # records
_MAX_TITLES = 60  # lines above a table that do not count against it
_MOSTLY = 0.5  # the evenness of lines that most ends make
_BLANKS = re.compile(r"[ \t]+")
_WIDE_BLANKS = re.compile(r"[ \t]{2,}")


@dataclass(frozen=True)
class Dialect:
    """How one text table is written.

    Attributes:
        encoding: A Python codec name; "utf-8" where every byte of the file fits.
        delimiter: One character.
        quote: One character.
        top: What stands above the rows, counted in records.
        lines: The 1-based lines of the first records, and of the one after them.
        blanks: At least so many blanks are one delimiter (" "); 0 where blanks delimit nothing.
    """

    encoding: str
    delimiter: str
    quote: str
    top: Top
    lines: tuple[int, ...]
    blanks: int = 0

    @property
    def has_header(self) -> bool:
        return self.top.n_header > 0

    @property
    def n_above(self) -> int:
        """Lines above the header."""
        return self._line(self.top.n_above) - 1

    @property
    def n_skipped(self) -> int:
        """Lines above the first row."""
        return self._line(self.top.n_skipped) - 1

    def _line(self, record: int) -> int:
        return self.lines[min(record, len(self.lines) - 1)]


def sniff(text: str, encoding: str, options: ReadOptions | None = None) -> Dialect:
    """Finds delimiter, quote and header in the first part of a file.

    Args:
        text: The beginning of the file, plain (see `core.tables.mending`) and cut at a line end.
        encoding: Handed through.
        options: What the user said.

    The delimiter is the character that gives the most even number of fields a line (ties: more fields).
    """
    options = options or ReadOptions()
    forced = options.delimiter
    if match := re.match(r'"?sep=(.)"?\n', text):
        forced = forced or match[1]
    likely, delimiter, quote = _likeliest(text, (forced,) if forced else DELIMITERS)
    if likely < 0 and options.delimiter is None and forced:
        forced = None  # what the first line says is not so
        likely, delimiter, quote = _likeliest(text, DELIMITERS)
    blanks = 0
    if forced == " " or (forced is None and likely < _LIKELY):
        blanks = blank_columns(text, told=forced == " ")
        delimiter = " " if blanks else delimiter
    rows, lines = _records(text, delimiter, quote, blanks)
    n_above = None
    if match and rows:
        rows[0] = []  # says how the columns are parted, and there may be titles below it
    if options.skip_lines is not None:
        n_above = next((i for i, line in enumerate(lines) if line > options.skip_lines), len(rows))
    top = find_top(rows, n_above=n_above, n_header=options.header_rows, keep=options.keep)
    return Dialect(encoding, delimiter, quote, top, lines, blanks)


def blank_columns(text: str, *, told: bool = False) -> int:
    """How many blanks at least part columns that nothing else parts: 2, 1, or 0 where the text is no such table."""
    lines = [line for line in text.split("\n")[:_LOOK] if line.strip()]
    for blanks, gap in ((2, _WIDE_BLANKS), (1, _BLANKS)):
        widths = Counter(len(gap.split(_hidden(line).strip())) for line in lines)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        even = len(lines) > 2 and width > 2 and count >= 0.95 * len(lines)
        if even or (told and blanks == 1):
            return blanks
    return 0


def with_tabs(line: str, blanks: int) -> str:
    """A line whose columns are parted by blanks, with tabs instead; blanks between quotation marks stay."""
    gap = _BLANKS if blanks == 1 else _WIDE_BLANKS
    parts = re.split(r'("[^"]*")', line.strip(" \t"))
    return "".join(part if part.startswith('"') else gap.sub("\t", part) for part in parts)


def line_ends_fit(text: str) -> bool:
    """Whether lone returns (CR) in a text end lines: the lines are then at least as even as without them."""
    if "\n" not in text.replace("\r\n", ""):
        plain = text.replace("\r\n", "\n")
        if plain.count("\r") > plain.count("\n"):
            return True
    plain = text.replace("\r\n", "\n")
    with_ends, _, _ = _likeliest(plain.replace("\r", "\n"), DELIMITERS)
    if with_ends > _MOSTLY and plain.count("\r") > plain.count("\n"):
        return True  # the few feeds stand inside cells
    without, _, _ = _likeliest(plain.replace("\r", " "), DELIMITERS)
    return with_ends >= without


def parse(text: str, delimiter: str, quote: str, n: int) -> list[list[str]]:
    """The first `n` records of a text, as lists of cells."""
    return _parse(text, delimiter, quote, n)[0]


def records(text: str, dialect: Dialect) -> Rows:
    """The first records of a text as its dialect has them."""
    return _records(text, dialect.delimiter, dialect.quote, dialect.blanks)[0]


def _records(text: str, delimiter: str, quote: str, blanks: int) -> tuple[list[list[str]], tuple[int, ...]]:
    """The first records, and the lines on which they begin."""
    if blanks:
        text, delimiter = "\n".join(with_tabs(line, blanks) for line in text.split("\n")), "\t"
    return _parse(text, delimiter, quote, _LOOK)


def _likeliest(text: str, delimiters: tuple[str, ...]) -> tuple[float, str, str]:
    """The evenness of the best way to part columns, and that way: delimiter and quote."""
    ways = [
        (_Evenness.of(parse(text, delimiter, quote, _LOOK)), delimiter, quote)
        for quote in ('"', "'")
        for delimiter in delimiters
    ]
    first = min((even.start for even, _, _ in ways if even.share > 0.5), default=0)
    best, delimiter, quote = max(ways, key=lambda way: way[0].rank(first))  # the first of equals
    return best.share, delimiter, quote


@dataclass(frozen=True)
class _Evenness:
    """How well a way of reading fits.

    Attributes:
        share: Of the lines with the most frequent number of fields, lessened where cells still wear quotation marks.
        width: That number.
        start: The first line of that width: every line with two times of day has the same number of colons, and the
            header above them has none, so a delimiter whose table begins later than another one's is less likely.
    """

    share: float = -1.0
    width: int = 0
    start: int = 0

    @classmethod
    def of(cls, rows: list[list[str]]) -> _Evenness:
        rows = [row for row in rows if row]
        widths = Counter(len(row) for row in rows)
        width, count = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        if width < 2:
            return cls()
        cells = [cell for row in rows[:100] for cell in row]
        quoted = sum(len(cell) > 1 and cell[0] == cell[-1] and cell[0] in "\"'" for cell in cells)
        fits = [len(row) == width for row in rows]
        start = next((i for i, pair in enumerate(pairwise([*fits, fits[-1]])) if all(pair)), 0)
        share = count / max(1, len(rows) - min(start, _MAX_TITLES)) - 0.5 * quoted / max(1, len(cells))
        return cls(round(min(1.0, share), 2), width, start)

    def rank(self, first: int) -> tuple[float, int]:
        """What ways are compared by; `first` is the earliest beginning of a table among them."""
        return round(self.share - (_ODD_START if self.start > first else 0.0), 2), self.width


def _parse(text: str, delimiter: str, quote: str, n: int) -> tuple[list[list[str]], tuple[int, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, quotechar=quote)
    rows: list[list[str]] = []
    lines = [1]
    try:
        for row in reader:
            rows.append(row)
            lines.append(reader.line_num + 1)
            if len(rows) >= n:
                break
    except csv.Error:
        pass  # an over-long field: what was read so far is enough to judge by
    return rows, tuple(lines)


def _hidden(line: str) -> str:
    """A line with what stands in quotation marks made one word."""
    return re.sub(r'"[^"]*"', "q", line)

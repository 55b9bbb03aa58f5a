"""Quotation marks inside a cell written as \\" instead of "": found by what fits, and written the usual way."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from core.storage import explaining_disk_errors
from core.tables.dialect import Dialect
from core.tables.set_aside import SetAside, aside, many

_TRIED = 300  # lines that decide


def unescaped_copy(path: Path, dialect: Dialect, scratch: Path) -> tuple[Path, SetAside | None]:
    """A copy without backslash escapes, and what was changed; the text itself where it has none.

    Args:
        path: The plain text.
        dialect: How it is written.
        scratch: A folder for the copy.
    """
    escapes = Escapes(dialect)
    if not _has_backslash(path):
        return path, None
    with path.open(encoding="utf-8", newline="\n") as stream:
        if not escapes.are_meant(stream, dialect.n_skipped):
            return path, None
    target = scratch / "unescaped.txt"
    with (
        explaining_disk_errors(target),
        path.open(encoding="utf-8", newline="\n") as source,
        target.open("w", encoding="utf-8", newline="\n") as sink,
    ):
        sink.writelines(map(escapes.without, source))
    return target, escapes.set_aside()


def _has_backslash(path: Path) -> bool:
    with path.open("rb") as stream:
        return any(b"\\" in chunk for chunk in iter(lambda: stream.read(1 << 22), b""))


def unescaped(text: str, dialect: Dialect) -> str:
    """The same for the beginning of a text."""
    escapes = Escapes(dialect)
    lines = text.splitlines(keepends=True)
    return "".join(map(escapes.without, lines)) if escapes.are_meant(lines, dialect.n_skipped) else text


class Escapes:
    """The backslash escapes of one text; counts the lines in which it replaces them."""

    def __init__(self, dialect: Dialect) -> None:
        self._delimiter, self._quote = dialect.delimiter, dialect.quote
        self._escaped = re.compile(rf"\\[{re.escape(self._quote + self._delimiter)}]")
        self._any = re.compile(rf"\\([{re.escape(self._quote)}\\])")
        self._other = re.compile(rf"\\(?![{re.escape(self._quote + self._delimiter)}\\])")
        self._n_lines = 0
        self._first = (0, "")
        self._place = 0

    def are_meant(self, lines: Iterable[str], n_skipped: int) -> bool:
        """Whether lines with a backslash before a quotation mark or delimiter fit better if it escapes them.

        Where they fit either way, as said \\"maybe\\" in a cell without marks around it, nothing else can be meant, but
        for a folder's name before the mark that closes its cell.
        """
        if self._delimiter == " ":
            return False
        widths: Counter[int] = Counter()
        odd: list[str] = []
        for line in islice(lines, n_skipped, None):
            if "\\" in line and self._escaped.search(line):
                odd.append(line)
                if len(odd) >= _TRIED:
                    break
            elif len(widths) < 50 and widths.total() < _TRIED:
                widths[len(self._cells(line))] += 1
        if not odd or not widths:
            return False
        width = max(widths, key=lambda one: widths[one])
        plainly = sum(len(self._cells(line)) == width and not self._is_open(line) for line in odd)
        escaped = sum(len(self._cells(line, escape="\\")) == width for line in odd)
        closed = not any(self._is_open(self._any.sub("", line)) for line in odd)
        return escaped > plainly or (escaped == plainly == len(odd) and closed)

    def without(self, line: str) -> str:
        """A line without escapes, written as others are."""
        self._place += 1
        if "\\" not in line:
            return line
        if self._escaped.search(line):
            self._n_lines += 1
            self._first = self._first if self._first[0] else (self._place, line.rstrip())
        bare = self._any.sub("", line)
        if bare.count(self._quote) % 2:  # a cell goes on in the next line
            return self._any.sub(lambda match: match[1] * (2 if match[1] == self._quote else 1), line)
        out = io.StringIO()
        end = line[len(line.rstrip("\r\n")) :]  # as all lines of the file end: the engine takes no mixture
        writer = csv.writer(out, delimiter=self._delimiter, quotechar=self._quote, lineterminator=end)
        writer.writerow(self._cells(line, escape="\\"))
        return out.getvalue()

    def set_aside(self) -> SetAside:
        """What was replaced."""
        place, text = self._first
        sentence = (
            f"{many(self._n_lines, 'line')} {'writes' if self._n_lines == 1 else 'write'} quotation marks or "
            f"delimiters inside a cell with a backslash before them (first in line {place:,})."
        )
        return aside("escapes", self._n_lines, sentence, lines=(place,), text=text)

    def _cells(self, line: str, escape: str | None = None) -> list[str]:
        if escape:
            line = self._other.sub(r"\\\\", line)  # \N and C:\new stay what they are
        reader = csv.reader(
            [line.rstrip("\r\n")],
            delimiter=self._delimiter,
            quotechar=self._quote,
            escapechar=escape,
            strict=False,
        )
        try:
            return next(reader, [])
        except csv.Error:
            return []

    def _is_open(self, line: str) -> bool:
        return line.count(self._quote) % 2 == 1

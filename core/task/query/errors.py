"""A mistake in a query, shown where it stands: the line, a caret below the character, the nearest known word."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable

from core.errors import TaskError

_BEFORE, _AFTER = 70, 50  # characters of a long line shown around the mistake
_LONGEST = 60
_NEAR = 0.6


class QueryError(TaskError):
    """A query cannot be understood, or does not fit the tables.

    Args:
        problem: One sentence on what is wrong.
        text: The query as written.
        position: The character where the mistake stands, counted from 0; `len(text)` is the end.
        found, expected, action: As for every error that a person can act on.

    Attributes:
        position: As given, kept within the text.
        line: The line of the text with the mistake; the middle of it where it is long.
        caret: `line`, and below it a caret that points at the mistake, for a font of equal widths.
    """

    def __init__(
        self,
        problem: str,
        *,
        text: str = "",
        position: int = 0,
        found: str | None = None,
        expected: str | None = None,
        action: str | None = None,
    ) -> None:
        self.position = min(max(position, 0), len(text))
        self.line, column = _shown_line(text, self.position)
        self.caret = f"{self.line}\n{' ' * _width(self.line[:column])}^"
        super().__init__(problem, found=found, expected=expected, action=action)

    def __str__(self) -> str:
        words = super().__str__()
        return f"{words}\n{self.caret}" if self.line.strip() else words


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known name most like a word, whatever its case; None where none is near."""
    by_folded: dict[str, str] = {}
    for name in known:
        by_folded.setdefault(name.casefold(), name)
    near = difflib.get_close_matches(word[:200].casefold(), by_folded, n=1, cutoff=_NEAR)
    return by_folded[near[0]] if near else None


def quoted(text: str) -> str:
    """A piece of a query in quotation marks: on one line, cut where it is long."""
    shown = printable(text[: _LONGEST + 1])
    return f"'{shown[:_LONGEST]}…'" if len(shown) > _LONGEST else f"'{shown}'"


def _shown_line(text: str, position: int) -> tuple[str, int]:
    """The line around a position with nothing in it that moves the caret, and the place of the position in it."""
    first = text.rfind("\n", 0, position) + 1
    last = text.find("\n", position)
    last = len(text) if last < 0 else last
    begin, end = first, last
    if last - first > _BEFORE + _AFTER:
        begin, end = max(first, position - _BEFORE), min(last, position + _AFTER)
    before = "…" if begin > first else ""
    after = "…" if end < last else ""
    shown = printable(text[begin:end])
    return f"{before}{shown}{after}", len(before) + position - begin


def printable(text: str) -> str:
    """A piece of a query on one line, with nothing in it that a screen or a file cannot show."""
    return "".join(_printable(character) for character in text)


def _printable(character: str) -> str:
    if character.isspace():
        return " "
    return character if character.isprintable() else "�"


def _width(text: str) -> int:
    """Columns that a text takes in a font of equal widths: two for wide characters, none for marks."""
    wide = sum(unicodedata.east_asian_width(character) in "WF" for character in text)
    return len(text) + wide - sum(unicodedata.combining(character) > 0 for character in text)

"""What stood in a file and is no row of its table, or was changed on the way in: counted, shown and said."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Literal

from core.record import Record

SetAsideKind = Literal[
    "preamble",
    "second header",
    "description row",
    "repeated header",
    "totals row",
    "footer",
    "ruled rows",
    "group row",
    "second table",
    "sheet",
    "control characters",
    "line ends",
    "escapes",
    "damaged characters",
    "words for missing",
    "recurring words",
    "guessed encoding",
    "formulas",
    "cell errors",
    "merged cells",
    "forced text",
]
_ROWS: tuple[SetAsideKind, ...] = (
    "totals row",
    "footer",
    "description row",
    "repeated header",
    "ruled rows",
    "group row",
    "second table",
)
KEEPABLE: tuple[SetAsideKind, ...] = (*_ROWS, "words for missing", "recurring words")
IN_WORDS: dict[SetAsideKind, str] = {
    "preamble": "title lines",
    "second header": "second row of names",
    "description row": "row that describes the columns",
    "repeated header": "repeated rows of names",
    "totals row": "totals",
    "footer": "lines below the table",
    "ruled rows": "ruled and empty rows",
    "group row": "rows that name a group",
    "second table": "a second table",
    "sheet": "other sheets",
    "control characters": "control characters",
    "line ends": "different line ends",
    "escapes": "quotation marks inside cells",
    "damaged characters": "damaged characters",
    "guessed encoding": "guessed encoding",
    "formulas": "formulas without results",
    "cell errors": "errors in cells",
    "merged cells": "merged cells",
    "forced text": "marks that force text",
    "words for missing": "words such as NA and NULL for empty cells",
    "recurring words": "words that recur among numbers or dates",
}
SHOWN_LINES = 20
_TEXT = 200


class SetAside(Record):
    """One kind of thing that is in the file and not in the table.

    Attributes:
        kind: What it is.
        count: Lines, rows, sheets or characters concerned.
        sentence: It in plain words, with the count.
        lines: The first of the lines (of a sheet: its rows; of Parquet: its rows), 1-based as an editor counts.
        text: What stands in the first of them, at most 200 characters.
    """

    kind: SetAsideKind
    count: int
    sentence: str
    lines: tuple[int, ...] = ()
    text: str = ""

    @property
    def severity(self) -> Literal["check", "info"]:
        """ "check" where it might have been a row after all or a guess, "info" for what only names or cleans."""
        return "check" if self.kind in (*_ROWS, "recurring words", "guessed encoding", "formulas") else "info"

    @property
    def can_be_kept(self) -> bool:
        """Whether a person can have it back as it stood, see `core.tables.options.ReadOptions.keep`."""
        return self.kind in KEEPABLE


def aside(
    kind: SetAsideKind, count: int, sentence: str, *, lines: Iterable[int] = (), text: str = ""
) -> SetAside:
    """The record, with the first lines and the beginning of the text only."""
    return SetAside(
        kind=kind, count=count, sentence=sentence, lines=tuple(islice(lines, SHOWN_LINES)), text=text[:_TEXT]
    )


def many(count: int, noun: str, plural: str | None = None) -> str:
    """A count with its noun: "1 line", "1,204 lines"."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"

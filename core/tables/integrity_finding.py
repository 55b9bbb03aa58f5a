"""One thing to know about how the tables of a set hang together."""

from __future__ import annotations

from core.record import Record
from core.tables.findings import Severity


class IntegrityFinding(Record):
    """One thing to know about the tables of a set.

    Attributes:
        kind: "dangling keys", "repeated keys", "missing keys", "different types", "lone table", "empty ids",
            "future dates", "rows without time", "end before beginning", "mixed zones", "computed later",
            "set aside" or "no key".
        severity: "problem" wants an answer, "check" a look, "info" nothing.
        table, column: What it is about.
        count: Rows concerned.
        sentence: It in plain words, with examples.
        action: What to do, or "" where nothing needs to be done.
    """

    kind: str
    severity: Severity
    table: str
    column: str | None
    count: int
    sentence: str
    action: str = ""


def rows_in_words(count: int) -> str:
    """A number of rows, such as "1 row" or "1,200 rows"."""
    return f"{count:,} row" + ("" if count == 1 else "s")

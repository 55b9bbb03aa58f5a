"""One thing to know about how the tables of a set hang together."""

from __future__ import annotations

from core.tables.findings import Finding


class IntegrityFinding(Finding):
    """A finding on a table of a set; `table` is always said."""

    table: str


def rows_in_words(count: int) -> str:
    """A number of rows, such as "1 row" or "1,200 rows"."""
    return f"{count:,} row" + ("" if count == 1 else "s")

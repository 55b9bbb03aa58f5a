"""The DuckDB table `raw`: the rows of a file in file order, before roles and types are settled."""

from __future__ import annotations

from dataclasses import dataclass

from core.tables.engine import literal, quoted
from core.tables.set_aside import SetAside
from core.tables.table import RejectedLine

MISSING = (
    "",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "<na>",
    "nat",
    "\\n",
    "#null!",
    "#value!",
    "#ref!",
    "#div/0!",
)
_MISSING_SQL = "(" + ", ".join(literal(word) for word in MISSING) + ")"


@dataclass(frozen=True)
class RawTable:
    """What is known of the table `raw` besides its rows.

    Attributes:
        names: Column names, unique whatever their case.
        rejected: The first lines that are not rows.
        n_rejected: All such lines.
        set_aside: What stood in the file and is no row of it, or was changed.
        notes: Plain sentences on how the file was read.
    """

    names: list[str]
    rejected: tuple[RejectedLine, ...] = ()
    n_rejected: int = 0
    notes: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


def clean(name: str) -> str:
    """The expression that trims a text column and makes the usual words for "missing" NULL."""
    column = quoted(name)
    longest = max(map(len, MISSING)) + 4
    # cells that begin with a digit, the most frequent kind, are no such word: they skip the costly test
    maybe = f"({column} < '0' OR {column} >= ':') AND length({column}) <= {longest}"
    return f"CASE WHEN {maybe} AND lower(trim({column})) IN {_MISSING_SQL} THEN NULL ELSE trim({column}) END"

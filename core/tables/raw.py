"""The DuckDB table `raw`: the rows of a file in file order, before roles and types are settled."""

from __future__ import annotations

from dataclasses import dataclass

from core.tables.engine import literal, quoted
from core.tables.table import RejectedLine

MISSING = ("", "na", "n/a", "#n/a", "nan", "null", "<na>", "nat", "#null!", "#value!", "#ref!", "#div/0!")
_MISSING_SQL = "(" + ", ".join(literal(word) for word in MISSING) + ")"


@dataclass(frozen=True)
class RawTable:
    """What is known of the table `raw` besides its rows.

    Attributes:
        names: Column names, unique whatever their case.
        rejected: The first lines that are not rows.
        n_rejected: All such lines.
        notes: Plain sentences on how the file was read.
    """

    names: list[str]
    rejected: tuple[RejectedLine, ...] = ()
    n_rejected: int = 0
    notes: tuple[str, ...] = ()


def clean(name: str) -> str:
    """The expression that trims a text column and makes the usual words for "missing" NULL."""
    column = quoted(name)
    return f"CASE WHEN lower(trim({column})) IN {_MISSING_SQL} THEN NULL ELSE trim({column}) END"

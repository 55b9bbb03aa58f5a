"""Column names that are there, unique and readable."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.errors import TableError

MAX_NAME = 120
MAX_COLUMNS = 2_000
_FORCED = re.compile(r'="((?:[^"]|"")*)"')  # a name that a program wrote as text for spreadsheets
# names that queries of ours give to columns beside those of a file, a number behind them or not
_OURS = frozenset(
    (
        *(
            "amount",
            "answer",
            "answered",
            "answered_at",
            "any",
            "at",
            "between",
            "decided",
            "entity",
            "first",
            "found",
        ),
        *(
            "holds",
            "join",
            "k",
            "keep",
            "key",
            "known",
            "l",
            "lacks_late",
            "lacks_time",
            "last",
            "late_at",
            "late_key",
        ),
        *(
            "latest",
            "mine",
            "n",
            "named",
            "new",
            "onward",
            "place",
            "row",
            "s",
            "same",
            "seed",
            "self",
            "shared",
        ),
        *("since", "state", "t", "then", "truth", "v", "value", "w", "when", "who"),
    )
)


def column_names(header: Sequence[str]) -> tuple[list[str], list[str]]:
    """Makes every header usable: missing ones are named by place, repeated ones get _2, _3, …

    Returns:
        The names, and a plain sentence for each one that had to be changed.
    """
    names: list[str] = []
    notes: list[str] = []
    taken: set[str] = set()
    for place, raw in enumerate(header, start=1):
        base = re.sub(r"\s+", " ", "".join(c if c.isprintable() else " " for c in str(raw))).strip()
        if forced := _FORCED.fullmatch(base):
            base = forced[1].replace('""', '"').strip()
        base = base[:MAX_NAME]
        if not base:
            base = f"column_{place}"
            notes.append(f"Column {place} has no name; it is called {base}.")
        if is_ours(base):
            base = base.strip("_")
            notes.append(
                f"Column {place} has a name that queries use themselves, _{base}; it is called {base}."
            )
        name, count = base, 1
        while name.lower() in taken:
            count += 1
            name = f"{base}_{count}"
        if count > 1:
            notes.append(f"The name {base!r} occurs more than once; column {place} is called {name!r}.")
        taken.add(name.lower())
        names.append(name)
    return names, notes


def is_ours(name: str) -> bool:
    """Whether a column's name is one that queries of ours use themselves, such as _known or _keep2."""
    return name.startswith("_") and name[1:].lower().rstrip("0123456789") in _OURS


def check_width(width: int, name: str) -> None:
    """Refuses a file with more columns than can be looked at, before any row is read.

    Raises:
        TableError: more than `MAX_COLUMNS`.
    """
    if width > MAX_COLUMNS:
        raise TableError(
            f"{name} has too many columns",
            found=f"{width:,} columns",
            expected=f"at most {MAX_COLUMNS:,}",
            action="Leave out columns that do not describe a client",
        )


def shown_name(name: str) -> str:
    """A file's name as text; bytes of it that are no text are shown as "\ufffd"."""
    return re.sub("[\ud800-\udfff]", "\ufffd", name)

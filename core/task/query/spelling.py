"""How a table spells the values of a query: upper and lower case are forgiven, a value that is nowhere is refused."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping

from core.tables.answer_vocabulary import YES_WORDS
from core.tables.answer_words import Says, is_plain, says
from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable
from core.task.query.ast import Value
from core.task.query.errors import printable
from core.task.query.fitting import Problem
from core.task.query.text import value_text
from core.task.query.values import column_values

_TEXT_ROLES = (Role.CATEGORY, Role.TEXT, Role.YES_NO, Role.TARGET)
_SHOWN = 8
_MOST_NEAR = 3
_LONGEST = 60


class UnknownValueError(ValueError):
    """No row has a value; `advice` says which there are."""

    def __init__(self, problem: str, advice: str) -> None:
        super().__init__(problem)
        self.advice = advice


def values_meant(linked: LinkedTable, column: Column, value: Value) -> tuple[Value, ...]:
    """The values of a column that a written value means.

    Spellings that differ in nothing but upper and lower case, or spaces, are one value: all of them are meant.
    In a yes/no column, `yes`, `1` and their like mean true. Keys are not looked at: see `make_examples`.

    Returns:
        What the query compares with, the written spelling first.

    Raises:
        UnknownValueError: no row has the value.
    """
    counts = column_values(linked.table, column) if column.role in _TEXT_ROLES else {}
    if not counts:
        return (value,)
    if isinstance(value, bool):
        if column.role is Role.YES_NO or any(is_plain(one) or _folded(one) in YES_WORDS for one in counts):
            return (value,)
        raise UnknownValueError(
            f"{_name(linked, column)} holds words, not true and false", f"Write one of {_listed(counts)}"
        )
    written = _as_text(value)
    found = [one for one in counts if _folded(one) == _folded(written)]
    if found:
        return tuple(sorted(found, key=lambda one: (one != written, one)))
    if column.role is Role.YES_NO:
        return _yes_no(linked, column, written, counts)
    near = _near(written, counts)
    meant = f"Did you mean {' or '.join(map(_shown, near))}; there are " if near else "There are "
    raise UnknownValueError(f"No {_name(linked, column)} is {_shown(written)}", meant + _listed(counts))


def pattern_misses(linked: LinkedTable, column: Column, pattern: str) -> Problem | None:
    """Why no value is like a pattern of LIKE, where none is."""
    counts = column_values(linked.table, column) if column.role in _TEXT_ROLES else {}
    if not counts or any(_like(pattern, one) for one in counts):
        return None
    in_other_case = [one for one in counts if _like(pattern.casefold(), one.casefold())]
    if in_other_case:
        return (
            f"LIKE and CONTAINS mind upper and lower case, and no {_name(linked, column)} is like "
            f"{_shown(pattern)}",
            f"Write it as in {_listed(in_other_case, _MOST_NEAR)}",
        )
    return f"No {_name(linked, column)} is like {_shown(pattern)}", f"There are {_listed(counts)}"


def _yes_no(
    linked: LinkedTable, column: Column, written: str, counts: Mapping[str, int]
) -> tuple[Value, ...]:
    if is_plain(written):
        return (says(written) is Says.YES,)
    raise UnknownValueError(
        f"{_name(linked, column)} is yes or no, and never {_shown(written)}",
        f"Write = true or = false; there are {_listed(counts)}",
    )


def _near(written: str, counts: Mapping[str, int]) -> list[str]:
    """The values most like a written one: those that hold its words, else those spelt much like it."""
    words = set(_words(written))
    holding = [one for one in counts if words and words <= set(_words(one))]
    if holding:
        return holding[:_MOST_NEAR]
    by_folded = {_folded(one): one for one in reversed(list(counts))}
    near = difflib.get_close_matches(_folded(written)[:200], by_folded, n=1, cutoff=0.6)
    return [by_folded[one] for one in near]


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _like(pattern: str, text: str) -> bool:
    parts = "".join({"%": ".*", "_": "."}.get(sign, re.escape(sign)) for sign in pattern)
    return re.fullmatch(parts, text, re.DOTALL) is not None


def _as_text(value: Value) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _name(linked: LinkedTable, column: Column) -> str:
    return f"{linked.name}.{column.name}"


def _shown(text: str) -> str:
    return value_text(printable(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"))


def _listed(values: Iterable[str], most: int = _SHOWN) -> str:
    every = list(values)
    return ", ".join(map(_shown, every[:most])) + (
        f" and {len(every) - most:,} more" if len(every) > most else ""
    )

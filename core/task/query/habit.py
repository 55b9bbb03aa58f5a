"""A way of writing that people bring from elsewhere, and how it is recognised where the parser stopped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from core.task.query.errors import QueryError, printable

NAME = r"[^\W\d]\w*"
_SEEN = 300  # characters on either side of the mistake that are looked at

Match = re.Match[str]
Action = str | Callable[[Match], str]


@dataclass(frozen=True)
class Habit:
    """A way of writing that is none of the language's.

    Attributes:
        pattern: What it looks like; the mistake lies within it. A group `at` says where it is pointed at.
        problem: What is wrong.
        action: What to write instead.
    """

    pattern: re.Pattern[str]
    problem: str
    action: Action


def habit(pattern: str, problem: str, action: Action) -> Habit:
    """A habit whose pattern minds no case."""
    return Habit(re.compile(pattern, re.IGNORECASE), problem, action)


def recognised(habits: Iterable[Habit], text: str, position: int) -> QueryError | None:
    """The error for the first habit within which the parser stopped; None where none is known."""
    begin = max(0, position - _SEEN)
    cut = "…" if begin else ""
    shown = cut + _without_texts(text)[begin : position + _SEEN]
    shift = begin - len(cut)
    for one in habits:
        for match in one.pattern.finditer(shown):
            if match.start() + shift <= position <= match.end() + shift:
                place = match.start("at") if "at" in one.pattern.groupindex else match.start()
                action = one.action if isinstance(one.action, str) else one.action(match)
                return QueryError(one.problem, text=text, position=place + shift, action=printable(action))
    return None


def _without_texts(text: str) -> str:
    """The query with every letter inside quotes blotted out: what a text says is no habit."""
    return re.sub(
        r"'[^']*'|\"[^\"]*\"", lambda found: f"{found[0][0]}{'~' * (len(found[0]) - 2)}{found[0][0]}", text
    )

"""What the name of a date column says: that a row was written then, that it ended, or neither."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

from core.tables.name_words import words
from core.tables.time_words import (
    CHANGED,
    DAY,
    END,
    LATE_WORDS,
    NEVER,
    OF_A_PERSON,
    OTHER_LATE,
    OTHER_OUTCOMES,
    OTHER_SCRIPTS,
    OUTCOME_WORDS,
    START,
)

Meaning = Literal["start", "day", "other", "end", "changed", "never"]
_OTHER_SCRIPTS: tuple[tuple[Meaning, re.Pattern[str]], ...] = tuple(
    (kind, re.compile("|".join(OTHER_SCRIPTS[kind]))) for kind in ("never", "changed", "end", "start", "day")
)
_OTHER_OUTCOME, _OTHER_LATE = (re.compile("|".join(letters)) for letters in (OTHER_OUTCOMES, OTHER_LATE))
RANK: dict[Meaning, float] = {
    "start": 0.95,
    "day": 0.85,
    "end": 0.75,
    "other": 0.65,
    "changed": 0.5,
    "never": 0.0,
}


def meaning(column: str) -> Meaning:
    """What a date column's name says; the first that fits counts, as in "last closed", "birth date"."""
    said = set(words(column))
    kinds: tuple[tuple[Meaning, frozenset[str]], ...] = (
        ("never", NEVER),
        ("changed", CHANGED),
        ("end", END),
        ("start", START),
        ("day", DAY),
    )
    found = next((kind for kind, known in kinds if said & known), None)
    if found is not None:
        return found
    written = unicodedata.normalize("NFC", column.casefold())
    return next((kind for kind, letters in _OTHER_SCRIPTS if letters.search(written)), "other")


def says_outcome(column: str) -> bool:
    """True for a column that is written over as a row goes on: stage, status, probability, is won, close reason.

    A value or an amount may be known with the row; an expected revenue moves with the stage.
    """
    said = set(words(column))
    if said & OF_A_PERSON:
        return False
    reason = "reason" in said and bool(said & {"close", "closed", "loss", "lost", "won"})
    named = bool(said & OUTCOME_WORDS) or reason or {"expected", "revenue"} <= said
    return named or _OTHER_OUTCOME.search(column.casefold()) is not None


def says_late(column: str) -> bool:
    """True for a column that is usually filled in at the end: stage, status, value, reason, …"""
    return bool(set(words(column)) & LATE_WORDS) or _OTHER_LATE.search(column.casefold()) is not None

"""What a value says about an answer: yes, no or not decided yet, by its words in the usual languages and CRMs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache

from core.tables.answer_doubts import goes_to_a_rival, is_not_yet, is_unsure, spelled
from core.tables.answer_vocabulary import (
    EVENT_TOKENS,
    NO_TOKENS,
    NO_WORDS,
    NOT_WORDS,
    OTHER_YES,
    STAGE_TOKENS,
    STAYS_TOKENS,
    TICKS,
    WANTED_STEMS,
    WHOLE_NO,
    WHOLE_STAGE,
    WHOLE_YES,
    YES_TOKENS,
    YES_WORDS,
)
from core.tables.missing_words import OF_COMPUTERS, words_meaning


class Says(StrEnum):
    """What a value says on its own."""

    YES = "yes"
    NO = "no"
    STAGE = "stage"  # on the way: an answer is still to come
    BLANK = "blank"  # the answer is not known
    EVENT = "event"  # something ended: the yes where churn is asked about, else a no
    STAYS = "stays"  # nothing ended: the no where churn is asked about, else still open
    UNCLEAR = "unclear"


_WHOLE: dict[Says, tuple[str, ...]] = {
    Says.YES: tuple(map(spelled, WHOLE_YES)),
    Says.NO: tuple(map(spelled, WHOLE_NO)),
    Says.STAGE: tuple(map(spelled, WHOLE_STAGE)),
}
_A_NO = ("kein", "keine")  # as "no" before a noun, and on its own: none
_WHOLE[Says.BLANK] = tuple(
    {
        *("", "ka", "progress"),
        *(spelled(word) for word in OF_COMPUTERS if word[0].isalpha() and word != "nat"),
        *(
            spelled(word)
            for word in words_meaning("missing", "unknown", "not applicable", "none", "to come", "pending")
            if word not in _A_NO
        ),
    }
)
_TOKENS: dict[Says, frozenset[str]] = {
    Says.YES: frozenset(map(spelled, YES_TOKENS)),
    Says.NO: frozenset(map(spelled, NO_TOKENS)),
    Says.BLANK: frozenset(spelled(word) for word in words_meaning("unknown", "to come", "pending")),
    Says.STAGE: frozenset(map(spelled, STAGE_TOKENS)),
    Says.EVENT: frozenset(EVENT_TOKENS),
    Says.STAYS: frozenset(STAYS_TOKENS),
}
_NOT = frozenset(map(spelled, NOT_WORDS))
_NEVER = frozenset(("never", "nicht", "kein", "keine", "nunca", "nie"))  # a no without another word
_WANTED = re.compile("|".join(map(spelled, WANTED_STEMS)))
_PARTS = re.compile(r"\s+[-–—]\s*|\s*[-–—]\s+|[:;,|/>()\[\]]+|->|→")
_UNDER_WAY = re.compile(rf".+(?:中|{spelled('중')})")  # 交渉中, 跟进中, 진행중
_NEGATIVE = re.compile(r"[-\u2212]\s*\d+(?:[.,]\d+)?")
_WITH_PLACES = re.compile(r"(\d+)[.,](\d+)")
_NUMBERING = re.compile(r"^\s*(?:\(?\d{1,3}\s*[.):\-–—_]+|\d{1,3}\s+(?=[^\W\d]))\s*")


@lru_cache(maxsize=4096)
def says(value: str) -> Says:
    """What a value says on its own.

    A number in front ("2 - Qualified") is left out. Of several parts ("Lost: price", "Won - Renewal") the first
    that says something counts.
    """
    if _NEGATIVE.fullmatch(value.strip()):
        return Says.UNCLEAR  # -1 is no spelling of 1
    whole = _whole(value)
    if whole in (Says.YES, Says.NO) and value.rstrip().endswith("?"):
        return Says.UNCLEAR
    if whole is not None:
        return whole
    if _WITH_PLACES.fullmatch(value.strip()):
        return Says.UNCLEAR  # 2.0 is no zero with a number in front
    return _sure(value, _of_parts(value))


def _sure(value: str, found: Says) -> Says:
    """An answer as it stands, or unclear where another word makes it unsure, such as pending or probably.

    Behind a no stands its reason ("Lost - maybe later"): only what is in the same part counts there.
    """
    if found not in (Says.YES, Says.NO, Says.EVENT):
        return found
    if found is Says.YES and goes_to_a_rival(spelled(value)):
        return Says.NO  # won by a competitor
    bare = _NUMBERING.sub("", value) or value
    told = bare if found is Says.YES else next(part for part in _PARTS.split(bare) if part.strip())
    return Says.UNCLEAR if is_unsure(spelled(told)) else found


def _of_parts(value: str) -> Says:
    bare = _NUMBERING.sub("", value) or value
    for part in (bare, *_PARTS.split(bare)):
        if (found := _whole(part)) is not None and found is not Says.BLANK:
            return found
    parts = [part for part in _PARTS.split(bare) if part.strip()]
    return next(
        (found for part in parts if (found := _by_tokens(spelled(part))) is not Says.UNCLEAR), Says.UNCLEAR
    )


@lru_cache(maxsize=2)
def words_that_say(answer: Says) -> tuple[str, ...]:
    """The single words, in small letters and with and without accents, of which `says` says so.

    They are for comparisons inside the engine, where `says` itself cannot be called.
    """
    known = (
        *YES_WORDS,
        *OTHER_YES,
        *NO_WORDS,
        *YES_TOKENS,
        *NO_TOKENS,
        *_WHOLE[Says.YES],
        *_WHOLE[Says.NO],
    )
    denied = [f"not {word}" for word in ("converted", *YES_TOKENS)]
    spelt = {form for word in (*known, *denied) for form in (word, spelled(word))}
    return tuple(sorted(word for word in spelt if says(word) is answer))


def is_plain(value: str) -> bool:
    """True for a bare yes or no in one of the usual spellings: 'Y', 'TRUE', '1', '1.0', 'nein', a tick."""
    return _plain(value) is not None


def plain_answers(values: Iterable[str]) -> bool:
    """True where all values are bare yes and no, both of them there."""
    heard = {says(value) if is_plain(value) else Says.UNCLEAR for value in values}
    return heard == {Says.YES, Says.NO}


_SIGNED = frozenset(word for word in OF_COMPUTERS if not word[0].isalpha())  # #REF! is none, ref may be one
_PLAIN_YES = frozenset(spelled(word) for word in (*YES_WORDS, *OTHER_YES)) - {"converted"}
_PLAIN_NO = frozenset(spelled(word) for word in NO_WORDS)


def _plain(value: str) -> Says | None:
    """The bare yes or no that a value is, else None."""
    sign = value.strip().removesuffix("\ufe0f")
    if sign in TICKS:
        return Says.YES if TICKS[sign] else Says.NO
    number = _WITH_PLACES.fullmatch(sign)
    word = number[1] if number and set(number[2]) == {"0"} and len(number[2]) <= 2 else spelled(value)
    return Says.YES if word in _PLAIN_YES else Says.NO if word in _PLAIN_NO else None


def _whole(value: str) -> Says | None:
    if value.strip() == "NaT" or value.strip().casefold() in _SIGNED:
        return Says.BLANK
    if (plain := _plain(value)) is not None:
        return plain
    word = spelled(value)
    tight = word.replace(" ", "")
    for answer, words in _WHOLE.items():
        if word in words or (tight and answer is not Says.BLANK and tight in words):
            return answer
    return Says.STAGE if _UNDER_WAY.fullmatch(tight) else None


def _turned_round(tokens: set[str], heard: set[Says]) -> Says:
    """ "Not interested", "did not buy", "no deal" are a no; "not lost" says nothing sure, and whoever was never called,
    did not pick up or was not worked has said nothing.
    """
    wanted = Says.YES in heard or tokens <= _NEVER or any(map(_WANTED.match, tokens))
    return Says.NO if wanted and not heard & {Says.NO, Says.EVENT, Says.BLANK} else Says.UNCLEAR


def _by_tokens(words: str) -> Says:
    tokens = set(words.split())
    if is_not_yet(words):
        return Says.BLANK
    heard = {answer for answer, known in _TOKENS.items() if tokens & known}
    if tokens & _NOT:
        return _turned_round(tokens, heard)
    if Says.YES in heard and Says.NO in heard:
        return Says.UNCLEAR
    if heard & {Says.YES, Says.NO} and heard & {Says.BLANK}:
        return Says.UNCLEAR
    for answer in (Says.NO, Says.YES, Says.BLANK, Says.EVENT, Says.STAGE, Says.STAYS):
        if answer in heard:
            return answer
    return Says.UNCLEAR

"""Which known name a word means that is none: its plural, a part of it, another word for it, or a slip of the pen."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from core.task.query.errors import nearest


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us")) and len(word) > 3 else word


_SAME = tuple(
    frozenset(map(_singular, words.split()))
    for words in (
        # columns
        "amount value revenue price total sum sales turnover worth volume size",
        "name title label subject",
        "job title position role function",
        "date day created time timestamp opened when since happened",
        "closed close ended end won",
        "id key number no code identifier",
        "type kind category class channel",
        "stage status state phase outcome result",
        "employees size headcount staff",
        "industry sector branch vertical",
        "gender sex",
        "email mail",
        "phone telephone mobile",
        "minutes duration length",
        "city town",
        "country nation",
        "rep owner agent salesperson seller manager user",
        # tables
        "contact client customer person people lead prospect member buyer consumer",
        "company account organisation organization firm business customer client",
        "opportunity deal opp sale pipeline",
        "activity event interaction touch engagement task call visit",
        "transaction trans transfer payment booking",
        "order purchase sale invoice",
        "loan credit",
        "product item article sku",
        "card plastic",
    )
)


def meant_names(word: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known names that a word most likely means, slips of the pen included; empty where none comes near."""
    if same := same_names(word, known):
        return same
    near = nearest(word, known)
    return (near,) if near else ()


def same_names(word: str, known: Sequence[str]) -> tuple[str, ...]:
    """The known names that say the same in other words: in the plural, in part, or with a synonym.

    Args:
        word: A name that is not known.
        known: Names, the likelier first.
    """
    parts = _parts(word)
    for fits in (_is_the_same, _holds, _is_another_word):
        fitting = [name for name in known if fits(parts, _parts(name))]
        if fitting:
            shortest = min(len(_parts(name)) for name in fitting)
            return tuple(name for name in fitting if len(_parts(name)) == shortest)
    return ()


def _is_the_same(word: list[str], name: list[str]) -> bool:
    return word == name


def _holds(word: list[str], name: list[str]) -> bool:
    return bool(word) and set(word) <= set(name)


def _is_another_word(word: list[str], name: list[str]) -> bool:
    return bool(word and name) and any({word[-1], name[-1]} <= same for same in _SAME)


def _parts(name: str) -> list[str]:
    """The words of a name in the singular: `SalesReps` and `sales_rep` are both sale, rep."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return [_singular(part) for part in re.split(r"[\W_]+", spaced.casefold()) if part]


def columns_named(name: str, tables: Iterable[tuple[str, Sequence[str]]]) -> list[tuple[str, str]]:
    """The tables that have a column of a name, with the column as they spell it."""
    return [
        (table, column) for table, columns in tables for column in columns if _parts(column) == _parts(name)
    ]

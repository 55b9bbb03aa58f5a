"""Names that differ by one letter of one word, and whether that is a slip of the pen or another real name."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[Any]  # of str, "" where nothing is known

_SHORTEST = 3  # letters of a word that may hold a slip
_KNOWN = 3  # rows from which on a word counts as one that people really use
_FEW, _OFTEN = (
    2,
    10,
)  # a word in two rows is misspelt as well where that of the other name is ten times as frequent
_MOST_NAMES = 60  # names that are the same but for one letter at one place
_MOST_ROWS = 25  # pairs of rows of two names


@dataclass(frozen=True)
class Differences:
    """How the names of pairs of rows differ; each array is (P,).

    Attributes:
        slip: By one letter (too many, too few, another, or two that changed places) of one word.
        rare: So, and the word of one name stands nowhere else, or in one other row at most while that of the other is
            frequent: the former is misspelt.
        real: Each of the words that differ stands in other rows as well, and none is rare beside the other: they are
            two names, however alike.
    """

    slip: BoolArray
    rare: BoolArray
    real: BoolArray


def slip_candidates(names: TextArray) -> tuple[IntArray, IntArray]:
    """Pairs of rows whose names are the same but for one letter of one word, first < second, and perhaps some more.

    Each word is left out letter by letter; names that become the same meet. After W. Garbe's symmetric deletion
    (SymSpell), here with the other words of the name as a part of the key, so that the order of words is no matter.
    """
    different = sorted({name for name in names if name})
    keys, owners = [], []
    for place, name in enumerate(different):
        for key in _keys(name):
            keys.append(key)
            owners.append(place)
    one, other = _sharing(np.array(keys, dtype=object), np.array(owners, dtype=np.int64))
    return _rows(names, different, one, other)


def differences(names: TextArray, first: IntArray, second: IntArray, look: BoolArray) -> Differences:
    """How names differ, for the pairs that are looked at; the others differ in no such way.

    Args:
        names: (n,) comparable names.
        first, second: (P,) rows.
        look: (P,) which pairs.
    """
    from rapidfuzz.distance import OSA

    counts = Counter(word for name in names for word in set(name.split()))
    slip, rare, real = (np.zeros(len(first), dtype=bool) for _ in range(3))
    for place in np.flatnonzero(look).tolist():
        one, other = names[first[place]].split(), names[second[place]].split()
        mine, yours = Counter(one) - Counter(other), Counter(other) - Counter(one)
        if not mine or not yours:
            continue
        real[place] = all(counts[word] > 1 for word in (*mine, *yours))
        if sum(mine.values()) != 1 or sum(yours.values()) != 1:
            continue
        (left,), (right,) = mine, yours
        if max(len(left), len(right)) < _SHORTEST or re.sub(r"\D", "", left) != re.sub(r"\D", "", right):
            continue
        slip[place] = OSA.distance(left, right, score_cutoff=1) == 1
        few, many = sorted((counts[left], counts[right]))
        rare[place] = slip[place] and (
            (few == 1 and many >= _KNOWN) or (few <= _FEW and many >= _OFTEN * few)
        )
    return Differences(slip, rare, real & ~rare)


def _keys(name: str) -> set[str]:
    """A name as it reads with each letter of each word left out, and with each word whole."""
    parts = name.split()
    found = set()
    for place, word in enumerate(parts):
        rest = " ".join(sorted(parts[:place] + parts[place + 1 :]))
        found.add(f"{rest}\x1f{word}")
        if len(word) >= _SHORTEST:
            found |= {f"{rest}\x1f{word[:i]}{word[i + 1 :]}" for i in range(len(word))}
    return found


def _sharing(keys: TextArray, owners: IntArray) -> tuple[IntArray, IntArray]:
    """Pairs of owners that share a key."""
    codes = pd.factorize(keys)[0]
    order = np.argsort(codes, kind="stable")
    codes, owners = codes[order], owners[order]
    first, second = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for step in range(1, min(_MOST_NAMES, len(codes))):
        near = codes[step:] == codes[:-step]
        if not near.any():
            break
        first.append(owners[:-step][near])
        second.append(owners[step:][near])
    return np.concatenate(first), np.concatenate(second)


def _rows(
    names: TextArray, different: list[str], one: IntArray, other: IntArray
) -> tuple[IntArray, IntArray]:
    """Pairs of names as pairs of rows; names that many rows have are left to the blocks of companies and phones."""
    place = {name: i for i, name in enumerate(different)}
    rows: list[list[int]] = [[] for _ in different]
    for row, name in enumerate(names):
        if name:
            rows[place[name]].append(row)
    first, second = [], []
    for pair in {(min(a, b), max(a, b)) for a, b in zip(one.tolist(), other.tolist(), strict=True) if a != b}:
        mine, yours = rows[pair[0]], rows[pair[1]]
        if len(mine) * len(yours) <= _MOST_ROWS:
            for a in mine:
                first += [min(a, b) for b in yours]
                second += [max(a, b) for b in yours]
    return np.array(first, dtype=np.int64), np.array(second, dtype=np.int64)

"""What the values of a column say beside each other: E is a yes beside Hayır, Pass beside Fail."""

from __future__ import annotations

from collections.abc import Iterable

from core.tables.answer_doubts import spelled
from core.tables.answer_words import Says, says

# what a value says only beside another one of its column: the yes, what stands beside it, and what that says then
# (None: what it says on its own)
_BESIDE: tuple[tuple[frozenset[str], frozenset[str], Says | None], ...] = tuple(
    (frozenset(map(spelled, yes)), frozenset(map(spelled, other)), means)
    for yes, other, means in (
        (("on",), ("off",), Says.NO),
        (("pass", "passed"), ("fail", "failed"), Says.NO),
        (("evet", "e"), ("hayır", "hayir", "h"), Says.NO),
        (("kyllä", "k"), ("ei", "e"), Says.NO),
        (("igen", "i"), ("nem", "n"), Says.NO),
        (("ano", "áno", "a", "da", "d"), ("ne", "nu", "n"), Says.NO),
        (("да", "д"), ("нет", "ні", "н"), Says.NO),
        (("ya", "y"), ("tidak", "t"), Says.NO),
        (("có", "c"), ("không", "k"), Says.NO),
        (("delivered", "fulfilled", "completed"), ("cancelled", "canceled", "returned", "refunded"), None),
    )
)


def heard(values: Iterable[str]) -> dict[str, Says]:
    """What each value of a column says, beside the others: E is a yes beside Hayır, Pass beside Fail."""
    found = {value: says(value) for value in values}
    words = {value: spelled(value) for value in found}
    there = set(words.values())
    for yes, other, means in _BESIDE:
        met = there & yes, there & other
        if not all(met) or max(map(len, met[0] | met[1])) == 1:
            continue  # letters alone may be grades
        for value, word in words.items():
            if word in yes:
                found[value] = Says.YES
            elif word in other and means is not None:
                found[value] = means
    return found

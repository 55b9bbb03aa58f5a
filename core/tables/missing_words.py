"""Words that stand for no value, by what they mean, and signs and words of computers that do so."""

from __future__ import annotations

from collections.abc import Iterator

from core.tables.missing_vocabulary import WORDS, Means

# what databases and spreadsheets write into an empty cell: it is read as one
OF_COMPUTERS = (
    "na", "n/a", "#n/a", "nan", "null", "<na>", "nat", "\\n", "#null!", "#value!", "#ref!", "#div/0!",
)  # fmt: skip
# written like them and the names of people, or codes of their own: pandas writes NaT, R and databases NA
NAMES_TOO = ("Na", "Nan", "Nat", "nat", "NAT")
SIGNS = ("-", "--", "?", ".")
# bare letters that stand for missing, and are as often codes: NC is a state as well
CODES_TOO = ("nr", "nc", "nd", "ka", "bd", "nsp", "na.")


def words_meaning(*means: Means) -> tuple[str, ...]:
    """The words of all languages, in lower case, that mean one of these, each once."""
    return tuple(dict.fromkeys(_listed(means)))


def _listed(means: tuple[Means, ...]) -> Iterator[str]:
    for by_meaning in WORDS.values():
        for one in means:
            yield from (word.strip() for word in by_meaning.get(one, ()))


# of a column of numbers or dates, cells that stand for a missing one: counted, said and read as empty
STANDS_FOR_MISSING = frozenset(
    (*SIGNS, *OF_COMPUTERS, *words_meaning("missing", "unknown", "not applicable", "none", "to come"))
)

"""Which rows of a table may be the same company or person: candidates from blocks, scored by names and addresses."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.settings import load_settings
from core.tables.name_slips import differences, slip_candidates

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]
TextArray = npt.NDArray[Any]  # of str, "" where nothing is known

ALIKE = 88.0  # indel similarity (0 … 100) from which two names may be one with a slip of the pen
_LOOKED_AT = 70.0  # from which likeness on the words that differ are looked at
_SLIP = "The names differ by one letter, and as one of them is written nobody else is called."
_ROUGHLY = 60.0
_ALIKE_TELLING = 83.0  # the same for what is left without words that many names have
_FEW = 20  # names that may have a word in common before it tells nothing
_WINDOW = 12  # neighbours compared in a block: cost grows with n, not with its square
_BY_CHANCE = (
    0.05  # pairs of a name in one group that chance alone would give, from which such a pair says little
)
_SEVERAL = 4  # rows that have a name before it is a common one
_COMMON = 0.7  # how far a name that many have still counts
_MOST = 30  # a mail address, phone or domain of more rows names none of them
_SHARED_BOXES = (
    "info@",
    "office@",
    "sales@",
    "contact@",
    "kontakt@",
    "hello@",
    "mail@",
    "admin@",
    "support@",
)


@dataclass(frozen=True)
class Subjects:
    """The rows of a table as they are compared; each array is (n,).

    Attributes:
        name: Comparable names; see `core.tables.comparable_names`.
        short: Of people, the last name with the first name's initial; of companies, their legal form.
        domain, mail, phone, city, country, company: Comparable, "" where unknown.
        filled: Filled cells of the row; of several the fullest is kept.
    """

    name: TextArray
    short: TextArray
    domain: TextArray
    mail: TextArray
    phone: TextArray
    city: TextArray
    country: TextArray
    company: TextArray
    filled: IntArray

    @property
    def n(self) -> int:
        return len(self.name)


@dataclass(frozen=True)
class Pairs:
    """Pairs of rows, first < second, with how sure it is that they are one and why.

    Attributes:
        first, second: (P,) rows.
        confidence: (P,) 0 … 1.
        why: (P,) one plain sentence.
    """

    first: IntArray
    second: IntArray
    confidence: FloatArray
    why: TextArray


def company_pairs(rows: Subjects) -> Pairs:
    """Companies with the same name apart from legal form and spelling, or with the same web domain."""
    from rapidfuzz import fuzz

    bare = np.array([name.replace(" ", "") for name in rows.name], dtype=object)
    first, second = _together(
        rows,
        [_anchored(rows.name, rows.filled), _anchored(rows.domain, rows.filled), slip_candidates(rows.name)],
        [(_cut(bare, slice(0, 4)), bare), (_cut(bare, slice(-4, None)), bare), (_rarest(rows.name), bare)],
    )
    same, alike = _names_alike(rows.name, first, second, ordered=False)
    differ = differences(rows.name, first, second, (alike >= _LOOKED_AT) & ~same)
    # "Tecka Logistics" and "Tecla Logistics" are alike by the word that tells least
    telling = _likeness(_telling(rows.name), first, second, fuzz.ratio)
    alike = np.where(same, alike, np.minimum(alike, telling + ALIKE - _ALIKE_TELLING))
    domain, other_domain = _compare(rows.domain, first, second)
    phone, _ = _compare(rows.phone, first, second)
    city, other_city = _compare(rows.city, first, second)
    _, other_country = _compare(rows.country, first, second)
    _, other_form = _compare(rows.short, first, second)
    near = (alike >= ALIKE) & ~same
    close = near & ~differ.real
    rules: list[tuple[npt.NDArray[np.bool_], FloatArray | float, str]] = [
        (
            same & domain,
            0.97,
            "The names are the same apart from legal form and spelling, and so is the web domain.",
        ),
        (near & domain, 0.93, "The names are nearly the same, and the web domain is the same."),
        ((alike >= _ROUGHLY) & domain, 0.8, "The web domain is the same, and the names are alike."),
        (domain, 0.6, "The web domain is the same; the names differ, so one may be a part of the other."),
        (
            same & phone,
            0.95,
            "The names are the same apart from legal form and spelling, and so is the phone number.",
        ),
        (
            same & other_form & ~city,
            0.65,
            "The names are the same, but not the legal forms: a group has several companies of one name.",
        ),
        (same & city, 0.93, "The names are the same apart from legal form and spelling, and so is the city."),
        (
            same & other_domain,
            0.7,
            "The names are the same apart from legal form and spelling; the web domains differ.",
        ),
        (same, 0.9, "The names are the same apart from legal form and spelling."),
        (near & other_domain, 0.0, ""),
        (
            differ.rare & (phone | city),
            0.88,
            f"{_SLIP} Phone or city is the same.",
        ),
        (differ.rare & ~other_domain & ~other_city, 0.65, _SLIP),
        (differ.rare & other_city, 0.0, ""),
        (
            close & (phone | city),
            0.65 + 0.02 * (alike - ALIKE),
            "The names are nearly the same; phone or city is the same.",
        ),
        (close, 0.5 + 0.025 * (alike - ALIKE), "The names are nearly the same."),
    ]
    pairs = _rated(first, second, rules)
    less = np.where(other_country, 0.75, np.where(other_city & ~domain, 0.88, 1.0))
    said = np.where(
        other_country, " The countries differ.", np.where(other_city & ~domain, " The cities differ.", "")
    )
    return Pairs(pairs.first, pairs.second, pairs.confidence * less, (pairs.why + said.astype(object)))


def person_pairs(rows: Subjects) -> Pairs:
    """People with the same mail address, or the same name at the same company, phone or mail domain."""
    mail = np.array(["" if one.startswith(_SHARED_BOXES) else one for one in rows.mail], dtype=object)
    at_company = rows.company + np.where(rows.company == "", "", "\x1f")
    first, second = _together(
        rows,
        [
            _anchored(mail, rows.filled),
            _anchored(_joined(at_company, rows.name), rows.filled),
            slip_candidates(rows.name),
        ],
        [(mail, rows.name), (rows.phone, rows.name), (rows.company, rows.name), (rows.company, rows.short),
         (_joined(rows.domain, rows.short), rows.name)],
    )  # fmt: skip
    same, alike = _names_alike(rows.name, first, second, ordered=True)
    same_mail, other_mail = _compare(mail, first, second)
    phone, _ = _compare(rows.phone, first, second)
    domain, _ = _compare(rows.domain, first, second)
    company, other_company = _compare(rows.company, first, second)
    short, _ = _compare(rows.short, first, second)
    is_short = np.array([len(parts) > 1 and min(map(len, parts)) == 1 for parts in map(str.split, rows.name)])
    initial = short & (is_short[first] != is_short[second])
    whole = np.array([" " in name for name in rows.name])
    both = whole[first] & whole[second]
    differ = differences(rows.name, first, second, (alike >= _LOOKED_AT) & ~same)
    near = (alike >= ALIKE) & ~same
    close = near & ~differ.real
    nameless = (rows.name[first] == "") | (rows.name[second] == "")
    rules: list[tuple[npt.NDArray[np.bool_], FloatArray | float, str]] = [
        (same_mail & same, 0.98, "Name and mail address are the same."),
        (same_mail & (near | initial), 0.95, "The mail address is the same, and the names nearly are."),
        (same_mail & nameless, 0.9, "The mail address is the same."),
        (same_mail, 0.65, "The mail address is the same; the names differ, so several people may share it."),
        (same & phone & both, 0.95, "Name and phone number are the same."),
        (near & phone, 0.85, "The phone number is the same, and the names nearly are."),
        (differ.rare & (company | domain) & ~other_mail, 0.88, f"{_SLIP} The company is the same."),
        (differ.rare & ~other_company & ~other_mail & both, 0.65, _SLIP),
        (
            same & company & both & other_mail,
            0.75,
            "Name and company are the same; the mail addresses differ.",
        ),
        (same & company & both, 0.88, "Name and company are the same."),
        (same & domain & both, 0.82, "Name and mail domain are the same."),
        (same & company, 0.62, "The name, of one word only, and the company are the same."),
        (initial & (company | domain) & ~other_mail, 0.75, "Last name, initial and company are the same."),
        (
            initial & (company | domain),
            0.66,
            "Last name, initial and company are the same; the mail addresses differ.",
        ),
        (
            close & company & ~other_mail,
            0.55 + 0.02 * (alike - ALIKE),
            "The company is the same, and the names nearly are.",
        ),
    ]
    pairs = _rated(first, second, rules)
    less = np.where(other_company & ~same_mail, 0.9, 1.0)
    told = same_mail | phone
    common = (
        same
        & ~told
        & np.where(
            company,
            _meet_by_chance(rows.name, rows.company, first),
            _meet_by_chance(rows.name, rows.domain, first),
        )
    )
    less = np.where(common, _COMMON * less, less)
    return Pairs(pairs.first, pairs.second, pairs.confidence * less, pairs.why)


def _together(
    rows: Subjects,
    anchored: Sequence[tuple[IntArray, IntArray]],
    blocks: Sequence[tuple[TextArray, TextArray]],
) -> tuple[IntArray, IntArray]:
    """All candidates once, first < second."""
    found = [*anchored, *(_neighbours(key, order) for key, order in blocks)]
    low = np.concatenate([np.minimum(one, other) for one, other in found])
    high = np.concatenate([np.maximum(one, other) for one, other in found])
    codes = np.unique(low * rows.n + high)
    return codes // max(rows.n, 1), codes % max(rows.n, 1)


def _anchored(values: TextArray, filled: IntArray) -> tuple[IntArray, IntArray]:
    """Each row with the fullest one of the same value, however many there are up to `_MOST`."""
    rows = np.flatnonzero(values != "")
    frame = pd.DataFrame({"value": values[rows], "row": rows, "filled": -filled[rows]})
    frame = frame.sort_values(["value", "filled", "row"], kind="stable")
    groups = frame.groupby("value", sort=False)["row"]
    frame["anchor"], frame["n"] = groups.transform("first"), groups.transform("size")
    kept = frame[(frame["row"] != frame["anchor"]) & (frame["n"] <= _MOST)]
    return kept["anchor"].to_numpy(dtype=np.int64), kept["row"].to_numpy(dtype=np.int64)


def _neighbours(key: TextArray, order: TextArray) -> tuple[IntArray, IntArray]:
    """Rows of the same block that stand near each other in alphabetical order (sorted neighbourhood).

    After M. Hernández, S. Stolfo, "The merge/purge problem for large databases", SIGMOD 1995.
    """
    rows = np.flatnonzero((key != "") & (order != ""))
    block = pd.factorize(key[rows])[0]
    place = np.lexsort((pd.factorize(order[rows], sort=True)[0], block))
    rows, block = rows[place], block[place]
    first, second = [], []
    for step in range(1, _WINDOW + 1):
        near = block[step:] == block[:-step]
        first.append(rows[:-step][near])
        second.append(rows[step:][near])
    return np.concatenate(first).astype(np.int64), np.concatenate(second).astype(np.int64)


def _names_alike(
    names: TextArray, first: IntArray, second: IntArray, *, ordered: bool
) -> tuple[npt.NDArray[np.bool_], FloatArray]:
    """Whether the names are the same, and how alike they are, 0 … 100; other digits are other names."""
    from rapidfuzz import fuzz

    bare = np.array([name.replace(" ", "") for name in names], dtype=object)
    digits = np.array(["".join(c for c in name if c.isdigit()) for name in names], dtype=object)
    known = (names[first] != "") & (names[second] != "")
    alike = _likeness(names, first, second, fuzz.ratio)
    if not ordered:
        alike = np.maximum(alike, _likeness(names, first, second, fuzz.token_sort_ratio))
    same = known & (bare[first] == bare[second])
    alike = np.where(known & (digits[first] == digits[second]), alike, 0.0)
    return same, np.where(same, 100.0, alike)


def _likeness(
    names: TextArray, first: IntArray, second: IntArray, scorer: Callable[..., float]
) -> FloatArray:
    from rapidfuzz.process import cpdist

    workers = load_settings().threads or -1
    found = cpdist(list(names[first]), list(names[second]), scorer=scorer, workers=workers)
    return np.asarray(found, dtype=np.float64)


def _telling(names: TextArray) -> TextArray:
    """The names without words that many of them have; a name of such words alone stays whole."""
    words = [name.split() for name in names]
    counts = Counter(word for parts in words for word in set(parts))
    most = max(_FEW, 0.005 * len(names))
    told = [" ".join(word for word in parts if counts[word] <= most) for parts in words]
    return np.array([few or name for few, name in zip(told, names, strict=True)], dtype=object)


def _compare(
    values: TextArray, first: IntArray, second: IntArray
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Where both are known: whether they are the same, and whether they differ."""
    known = (values[first] != "") & (values[second] != "")
    same = known & (values[first] == values[second])
    return same, known & ~same


def _rated(
    first: IntArray,
    second: IntArray,
    rules: Sequence[tuple[npt.NDArray[np.bool_], FloatArray | float, str]],
) -> Pairs:
    """The first rule that holds speaks."""
    holds = [rule for rule, _, _ in rules]
    confidence = np.select(holds, [np.broadcast_to(share, len(first)) for _, share, _ in rules], 0.0)
    place = np.select(holds, list(range(len(rules))), -1)
    why = np.array([*(sentence for _, _, sentence in rules), ""], dtype=object)[place]
    return Pairs(first, second, confidence.astype(np.float64), why)


def _meet_by_chance(names: TextArray, groups: TextArray, rows: IntArray) -> npt.NDArray[np.bool_]:
    """Whether chance alone puts two rows with the name of each of some rows into one group, as with John Smith.

    Of n rows of one name n (n - 1) / 2 pairs may meet, each as often as any two rows of the table do.
    """
    sizes = pd.Series(groups[groups != ""]).value_counts().to_numpy(dtype=np.float64)
    n = sizes.sum()
    meet = float((sizes * (sizes - 1)).sum() / max(1.0, n * (n - 1)))
    counts = pd.Series(names).map(pd.Series(names).value_counts()).to_numpy(dtype=np.float64)[rows]
    return np.asarray((counts >= _SEVERAL) & (counts * (counts - 1) / 2 * meet > _BY_CHANCE))


def _joined(one: TextArray, other: TextArray) -> TextArray:
    return np.where((one == "") | (other == ""), "", one + other).astype(object)


def _cut(values: TextArray, part: slice) -> TextArray:
    return np.array([value[part] for value in values], dtype=object)


def _rarest(names: TextArray) -> TextArray:
    """The word of each name that the fewest names have."""
    words = [name.split() for name in names]
    counts = Counter(word for parts in words for word in parts)
    rank: Callable[[str], tuple[int, str]] = lambda word: (counts[word], word)  # noqa: E731 - a key of a minimum
    return np.array([min(parts, key=rank) if parts else "" for parts in words], dtype=object)

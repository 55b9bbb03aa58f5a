"""Keys that are written a little otherwise in one table than in another, and which key each of them means."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from core.cell_words import cell_words
from core.record import Record
from core.tables.key_overlap import KeyMeasure, Place, measuring
from core.tables.merges import Merge, final_keys
from core.tables.table_set import Link, TableSet

MOST_LOST = 20_000  # different keys that lead nowhere, of one link
_MOST_COMPARED = 20_000_000  # pairs of names compared letter by letter
_ALIKE = 88.0  # indel similarity (0 … 100) of a slip of the pen
_AHEAD = 4.0  # by which the most alike key must be ahead of the next one
_SHORTEST = 5  # letters and digits of a name that may hold a slip
_CASE_COUNTS = re.compile(r"(?=.*[a-z])(?=.*[A-Z])(?=.*[0-9])[0-9A-Za-z]{15,}")  # ids such as Salesforce's
_SAME_PREFIX = 0.8  # of the pairs differ by the same beginning
_FEWEST_PREFIXED = 3

Pairs = dict[str, tuple[str, str]]  # lost key -> the key that it means, and how they differ


class SpellingProposal(Record):
    """Keys of one link that lead nowhere as they are written and mean other keys.

    Attributes:
        table, column, to: The link.
        pairs: Each lost key with the key that it means.
        count: Rows that find theirs by it.
        sentence: It in plain words, with examples.
    """

    table: str
    column: str
    to: str
    pairs: tuple[tuple[str, str], ...]
    count: int
    sentence: str


def propose_spellings(tables: TableSet) -> tuple[SpellingProposal, ...]:
    """For each link whose keys lead nowhere in part, those that are nearly a key; nothing is changed.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    with measuring(tables) as measure:
        found = (_proposal(tables, link, measure) for link in tables.links)
        return tuple(one for one in found if one is not None)


def with_spellings(tables: TableSet, proposal: SpellingProposal) -> TableSet:
    """The set in which the lost keys of a proposal mean the keys that it names; the files stay as they are."""
    gone = final_keys(tables.merges, proposal.to)
    meant: dict[str, list[str]] = {}
    for lost, key in proposal.pairs:
        if lost not in gone:
            meant.setdefault(gone.get(key, key), []).append(lost)
    made = tuple(
        Merge(table=proposal.to, kept=key, merged=tuple(lost), is_spelling=True)
        for key, lost in meant.items()
    )
    changed = tables.model_copy(update={"merges": (*tables.merges, *made)})
    return _counted(changed, proposal.to)


def without_spellings(tables: TableSet, to: str) -> TableSet:
    """The set in which keys of a table mean only what is written."""
    kept = tuple(one for one in tables.merges if not (one.is_spelling and one.table == to))
    return _counted(tables.model_copy(update={"merges": kept}), to)


def nearly_found(measure: KeyMeasure, child: Place, parent: Place) -> int:
    """How many different values of a column are no keys as they are written, and nearly are; slips are not counted."""
    lost = [word for word, _ in measure.lost(child, parent, MOST_LOST)]
    return len(_meant(lost, measure.keys(child, parent), slips=False))


def _counted(tables: TableSet, to: str) -> TableSet:
    from core.tables.measured_links import measured

    with measuring(tables) as measure:
        for link in tables.links_to(to):
            tables = tables.with_link(measured(measure, tables, link))
    return tables


def _proposal(tables: TableSet, link: Link, measure: KeyMeasure) -> SpellingProposal | None:
    key = tables.table(link.to).primary_key
    if key is None:
        return None
    child, parent = (link.table, link.column), (link.to, key)
    rows = dict(measure.lost(child, parent, MOST_LOST))
    if not rows:
        return None
    pairs = _meant(list(rows), measure.keys(child, parent), slips=True)
    if not pairs:
        return None
    count = sum(rows[lost] for lost in pairs)
    kinds = Counter(how for _, how in pairs.values())
    told = ", ".join(
        f"{cell_words(lost, 40)} for {cell_words(key, 40)}" for lost, (key, _) in list(pairs.items())[:3]
    )
    sentence = (
        f"{link.name}: {len(pairs):,} of {len(rows):,} different values that name no row of {link.to} do so but for "
        f"{' or '.join(kinds)}, such as {told}; {count:,} {'row' if count == 1 else 'rows'}."
    )
    return SpellingProposal(
        table=link.table,
        column=link.column,
        to=link.to,
        pairs=tuple((lost, key) for lost, (key, _) in pairs.items()),
        count=count,
        sentence=sentence,
    )


def _meant(lost: Sequence[str], keys: Sequence[str], *, slips: bool) -> Pairs:
    """Which key each lost one means, by the first rule that leads to a single key."""
    case_counts = len({key.casefold() for key in keys}) < len(keys)
    open_words = [word for word in lost if not _CASE_COUNTS.fullmatch(word)]
    found: Pairs = {}
    for how, alike in _RULES.items():
        if case_counts and how == _CASE:
            continue
        meant = _unique(keys, alike)
        for word in open_words:
            key = meant.get(alike(word))
            if word not in found and key is not None:
                found[word] = (key, how)
    found |= _by_prefix([word for word in open_words if word not in found], keys)
    if slips and not case_counts:
        found |= _slips([word for word in open_words if word not in found], keys)
    return found


def _unique(keys: Sequence[str], alike: Callable[[str], str]) -> Mapping[str, str]:
    """What is left of each key, where it is left of no other."""
    left = [alike(key) for key in keys]
    counts = Counter(left)
    return {one: key for one, key in zip(left, keys, strict=True) if one and counts[one] == 1}


def _spaced(text: str) -> str:
    return " ".join(text.casefold().split())


def _bare(text: str) -> str:
    """Letters and digits alone, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if c.isalnum())


def _unpadded(text: str) -> str:
    return _bare(re.sub(r"(?<!\d)0+(?=\d)", "", re.sub(r"\.0+$", "", text.strip())))


_CASE = "upper and lower case"
_RULES: dict[str, Callable[[str], str]] = {
    _CASE: _spaced,
    "spaces and signs": _bare,
    "leading zeros": _unpadded,
}


def _by_prefix(lost: Sequence[str], keys: Sequence[str]) -> Pairs:
    """Keys such as "ACC-12" for "12", where nearly all differ by the same beginning that the others have not."""
    meant = _unique(keys, _digits)
    found = {word: meant[_digits(word)] for word in lost if _digits(word) in meant}
    begins = Counter((_beginning(word), _beginning(key)) for word, key in found.items())
    if not begins:
        return {}
    (best, n), *_ = begins.most_common(1)
    # "C-12" and "A-12" are other things with the same number
    if n < max(_FEWEST_PREFIXED, _SAME_PREFIX * len(found)) or all(best):
        return {}
    how = f"the beginning {cell_words((best[0] or best[1]).strip())}"
    return {word: (key, how) for word, key in found.items() if (_beginning(word), _beginning(key)) == best}


def _digits(text: str) -> str:
    """The number at the end without leading zeros, "" where the text does not end in one after a beginning."""
    match = re.fullmatch(r"[^\d]*0*(\d+)(\.0+)?", text.strip())
    return match[1] if match else ""


def _beginning(text: str) -> str:
    return re.sub(r"\d.*$", "", text.strip())


def _slips(lost: Sequence[str], keys: Sequence[str]) -> Pairs:
    """Names with a letter too many, too few or wrong, where no other key is nearly as alike."""
    words = [word for word in lost if len(_bare(word)) >= _SHORTEST and not _bare(word).isdigit()]
    if not words or len(keys) < 2 or len(words) * len(keys) > _MOST_COMPARED:
        return {}
    from rapidfuzz import fuzz, process

    left = [_bare(key) for key in keys]
    found: Pairs = {}
    for word in words:
        bare = _bare(word)
        best = process.extract(bare, left, scorer=fuzz.ratio, limit=2)
        (text, score, place), second = best[0], best[1][1]
        same_digits = re.findall(r"\d", text) == re.findall(r"\d", bare)
        if score >= _ALIKE and score - second >= _AHEAD and same_digits:
            found[word] = (keys[place], "a slip of the pen")
    return found

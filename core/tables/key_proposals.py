"""Which column names a row of a table: unique, filled, and called like an id or like the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from core.tables.chance_overlap import is_count
from core.tables.identifiers import says_people
from core.tables.key_overlap import KeyMeasure
from core.tables.made_keys import made_key_name
from core.tables.name_words import says_id, without_id, words
from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable, TableSet

ENOUGH = 0.5  # a key is proposed from this confidence on
GENERIC = ((), ("record",), ("row",), ("index",), ("name",), ("title",), ("column",))
_NATURAL = frozenset(
    ("email", "mail", "domain", "iban", "sku", "isbn", "slug", "vat", "duns", "phone", "url")
)
_UNNAMED = (("column",), ("unnamed",), ("index",))
_NEARLY = 0.9
_HALF = 0.5  # of the rows have an id of their own at least, where some repeat it
_MAX_LENGTH = 64  # characters of a key, on average
_SURELY = frozenset(("id", "key", "uuid", "guid"))
_LINES = frozenset(("line", "position", "pos", "seq", "sequence", "step", "version"))
_MAX_PAIRED = 8  # columns tried in pairs for a key of two columns


@dataclass(frozen=True)
class KeyProposal:
    """The column that probably names a row.

    Attributes:
        column: None where no single column does.
        confidence: 0 … 1.
        why: One plain sentence.
        made_of: What the key has to be made of first: two columns that name a row only together, or one that repeats.
    """

    column: str | None
    confidence: float
    why: str
    made_of: tuple[str, ...] = ()


def propose_key(
    tables: TableSet, linked: LinkedTable, measure: KeyMeasure, preferred: str | None = None
) -> KeyProposal:
    """The primary key of one table.

    Args:
        tables: The set it belongs to; a column whose name other tables have as well is rather a key.
        linked: The table.
        measure: Looks at its values.
        preferred: The key that a template names.
    """
    shared = _names_elsewhere(tables, linked)
    rated = [
        (*_rate(linked, column, place, measure, shared), -place, column.name)
        for place, column in enumerate(linked.table.columns)
    ]
    if preferred is not None:
        rated += [
            (max(confidence, 0.98), f"{why} The template says so too.", 1, name)
            for confidence, why, _, name in rated
            if name == preferred and confidence >= ENOUGH
        ]
    confidence, why, _, name = max(rated, key=lambda item: (item[0], item[2]))
    if confidence >= ENOUGH:
        if not _repeats(linked, name):
            return KeyProposal(name, confidence, why)
        return _counted(linked, name)
    pairs = _pairs(linked, measure, shared)
    repeated = next((c.name for c in linked.table.columns if _names_what_repeats(linked, c)), None)
    repeated = repeated or _names_nearly_all(tables, linked, measure, shared)
    together = next((pair for pair in pairs if repeated is None or _counts_lines(pair)), None)
    if together is not None:
        why = f"No column of {linked.name} names a row; {' and '.join(together)} do so together."
        return KeyProposal(made_key_name(linked.table, together), 0.8, why, together)
    if repeated is not None:
        return _counted(linked, repeated)
    return KeyProposal(None, 0.0, f"No column of {linked.name} is filled and different in every row.")


def _repeats(linked: LinkedTable, name: str) -> int:
    """Rows that repeat the value of an earlier one."""
    column = linked.column(name)
    return linked.table.n_rows - column.n_missing - column.n_distinct


def _names_what_repeats(linked: LinkedTable, column: Column) -> bool:
    """True for the id of what the table is called after, such as a deal that was opened again, in a second row."""
    parts, table = words(column.name), words(linked.name)
    named = without_id(parts)
    n_filled = linked.table.n_rows - column.n_missing
    return (
        says_id(parts)
        and bool(named)
        and table[-len(named) :] == named  # order_id in orders, and not in order_items
        and column.role not in (Role.DATE, Role.YES_NO)
        and n_filled >= _NEARLY * linked.table.n_rows
        and column.n_distinct >= _HALF * n_filled
    )


def _names_nearly_all(
    tables: TableSet, linked: LinkedTable, measure: KeyMeasure, shared: Counter[tuple[str, ...]]
) -> str | None:
    """The id that names nearly every row, whatever the table is called: the first column, or one that others have too.

    An id of another table's rows is none, even where hardly any of them is named twice.
    """
    rated = []
    for place, column in enumerate(linked.table.columns):
        parts = words(column.name)
        n_filled = linked.table.n_rows - column.n_missing
        if (
            says_id(parts)
            and not set(parts) & (_NATURAL | _LINES)
            and (place == 0 or shared[parts] or _SURELY & set(parts))
            and not says_people(column.name)
            and column.role not in (Role.DATE, Role.YES_NO, Role.TEXT, Role.TARGET)
            and _NEARLY * linked.table.n_rows <= n_filled
            and _NEARLY * n_filled < column.n_distinct
            and not any(_names_rows_of(other, column) for other in tables.tables if other.name != linked.name)
            and measure.values((linked.name, column.name)).is_whole
        ):
            rated.append((place == 0, shared[parts] > 0, -place, column.name))
    return max(rated)[-1] if rated else None


def _names_rows_of(other: LinkedTable, column: Column) -> bool:
    """Whether a column of a table seems to be the key of another one: called after it, or unique there."""
    parts, table = words(column.name), words(other.name)
    named = without_id(parts)
    if named and table[-len(named) :] == named:
        return True
    return any(
        words(one.name) == parts
        and one.n_missing == 0
        and column.n_distinct <= one.n_distinct == other.table.n_rows
        for one in other.table.columns
    )


def _counted(linked: LinkedTable, name: str) -> KeyProposal:
    """A key made of a column that repeats."""
    column, n = linked.column(name), _repeats(linked, name)
    without = f" and {column.n_missing:,} have none" if column.n_missing else ""
    why = (
        f"{n:,} of {linked.table.n_rows:,} rows repeat the {name} of an earlier one{without}, so each row is named by "
        "it and its place among them, as in 5 and 5 (2)."
    )
    return KeyProposal(made_key_name(linked.table, (name,)), 0.6, why, (name,))


def _rate(
    linked: LinkedTable, column: Column, place: int, measure: KeyMeasure, shared: Counter[tuple[str, ...]]
) -> tuple[float, str]:
    """How sure it is that a column is the key, and why."""
    n_rows = linked.table.n_rows
    n_filled = n_rows - column.n_missing
    is_unique = column.n_missing == 0 and column.n_distinct == n_rows
    is_nearly = n_filled >= _NEARLY * n_rows and column.n_distinct >= _NEARLY * n_filled
    parts = words(column.name)
    named = without_id(parts)
    own = is_own(named, words(linked.name))
    is_id = says_id(parts) or named in (("record",), ("row",))
    if n_filled == 0 or not is_nearly or column.role in (Role.DATE, Role.YES_NO):
        return 0.0, ""
    if not is_unique:
        repeats = n_filled - column.n_distinct
        why = f"Its name says so, though {repeats:,} rows repeat a value and {column.n_missing:,} have none."
        return (0.6, why) if is_id and (own or named in GENERIC) else (0.0, "")
    values = measure.values((linked.name, column.name))
    is_short = values.is_whole and values.mean_length <= _MAX_LENGTH
    is_first = place == 0 and column.role is not Role.TEXT
    every = "every row has its own value"
    rules = (
        (not is_short, 0.0, ""),
        (own and is_id, 0.97, f"It is called after the table, and {every}."),
        (is_id and named in GENERIC, 0.95, f"It is called an id, and {every}."),
        (own, 0.88, f"It is called after the table, and {every}."),
        (is_id, 0.8 if place == 0 else 0.7, f"It is called an id, and {every}."),
        (bool(set(parts) & _NATURAL), 0.66, f"{every.capitalize()}, and such values name one thing."),
        (parts[:1] in _UNNAMED, 0.0, ""),
        (
            shared[parts] > 0 and (values.has_letters or place == 0),
            0.65,
            f"{every.capitalize()}, and another table has a column of that name.",
        ),
        (is_first, 0.6, f"It is the first column, and {every}."),
    )
    confidence, why = next(((share, why) for holds, share, why in rules if holds), (0.0, ""))
    # three different values in three rows prove little
    return confidence * min(1.0, 0.82 + 0.02 * n_rows), why


def is_own(named: tuple[str, ...], table: tuple[str, ...]) -> bool:
    """True where a column is called after its table: `account` in accounts, `trans` in trans_1997."""
    if not named or len(named) > len(table):
        return False
    return named in (table[-len(named) :], table[: len(named)])


def _names_elsewhere(tables: TableSet, linked: LinkedTable) -> Counter[tuple[str, ...]]:
    return Counter(
        words(column.name)
        for other in tables.tables
        if other.name != linked.name
        for column in other.table.columns
    )


def _pairs(
    linked: LinkedTable, measure: KeyMeasure, shared: Counter[tuple[str, ...]]
) -> Iterator[tuple[str, str]]:
    """Two columns each that are filled and name every row together.

    Both are called ids or numbers of something, or both stand in another table as well: values of any two columns may
    differ in every row of a small table.
    """
    candidates = [
        column.name
        for column in linked.table.columns
        if column.n_missing == 0
        and 1 < column.n_distinct < linked.table.n_rows
        and column.role not in (Role.TEXT, Role.YES_NO, Role.DATE)
        and (says_id(words(column.name)) or shared[words(column.name)] or _counts_lines((column.name,)))
    ][:_MAX_PAIRED]
    for pair in combinations(candidates, 2):
        names_it = all(says_id(words(name)) or _counts_lines((name,)) for name in pair)
        stands_elsewhere = all(shared[words(name)] and not is_count(name) for name in pair)
        if (names_it or stands_elsewhere) and measure.n_different(linked, pair) == linked.table.n_rows:
            yield pair


def _counts_lines(columns: tuple[str, ...]) -> bool:
    """Whether one of the columns counts the parts of something, such as the lines of an order."""
    return any(_LINES & set(words(name)) for name in columns)

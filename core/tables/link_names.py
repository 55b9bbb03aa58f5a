"""How far a column's name says that it holds the keys of a certain table."""

from __future__ import annotations

from core.tables.key_proposals import GENERIC
from core.tables.name_words import says_id, without_id, words

BY_NAME = 0.6  # from this likeness on a name speaks for a link
_SAME = (
    frozenset(("company", "account", "organization", "organisation", "firm", "employer")),
    frozenset(("contact", "person", "lead", "customer", "client", "member", "prospect", "kunde")),
    frozenset(("opportunity", "deal", "pipeline")),
    frozenset(("product", "item", "article", "sku")),
    frozenset(("rep", "agent", "user", "owner", "employee", "salesperson", "assignee", "assigned", "seller")),
)
_DIRECTION = frozenset(
    ("from", "to", "source", "target", "sender", "receiver", "recipient", "payer", "payee", "by")
)
_ITSELF = frozenset(
    (
        *("parent", "subsidiary", "report", "manager", "referred", "referrer", "supervisor", "head"),
        *("master", "duplicate", "predecessor", "previous", "superior", "mother", "holding", "upline"),
    )
)


def name_likeness(table: str, column: str, parent: str, key: str) -> tuple[float, str]:
    """0 … 1: how far a column is called after another table or its key, and how, in words.

    Args:
        table, column: Where the key may stand.
        parent, key: The table it may point at, and its primary key.
    """
    if table == parent:
        return _likeness_to_itself(column, parent)
    own, owner, theirs = words(column), words(parent), words(key)
    named, key_named = without_id(own), without_id(theirs)
    is_generic = key_named in GENERIC or all(len(part) < 3 for part in key_named)
    if not named:
        return 0.0, ""
    targets = [target for target in (owner, () if is_generic else key_named) if target]
    rules = (
        (not is_generic and own == theirs, 1.0, f"it has the name of {parent}'s key"),
        (named == owner, 0.97, f"it is called after {parent}"),
        (not is_generic and named == key_named, 0.95, f"it has the name of {parent}'s key"),
        (any(_ends_with(named, target) for target in targets), 0.85, f"its name ends like {parent}"),
        (any(_begins_with(named, target) for target in targets), 0.8, f"its name begins like {parent}"),
        (speaks_of_itself(column, parent), 0.75, f"it is called after {parent}"),
        (any(_is_part(named, target) for target in targets), 0.7, f"its name is a part of {parent}'s"),
        (_is_other_word(own, owner), 0.6, f"it is another word for {parent}"),
    )
    return next(((share, how) for holds, share, how in rules if holds), (0.0, ""))


def says_which_way(column: str) -> bool:
    """True for names such as to_company and sent_by: what they say of is one thing, not a number of things."""
    parts = words(column)
    return len(parts) > 1 and bool({parts[0], parts[-1]} & _DIRECTION)


def _likeness_to_itself(column: str, table: str) -> tuple[float, str]:
    """How far a column says that it names another row of its own table."""
    own, owner = words(column), words(table)
    if _ends_with(without_id(own), owner):
        return 0.85, f"its name ends like {table}"
    if set(own) & _ITSELF:
        return 0.7, "its name speaks of another row of the same table"
    return 0.0, ""


def speaks_of_itself(column: str, parent: str) -> bool:
    """True where a column is called after a table, or after the end or beginning of its name."""
    named, owner = without_id(words(column)), words(parent)
    if not named or not owner:
        return False
    return owner in (named, named[-len(owner) :]) or (len(named) <= len(owner) and _is_part(named, owner))


def _is_part(named: tuple[str, ...], target: tuple[str, ...]) -> bool:
    return len(target) > len(named) and named in (target[-len(named) :], target[: len(named)])


def _ends_with(named: tuple[str, ...], target: tuple[str, ...]) -> bool:
    return len(named) > len(target) > 0 and named[-len(target) :] == target


def _begins_with(named: tuple[str, ...], target: tuple[str, ...]) -> bool:
    """True for account_to and account_from: the rest says only which way."""
    return (
        len(named) > len(target)
        and named[: len(target)] == target
        and set(named[len(target) :]) <= _DIRECTION
    )


def _is_other_word(own: tuple[str, ...], owner: tuple[str, ...]) -> bool:
    """True for owner_id, assigned_to or customer_id where the table is called users, reps or clients."""
    named = without_id(own)
    bare = tuple(part for part in named if part not in _DIRECTION)
    is_key = says_id(own) or bare != named
    return is_key and bool(bare) and _same(bare[-1], owner[-1:])


def _same(word: str, others: tuple[str, ...]) -> bool:
    return any(word in group and bool(group & set(others)) for group in _SAME)

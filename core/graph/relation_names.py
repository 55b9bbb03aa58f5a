"""What relations between tables are called, in the graph and on screen; no name is contained in another."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LIKE = {  # kinds of tables that take part in relations as another kind does
    "lead": "contact",
    "person": "contact",
    "call": "activity",
    "task": "activity",
    "event": "activity",
    "email": "activity",
    "meeting": "activity",
    "deal": "opportunity",
    "sales_rep": "rep",
    "sales rep": "rep",
    "sales_team": "rep",
    "user": "rep",
    "owner": "rep",
    "organisation": "company",
}

# (child, parent): (child heard by parent, parent heard by child); "*" stands for any kind, first match wins.
_KNOWN: dict[tuple[str, str], tuple[str, str]] = {
    ("contact", "company"): ("works_at", "employs"),
    ("*", "rep"): ("assigned_to", "looks_after"),
    ("*", "campaign"): ("engaged_with", "reached"),
    ("activity", "*"): ("done_with", "had_activity"),
    ("opportunity", "*"): ("related_to", "has_opportunity"),
    ("account", "client"): ("belongs_to", "holds_account"),
    ("account", "contact"): ("belongs_to", "holds_account"),
    ("account", "company"): ("belongs_to", "holds_account"),
    ("campaign_member", "*"): ("taken_part_by", "took_part"),
    ("transaction", "*"): ("booked_on", "triggered"),
}
LATER, EARLIER = "later_part_of", "early_part_of"
TRANSFERS = ("transfers_to", "received_from")
INDUSTRY_PEER, SIMILAR = "industry_peer", "similar_to"

_TITLES = {  # as the row that hears sees it
    "works_at": "people who work there",
    "employs": "employer",
    "assigned_to": "looked after",
    "looks_after": "responsible person",
    "engaged_with": "who engaged with it",
    "reached": "campaigns",
    "taken_part_by": "campaigns taken part in",
    "took_part": "who took part",
    "done_with": "activities",
    "had_activity": "who it was with",
    "related_to": "opportunities",
    "has_opportunity": "what it is about",
    "belongs_to": "accounts",
    "holds_account": "holder of the account",
    "booked_on": "transactions",
    "triggered": "where it was booked",
    LATER: "what became of it",
    EARLIER: "how it began",
    INDUSTRY_PEER: "same industry",
    SIMILAR: "alike",
    TRANSFERS[0]: "money received from",
    TRANSFERS[1]: "money sent to",
}
KNOWN_NAMES = tuple(_TITLES)


def slug(text: str) -> str:
    """The text as a part of a relation's name: lower case letters, digits and single underscores."""
    return re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_") or "column"


def kind_of(name: str, kind: str | None) -> str:
    """What the rows of a table are, as relations see it; the table's name stands in for an unknown kind."""
    word = slug(kind or name)
    word = word if word in _LIKE or kind is not None else re.sub(r"s$", "", word)
    return _LIKE.get(word, word)


def link_names(child: str, parent: str) -> tuple[str, str] | None:
    """(child heard by parent, parent heard by child) where the kinds are known, or None."""
    for (one, other), names in _KNOWN.items():
        if one in ("*", child) and other in ("*", parent):
            return names
    return None


def plain_link_names(table: str, column: str) -> tuple[str, str]:
    """The names of a link between rows of unknown kind, by its column."""
    return f"{slug(table)}_by_{slug(column)}", f"{slug(column)}_of_{slug(table)}"


def apart(names: Iterable[str]) -> list[str]:
    """The names; where one contains another, the less usual one is called `link_001`, `link_002`, … instead.

    Equal names may stay: they are between different tables.
    """
    given = list(names)

    def clashes(name: str) -> bool:
        return any(name != other and (name in other or other in name) for other in given)

    return [
        f"link_{place:03d}" if name not in _TITLES and clashes(name) else name
        for place, name in enumerate(given, start=1)
    ]


def title_of(name: str) -> str | None:
    """What the row that hears calls a known relation, or None for another one."""
    return _TITLES.get(name)

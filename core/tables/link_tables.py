"""Which tables only join two others, such as who holds which account or who plays which part in a deal."""

from __future__ import annotations

import re

from core.tables.table import FEATURE_ROLES, Role
from core.tables.table_set import TableSet

_MOST_COLUMNS = 3  # beside the keys: the kind of the tie, since when, whether it is the first one
_NAMES = re.compile(
    r"(?:^|_)(?:disp|dispositions?|members?|memberships?|roles?|holders?|owners?|ownerships?|parties|participants?"
    r"|attendees?|assoc|associations?|links?|relations?|relationships?|map|mapping|bridge|xref)(?:$|_)",
    re.IGNORECASE,
)


def is_link_table(tables: TableSet, name: str) -> bool:
    """True where each row says no more than that a row of one table belongs to a row of another.

    It names rows of two tables and has hardly any columns beside its keys, none of them an amount or a text. With
    a time of its own it could be a list of events as well, such as calls: then its name has to say what it is.
    """
    links = tables.links_from(name)
    if len(links) != 2 or len({link.to for link in links} | {name}) != 3:
        return False
    linked = tables.table(name)
    aside = {linked.primary_key, linked.time_column, linked.late_time, *(link.column for link in links)}
    others = [column.role for column in linked.table.columns if column.name not in aside]
    used = [role for role in others if role in (*FEATURE_ROLES, Role.TEXT, Role.TARGET)]
    if len(used) > _MOST_COLUMNS or {Role.NUMBER, Role.TEXT} & set(used):
        return False
    if linked.time_column is None:
        return True
    joined = [table.lower() for table in {link.to for link in links}]
    return bool(_NAMES.search(name)) or all(table in name.lower() for table in joined)

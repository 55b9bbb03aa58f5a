"""Which way leads from an entity to the rows that a query counts, where several do."""

from __future__ import annotations

import re

from core.tables.paths import LinkPath, paths
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import ColumnRef

MOST_LINKS = 2
_CROWD_KINDS = {"sales_rep", "user", "campaign", "product", "district"}
_CROWD_NAMES = re.compile(
    r"(?:^|_)(?:reps?|agents?|owners?|users?|teams?|managers?|campaigns?|products?|districts?|regions?)(?:$|_)",
    re.IGNORECASE,
)


def best_ways(
    tables: TableSet, entity: str, over: ColumnRef, using: tuple[str, ...] = ()
) -> tuple[LinkPath, ...]:
    """The ways to the table of `over` that are equally good: one, none, or several that a person must choose from.

    Better is, in this order: fewer links; a last link that stands in the counted column itself (as in
    `COUNT(transfer.from_client, …)`); only tables that USING names; no rows in between that gather strangers (a
    sales rep, a campaign); rows shared by belonging to the same (a company's deals before a call's deal).
    """
    found = paths(tables, entity, over.table, MOST_LINKS)
    if not found:
        return ()
    ranked = [(_rank(tables, path, over, using), path) for path in found]
    best = min(rank for rank, _ in ranked)
    return tuple(path for rank, path in ranked if rank == best)


def names_one_row(tables: TableSet, table: str, other: str, most: int = MOST_LINKS) -> bool:
    """True where each row of a table names one row of another, directly or in two steps, in one way only."""
    up = [path for path in paths(tables, table, other, most) if path.is_single]
    shortest = [path for path in up if len(path.steps) == len(up[0].steps)]
    return len(shortest) == 1


def through_strangers(tables: TableSet, path: LinkPath) -> bool:
    """True where the rows in between belong to people who have nothing else in common."""
    return any(_is_crowd(tables.table(name)) for name in path.tables[1:-1])


def _rank(tables: TableSet, path: LinkPath, over: ColumnRef, using: tuple[str, ...]) -> tuple[int, ...]:
    last = path.steps[-1]
    by_column = not last.up and last.link.column == over.column
    named = not using or set(path.tables[1:-1]) <= set(using)
    return (
        len(path.steps),
        not by_column,
        not named,
        through_strangers(tables, path),
        not path.is_family,
    )


def _is_crowd(linked: LinkedTable) -> bool:
    if linked.kind is not None:
        return linked.kind in _CROWD_KINDS
    return _CROWD_NAMES.search(linked.name) is not None

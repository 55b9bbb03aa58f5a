"""Which way leads from an entity to the rows that a query counts, where several do."""

from __future__ import annotations

import re

from core.tables.paths import LinkPath, paths
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import ColumnRef, Query

MOST_LINKS = 2
_CROWD_KINDS = {"sales rep", "campaign", "product", "district"}
_CROWD_NAMES = re.compile(
    r"(?:^|_)(?:reps?|agents?|owners?|users?|teams?|managers?|campaigns?|products?|districts?|regions?)(?:$|_)",
    re.IGNORECASE,
)


def way_to(tables: TableSet, query: Query, over: ColumnRef) -> LinkPath | None:
    """The way from the entity of a resolved query to the rows it counts; None where the query was not resolved
    against these tables.
    """
    best = best_ways(tables, query.entity.table, over, query.using)
    return best[0] if len(best) == 1 else None


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

"""Which way leads from an entity to the rows that a query counts, where several do."""

from __future__ import annotations

import re

from core.tables.paths import FAR, LinkPath, Step, hops, ways
from core.tables.table_set import Link, TableSet
from core.task.query.ast import ColumnRef

_CROWD_ROWS = 200  # rows that share one row on average: they have nothing else in common
_CROWD_KINDS = {"sales_rep", "user", "campaign", "product", "district"}
_CROWD_NAMES = re.compile(
    r"(?:^|_)(?:reps?|agents?|owners?|users?|teams?|managers?|campaigns?|products?|districts?|regions?)(?:$|_)",
    re.IGNORECASE,
)


def best_ways(
    tables: TableSet, entity: str, over: ColumnRef, using: tuple[str, ...] = ()
) -> tuple[LinkPath, ...]:
    """The ways to the table of `over` that are equally good: one, none, or several that a person must choose from.

    Better is, in this order: fewer hops (one through a table that only joins two others is one hop); a last link
    that stands in the counted column itself (as in `COUNT(transfer.from_client, …)`); only tables that USING
    names; no rows in between that gather strangers (a sales rep, a campaign); rows shared by belonging to the same
    (a company's deals before a call's deal).
    """
    found = [
        path
        for path in ways(tables, entity, over.table)
        if all(_is_early(tables, step) for step in path.steps[:-1])
        and (
            len(path.steps) <= 2
            or set(path.tables[1:-1]) <= set(using)
            or not through_strangers(tables, path)
        )
    ]
    if not found:
        return ()
    ranked = [(_rank(tables, path, over, using), path) for path in found]
    best = min(rank for rank, _ in ranked)
    return tuple(path for rank, path in ranked if rank == best)


def names_one_row(tables: TableSet, table: str, other: str, most: int = FAR) -> bool:
    """True where each row of a table names one row of another, over one key or several, in one way only."""
    return len(_shortest_up(tables, table, other, most)) == 1


def links_up(tables: TableSet, table: str, other: str) -> tuple[Link, ...]:
    """The foreign keys from a table on to the one row of another; empty where its rows do not name one.

    Of several ways that are equally short the first in the order of the links.
    """
    found = _shortest_up(tables, table, other, FAR)
    return tuple(step.link for step in found[0].steps) if found else ()


def _shortest_up(tables: TableSet, table: str, other: str, most: int) -> list[LinkPath]:
    up = [path for path in ways(tables, table, other, most) if path.is_single]
    up = [path for path in up if all(_is_early(tables, step) for step in path.steps)]
    return [path for path in up if len(path.steps) == len(up[0].steps)]


def through_strangers(tables: TableSet, path: LinkPath) -> bool:
    """True where the way goes up to a row and down from it again that people share who have nothing else in common."""
    pairs = zip(path.steps, path.steps[1:], strict=False)
    return any(first.up and not second.up and _is_crowd(tables, first) for first, second in pairs)


def _rank(tables: TableSet, path: LinkPath, over: ColumnRef, using: tuple[str, ...]) -> tuple[int, ...]:
    last = path.steps[-1]
    by_column = not last.up and last.link.column == over.column
    named = not using or set(path.tables[1:-1]) <= set(using)
    return (
        len(hops(tables, path.steps)),
        not by_column,
        not named,
        through_strangers(tables, path),
        not path.is_family,
        len(path.steps),
    )


def _is_early(tables: TableSet, step: Step) -> bool:
    """Whether the key is written with its row."""
    return step.link.column not in tables.table(step.link.table).not_with_row


def _is_crowd(tables: TableSet, step: Step) -> bool:
    """Whether so many rows name each of the rows that a step goes up to that they are strangers."""
    linked, naming = tables.table(step.target), tables.table(step.source)
    if linked.table.n_rows and naming.table.n_rows / linked.table.n_rows > _CROWD_ROWS:
        return True
    if linked.kind is not None:
        return linked.kind in _CROWD_KINDS
    return _CROWD_NAMES.search(linked.name) is not None

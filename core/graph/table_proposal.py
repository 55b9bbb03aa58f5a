"""Which relations a set of tables is proposed to have."""

from __future__ import annotations

import re

from core.graph.recipe import GraphRecipe
from core.graph.table_recipe import (
    LateRelation,
    LinkRelation,
    OverlapRelation,
    PeerRelation,
    TableRelation,
    TransferRelation,
    named,
)
from core.tables.logical import logical_tables
from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable, TableSet

_PEERS = re.compile(r"(.*[_ .-])?(industry|sector|branch)", re.IGNORECASE)
_ITEMS = re.compile(
    r"(.*[_ .-])?(technolog(y|ies)|tech[_ ]?stack|tools|skills|tags|interests)", re.IGNORECASE
)
_TRANSFER = re.compile(r"transfer|payment|remittance|wire", re.IGNORECASE)


def default_recipe(tables: TableSet) -> GraphRecipe:
    """All links both ways, late halves, transfers, industry peers and overlapping technologies."""
    relations: list[TableRelation] = [
        LinkRelation(table=link.table, column=link.column) for link in tables.links
    ]
    relations += [LateRelation(table=half.table) for half in logical_tables(tables) if half.is_late]
    for linked in tables.tables:
        if _is_transfer(tables, linked):
            relations.append(TransferRelation(table=linked.name))
        usable = [c for c in linked.table.columns if _usable(tables, linked, c)]
        relations += [
            PeerRelation(table=linked.name, column=c.name)
            for c in usable
            if _PEERS.fullmatch(c.name) and c.role is Role.CATEGORY
        ]
        relations += [
            OverlapRelation(table=linked.name, column=c.name) for c in usable if _ITEMS.fullmatch(c.name)
        ]
    return GraphRecipe(relations=named(relations, tables))


def _is_transfer(tables: TableSet, linked: LinkedTable) -> bool:
    """A table that names one other table exactly twice, and is about money moving."""
    ends = [link.to for link in tables.links_from(linked.name)]
    twice = [to for to in dict.fromkeys(ends) if ends.count(to) == 2 and to != linked.name]
    return len(twice) == 1 and (linked.kind == "transfer" or bool(_TRANSFER.search(linked.name)))


def _usable(tables: TableSet, linked: LinkedTable, column: Column) -> bool:
    aside = {linked.primary_key, linked.time_column, *linked.not_with_row}
    aside |= {link.column for link in tables.links_from(linked.name)}
    return column.name not in aside and column.excluded_because is None and column.n_distinct >= 2

"""Merged rows in the engine: which rows of a table are left out, and how keys that named them are renamed."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.tables.engine import quoted
from core.tables.merges import final_keys

if TYPE_CHECKING:
    import duckdb

    from core.tables.table_set import TableSet

_MERGED, _KEPT = quoted("\x1fmerged"), quoted("\x1fkept")  # no column of a file can be called so
Place = tuple[str, str]  # table, column


@dataclass(frozen=True)
class MergedRows:
    """The merges of a set, ready for the views of its tables.

    Attributes:
        relations: Table -> the temporary table of its merged keys and what they lead to.
        chains: Key column -> the tables whose merged keys rename its values, in order.
        own: Key columns that point at their own table.
    """

    relations: dict[str, str]
    chains: dict[Place, tuple[str, ...]]
    own: frozenset[Place]

    def renames(self, place: Place) -> bool:
        """Whether values of a key column may have to lead elsewhere."""
        return place in self.chains

    def renamed(self, place: Place, cell: str, key: str | None, source: str) -> tuple[str, str]:
        """The expression of a key column after merges, and the source it needs.

        A row whose own key the renamed value would be names nothing: merging a company with its parent does not
        make it its own parent.

        Args:
            place: The column.
            cell: Its values before.
            key: The key of its own row; None: it is this column.
            source: What is selected from so far.
        """
        renamed = cell
        for step, table in enumerate(self.chains[place]):
            alias = quoted(f"\x1f{place[1]} {step}")
            source += f" LEFT JOIN {self.relations[table]} AS {alias} ON {renamed} = {alias}.{_MERGED}"
            renamed = f"coalesce({alias}.{_KEPT}, {renamed})"
        if place in self.own and key is not None:
            renamed = f"CASE WHEN {renamed} = {key} AND {cell} <> {key} THEN NULL ELSE {renamed} END"
        return renamed, source

    def kept(self, table: str, key: str) -> str:
        """The condition that leaves merged rows out, or nothing."""
        if table not in self.relations:
            return ""
        return f" WHERE {key} IS NULL OR {key} NOT IN (SELECT {_MERGED} FROM {self.relations[table]})"


def merged_rows(
    connection: duckdb.DuckDBPyConnection,
    tables: TableSet,
    is_number: dict[Place, bool],
    key_text: Callable[[str, bool], str],
) -> MergedRows:
    """Puts the merges of a set into the engine.

    Args:
        connection: Where the views of the tables will be.
        tables: The set.
        is_number: Every key column, and whether it is compared as numbers.
        key_text: The SQL of a text column as a key, given its name and whether it is compared as numbers.
    """
    relations: dict[str, str] = {}
    for place, linked in enumerate(tables.tables):
        final = final_keys(tables.merges, linked.name)
        if not final or linked.primary_key is None:
            continue
        relation = f"_merged_{place}"
        connection.execute(f"CREATE TEMP TABLE {relation} ({_MERGED} VARCHAR, {_KEPT} VARCHAR)")
        connection.execute(
            f"INSERT INTO {relation} SELECT unnest(?), unnest(?)", [list(final), list(final.values())]
        )
        # keys are written here as the views write them, so that both sides meet
        number = is_number[linked.name, linked.primary_key]
        cells = [key_text(name, number) for name in ("\x1fmerged", "\x1fkept")]
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {relation} AS SELECT any_value({cells[1]}) AS {_KEPT}, "
            f"{cells[0]} AS {_MERGED} FROM {relation} WHERE {cells[0]} <> {cells[1]} GROUP BY 2"
        )
        relations[linked.name] = relation
    chains: dict[Place, tuple[str, ...]] = {}
    for link in tables.links:
        chain = tuple(table for table in _chain(tables, link.table, link.column) if table in relations)
        if chain:
            chains[link.table, link.column] = chain
    return MergedRows(
        relations,
        chains,
        frozenset((link.table, link.column) for link in tables.links if link.table == link.to),
    )


def _chain(tables: TableSet, table: str, column: str) -> list[str]:
    """The tables whose rows a key column names: its target and, where that one's key is a link itself, on."""
    to = {(link.table, link.column): link.to for link in tables.links}
    found: list[str] = []
    place: Place | None = (table, column)
    while place in to and to[place] not in found:
        target = to[place]
        found.append(target)
        key = tables.table(target).primary_key
        place = None if key is None else (target, key)
    return found

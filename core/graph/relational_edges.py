"""The edges of each relation between tables, with the time from which each is known."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from core.errors import GraphError
from core.graph.relation_names import LATER, title_of
from core.graph.relational_graph import NEVER, IntArray, Relation, TimeArray
from core.graph.table_pairs import Pairs, overlap_pairs, same_value_pairs
from core.graph.table_recipe import (
    LateRelation,
    LinkRelation,
    OverlapRelation,
    PeerRelation,
    TableRelation,
    TransferRelation,
)
from core.graph.table_rows import NamedRows, TableRows, column_values, named_rows
from core.tables.expressions import OpenTables
from core.tables.table_set import Link

_SENDER = ("from", "sender", "source", "payer", "orig", "debtor", "debit")
_RECEIVER = ("to", "receiver", "recipient", "target", "dest", "payee", "beneficiary", "creditor", "credit")


@dataclass
class Linking:
    """What relations are built from; `notes` gathers plain sentences on what could not be linked.

    Attributes:
        opened: The tables in the engine.
        rows: By node type.
        notes: Filled while relations are built.
    """

    opened: OpenTables
    rows: dict[str, TableRows]
    notes: list[str] = field(default_factory=list)
    _named: dict[str, NamedRows] = field(default_factory=dict)

    def early(self, table: str) -> TableRows:
        """The rows of a table as they were first written.

        Raises:
            GraphError: there is no such table.
        """
        if table not in self.rows or self.rows[table].logical.is_late:
            tables = ", ".join(name for name, rows in self.rows.items() if not rows.logical.is_late)
            raise GraphError(f"There is no table {table!r} to link", found=tables)
        return self.rows[table]

    def halves(self, table: str) -> list[TableRows]:
        """The rows of a table and, where it is written in two steps, of its late half."""
        return [rows for rows in self.rows.values() if rows.logical.table == table]

    def link(self, table: str, column: str) -> Link:
        """The foreign key in that column.

        Raises:
            GraphError: there is none.
        """
        for link in self.opened.tables.links_from(table):
            if link.column == column:
                return link
        raise GraphError(
            f"There is no link {table}.{column}",
            found=", ".join(link.name for link in self.opened.tables.links) or "no links",
            action="Link the tables on the Data page, or leave this relation out",
        )

    def named_by(self, link: Link) -> NamedRows:
        """Whom a foreign key names; looked up once."""
        if link.name not in self._named:
            found = named_rows(self.opened, link.table, link.column, link.to)
            self._named[link.name] = found
            if found.n_dangling:
                self.notes.append(
                    f"{found.n_dangling:,} rows of {link.table} have a {link.column} that names no row of "
                    f"{link.to}; they are not linked by it."
                )
        return self._named[link.name]


@dataclass(frozen=True)
class _Ends:
    """Edges between two node types: who hears whom goes by the order of use."""

    one: TableRows
    other: TableRows
    one_node: IntArray
    other_node: IntArray
    time: TimeArray

    def relation(self, name: str, title: str, sentence: str, n_capped: int = 0) -> Relation:
        """`other` hears `one`."""
        known = self.time < NEVER
        return Relation.from_edges(
            (self.one.logical.name, name, self.other.logical.name),
            sentence,
            self.one_node[known],
            self.other_node[known],
            self.time[known],
            self.other.n,
            n_capped,
            title=self._title(name) or title,
        )

    def _title(self, name: str) -> str | None:
        title = title_of(name)
        if title is not None and self.one.logical.is_late and name != LATER:
            return f"{title}: what became of them"
        return title

    def reversed(self) -> _Ends:
        return _Ends(self.other, self.one, self.other_node, self.one_node, self.time)


def relations_of(relation: TableRelation, linking: Linking) -> list[Relation]:
    """The edges of one line of a recipe, both ways.

    Args:
        relation: With its names (`core.graph.table_recipe.named`).
        linking: The tables.

    Raises:
        GraphError: it does not fit the tables.
    """
    if isinstance(relation, LinkRelation):
        return _links(relation, linking)
    if isinstance(relation, LateRelation):
        return _late(relation, linking)
    if isinstance(relation, TransferRelation):
        return _transfers(relation, linking)
    return _alike(relation, linking)


def _names(relation: TableRelation) -> tuple[str, str]:
    if relation.names is None:
        raise GraphError(f"The relation {relation.name} has no name yet", action="Please report this")
    return relation.names


def _ends(one: TableRows, other: TableRows, one_node: IntArray, other_node: IntArray) -> _Ends:
    """An edge is known once both its rows are."""
    time = np.maximum(one.time[one_node], other.time[other_node])
    return _Ends(one, other, one_node, other_node, time)


def _links(relation: LinkRelation, linking: Linking) -> list[Relation]:
    linking.early(relation.table)
    link = linking.link(relation.table, relation.column)
    named, parent = linking.named_by(link), linking.early(link.to)
    forward, backward = _names(relation)
    found = []
    for child in linking.halves(relation.table):
        if not any((one.column, one.to) == (link.column, link.to) for one in child.logical.links):
            continue
        nodes, targets = child.nodes_at(named.row), parent.nodes_at(named.target)
        there = nodes >= 0
        if child is parent:
            there &= nodes != targets  # a row that names itself, as the top of a hierarchy may
        ends = _ends(child, parent, nodes[there], targets[there])
        of, to = child.logical.name, parent.logical.name
        found += [
            ends.relation(
                forward,
                f"{of} (by {link.column})",
                f"Each row of {to} hears the rows of {of} whose {link.column} names it.",
            ),
            ends.reversed().relation(
                backward,
                f"{to} (its {link.column})",
                f"Each row of {of} hears the row of {to} that its {link.column} names.",
            ),
        ]
    return found


def _late(relation: LateRelation, linking: Linking) -> list[Relation]:
    early = linking.early(relation.table)
    late = next((rows for rows in linking.halves(relation.table) if rows.logical.is_late), None)
    if late is None:
        raise GraphError(
            f"The rows of {relation.table} are not written in two steps",
            action="Leave this relation out, or choose the column that says when the late ones were filled in",
        )
    ends = _ends(late, early, np.arange(late.n), early.nodes_at(late.row))
    forward, backward = _names(relation)
    return [
        ends.relation(forward, "", relation.sentence),
        ends.reversed().relation(
            backward, "", f"What was filled in later hears its row of {relation.table}."
        ),
    ]


def _transfers(relation: TransferRelation, linking: Linking) -> list[Relation]:
    moved = linking.early(relation.table)
    sender, receiver = _sides(relation, linking)
    sent, got = linking.named_by(sender), linking.named_by(receiver)
    rows, at, other = np.intersect1d(sent.row, got.row, assume_unique=True, return_indices=True)
    party = linking.early(sender.to)
    one, two = party.nodes_at(sent.target[at]), party.nodes_at(got.target[other])
    time = np.maximum(moved.time[moved.nodes_at(rows)], np.maximum(party.time[one], party.time[two]))
    differ = one != two
    if n_same := int((~differ).sum()):
        linking.notes.append(
            f"{n_same:,} rows of {relation.table} go from a row to itself; they link nobody."
        )
    ends = _Ends(party, party, one[differ], two[differ], time[differ])
    forward, backward = _names(relation)
    return [
        ends.relation(
            forward,
            f"received by {relation.table} from",
            f"Who received money in {relation.table} hears who sent it, from the time it moved.",
        ),
        ends.reversed().relation(
            backward,
            f"sent by {relation.table} to",
            f"Who sent money in {relation.table} hears who received it, from the time it moved.",
        ),
    ]


def _sides(relation: TransferRelation, linking: Linking) -> tuple[Link, Link]:
    """(the sender's key, the receiver's key)."""
    if relation.sender is not None and relation.receiver is not None:
        one, two = (linking.link(relation.table, c) for c in (relation.sender, relation.receiver))
        if one.to == two.to:
            return one, two
    links = linking.opened.tables.links_from(relation.table)
    for to in dict.fromkeys(link.to for link in links):
        pair = [link for link in links if link.to == to]
        if len(pair) == 2:
            return _told_apart(pair[0], pair[1])
    raise GraphError(
        f"The table {relation.table} is not about transfers",
        found=", ".join(f"{link.column} names {link.to}" for link in links) or "no links",
        expected="two columns that name rows of the same table: who sent and who received",
        action="Link both columns on the Data page, or leave this relation out",
    )


def _told_apart(one: Link, two: Link) -> tuple[Link, Link]:
    """The sender first, by the names of the columns, else by their order."""

    def has(link: Link, words: tuple[str, ...]) -> bool:
        parts = link.column.lower().replace("-", "_").replace(" ", "_").split("_")
        return any(part in words for part in parts)

    turned = has(two, _SENDER) and not has(one, _SENDER)
    turned = turned or (has(one, _RECEIVER) and not has(two, _RECEIVER))
    return (two, one) if turned else (one, two)


def _alike(relation: PeerRelation | OverlapRelation, linking: Linking) -> list[Relation]:
    rows = linking.early(relation.table)
    _check_column(rows, relation.column)
    values = column_values(linking.opened, rows, relation.column)
    if isinstance(relation, PeerRelation):
        pairs: Pairs = same_value_pairs(values, rows.time, relation.hub_cap)
        cap = f"{relation.hub_cap} partners before it"
    else:
        pairs = overlap_pairs(values, rows.time, relation.k, relation.least)
        cap = f"the {relation.k} most alike before it"
    if pairs.n_capped:
        linking.notes.append(
            f"{relation.title}: {pairs.n_capped:,} of {rows.n:,} rows had more partners; each keeps {cap}."
        )
    source, destination = pairs.both_ways()
    ends = _ends(rows, rows, source, destination)
    return [ends.relation(_names(relation)[0], relation.title, relation.sentence, pairs.n_capped)]


def _check_column(rows: TableRows, name: str) -> None:
    linked = rows.logical.linked
    column = next((c for c in linked.table.columns if c.name == name), None)
    reason = None
    if column is None:
        reason = f"there is none; there are {', '.join(c.name for c in linked.table.columns)}"
    elif name in linked.outcome_columns:
        reason = "it is written after the outcome, or is what is asked about"
    elif name in linked.not_with_row:
        reason = "it is filled in later than the rest of the row"
    elif column.excluded_because is not None:
        reason = column.excluded_because
    if reason is not None:
        raise GraphError(
            f"The column {linked.name}.{name} cannot link rows", found=reason, action="Choose another column"
        )

"""Who is around one row as of a time: the rows it hears over each relation, as plain data for a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.errors import GraphError
from core.graph.relational_graph import EdgeType, IntArray, Relation, RelationalGraph
from core.graph.row_labels import Label, row_labels
from core.tables.table_set import TableSet


@dataclass(frozen=True)
class RelatedRow:
    """One row in the picture.

    Attributes:
        node_type, node, id: Which row.
        table, row: Its table and its place in that table's file.
        time: When it became known, days since 1970; None: known always, or nobody can say.
        hop: How far from the row in the middle; 0: itself.
        labels: (column, value in words) that describe it; empty without tables.
    """

    node_type: str
    node: int
    id: str
    table: str
    row: int
    time: float | None
    hop: int
    labels: Label = ()


@dataclass(frozen=True)
class RelatedLink:
    """One row hears another.

    Attributes:
        source, destination: Places in `RelationalNeighborhood.rows`.
        relation: Its name in the graph.
        title: What the row that hears calls the other side, such as "activities".
        time: When it became known, days since 1970; None: known always, or nobody can say.
    """

    source: int
    destination: int
    relation: str
    title: str
    time: float | None


@dataclass(frozen=True)
class Heard:
    """How much the row in the middle hears over one relation.

    Attributes:
        edge_type: The relation.
        title: In words.
        n_known: Links known at the time.
        n_shown: Of them in the picture.
        latest: When the latest became known, days since 1970; None: there is none, or known always.
    """

    edge_type: EdgeType
    title: str
    n_known: int
    n_shown: int
    latest: float | None


@dataclass(frozen=True)
class RelationalNeighborhood:
    """One row and those around it.

    Attributes:
        as_of: Days since 1970; nothing later is in here.
        rows: The row in the middle first, then nearest first.
        links: Among the rows shown.
        heard: What the row in the middle hears, by relation.
    """

    as_of: float
    rows: tuple[RelatedRow, ...]
    links: tuple[RelatedLink, ...]
    heard: tuple[Heard, ...]

    @property
    def middle(self) -> RelatedRow:
        return self.rows[0]


def relational_neighborhood(
    graph: RelationalGraph,
    node_type: str,
    node: int,
    as_of: float,
    *,
    per_relation: int = 8,
    hops: int = 1,
    max_rows: int = 60,
    tables: TableSet | None = None,
) -> RelationalNeighborhood:
    """The latest links into one row that were known at a time.

    Args:
        graph: Any graph of many tables.
        node_type, node: The row in the middle; it is there even if it became known later.
        as_of: Days since 1970.
        per_relation: At most so many links a relation and row.
        hops: How far to go.
        max_rows: At most so many rows; relations take turns, so that each is seen.
        tables: Where the rows came from, to describe them.

    Raises:
        GraphError: there is no such row.
    """
    if node_type not in graph.nodes or not 0 <= node < graph.nodes[node_type].n:
        raise GraphError(
            f"There is no row {node} of {node_type!r} in this graph",
            found=", ".join(graph.nodes) or "no tables",
        )
    hop_of: dict[tuple[str, int], int] = {(node_type, node): 0}
    heard: list[Heard] = []
    frontier = [(node_type, node)]
    for hop in range(1, hops + 1):
        reached: list[list[tuple[str, int]]] = []
        for kind, row in frontier:
            for relation in graph.relations_into(kind):
                found, n_known = _latest(relation, row, as_of, per_relation)
                reached.append([(relation.edge_type[0], int(relation.source[place])) for place in found])
                if hop == 1:
                    heard.append(_heard(relation, found, n_known))
        frontier = _in_turns(reached, set(hop_of), max_rows - len(hop_of))
        hop_of |= dict.fromkeys(frontier, hop)
    places = {one: place for place, one in enumerate(hop_of)}
    links = _links(graph, places, as_of, per_relation)
    shown = [link for link in links if link.destination == 0]
    counts = {
        name: sum(link.relation == name for link in shown) for name in {link.relation for link in shown}
    }
    return RelationalNeighborhood(
        as_of=as_of,
        rows=_described(graph, hop_of, tables),
        links=links,
        heard=tuple(
            Heard(h.edge_type, h.title, h.n_known, min(counts.get(h.edge_type[1], 0), h.n_shown), h.latest)
            for h in heard
        ),
    )


def _latest(relation: Relation, row: int, as_of: float, n: int) -> tuple[IntArray, int]:
    """(places of the last n edges into a row known by then, latest first; how many were known)."""
    first, last = int(relation.indptr[row]), int(relation.indptr[row + 1])
    stop = first + int(np.searchsorted(relation.time[first:last], as_of, side="right"))
    return np.arange(stop - 1, max(first, stop - n) - 1, -1, dtype=np.int64), stop - first


def _heard(relation: Relation, found: IntArray, n_known: int) -> Heard:
    latest = _time(relation.time[found[0]]) if len(found) else None
    return Heard(relation.edge_type, title_of_relation(relation), n_known, len(found), latest)


def title_of_relation(relation: Relation) -> str:
    """What the row that hears calls the other side."""
    return relation.title or relation.edge_type[1].replace("_", " ")


def _in_turns(
    lists: Sequence[Sequence[tuple[str, int]]], known: set[tuple[str, int]], n: int
) -> list[tuple[str, int]]:
    """The first n rows that are not known yet, taking one from each list in turn."""
    longest = max((len(rows) for rows in lists), default=0)
    turns = [rows[i] for i in range(longest) for rows in lists if i < len(rows)]
    return [one for one in dict.fromkeys(turns) if one not in known][: max(n, 0)]


def _links(
    graph: RelationalGraph, places: dict[tuple[str, int], int], as_of: float, n: int
) -> tuple[RelatedLink, ...]:
    """The latest links of each shown row that come from another shown one."""
    links = []
    for (kind, row), destination in places.items():
        for relation in graph.relations_into(kind):
            found, _ = _latest(relation, row, as_of, n)
            for place in found:
                source = places.get((relation.edge_type[0], int(relation.source[place])))
                if source is not None:
                    links.append(
                        RelatedLink(
                            source=source,
                            destination=destination,
                            relation=relation.edge_type[1],
                            title=title_of_relation(relation),
                            time=_time(relation.time[place]),
                        )
                    )
    return tuple(links)


def _described(
    graph: RelationalGraph, hop_of: dict[tuple[str, int], int], tables: TableSet | None
) -> tuple[RelatedRow, ...]:
    labels: dict[tuple[str, int], Label] = {}
    for kind in dict.fromkeys(kind for kind, _ in hop_of):
        nodes = [node for of, node in hop_of if of == kind]
        table = graph.nodes[kind].table
        if tables is not None and table in tables.names:
            rows = graph.nodes[kind].rows_in_table(np.array(nodes))
            described = row_labels(tables, table, rows, is_late=kind != table)
            labels |= {(kind, node): label for node, label in zip(nodes, described, strict=True)}
    found = []
    for (kind, node), hop in hop_of.items():
        of = graph.nodes[kind]
        found.append(
            RelatedRow(
                node_type=kind,
                node=node,
                id=str(of.ids[node]),
                table=of.table,
                row=int(of.rows_in_table(np.array([node]))[0]),
                time=_time(of.time[node]),
                hop=hop,
                labels=labels.get((kind, node), ()),
            )
        )
    return tuple(found)


def _time(time: float) -> float | None:
    return float(time) if np.isfinite(time) else None

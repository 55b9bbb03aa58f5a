"""Who is around one client: whom it hears, over which relations, and what was known of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.graph.customer_graph import TRAIN, CustomerGraph, Edges, IntArray
from core.graph.outcome_rates import known_outcomes


@dataclass(frozen=True)
class Neighbour:
    """One client that another one hears.

    Attributes:
        row, id: Which client.
        relations: Names of the relations it is heard over.
        similarity: The largest link weight, 0…1.
        gap: Rows or days between the two contacts; 0 without a clock.
        answer: 1 yes, 0 no, -1 not known when the hearing client was contacted.
    """

    row: int
    id: str
    relations: tuple[str, ...]
    similarity: float
    gap: float
    answer: int


@dataclass(frozen=True)
class Neighborhood:
    """One client and those it hears.

    Attributes:
        row, id: The client in the middle.
        neighbours: Strongest first, at most as many as asked for.
        links: (source row, destination row, relation) among all shown clients and the one in the middle.
        n_heard: Clients it hears in all.
        n_hearing: Clients that hear it.
        unit: "rows", "days" or "" without a clock.
        outcome_relations: Names of the relations that carry known answers.
    """

    row: int
    id: str
    neighbours: tuple[Neighbour, ...]
    links: tuple[tuple[int, int, str], ...]
    n_heard: int
    n_hearing: int
    unit: str
    outcome_relations: tuple[str, ...] = ()


def neighborhood(
    graph: CustomerGraph,
    row: int,
    max_neighbours: int = 30,
    relations: Sequence[str] | None = None,
    rows: Sequence[int] | None = None,
) -> Neighborhood:
    """The strongest links into one client.

    Args:
        graph: Any customer graph.
        row: The client in the middle.
        max_neighbours: How many to show; relations take turns, so that each is seen.
        relations: Names to look at; None: all.
        rows: Show exactly these of the heard clients (such as those a model looked at most), in this order.

    Raises:
        IndexError: there is no such row.
    """
    if not 0 <= row < graph.n_nodes:
        raise IndexError(f"row {row} of {graph.n_nodes}")
    chosen = [e for e in graph.relations.values() if relations is None or e.name in relations]
    heard = {edges.name: _heard(edges, row) for edges in chosen}
    everybody = {int(r) for found in heard.values() for r in found[0]}
    if rows is None:
        shown = _in_turns([found[0] for found in heard.values()], max_neighbours)
    else:
        shown = [int(r) for r in rows if int(r) in everybody][:max_neighbours]
    known = _known_at(graph, row, shown)
    neighbours = []
    for other in shown:
        over = [(name, found) for name, found in heard.items() if other in found[0]]
        weights = [float(found[1][found[0] == other].max()) for _, found in over]
        told = known[other] or any(graph.relations[name].carries_outcome for name, _ in over)
        gap = 0.0 if graph.time is None else float(graph.time[row] - graph.time[other])
        neighbours.append(
            Neighbour(
                row=other,
                id=str(graph.ids[other]),
                relations=tuple(name for name, _ in over),
                similarity=max(weights),
                gap=gap,
                answer=int(graph.y[other]) if told else -1,
            )
        )
    hearing = [edges.edge_index[1][edges.edge_index[0] == row] for edges in chosen]
    return Neighborhood(
        row=row,
        id=str(graph.ids[row]),
        neighbours=tuple(neighbours),
        links=_links_among(chosen, [row, *shown]),
        n_heard=len(everybody),
        n_hearing=len(np.unique(np.concatenate(hearing))) if hearing else 0,
        unit=_unit(graph),
        outcome_relations=tuple(e.name for e in chosen if e.carries_outcome),
    )


def row_of(graph: CustomerGraph, client_id: str) -> int | None:
    """The row of a client id, or None where there is no such client."""
    found = np.flatnonzero(graph.ids == client_id)
    return int(found[0]) if len(found) else None


def _heard(edges: Edges, row: int) -> tuple[IntArray, npt.NDArray[np.float32]]:
    """(rows, weights) heard by one row, strongest first; edges are sorted by destination."""
    first, last = np.searchsorted(edges.edge_index[1], [row, row + 1])
    source, weight = edges.edge_index[0, first:last], edges.weight[first:last]
    order = np.lexsort((-source, -weight.astype(np.float64)))
    return source[order], weight[order]


def _in_turns(lists: list[IntArray], n: int) -> list[int]:
    """The first n different rows, taking one from each list in turn."""
    longest = max((len(rows) for rows in lists), default=0)
    turns = [int(rows[i]) for i in range(longest) for rows in lists if i < len(rows)]
    return list(dict.fromkeys(turns))[:n]


def _known_at(graph: CustomerGraph, row: int, others: Sequence[int]) -> dict[int, bool]:
    """Whose outcome was known when the client was contacted, by the graph's own delay rule."""
    if graph.time is None:
        return {other: bool(graph.part[other] == TRAIN and graph.y[other] >= 0) for other in others}
    prefixes = known_outcomes(graph)
    place = np.full(graph.n_nodes, graph.n_nodes, dtype=np.int64)
    place[prefixes.pool] = np.arange(len(prefixes.pool))
    return {other: bool(place[other] < prefixes.stop[row]) for other in others}


def _links_among(relations: list[Edges], rows: list[int]) -> tuple[tuple[int, int, str], ...]:
    links = []
    for edges in relations:
        for row in rows:
            source, _ = _heard(edges, row)
            links += [(int(s), row, edges.name) for s in source[np.isin(source, rows)]]
    return tuple(links)


def _unit(graph: CustomerGraph) -> str:
    if graph.time is None:
        return ""
    split = graph.task.get("split", {})
    return "days" if split.get("kind") == "time" else "rows"

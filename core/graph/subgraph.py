"""Parts of a graph: what one client's score depends on, and the graph with nodes or links taken away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from core.graph.customer_graph import CustomerGraph, Edges, IntArray

Mask = npt.NDArray[np.bool_]


def computation_subgraph(graph: CustomerGraph, row: int, num_hops: int) -> tuple[CustomerGraph, int]:
    """All that a network with `num_hops` layers and one outcome reader looks at for one client.

    Kept are the in-neighbours of `row` over `num_hops` + 1 steps of static relations (one more than layers,
    for the degrees that normalise the last step) and, of every client within `num_hops`, the clients whose
    outcomes it hears. All links into clients within `num_hops` are kept, in their order.

    Returns:
        (subgraph, local row number of `row`).
    """
    near = _within(graph.static_relations(), np.array([row], dtype=np.int64), num_hops, graph.n_nodes)
    inner = np.zeros(graph.n_nodes, dtype=bool)
    inner[near] = True
    kept = inner.copy()
    for edges in graph.relations.values():
        kept[_sources_of(edges, near)] = True
    hearing: dict[str, Mask] = {}
    for name, edges in graph.relations.items():
        hearing[name] = np.isin(edges.edge_index[1], near)
    rows = np.flatnonzero(kept)
    return _induced(graph, rows, hearing), int(np.searchsorted(rows, row))


def without_nodes(graph: CustomerGraph, rows: IntArray | list[int]) -> CustomerGraph:
    """The same clients, but nobody hears or is heard over the links of `rows`: they stand alone.

    Row numbers stay as they are, so that scores can be compared.
    """
    gone = np.zeros(graph.n_nodes, dtype=bool)
    gone[np.asarray(rows, dtype=np.int64)] = True
    kept: dict[str, Mask] = {}
    for name, edges in graph.relations.items():
        kept[name] = ~(gone[edges.edge_index[0]] | gone[edges.edge_index[1]])
    return _filtered(graph, kept)


def without_links(graph: CustomerGraph) -> CustomerGraph:
    """The same clients with every relation empty."""
    return _filtered(graph, {n: np.zeros(e.n_edges, dtype=bool) for n, e in graph.relations.items()})


def _within(relations: list[Edges], rows: IntArray, num_hops: int, n_nodes: int) -> IntArray:
    seen = np.zeros(n_nodes, dtype=bool)
    seen[rows] = True
    border = rows
    for _ in range(num_hops):
        found = [_sources_of(edges, border) for edges in relations]
        border = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
        border = border[~seen[border]]
        seen[border] = True
    return np.flatnonzero(seen)


def _sources_of(edges: Edges, rows: IntArray) -> IntArray:
    """Sources of all edges into `rows`; edges are sorted by destination."""
    destination = edges.edge_index[1]
    first = np.searchsorted(destination, rows, side="left")
    counts = np.searchsorted(destination, rows, side="right") - first
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    sources: IntArray = edges.edge_index[0][np.repeat(first, counts) + within]
    return sources


def _induced(graph: CustomerGraph, rows: IntArray, edge_kept: dict[str, Mask]) -> CustomerGraph:
    local = np.full(graph.n_nodes, -1, dtype=np.int64)
    local[rows] = np.arange(len(rows))
    filtered = _filtered(graph, edge_kept)
    return replace(
        filtered,
        ids=graph.ids[rows],
        x=graph.x[rows],
        y=graph.y[rows],
        part=graph.part[rows],
        time=None if graph.time is None else graph.time[rows],
        relations={
            name: replace(edges, edge_index=local[edges.edge_index])
            for name, edges in filtered.relations.items()
        },
    )


def _filtered(graph: CustomerGraph, edge_kept: dict[str, Mask]) -> CustomerGraph:
    relations = {}
    for name, edges in graph.relations.items():
        kept = edge_kept[name]
        relations[name] = replace(
            edges, edge_index=edges.edge_index[:, kept], weight=edges.weight[kept], gap=edges.gap[kept]
        )
    return replace(graph, relations=relations)

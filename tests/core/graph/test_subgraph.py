"""The computation subgraph holds all that a message-passing score depends on."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from core.graph.building import build_graph
from core.graph.customer_graph import CustomerGraph
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, RecentRelation, SharedRelation
from core.graph.subgraph import computation_subgraph, without_links, without_nodes


def score(graph: CustomerGraph, num_hops: int) -> np.ndarray:
    """A network in miniature: `num_hops` normalised sums over static links, then an outcome reader."""
    h = graph.x.astype(np.float64)
    for _ in range(num_hops):
        out = h.copy()
        for edges in graph.static_relations():
            source, destination = edges.edge_index
            degree = np.bincount(destination, minlength=graph.n_nodes) + 1.0
            weight = edges.weight / np.sqrt(degree[source] * degree[destination])
            np.add.at(out, destination, h[source] * weight[:, None])
        h = np.tanh(out)
    total = h.sum(axis=1)
    for edges in graph.outcome_relations():
        source, destination = edges.edge_index
        heard = graph.x[source].sum(axis=1) * (graph.y[source] + 0.5) * edges.weight / (1 + edges.gap)
        np.add.at(total, destination, heard)
    return total


@pytest.mark.parametrize("kind", ["random", "order"])
@pytest.mark.parametrize("num_hops", [1, 2])
def test_the_subgraph_gives_the_same_score(
    kind: str, num_hops: int, make_table: Callable, task_of: Callable
) -> None:
    table = make_table()
    relations = [
        KnnRelation(k=4),
        SharedRelation(column="employer", hub_cap=4),
        HistoryRelation(k=4, delay=9),
    ]
    if kind == "order":
        relations.append(RecentRelation(k=3, delay=5))
    graph = build_graph(table, task_of(table, kind), GraphRecipe(relations=tuple(relations)))
    whole = score(graph, num_hops)
    for row in (0, 17, 150, 299):
        part, local = computation_subgraph(graph, row, num_hops)
        assert part.ids[local] == graph.ids[row]
        np.testing.assert_allclose(score(part, num_hops)[local], whole[row], rtol=1e-9)


def test_the_subgraph_is_smaller(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = build_graph(table, task_of(table, "order"), GraphRecipe(relations=(KnnRelation(k=3),)))
    part, _ = computation_subgraph(graph, 40, 1)
    assert part.n_nodes < 41


def test_nodes_and_links_taken_away(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = build_graph(table, task_of(table), GraphRecipe(relations=(KnnRelation(k=4),)))
    fewer = without_nodes(graph, [3, 5])
    kept, before = fewer.relations["similar_to"].edge_index, graph.relations["similar_to"].edge_index
    assert not np.isin(kept, [3, 5]).any()
    assert kept.shape[1] == int((~np.isin(before, [3, 5]).any(axis=0)).sum())
    np.testing.assert_array_equal(fewer.x, graph.x)
    none = without_links(graph)
    assert [e.n_edges for e in none.relations.values()] == [0]
    assert none.n_nodes == graph.n_nodes

"""The layout: fixed, complete, communities as islands that do not overlap."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.graph.building import graph_for
from core.graph.layout import islands_and_places, layout, place_islands
from core.graph.recipe import GraphRecipe, KnnRelation, SharedRelation
from core.settings import load_settings


def test_islands_do_not_overlap_and_are_filled() -> None:
    rng = np.random.default_rng(0)
    islands = np.repeat(np.arange(6), [400, 200, 100, 50, 10, 1]).astype(np.int32)
    x = (rng.normal(size=(len(islands), 5)) + 4 * islands[:, None]).astype(np.float32)
    places = place_islands(x, islands)
    assert places.dtype == np.float32 and np.abs(places).max() <= 1.0 + 1e-6
    assert len(np.unique(places, axis=0)) == len(places)
    middles = np.stack([places[islands == i].mean(axis=0) for i in range(6)])
    reach = [np.linalg.norm(places[islands == i] - middles[i], axis=1).max() for i in range(6)]
    for i in range(6):
        for j in range(i):
            assert np.linalg.norm(middles[i] - middles[j]) > reach[i] + reach[j]
    assert reach[0] / reach[2] == np.clip(reach[0] / reach[2], 1.6, 2.4)  # areas follow sizes, 4 to 1


def test_linked_clients_share_an_island(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    recipe = GraphRecipe(relations=(SharedRelation(column="employer", hub_cap=60),))
    graph = graph_for(table, task_of(table), recipe)
    islands, _ = islands_and_places(graph)
    source, destination = graph.relations["shares_employer"].edge_index
    assert (islands[source] == islands[destination]).all()
    assert len(np.unique(islands)) == 12
    sizes = np.bincount(islands)
    assert (np.diff(sizes) <= 0).all()


def test_places_are_computed_once_and_never_move(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = graph_for(table, task_of(table), GraphRecipe(relations=(KnnRelation(k=5),)))
    first = layout(graph)
    stored = list((load_settings().graphs_dir / graph.key).glob("layout-*.npz"))
    assert len(stored) == 1
    np.testing.assert_array_equal(layout(graph), first)
    stored[0].unlink()
    np.testing.assert_array_equal(layout(graph), first)
    stored[0].write_bytes(b"damaged")
    np.testing.assert_array_equal(layout(graph), first)


def test_without_links_and_with_one_client_there_is_a_place(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = graph_for(table, task_of(table), GraphRecipe(relations=()))
    assert np.isfinite(layout(graph)).all()
    assert place_islands(np.zeros((1, 3), np.float32), np.zeros(1, np.int32)).shape == (1, 2)

"""Measures of a graph against networkx."""

from __future__ import annotations

from collections.abc import Callable

import networkx as nx
import numpy as np
import pytest

from core.graph.building import graph_for
from core.graph.measures import graph_measures, measures_for
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, SharedRelation
from core.settings import load_settings
from core.task.splits import TEST

MUTUAL = GraphRecipe(relations=(KnnRelation(k=3), SharedRelation(column="employer", hub_cap=4)))


def test_numbers_are_networkx_numbers(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = graph_for(table, task_of(table), MUTUAL)
    measured = graph_measures(graph)
    whole = nx.Graph()
    whole.add_nodes_from(range(graph.n_nodes))
    for relation in measured.relations:
        picture = nx.Graph()
        picture.add_nodes_from(range(graph.n_nodes))
        picture.add_edges_from(graph.relations[relation.name].edge_index.T.tolist())
        whole.add_edges_from(picture.edges)
        degrees = [d for _, d in picture.degree()]
        assert relation.mutual
        assert relation.n_links == picture.number_of_edges() == relation.n_edges // 2
        assert relation.degree_mean == pytest.approx(np.mean(degrees))
        assert relation.degree_median == np.median(degrees)
        assert relation.degree_max == max(degrees)
        assert relation.n_deaf == degrees.count(0)
        parts = list(nx.connected_components(picture))
        assert relation.n_components == len(parts)
        assert relation.largest_share == pytest.approx(max(map(len, parts)) / graph.n_nodes)
    assert measured.n_components == nx.number_connected_components(whole)
    assert measured.n_isolated == nx.number_of_isolates(whole)


def test_same_answer_is_counted_outside_the_exam(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    recipe = GraphRecipe(relations=(KnnRelation(k=4), HistoryRelation(k=4, delay=5)))
    graph = graph_for(table, task_of(table, "order"), recipe)
    for relation in graph_measures(graph).relations:
        same, beside = [], []
        for j, i in graph.relations[relation.name].edge_index.T:
            if TEST not in (graph.part[i], graph.part[j]):
                same.append(graph.y[i] == graph.y[j])
                if graph.y[j] == 1:
                    beside.append(graph.y[i] == 1)
        assert relation.same_answer == pytest.approx(np.mean(same))
        assert relation.yes_beside_yes == pytest.approx(np.mean(beside))
        assert not relation.mutual


def test_every_number_has_a_sentence(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = graph_for(table, task_of(table), MUTUAL)
    measured = graph_measures(graph)
    knn, shared = (measured.sentences(relation) for relation in measured.relations)
    assert f"{measured.relations[0].n_links + 300:,}." in knn["Links"]
    assert "Hub cap" in shared and "Hub cap" not in knn
    assert all(sentence.endswith(".") for sentence in (*knn.values(), *shared.values()))


def test_measures_are_kept_beside_the_graph(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = graph_for(table, task_of(table), MUTUAL)
    first = measures_for(graph)
    path = load_settings().graphs_dir / graph.key / "measures.json"
    assert path.is_file()
    assert measures_for(graph) == first
    path.write_text("{}")
    assert measures_for(graph) == first


def test_a_graph_without_links(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    measured = graph_measures(graph_for(table, task_of(table), GraphRecipe(relations=())))
    assert (measured.n_edges, measured.n_isolated, measured.n_components) == (0, 300, 300)

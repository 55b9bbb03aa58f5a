"""Who is around a client, and what was known of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from core.graph.building import build_graph
from core.graph.customer_graph import CustomerGraph
from core.graph.neighborhood import neighborhood, row_of
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, SharedRelation
from core.task.splits import TRAIN


@pytest.fixture
def graph(make_table: Callable, task_of: Callable) -> CustomerGraph:
    table = make_table()
    relations = (KnnRelation(k=5), SharedRelation(column="employer"), HistoryRelation(k=6, delay=30))
    return build_graph(table, task_of(table, "order"), GraphRecipe(relations=relations))


def test_all_heard_clients_are_there_with_their_relations(graph: CustomerGraph) -> None:
    around = neighborhood(graph, 200, max_neighbours=1_000)
    heard: dict[int, set[str]] = {}
    for name, edges in graph.relations.items():
        for source in edges.edge_index[0][edges.edge_index[1] == 200]:
            heard.setdefault(int(source), set()).add(name)
    assert {n.row: set(n.relations) for n in around.neighbours} == heard
    assert around.n_heard == len(heard)
    assert around.unit == "rows"
    for n in around.neighbours:
        assert n.gap == 200 - n.row and n.id == graph.ids[n.row]
        assert n.answer == (graph.y[n.row] if n.row + 30 <= 200 else -1)
    hearing = {int(i) for e in graph.relations.values() for j, i in e.edge_index.T if j == 200}
    assert around.n_hearing == len(hearing)


def test_relations_take_turns_and_can_be_chosen(graph: CustomerGraph) -> None:
    few = neighborhood(graph, 200, max_neighbours=3)
    assert len(few.neighbours) == 3
    names = set(graph.relations)
    assert {name for n in few.neighbours for name in n.relations} == names
    one = neighborhood(graph, 200, relations=["similar_to"])
    assert {name for n in one.neighbours for name in n.relations} == {"similar_to"}
    assert one.n_heard == 4
    chosen = [n.row for n in neighborhood(graph, 200).neighbours][2:5]
    asked = neighborhood(graph, 200, rows=[*chosen, 199_999])
    assert [n.row for n in asked.neighbours] == chosen


def test_links_are_those_among_the_shown(graph: CustomerGraph) -> None:
    around = neighborhood(graph, 150, max_neighbours=8)
    shown = {150} | {n.row for n in around.neighbours}
    expected = {
        (int(j), int(i), name)
        for name, edges in graph.relations.items()
        for j, i in edges.edge_index.T
        if int(j) in shown and int(i) in shown
    }
    assert set(around.links) == expected and len(around.links) == len(expected)


def test_without_a_clock_only_learned_answers_are_shown(make_table: Callable, task_of: Callable) -> None:
    table = make_table()
    graph = build_graph(table, task_of(table), GraphRecipe(relations=(KnnRelation(k=9),)))
    around = neighborhood(graph, 5)
    assert around.unit == "" and around.neighbours
    for n in around.neighbours:
        assert n.answer == (graph.y[n.row] if graph.part[n.row] == TRAIN else -1)


def test_clients_are_found_by_id(graph: CustomerGraph) -> None:
    assert row_of(graph, "#8") == 7
    assert row_of(graph, "nobody") is None
    with pytest.raises(IndexError):
        neighborhood(graph, 300)

"""Building: the paper's published graph, storing, and refusals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import GraphError
from core.graph.building import build_graph, graph_for, graph_key, is_built, load_graph
from core.graph.customer_graph import CustomerGraph
from core.graph.recipe import (
    GraphRecipe,
    HistoryRelation,
    KnnRelation,
    RecentRelation,
    Relation,
    SharedRelation,
)
from core.settings import load_settings


@pytest.mark.data
def test_the_graph_of_the_paper(bank_data: Path, make_table: Callable, task_of: Callable) -> None:
    frame = pd.read_csv(bank_data / "bank.csv", sep=";")
    table = make_table(frame)
    graph = build_graph(table, task_of(table), GraphRecipe(relations=(KnnRelation(k=8, scale="all rows"),)))
    edges = graph.relations["similar_to"]
    assert graph.n_nodes == 4521
    assert edges.n_edges // 2 + graph.n_nodes == 28_025
    forward = set(map(tuple, edges.edge_index.T.tolist()))
    assert all((b, a) in forward for a, b in list(forward)[:2000])


def test_a_graph_is_built_once_and_read_back(
    make_table: Callable, task_of: Callable, small_frame: Callable
) -> None:
    table = make_table(small_frame())
    task = task_of(table, "time", time_column="day")
    recipe = GraphRecipe(
        relations=(
            KnnRelation(k=4),
            SharedRelation(column="employer", hub_cap=5),
            HistoryRelation(k=5, delay=10),
            RecentRelation(k=6, delay=3, unit="days"),
        )
    )
    events: list[dict[str, object]] = []
    assert not is_built(table, task, recipe)
    built = graph_for(table, task, recipe, report=events.append)
    assert is_built(table, task, recipe)
    assert built.key == graph_key(table, task, recipe)
    progress = [float(e["progress"]) for e in events]  # type: ignore[arg-type]
    assert progress == sorted(progress) and progress[-1] == 1.0
    again: list[dict[str, object]] = []
    for read in (graph_for(table, task, recipe, report=again.append), load_graph(built.key)):
        assert not again
        assert_same_graph(read, built)


def test_a_damaged_graph_is_built_again(
    make_table: Callable, task_of: Callable, small_frame: Callable
) -> None:
    table = make_table(small_frame())
    graph = graph_for(table, task_of(table), GraphRecipe())
    (load_settings().graphs_dir / graph.key / "graph.npz").write_bytes(b"PK\x03\x04 cut off")
    assert_same_graph(graph_for(table, task_of(table), GraphRecipe()), graph)


def test_another_role_gives_another_graph(
    make_table: Callable, task_of: Callable, small_frame: Callable
) -> None:
    from core.tables.table import Role

    table = make_table(small_frame())
    other = table.with_roles({"balance": Role.IGNORE})
    assert graph_key(table, task_of(table), GraphRecipe()) != graph_key(other, task_of(table), GraphRecipe())


@pytest.mark.parametrize(
    ("kind", "relation", "says"),
    [
        ("random", RecentRelation(), "in order of time"),
        ("order", HistoryRelation(unit="days"), "day of each contact"),
        ("order", KnnRelation(scale="all rows"), "later clients shape earlier"),
        ("random", SharedRelation(column="y"), "give the answer away"),
        ("random", SharedRelation(column="nobody"), "no column 'nobody'"),
    ],
)
def test_relations_that_do_not_fit_are_refused(
    kind: str, relation: Relation, says: str, make_table: Callable, task_of: Callable
) -> None:
    table = make_table()
    with pytest.raises(GraphError, match=says):
        build_graph(table, task_of(table, kind), GraphRecipe(relations=(relation,)))


def assert_same_graph(a: CustomerGraph, b: CustomerGraph) -> None:
    assert a.key == b.key
    assert list(a.ids) == list(b.ids)
    for name in ("x", "y", "part"):
        np.testing.assert_array_equal(getattr(a, name), getattr(b, name))
    assert a.encoder == b.encoder and a.recipe == b.recipe and a.task == b.task
    assert list(a.relations) == list(b.relations)
    for name, edges in a.relations.items():
        other = b.relations[name]
        np.testing.assert_array_equal(edges.edge_index, other.edge_index)
        np.testing.assert_array_equal(edges.weight, other.weight)
        np.testing.assert_array_equal(edges.gap, other.gap)
        assert (edges.carries_outcome, edges.n_capped, edges.sentence, edges.method, edges.recall) == (
            other.carries_outcome,
            other.n_capped,
            other.sentence,
            other.method,
            other.recall,
        )

"""Whatever is fitted is fitted on the training part: changing all other rows leaves the fitted model bit-identical."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made_graph import make_graph

from core.graph.customer_graph import CustomerGraph
from core.graph.relational_graph import RelationalGraph
from core.task.splits import TRAIN, VALIDATION
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.predictor import Tensors
from tests.relational_tiny import TINY_KEY, TRAIN_DAYS, make_activity, make_examples, make_tables

N_COMPANIES = 12
NETWORKS = ("mlp", "gcn", "graphsage", "gat")
# One epoch: the practice exam has no say in how long is learned, and nothing is fitted again on more rows.
ONCE = {"epochs": 1, "patience": 0, "refit": False}


def fitted(graph: CustomerGraph, config: TrainConfig) -> Tensors:
    return fit(graph, config).predictor.tensors()


def others_changed(graph: CustomerGraph, kept: tuple[int, ...] = (TRAIN,)) -> CustomerGraph:
    """The same rows of these parts; everybody else has other columns, other answers and hears fewer clients."""
    x, y, other = graph.x.copy(), graph.y.copy(), ~np.isin(graph.part, kept)
    x[other, :-1] = 7 - 3 * x[other, :-1]
    y[other] = 1 - y[other]
    relations = {}
    for name, edges in graph.relations.items():
        stays = ~other[edges.edge_index[1]] | (np.arange(edges.n_edges) % 3 == 0)
        heard = {"edge_index": np.ascontiguousarray(edges.edge_index[:, stays])}
        relations[name] = replace(edges, weight=edges.weight[stays], gap=edges.gap[stays], **heard)
    return replace(graph, x=x, y=y, relations=relations)


def assert_same(first: Tensors, second: Tensors) -> None:
    assert first.keys() == second.keys() and first
    for name, array in first.items():
        np.testing.assert_array_equal(array, second[name], err_msg=name)


@pytest.mark.parametrize(
    ("model", "kept"),
    [
        ("logistic", (TRAIN, VALIDATION)),  # the practice exam says how strongly weights are pulled to 0
        *((model, (TRAIN,)) for model in ("points", "xgboost", "lightgbm", "instant", *NETWORKS)),
    ],
)
def test_of_one_table(model: str, kept: tuple[int, ...]) -> None:
    graph = make_graph(150)
    config = TrainConfig.for_model(model, **ONCE, **({"hidden_channels": 8} if model in NETWORKS else {}))
    assert_same(fitted(graph, config), fitted(others_changed(graph, kept), config))


def later_changed(tables: RelationalGraph) -> RelationalGraph:
    """The same rows known by the last day of learning; later ones have other columns."""
    nodes = {}
    for name, table in tables.nodes.items():
        x = table.x.copy()
        x[table.time > max(TRAIN_DAYS)] += 9
        nodes[name] = replace(table, x=x)
    return replace(tables, nodes=nodes)


@pytest.mark.parametrize("model", ["lead_scoring_gnn", "hetero_gat", "hgt"])
def test_of_many_tables(model: str, monkeypatch: pytest.MonkeyPatch) -> None:
    activity = make_activity(N_COMPANIES)
    tables = make_tables(activity, N_COMPANIES)
    graph = make_examples(tables, activity)
    config = TrainConfig.for_model(
        model,
        **ONCE,
        hidden_channels=8,
        heads=2,
        num_neighbors=4,
        examples_per_epoch=64,
        device="cpu",
        columns_of_tables=True,
    )
    found = []
    for one, examples in ((tables, graph), (later_changed(tables), others_changed(graph))):
        monkeypatch.setattr("core.graph.relational_store.load_relational", {TINY_KEY: one}.__getitem__)
        found.append(fitted(examples, config))
    assert_same(*found)

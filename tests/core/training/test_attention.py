"""Attention shares sum to 1 per client and layer."""

from __future__ import annotations

import numpy as np
import pytest

from core.graph.customer_graph import CustomerGraph
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.graph_predictor import GraphPredictor

QUICK = {"hidden_channels": 16, "heads": 2, "batch_size": 256, "epochs": 3, "patience": 0, "refit": False}


@pytest.fixture(scope="module")
def predictor(graph: CustomerGraph) -> GraphPredictor:
    fitted = fit(graph, TrainConfig.for_model("gat", **QUICK)).predictor
    assert isinstance(fitted, GraphPredictor)
    return fitted


@pytest.mark.parametrize("row", [0, 1, 5, 77, 400, 599])
def test_sums_to_one_and_names_those_who_are_heard(
    row: int, predictor: GraphPredictor, graph: CustomerGraph
) -> None:
    layers = predictor.attention(graph, row)
    assert [layer.name for layer in layers] == ["layer 1", "layer 2", "known outcomes"]
    for layer in layers:
        assert layer.alpha.sum() == pytest.approx(1, abs=1e-6)
        assert (layer.alpha >= 0).all()
        assert len(layer.alpha) == len(layer.source_rows) == len(layer.relations)
        assert (layer.source_rows[-1], layer.relations[-1]) == (row, "itself")
        names = ("recent_outcome",) if layer.name == "known outcomes" else ("similar_to", "shares_branch")
        for name in names:
            edges = graph.relations[name].edge_index
            heard = [r for r, kind in zip(layer.source_rows, layer.relations, strict=True) if kind == name]
            assert sorted(heard) == sorted(edges[0][edges[1] == row])


def test_all_nodes_at_once(predictor: GraphPredictor, graph: CustomerGraph) -> None:
    """Every node, layer and head of the whole graph."""
    shares: list = []
    predictor.inputs(graph).logits(predictor.module, attention=shares)
    assert len(shares) == 3
    for share in shares:
        total = share.own.double().numpy().copy()
        np.add.at(total, share.edges.destination.numpy(), share.alpha.double().numpy())
        np.testing.assert_allclose(total, 1, atol=1e-5)


def test_models_without_attention_have_none(graph: CustomerGraph) -> None:
    other = fit(graph, TrainConfig.for_model("graphsage", **QUICK)).predictor
    assert isinstance(other, GraphPredictor)
    assert other.attention(graph, 5) == []

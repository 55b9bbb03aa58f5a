"""Networks as they are fitted, stored and refused."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from core.errors import ArchiveError
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TEST, TRAIN
from core.training.config import TrainConfig
from core.training.graph_predictor import GraphPredictor, fitted_module, plain_rates

STATIC, OUTCOME = ("similar_to", "shares_branch"), ("recent_outcome",)


def config(model: str) -> TrainConfig:
    return TrainConfig.for_model(model, hidden_channels=16, heads=2)


def fresh(model: str, graph: CustomerGraph) -> GraphPredictor:
    torch.manual_seed(3)
    module = fitted_module(config(model), graph, graph.rows_of(TRAIN), STATIC, OUTCOME)
    return GraphPredictor(config(model), graph.feature_names, module, STATIC, OUTCOME)


def restored(predictor: GraphPredictor, **tensors: Any) -> GraphPredictor:
    return GraphPredictor.restore(predictor.meta(), predictor.tensors() | tensors)


@pytest.mark.parametrize("model", ["gat", "graphsage", "gcn", "mlp"])
def test_stored_and_restored_scores_are_the_same(model: str, graph: CustomerGraph) -> None:
    predictor = fresh(model, graph)
    assert np.array_equal(restored(predictor).predict(graph), predictor.predict(graph))


def test_plain_rates_by_hand(graph: CustomerGraph) -> None:
    source, destination = graph.relations["recent_outcome"].edge_index
    rates = plain_rates(graph, "recent_outcome", 0.25)
    for row in (0, 12, 200, 599):
        told = graph.y[source[destination == row]]
        assert rates[row] == pytest.approx((told.sum() + 0.25) / (len(told) + 1))


def test_steps_look_at_the_fitted_rows_only(graph: CustomerGraph) -> None:
    exam = graph.rows_of(TEST)
    x, y = graph.x.copy(), graph.y.copy()
    x[exam], y[exam] = x[exam] * 7, 1 - y[exam]
    mine = fresh("gat", graph).tensors()
    theirs = fresh("gat", replace(graph, x=x, y=y)).tensors()
    assert all(np.array_equal(mine[name], theirs[name]) for name in mine)


def test_a_network_of_another_version_is_refused_in_words(graph: CustomerGraph) -> None:
    predictor = fresh("gat", graph)
    older = {name: array for name, array in predictor.tensors().items() if not name.startswith("columns.")}
    with pytest.raises(ArchiveError, match="not built as the networks of this version") as caught:
        GraphPredictor.restore(predictor.meta(), older)
    assert "columns.flags" in str(caught.value) and "Train the model again" in str(caught.value)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("columns.steps.source", 99),
        ("columns.steps.source", -1),
        ("columns.flags", 99),
        ("columns.steps.width", 0),
        ("reader.steps.0.source", 1),
        ("reader.steps.0.width", np.nan),
    ],
)
def test_what_nobody_can_read_is_refused(name: str, value: float, graph: CustomerGraph) -> None:
    predictor = fresh("gat", graph)
    changed = predictor.tensors()[name].copy()
    changed[0] = value
    with pytest.raises(ArchiveError, match="inputs that it does not have"):
        restored(predictor, **{name: changed})

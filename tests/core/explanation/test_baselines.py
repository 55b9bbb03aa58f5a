"""Every explanation starts from the average training client: nobody outside the training part has a say in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.explanation.average_inputs import AverageInputs
from core.explanation.columns import column_contributions
from core.explanation.explained import explained_by
from core.explanation.linear import points_values, train_means
from core.explanation.relational_columns import _Moves
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN
from core.training.calibration import Calibration
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.points_predictor import PointsPredictor
from core.training.relational_inputs import schema_of
from core.training.relational_predictor import source_for
from models.scorecard import fit_scorecard
from tests.relational_tiny import TRAIN_DAYS, make_activity, make_examples, make_tables

N_TRAIN, N = 60, 120
ROW = 100  # explained; it hears training clients only
MODELS = ("logistic", "points", "lightgbm", "instant", "mlp", "gat")


@pytest.fixture
def graph(tiny_graph: Callable[..., CustomerGraph]) -> CustomerGraph:
    """Half of the clients are for learning."""
    draw = np.random.default_rng(0)
    x = draw.normal(size=(N, 3))
    pairs = [(int(draw.integers(min(i, N_TRAIN))), i) for i in range(1, N) for _ in range(3)]
    part = np.repeat([0, 1, 2], (N_TRAIN, 30, 30))
    y = (x[:, 0] + draw.normal(size=N) > 0).astype(int)
    return tiny_graph(x, y=y, part=part, similar=pairs, heard=pairs[::2])


def strangers(graph: CustomerGraph) -> CustomerGraph:
    """The same training clients, and the same client in question; all others have other columns and answers."""
    x, y = graph.x.copy(), graph.y.copy()
    changed = graph.part != TRAIN
    changed[ROW] = False
    x[changed] = 5 - 2 * x[changed]
    y[changed] = 1
    return replace(graph, x=x, y=y)


def test_means_are_of_the_training_clients(graph: CustomerGraph) -> None:
    assert train_means(graph) == pytest.approx(graph.x[:N_TRAIN].astype(float).mean(axis=0))


@pytest.mark.parametrize("model", MODELS)
def test_others_change_no_explanation(graph: CustomerGraph, model: str) -> None:
    sizes = {"hidden_channels": 8} if model in ("mlp", "gat") else {}
    predictor = fit(graph, TrainConfig.for_model(model, epochs=2, refit=False, **sizes)).predictor
    first, second = (explained_by(predictor, one, ROW).attribution for one in (graph, strangers(graph)))
    assert (first.value, first.baseline) == (second.value, second.baseline)
    np.testing.assert_array_equal(first.contributions, second.contributions)
    one_each = np.eye(len(first.names), dtype=bool)
    np.testing.assert_array_equal(first.removal(one_each), second.removal(one_each))
    if model != "gat":  # a network that hears others is asked without each column of everybody at once
        lists = [column_contributions(one, predictor, Calibration()) for one in (graph, strangers(graph))]
        np.testing.assert_allclose(lists[0].iloc[ROW], lists[1].iloc[ROW], atol=1e-6)


def test_points_start_from_the_mean_points_of_training_clients(graph: CustomerGraph) -> None:
    train = graph.part == TRAIN
    card = fit_scorecard(graph.x[train], graph.y[train], graph.feature_names, graph.feature_columns, {})
    predictor = PointsPredictor(TrainConfig(model="points"), graph.feature_names, card)
    _, values, baseline = points_values(predictor, graph)
    assert values[train].mean(axis=0) == pytest.approx(np.zeros(values.shape[1]), abs=1e-9)
    logits = card.logits(graph.x, graph.feature_names)
    assert baseline == pytest.approx(logits[train].mean())
    assert baseline + values.sum(axis=1) == pytest.approx(logits)


def test_rows_of_linked_tables_start_from_what_training_leads_heard() -> None:
    activity = make_activity(8)
    tables = make_tables(activity, 8)
    graph = make_examples(tables, activity)
    config = TrainConfig.for_model("lead_scoring_gnn", num_neighbors=4)

    def averages(tables: object, graph: CustomerGraph) -> list[np.ndarray]:
        schema = schema_of(tables, "contact", config.num_layers, graph.x.shape[1])
        source = source_for(config, tables, graph.seeds, schema, graph)
        inputs = source.batch(np.arange(3))
        found = AverageInputs(source, graph).of(inputs.x_dict, inputs.batch.hop)
        return [found[name].numpy() for name in sorted(found)]

    later = {}
    for name, nodes in tables.nodes.items():
        x = nodes.x.copy()
        x[nodes.time > max(TRAIN_DAYS)] += 9
        later[name] = replace(nodes, x=x)
    x = np.where((graph.part == TRAIN)[:, None], graph.x, graph.x + 9)
    found = averages(tables, graph), averages(replace(tables, nodes=later), replace(graph, x=x))
    for first, second in zip(*found, strict=True):
        np.testing.assert_array_equal(first, second)


def test_a_contacts_own_columns_are_compared_with_those_of_training_leads() -> None:
    """Only contacts of the first companies are learned from; the columns of all others are far away."""
    activity = make_activity(8)
    tables = make_tables(activity, 8)
    graph = make_examples(tables, activity)
    learned = graph.seeds.node < 10
    graph = replace(graph, part=np.where(learned, TRAIN, 2).astype(np.int8))
    contact = tables.nodes["contact"]
    far = np.where(np.arange(contact.n)[:, None] < 10, contact.x, contact.x + 99)
    tables = replace(tables, nodes={**tables.nodes, "contact": replace(contact, x=far)})
    config = TrainConfig.for_model("lead_scoring_gnn", num_neighbors=4)
    source = source_for(config, tables, graph.seeds, schema_of(tables, "contact", 2, 0), graph)
    moves = _Moves(None, source, graph, [])  # type: ignore[arg-type]
    assert moves._own_means == pytest.approx(contact.x[:10].mean(axis=0), abs=1e-6)

"""Contributions of all clients at once."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from core.explanation import left_out
from core.explanation.columns import column_contributions, contributions_of
from core.graph.subgraph import without_links
from core.training.blend import BlendPredictor
from core.training.calibration import Calibration
from core.training.column_predictors import LogisticPredictor
from core.training.config import TrainConfig
from core.training.graph_predictor import GraphPredictor, build_module

CALIBRATION = Calibration(slope=0.8, intercept=-0.5)
NAMES = ["age", "job = a", "job = b"]


@pytest.fixture
def graph(tiny_graph):
    draw = np.random.default_rng(0)
    pairs = [(int(draw.integers(i)), i) for i in range(1, 40) for _ in range(4)]
    return tiny_graph(
        draw.normal(size=(40, 3)),
        names=NAMES,
        columns=["age", "job", "job"],
        y=draw.integers(2, size=40),
        part=np.repeat([0, 1, 2, 3], 10),
        similar=pairs[::2],
        heard=pairs[1::2],
    )


def network(model: str) -> GraphPredictor:
    torch.manual_seed(3)
    config = TrainConfig.for_model(model, hidden_channels=8)
    static = ("similar_to",) if model != "mlp" else ()
    outcome = ("similar_outcome",) if model in ("gcn", "graphsage", "gat") else ()
    return GraphPredictor(config, NAMES, build_module(config, 3, static, outcome), static, outcome)


def test_logistic_reasons_sum_to_the_chance_minus_the_average_clients(graph):
    weights = np.array([1.0, -0.5, 0.3])
    predictor = LogisticPredictor(TrainConfig(model="logistic"), NAMES, weights, -1.0)
    frame = column_contributions(graph, predictor, CALIBRATION)
    assert list(frame.columns) == ["age", "job", "links"]
    train = graph.x[graph.part == 0]
    average = CALIBRATION.apply(1 / (1 + np.exp(-(train.mean(axis=0) @ weights - 1.0))))
    expected = 100 * (CALIBRATION.apply(predictor.predict(graph)) - average)
    assert frame.sum(axis=1).to_numpy() == pytest.approx(expected, abs=1e-3)
    assert (frame["links"] == 0).all()
    assert (np.sign(frame["age"]) == np.sign(graph.x[:, 0] - train[:, 0].mean())).all()


@pytest.mark.parametrize("model", ["simple_graphsage", "gcn", "gat", "mlp"])
def test_a_network_is_asked_without_each_column_and_without_links(graph, model):
    predictor = network(model)
    frame = column_contributions(graph, predictor, CALIBRATION)
    assert list(frame.columns) == ["age", "job", "links"]
    chance = CALIBRATION.apply(predictor.predict(graph))
    means = graph.x[graph.part == 0].mean(axis=0)
    for name, places in (("age", [0]), ("job", [1, 2])):
        x = graph.x.copy()
        x[:, places] = means[places]
        without = CALIBRATION.apply(predictor.predict(replace(graph, x=x)))
        assert frame[name].to_numpy() == pytest.approx(100 * (chance - without), abs=1e-3)
    alone = CALIBRATION.apply(predictor.predict(without_links(graph)))
    assert frame["links"].to_numpy() == pytest.approx(100 * (chance - alone), abs=1e-3)
    assert (frame["links"] != 0).any() == (model != "mlp")


def test_on_a_large_graph_training_clients_are_not_asked(graph, monkeypatch):
    predictor = network("gat")
    everybody = column_contributions(graph, predictor, CALIBRATION)
    monkeypatch.setattr(left_out, "MANY_LINKS", 10)
    frame = column_contributions(graph, predictor, CALIBRATION)
    train = graph.part == 0
    assert frame[train].isna().all(axis=None)
    for name in frame.columns:
        mine = frame[name][~train].to_numpy()
        assert mine == pytest.approx(everybody[name][~train].to_numpy(), abs=1e-3) or (mine == 0).all()
    assert (frame[~train].to_numpy() != 0).any(axis=0).sum() >= 2


@pytest.mark.parametrize("model", ["gat", "mlp"])
def test_reasons_that_are_found_later_are_those_of_everybody(graph, model, monkeypatch):
    predictor = network(model)
    everybody = column_contributions(graph, predictor, CALIBRATION, lead_shift=0.4)
    rows = np.array([3, 21, 38])
    found = contributions_of(graph, predictor, CALIBRATION, rows, everybody, lead_shift=0.4)
    assert found.to_numpy() == pytest.approx(everybody.iloc[rows].to_numpy(), abs=1e-3)
    some = everybody.assign(job=0.0)
    assert (contributions_of(graph, predictor, CALIBRATION, rows, some)["job"] == 0).all()


def test_reasons_of_a_blend_that_are_found_later(graph):
    linear = LogisticPredictor(TrainConfig(model="logistic"), NAMES, np.array([1.0, -0.5, 0.3]), -1.0)
    parts = [network("gat"), linear]
    predictor = BlendPredictor(TrainConfig(model="blend"), parts, [graph.key] * 2, np.array([0.7, 0.3]))
    everybody = column_contributions(graph, predictor, CALIBRATION)
    rows = np.array([0, 17, 39])
    found = contributions_of(graph, predictor, CALIBRATION, rows, everybody)
    assert found.to_numpy() == pytest.approx(everybody.iloc[rows].to_numpy(), abs=1e-3)

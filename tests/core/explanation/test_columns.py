"""Contributions of all clients at once."""

import numpy as np
import pytest

from core.explanation.columns import column_contributions
from core.training.calibration import Calibration
from core.training.column_predictors import LogisticPredictor
from core.training.config import TrainConfig
from core.training.predictor import Predictor

CALIBRATION = Calibration(slope=0.8, intercept=-0.5)


class Neighbourly(Predictor):
    """A hand-made graph model: own columns, and the mean of a column over linked clients."""

    kind = "by hand"

    def _predict(self, graph):
        source, destination = graph.relations["similar_to"].edge_index
        total = np.bincount(destination, graph.x[source, 0], graph.n_nodes)
        count = np.bincount(destination, minlength=graph.n_nodes)
        z = 2 * graph.x[:, 0] - graph.x[:, 1] + 3 * total / np.maximum(count, 1)
        return 1 / (1 + np.exp(-z.astype(np.float64)))

    def tensors(self):
        return {}

    @classmethod
    def restore(cls, meta, tensors):
        raise NotImplementedError


@pytest.fixture
def graph(tiny_graph):
    x = np.random.default_rng(0).normal(size=(30, 3))
    similar = [(i, (i + 1) % 30) for i in range(20)]
    return tiny_graph(x, names=["age", "job = a", "job = b"], columns=["age", "job", "job"], similar=similar)


def test_logistic_reasons_sum_to_the_chance_minus_the_average_clients(graph):
    predictor = LogisticPredictor(
        TrainConfig(model="logistic"), graph.feature_names, np.array([1.0, -0.5, 0.3]), -1.0
    )
    frame = column_contributions(graph, predictor, CALIBRATION)
    assert list(frame.columns) == ["age", "job", "links"]
    average = CALIBRATION.apply(1 / (1 + np.exp(-(graph.x.mean(axis=0) @ [1.0, -0.5, 0.3] - 1.0))))
    expected = 100 * (CALIBRATION.apply(predictor.predict(graph)) - average)
    assert frame.sum(axis=1).to_numpy() == pytest.approx(expected, abs=1e-3)
    assert (frame["links"] == 0).all()
    age = graph.x[:, 0] - graph.x[:, 0].mean()
    assert (np.sign(frame["age"]) == np.sign(age)).all()


def test_a_network_is_asked_once_a_column_and_once_without_links(graph):
    predictor = Neighbourly(TrainConfig(model="graphsage"), graph.feature_names)
    frame = column_contributions(graph, predictor, CALIBRATION)
    assert list(frame.columns) == ["age", "job", "links"]
    own = 2 * graph.x[:, 0] - graph.x[:, 1]
    alone = CALIBRATION.apply(1 / (1 + np.exp(-own.astype(float))))
    chance = CALIBRATION.apply(predictor.predict(graph))
    assert frame["links"].to_numpy() == pytest.approx(100 * (chance - alone), abs=1e-4)
    unheard = np.ones(30, dtype=bool)
    unheard[graph.relations["similar_to"].edge_index[1]] = False
    assert frame["links"].to_numpy()[unheard] == pytest.approx(0, abs=1e-9)
    mean = graph.x[:, 1].mean()
    expected = chance - CALIBRATION.apply(
        1
        / (
            1
            + np.exp(
                -(np.log(predictor.predict(graph) / (1 - predictor.predict(graph))) + graph.x[:, 1] - mean)
            )
        )
    )
    assert frame["job"].to_numpy() == pytest.approx(100 * expected, abs=1e-3)


def test_a_model_without_links_gets_none(graph):
    predictor = Neighbourly(TrainConfig(model="mlp"), graph.feature_names)
    assert (column_contributions(graph, predictor, CALIBRATION)["links"] == 0).all()

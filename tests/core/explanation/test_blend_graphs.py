"""Each model of a blend is scored and explained on the graph it was fitted on, where that makes a difference to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from core.errors import ArchiveError, TrainingError
from core.explanation.columns import logit_contributions
from core.explanation.explained import explained_by
from core.graph.customer_graph import CustomerGraph
from core.training.blend import BlendPredictor
from core.training.calibration import log_odds
from core.training.column_predictors import LogisticPredictor
from core.training.config import TrainConfig

WEIGHTS = np.array([0.75, 0.25])
NAMES = ["a", "b"]


@pytest.fixture
def graphs(tiny_graph: Callable[..., CustomerGraph]) -> tuple[CustomerGraph, CustomerGraph]:
    """The graph at hand, and another with the same clients."""
    draw = np.random.default_rng(0)
    at_hand = tiny_graph(draw.normal(size=(6, 2)), names=NAMES)
    return at_hand, replace(at_hand, key="other", x=(at_hand.x + 1).astype(np.float32))


@pytest.fixture
def stored(graphs: tuple[CustomerGraph, CustomerGraph], monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of graphs that were read from disk."""
    asked: list[str] = []

    def load(key: str) -> CustomerGraph:
        asked.append(key)
        return graphs[1]

    monkeypatch.setattr("core.training.blend.load_graph", load)
    return asked


def blend_of(first: str, keys: tuple[str, str]) -> BlendPredictor:
    """Two sums of columns; the first says it is a model of that name, so that it may be one that hears others."""
    hearing = LogisticPredictor(TrainConfig.for_model(first), NAMES, np.array([1.0, -2.0]), 0.5)
    plain = LogisticPredictor(TrainConfig(model="logistic"), NAMES, np.array([0.5, 1.0]), -1.0)
    return BlendPredictor(TrainConfig(model="blend", blend_of=("x", "y")), [hearing, plain], keys, WEIGHTS)


def by_hand(hearing: CustomerGraph, plain: CustomerGraph) -> np.ndarray:
    """(N,) logits of the blend when its models look at these graphs."""
    first, second = hearing.x.astype(float), plain.x.astype(float)
    return WEIGHTS[0] * (first @ [1.0, -2.0] + 0.5) + WEIGHTS[1] * (second @ [0.5, 1.0] - 1.0)


@pytest.mark.parametrize("model", ["graphsage", "gat", "gcn"])
def test_a_model_that_hears_others_keeps_its_own_graph(
    graphs: tuple[CustomerGraph, CustomerGraph], stored: list[str], model: str
) -> None:
    at_hand, own = graphs
    predictor, expected = blend_of(model, ("other", "other")), by_hand(own, at_hand)
    assert log_odds(predictor.predict(at_hand)) == pytest.approx(expected)
    assert explained_by(predictor, at_hand, 4).attribution.value == pytest.approx(expected[4])
    assert logit_contributions(predictor, at_hand)[2] == pytest.approx(expected)
    assert stored == ["other"] * 3  # the one that hears nobody never asks for its graph


@pytest.mark.parametrize(("model", "key"), [("graphsage", "tiny"), ("mlp", "other")])
def test_where_it_makes_no_difference_no_graph_is_read(
    graphs: tuple[CustomerGraph, CustomerGraph], stored: list[str], model: str, key: str
) -> None:
    at_hand, _ = graphs
    predictor = blend_of(model, (key, "other"))
    assert log_odds(predictor.predict(at_hand)) == pytest.approx(by_hand(at_hand, at_hand))
    assert stored == []


def test_a_graph_of_other_clients_is_refused(
    graphs: tuple[CustomerGraph, CustomerGraph], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_hand, own = graphs
    strangers = replace(own, ids=own.ids[::-1])
    monkeypatch.setattr("core.training.blend.load_graph", lambda _key: strangers)
    for asked in (lambda one: one.predict(at_hand), lambda one: explained_by(one, at_hand, 0)):
        with pytest.raises(TrainingError, match="trained on another graph"):
            asked(blend_of("gat", ("other", "tiny")))


@pytest.mark.parametrize("kind", ["blend", "pickle"])
def test_a_stored_blend_holds_no_blend_and_nothing_unknown(kind: str) -> None:
    predictor = blend_of("logistic", ("tiny", "tiny"))
    meta = predictor.meta()
    meta["components"][0]["kind"] = kind
    with pytest.raises(ArchiveError, match=f"cannot hold a model of kind '{kind}'"):
        BlendPredictor.restore(meta, predictor.tensors())

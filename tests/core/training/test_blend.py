"""Blends: weights, scores and storage."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import log_loss

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.training.blend import BlendPart, blend, fit_blend
from core.training.calibration import fit_calibration, log_odds, sigmoid
from core.training.checkpoint import load_predictor, save_predictor
from core.training.config import TrainConfig
from core.training.fit import fit


def test_weights_are_a_mixture_that_beats_its_parts() -> None:
    random = np.random.default_rng(0)
    a, b, noise = random.normal(size=(3, 4000))
    y = (random.random(4000) < sigmoid(a + b - 1)).astype(int)
    practice = sigmoid(np.stack([a, b, noise]))
    weights = fit_blend(["a", "b", "noise"], practice, y)
    assert (weights >= 0).all() and weights.sum() == pytest.approx(1)
    assert weights[0] == pytest.approx(weights[1], abs=0.1)
    assert weights[2] < 0.15

    def loss(raw: np.ndarray) -> float:
        return log_loss(y, fit_calibration(y, raw).apply(raw))

    blended = sigmoid(weights @ log_odds(practice))
    assert loss(blended) < min(loss(p) for p in practice[:2])


def test_two_equal_models_share_the_weight() -> None:
    p = np.linspace(0.1, 0.9, 50)
    y = (np.arange(50) % 3 == 0).astype(int)
    assert fit_blend(["a", "b"], np.stack([p, p]), y) == pytest.approx([0.5, 0.5])


def test_a_model_whose_log_odds_spread_wider_gets_less_weight() -> None:
    """Two models that know as much; one says everything four times as loudly: the mean is taken of what they know."""
    a, b = np.random.default_rng(0).normal(size=(2, 4000))
    y = (np.random.default_rng(1).random(4000) < sigmoid(a + b)).astype(int)
    weights = fit_blend(["quiet", "loud"], sigmoid(np.stack([a, 4 * b])), y)
    assert weights == pytest.approx([0.8, 0.2], abs=0.03)


def test_refusals() -> None:
    with pytest.raises(TrainingError, match="at least two"):
        fit_blend(["a"], np.ones((1, 5)) / 2, np.ones(5))
    with pytest.raises(TrainingError, match="Run b has no practice scores"):
        fit_blend(["a", "b"], np.array([[0.1, 0.2], [0.1, np.nan]]), np.array([0, 1]))


def test_from_fits_to_scores_and_back(graph: CustomerGraph, tmp_path: Path) -> None:
    quick = {"epochs": 5, "hidden_channels": 8}
    results = {
        "run-1": fit(graph, TrainConfig.for_model("logistic")),
        "run-2": fit(graph, TrainConfig.for_model("graphsage", **quick)),
    }
    parts = [BlendPart(n, r.predictor, graph.key, r.practice_scores) for n, r in results.items()]
    config = TrainConfig.for_model("blend", blend_of=tuple(results))
    predictor, practice = blend(config, parts, graph.y)
    expected = sigmoid(
        sum(
            w * log_odds(r.predictor.predict(graph))
            for w, r in zip(predictor.weights, results.values(), strict=True)
        )
    )
    np.testing.assert_allclose(predictor.predict(graph), expected, atol=1e-12)
    assert np.array_equal(np.isnan(practice), np.isnan(results["run-1"].practice_scores))
    save_predictor(predictor, tmp_path)
    again = load_predictor(tmp_path)
    assert np.array_equal(again.predict(graph), predictor.predict(graph))
    with pytest.raises(TrainingError, match="made of blends"):
        blend(config, [BlendPart("b", predictor, graph.key, practice)] * 2, graph.y)
    with pytest.raises(TrainingError, match="different tables"):
        blend(config, [parts[0], replace(parts[1], practice=practice[:-1])], graph.y)

"""Calibration against scikit-learn."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from core.errors import TrainingError
from core.training.calibration import Calibration, fit_calibration, log_odds, sigmoid


def test_against_logistic_regression_on_the_log_odds() -> None:
    random = np.random.default_rng(0)
    raw = random.beta(1, 5, 5000)
    y = (random.random(5000) < sigmoid(0.6 * log_odds(raw) - 0.4)).astype(int)
    theirs = LogisticRegression(C=np.inf).fit(log_odds(raw)[:, None], y)
    ours = fit_calibration(y, raw)
    assert ours.slope == pytest.approx(theirs.coef_[0, 0], rel=0.02)  # Platt's smoothed targets: nearly equal
    assert ours.intercept == pytest.approx(theirs.intercept_[0], abs=0.02)
    assert log_loss(y, ours.apply(raw)) < log_loss(y, raw)


def test_exactly_platts_targets() -> None:
    """Logistic regression with each row once as yes and once as no, weighted by Platt's targets."""
    random = np.random.default_rng(1)
    raw = random.random(60)
    y = (random.random(60) < raw).astype(int)
    n1, n0 = y.sum(), (1 - y).sum()
    target = np.where(y == 1, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))
    z = np.tile(log_odds(raw), 2)[:, None]
    weights = np.concatenate([target, 1 - target])
    theirs = LogisticRegression(C=np.inf, tol=1e-10).fit(z, np.repeat([1, 0], 60), sample_weight=weights)
    ours = fit_calibration(y, raw)
    assert ours.slope == pytest.approx(theirs.coef_[0, 0], rel=1e-4)
    assert ours.intercept == pytest.approx(theirs.intercept_[0], abs=1e-4)


def test_strictly_increasing_even_for_a_model_worse_than_chance() -> None:
    raw = np.linspace(0.01, 0.99, 200)
    y = (raw < 0.3).astype(int)
    probability = fit_calibration(y, raw).apply(raw)
    assert (np.diff(probability) > 0).all()
    assert probability.mean() == pytest.approx(0.3, abs=0.05)


def test_separable_scores_stay_finite() -> None:
    raw = np.array([0.1, 0.2, 0.8, 0.9])
    found = fit_calibration(np.array([0, 0, 1, 1]), raw)
    assert np.isfinite([found.slope, found.intercept]).all()
    assert (np.diff(found.apply(raw)) > 0).all()


def test_missing_scores_are_left_out_and_stay_missing() -> None:
    raw = np.array([0.1, np.nan, 0.6, 0.3, 0.9])
    found = fit_calibration(np.array([0, 1, 1, 0, 1]), raw)
    assert found == fit_calibration(np.array([0, 1, 0, 1]), raw[[0, 2, 3, 4]])
    assert np.isnan(found.apply(raw)[1])


def test_one_outcome_is_refused() -> None:
    with pytest.raises(TrainingError, match="one outcome only"):
        fit_calibration(np.zeros(5), np.linspace(0, 1, 5))


def test_the_ends_stay_probabilities() -> None:
    assert np.isfinite(log_odds([0.0, 1.0])).all()
    assert Calibration(slope=3.0).apply([0.0, 1.0]).tolist() == pytest.approx([0, 1], abs=1e-9)
    assert sigmoid([-1000.0, 0.0, 1000.0]).tolist() == [0, 0.5, 1]

"""Contributions in percentage points: they sum to the score, whatever was integrated."""

import numpy as np
import pytest
from scipy.special import expit

from core.explanation.scale import probability_of, to_points
from core.training.calibration import Calibration

PLATT = Calibration(slope=0.7, intercept=-0.4)


def test_points_sum_to_the_calibrated_difference_for_every_row():
    draw = np.random.default_rng(0)
    contributions = draw.normal(size=(20, 5))
    baseline = draw.normal(size=20)
    value = baseline + contributions.sum(axis=1)
    points = to_points(contributions, value, baseline, PLATT)
    difference = 100 * (expit(0.7 * value - 0.4) - expit(0.7 * baseline - 0.4))
    assert np.allclose(points.sum(axis=1), difference)
    assert (np.sign(points) == np.sign(contributions)).all()


def test_what_integration_left_over_is_spread_by_size():
    points = to_points(np.array([2.0, 1.0]), 3.3, 0.0, PLATT)
    assert points.sum() == pytest.approx(100 * (expit(0.7 * 3.3 - 0.4) - expit(-0.4)))
    assert points[0] == pytest.approx(2 * points[1])


def test_contributions_that_cancel_keep_their_size_by_the_derivative():
    points = to_points(np.array([1.0, -1.0]), 0.5, 0.5, PLATT)
    p = expit(0.7 * 0.5 - 0.4)
    assert points == pytest.approx([70 * p * (1 - p), -70 * p * (1 - p)], rel=1e-4)


def test_nothing_contributed_and_nothing_moved():
    assert to_points(np.zeros(3), 1.0, 1.0, PLATT) == pytest.approx([0, 0, 0])


def test_probability_of_keeps_the_shape():
    assert probability_of(np.zeros((2, 3)), PLATT).shape == (2, 3)
    assert float(probability_of(0.0, PLATT)) == pytest.approx(expit(-0.4))

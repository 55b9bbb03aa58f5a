"""The reliability curve against scikit-learn, ties kept together, intervals that stay honest at zero."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import binomtest
from sklearn.calibration import calibration_curve as sklearn_curve

from core.errors import EvaluationError
from core.evaluation.bootstrap import wilson
from core.evaluation.calibration import calibration_curve, calibration_error


def test_groups_of_equal_size_are_those_of_scikit_learn() -> None:
    rng = np.random.default_rng(0)
    p = rng.beta(1, 6, 5000)
    y = (rng.random(5000) < p).astype(int)
    curve = calibration_curve(y, p)
    observed, stated = sklearn_curve(y, p, n_bins=10, strategy="quantile")
    assert len(curve) == 10 and curve["n"].sum() == 5000
    assert curve["observed"].to_numpy() == pytest.approx(observed, abs=0.01)
    assert curve["stated"].to_numpy() == pytest.approx(stated, abs=0.005)
    assert calibration_error(curve) < 0.03


def test_equal_chances_stay_in_one_group() -> None:
    p = np.array([0.1] * 50 + [0.3] * 30 + [0.6] * 20)
    y = np.r_[np.repeat([1, 0], [5, 45]), np.repeat([1, 0], [9, 21]), np.repeat([1, 0], [12, 8])]
    curve = calibration_curve(y, p)
    assert curve["stated"].tolist() == pytest.approx([0.1, 0.3, 0.6])
    assert curve["observed"].tolist() == pytest.approx([0.1, 0.3, 0.6])
    assert curve["n"].tolist() == [50, 30, 20]
    assert calibration_error(curve) == pytest.approx(0.0)


def test_constant_chance_and_one_row() -> None:
    assert calibration_curve([0, 1, 0, 0], [0.25] * 4)["observed"].tolist() == [0.25]
    assert calibration_curve([1], [0.4])["n"].tolist() == [1]


def test_wilson_against_its_published_example() -> None:
    # 81 of 263: Newcombe (1998), table I, method 3: 0.2553 to 0.3662
    low, high = wilson(81, 263)
    assert (float(low), float(high)) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    low, high = wilson(0, 20)  # same table: 0 to 0.1611
    assert (float(low), float(high)) == pytest.approx((0.0, 0.1611), abs=5e-5)


@pytest.mark.parametrize(("yes", "n"), [(0, 10), (10, 10), (3, 17), (250, 1000), (1, 1)])
def test_wilson_as_scipy(yes: int, n: int) -> None:
    expected = binomtest(yes, n).proportion_ci(0.95, method="wilson")
    low, high = wilson(yes, n)
    assert float(low) == pytest.approx(expected.low, abs=1e-12)
    assert float(high) == pytest.approx(expected.high, abs=1e-12)


def test_missing_chance_is_refused() -> None:
    with pytest.raises(EvaluationError, match="probabilities are missing"):
        calibration_curve([0, 1], [0.1, np.nan])

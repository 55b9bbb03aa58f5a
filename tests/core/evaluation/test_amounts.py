"""Figures of an amount's exam, against scipy and worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import spearmanr

from core.evaluation.amounts import evaluate_amounts

CAME = np.array([0.0, 0.0, 0.0, 0.0, 0.0, 10.0, 0.0, 30.0, 0.0, 60.0])
GOOD = np.array([0.1, 0.2, 0.3, 0.4, 0.5, 9.0, 0.6, 20.0, 0.7, 70.0])


def test_figures_by_hand_and_by_scipy() -> None:
    report = evaluate_amounts(CAME, GOOD, {"chance": -GOOD, "direct": np.ones(10)}, 10.0, n_bootstrap=50)
    assert report is not None
    assert (report.n, report.n_yes) == (10, 3)
    assert report.came.value == 10.0
    assert report.promised.value == pytest.approx(GOOD.mean())
    assert report.error.value == pytest.approx(np.abs(GOOD - CAME).mean())
    assert report.error_of_mean.value == pytest.approx((7 * 10 + 0 + 20 + 50) / 10)
    assert report.rank_correlation.value == pytest.approx(spearmanr(GOOD, CAME).statistic)
    assert report.top["expected"]["10 %"].value == pytest.approx(0.6)
    assert report.top["expected"]["20 %"].value == pytest.approx(0.9)
    assert report.top["chance"]["20 %"].value == 0.0
    assert report.top["direct"]["10 %"].value == pytest.approx(0.1)  # all tied: as good as at random
    assert report.top["random"]["10 %"].value == 0.1


def test_ties_at_the_edge_count_in_part() -> None:
    came, scores = np.array([4.0, 0.0, 0.0, 6.0, 0.0]), np.array([1.0, 1.0, 0.0, 0.0, 0.0])
    report = evaluate_amounts(came, scores, {}, 2.0, n_bootstrap=10)
    assert report is not None
    assert report.top["expected"]["20 %"].value == pytest.approx(0.5 * 4 / 10)


def test_nothing_came_is_no_exam() -> None:
    assert evaluate_amounts(np.zeros(5), np.ones(5), {}, 0.0) is None
    assert evaluate_amounts([], [], {}, 0.0) is None


def test_intervals_hold_the_value_and_the_json_comes_back() -> None:
    rng = np.random.default_rng(0)
    expected = rng.gamma(2, 10, 400)
    came = np.where(rng.random(400) < 0.3, expected * rng.gamma(2, 0.5, 400), 0)
    report = evaluate_amounts(came, expected, {"chance": rng.random(400)}, came.mean(), n_bootstrap=100)
    assert report is not None
    for figure in (report.came, report.error, report.rank_correlation, report.top["chance"]["10 %"]):
        assert figure.low <= figure.value <= figure.high
    assert type(report).model_validate(report.to_json()) == report

"""Point metrics against scikit-learn and brute force, ties and degenerate exams included."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, brier_score_loss, roc_auc_score

from core.errors import EvaluationError
from core.evaluation.metrics import average_precision, brier, lift, ranking_metric, roc_auc

EXAMS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 6)), min_size=1, max_size=40)


def brute_lift(y: np.ndarray, score: np.ndarray, share: float) -> float:
    """Expected positives among the first share of the rows over all orders of equal scores."""
    left, found = share * len(y), 0.0
    for value in np.unique(score)[::-1]:
        group = y[score == value]
        taken = min(left, len(group))
        found += taken * group.mean()
        left -= taken
    return found / (share * y.sum())


@given(EXAMS)
@settings(max_examples=150, deadline=None)
def test_ranking_metrics_with_many_ties(rows: list[tuple[int, int]]) -> None:
    y, score = np.array(rows).T
    if 0 < y.sum() < len(y):
        assert roc_auc(y, score) == pytest.approx(roc_auc_score(y, score))
    else:
        assert math.isnan(roc_auc(y, score))
    if y.sum():
        assert average_precision(y, score) == pytest.approx(average_precision_score(y, score))
        for share in (0.1, 0.2, 0.37, 1.0):
            assert lift(y, score, share) == pytest.approx(brute_lift(y, score, share))
    else:
        assert math.isnan(average_precision(y, score)) and math.isnan(lift(y, score, 0.1))


def test_distinct_scores() -> None:
    rng = np.random.default_rng(1)
    y = (rng.random(5000) < 0.11).astype(int)
    score = rng.normal(size=5000) + y
    assert roc_auc(y, score) == pytest.approx(roc_auc_score(y, score), abs=1e-12)
    assert average_precision(y, score) == pytest.approx(average_precision_score(y, score), abs=1e-12)
    top = np.argsort(-score)[:500]
    assert lift(y, score, 0.1) == pytest.approx(y[top].mean() / y.mean())


def test_hand_worked() -> None:
    # order: yes no yes no; the first yes beats both no, the second one of them: 3 of 4 pairs
    y, score = [1, 0, 1, 0], [0.9, 0.8, 0.7, 0.1]
    assert roc_auc(y, score) == 0.75
    assert average_precision(y, score) == pytest.approx((1 / 1 + 2 / 3) / 2)
    assert lift(y, score, 0.25) == 2.0
    assert brier([1, 0], [0.8, 0.4]) == pytest.approx((0.04 + 0.16) / 2)


def test_constant_scores_rank_like_a_coin() -> None:
    y = np.array([1, 0, 0, 0, 1])
    assert roc_auc(y, np.full(5, 0.3)) == 0.5
    assert average_precision(y, np.full(5, 0.3)) == pytest.approx(0.4)
    assert lift(y, np.full(5, 0.3), 0.2) == pytest.approx(1.0)


def test_brier_is_scikit_learns() -> None:
    rng = np.random.default_rng(2)
    y, p = rng.integers(0, 2, 300), rng.random(300)
    assert brier(y, p) == pytest.approx(brier_score_loss(y, p))


@pytest.mark.parametrize(
    ("y", "score", "message"),
    [
        ([0, 1], [0.1, float("nan")], "1 of 2 scores are missing or infinite, first in row 1"),
        ([0, 1], [float("inf"), 0.1], "first in row 0"),
        ([0, 1, 1], [0.1, 0.2], "do not fit"),
        ([], [], "no rows"),
        ([0, -1], [0.1, 0.2], "outcomes are not known"),
        ([0, 2], [0.1, 0.2], "Found: 2"),
    ],
)
def test_bad_input_is_refused_with_a_reason(y: list[int], score: list[float], message: str) -> None:
    with pytest.raises(EvaluationError, match=message):
        roc_auc(y, score)


def test_unknown_metric_lists_the_known_ones() -> None:
    with pytest.raises(KeyError, match="average_precision"):
        ranking_metric("auc", [0, 1], [0.1, 0.2])

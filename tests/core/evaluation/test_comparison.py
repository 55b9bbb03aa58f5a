"""Paired differences: the same rows for both, against a slow paired bootstrap, and alignment of two exams."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from core.errors import EvaluationError
from core.evaluation.comparison import COMPARABLE, paired_difference, paired_differences, same_rows


def two_models(n: int = 400) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    y = (rng.random(n) < 0.25).astype(int)
    shared = rng.normal(size=n) + y
    first = 1 / (1 + np.exp(-(shared + 0.4 * y)))
    return y, first, (1 / (1 + np.exp(-(shared + 0.3 * rng.normal(size=n))))).round(2)


def test_values_and_intervals_of_a_slow_paired_bootstrap() -> None:
    y, a, b = two_models()
    found = paired_differences(y, a, b, n_bootstrap=2000)
    assert set(found) == set(COMPARABLE)
    assert found["roc_auc"].value == pytest.approx(roc_auc_score(y, a) - roc_auc_score(y, b))
    assert found["brier"].value == pytest.approx(np.mean((a - y) ** 2) - np.mean((b - y) ** 2))
    rng, slow = np.random.default_rng(8), []
    for _ in range(800):
        rows = rng.integers(0, len(y), len(y))
        slow.append(average_precision_score(y[rows], a[rows]) - average_precision_score(y[rows], b[rows]))
    low, high = np.percentile(slow, (2.5, 97.5))
    assert found["average_precision"].low == pytest.approx(low, abs=0.15 * (high - low))
    assert found["average_precision"].high == pytest.approx(high, abs=0.15 * (high - low))


def test_pairing_makes_the_interval_narrower_than_two_separate_ones() -> None:
    from core.evaluation.report import evaluate

    y, a, b = two_models()
    paired = paired_difference(y, a, b, "roc_auc")
    alone = [evaluate(y, score).metrics["roc_auc"] for score in (a, b)]
    assert paired.high - paired.low < 0.8 * max(one.high - one.low for one in alone)
    assert paired.excludes_zero


def test_a_model_equals_itself() -> None:
    y, a, _ = two_models()
    for value in paired_differences(y, a, a).values():
        assert (value.value, value.low, value.high) == (0, 0, 0)


def test_swapping_turns_the_sign() -> None:
    y, a, b = two_models()
    one, two = paired_difference(y, a, b), paired_difference(y, b, a)
    assert (one.value, one.low, one.high) == pytest.approx((-two.value, -two.high, -two.low))


def test_one_class_is_undefined() -> None:
    assert not paired_difference([0, 0, 0], [0.1, 0.2, 0.3], [0.3, 0.2, 0.1], "roc_auc").known


def test_unknown_metric_and_missing_score() -> None:
    with pytest.raises(EvaluationError, match="roc_auc"):
        paired_difference([0, 1], [0.1, 0.2], [0.1, 0.2], "auc")
    with pytest.raises(EvaluationError, match="missing"):
        paired_difference([0, 1], [0.1, 0.2], [0.1, np.nan])


def test_same_rows_aligns_two_exams() -> None:
    rows_a, rows_b = np.array([9, 3, 5, 7]), np.array([5, 9, 2])
    place_a, place_b = same_rows(rows_a, [1, 0, 0, 1], rows_b, [0, 1, 1])
    assert rows_a[place_a].tolist() == rows_b[place_b].tolist() == [9, 5]


def test_exams_that_do_not_fit_are_refused() -> None:
    with pytest.raises(EvaluationError, match="no final-exam client in common"):
        same_rows([1, 2], [0, 1], [3, 4], [0, 1])
    with pytest.raises(EvaluationError, match="1 of 2 clients"):
        same_rows([1, 2], [0, 1], [1, 2], [0, 0])

"""The exam's report: values of scikit-learn, intervals of a slow bootstrap, warnings where they belong."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest
from sklearn.metrics import (
    accuracy_score,
    average_precision_score,
    f1_score,
    precision_score,
    recall_score,
    roc_auc_score,
)

from core.errors import EvaluationError
from core.evaluation.metrics import lift
from core.evaluation.report import EvaluationReport, evaluate


def an_exam(n: int = 600, skill: float = 1.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Outcomes and well-calibrated chances."""
    rng = np.random.default_rng(seed)
    chance = 1 / (1 + np.exp(-(skill * rng.normal(size=n) - 1.5)))
    return (rng.random(n) < chance).astype(int), chance


def test_values_are_those_of_scikit_learn() -> None:
    y, p = an_exam()
    report = evaluate(y, p, probability=p, cutoff=0.3, n_bootstrap=50)
    called = p >= 0.3
    expected = {
        "roc_auc": roc_auc_score(y, p),
        "average_precision": average_precision_score(y, p),
        "accuracy": accuracy_score(y, called),
        "precision": precision_score(y, called),
        "recall": recall_score(y, called),
        "f1": f1_score(y, called),
        "brier": float(np.mean((p - y) ** 2)),
        "mean_probability": float(p.mean()),
        "observed_rate": float(y.mean()),
    }
    for name, value in expected.items():
        assert report.metrics[name].value == pytest.approx(value), name
    assert (report.n, report.n_positive, report.cutoff, report.cutoff_from) == (
        600,
        y.sum(),
        0.3,
        "validation",
    )


def pair_auc(y: np.ndarray, score: np.ndarray) -> float:
    """Every pair of a positive and a negative, one by one."""
    gap = score[y == 1][:, None] - score[y == 0][None, :]
    return float(((gap > 0) + 0.5 * (gap == 0)).mean())


def f1_of(y: np.ndarray, called: np.ndarray) -> float:
    return 2 * (y & called).sum() / (y.sum() + called.sum())


@pytest.mark.parametrize("digits", [None, 1])
def test_intervals_are_those_of_a_slow_bootstrap(digits: int | None) -> None:
    y, p = an_exam(300)
    score = p if digits is None else p.round(digits)
    report = evaluate(y, score, probability=score, cutoff=0.3, n_bootstrap=3000)
    rng = np.random.default_rng(99)
    slow: dict[str, list[float]] = {"roc_auc": [], "f1": [], "brier": [], "lift_top_20": []}
    for _ in range(1500):
        rows = rng.integers(0, len(y), len(y))
        drawn, its = y[rows], score[rows]
        slow["roc_auc"].append(pair_auc(drawn, its))
        slow["f1"].append(f1_of(drawn, (its >= 0.3).astype(int)))
        slow["brier"].append(float(np.mean((its - drawn) ** 2)))
        slow["lift_top_20"].append(lift(drawn, its, 0.2))
    for name, values in slow.items():
        low, high = np.percentile(values, (2.5, 97.5))
        width = high - low
        assert report.metrics[name].low == pytest.approx(low, abs=0.12 * width), name
        assert report.metrics[name].high == pytest.approx(high, abs=0.12 * width), name


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    truth = roc_auc_score(*an_exam(200_000, seed=77))
    held = 0
    for seed in range(60):
        found = evaluate(*an_exam(300, seed=seed), n_bootstrap=300).metrics["roc_auc"]
        held += found.low <= truth <= found.high
    assert 51 <= held <= 60  # 57 expected, spread 1.7


def test_same_seed_same_intervals() -> None:
    y, p = an_exam(200)
    assert evaluate(y, p, seed=3) == evaluate(y, p, seed=3)
    assert evaluate(y, p, seed=3) != evaluate(y, p, seed=4)


def test_row_order_does_not_change_values() -> None:
    y, p = an_exam(200)
    p = p.round(1)
    back = evaluate(y[::-1], p[::-1]).metrics
    for name, value in evaluate(y, p).metrics.items():
        assert value.value == pytest.approx(back[name].value), name


def test_shuffled_labels_cannot_be_told_from_chance() -> None:
    y, p = an_exam(1500)
    report = evaluate(np.random.default_rng(5).permutation(y), p)
    assert report.metrics["roc_auc"].value == pytest.approx(0.5, abs=0.05)
    assert any("cannot be told from chance" in warning for warning in report.warnings)


def test_a_good_model_needs_no_warning() -> None:
    y, p = an_exam(4000, skill=1.5)
    assert evaluate(y, p, probability=p, cutoff=0.3).warnings == ()


@pytest.mark.parametrize("y", [[0, 0, 0], [1, 1, 1]])
def test_one_class_is_said_and_stored(y: list[int], tmp_path: Path) -> None:
    report = evaluate(y, [0.1, 0.2, 0.2])
    assert math.isnan(report.metrics["roc_auc"].value)
    assert "cannot be judged" in report.warnings[0]
    report.save(tmp_path / "report.json")
    assert "NaN" not in (tmp_path / "report.json").read_text()
    back = EvaluationReport.load(tmp_path / "report.json")
    assert back.to_json() == report.to_json()
    assert math.isnan(back.metrics["roc_auc"].low)


def test_stored_json_is_strict(tmp_path: Path) -> None:
    y, p = an_exam(100)
    report = evaluate(y, p, probability=p)
    report.save(tmp_path / "report.json")
    json.loads((tmp_path / "report.json").read_text(), parse_constant=pytest.fail)
    assert EvaluationReport.load(tmp_path / "report.json") == report


def test_one_row() -> None:
    report = evaluate([1], [0.7])
    assert report.metrics["accuracy"].value == 1.0
    assert math.isnan(report.metrics["roc_auc"].value)


def test_constant_scores_are_said() -> None:
    report = evaluate([0, 1, 0, 1], [0.2] * 4, probability=[0.2] * 4, cutoff=0.5)
    assert any("same score" in warning for warning in report.warnings)
    assert any("calls nobody" in warning for warning in report.warnings)


def test_calling_everybody_is_said() -> None:
    y, p = an_exam(500)
    report = evaluate(y, p, probability=p, cutoff=0.0)
    assert any("calls everybody" in warning for warning in report.warnings)


def test_without_a_chosen_cutoff_nothing_is_said_about_it() -> None:
    y, p = an_exam(500)
    report = evaluate(y, p * 0.4, probability=p * 0.4)
    assert report.metrics["recall"].value == 0.0
    assert math.isnan(report.metrics["precision"].value)
    assert not any("calls" in warning for warning in report.warnings)


@pytest.mark.parametrize(("factor", "word"), [(0.5, "too low"), (1.8, "too high")])
def test_drifted_chances_are_said(factor: float, word: str) -> None:
    y, p = an_exam(4000)
    drifted = np.clip(p * factor, 0, 1)
    warnings = evaluate(y, drifted, probability=drifted, cutoff=0.3).warnings
    assert any(word in warning for warning in warnings)


def test_wrong_way_round_is_said() -> None:
    y, p = an_exam(1000)
    assert "wrong way round" in evaluate(y, -p).warnings[0]


def test_few_positives_are_said() -> None:
    y = np.r_[np.ones(12, dtype=int), np.zeros(500, dtype=int)]
    score = np.r_[np.full(12, 0.9), np.linspace(0, 0.95, 500)]
    assert any("Only 12" in warning for warning in evaluate(y, score).warnings)


def test_probabilities_with_holes_are_refused() -> None:
    with pytest.raises(EvaluationError, match="probabilities are missing"):
        evaluate([0, 1], [0.1, 0.2], probability=[0.1, float("nan")])

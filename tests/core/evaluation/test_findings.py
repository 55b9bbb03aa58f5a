"""Sentences: each says what the figures say, and nothing more."""

from __future__ import annotations

from core.evaluation.bootstrap import Estimate
from core.evaluation.findings import calibration_warning, comparison_finding, percent, verdict

NAN = float("nan")


def estimate(value: float, low: float, high: float) -> Estimate:
    return Estimate(value=value, low=low, high=high)


def test_percent() -> None:
    assert (percent(0.231), percent(0.231, 1)) == ("23 %", "23.1 %")


def test_verdict() -> None:
    good = {"roc_auc": estimate(0.8, 0.77, 0.82), "lift_top_10": estimate(4.13, 3.8, 4.4)}
    assert verdict(900, 100, good) == (
        "The list beats calling at random: its first 10 % hold 4.1 times as many yes (3.8–4.4)."
    )
    chance = {"roc_auc": estimate(0.52, 0.48, 0.56), "lift_top_10": estimate(1.1, 0.7, 1.5)}
    assert "not surely better" in verdict(900, 100, chance)
    unsure_top = {"roc_auc": estimate(0.6, 0.55, 0.65), "lift_top_10": estimate(1.2, 0.8, 1.5)}
    assert "top is not surely better" in verdict(900, 100, unsure_top)
    assert "beats" not in verdict(900, 100, unsure_top)
    only_top = {"roc_auc": estimate(0.52, 0.48, 0.56), "lift_top_10": estimate(2.1, 1.7, 2.5)}
    assert verdict(900, 100, only_top).startswith("At its top the list beats")
    none = {"roc_auc": estimate(NAN, NAN, NAN), "lift_top_10": estimate(NAN, NAN, NAN)}
    assert "cannot tell" in verdict(900, 0, none)


def test_calibration_warning_needs_both_distance_and_surety() -> None:
    def said(predicted: float, observed: Estimate) -> str | None:
        return calibration_warning(
            {"mean_probability": estimate(predicted, predicted, predicted), "observed_rate": observed}
        )

    assert said(0.11, estimate(0.10, 0.08, 0.12)) is None  # inside the interval
    assert said(0.105, estimate(0.10, 0.099, 0.101)) is None  # surely off, but by little
    assert "too high" in str(said(0.15, estimate(0.10, 0.09, 0.11)))
    assert "too low" in str(said(0.05, estimate(0.10, 0.09, 0.11)))
    assert calibration_warning({"observed_rate": estimate(0.1, 0.09, 0.11)}) is None


def test_comparison() -> None:
    up, down, open_ = estimate(0.02, 0.01, 0.03), estimate(-0.02, -0.03, -0.01), estimate(0.01, -0.01, 0.03)
    names = ("A", "B")
    both_up = {"average_precision": up, "roc_auc": up}
    assert comparison_finding(both_up, names) == "A is surely better than B by PR-AUC and ROC-AUC"
    both_down = {"average_precision": down, "roc_auc": down}
    assert comparison_finding(both_down, names) == "A is surely worse than B by PR-AUC and ROC-AUC"
    top_only = comparison_finding({"average_precision": down, "roc_auc": open_}, names)
    assert top_only.startswith("A has a surely less clean top than B (PR-AUC); how both rank")
    all_only = comparison_finding({"average_precision": open_, "roc_auc": up}, names)
    assert all_only.startswith("A ranks all clients surely better than B (ROC-AUC); the tops")
    assert "cannot tell" in comparison_finding({"average_precision": open_, "roc_auc": open_}, names)
    assert "differ" in comparison_finding({"average_precision": up, "roc_auc": down}, names)

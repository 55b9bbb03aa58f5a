"""Curves against scikit-learn, thinning that keeps the shape, bands that hold the curve."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import auc, precision_recall_curve, roc_auc_score, roc_curve

from core.evaluation.curves import MAX_POINTS, exam_curves, thin


def an_exam(n: int, seed: int = 0, digits: int = 12) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    y = (rng.random(n) < 0.15).astype(int)
    return y, (rng.normal(size=n) + 1.2 * y).round(digits)


@pytest.mark.parametrize("digits", [12, 1])
def test_small_exams_keep_every_point_of_scikit_learn(digits: int) -> None:
    y, score = an_exam(200, digits=digits)
    curves = exam_curves(y, score, n_bootstrap=20)
    false_alarms, recall, thresholds = roc_curve(y, score, drop_intermediate=False)
    assert curves.roc["false_alarms"].to_numpy() == pytest.approx(false_alarms)
    assert curves.roc["recall"].to_numpy() == pytest.approx(recall)
    assert curves.roc["score"].to_numpy()[1:] == pytest.approx(thresholds[1:])
    precision, recall, _ = precision_recall_curve(y, score, drop_intermediate=False)
    assert curves.pr["recall"].to_numpy()[1:] == pytest.approx(recall[::-1][1:])
    assert curves.pr["precision"].to_numpy()[1:] == pytest.approx(precision[::-1][1:])


def test_thinned_curves_keep_the_shape() -> None:
    y, score = an_exam(20_000)
    curves = exam_curves(y, score, n_bootstrap=10)
    assert all(len(points) <= MAX_POINTS for points in (curves.roc, curves.pr, curves.gains))
    assert auc(curves.roc["false_alarms"], curves.roc["recall"]) == pytest.approx(
        roc_auc_score(y, score), abs=1e-3
    )
    false_alarms, recall, _ = roc_curve(y, score, drop_intermediate=False)
    drawn = np.interp(false_alarms, curves.roc["false_alarms"], curves.roc["recall"])
    assert np.abs(drawn - recall).max() < 0.01
    assert curves.roc.iloc[0][["false_alarms", "recall"]].tolist() == [0, 0]
    assert curves.roc.iloc[-1][["false_alarms", "recall"]].tolist() == [1, 1]


def test_thin_keeps_both_ends_and_a_sudden_step() -> None:
    x = np.linspace(0, 1, 10_000)
    y = (x > 0.5).astype(float)
    kept = thin(x, y, 50)
    assert kept[0] == 0 and kept[-1] == 9_999 and len(kept) <= 50
    step = np.flatnonzero(np.diff(y[kept]))
    assert x[kept][step + 1] - x[kept][step] < 0.05


def test_gains_and_lift_by_counting() -> None:
    y, score = an_exam(400)
    gains = exam_curves(y, score, n_bootstrap=10).gains
    order = np.argsort(-score)
    for called in (1, 40, 200, 400):
        row = gains[np.isclose(gains["share"], called / 400)].iloc[0]
        assert row["recall"] == pytest.approx(y[order][:called].sum() / y.sum())
        assert row["lift"] == pytest.approx(y[order][:called].mean() / y.mean())


def test_bands_hold_the_curve_and_are_pointwise_percentiles() -> None:
    y, score = an_exam(500)
    curves = exam_curves(y, score, n_bootstrap=1000)
    band = curves.roc_band
    at_ten = band[np.isclose(band["false_alarms"], 0.1)].iloc[0]
    rng, slow = np.random.default_rng(9), []
    for _ in range(1000):
        rows = rng.integers(0, 500, 500)
        false_alarms, recall, _ = roc_curve(y[rows], score[rows], drop_intermediate=False)
        slow.append(np.interp(0.1, false_alarms, recall))
    low, high = np.percentile(slow, (2.5, 97.5))
    assert at_ten["low"] == pytest.approx(low, abs=0.03)
    assert at_ten["high"] == pytest.approx(high, abs=0.03)
    for points, band, x, y_name in (
        (curves.gains, curves.gains_band, "share", "recall"),
        (curves.roc, curves.roc_band, "false_alarms", "recall"),
    ):
        height = np.interp(band[x], points[x], points[y_name])
        assert ((band["low"] <= height + 1e-9) & (height <= band["high"] + 1e-9)).mean() > 0.95


@pytest.mark.parametrize("y", [[0, 0, 0], [1, 1, 1], [1]])
def test_one_class_gives_no_band_and_no_crash(y: list[int]) -> None:
    curves = exam_curves(y, np.arange(len(y)) / 10, n_bootstrap=20)
    assert curves.roc_band["low"].isna().all()
    assert curves.n == len(y)

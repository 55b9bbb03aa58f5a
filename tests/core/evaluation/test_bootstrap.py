"""Intervals of rows that belong together: of one client on several days, of several rows of one client."""

from __future__ import annotations

import numpy as np
import pytest

from core.evaluation.bootstrap import draws, independent_share
from core.evaluation.calibration import calibration_curve
from core.evaluation.comparison import paired_difference
from core.evaluation.curves import exam_curves
from core.evaluation.cutoffs import CutoffTable
from core.evaluation.report import evaluate
from core.evaluation.segments import segment_table

COPIES = 9


def clients(n: int = 120) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    y = (rng.random(n) < 0.3).astype(int)
    return y, 1 / (1 + np.exp(-(rng.normal(size=n) + 1.2 * y - 1))), np.arange(n)


def copied() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Each client nine times over: nine times the rows, and nothing more is known."""
    return tuple(np.tile(values, COPIES) for values in clients())  # type: ignore[return-value]


def test_all_rows_of_whoever_is_drawn_come_with_them() -> None:
    groups = np.array(["b", "a", "b", "c", "a", "b"])
    for rows in draws(6, 50, 0, groups):
        drawn = groups[rows[0]]
        assert len(drawn) == sum({"a": 2, "b": 3, "c": 1}[name] for name in drawn[_starts(rows[0])])
        times = np.bincount(rows[0], minlength=6)
        assert times[0] == times[2] == times[5] and times[1] == times[4]
        assert times[0] + times[1] + times[3] == 3  # as many as there are


def _starts(rows: np.ndarray) -> np.ndarray:
    """Where the first row of somebody who was drawn stands."""
    return np.isin(rows, (0, 1, 3))


def test_rows_that_stand_for_themselves_are_drawn_as_ever() -> None:
    plain = np.concatenate(list(draws(40, 5, 7)))
    assert (np.concatenate(list(draws(40, 5, 7, np.arange(40) * 3))) == plain).all()


@pytest.mark.parametrize(
    "figure", ["roc_auc", "average_precision", "observed_rate", "precision", "recall", "accuracy", "brier"]
)
def test_copies_of_rows_make_no_interval_narrower(figure: str) -> None:
    y, score, _ = clients()
    many_y, many_score, whose = copied()
    once = evaluate(y, score, probability=score, cutoff=0.4).metrics[figure]
    together = evaluate(many_y, many_score, probability=many_score, cutoff=0.4, groups=whose).metrics[figure]
    apart = evaluate(many_y, many_score, probability=many_score, cutoff=0.4).metrics[figure]
    width = once.high - once.low
    assert together.value == pytest.approx(once.value)
    assert together.high - together.low == pytest.approx(width, rel=0.12)
    assert apart.high - apart.low < 0.5 * width


def test_the_same_holds_of_differences_curves_groups_and_segments() -> None:
    y, score, _ = clients()
    many_y, many_score, whose = copied()
    other, many_other = np.round(score, 1), np.round(many_score, 1)
    once, together = (
        paired_difference(y, score, other),
        paired_difference(many_y, many_score, many_other, groups=whose),
    )
    assert together.high - together.low == pytest.approx(once.high - once.low, rel=0.2)
    bands = [
        exam_curves(y, score).gains_band,
        exam_curves(many_y, many_score, groups=whose).gains_band,
    ]
    assert np.allclose(*((band["high"] - band["low"]).mean() for band in bands), rtol=0.1)
    curves = [calibration_curve(y, score, 3), calibration_curve(many_y, many_score, 3, groups=whose)]
    assert np.allclose(curves[1]["n"], COPIES * curves[0]["n"])
    assert np.allclose(*((curve["high"] - curve["low"]) for curve in curves), rtol=0.03)
    labels, many = np.where(np.arange(120) % 2, "odd", "even"), np.where(whose % 2, "odd", "even")
    tables = [
        segment_table(y, score, labels, cutoff=0.4),
        segment_table(many_y, many_score, many, cutoff=0.4, groups=whose),
    ]
    for name in ("observed", "precision", "recall", "roc_auc"):
        widths = [table[f"{name}_high"] - table[f"{name}_low"] for table in tables]
        assert np.allclose(*widths, rtol=0.25), name


def test_the_share_of_independent_rows() -> None:
    y, _, own = clients()
    assert independent_share(y, own) == independent_share(y, None) == 1.0
    assert independent_share(np.tile(y, 4), np.tile(own, 4)) == pytest.approx(0.25, rel=0.02)
    assert independent_share([0, 0, 0, 0], [1, 1, 2, 2]) == 0.5  # nothing says how alike they are
    assert independent_share([], [1]) == 1.0
    lift = [
        CutoffTable.of(np.tile(y, 4), np.tile(own, 4), whose).at_share(0.2).lift_estimate()
        for whose in (None, np.tile(own, 4))
    ]
    assert lift[1].high - lift[1].low > 1.5 * (lift[0].high - lift[0].low)

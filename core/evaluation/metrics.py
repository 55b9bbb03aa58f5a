"""The formulas, each for many resamples at once; ties count as ties, and what is undefined is NaN.

Ranking metrics take the cumulated counts of `core.evaluation.ranked`: `hits` (positives) and `called`
(rows) with at least each score, shape (r, g). Cut-off metrics take the four counts of the
confusion matrix, shape (r,).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from core.evaluation.ranked import Floats, checked, rank

RankingMetric = Callable[[Floats, Floats], Floats]
CutoffMetric = Callable[[Floats, Floats, Floats, Floats], Floats]


def _ratio(above: ArrayLike, below: ArrayLike) -> Floats:
    """Division with NaN where the denominator is zero."""
    top, bottom = np.asarray(above, dtype=np.float64), np.asarray(below, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(bottom == 0, np.nan, top / np.where(bottom == 0, 1.0, bottom)))


def roc_auc_of(hits: Floats, called: Floats) -> Floats:
    """Probability that a random positive scores above a random negative, ties counting half (Mann-Whitney).

    Needs both classes; NaN otherwise.
    """
    misses = called - hits
    gained = np.diff(hits, axis=1, prepend=0.0)
    fallen = np.diff(misses, axis=1, prepend=0.0)
    positive, negative = hits[:, -1], misses[:, -1]
    below = negative[:, None] - misses + 0.5 * fallen
    return _ratio((gained * below).sum(axis=1), positive * negative)


def average_precision_of(hits: Floats, called: Floats) -> Floats:
    """Sum of (recall step) x (precision there), as in scikit-learn; NaN without positives."""
    gained = np.diff(hits, axis=1, prepend=0.0)
    precision = hits / np.maximum(called, 1.0)
    return _ratio((gained * precision).sum(axis=1), hits[:, -1])


def hits_at(share: float, hits: Floats, called: Floats) -> Floats:
    """Positives among the first `share` of the rows, shape (r,); a group of ties is entered evenly."""
    wanted = share * called[:, -1]
    rows = np.arange(len(hits))
    last = np.array([np.searchsorted(row, many) for row, many in zip(called, wanted, strict=True)])
    last = np.minimum(last, hits.shape[1] - 1)
    before = np.maximum(last - 1, 0)
    entered = last > 0
    hits_before = np.where(entered, hits[rows, before], 0.0)
    called_before = np.where(entered, called[rows, before], 0.0)
    part = _ratio(wanted - called_before, called[rows, last] - called_before)
    return np.asarray(hits_before + part * (hits[rows, last] - hits_before))


def lift_of(share: float) -> RankingMetric:
    """How many times more positives the first `share` of the rows hold than the same number at random."""

    def lift(hits: Floats, called: Floats) -> Floats:
        return _ratio(hits_at(share, hits, called), share * hits[:, -1])

    return lift


def accuracy_of(tp: Floats, fp: Floats, fn: Floats, tn: Floats) -> Floats:
    return _ratio(tp + tn, tp + fp + fn + tn)


def precision_of(tp: Floats, fp: Floats, fn: Floats, tn: Floats) -> Floats:
    """Of those called, the share that is positive; NaN when nobody is called."""
    return _ratio(tp, tp + fp)


def recall_of(tp: Floats, fp: Floats, fn: Floats, tn: Floats) -> Floats:
    """Of the positives, the share that is called; NaN without positives."""
    return _ratio(tp, tp + fn)


def f1_of(tp: Floats, fp: Floats, fn: Floats, tn: Floats) -> Floats:
    """Harmonic mean of precision and recall; NaN without positives and calls."""
    return _ratio(2.0 * tp, 2.0 * tp + fp + fn)


RANKING_METRICS: dict[str, RankingMetric] = {
    "roc_auc": roc_auc_of,
    "average_precision": average_precision_of,
    "lift_top_10": lift_of(0.10),
    "lift_top_20": lift_of(0.20),
}
CUTOFF_METRICS: dict[str, CutoffMetric] = {
    "accuracy": accuracy_of,
    "precision": precision_of,
    "recall": recall_of,
    "f1": f1_of,
}


def ranking_metric(name: str, y_true: ArrayLike, y_score: ArrayLike) -> float:
    """One ranking metric of one set of scores.

    Raises:
        EvaluationError: scores or outcomes are unusable, see `core.evaluation.ranked.checked`.
        KeyError: unknown name; the message lists the known ones.
    """
    if name not in RANKING_METRICS:
        raise KeyError(f"no metric {name!r}; known: {sorted(RANKING_METRICS)}")
    ranked = rank(y_true, y_score)
    hits, called = ranked.hits[None, :].astype(np.float64), ranked.called[None, :].astype(np.float64)
    return float(RANKING_METRICS[name](hits, called)[0])


def roc_auc(y_true: ArrayLike, y_score: ArrayLike) -> float:
    """Area under the ROC curve; NaN with one class only."""
    return ranking_metric("roc_auc", y_true, y_score)


def average_precision(y_true: ArrayLike, y_score: ArrayLike) -> float:
    """Area under the precision-recall curve as average precision; NaN without positives."""
    return ranking_metric("average_precision", y_true, y_score)


def lift(y_true: ArrayLike, y_score: ArrayLike, share: float) -> float:
    """Lift of the first `share` (0 < share <= 1) of the rows."""
    ranked = rank(y_true, y_score)
    hits, called = ranked.hits[None, :].astype(np.float64), ranked.called[None, :].astype(np.float64)
    return float(lift_of(share)(hits, called)[0])


def brier(y_true: ArrayLike, probability: ArrayLike) -> float:
    """Mean squared distance of probability and outcome (Brier 1950)."""
    y, p = checked(y_true, probability, "probabilities")
    return float(np.mean((p - y) ** 2))


def metric(name: str, y_true: ArrayLike, y_score: ArrayLike) -> float:
    """A ranking metric or the Brier score by its name; `y_score` are probabilities for the latter."""
    return brier(y_true, y_score) if name == "brier" else ranking_metric(name, y_true, y_score)


def standard_error(auc: float, n_positive: int, n_negative: int) -> float:
    """Standard error of a ROC-AUC (Hanley and McNeil 1982, eq. 1)."""
    q1, q2 = auc / (2 - auc), 2 * auc**2 / (1 + auc)
    variance = auc * (1 - auc) + (n_positive - 1) * (q1 - auc**2) + (n_negative - 1) * (q2 - auc**2)
    return float(np.sqrt(max(variance, 0.0) / max(n_positive * n_negative, 1)))

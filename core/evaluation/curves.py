"""ROC, precision-recall and gains curves with 95 % bands, thinned to 500 points that keep the shape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from core.evaluation.bootstrap import draws, resamples_for
from core.evaluation.ranked import Floats, Ints, Ranked, rank

MAX_POINTS = 500
GRID = np.linspace(0.0, 1.0, 101)


@dataclass(frozen=True)
class ExamCurves:
    """The three curves of one exam as tables, one row a point; rates are in 0 … 1.

    Attributes:
        roc: `false_alarms` (negatives called / negatives), `recall`, `score`.
        pr: `recall`, `precision`, `score`.
        gains: `share` (called / all), `recall`, `lift`, `score`.
        roc_band: `false_alarms`, `low`, `high` (recall) on a grid of 101 points.
        pr_band: `recall`, `low`, `high` (precision).
        gains_band: `share`, `low`, `high` (recall), `lift_low`, `lift_high`.
        n: Rows.
        n_positive: Positive rows.
    """

    roc: pd.DataFrame
    pr: pd.DataFrame
    gains: pd.DataFrame
    roc_band: pd.DataFrame
    pr_band: pd.DataFrame
    gains_band: pd.DataFrame
    n: int
    n_positive: int

    @property
    def base_rate(self) -> float:
        return self.n_positive / self.n


def thin(x: Floats, y: Floats, most: int = MAX_POINTS) -> Ints:
    """Places of at most `most` points of a curve, evenly spaced along its length, both ends included."""
    if len(x) <= most:
        return np.arange(len(x))
    steps = np.abs(np.diff(x)) / max(float(np.ptp(x)), 1e-12) + np.abs(np.diff(y)) / max(
        float(np.ptp(y)), 1e-12
    )
    length = np.r_[0.0, np.cumsum(steps)]
    return np.unique(np.searchsorted(length, np.linspace(0.0, length[-1], most)).clip(0, len(x) - 1))


def _rates(ranked: Ranked) -> tuple[Floats, Floats, Floats, Floats]:
    """Called, hits, misses and scores with the point of calling nobody put in front, shape (g + 1,) each."""
    hits = np.r_[0.0, ranked.hits]
    called = np.r_[0.0, ranked.called]
    return called, hits, called - hits, np.r_[np.nan, ranked.thresholds]


def _table(columns: dict[str, Floats], x: str, y: str) -> pd.DataFrame:
    kept = thin(columns[x], columns[y])
    return pd.DataFrame({name: values[kept] for name, values in columns.items()})


def _bands(
    ranked: Ranked, groups: ArrayLike | None, n_bootstrap: int, seed: int
) -> tuple[Floats, Floats, Floats]:
    """Recall by false alarms, precision by recall and recall by share on `GRID`, shape (r, 101) each."""
    n_bootstrap = resamples_for(ranked.n, n_bootstrap)
    roc, pr, gains = (np.full((n_bootstrap, len(GRID)), np.nan) for _ in range(3))
    i = 0
    for rows in draws(ranked.n, n_bootstrap, seed, groups):
        all_hits, all_called = ranked.counts(rows)
        for hits, called in zip(all_hits, all_called, strict=True):
            positive, negative = hits[-1], called[-1] - hits[-1]
            if positive and negative:
                recall = np.r_[0.0, hits / positive]
                roc[i] = np.interp(GRID, np.r_[0.0, (called - hits) / negative], recall)
                gains[i] = np.interp(GRID, np.r_[0.0, called / called[-1]], recall)
                first = np.searchsorted(recall[1:], GRID - 1e-12).clip(0, len(hits) - 1)
                pr[i] = hits[first] / np.maximum(called[first], 1.0)
            i += 1
    return roc, pr, gains


def _band(x: str, samples: Floats) -> pd.DataFrame:
    defined = samples[np.isfinite(samples).all(axis=1)]
    if len(defined) < 2:
        nothing = np.full(len(GRID), np.nan)
        return pd.DataFrame({x: GRID, "low": nothing, "high": nothing})
    low, high = np.percentile(defined, (2.5, 97.5), axis=0)
    return pd.DataFrame({x: GRID, "low": low, "high": high})


def exam_curves(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    groups: ArrayLike | None = None,
    n_bootstrap: int = 500,
    seed: int = 0,
) -> ExamCurves:
    """All curves of one exam with pointwise 95 % bootstrap bands.

    With one class only the rates that need the other class are NaN. `groups` says whose each row is.

    Raises:
        EvaluationError: see `core.evaluation.ranked.checked`.
    """
    ranked = rank(y_true, y_score)
    called, hits, misses, score = _rates(ranked)
    with np.errstate(divide="ignore", invalid="ignore"):
        recall = hits / ranked.n_positive if ranked.n_positive else np.full_like(hits, np.nan)
        n_negative = ranked.n - ranked.n_positive
        alarms = misses / n_negative if n_negative else np.full_like(hits, np.nan)
        precision = hits / called
        share = called / ranked.n
        lift = recall / share
    precision[0], lift[0] = precision[1], lift[1]
    roc, pr, gains = _bands(ranked, groups, n_bootstrap, seed)
    gains_band = _band("share", gains)
    at = GRID[1:]
    for name in ("low", "high"):
        gains_band[f"lift_{name}"] = np.r_[np.nan, gains_band[name].to_numpy()[1:] / at]
    return ExamCurves(
        roc=_table({"false_alarms": alarms, "recall": recall, "score": score}, "false_alarms", "recall"),
        pr=_table({"recall": recall, "precision": precision, "score": score}, "recall", "precision"),
        gains=_table({"share": share, "recall": recall, "lift": lift, "score": score}, "share", "recall"),
        roc_band=_band("false_alarms", roc),
        pr_band=_band("recall", pr).iloc[1:],  # the first client alone is always 0 or 1
        gains_band=gains_band,
        n=ranked.n,
        n_positive=ranked.n_positive,
    )

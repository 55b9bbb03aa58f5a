"""Two sets of scores on the same rows: differences with intervals from the same resampled rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from core.errors import EvaluationError
from core.evaluation.bootstrap import Estimate, draws, estimate, resamples_for
from core.evaluation.metrics import RANKING_METRICS
from core.evaluation.ranked import Floats, checked, rank

COMPARABLE = (*RANKING_METRICS, "brier")


def paired_differences(
    y_true: ArrayLike,
    score_a: ArrayLike,
    score_b: ArrayLike,
    metrics: Sequence[str] = COMPARABLE,
    *,
    groups: ArrayLike | None = None,
    seed: int = 0,
    n_bootstrap: int = 1000,
) -> dict[str, Estimate]:
    """Metric of `a` minus metric of `b`, with 95 % intervals of the difference.

    Every resample draws rows once and judges both on them, so that what makes a sample easy or hard
    cancels out.
    A Brier score needs probabilities; lower is better there, elsewhere higher.

    Args:
        y_true: Outcomes 0/1, shape (n,).
        score_a: Scores or probabilities of the first, shape (n,), same rows.
        score_b: Those of the second, shape (n,).
        metrics: Names in `COMPARABLE`.
        groups: Whose each row is, shape (n,); see `core.evaluation.bootstrap.draws`.

    Raises:
        EvaluationError: see `core.evaluation.ranked.checked`; unknown metric.
    """
    unknown = [name for name in metrics if name not in COMPARABLE]
    if unknown:
        raise EvaluationError(
            f"Unknown metric {', '.join(unknown)}", expected="one of " + ", ".join(COMPARABLE)
        )
    pair = (rank(y_true, score_a), rank(y_true, score_b))
    y = pair[0].y
    n_bootstrap = resamples_for(len(y), n_bootstrap)
    ranking = [name for name in metrics if name != "brier"]
    squared = (pair[0].score - y) ** 2 - (pair[1].score - y) ** 2

    sampled: dict[str, list[Floats]] = {name: [] for name in metrics}
    for rows in draws(len(y), n_bootstrap, seed, groups):
        if ranking:
            counts = [ranked.counts(rows) for ranked in pair]
            for name in ranking:
                sampled[name].append(RANKING_METRICS[name](*counts[0]) - RANKING_METRICS[name](*counts[1]))
        if "brier" in metrics:
            sampled["brier"].append(squared[rows].mean(axis=1))

    result = {}
    for name in metrics:
        if name == "brier":
            value = float(squared.mean())
        else:
            of_a, of_b = (
                RANKING_METRICS[name](
                    ranked.hits[None, :].astype(np.float64), ranked.called[None, :].astype(np.float64)
                )
                for ranked in pair
            )
            value = float(of_a[0] - of_b[0])
        result[name] = estimate(value, np.concatenate(sampled[name]))
    return result


def paired_difference(
    y_true: ArrayLike,
    score_a: ArrayLike,
    score_b: ArrayLike,
    metric: str = "average_precision",
    *,
    groups: ArrayLike | None = None,
    seed: int = 0,
    n_bootstrap: int = 1000,
) -> Estimate:
    """One metric of `a` minus that of `b`; see `paired_differences`."""
    found = paired_differences(
        y_true, score_a, score_b, (metric,), groups=groups, seed=seed, n_bootstrap=n_bootstrap
    )
    return found[metric]


def same_rows(
    rows_a: ArrayLike, y_a: ArrayLike, rows_b: ArrayLike, y_b: ArrayLike
) -> tuple[np.ndarray, np.ndarray]:
    """Places in `a` and in `b` of the rows that both exams hold, in the order of `a`.

    Raises:
        EvaluationError: no row in common, or the two exams know different outcomes for the same row.
    """
    a, b = np.asarray(rows_a), np.asarray(rows_b)
    _, place_a, place_b = np.intersect1d(a, b, return_indices=True)
    if len(place_a) == 0:
        raise EvaluationError(
            "The two runs have no final-exam client in common",
            action="Choose a run with the same split, or train one",
        )
    order = np.argsort(place_a)
    place_a, place_b = place_a[order], place_b[order]
    first, _ = checked(np.asarray(y_a)[place_a], np.zeros(len(place_a)))
    second, _ = checked(np.asarray(y_b)[place_b], np.zeros(len(place_b)))
    if (first != second).any():
        raise EvaluationError(
            "The two runs do not predict the same outcome",
            found=f"{int((first != second).sum()):,} of {len(first):,} clients with different answers",
            action="Compare runs of the same target",
        )
    return place_a, place_b

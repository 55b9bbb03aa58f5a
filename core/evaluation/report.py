"""The final exam's report: every figure with its 95 % interval, and plain warnings."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from core.evaluation.bootstrap import Estimate, draws, estimate, resamples_for
from core.evaluation.cutoffs import CutoffTable
from core.evaluation.findings import warnings_for, why_undefined
from core.evaluation.metrics import RANKING_METRICS
from core.evaluation.ranked import Floats, checked, rank
from core.record import Record

__all__ = ["Estimate", "EvaluationReport", "evaluate"]

AT_CUT = ("accuracy", "precision", "recall", "f1")  # the figures that hold for one cut only


class EvaluationReport(Record):
    """What one model reached on one part of the data.

    Attributes:
        n: Rows judged.
        n_positive: Positive rows among them.
        metrics: roc_auc, average_precision, lift_top_10, lift_top_20, observed_rate; brier and
            mean_probability when probabilities were given; accuracy, precision, recall, f1 at `cutoff`.
        cutoff: Rows with at least this probability (or score) are called.
        cutoff_from: Where the cut-off comes from: "validation" or "fixed".
        n_bootstrap: Resamples behind the intervals.
        seed: Their seed.
        warnings: Plain sentences on what a reader must not overlook.
    """

    n: int
    n_positive: int
    metrics: dict[str, Estimate]
    cutoff: float
    cutoff_from: str = "fixed"
    n_bootstrap: int
    seed: int
    warnings: tuple[str, ...] = ()

    @property
    def undefined(self) -> dict[str, str]:
        """Why a figure has no value, for each that has none."""
        return {
            name: why_undefined(name, self.n, self.n_positive)
            for name, estimate in self.metrics.items()
            if not estimate.known
        }

    def told(self) -> dict[str, Any]:
        """As JSON for people: figures that hold for one cut stand apart from those of the whole list.

        The cut is the default one, chosen when the exam was sat; the one in force may be another (see
        `core.leads.promise`).
        """
        found = self.to_json()
        metrics = found["metrics"]
        at_cut = {name: metrics.pop(name) for name in AT_CUT if name in metrics}
        default = {
            "cutoff": found.pop("cutoff"),
            "cutoff_from": found.pop("cutoff_from"),
            "sentence": "At the cut of the default campaign, before anybody said what calls cost and bring. The cut in "
            "force is promise.cut.",
        }
        return {**found, "default_cut": {**default, "metrics": at_cut}}


def evaluate(
    y_true: ArrayLike,
    y_score: ArrayLike,
    *,
    probability: ArrayLike | None = None,
    cutoff: float | None = None,
    groups: ArrayLike | None = None,
    seed: int = 0,
    n_bootstrap: int = 1000,
) -> EvaluationReport:
    """Judges scores against outcomes.

    Args:
        y_true: Outcomes 0/1, shape (n,).
        y_score: Scores that rank the rows, shape (n,).
        probability: Calibrated probabilities, shape (n,); Brier score and the calibration warning need them,
            and the cut-off is then on their scale.
        cutoff: Calls the share that the practice exam chose; never from these rows' outcomes. None: 0.5.
        groups: Whose each row is, shape (n,), where some are asked about on several days; these are resampled then.
        seed: Seed of the bootstrap.
        n_bootstrap: Resamples; fewer are taken above 100,000 rows.

    Raises:
        EvaluationError: no rows, lengths that differ, unknown outcomes, missing or infinite scores.
    """
    ranked = rank(y_true, y_score)
    n_bootstrap = resamples_for(ranked.n, n_bootstrap)
    means: dict[str, Floats] = {"observed_rate": ranked.y.astype(np.float64)}
    scale = ranked.score
    if probability is not None:
        _, scale = checked(y_true, probability, "probabilities")
        means |= {"mean_probability": scale, "brier": (scale - ranked.y) ** 2}

    sampled: dict[str, list[Floats]] = {name: [] for name in (*RANKING_METRICS, *means)}
    for rows in draws(ranked.n, n_bootstrap, seed, groups):
        hits, called = ranked.counts(rows)
        for name, metric in RANKING_METRICS.items():
            sampled[name].append(metric(hits, called))
        for name, values in means.items():
            sampled[name].append(values[rows].mean(axis=1))

    hits, called = ranked.hits[None, :].astype(np.float64), ranked.called[None, :].astype(np.float64)
    point = {name: float(metric(hits, called)[0]) for name, metric in RANKING_METRICS.items()}
    point |= {name: float(values.mean()) for name, values in means.items()}
    metrics = {name: estimate(point[name], np.concatenate(sampled[name])) for name in point}

    cut = 0.5 if cutoff is None else float(cutoff)
    at_cut = CutoffTable.of(ranked.y, scale, groups).at_score(cut)
    metrics |= at_cut.estimates(seed=seed, n_bootstrap=n_bootstrap)
    return EvaluationReport(
        n=ranked.n,
        n_positive=ranked.n_positive,
        metrics=metrics,
        cutoff=cut,
        cutoff_from="fixed" if cutoff is None else "validation",
        n_bootstrap=n_bootstrap,
        seed=seed,
        warnings=warnings_for(
            n=ranked.n,
            n_positive=ranked.n_positive,
            n_distinct=len(ranked.thresholds),
            n_called=None if cutoff is None else at_cut.n_called,
            metrics=metrics,
        ),
    )

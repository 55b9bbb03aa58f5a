"""Fitting any model of the catalog on a customer graph."""

from __future__ import annotations

import time
from dataclasses import dataclass, field

import numpy as np

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN, VALIDATION
from core.training.config import TrainConfig
from core.training.predictor import Predictor, Scores
from core.training.stopping import Report, ShouldStop, never, no_report
from models.catalog import MODELS


@dataclass(frozen=True)
class FitResult:
    """A fitted model and how it came about.

    Attributes:
        predictor: Fitted on train + validation when `config.refit`, else on train.
        practice_scores: (N,) float64 raw scores of the validation rows by the model before the refit, NaN
            elsewhere: calibration and cut-offs come from these.
        best_epoch: The epoch (round) kept, counted from 1.
        history: The events reported, one an epoch.
    """

    predictor: Predictor
    practice_scores: Scores
    best_epoch: int
    history: list[dict[str, object]] = field(default_factory=list)


def fit(
    graph: CustomerGraph,
    config: TrainConfig,
    *,
    report: Report = no_report,
    should_stop: ShouldStop = never,
) -> FitResult:
    """Fits a model on the train part, stops by the validation part; never looks at the test part's outcomes.

    Args:
        graph: The customer graph.
        config: Which model and how.
        report: Called after each epoch with {"epoch", "epochs", "loss", "val_loss", "val_average_precision",
            "seconds"} ("seconds" since the start).
        should_stop: Asked after each epoch; True raises `TrainingCancelledError`.

    Raises:
        TrainingError: unknown model, one class only, CUDA missing, out of memory, cancelled.
    """
    if config.model not in MODELS:
        raise TrainingError(f"There is no model {config.model!r}", expected=f"one of {', '.join(MODELS)}")
    for part, name in ((TRAIN, "train"), (VALIDATION, "validation")):
        n_yes, n_no = (int((graph.y[graph.rows_of(part)] == value).sum()) for value in (1, 0))
        if min(n_yes, n_no) == 0:
            raise TrainingError(
                f"The {name} part has one outcome only",
                found=f"{n_yes} yes, {n_no} no",
                expected="both outcomes",
                action="Move the borders of the parts on the Task page, or choose another target",
            )
    start = time.monotonic()
    history: list[dict[str, object]] = []

    def timed(event: dict[str, object]) -> None:
        event = {**event, "seconds": round(time.monotonic() - start, 3)}
        history.append(event)
        report(event)

    family = MODELS[config.model].family
    if config.model == "b2b_points":
        from core.training.rules import fit_rules as fit_family
    elif family == "points":
        from core.training.points_predictor import fit_points as fit_family
    elif family == "linear":
        from core.training.fit_columns import fit_logistic as fit_family
    elif family == "tree":
        from core.training.fit_columns import fit_trees as fit_family
    elif family == "graph":
        from core.training.fit_graph import fit_graph as fit_family
    elif family == "relational":
        from core.training.fit_relational import fit_relational as fit_family
    elif family == "instant":
        from core.training.fit_instant import fit_instant as fit_family
    else:
        raise TrainingError("A blend is made of finished runs", action="Choose the runs it combines")
    fitted = fit_family(graph, config, timed, should_stop)
    practice = np.full(graph.n_nodes, np.nan)
    practice[graph.rows_of(VALIDATION)] = fitted.practice
    return FitResult(fitted.predictor, practice, fitted.best_epoch, history)

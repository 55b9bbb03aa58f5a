"""The instant answer: chooses the known examples that are looked at, and boils them down; nothing is trained."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from core.graph.customer_graph import CustomerGraph, IntArray
from core.task.splits import TRAIN, VALIDATION
from core.training.calibration import log_odds
from core.training.config import TrainConfig
from core.training.fitted import Fitted
from core.training.instant_predictor import InstantPredictor, one_blas_thread
from core.training.stopping import Report, ShouldStop, TrainingCancelledError
from core.training.tabpfn_predictor import TabPFNPredictor, tabpfn_weights
from models.instant import Choice
from models.instant import fit_instant as boiled_down


def fit_instant(graph: CustomerGraph, config: TrainConfig, report: Report, should_stop: ShouldStop) -> Fitted:
    """An answer from known examples: by TabPFN where it is there, else by a ridge in closed form.

    The practice exam is sat with training examples as the context; with `refit` the answer itself also looks at
    the practice examples, everything else chosen as before.
    """
    from sklearn.metrics import average_precision_score, log_loss

    if should_stop():
        raise TrainingCancelledError
    train, validation = graph.rows_of(TRAIN), graph.rows_of(VALIDATION)
    predictor = _answering(graph, config, train, None)
    y_val = graph.y[validation]
    practice = predictor.scores(graph.x[validation])
    val_loss = float(log_loss(y_val, practice))
    report(
        {
            "epoch": 1,
            "epochs": 1,
            "loss": predictor.instant.left_out_loss if isinstance(predictor, InstantPredictor) else val_loss,
            "val_loss": val_loss,
            "val_average_precision": float(average_precision_score(y_val, practice)),
        }
    )
    if should_stop():
        raise TrainingCancelledError
    if config.refit:
        choice = predictor.instant.choice if isinstance(predictor, InstantPredictor) else None
        predictor = _answering(graph, config, np.sort(np.concatenate([train, validation])), choice)
    return Fitted(predictor, practice, 1)


def _answering(
    graph: CustomerGraph, config: TrainConfig, rows: IntArray, choice: Choice | None
) -> InstantPredictor | TabPFNPredictor:
    """The predictor whose context is drawn from some rows."""
    if tabpfn_weights() is not None:
        chosen = _context(graph, rows, min(config.context_examples, TabPFNPredictor.limit), config.seed)
        shift = _shift(graph, rows, chosen)
        return TabPFNPredictor(config, graph.feature_names, graph.x[chosen], graph.y[chosen], shift)
    chosen = _context(graph, rows, config.context_examples, config.seed)
    entity = chosen if graph.seeds is None else graph.seeds.node[chosen]
    with one_blas_thread():
        instant = boiled_down(graph.x[chosen], graph.y[chosen], entity, choice=choice, seed=config.seed)
    instant = replace(instant, start=instant.start + _shift(graph, rows, chosen))
    return InstantPredictor(config, graph.feature_names, instant)


def _context(graph: CustomerGraph, rows: IntArray, limit: int, seed: int) -> IntArray:
    """At most `limit` of the rows; where there are more, the rarer answer may be up to half of those drawn."""
    if len(rows) <= limit:
        return rows
    random = np.random.default_rng(seed)
    yes, no = rows[graph.y[rows] == 1], rows[graph.y[rows] != 1]
    n_rarer = min(len(yes), len(no), limit // 2)
    n_yes = n_rarer if len(yes) <= len(no) else limit - n_rarer
    drawn = [random.choice(yes, n_yes, replace=False), random.choice(no, limit - n_yes, replace=False)]
    return np.sort(np.concatenate(drawn))


def _shift(graph: CustomerGraph, rows: IntArray, chosen: IntArray) -> float:
    """What takes the log-odds from the share of yes in the context back to that among all rows."""
    share, drawn = (float((graph.y[some] == 1).mean()) for some in (rows, chosen))
    return float(log_odds(share) - log_odds(drawn))

"""Exact Shapley values of boosted trees (TreeSHAP), computed by the libraries themselves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.explanation.attribution import Array, Attribution, summed_by
from core.explanation.lead_explanation import LINKS
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN
from core.training.calibration import log_odds
from core.training.column_predictors import TreePredictor

_N_BACKGROUND = 32
_ROWS_AT_ONCE = 4096


def tree_values(predictor: TreePredictor, x: npt.NDArray[np.float32]) -> tuple[Array, Array]:
    """TreeSHAP values: exact Shapley values of the path-dependent expectation.

    Lundberg et al., 2020, "From local explanations to global understanding with explainable AI for trees",
    Nature Machine Intelligence 2.

    Args:
        predictor: Fitted trees.
        x: (N, F') their inputs.

    Returns:
        (N, F') contributions on the logit scale and (N,) the expected logit that they start from; a row's
        contributions and its start sum to its logit.
    """
    parts = []
    for start in range(0, max(len(x), 1), _ROWS_AT_ONCE):
        rows = x[start : start + _ROWS_AT_ONCE]
        if predictor.library == "lightgbm":
            values = predictor.booster.predict(rows, pred_contrib=True, num_threads=_threads(rows))
        else:
            import xgboost

            values = predictor.booster.predict(xgboost.DMatrix(rows), pred_contribs=True)
        parts.append(np.asarray(values, dtype=np.float64))
    both = np.concatenate(parts)
    return both[:, :-1], both[:, -1]


def input_columns(predictor: TreePredictor, graph: CustomerGraph) -> list[str]:
    """Source column of each of the trees' F' inputs; rates of other clients' outcomes belong to `LINKS`."""
    known = dict(zip(graph.feature_names, graph.feature_columns, strict=True))
    return [known.get(name, LINKS) for name in predictor.input_names(graph)]


def tree_attribution(predictor: TreePredictor, graph: CustomerGraph, row: int, seed: int = 0) -> Attribution:
    """TreeSHAP values of one client, summed per source column.

    Shapley values are additive, so the sum over a column's inputs is what that column contributes. Taking
    columns away puts in their place the values of 32 training clients, one after the other, and takes the
    mean logit.
    """
    inputs = predictor.inputs(graph)
    own = inputs[row : row + 1]
    values, start = tree_values(predictor, own)
    of_input = input_columns(predictor, graph)
    names, contributions = summed_by(of_input, values[0])
    which = np.array([names.index(name) for name in of_input])
    train = graph.rows_of(TRAIN)
    chosen = np.random.default_rng(seed).choice(train, size=min(_N_BACKGROUND, train.size), replace=False)
    background = inputs[chosen]

    def removal(taken: npt.NDArray[np.bool_]) -> Array:
        mixed = np.where(taken[:, which][:, None, :], background[None], own[None])
        answers = log_odds(_probabilities(predictor, mixed.reshape(-1, own.shape[1])))
        return np.asarray(answers.reshape(len(taken), len(background)).mean(axis=1), dtype=np.float64)

    return Attribution.of_columns(
        method="TreeSHAP",
        names=names,
        contributions=contributions,
        value=float(values[0].sum() + start[0]),
        baseline=float(start[0]),
        removal=removal,
    )


def _probabilities(predictor: TreePredictor, x: npt.NDArray[np.float32]) -> Array:
    if predictor.library == "lightgbm":
        return np.asarray(predictor.booster.predict(x, num_threads=_threads(x)), dtype=np.float64)
    import xgboost

    return np.asarray(predictor.booster.predict(xgboost.DMatrix(x)), dtype=np.float64)


def _threads(x: npt.NDArray[np.float32]) -> int:
    """One for a few rows, where waiting for others costs more than they help; else LightGBM's choice."""
    return 1 if len(x) < _ROWS_AT_ONCE else 0

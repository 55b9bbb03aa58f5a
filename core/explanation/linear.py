"""Logistic regression explained by itself: weight times distance from the average training client."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.explanation.attribution import Array, Attribution, summed_by
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN
from core.training.column_predictors import LogisticPredictor


def train_means(graph: CustomerGraph) -> Array:
    """(F,) the mean input of the training clients: the baseline of every explanation of columns."""
    return np.asarray(graph.x[graph.rows_of(TRAIN)].astype(np.float64).mean(axis=0), dtype=np.float64)


def linear_values(predictor: LogisticPredictor, graph: CustomerGraph) -> tuple[Array, float]:
    """(N, F) weights times (values minus train means), and the logit of the average training client."""
    means = train_means(graph)
    values = (graph.x.astype(np.float64) - means) * predictor.weights
    return values, float(means @ predictor.weights + predictor.intercept)


def linear_attribution(predictor: LogisticPredictor, graph: CustomerGraph, row: int) -> Attribution:
    """Weights times values of one client, summed per source column; exact, and the Shapley values as well."""
    means = train_means(graph)
    of_input = predictor.weights * (graph.x[row].astype(np.float64) - means)
    names, contributions = summed_by(list(graph.feature_columns), of_input)
    baseline = float(means @ predictor.weights + predictor.intercept)
    value = baseline + float(contributions.sum())

    def removal(taken: npt.NDArray[np.bool_]) -> Array:
        return np.asarray(value - taken @ contributions, dtype=np.float64)

    return Attribution(
        method="weights times values",
        names=names,
        contributions=contributions,
        value=value,
        baseline=baseline,
        removal=removal,
    )

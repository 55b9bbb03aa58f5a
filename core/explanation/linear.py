"""Models that are sums explained by themselves: logistic regression and the scorecard of points."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from core.explanation.attribution import Array, Attribution, summed_by
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN
from core.training.column_predictors import LogisticPredictor
from core.training.points_predictor import PointsPredictor


def train_means(graph: CustomerGraph) -> Array:
    """(F,) the mean input of the training clients: the baseline of every explanation of columns."""
    return np.asarray(graph.x[graph.rows_of(TRAIN)].astype(np.float64).mean(axis=0), dtype=np.float64)


def linear_values(predictor: LogisticPredictor, graph: CustomerGraph) -> tuple[list[str], Array, float]:
    """Weights times (values minus train means), summed per source column.

    For a sum these are the Shapley values as well.

    Returns:
        (C source columns, (N, C) contributions on the logit scale, logit of the average training client).
    """
    means = train_means(graph)
    values = (graph.x.astype(np.float64) - means) * predictor.weights
    names, summed = summed_by(list(graph.feature_columns), values)
    return names, summed, float(means @ predictor.weights + predictor.intercept)


def points_values(predictor: PointsPredictor, graph: CustomerGraph) -> tuple[list[str], Array, float]:
    """Points minus the training clients' mean points, as log-odds; returns as `linear_values`."""
    names, points = predictor.column_points(graph)
    factor = math.log(2) / predictor.card.points_to_double
    means = points[graph.rows_of(TRAIN)].mean(axis=0)
    return names, (points - means) * factor, float(predictor.card.start + means.sum() * factor)


def sum_attribution(
    predictor: LogisticPredictor | PointsPredictor, graph: CustomerGraph, row: int
) -> Attribution:
    """What each column of one client adds, compared with the average training client; exact."""
    if isinstance(predictor, PointsPredictor):
        method, (names, values, baseline) = "points", points_values(predictor, graph)
    else:
        method, (names, values, baseline) = "weights times values", linear_values(predictor, graph)
    contributions = values[row]
    value = baseline + float(contributions.sum())

    def removal(taken: npt.NDArray[np.bool_]) -> Array:
        return np.asarray(value - taken @ contributions, dtype=np.float64)

    return Attribution.of_columns(
        method, names, contributions, value=value, baseline=baseline, removal=removal
    )

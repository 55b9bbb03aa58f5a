"""The reasons of all clients at once: contributions of each source column and of the links, in points."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from core.explanation.attribution import Array, summed_by
from core.explanation.lead_explanation import LINKS
from core.explanation.linear import linear_values, train_means
from core.explanation.scale import to_points
from core.explanation.trees import input_columns, tree_values
from core.graph.customer_graph import CustomerGraph
from core.graph.subgraph import without_links
from core.tables.table import Table
from core.training.calibration import Calibration
from core.training.column_predictors import LogisticPredictor, TreePredictor
from core.training.predictor import Predictor
from models.catalog import MODELS


def column_contributions(
    graph: CustomerGraph, predictor: Predictor, calibration: Calibration, table: Table | None = None
) -> pd.DataFrame:
    """What each column, and the links, do to each client's chance, in percentage points.

    Trees: TreeSHAP; logistic regression: weights times values; points: the points. These sum to the chance
    minus the chance of the model's starting point (see `core.explanation.scale.to_points`). Networks: the
    chance minus the chance when that column is at the training mean for everybody, one pass a column; and
    minus the chance without any links. Such differences need not add up: columns that stand for each other
    share nothing.

    Args:
        graph: The graph the model scores.
        predictor: The model.
        calibration: From raw scores to chances.
        table: Gives the order of the columns; without it they stand in the order of the graph's inputs.

    Returns:
        N rows in graph order; one float32 column per source column, and `LINKS` (0 where the model hears
        none).
    """
    names, points = _points(graph, predictor, calibration)
    frame = pd.DataFrame(points.astype(np.float32), columns=names)
    if LINKS not in frame:
        frame[LINKS] = np.float32(0.0)
    order = [column.name for column in table.columns] if table is not None else []
    known = [name for name in order if name in frame]
    rest = [name for name in names if name not in known and name != LINKS]
    return frame[[*known, *rest, LINKS]]


def _points(graph: CustomerGraph, predictor: Predictor, calibration: Calibration) -> tuple[list[str], Array]:
    if isinstance(predictor, TreePredictor):
        values, start = tree_values(predictor, predictor.inputs(graph))
        names, summed = summed_by(input_columns(predictor, graph), values)
        return names, to_points(summed, values.sum(axis=1) + start, start, calibration)
    if isinstance(predictor, LogisticPredictor):
        values, mean = linear_values(predictor, graph)
        names, summed = summed_by(list(graph.feature_columns), values)
        return names, to_points(summed, values.sum(axis=1) + mean, mean, calibration)
    return _by_leaving_out(graph, predictor, calibration)


def _by_leaving_out(
    graph: CustomerGraph, predictor: Predictor, calibration: Calibration
) -> tuple[list[str], Array]:
    """The chance minus the chance with one column at its mean for everybody, and without links."""
    means = train_means(graph).astype(np.float32)
    of_input = np.array(graph.feature_columns)
    names = list(dict.fromkeys(graph.feature_columns))
    chance = calibration.apply(predictor.predict(graph))
    points = np.zeros((graph.n_nodes, len(names) + 1))
    for i, name in enumerate(names):
        x = np.where(of_input == name, means, graph.x)
        points[:, i] = chance - calibration.apply(predictor.predict(replace(graph, x=x)))
    spec = MODELS[predictor.model]
    if spec.hears_links or spec.hears_outcomes:
        points[:, -1] = chance - calibration.apply(predictor.predict(without_links(graph)))
    return [*names, LINKS], 100.0 * points

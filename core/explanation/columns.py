"""The reasons of all clients at once: contributions of each source column and of the links, in points."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.errors import GraphLeadError
from core.explanation.attribution import Array, summed_by
from core.explanation.blend import graph_of_part
from core.explanation.lead_explanation import LINKS
from core.explanation.linear import linear_values, points_values
from core.explanation.scale import to_points
from core.explanation.trees import input_columns, tree_values
from core.graph.customer_graph import CustomerGraph
from core.tables.table import Table
from core.training.blend import BlendPredictor
from core.training.calibration import Calibration, sigmoid
from core.training.column_predictors import LogisticPredictor, TreePredictor
from core.training.points_predictor import PointsPredictor
from core.training.predictor import Predictor


def column_contributions(
    graph: CustomerGraph,
    predictor: Predictor,
    calibration: Calibration,
    table: Table | None = None,
    lead_shift: float = 0.0,
) -> pd.DataFrame:
    """What each column, and the links, do to each client's chance, in percentage points.

    Trees: TreeSHAP; logistic regression: weights times values; points: the points. These sum to the chance
    minus the chance of the model's starting point (see `core.explanation.scale.to_points`). Networks and
    instant answers: the chance minus the chance when that column is at the training mean, one pass a column;
    and minus the chance without any links, or, over many tables, without the rows over each kind of link. Such
    differences need not add up: columns that stand for each other share nothing.

    Args:
        graph: The graph the model scores.
        predictor: The model.
        calibration: From raw scores to chances.
        table: Gives the order of the columns; without it they stand in the order of the graph's inputs.
        lead_shift: Added to the log-odds of clients without an answer (see `core.training.level`).

    Returns:
        N rows in graph order; one float32 column per source column, and `LINKS` (0 where the model hears
        none). NaN for clients that a network on a large graph is not asked about (see
        `core.explanation.left_out`).
    """
    names, contributions, value, start = logit_contributions(predictor, graph)
    points = _points(contributions, value, start, calibration)
    leads = graph.leads
    if lead_shift and leads.any():
        begun = None if start is None else start[leads]
        points[leads] = _points(contributions[leads], value[leads], begun, calibration.shifted(lead_shift))
    frame = pd.DataFrame(points.astype(np.float32), columns=names)
    if LINKS not in frame:
        frame[LINKS] = np.float32(0.0)
    order = [column.name for column in table.columns] if table is not None else []
    known = [name for name in order if name in frame]
    rest = [name for name in names if name not in known and name != LINKS]
    return frame[[*known, *rest, LINKS]]


def _points(contributions: Array, value: Array, start: Array | None, calibration: Calibration) -> Array:
    """Percentage points of the calibrated chance, shape as the contributions."""
    if start is not None:
        return to_points(contributions, value, start, calibration)
    chance = calibration.apply(sigmoid(value))
    without = calibration.apply(sigmoid(value[:, None] - contributions))
    return np.asarray(100.0 * (chance[:, None] - without), dtype=np.float64)


def logit_contributions(
    predictor: Predictor, graph: CustomerGraph
) -> tuple[list[str], Array, Array, Array | None]:
    """The same on the logit scale.

    Returns:
        (C names, (N, C) contributions, (N,) logits, (N,) the logits that exact contributions start from, or
        None where they are what the logit falls by when the column is left out).
    """
    if isinstance(predictor, BlendPredictor):
        return _blend(predictor, graph)
    if isinstance(predictor, TreePredictor):
        values, start = tree_values(predictor, predictor.inputs(graph))
        names, summed = summed_by(input_columns(predictor, graph), values)
    elif isinstance(predictor, LogisticPredictor):
        names, summed, mean = linear_values(predictor, graph)
        start = np.full(graph.n_nodes, mean)
    elif isinstance(predictor, PointsPredictor):
        names, summed, mean = points_values(predictor, graph)
        start = np.full(graph.n_nodes, mean)
    else:
        return (*_network(predictor, graph), None)
    return names, summed, summed.sum(axis=1) + start, start


def _network(predictor: Predictor, graph: CustomerGraph) -> tuple[list[str], Array, Array]:
    from core.explanation.left_out import left_out
    from core.training.graph_predictor import GraphPredictor
    from core.training.instant_predictor import InstantPredictor
    from core.training.relational_predictor import RelationalPredictor
    from core.training.tabpfn_predictor import TabPFNPredictor

    if isinstance(predictor, RelationalPredictor):
        from core.explanation.relational_columns import relational_left_out

        return relational_left_out(predictor, graph)
    if isinstance(predictor, InstantPredictor | TabPFNPredictor):
        from core.explanation.instant_columns import instant_left_out

        return instant_left_out(predictor, graph)
    if not isinstance(predictor, GraphPredictor):
        raise GraphLeadError(f"The model {predictor.model} cannot be explained yet")
    return left_out(predictor, graph)


def _blend(predictor: BlendPredictor, graph: CustomerGraph) -> tuple[list[str], Array, Array, Array | None]:
    total: dict[str, Array] = {}
    value = np.zeros(graph.n_nodes)
    for part, key, weight in zip(predictor.components, predictor.graph_keys, predictor.weights, strict=True):
        if weight <= 0:
            continue
        names, contributions, logits, _ = logit_contributions(part, graph_of_part(part, key, graph))
        value += weight * logits
        for i, name in enumerate(names):
            total[name] = total.get(name, np.zeros(graph.n_nodes)) + weight * contributions[:, i]
    return list(total), np.column_stack(list(total.values())), value, None

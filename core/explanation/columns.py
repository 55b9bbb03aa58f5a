"""The reasons of all clients at once: contributions of each source column and of the links, in points."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import GraphLeadError
from core.explanation.attribution import Array, summed_by
from core.explanation.lead_explanation import LINKS
from core.explanation.linear import linear_values, points_values
from core.explanation.scale import to_points
from core.explanation.trees import input_columns, tree_values
from core.graph.customer_graph import CustomerGraph
from core.tables.table import Table
from core.training.blend import BlendPredictor, own_graph
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


def contributions_of(
    graph: CustomerGraph,
    predictor: Predictor,
    calibration: Calibration,
    rows: npt.NDArray[np.int64],
    known: pd.DataFrame,
    lead_shift: float = 0.0,
) -> pd.DataFrame:
    """The same for some clients of whom nothing was worked out, in the columns of what is known of others.

    Args:
        graph, predictor, calibration, lead_shift: As for `column_contributions`.
        rows: (n,) rows of the graph.
        known: What that function gave; columns that are 0 in all its rows tell little, and are 0 here as well.

    Returns:
        n rows, with the columns of `known`.
    """
    telling = {str(name) for name in known.columns[(known.fillna(0.0) != 0.0).any()]}
    names, contributions, value = _of_rows(predictor, graph, rows, telling)
    points = _points(contributions, value, None, calibration)
    leads = graph.leads[rows]
    if lead_shift and leads.any():
        points[leads] = _points(contributions[leads], value[leads], None, calibration.shifted(lead_shift))
    found = pd.DataFrame(points.astype(np.float32), columns=names)
    return found.reindex(columns=known.columns, fill_value=np.float32(0.0))


def _of_rows(
    predictor: Predictor, graph: CustomerGraph, rows: npt.NDArray[np.int64], telling: set[str]
) -> tuple[list[str], Array, Array]:
    """Names, contributions and logits of some rows; what is left out is so for models without exact ones."""
    from core.explanation.instant_columns import instant_left_out_of
    from core.explanation.left_out import left_out_of
    from core.explanation.relational_columns import relational_left_out_of
    from core.training.graph_predictor import GraphPredictor
    from core.training.instant_predictor import InstantPredictor
    from core.training.relational_predictor import RelationalPredictor
    from core.training.tabpfn_predictor import TabPFNPredictor

    if isinstance(predictor, BlendPredictor):
        parts = zip(predictor.components, predictor.graph_keys, predictor.weights, strict=True)
        return _weighted(
            [
                (float(weight), *_of_rows(part, own_graph(part, key, graph), rows, telling))
                for part, key, weight in parts
                if weight > 0
            ]
        )
    if isinstance(predictor, GraphPredictor):
        return left_out_of(predictor, graph, rows, telling)
    if isinstance(predictor, RelationalPredictor):
        return relational_left_out_of(predictor, graph, rows, telling)
    if isinstance(predictor, InstantPredictor | TabPFNPredictor):
        return instant_left_out_of(predictor, graph, rows, telling)
    names, contributions, value, _ = logit_contributions(predictor, graph)
    return names, contributions[rows], value[rows]


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
    parts = zip(predictor.components, predictor.graph_keys, predictor.weights, strict=True)
    found = [
        (float(weight), *logit_contributions(part, own_graph(part, key, graph))[:3])
        for part, key, weight in parts
        if weight > 0
    ]
    return (*_weighted(found), None)


def _weighted(parts: Sequence[tuple[float, list[str], Array, Array]]) -> tuple[list[str], Array, Array]:
    """The weighted sum of (weight, names, contributions, logits); what a part does not name is 0 in it."""
    place: dict[str, int] = {}
    for _, named, *_ in parts:
        for name in named:
            place.setdefault(name, len(place))
    total = np.zeros((len(parts[0][3]), len(place)))
    for weight, named, contributions, _ in parts:
        for number, name in enumerate(named):
            total[:, place[name]] += weight * contributions[:, number]
    return list(place), total, np.asarray(sum(weight * value for weight, _, _, value in parts))

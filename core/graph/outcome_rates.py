"""Rolling rates of known outcomes: what a model without a graph can be told of earlier clients' answers."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.graph.clock import Clock, Prefixes
from core.graph.customer_graph import CustomerGraph
from core.graph.features import FeatureEncoder
from core.graph.recipe import GraphRecipe, HistoryRelation, OutcomeRelation, PeersRelation, SharedRelation
from core.tables.table import Table
from core.task.prediction_task import PredictionTask

FloatArray = npt.NDArray[np.float32]

WINDOWS = (50, 200, 1_000)  # known outcomes looked back over
GROUP_WINDOW = 200  # the same within one value of a category
PRIOR_ROWS = 20  # a value with few known outcomes is pulled to the rate of the last 1,000
MAX_LEVELS = 12  # categories with more levels are left out


def outcome_rates(graph: CustomerGraph, table: Table | None = None) -> tuple[FloatArray, list[str]]:
    """Rates of yes among the outcomes known when each client was contacted.

    Delay, unit and frozen are those of the graph's outcome relations (the defaults of `HistoryRelation`
    where it has none), so that the rates know exactly what the graph knows.

    Args:
        graph: With a clock; without one "earlier" has no meaning and there are no rates.
        table: Gives the raw values of columns that the recipe's shared relations use.

    Returns:
        ((N, R) float32, R names). NaN where nothing was known yet. R is 0 without a clock.
    """
    if graph.time is None:
        return np.zeros((graph.n_nodes, 0), dtype=np.float32), []
    known = known_outcomes(graph)
    positive = (graph.y[known.pool] == 1).astype(np.float64)
    everybody = np.zeros(len(known.pool), dtype=np.int64)
    all_rows = np.zeros(graph.n_nodes, dtype=np.int64)
    columns: list[npt.NDArray[np.float64]] = []
    names: list[str] = []
    for window in WINDOWS:
        yes, n = _window_sums(positive, everybody, all_rows, known.stop, window)
        columns.append(np.where(n > 0, yes / np.maximum(n, 1), np.nan))
        names.append(f"yes rate of the last {window:,} known")
    base = columns[-1]
    for name, codes in _groups(graph, table):
        yes, n = _window_sums(positive, codes[known.pool], codes, known.stop, GROUP_WINDOW)
        columns.append((yes + PRIOR_ROWS * base) / (n + PRIOR_ROWS))
        names.append(f"yes rate of the last {GROUP_WINDOW} known with the same {name}")
    return np.column_stack(columns).astype(np.float32), names


def known_outcomes(graph: CustomerGraph) -> Prefixes:
    """Which outcomes each client may hear under the graph's own delay rule."""
    recipe = GraphRecipe.model_validate(graph.recipe)
    task = PredictionTask.model_validate(graph.task)
    rule: OutcomeRelation = HistoryRelation()
    for relation in recipe.relations:
        if isinstance(relation, OutcomeRelation):
            rule = relation
            break
    clock = Clock.of(task, graph.part, graph.y, graph.time)
    return clock.known_outcomes(rule.delay, rule.unit, frozen=rule.frozen)


def _groups(graph: CustomerGraph, table: Table | None) -> list[tuple[str, npt.NDArray[np.int64]]]:
    """(column, (N,) code of the value, -1 missing) of the main categories and the shared columns."""
    groups = []
    encoder = FeatureEncoder.from_json(graph.encoder)
    at = 0
    for column in encoder.columns:
        width = len(column.feature_names)
        if column.kind == "category" and 2 <= width <= MAX_LEVELS:
            block = graph.x[:, at : at + width]
            groups.append((column.column, np.where(block.any(axis=1), block.argmax(axis=1), -1)))
        at += width
    if table is not None:
        relations = GraphRecipe.model_validate(graph.recipe).relations
        linking = [r.column for r in relations if isinstance(r, (SharedRelation, PeersRelation))]
        done = {name for name, _ in groups}
        for name in dict.fromkeys(linking):
            if name not in done:
                codes, _ = pd.factorize(table.frame([name])[name])
                groups.append((name, codes.astype(np.int64)))
    return groups


def _window_sums(
    positive: npt.NDArray[np.float64],
    pool_codes: npt.NDArray[np.int64],
    codes: npt.NDArray[np.int64],
    stop: npt.NDArray[np.int64],
    window: int,
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """(yes, n), each (N,): of the last `window` pool entries before `stop` with a row's own code."""
    order = np.argsort(pool_codes, kind="stable")  # by value, within a value in the order of becoming known
    sums = np.r_[0.0, np.cumsum(positive[order])]
    place = pool_codes[order] * (len(positive) + 1) + order  # ascending: value, then place in the pool
    start = np.searchsorted(place, codes * (len(positive) + 1), side="left")
    end = np.searchsorted(place, codes * (len(positive) + 1) + stop, side="left")
    first = np.maximum(start, end - window)
    missing = codes < 0
    yes = np.where(missing, 0.0, sums[end] - sums[first])
    return yes, np.where(missing, 0.0, (end - first).astype(np.float64))

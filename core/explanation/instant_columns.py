"""What the log-odds of an instant answer fall by when a column is left out; many leads at once."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
import numpy.typing as npt

from core.explanation.attribution import Array
from core.explanation.left_out import columns_that_count
from core.explanation.linear import train_means
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN
from core.training.calibration import log_odds
from core.training.instant_predictor import InstantPredictor
from core.training.tabpfn_predictor import TabPFNPredictor

MANY_ROWS = 50_000
_SAMPLE = 512
_TABPFN_ROWS = 200  # each of its answers reads the whole context anew
_ROWS_AT_ONCE = 4_096


def instant_left_out(
    predictor: InstantPredictor | TabPFNPredictor, graph: CustomerGraph, seed: int = 0
) -> tuple[list[str], Array, Array]:
    """The log-odds minus those with one column at its training mean.

    Training examples are left out (NaN; nobody calls them), and of very many others all but the likeliest.
    Columns that make up the last 3 % of the moves in a sample are taken as 0.

    Returns:
        (C names, (N, C) contributions on the logit scale, (N,) logits).
    """
    value = log_odds(predictor.predict(graph))
    names = list(dict.fromkeys(graph.feature_columns))
    contributions = np.full((graph.n_nodes, len(names)), np.nan)
    rows = np.flatnonzero(graph.part != TRAIN)
    limit = MANY_ROWS if isinstance(predictor, InstantPredictor) else _TABPFN_ROWS
    if len(rows) > limit:
        rows = np.sort(rows[np.argsort(-value[rows], kind="stable")[:limit]])
    if not len(rows):
        return names, contributions, value
    of_input = np.array(graph.feature_columns)
    groups = [np.flatnonzero(of_input == name) for name in names]
    neutral = train_means(graph)
    sample = np.random.default_rng(seed).choice(rows, min(_SAMPLE, len(rows)), replace=False)
    moves = _moves(predictor, graph, np.sort(sample), groups, neutral)
    chosen = columns_that_count(np.abs(moves).mean(axis=0))
    contributions[rows] = 0.0
    found = _moves(predictor, graph, rows, [groups[i] for i in chosen], neutral)
    contributions[rows[:, None], np.array(chosen, dtype=np.int64)] = found
    return names, contributions, value


def instant_left_out_of(
    predictor: InstantPredictor | TabPFNPredictor,
    graph: CustomerGraph,
    rows: npt.NDArray[np.int64],
    wanted: Container[str],
) -> tuple[list[str], Array, Array]:
    """The same for some examples and the wanted columns only; (C names, (len(rows), C), (len(rows),))."""
    names = [name for name in dict.fromkeys(graph.feature_columns) if name in wanted]
    of_input = np.array(graph.feature_columns)
    groups = [np.flatnonzero(of_input == name) for name in names]
    moved = _moves(predictor, graph, rows, groups, train_means(graph))
    return names, moved, log_odds(predictor.scores(graph.x[rows]))


def _moves(
    predictor: InstantPredictor | TabPFNPredictor,
    graph: CustomerGraph,
    rows: np.ndarray,
    groups: list[np.ndarray],
    neutral: Array,
) -> Array:
    """(rows, groups) what the log-odds fall by."""
    found = np.empty((len(rows), len(groups)))
    for start in range(0, len(rows), _ROWS_AT_ONCE):
        x = graph.x[rows[start : start + _ROWS_AT_ONCE]]
        part = slice(start, start + len(x))
        if isinstance(predictor, InstantPredictor):
            whole, without = predictor.logits_without(x, groups, neutral)
            found[part] = whole[:, None] - without
            continue
        whole = log_odds(predictor.scores(x))
        for number, group in enumerate(groups):
            changed = x.copy()
            changed[:, group] = neutral[group]
            found[part, number] = whole - log_odds(predictor.scores(changed))
    return found

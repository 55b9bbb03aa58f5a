"""Two columns that know the answer only together, such as two numbers whose difference is the answer."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import numpy as np
import pandas as pd

from core.evaluation.bootstrap import Estimate
from core.record import Record
from core.tables.table import Table
from core.task.labels import labels
from core.task.prediction_task import PredictionTask
from core.task.separating_power import separating_power, whose_rows
from core.task.separation import as_numbers, bin_numbers, separation
from core.task.splits import TRAIN, assign_parts

_MOST_ROWS = 10_000
_MOST_COLUMNS = 30  # 435 pairs
_BINS = 8  # of each column; more of both leave too few rows in each cell
_MORE = 0.05  # ROC-AUC by which a pair beats the better of its two


class ColumnPair(Record):
    """What two columns reach together.

    Attributes:
        columns: Their names.
        power: ROC-AUC of the best score made of both, judged on rows that it was neither made from nor chosen on.
    """

    columns: tuple[str, str]
    power: Estimate


def strongest_pair(table: Table, task: PredictionTask, names: Sequence[str]) -> ColumnPair | None:
    """The pair that gets furthest, where that is clearly further than either alone; None where there is none.

    Args:
        table: The rows.
        task: The question; only its rows for learning are looked at.
        names: Columns, those that get furthest alone first; the first 30 are tried.

    Raises:
        TaskError: the target or the split cannot be used (see `core.task.labels.labels`).
    """
    y = labels(table, task)
    rows = np.flatnonzero(assign_parts(table, task.split, y).part == TRAIN)
    if rows.size > _MOST_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, _MOST_ROWS, replace=False))
    chosen = list(names[:_MOST_COLUMNS])
    if len(chosen) < 2 or len(np.unique(y[rows])) < 2:
        return None
    frame, answers = table.frame(chosen).iloc[rows], y[rows]
    half = (
        np.random.default_rng(1).random(rows.size) < 0.5
    )  # the best of 435 is judged on rows it was not chosen on
    bins = {name: _coarse(frame[name]) for name in chosen}
    alone = {
        name: separation(pd.Series(bins[name][half]).astype("category"), answers[half]) for name in chosen
    }
    best, reached = None, 0.0
    for first, second in combinations(chosen, 2):
        power = separation(_as_one(bins[first], bins[second])[half], answers[half])
        if power > max(reached, alone[first] + _MORE, alone[second] + _MORE):
            best, reached = (first, second), power
    if best is None:
        return None
    both, whose = _as_one(bins[best[0]], bins[best[1]]), whose_rows(table, task, rows)
    judged = separating_power(both[~half], answers[~half], None if whose is None else whose[~half])
    return ColumnPair(columns=best, power=judged)


def _as_one(first: np.ndarray, second: np.ndarray) -> pd.Series:
    """(n,) a category for each pair of bins."""
    return pd.Series(first * (_BINS + 1) + second).astype("category")


def _coarse(values: pd.Series) -> np.ndarray:
    """(n,) 0 … 8: quantiles of numbers and dates, the most frequent categories and the rest; 0 where missing."""
    bins = bin_numbers(values)
    if as_numbers(values) is not None:
        known, place = np.unique(bins[bins > 0], return_inverse=True)
        bins[bins > 0] = 1 + place * _BINS // max(len(known), 1)
        return bins
    counts = np.bincount(bins, minlength=1)
    counts[0] = -1  # missing keeps its own place
    order = np.argsort(-counts, kind="stable")
    place = np.empty(len(counts), dtype=np.int64)
    place[order] = 1 + np.minimum(np.arange(len(counts)), _BINS - 1)
    place[0] = 0
    return np.asarray(place[bins])

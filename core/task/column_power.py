"""How far each input column gets alone: its ROC-AUC on the part for learning, with interval and n, ranked."""

from __future__ import annotations

import numpy as np

from core.evaluation.bootstrap import Estimate
from core.record import Record
from core.tables.table import Table
from core.task.labels import labels
from core.task.prediction_task import PredictionTask
from core.task.separation import separation, standard_error
from core.task.splits import TRAIN, assign_parts

_MAX_ROWS = 50_000
_Z = 1.96


class ColumnPower(Record):
    """One input column by itself.

    Attributes:
        column: Its name.
        power: ROC-AUC of the best score made of this column alone (0.5 tells nothing, 1.0 everything), see
            `core.task.separation.separation`; the 95 % interval is the normal one (Hanley and McNeil).
        n, n_positive: Rows for learning that it was measured on.
    """

    column: str
    power: Estimate
    n: int
    n_positive: int


class ColumnPowers(Record):
    """The columns of one task, the strongest first, as they are stored with a run."""

    columns: tuple[ColumnPower, ...] = ()


def column_powers(table: Table, task: PredictionTask) -> ColumnPowers:
    """Measures every column that the task uses as an input, on the rows for learning only.

    Raises:
        TaskError: the target or the split cannot be used (see `core.task.labels.labels`).
    """
    y = labels(table, task)
    rows = np.flatnonzero(assign_parts(table, task.split, y).part == TRAIN)
    if rows.size > _MAX_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, _MAX_ROWS, replace=False))
    if len(np.unique(y[rows])) < 2 or rows.size < 4:
        return ColumnPowers()
    names = [name for name in task.feature_columns(table) if name != task.split.time_column]
    found = []
    for name in names:
        auc = separation(table.frame([name])[name].iloc[rows], y[rows])
        n_positive = int(y[rows].sum())
        half = _Z * standard_error(auc, n_positive, rows.size - n_positive)
        power = Estimate(value=auc, low=max(auc - half, 0.0), high=min(auc + half, 1.0))
        found.append(ColumnPower(column=name, power=power, n=int(rows.size), n_positive=n_positive))
    return ColumnPowers(columns=tuple(sorted(found, key=lambda one: (-one.power.value, one.column))))

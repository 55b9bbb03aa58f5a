"""How far values get alone against an answer, with an interval that counts whom the rows are about."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.evaluation.bootstrap import Estimate, independent_share
from core.evaluation.metrics import standard_error
from core.tables.table import Table
from core.task.prediction_task import PredictionTask
from core.task.separation import separated

_Z = 1.96
_NEVER = Estimate(value=0.5, low=0.5, high=0.5)


def separating_power(
    values: pd.Series, y: npt.NDArray[np.int8], whose: npt.NDArray[np.int64] | None
) -> Estimate:
    """ROC-AUC of the best score made of the values, see `core.task.separation.separated`.

    The 95 % interval is the normal one (Hanley and McNeil), of as many rows as are independent.

    Args:
        values: (n,) of one column, or of two as one.
        y: (n,) 0 or 1.
        whose: (n,) whom each row is about; None: each about somebody else.
    """
    if values.isna().all():
        return _NEVER
    found = separated(values, y)
    auc, independent = found.roc_auc, independent_share(found.adds, whose)
    half = _Z * standard_error(auc, int(y.sum()), len(y) - int(y.sum())) / math.sqrt(independent)
    return Estimate(value=auc, low=max(auc - half, 0.0), high=min(auc + half, 1.0))


def whose_rows(
    table: Table, task: PredictionTask, rows: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64] | None:
    """(n,) a number for whom each of these rows is about; None: each about somebody else."""
    if task.origin is None:
        return None
    column = task.origin.entity_column
    return np.asarray(pd.factorize(table.frame([column])[column].iloc[rows])[0], dtype=np.int64)

"""Who of those asked about on several days had the outcome before the exams, and on which days it lay ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.tables.expressions import opened
from core.tables.table import Table
from core.task.asked import ENTITY, asked_on
from core.task.labels_as_of import cannot_be_undone, with_number
from core.task.prediction_task import PredictionTask, QueryOrigin
from core.task.query.ast import Aggregation

_ALL_TIME = 36_500  # days

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class OutcomeEver:
    """What was known of the outcome before the exams. What a column of today says because of it, it says on all days.

    Attributes:
        had: (n,) whether the row's entity had the outcome on any day for learning, in a file: whether the row had it.
        ahead: (n,) whether all of these outcomes of the entity lie after the row's day; never in a file.
    """

    had: Flags
    ahead: Flags


def outcome_ever(table: Table, task: PredictionTask, y: npt.NDArray[np.int8], learning: Flags) -> OutcomeEver:
    """Looks at the days for learning on which each entity was asked about; in a file each row is its own entity.

    What came of it from the practice exam on is not looked at: it must not decide which columns a model may see.

    Args:
        table: The rows.
        task: Its origin says which column names the entity.
        y: (n,) labels.
        learning: (n,) whether the row is for learning.
    """
    y = np.where(learning, y, -1).astype(np.int8)
    origin = task.origin
    if origin is None:
        return OutcomeEver(y == 1, np.zeros(len(y), dtype=bool))
    frame = table.frame([origin.entity_column, origin.time_column])
    keys, days = frame[origin.entity_column], frame[origin.time_column]
    had = (ever_had(keys, y) | keys.isin(_with_any_row(origin))).to_numpy(dtype=bool)
    first = days.where(y == 1).groupby(keys).transform("min")
    return OutcomeEver(had, (first > days).to_numpy(dtype=bool))


def ever_had(keys: pd.Series, y: npt.NDArray[np.int8]) -> pd.Series:
    """(n,) bool: whether the entity of each example had the outcome in any of its examples."""
    return pd.Series(y == 1, index=keys.index).groupby(keys).transform("max").astype(bool)


def _with_any_row(origin: QueryOrigin) -> set[str]:
    """Keys of the entities that have a row that counts before the practice exam, also between the windows."""
    if not isinstance(origin.query.target, Aggregation):
        return set()
    if not cannot_be_undone(origin.query.target, origin.query):
        return set()
    ever = origin.query.target.model_copy(
        update={"function": "EXISTS", "start": None, "end": _ALL_TIME, "unit": "days"}
    )
    query, seeds = origin.query, origin.seeds
    with opened(origin.tables) as source:
        asked = with_number(
            asked_on(source, query.entity.table, seeds.now, query.using), ever, "_any", until=seeds.validation
        )
        found = asked.rows.filter(asked.rows["_any"]).select(ENTITY).execute()
    return set(found[ENTITY])

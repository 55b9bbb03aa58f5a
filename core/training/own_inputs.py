"""Which inputs of an example are the lead's own columns, and which were collected from linked tables."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.task.prediction_task import PredictionTask, QueryOrigin


def own_columns(origin: QueryOrigin) -> set[str]:
    """Names of the examples' columns that stand in the entity's own table, late ones aside.

    A date stands in the examples as the days since it.
    """
    linked = origin.tables.table(origin.query.entity.table)
    early = [column.name for column in linked.table.columns if column.name not in linked.not_with_row]
    return {*early, *(f"days since {name}" for name in early)}


def own_inputs(graph: CustomerGraph) -> npt.NDArray[np.int64]:
    """Numbers of the inputs that are the lead's own columns; all of them where there is one table only.

    Raises:
        TrainingError: there is none: everything that is known was collected from linked tables.
    """
    origin = PredictionTask.model_validate(graph.task).origin if graph.task else None
    if origin is None:
        return np.arange(len(graph.feature_names))
    own = own_columns(origin)
    found = np.array([i for i, name in enumerate(graph.feature_columns) if name in own], dtype=np.int64)
    if not found.size:
        raise TrainingError(
            f"The table {origin.query.entity.table} has no columns of its own to learn from",
            found="a key and links to other tables",
            action="Choose a model that looks at linked tables",
        )
    return found

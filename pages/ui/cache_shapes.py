"""How values of columns are spread, kept between reruns by the table's and the answers' content."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import TaskError
from core.tables.table import Table

if TYPE_CHECKING:
    from core.tables.column_shape import ColumnShape
    from core.task.prediction_task import PredictionTask
    from core.workspace import Workspace


@st.cache_data(max_entries=64, show_spinner="Counting the values …")
def _shapes(
    typed_key: str, answer_key: str, names: tuple[str, ...], _table: Table, _task: PredictionTask | None
) -> tuple[ColumnShape, ...]:
    from core.tables.column_shape import column_shapes
    from core.task.labels import labels

    try:
        answers = None if _task is None else labels(_table, _task)
    except TaskError:  # Task says what is wrong with the question; the values can be looked at all the same
        answers = None
    return column_shapes(_table, names, answers)


def shapes_of(
    table: Table, names: tuple[str, ...], task: PredictionTask | None = None
) -> tuple[ColumnShape, ...]:
    """The shapes of some columns, with the answers where a question is asked of the table.

    Raises:
        TableError: the table's file is damaged.
    """
    return _shapes(table.typed_key, "" if task is None else task.answer_key, names, table, task)


def question_of(workspace: Workspace) -> PredictionTask | None:
    """What is asked of the workspace's one table: the question as it stands, else the one that the file proposes."""
    from pages.ui.cache_task import proposal

    if workspace.task is not None or workspace.table is None or workspace.table.target_hint is None:
        return workspace.task
    try:
        return proposal(workspace.table)
    except TaskError:
        return None

"""Cached parts of the Task page, keyed by the table's and the task's content."""

from __future__ import annotations

import streamlit as st

from core.tables.table import Table
from core.task.column_power import ColumnPowers, column_powers
from core.task.heaps import heaps_of
from core.task.labels import Labels, TargetValues, labels, target_values
from core.task.prediction_task import PredictionTask
from core.task.proposal import propose_settled_by, propose_task
from core.task.splits import Split, assign_parts


@st.cache_data(max_entries=64, show_spinner="Counting the answers …")
def _values(typed_key: str, target: str, _table: Table) -> TargetValues:
    return target_values(_table, target)


def values(table: Table, target: str) -> TargetValues:
    """What stands in a column that might be the target."""
    return _values(table.typed_key, target, table)


@st.cache_data(max_entries=8, show_spinner="Thinking of a sensible question …")
def _proposal(table_key: str, _table: Table) -> PredictionTask:
    return propose_task(_table)


def proposal(table: Table) -> PredictionTask:
    """The task proposed for a table with these roles."""
    return _proposal(table.key, table)


@st.cache_data(max_entries=16, show_spinner=False)
def _settled_by(typed_key: str, answer_key: str, _table: Table, _task: PredictionTask) -> str | None:
    return propose_settled_by(_table, _task.target, heaps_of(_task, values(_table, _task.target).counts))


def settled_by(table: Table, task: PredictionTask) -> str | None:
    """The column that says whether a no is final, where there is one."""
    return _settled_by(table.typed_key, task.answer_key, table, task)


@st.cache_data(max_entries=8, show_spinner="Reading the answers …")
def _labels(typed_key: str, answer_key: str, _table: Table, _task: PredictionTask) -> Labels:
    return labels(_table, _task)


def answers(table: Table, task: PredictionTask) -> Labels:
    """One label a row; refused with a TaskError where the target cannot be learned."""
    return _labels(table.typed_key, task.answer_key, table, task)


@st.cache_data(max_entries=8, show_spinner="Dividing into learning and exams …")
def _parts(typed_key: str, answer_key: str, split_key: str, _table: Table, _task: PredictionTask) -> Split:
    return assign_parts(_table, _task.split, labels(_table, _task))


def parts(table: Table, task: PredictionTask) -> Split:
    """The parts of the table's rows, not yet checked for both answers."""
    return _parts(table.typed_key, task.answer_key, task.split.key, table, task)


@st.cache_data(max_entries=8, show_spinner="Looking at how far each column gets alone …")
def _powers(table_key: str, task_key: str, _table: Table, _task: PredictionTask) -> ColumnPowers:
    return column_powers(_table, _task)


def powers(table: Table, task: PredictionTask) -> ColumnPowers:
    """How far each column gets alone, and what is suspicious; of those left out as well, so that leaving one out or
    taking it back measures nothing again.
    """
    every = task.model_copy(update={"excluded": ()})
    return _powers(table.key, every.key, table, every)

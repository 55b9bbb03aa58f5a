"""What an explanation needs of a finished run; `core.runs.opening.OpenedRun` is one."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from core.graph.customer_graph import CustomerGraph
from core.tables.table import Table
from core.task.column_power import ColumnPowers
from core.task.prediction_task import PredictionTask
from core.training.calibration import Calibration
from core.training.predictor import Predictor


class HasId(Protocol):
    """A run."""

    @property
    def id(self) -> str: ...


class HasTask(Protocol):
    """A run's config."""

    @property
    def task(self) -> PredictionTask: ...


class Opened(Protocol):
    """A finished run with its table, graph, model, calibration, scores and how far each column gets alone.

    `lead_shift` is what was added to the log-odds of clients without an answer (see `core.training.level`).
    """

    @property
    def run(self) -> HasId: ...
    @property
    def config(self) -> HasTask: ...
    @property
    def table(self) -> Table: ...
    @property
    def graph(self) -> CustomerGraph: ...
    @property
    def predictor(self) -> Predictor: ...
    @property
    def calibration(self) -> Calibration: ...
    @property
    def lead_shift(self) -> float: ...
    @property
    def scores(self) -> pd.DataFrame: ...
    @property
    def powers(self) -> ColumnPowers: ...


def calibration_of(opened: Opened, row: int) -> Calibration:
    """The curve that made the chance of one client: of a lead, with the corrected level."""
    if not opened.graph.leads[row]:
        return opened.calibration
    return opened.calibration.shifted(opened.lead_shift)

"""What an explanation needs of a finished run; `core.runs.opening.OpenedRun` is one."""

from __future__ import annotations

from typing import Protocol

import pandas as pd

from core.graph.customer_graph import CustomerGraph
from core.tables.table import Table
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
    """A finished run with its table, graph, model, calibration and scores."""

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
    def scores(self) -> pd.DataFrame: ...

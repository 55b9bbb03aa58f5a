"""A finished run with everything needed to explain or score: table, graph, model, calibration, scores."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from core.errors import RunError
from core.graph.customer_graph import CustomerGraph
from core.runs.levels import read_level
from core.runs.registry import finished_run
from core.runs.run import Run, RunConfig
from core.runs.run_alarms import kept_column_powers
from core.runs.scores import read_scores
from core.tables.table import Table
from core.task.column_power import ColumnPowers

if TYPE_CHECKING:
    from core.training.calibration import Calibration
    from core.training.predictor import Predictor


@dataclass(frozen=True)
class OpenedRun:
    """What a finished run consists of; shared between sessions, so never changed in place.

    Attributes:
        powers: How far each of its columns gets alone.
        lead_shift: What was added to the log-odds of clients without an answer (see `core.training.level`).
    """

    run: Run
    config: RunConfig
    table: Table
    graph: CustomerGraph
    predictor: Predictor
    calibration: Calibration
    scores: pd.DataFrame
    powers: ColumnPowers
    lead_shift: float = 0.0


def open_run(run_id: str) -> OpenedRun:
    """Opens a finished run (loads torch for network models).

    Raises:
        RunError: no such run, not finished, or its table is not there any more.
        StorageError: one of its files is damaged.
    """
    from core.runs.run_graph import graph_of
    from core.training.calibration import Calibration
    from core.training.checkpoint import load_predictor

    run = finished_run(run_id)
    config, table = run.config(), run.table()
    if not table.parquet.is_file():
        raise RunError(
            f"The table of run {run_id} is not there any more",
            found=f"no file {table.parquet}",
            action=f"Upload {table.source_name} again; the run then opens as before"
            if config.task.origin is None
            else "Ask the question again on the Task page; the run then opens as before",
        )
    return OpenedRun(
        run=run,
        config=config,
        table=table,
        graph=graph_of(run),
        predictor=load_predictor(run.directory),
        calibration=Calibration.load(run.directory / "calibration.json"),
        scores=read_scores(run),
        lead_shift=read_level(run).correction.by,
        powers=kept_column_powers(run),
    )

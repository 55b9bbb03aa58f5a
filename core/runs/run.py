"""A run: the directory that holds one fitted model, its config, progress and scores.

The directory is the only interface between the training process and the pages:

    config.json            RunConfig
    table.json             the Table record with the roles in force when the run was made
    status.json            RunStatus (state, pid, progress); written by the worker, judged by core.runs.status
    process.json           who does the work (pid and its creation time); written by whoever started it
    events.jsonl           one JSON line an epoch: {"epoch", "loss", "val_loss", "val_average_precision", …}
    timings.json           seconds by phase, from which the time left of later runs is foretold
    model.safetensors      weights and other arrays
    model.json             what the weights mean
    encoder.json           the fitted feature encoder
    calibration.json       from raw scores to probabilities, fitted on the practice exam
    practice.json          how good the practice exam was (EvaluationReport on the validation part)
    metrics.json           the final exam, written once (EvaluationReport on the test part)
    level.json             how far the level of the chances moved, and the correction of the leads (Level)
    column_power.json      how far each input column gets alone on the training part (ColumnPowers)
    scores.parquet         one row a client: row, id, part, y, raw, practice, probability, rank, percentile
    contributions.parquet  one row a client: percentage points by source column, and "links"
    cancel                 there when somebody asked to stop
    log.txt                what the worker printed
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from core.graph.recipe import GraphRecipe
from core.record import Record
from core.settings import load_settings
from core.storage import fingerprint
from core.tables.table import Table
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig

RunState = Literal["queued", "running", "finished", "failed", "cancelled", "crashed"]
RUN_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")  # what a run directory may be called
ACTIVE_STATES: tuple[RunState, ...] = ("queued", "running")


class RunConfig(Record):
    """Everything that made a run; its key is part of the run id."""

    workspace: str
    table_hash: str
    task: PredictionTask
    recipe: GraphRecipe
    train: TrainConfig
    code_version: str
    imported: bool = False  # True: loaded from an archive, not trained here

    @property
    def exam(self) -> str:
        """Equal for configs with the same table, question and split, hence the same final exam."""
        return exam_key(self.table_hash, self.task)


def exam_key(table_hash: str, task: PredictionTask) -> str:
    """Names the final exam that a question about a table gives."""
    return fingerprint([table_hash, task.answer_key, task.split.to_json()])


class RunStatus(Record):
    """Where a run stands. Times are seconds since 1970."""

    state: RunState
    pid: int | None = None
    pid_created: float | None = None  # psutil's create time: a reused pid is not taken for ours
    created: float
    started: float | None = None
    ended: float | None = None
    phase: str = ""  # plain words, see core.runs.progress
    progress: float = 0.0  # 0 … 1
    seconds_left: float | None = None
    device: str = ""
    error: str | None = None
    note: str = ""  # a plain sentence on something that is missing in a finished run


class Run(Record):
    """A handle on one run directory."""

    id: str

    @property
    def directory(self) -> Path:
        return load_settings().runs_dir / self.id

    def config(self) -> RunConfig:
        """What the run was made of."""
        return RunConfig.load(self.directory / "config.json")

    def table(self) -> Table:
        """The table with the roles that were in force when the run was made."""
        return Table.load(self.directory / "table.json")

    @property
    def scores_path(self) -> Path:
        return self.directory / "scores.parquet"

    @property
    def level_path(self) -> Path:
        return self.directory / "level.json"

    @property
    def contributions_path(self) -> Path:
        return self.directory / "contributions.parquet"

    @property
    def events_path(self) -> Path:
        return self.directory / "events.jsonl"

    @property
    def log_path(self) -> Path:
        return self.directory / "log.txt"

"""A run: the directory that holds one fitted model, its config, progress and scores.

The directory is the only interface between the training process and the pages:

    config.json        RunConfig
    status.json        RunStatus (state, pid, progress); written by the worker, judged by core.runs.status
    events.jsonl       one JSON line an epoch: {"epoch", "loss", "val_loss", "val_average_precision", "seconds"}
    model.safetensors  weights and other arrays
    model.json         what the weights mean: schema version, model name, features, encoder, calibration
    metrics.json       test metrics, written once
    scores.parquet     one row a client: row, id, part, y, raw, probability, rank, percentile
    log.txt            what the worker printed
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from core.graph.recipe import GraphRecipe
from core.record import Record
from core.settings import load_settings
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig

RunState = Literal["queued", "running", "finished", "failed", "cancelled", "crashed"]
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


class RunStatus(Record):
    """Where a run stands. Times are seconds since 1970."""

    state: RunState
    pid: int | None = None
    pid_created: float | None = None  # psutil create time, so that a reused pid is not taken for ours
    created: float
    started: float | None = None
    ended: float | None = None
    phase: str = ""  # plain words: "building the graph", "learning", "refitting", "scoring"
    progress: float = 0.0  # 0 … 1
    seconds_left: float | None = None
    device: str = ""
    error: str | None = None


class Run(Record):
    """A handle on one run directory."""

    id: str

    @property
    def directory(self) -> Path:
        return load_settings().runs_dir / self.id

    def config(self) -> RunConfig:
        return RunConfig.load(self.directory / "config.json")

    @property
    def scores_path(self) -> Path:
        return self.directory / "scores.parquet"

"""A new run directory under a short, readable name such as `gat-0721-3f9a`."""

from __future__ import annotations

import re
import secrets
import shutil
import time
from datetime import datetime
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from core.errors import RunError, StorageError
from core.graph.default_recipe import recipe_in_force
from core.runs.blending import components_of, recipe_of_blend
from core.runs.run import Run, RunConfig, RunStatus
from core.settings import load_settings
from core.storage import explaining_disk_errors, fingerprint, new_directory
from core.tables.table import Table
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig
from core.workspace import Workspace

_MIN_FREE_BYTES = 20 << 20
_MAX_TRIES = 1000


@cache
def code_version() -> str:
    """The version of the installed package, stored with every run."""
    try:
        return version("graphleadiq")
    except PackageNotFoundError:
        return "0"


def run_config(workspace: Workspace, train: TrainConfig) -> RunConfig:
    """What a run of this workspace is made of.

    Raises:
        RunError: the workspace has no table or no task yet.
    """
    table, task = need_table_and_task(workspace)
    recipe = recipe_in_force(workspace.recipe, task)
    if train.model == "blend":
        recipe = recipe_of_blend(train.blend_of)
        task = components_of(train.blend_of)[0].config().task
    return RunConfig(
        workspace=workspace.name,
        table_hash=table.content_hash,
        task=task,
        recipe=recipe,
        train=train,
        code_version=code_version(),
    )


def need_table_and_task(workspace: Workspace) -> tuple[Table, PredictionTask]:
    """The table and the task of a workspace.

    Raises:
        RunError: one of them is not there yet.
    """
    if workspace.table is None:
        raise RunError(
            f"The workspace {workspace.name!r} has no data yet",
            action="Upload a file on the Data page, or import one",
        )
    if workspace.task is None:
        raise RunError(
            f"The workspace {workspace.name!r} does not say yet what to predict",
            action="Choose the target on the Task page",
        )
    return workspace.table, workspace.task


def create_run(config: RunConfig, table: Table) -> Run:
    """Makes the directory of a new run in state "queued"; equal configs give different runs.

    Raises:
        StorageError: the disk is (nearly) full or the folder may not be written.
    """
    runs_dir = load_settings().runs_dir
    with explaining_disk_errors(runs_dir):
        runs_dir.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(runs_dir).free
    if free < _MIN_FREE_BYTES:
        raise StorageError(
            "The disk is full: a run needs some space for its model and scores",
            found=f"{free / 2**20:.0f} MB free in {runs_dir}",
            expected=f"at least {_MIN_FREE_BYTES / 2**20:.0f} MB",
            action="Free some space, or delete runs on the Models page; nothing has been changed",
        )
    now = time.time()
    slug = re.sub(r"[^a-z0-9]+", "-", config.train.model.lower()).strip("-") or "model"
    day = datetime.fromtimestamp(now).strftime("%m%d")
    for attempt in range(_MAX_TRIES):
        digest = config.key if attempt == 0 else fingerprint([config.key, attempt])
        run = Run(id=f"{slug}-{day}-{digest[:4]}")
        if run.directory.exists():
            continue
        if _make(run, config, table, now):
            return run
    raise StorageError("No name is left for another run like this one", action="Delete some runs first")


def _make(run: Run, config: RunConfig, table: Table, now: float) -> bool:
    """Makes the directory whole under its name; False when another process took the name first."""
    mine = secrets.token_hex(8)
    with new_directory(run.directory) as directory:
        config.save(directory / "config.json")
        table.without_texts.save(directory / "table.json")
        RunStatus(state="queued", created=now, phase="waiting to start").save(directory / "status.json")
        (directory / f".{mine}").touch()
    marker = run.directory / f".{mine}"
    if not marker.exists():
        return False
    marker.unlink()
    return True

"""A tiny table, a workspace with it, a run there, and the members of the archive that it is saved as."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from core.runs.archive import archive_bytes
from core.runs.execute import train_now
from core.runs.run import Run
from core.tables.table import Table
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace
from tests.core.runs.packed_archives import Members
from tests.tiny_runs import make_table


@pytest.fixture
def table(home: Path) -> Table:
    """600 clients; the answer follows from age and job, with noise."""
    return make_table()


@pytest.fixture
def workspace(table: Table) -> Workspace:
    """A workspace with that table and a random split."""
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes")
    return create_workspace("tiny").with_table(table).with_task(task).store()


@pytest.fixture
def run(workspace: Workspace) -> Run:
    return train_now(workspace, TrainConfig(model="logistic"))


@pytest.fixture
def members(run: Run) -> Members:
    """The members of a good archive."""
    with zipfile.ZipFile(io.BytesIO(archive_bytes(run))) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}

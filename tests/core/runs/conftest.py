"""A tiny table and a workspace with it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.table import Table
from core.task.prediction_task import PredictionTask
from core.workspace import Workspace, create_workspace
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

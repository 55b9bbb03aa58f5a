"""What the columns, tables and values of a run are called: as its workspace says today, whatever it was when it ran."""

from __future__ import annotations

from core.errors import StorageError
from core.runs.run import Run
from core.tables.display import Names
from core.tables.table_set import TableSet
from core.task.prediction_task import PredictionTask
from core.workspace import Workspace, open_workspace


def names_of_run(run: Run) -> Names:
    """The names of a run's inputs; without its workspace, those that the run was made with.

    Raises:
        StorageError: the run's own files are damaged.
    """
    config = run.config()
    try:
        workspace = open_workspace(config.workspace)
    except StorageError:  # deleted since; the run is whole without it
        workspace = None
    if config.task.origin is not None:
        said = None if workspace is None else workspace.tables
        return _of_question(said or config.task.origin.tables, config.task)
    table = None if workspace is None else workspace.table
    return Names.of_table(
        table if table is not None and table.content_hash == config.table_hash else run.table()
    )


def names_of_workspace(workspace: Workspace) -> Names:
    """The names of what the workspace holds: of its table, or of its tables and what is asked of them."""
    if workspace.tables is not None:
        return _of_question(workspace.tables, workspace.task)
    return Names() if workspace.table is None else Names.of_table(workspace.table)


def _of_question(tables: TableSet, task: PredictionTask | None) -> Names:
    origin = None if task is None else task.origin
    return Names.of_tables(tables, None if origin is None else origin.query.entity.table)

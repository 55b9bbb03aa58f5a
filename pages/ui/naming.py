"""What columns, tables and values are called on screen: read once a change of the workspace, the same on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import StorageError
from core.settings import load_settings
from core.tables.display import Names
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.graph.recipe import Relation
    from core.task.prediction_task import PredictionTask


@st.cache_resource(max_entries=64, show_spinner=False)
def _of_run(run_id: str, changed: int) -> Names:
    from core.runs.registry import find_run
    from core.runs.run_names import names_of_run

    return names_of_run(find_run(run_id))


def names_of(run_id: str) -> Names:
    """The names of a run's inputs, as its workspace says today."""
    from core.runs.registry import find_run

    try:
        name = find_run(run_id).config().workspace
        changed = (load_settings().workspaces_dir / name / "workspace.json").stat().st_mtime_ns
    except (OSError, StorageError):
        changed = 0
    return _of_run(run_id, changed)


def names_in(workspace: Workspace) -> Names:
    """The names of what a workspace holds."""
    from core.runs.run_names import names_of_workspace

    return names_of_workspace(workspace)


def outcome_words(task: PredictionTask, names: Names) -> str:
    """What counts as yes, as in "Subscribed to deposit = yes" or "Stage = won or renewed"."""
    from core.task.prediction_task import either

    if task.amount_column is not None:
        return "anything comes"
    values = tuple(names.value(task.target, value) for value in task.yes_values)
    return f"{names.column(task.target)} = {either(values)}"


def relation_words(relation: Relation, names: Names) -> tuple[str, str]:
    """Title and sentence of a relation of a graph."""
    about = (getattr(relation, "table", None), getattr(relation, "column", None))
    title, sentence = (
        names.told(text, *about, table=about[0]) for text in (relation.title, relation.sentence)
    )
    return title, sentence


def raw_help(names: Names, column: str) -> str | None:
    """The help of a widget about a column: its name in the file, where that is not what is shown."""
    from pages.ui.plain_text import plain

    return f"{plain(column)} in the file" if names.column(column) != column else None

"""What columns, tables and values are called on screen: read once a change of the workspace, the same on every page."""

from __future__ import annotations

import streamlit as st

from core.errors import StorageError
from core.settings import load_settings
from core.tables.display import Names
from core.workspace import Workspace


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


def raw_help(names: Names, column: str) -> str | None:
    """The help of a widget about a column: its name in the file, where that is not what is shown."""
    from pages.ui.plain_text import plain

    return f"{plain(column)} in the file" if names.column(column) != column else None

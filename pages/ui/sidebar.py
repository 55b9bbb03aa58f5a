"""What stands beside every page: the workspace, the run in use, its date and its device."""

from __future__ import annotations

import streamlit as st

from core.errors import GraphLeadError
from core.workspace import Workspace, list_workspaces
from pages.ui import words
from pages.ui.masking import masked
from pages.ui.plain_text import plain
from pages.ui.state import current_run_id, current_workspace, use_workspace


def sidebar() -> None:
    """Draws the sidebar under the navigation."""
    with st.sidebar:
        workspace = current_workspace()
        if workspace is None:
            st.caption("No workspace yet")
            return
        known = list_workspaces()
        st.session_state["sidebar.workspace"] = workspace.name
        st.selectbox("Workspace", sorted(known), key="sidebar.workspace", on_change=_choose)
        for line in _in_use(workspace):
            st.caption(line)
        if masked():
            st.caption(":material/visibility_off: names are masked (switch on Leads)")


def _choose() -> None:
    use_workspace(st.session_state["sidebar.workspace"])


def _in_use(workspace: Workspace) -> list[str]:
    """Plain lines on what is in use."""
    lines = []
    if workspace.table is not None:
        lines.append(
            f":material/table: {words.count(workspace.table.n_rows)} {words.rows_word(workspace.task)}"
        )
    elif workspace.tables is not None:
        lines.append(f":material/table: {words.count(len(workspace.tables.tables))} tables")
    run_id = current_run_id()
    if run_id is None:
        lines.append(":material/model_training: no run in use")
        return lines
    lines.append(f":material/model_training: run {plain(run_id)}")
    as_of, device = _of_run(run_id)
    if as_of:
        lines.append(f":material/event: as of {as_of}")
    if device:
        lines.append(f":material/memory: trained on {device}")
    return lines


def _of_run(run_id: str) -> tuple[str, str]:
    """The latest moment that a run knows of, and the device it was trained on."""
    from core.runs.registry import find_run
    from core.runs.status import read_status
    from pages.ui.cache_run import as_of

    try:
        run = find_run(run_id)
        return as_of(run_id), read_status(run).device
    except GraphLeadError:
        return "", ""

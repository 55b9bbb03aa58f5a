"""What is in use now: workspace, run and lead, kept in the session and in the address of the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.errors import GraphLeadError
from core.settings import load_settings
from core.workspace import Workspace, list_workspaces, open_workspace
from pages.ui.frame import empty, remember_problem, show_error
from pages.ui.masking import sync_switch

if TYPE_CHECKING:
    from core.runs.run import Run

_KEPT = ("workspace", "run")


def sync_address() -> None:
    """Adopts what a link asks for, then writes what is in use back into the address (once a rerun)."""
    for name in (*_KEPT, "lead"):
        if name in st.query_params:
            asked = st.query_params[name]
            if name == "run" and asked != st.session_state.get("run"):
                _adopt_run(asked)
            st.session_state[name] = asked
    for name in _KEPT:
        value = st.session_state.get(name)
        if value and st.query_params.get(name) != value:
            st.query_params[name] = value
    sync_switch()


def _adopt_run(run_id: str) -> None:
    """A linked run brings its workspace along, unless the link names one."""
    from core.runs.registry import find_run

    if "workspace" in st.query_params:
        return
    try:
        st.session_state["workspace"] = find_run(run_id).config().workspace
    except GraphLeadError:
        return  # the page itself says that the run is unknown


def current_workspace() -> Workspace | None:
    """The workspace in use: of the address, the session, or the one changed last; None when there is none."""
    name = st.session_state.get("workspace")
    if name is not None:
        try:
            return open_workspace(name)
        except GraphLeadError as error:
            remember_problem(error)
            for key in (*_KEPT, "lead"):
                st.session_state.pop(key, None)
            st.query_params.clear()
    for known in list_workspaces():
        try:
            workspace = open_workspace(known)
        except GraphLeadError as error:  # damaged: said, and another one is opened
            remember_problem(error)
            continue
        use_workspace(known)
        return workspace
    return None


def use_workspace(name: str) -> None:
    """Makes a workspace the one in use; the run of the former one is left."""
    if st.session_state.get("workspace") not in (None, name):
        st.session_state.pop("run", None)
        st.session_state.pop("lead", None)
        for key in ("run", "lead"):
            if key in st.query_params:
                del st.query_params[key]
    st.session_state["workspace"] = name
    st.query_params["workspace"] = name


def save(workspace: Workspace) -> Workspace:
    """Stores a changed workspace and makes it the one in use."""
    stored = workspace.store()
    use_workspace(stored.name)
    return stored


def use_run(run_id: str) -> None:
    """Makes a run the one in use, for this session and for the workspace."""
    st.session_state["run"] = run_id
    st.query_params["run"] = run_id
    workspace = current_workspace()
    if workspace is not None and workspace.run_id != run_id:
        save(workspace.with_run(run_id))


def current_run_id() -> str | None:
    """The run of the address or session, else the workspace's."""
    workspace = current_workspace()
    return st.session_state.get("run") or (workspace.run_id if workspace else None)


def use_lead(lead_id: str) -> None:
    """Chooses the client that the Lead page shows."""
    st.session_state["lead"] = lead_id


def current_lead() -> str | None:
    """The client of the address or of this session."""
    return st.query_params.get("lead") or st.session_state.get("lead")


def need_data() -> Workspace:
    """The workspace in use with several tables or with its table, or the empty state that leads to one."""
    workspace = current_workspace()
    return workspace if workspace is not None and workspace.tables is not None else need_table()


def need_table() -> Workspace:
    """The workspace in use with its table, or the empty state that leads to one."""
    workspace = current_workspace()
    if workspace is not None and workspace.tables is not None and workspace.table is None:
        asked = "The question on the Task page has not been asked of these tables yet."
        from core.runs.registry import list_runs

        if list_runs(workspace.name):
            asked += " Your runs answer another one: the Task page leads back to it."
        empty(asked, "Ask a question", "task")
    elif workspace is None or workspace.table is None:
        empty(
            "There is no data yet. Upload a file, or open the demo bank from Home.",
            "Go to Data",
            "data",
        )
    elif not workspace.table.parquet.is_file() and workspace.tables is not None:
        empty(
            "The examples of this question are not there any more. Ask it again; the settings and runs are kept.",
            "Ask the question again",
            "task",
        )
    elif not workspace.table.parquet.is_file():
        empty(
            f"The table of workspace “{workspace.name}” is not in {load_settings().tables_dir} any more. "
            "Upload the file again; the settings of the workspace are kept.",
            "Go to Data",
            "data",
        )
    else:
        return workspace
    raise AssertionError("empty() stops the page")


def need_task() -> Workspace:
    """The workspace in use with table and task, or the empty state that leads to them."""
    workspace = need_table()
    if workspace.task is None:
        empty("It is not said yet what to predict.", "Choose the target", "task")
    return workspace


def need_run() -> Run:
    """The finished run in use, else the recommended one, or the empty state that leads to one."""
    from core.runs.recommendation import recommendation_of
    from core.runs.registry import find_run, list_runs
    from core.runs.status import read_status

    workspace = need_task()
    run_id = current_run_id()
    if run_id is None:
        finished = [run for run in list_runs(workspace.name) if read_status(run).state == "finished"]
        if finished:
            best = recommendation_of(workspace).run_id
            chosen = next((run for run in finished if run.id == best), finished[0])
            use_run(chosen.id)
            st.rerun()  # what stands beside the page was drawn before
        empty("No model has been trained yet, so there are no scores.", "Train a model", "train")
        raise AssertionError("empty() stops the page")
    try:
        run = find_run(run_id)
        status = read_status(run)
    except GraphLeadError as error:
        show_error(error)
        st.session_state.pop("run", None)
        st.query_params.pop("run", None)
        empty("Choose another run, or train one.", "Go to Train", "train")
        raise AssertionError("empty() stops the page") from error
    if status.state != "finished":
        empty(
            f"Run {run.id} is {status.state}, so it has no scores yet.",
            "See how far it is",
            "train",
        )
    return run

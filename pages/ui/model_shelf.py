"""The shelf of models: the catalog in plain words; saving, loading and deleting runs."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.runs.launcher import cancel
from core.runs.leaderboard import Standing
from core.runs.registry import damaged_runs, delete_run, find_run
from core.runs.run import ACTIVE_STATES, Run
from core.workspace import Workspace
from models.catalog import MODELS, models_offered
from pages.ui.frame import go, guarded
from pages.ui.jobs import forget_job, job, start_job, watched
from pages.ui.plain_text import plain
from pages.ui.recommendation import recommendation_banner
from pages.ui.run_board import details, run_label, runs_table
from pages.ui.state import current_run_id, save, use_run

if TYPE_CHECKING:
    from core.background import Report

_FAMILIES = {
    "points": "Scorecard",
    "linear": "Linear",
    "tree": "Trees",
    "graph": "Network",
    "relational": "Network of many tables",
    "instant": "Instant answer",
    "blend": "Blend",
}


def catalog(workspace: Workspace) -> None:
    """Every model that can be trained here, in plain words."""
    many = workspace.task is not None and workspace.task.origin is not None
    names = models_offered(many_tables=many or workspace.tables is not None)
    specs = [MODELS[name] for name in (*names, "blend")]
    frame = pd.DataFrame(
        {
            "Model": [spec.title for spec in specs],
            "Kind": [_FAMILIES[spec.family] for spec in specs],
            "What it does": [spec.sentence for spec in specs],
            "Hears linked clients": [_yes(spec.hears_links) for spec in specs],
            "Hears known outcomes": [_yes(spec.hears_outcomes) for spec in specs],
            "Shows whom it looked at": [_yes(spec.has_attention) for spec in specs],
        }
    )
    st.table(frame.set_index("Model"), border="horizontal")


def shelf(workspace: Workspace, standings: list[Standing]) -> None:
    """The runs of the workspace, and what can be done with the chosen one."""
    _damaged(workspace)
    if not standings:
        st.caption("No model yet. Train one, or load one from a file below.")
        if st.button("Train a model", type="primary", key="models.train"):
            go("train")
        return
    chosen_by_practice = recommendation_banner(workspace)
    runs_table(standings, with_state=True, recommended=chosen_by_practice.run_id)
    by_id = {one.run_id: one for one in standings}
    used = current_run_id()
    scored = st.session_state.pop("models.scored", None)
    if scored in by_id:
        st.session_state["models.run"] = scored
        st.success(
            "This model has scored these data already: that run is in use now.", icon=":material/check:"
        )
    if st.session_state.get("models.run") not in by_id:
        st.session_state["models.run"] = used if used in by_id else next(iter(by_id))
    labels = {run_id: run_label(one) for run_id, one in by_id.items()}
    chosen = st.selectbox("Run", list(labels), format_func=labels.get, key="models.run")
    one = by_id[chosen]
    use, keep, away = st.columns(3)
    if use.button(
        "In use" if chosen == used else "Use this run",
        key="models.use",
        type="primary",
        width="stretch",
        disabled=chosen == used or one.state != "finished",
    ):
        use_run(chosen)
        st.rerun()
    with keep:
        _save(one)
    with away.popover("Delete …", width="stretch", icon=":material/delete:"):
        _confirm(workspace, one)
    _on_new_rows(workspace, one)
    st.caption(details(one))
    if one.error or one.note:
        st.caption(plain(one.error or one.note))


def _damaged(workspace: Workspace) -> None:
    """One line a run that cannot be read: it is listed nowhere else."""
    for run_id, error in damaged_runs(workspace.name).items():
        st.warning(
            plain(
                f"Run {run_id} is damaged and cannot be used: {error.problem}. "
                "Put its files back, or delete its folder."
            ),
            icon=":material/broken_image:",
        )


def load(workspace: Workspace) -> None:
    """Loading a model archive: checked whole before anything of it is used, then scored in the background."""
    file = st.file_uploader(
        "Model archive", type=["zip"], key="models.file",
        help="A file saved with “Save model” here or on another machine: a zip of safetensors and JSON. "
        "Anything else in it, a pickle above all, is refused before it is read.",
    )  # fmt: skip
    st.caption("It scores the data of this workspace with all that it learned, and learns nothing anew.")
    if st.button(
        "Load model", key="models.load", disabled=file is None or _busy(workspace), icon=":material/upload:"
    ):
        data, name = bytes(file.getbuffer()) if file is not None else b"", getattr(file, "name", "")
        _bring(workspace, lambda report: _load(workspace, data, name, report))
    _brought(workspace)


def _load(workspace: Workspace, data: bytes, name: str, report: Report) -> Run:
    from core.runs.archive import start_import

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / (Path(name).name or "model.zip")
        path.write_bytes(data)
        return start_import(path, workspace, report)


def _on_new_rows(workspace: Workspace, one: Standing) -> None:
    """Where the data were replaced since: the button with which the run's model scores those that are here now."""
    from core.runs.archive import start_here
    from core.runs.scored_rows import scored_these

    run = find_run(one.run_id)
    if one.state != "finished" or scored_these(run, workspace):
        return
    st.info("This run scored other data than the workspace holds now.", icon=":material/update:")
    if st.button(
        "Use this model on the new data",
        key="models.new_rows",
        disabled=_busy(workspace),
        icon=":material/update:",
    ):
        _bring(workspace, lambda report: start_here(run, workspace, report))


def _bring(workspace: Workspace, work: Callable[[Report], object]) -> None:
    """At once; of several tables in the background, since the question is asked anew first, which takes a while."""
    if workspace.tables is not None:
        start_job(_job(workspace), work, "The model could not be used on these data")
        st.rerun()
    with guarded():
        _use_finished(work(lambda event: None))
        st.rerun()


def _brought(workspace: Workspace) -> None:
    """How far that is; the run appears among those at work once it is done."""
    key = _job(workspace)
    if not watched(key) and (ended := job(key)) is not None:
        forget_job(key)
        if _use_finished(ended.made):
            st.rerun()


def _use_finished(made: object) -> bool:
    """A run that has scored these rows already is used; another one shows among those at work."""
    from core.runs.status import read_status

    if not isinstance(made, Run) or read_status(made).state != "finished":
        return False
    use_run(made.id)
    st.session_state["models.scored"] = made.id
    return True


def _busy(workspace: Workspace) -> bool:
    running = job(_job(workspace))
    return running is not None and running.running


def _job(workspace: Workspace) -> str:
    return f"models.bring.{workspace.name}"


def _save(one: Standing) -> None:
    """A download whose bytes are made when the button is pressed."""
    st.download_button(
        "Save model",
        data=lambda: _archive(one.run_id),
        file_name=f"{one.run_id}.zip",
        mime="application/zip",
        key="models.save",
        disabled=one.state != "finished",
        on_click="ignore",
        width="stretch",
        icon=":material/download:",
    )


def _archive(run_id: str) -> bytes:
    from core.runs.archive import archive_bytes

    return archive_bytes(find_run(run_id))


def _confirm(workspace: Workspace, one: Standing) -> None:
    """What would be lost, and the button that does it."""
    st.write(
        f"**{one.title}** ({one.run_id}): its model, scores and exam are deleted for good. "
        "The data, the graph and other runs stay."
    )
    if one.run_id == workspace.run_id:
        st.write("It is the run in use; Evaluation and Leads will then show another one.")
    if st.button("Delete it for good", key=f"models.delete.{one.run_id}", type="primary", width="stretch"):
        with guarded():
            _delete(workspace, one.run_id)
            st.rerun()


def _delete(workspace: Workspace, run_id: str) -> None:
    run = find_run(run_id)
    if _is_active(run_id):
        cancel(run)
    delete_run(run)
    if st.session_state.get("run") == run_id:
        st.session_state.pop("run", None)
        st.query_params.pop("run", None)
    if workspace.run_id == run_id:
        save(workspace.with_run(None))


def _is_active(run_id: str) -> bool:
    from core.runs.status import read_status

    return read_status(find_run(run_id)).state in ACTIVE_STATES


def _yes(value: bool) -> str:
    return "yes" if value else "–"

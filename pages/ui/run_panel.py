"""What is being trained now: phase, progress, time left, live curves and cancel; the same in every tab."""

from __future__ import annotations

import streamlit as st

from core.errors import GraphLeadError, RunError
from core.plots.training import loss_figure, practice_figure
from core.runs.events import read_events
from core.runs.launcher import cancel, start_run
from core.runs.registry import delete_run, find_run, list_runs
from core.runs.run import Run, RunStatus
from core.runs.status import read_status
from core.workspace import Workspace
from pages.ui import words
from pages.ui.at_work import at_work, title_of
from pages.ui.frame import guarded, show_error

_MAX_LOG = 4000


def active_runs(workspace: Workspace) -> bool:
    """Draws the runs at work and the last one that ended badly; polls only while something is at work.

    Returns:
        True while something is at work.
    """
    active = [run.id for run, _ in at_work(workspace)]
    st.session_state["train.told"] = active
    if active:
        st.fragment(_panel, run_every=1.0)(workspace, active)
    else:
        _last_misfortune(workspace)
    return bool(active)


def learning_curves(run: Run, key: str) -> None:
    """The two curves of a run, live or afterwards."""
    events = read_events(run)
    if events.empty:
        return
    left, right = st.columns(2)
    config = {"displayModeBar": False}
    left.plotly_chart(loss_figure(events), width="stretch", config=config, key=f"{key}.loss")
    right.plotly_chart(practice_figure(events), width="stretch", config=config, key=f"{key}.practice")


def _panel(workspace: Workspace, drawn: list[str]) -> None:
    active = at_work(workspace)
    now = [run.id for run, _ in active]
    if now != drawn:
        if st.session_state.get("train.told") == now:
            st.rerun(scope="app")  # the leaderboard and the form change as well
        st.session_state["train.told"] = (
            now  # first say at once what happened, in this small part of the page
        )
        for run_id in drawn:
            if run_id not in now:
                _ending(run_id)
    working = [item for item in active if item[1].state == "running"]
    waiting = [item for item in active if item[1].state != "running"]
    for place, (run, status) in enumerate(working):
        with st.container(border=True):
            _one(run, status, large=place == 0)
    if waiting:
        with st.container(border=True):
            for run, status in waiting:
                _one(run, status, large=False)


def _one(run: Run, status: RunStatus, *, large: bool) -> None:
    said, button = st.columns([5, 1], vertical_alignment="center")
    title = f"**{title_of(run)}** · `{run.id}`" + (f" · {status.device}" if status.device else "")
    if status.state == "queued":
        title += f" · :material/schedule: {status.phase}"
    said.markdown(title)
    if button.button("Cancel", key=f"train.cancel.{run.id}", icon=":material/stop_circle:", width="stretch"):
        with guarded():
            cancel(run)
        st.rerun(scope="app")
    if status.state == "queued":
        return
    st.progress(min(status.progress, 1.0), _sentence(run, status))
    if large:
        learning_curves(run, f"train.live.{run.id}")


def _ending(run_id: str) -> None:
    """How a run ended, in one line."""
    with guarded():
        run = find_run(run_id)
        status = read_status(run)
        if status.state in ("failed", "crashed"):
            show_error(RunError(f"{title_of(run)} ({run_id}) {status.state}", found=status.error))
        else:
            st.info(f"{title_of(run)} ({run_id}): {status.state}", icon=":material/check:")


def _sentence(run: Run, status: RunStatus) -> str:
    text = status.phase
    if status.phase == "learning":
        events = read_events(run)
        if not events.empty:
            last = events.iloc[-1]
            text += f", epoch {last['epoch']:,.0f} of at most {last['epochs']:,.0f}"
    if status.seconds_left is not None:
        text += f" · at most {words.duration(max(status.seconds_left, 1))} left"
    return text


def _last_misfortune(workspace: Workspace) -> None:
    """The latest run, when it failed or crashed: what happened, and starting it again."""
    latest = list_runs(workspace.name)[:1]
    for run in latest:
        status = read_status(run)
        if status.state not in ("failed", "crashed"):
            return
        with st.container(border=True):
            show_error(RunError(f"{title_of(run)} ({run.id}) {status.state}", found=status.error))
            again, away, _ = st.columns([1, 1, 3])
            if again.button("Start it again", key="train.again", type="primary", width="stretch"):
                _again(workspace, run)
            if away.button("Remove it", key="train.remove", width="stretch"):
                with guarded():
                    delete_run(run)
                st.rerun()
            _log(run)


def _again(workspace: Workspace, run: Run) -> None:
    try:
        start_run(workspace, run.config().train)
    except GraphLeadError as error:
        show_error(error)
        return
    st.rerun()


def _log(run: Run) -> None:
    text = run.log_path.read_text("utf-8", errors="replace")[-_MAX_LOG:] if run.log_path.is_file() else ""
    if text.strip():
        with st.expander("What the training process printed"):
            st.code(text, language=None)

"""Opening the demo bank from Home: one click, visible progress, and on to the call list."""

from __future__ import annotations

import time

import streamlit as st

from core.errors import GraphLeadError
from pages.ui import words
from pages.ui.frame import go, guarded, show_error
from pages.ui.plain_text import plain
from pages.ui.state import use_run, use_workspace


def opening() -> bool:
    """True while the demo bank is being opened in this session."""
    return "demo.runs" in st.session_state or "demo.asked" in st.session_state


def start() -> None:
    """Remembers that the demo bank is wanted and draws the page anew with its progress."""
    st.session_state["demo.asked"] = time.time()
    st.rerun()


def progress() -> None:
    """Prepares the data, then follows the training until the list can be shown."""
    st.subheader("Opening the demo bank", anchor=False)
    if "demo.runs" not in st.session_state:
        with guarded():
            _prepare()
            st.rerun()
        st.session_state.pop("demo.asked", None)
        return
    _follow()


def _prepare() -> None:
    from core.runs.demo import prepare_demo, train_demo

    bar = st.progress(0.0, "Starting")
    workspace = prepare_demo(lambda text, share: bar.progress(0.2 * share, text) and None)
    use_workspace(workspace.name)
    st.session_state["demo.runs"] = [run.id for run in train_demo(workspace)]


@st.fragment(run_every=1.0)
def _follow() -> None:
    from core.runs.registry import find_run
    from core.runs.status import read_status

    try:
        states = [(run_id, read_status(find_run(run_id))) for run_id in st.session_state["demo.runs"]]
    except GraphLeadError as error:
        _leave()
        show_error(error)
        return
    first_id, first = states[0]
    since = words.duration(time.time() - st.session_state.get("demo.asked", time.time()))
    st.progress(0.2 + 0.8 * min(first.progress, 1.0), f"The graph network is learning: {since} so far")
    for run_id, status in states:
        st.caption(f"{_mark(status.state)} {run_id}: {status.phase or status.state}")
    if st.button("Stop", key="demo.stop"):
        from core.runs.launcher import cancel

        for run_id, _ in states:
            cancel(find_run(run_id))
        _leave()
        st.rerun(scope="app")
    if first.state not in ("queued", "running", "finished"):
        _leave()
        st.error(
            plain(first.error or "") or f"Run {first_id} is {first.state}. See the Train page for its log."
        )
    elif first.state == "finished":  # the baselines go on learning in the background
        use_run(first_id)
        _leave()
        go("leads")


def _leave() -> None:
    for key in ("demo.runs", "demo.asked"):
        st.session_state.pop(key, None)


def _mark(state: str) -> str:
    return {"finished": ":material/check_circle:", "running": ":material/pending:"}.get(
        state, ":material/schedule:"
    )

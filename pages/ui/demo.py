"""Opening a demo from Home: one click, visible progress, and on to the call list."""

from __future__ import annotations

import time
from typing import Literal

import streamlit as st

from core.errors import GraphLeadError
from pages.ui import words
from pages.ui.frame import go, guarded, show_error
from pages.ui.plain_text import plain
from pages.ui.state import use_run, use_workspace

Kind = Literal["bank", "business"]
_TITLES: dict[Kind, str] = {"bank": "Opening the demo bank", "business": "Opening the business demo"}
_WORKING: dict[Kind, str] = {
    "bank": "The graph network is learning",
    "business": "The instant answer compares each contact with known examples",
}
_PREPARATION: dict[Kind, float] = {"bank": 0.2, "business": 0.7}  # share of the way before the first model


def opening() -> bool:
    """True while a demo is being opened in this session."""
    return "demo.runs" in st.session_state or "demo.asked" in st.session_state


def start(kind: Kind) -> None:
    """Remembers which demo is wanted and draws the page anew with its progress."""
    st.session_state["demo.asked"] = time.time()
    st.session_state["demo.kind"] = kind
    st.rerun()


def progress() -> None:
    """Prepares the data, then follows the training until the list can be shown."""
    st.subheader(_TITLES[_kind()], anchor=False)
    if "demo.runs" not in st.session_state:
        with guarded():
            _prepare()
            st.rerun()
        st.session_state.pop("demo.asked", None)
        return
    _follow()


def _kind() -> Kind:
    kind: Kind = st.session_state.get("demo.kind", "bank")
    return kind


def _prepare() -> None:
    from core.runs.demo import prepare_demo, train_demo
    from core.runs.demo_business import prepare_business, train_business

    bar = st.progress(0.0, "Starting")
    part = _PREPARATION[_kind()]

    def show(text: str, share: float) -> None:
        bar.progress(min(part * share, 1.0), text)

    workspace = prepare_demo(show) if _kind() == "bank" else prepare_business(show)
    use_workspace(workspace.name)
    runs = train_demo(workspace) if _kind() == "bank" else train_business(workspace)
    st.session_state["demo.runs"] = [run.id for run in runs]


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
    part = _PREPARATION[_kind()]
    st.progress(part + (1 - part) * min(first.progress, 1.0), f"{_WORKING[_kind()]}: {since} so far")
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
    for key in ("demo.runs", "demo.asked", "demo.kind"):
        st.session_state.pop(key, None)


def _mark(state: str) -> str:
    return {"finished": ":material/check_circle:", "running": ":material/pending:"}.get(
        state, ":material/schedule:"
    )

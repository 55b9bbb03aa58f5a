"""Work in the background of the app, by name: starting it, and how far it is, the same in every tab."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import streamlit as st

from pages.ui import words
from pages.ui.frame import show_error

if TYPE_CHECKING:
    from core.background import BackgroundJob, Report

_POLL = "1s"


@st.cache_resource(max_entries=1, show_spinner=False)
def _jobs() -> dict[str, BackgroundJob]:
    return {}


def job(key: str) -> BackgroundJob | None:
    """The work of that name, running or just ended, of any session."""
    return _jobs().get(key)


def start_job(key: str, work: Callable[[Report], object], what: str) -> None:
    """Starts the work, unless it runs already; `what` says what failed if something unexpected happens."""
    from core.background import BackgroundJob

    running = _jobs().get(key)
    if running is None or not running.running:
        _jobs()[key] = BackgroundJob(work, what)


def forget_job(key: str) -> None:
    """Takes ended work off the list."""
    _jobs().pop(key, None)


def watched(key: str, phase_words: Callable[[str], str] = str) -> bool:
    """Shows how far the work is, with a button that stops it, or what went wrong; True while it runs."""
    found = job(key)
    if found is None:
        return False
    if found.running:
        st.fragment(_progress, run_every=_POLL)(key, phase_words)
        return True
    if found.error is not None:
        show_error(found.error)
        forget_job(key)
    return False


def _progress(key: str, phase_words: Callable[[str], str]) -> None:
    found = job(key)
    if found is None or not found.running:
        st.rerun()
        return
    left = f", about {words.duration(found.seconds_left)} left" if found.seconds_left is not None else ""
    st.progress(min(found.progress, 1.0), text=f"{phase_words(found.phase).capitalize()}{left}")
    if st.button("Cancel", key=f"{key}.cancel"):
        found.cancel()

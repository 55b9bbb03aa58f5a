"""Files being read, as a person sees it: what is done, how far it is, and a way to stop it; for one file and many."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.errors import GraphLeadError
from pages.ui.plain_text import plain

if TYPE_CHECKING:
    from core.tables.reading_process import ReadingProcess

_SHARE = 0.9  # of the bar; the rest is for what follows on reading


@dataclass(frozen=True)
class Reading:
    """A reader and its bar."""

    reader: ReadingProcess
    bar: DeltaGenerator

    def show(self, phase: str, share: float) -> None:
        """Says what is done and how far the whole is."""
        self.bar.progress(min(share, 1.0), plain(phase).capitalize())

    def report(self, phase: str, share: float) -> None:
        """The same, told by the reader."""
        self.show(phase, _SHARE * share)


@contextmanager
def reading(key: str, when_stopped: Callable[[], object] | None = None) -> Iterator[Reading]:
    """A reader in a process of its own, with a bar and a button that stops it; both go away where it fails.

    Args:
        key: Of the button.
        when_stopped: Is called before the page is drawn anew.
    """
    from core.tables.reading_process import reading_process

    place = st.empty()
    with place.container():
        bar = st.progress(0.0, "Reading")
        button = st.empty()
        button.button("Stop reading", key=key, icon=":material/stop_circle:", on_click=when_stopped)
    try:
        with reading_process() as reader:
            yield Reading(reader, bar)
    except GraphLeadError:
        place.empty()
        raise
    button.empty()

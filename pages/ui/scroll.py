"""Where a page stands: at its top when it is opened, and after something new has come in."""

from __future__ import annotations

from functools import cache
from typing import Any

import streamlit as st

_TIMES = "scroll.times"
_SCRIPT = """
export default function ({ data }) {
  if (globalThis.graphleadiqPlace === data.place) return;
  globalThis.graphleadiqPlace = data.place;
  document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0, behavior: "instant" });
}
"""


@cache
def _component() -> Any:
    return st.components.v2.component("graphleadiq_top_of_page", js=_SCRIPT)


def at_top_when_opened(page: str) -> None:
    """Takes the view to the top when another page is opened or `back_to_top` was called; else leaves it."""
    _component()(key="frame.scroll", height=1, data={"place": f"{page} {st.session_state.get(_TIMES, 0)}"})


def back_to_top() -> None:
    """The next time the page is drawn, it stands at its top."""
    st.session_state[_TIMES] = st.session_state.get(_TIMES, 0) + 1

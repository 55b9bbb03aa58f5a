"""Whether the drop area for a new file is open on Data; light, so that Home can open it."""

from __future__ import annotations

import streamlit as st

_OPEN = "data.drop_area"


def open_drop_area() -> None:
    """The next look at Data shows the drop area unfolded."""
    st.session_state[_OPEN] = True


def close_drop_area() -> None:
    """Folds it away again: a file was brought."""
    st.session_state.pop(_OPEN, None)


def drop_area_open() -> bool:
    """True until a file was brought."""
    return bool(st.session_state.get(_OPEN))

"""Whether the drop area for a new file is open on Data; it is empty after each upload."""

from __future__ import annotations

import streamlit as st

_OPEN = "data.drop_area"
_BROUGHT = "data.drop_area.brought"


def open_drop_area() -> None:
    """The next look at Data shows the drop area unfolded."""
    st.session_state[_OPEN] = True


def close_drop_area() -> None:
    """Folds it away again and empties it: what was in it was brought."""
    st.session_state.pop(_OPEN, None)
    st.session_state[_BROUGHT] = st.session_state.get(_BROUGHT, 0) + 1


def drop_area_key() -> str:
    """The key of the widget that takes files; a new one after each upload, so that it begins empty."""
    brought = st.session_state.get(_BROUGHT, 0)
    return f"data.upload.{brought}" if brought else "data.upload"


def drop_area_open() -> bool:
    """True until a file was brought."""
    return bool(st.session_state.get(_OPEN))

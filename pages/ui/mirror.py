"""Widgets that show what is stored: a stored value that changed elsewhere is shown, a choice just made stays."""

from __future__ import annotations

from typing import Any

import streamlit as st

_NOTHING = object()


def mirror(key: str, value: Any) -> None:
    """Makes the widget with that key show the stored value; call it before the widget, on every run.

    A value that differs from what was stored when the widget was last drawn is a person's choice and stays, so that
    the script can store it. In all other runs the value is set anew: a widget that is drawn for the first time in a
    run that starts over would otherwise come up with its own default in the browser.
    """
    unchanged = st.session_state.get(f"{key}.stored", _NOTHING) == value
    if unchanged and key in st.session_state and st.session_state[key] != value:
        return
    st.session_state[key] = value
    st.session_state[f"{key}.stored"] = value

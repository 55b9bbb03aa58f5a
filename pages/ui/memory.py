"""Keeps reruns quick: what is loaded once is taken out of the search for garbage that follows every rerun."""

from __future__ import annotations

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def settle(page: str) -> int:
    """Call it at the end of a page: once a page and process, everything now loaded is marked as staying.

    After each rerun, Streamlit has Python look through all objects for garbage. With pandas and plotly loaded
    that takes five times as long as moving the cut-off itself, and holds up the answer. Modules and cached
    tables stay anyway, so nothing is lost by not looking at them.

    Returns:
        How many objects are marked.
    """
    gc.collect()
    gc.freeze()
    return gc.get_freeze_count()

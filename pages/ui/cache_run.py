"""Cached facts of a run that the frame shows on every page."""

from __future__ import annotations

import streamlit as st

from core.runs.registry import find_run
from core.workspace import open_workspace
from pages.ui import words


@st.cache_data(max_entries=64, show_spinner=False)
def as_of(run_id: str) -> str:
    """The latest contact in the run's table: a date, or a row number where file order is the clock."""
    config = find_run(run_id).config()
    split = config.task.split
    table = open_workspace(config.workspace).table
    if table is None or table.content_hash != config.table_hash or not split.has_clock:
        return ""
    if split.kind == "order":
        return f"row {words.count(table.n_rows)}"
    import pandas as pd

    latest = pd.to_datetime(table.frame([str(split.time_column)]).iloc[:, 0], errors="coerce").max()
    return "" if pd.isna(latest) else words.day(latest)

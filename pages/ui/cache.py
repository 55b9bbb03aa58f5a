"""Cached readers, keyed by content hash or run id, so that every page and session shares one copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.tables.table import Table

if TYPE_CHECKING:
    from core.graph.customer_graph import CustomerGraph
    from core.runs.opening import OpenedRun


@st.cache_resource(max_entries=2, show_spinner="Reading the table …")
def _frame(typed_key: str, _table: Table) -> pd.DataFrame:
    return _table.frame()


def table_frame(table: Table) -> pd.DataFrame:
    """The rows of a table; shared by all sessions, so never change it in place."""
    return _frame(table.typed_key, table)


@st.cache_resource(max_entries=2, show_spinner="Opening the graph …")
def graph(key: str) -> CustomerGraph:
    """A stored graph; shared by all sessions, so never change it in place."""
    from core.graph.building import load_graph

    return load_graph(key)


@st.cache_resource(max_entries=4, show_spinner="Reading the scores …")
def scores(run_id: str) -> pd.DataFrame:
    """The scores of a finished run, one row a client; never change it in place."""
    from core.runs.registry import find_run
    from core.runs.scores import read_scores

    return read_scores(find_run(run_id))


@st.cache_resource(max_entries=4, show_spinner="Reading the reasons …")
def contributions(run_id: str, changed: int) -> pd.DataFrame:
    """Each client's reasons in percentage points (clients × columns); never change it in place.

    Args:
        run_id: A finished run.
        changed: See `reasons_changed`: reasons are added when a list shows clients that have none.
    """
    from core.runs.registry import find_run
    from core.runs.scores import read_contributions

    return read_contributions(find_run(run_id))


def reasons_changed(run_id: str) -> int:
    """When reasons were last added to a run; 0: it has none."""
    from core.runs.registry import find_run

    path = find_run(run_id).contributions_path
    return path.stat().st_mtime_ns if path.is_file() else 0


@st.cache_resource(max_entries=2, show_spinner="Opening the model …")
def opened(run_id: str) -> OpenedRun:
    """A finished run with its graph and model; evaluation only, explanations work on a copy."""
    from core.runs.opening import open_run

    return open_run(run_id)

"""Cached parts of the Leads page: the ranked lists of a run and what each column can be filtered by."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.errors import GraphLeadError
from core.leads.filters import FilterKind, choices, filter_kind
from core.leads.grades import GradeShares, grade_quality
from core.leads.listing import LeadSource
from core.leads.ranking import Who, ranked_leads
from core.leads.words import links_phrase
from core.plots.leads import grade_figure
from core.runs.registry import find_run
from core.tables.table import Column, Table
from pages.ui import cache, words


@st.cache_resource(max_entries=6, show_spinner="Ranking the clients …")
def source(run_id: str, who: Who) -> LeadSource:
    """Everything the list of one run is made from; shared, so never changed in place."""
    run = find_run(run_id)
    table, config = run.table(), run.config()
    try:
        contributions: pd.DataFrame | None = cache.contributions(run_id)
    except GraphLeadError:
        contributions = None
    return LeadSource(
        leads=ranked_leads(cache.scores(run_id), who),
        table=table,
        frame=cache.table_frame(table),
        contributions=contributions,
        links=links_phrase(config.recipe),
    )


@st.cache_resource(max_entries=32, show_spinner=False)
def grades_on_exam(run_id: str, who: Who, shares: GradeShares) -> tuple[pd.DataFrame, go.Figure]:
    """How good each grade was on the final exam: the numbers and the figure; never change them in place."""
    known = exam(run_id)["y"].to_numpy()
    base_rate = float((known == 1).sum() / max((known >= 0).sum(), 1))
    quality = grade_quality(source(run_id, who).leads, exam(run_id), shares)
    return quality, grade_figure(quality, base_rate)


@st.cache_data(max_entries=32, show_spinner=False)
def not_scored(run_id: str) -> str:
    """How many a question of many tables scores, and who is not scored and why; empty where that is not known."""
    from core.task.examples import examples_of

    made = examples_of(find_run(run_id).config().task)
    if made is None or not made.not_scored:
        return ""
    groups = "; ".join(f"{words.count(group.n)} {group.reason}" for group in made.not_scored)
    return f"{words.count(made.n_scored)} are scored. Not scored: {groups}."


def exam(run_id: str) -> pd.DataFrame:
    """The ranked clients of the final exam."""
    return source(run_id, "exam").leads


@st.cache_resource(max_entries=512, show_spinner=False)
def _kind(typed_key: str, column: Column, _table: Table) -> FilterKind:
    return filter_kind(column, cache.table_frame(_table)[column.name])


def kind(table: Table, column: Column) -> FilterKind:
    """How a column is filtered."""
    return _kind(table.typed_key, column, table)


@st.cache_resource(max_entries=512, show_spinner=False)
def _choices(typed_key: str, name: str, _table: Table) -> dict[str, int]:
    return choices(cache.table_frame(_table)[name])


def column_choices(table: Table, name: str) -> dict[str, int]:
    """The values of a column in words with their numbers of rows, most frequent first."""
    return _choices(table.typed_key, name, table)


@st.cache_resource(max_entries=512, show_spinner=False)
def _span(typed_key: str, name: str, _table: Table) -> tuple[object, object]:
    values = cache.table_frame(_table)[name].dropna()
    return (values.min(), values.max()) if len(values) else (None, None)


def column_span(table: Table, name: str) -> tuple[object, object]:
    """The smallest and largest value of a number or date column, None where it is empty."""
    return _span(table.typed_key, name, table)

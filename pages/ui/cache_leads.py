"""Cached parts of the Leads page: the ranked lists of a run and what each column can be filtered by."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from core.errors import GraphLeadError
from core.leads.campaign import Campaign
from core.leads.cut import Cut
from core.leads.filters import FilterKind, choices, filter_kind
from core.leads.grades import GradeShares, grade_quality
from core.leads.listing import LeadSource
from core.leads.promise import cut_of
from core.leads.ranking import Who, default_who
from core.leads.words import links_phrase
from core.plots.leads import grade_figure
from core.runs import call_list
from core.runs.lead_age import lead_age as read_age
from core.runs.levels import read_level
from core.runs.registry import find_run
from core.tables.table import Column, Table
from core.training.level import Level
from pages.ui import cache, words
from pages.ui.naming import names_of


def campaign_of(run_id: str) -> Campaign:
    """The campaign in force for a run: the same order and worth on every page."""
    return call_list.campaign_of(find_run(run_id))


def source(run_id: str, who: Who) -> LeadSource:
    """Everything the list of one run is made from; shared, so never changed in place."""
    said = campaign_of(run_id)
    found = _source(run_id, who, str(said.worth), bool(said.by_value), cache.reasons_changed(run_id))
    return replace(found, names=names_of(run_id))


@st.cache_resource(max_entries=8, show_spinner="Ranking the clients …")
def _source(run_id: str, who: Who, worth: str, by_value: bool, changed: int) -> LeadSource:
    run = find_run(run_id)
    table, config = run.table(), run.config()
    try:
        contributions: pd.DataFrame | None = cache.contributions(run_id, changed)
    except GraphLeadError:
        contributions = None
    return LeadSource.of(
        cache.scores(run_id),
        who,
        table,
        cache.table_frame(table),
        contributions,
        links=links_phrase(config.recipe),
        campaign=Campaign(worth=worth, by_value=by_value),
    )


def with_reasons(
    run_id: str, source: LeadSource, positions: npt.NDArray[np.int64], *, is_shown: bool = True
) -> LeadSource:
    """The source with the reasons of the clients at these places, found now where that was not done before.

    Args:
        run_id: The run that made the list.
        source: What the list is made from.
        positions: Places in `source.leads`.
        is_shown: False for a download, which is made where nothing can be drawn.
    """
    from core.runs.reasons import with_reasons, without_reasons

    if source.contributions is None:
        return source
    rows = source.leads["row"].to_numpy()[positions]
    n_missing = len(without_reasons(source.contributions, rows))
    if not n_missing:
        return source
    said = f"Finding the reasons of {words.count(n_missing)} clients …"
    with st.spinner(said, show_time=True) if is_shown else nullcontext():
        found = with_reasons(find_run(run_id), rows, cache.opened(run_id) if is_shown else None)
    return replace(source, contributions=found)


def grades_on_exam(run_id: str, who: Who, shares: GradeShares) -> tuple[pd.DataFrame, go.Figure]:
    """How good each grade was on the final exam: the numbers and the figure; never change them in place."""
    said = campaign_of(run_id)
    return _grades_on_exam(run_id, who, shares, str(said.worth), bool(said.by_value))


@st.cache_resource(max_entries=32, show_spinner=False)
def _grades_on_exam(
    run_id: str, who: Who, shares: GradeShares, worth: str, by_value: bool
) -> tuple[pd.DataFrame, go.Figure]:
    changed = cache.reasons_changed(run_id)
    judged = _source(run_id, "exam", worth, by_value, changed).leads
    known = judged["y"].to_numpy()
    base_rate = float((known == 1).sum() / max((known >= 0).sum(), 1))
    quality = grade_quality(_source(run_id, who, worth, by_value, changed).leads, judged, shares)
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


@st.cache_data(max_entries=32, show_spinner=False)
def lead_age(run_id: str) -> str:
    """How old the leads are beside what the model learned from, and what that means; empty where it means nothing."""
    try:
        found = read_age(find_run(run_id))
    except GraphLeadError:
        return ""  # the tables are not there any more; the list stands without them
    return "" if found is None else found.sentence


def exam(run_id: str) -> pd.DataFrame:
    """The ranked clients of the final exam."""
    return source(run_id, "exam").leads


@st.cache_resource(max_entries=32, show_spinner=False)
def level(run_id: str) -> Level:
    """How far the level of the chances moved, and the correction of the leads."""
    return read_level(find_run(run_id))


def default_cut(run_id: str) -> Cut:
    """The cut of the list that the Leads page opens with: the one cut of all pages."""
    who = default_who(cache.scores(run_id))[0]
    return cut_of(source(run_id, who).leads, campaign_of(run_id))[0]


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

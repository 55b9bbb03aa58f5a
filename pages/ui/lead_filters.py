"""Whom the list shows: the search and the filters on any column, kept in the address under the names of the file."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.leads.filters import ColumnFilter
from core.number_words import number_words
from core.tables.display import Names
from core.tables.table import Role, Table
from pages.ui import cache_leads
from pages.ui.naming import raw_help
from pages.ui.plain_text import plain


def search_box(word: str) -> str:
    """What to look for in client ids and free text; `word` is what a client is called."""
    text = st.text_input(
        "Search",
        key="leads.search",
        type="search",
        live=True,
        placeholder=f"{word} id or text",
        bind="query-params",
        help=f"Part of the id of a {plain(word)}, or of a free-text column.",
    )
    return (text or "").strip()


def column_filters(table: Table, called: Names) -> tuple[ColumnFilter, ...]:
    """Conditions on columns of the person's choice."""
    names = [column.name for column in table.columns]
    # A bound widget would write what is shown into the address; a link keeps the names of the file, which stay.
    asked = st.session_state.get("leads.by", st.query_params.get_all("leads.by"))
    chosen = st.session_state["leads.by"] = [name for name in asked if name in names]
    label = f"Filters ({len(chosen)})" if chosen else "Filters"
    with st.popover(label, icon=":material/filter_alt:", width="stretch", key="leads.filters"):
        by = st.multiselect(
            "Filter by",
            names,
            format_func=called.column,
            key="leads.by",
            placeholder="choose columns",
        )
        if by != st.query_params.get_all("leads.by"):
            st.query_params["leads.by"] = by
        return tuple(_condition(table, name, called) for name in by)


def text_columns(table: Table) -> tuple[str, ...]:
    """The columns that the search looks into beside the id."""
    return tuple(column.name for column in table.columns if column.role is Role.TEXT)


def _condition(table: Table, name: str, called: Names) -> ColumnFilter:
    kind = cache_leads.kind(table, table.column(name))
    if kind == "values":
        return _values(table, name, called)
    if kind == "number":
        return _numbers(table, name, called)
    if kind == "date":
        return _dates(table, name, called)
    text = st.text_input(
        plain(called.column(name)),
        key=f"leads.has.{name}",
        placeholder="a part of the text",
        help=raw_help(called, name),
        live=True,
        bind="query-params",
    )
    return ColumnFilter(column=name, contains=(text or "").strip())


def _values(table: Table, name: str, called: Names) -> ColumnFilter:
    known = cache_leads.column_choices(table, name)
    values = st.multiselect(
        plain(called.column(name)),
        list(known),
        format_func=lambda value: called.value(name, value),
        help=raw_help(called, name),
        key=f"leads.in.{name}",
        placeholder="any",
        bind="query-params",
    )
    return ColumnFilter(column=name, values=tuple(values))


def _numbers(table: Table, name: str, called: Names) -> ColumnFilter:
    smallest, largest = cache_leads.column_span(table, name)
    left, right = st.columns(2)
    low = left.number_input(
        f"{plain(called.column(name))}, from",
        value=None,
        placeholder=_short(smallest),
        help=raw_help(called, name),
        key=f"leads.min.{name}",
        bind="query-params",
    )
    high = right.number_input(
        "to", value=None, placeholder=_short(largest), key=f"leads.max.{name}", bind="query-params"
    )
    return ColumnFilter(column=name, low=low, high=high)


def _dates(table: Table, name: str, called: Names) -> ColumnFilter:
    first, last = cache_leads.column_span(table, name)
    if not isinstance(first, pd.Timestamp) or not isinstance(last, pd.Timestamp):
        st.caption(f"{plain(called.column(name))}: no dates")
        return ColumnFilter(column=name)
    left, right = st.columns(2)
    low = left.date_input(
        f"{plain(called.column(name))}, from",
        value=None,
        min_value=first.date(),
        max_value=last.date(),
        format="DD.MM.YYYY",
        help=raw_help(called, name),
        key=f"leads.since.{name}",
        bind="query-params",
    )
    high = right.date_input(
        "to",
        value=None,
        min_value=first.date(),
        max_value=last.date(),
        format="DD.MM.YYYY",
        key=f"leads.until.{name}",
        bind="query-params",
    )
    return ColumnFilter(
        column=name, low=low.isoformat() if low else None, high=high.isoformat() if high else None
    )


def _short(value: object) -> str:
    return number_words(value, 6) if isinstance(value, (int, float)) else str(value)

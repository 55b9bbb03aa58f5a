"""The inputs of the Leads page; each is kept in the address, so that a link reproduces the list."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.leads.budget import Budget
from core.leads.filters import ColumnFilter
from core.leads.grades import GradeShares
from core.leads.ranking import WHO_WORDS, Who, available, default_who, who_sentence
from core.tables.table import Role, Table
from pages.ui import cache_leads
from pages.ui.frame import PAGES

_COST, _VALUE = 4.0, 120.0


def choose_who(scores: pd.DataFrame) -> Who:
    """Which clients are listed, with a sentence on what they are good for."""
    options = available(scores)
    first, why = default_who(scores)
    left, right = st.columns([2, 3], vertical_alignment="center")
    who: Who = (
        left.segmented_control(
            "Which clients",
            options,
            default=first,
            format_func=WHO_WORDS.__getitem__,
            key="leads.who",
            bind="query-params",
            label_visibility="collapsed",
            required=True,
        )
        or first
    )
    right.caption(why if who == first else who_sentence(who))
    return who


def budget_inputs() -> Budget:
    """Calls, cost of a call and value of a yes; `complete_address` gives the first values."""
    calls, cost, value = st.columns(3)
    return Budget(
        calls=calls.number_input(
            "Calls I can make",
            min_value=0,
            max_value=10_000_000,
            value=None,
            step=50,
            key="leads.calls",
            bind="query-params",
            help="How many clients can be called in this campaign. To begin with: the best tenth.",
        )
        or 0,
        cost=cost.number_input(
            "Cost of a call (€)",
            min_value=0.0,
            max_value=1e9,
            value=None,
            step=0.5,
            format="%.2f",
            key="leads.cost",
            bind="query-params",
            help="All of it: the caller's time, the line, the letter before. An example to begin with.",
        )
        or 0.0,
        value=value.number_input(
            "Value of a yes (€)",
            min_value=0.0,
            max_value=1e9,
            value=None,
            step=10.0,
            format="%.2f",
            key="leads.value",
            bind="query-params",
            help="What one client who says yes brings, before the calls are paid. An example to begin with.",
        )
        or 0.0,
    )


def remember(run_id: str) -> None:
    """Notes down what the address says of the list, for `complete_address`. Call after the inputs."""
    st.session_state["kept.leads"] = (run_id, _of_leads())


def complete_address(run_id: str, scores: pd.DataFrame) -> None:
    """Makes the address hold the whole budget, so that the page can be shared from the first moment.

    An address that says nothing of the list (the browser's Back, another page's button) brings the list of
    this run back as it was left, else the first values.
    """
    asked = _of_leads()
    if "leads.calls" in st.session_state or {"leads.calls", "leads.cost", "leads.value"} <= asked.keys():
        return
    kept_run, kept = st.session_state.get("kept.leads", (None, {}))
    if asked or kept_run != run_id:
        kept = {}
    calls = max(1, round(len(cache_leads.source(run_id, default_who(scores)[0]).leads) / 10))
    first = {"leads.calls": [str(calls)], "leads.cost": [str(_COST)], "leads.value": [str(_VALUE)]}
    others = {name: st.query_params.get_all(name) for name in st.query_params if name != "lead"}
    st.switch_page(PAGES["leads"], query_params={**first, **others, **kept})


def _of_leads() -> dict[str, list[str]]:
    return {name: st.query_params.get_all(name) for name in st.query_params if name.startswith("leads.")}


def set_calls(calls: int) -> None:
    """Sets the calls that can be made, as if they had been typed."""
    st.session_state["leads.calls"] = calls


def move_cut() -> None:
    """Moves the cut to the place of the profit curve that was clicked."""
    points = st.session_state["figure.profit-curve"].selection.points
    if points:
        set_calls(int(points[0]["x"]))


def grade_shares() -> GradeShares:
    """Percent of the list for A, B and C; D takes the rest."""
    standard = GradeShares()
    with st.popover("Grades", icon=":material/grade:", width="stretch", key="leads.grades"):
        st.caption("How many percent of the list get each grade, from the top. D takes the rest.")
        a, b, c = (
            int(
                column.number_input(
                    f"{letter} (%)", 0, 100, start, key=f"leads.{letter.lower()}", bind="query-params"
                )
                or 0
            )
            for column, letter, start in zip(
                st.columns(3), "ABC", (standard.a, standard.b, standard.c), strict=True
            )
        )
        if a + b + c > 100:
            st.error(f"Together they are {a + b + c} %, more than 100 %. The usual 10, 20, 30 are in force.")
            return standard
        st.caption(f"D: {100 - a - b - c} %")
    return GradeShares(a=a, b=b, c=c, d=100 - a - b - c)


def search_box() -> str:
    """What to look for in client ids and free text."""
    text = st.text_input(
        "Search",
        key="leads.search",
        type="search",
        live=True,
        placeholder="client id or text",
        bind="query-params",
        help="Part of a client's id, or of a free-text column.",
    )
    return (text or "").strip()


def column_filters(table: Table) -> tuple[ColumnFilter, ...]:
    """Conditions on columns of the person's choice."""
    names = [column.name for column in table.columns]
    chosen = [name for name in st.session_state.get("leads.by", []) if name in names]
    label = f"Filters ({len(chosen)})" if chosen else "Filters"
    with st.popover(label, icon=":material/filter_alt:", width="stretch", key="leads.filters"):
        by = st.multiselect(
            "Filter by", names, key="leads.by", bind="query-params", placeholder="choose columns"
        )
        return tuple(_condition(table, name) for name in by)


def text_columns(table: Table) -> tuple[str, ...]:
    """The columns that the search looks into beside the id."""
    return tuple(column.name for column in table.columns if column.role is Role.TEXT)


def _condition(table: Table, name: str) -> ColumnFilter:
    kind = cache_leads.kind(table, table.column(name))
    if kind == "values":
        return _values(table, name)
    if kind == "number":
        return _numbers(table, name)
    if kind == "date":
        return _dates(table, name)
    text = st.text_input(
        _plain(name),
        key=f"leads.has.{name}",
        placeholder="a part of the text",
        live=True,
        bind="query-params",
    )
    return ColumnFilter(column=name, contains=(text or "").strip())


def _values(table: Table, name: str) -> ColumnFilter:
    known = cache_leads.column_choices(table, name)
    values = st.multiselect(
        _plain(name),
        list(known),
        key=f"leads.in.{name}",
        placeholder="any",
        bind="query-params",
    )
    return ColumnFilter(column=name, values=tuple(values))


def _numbers(table: Table, name: str) -> ColumnFilter:
    smallest, largest = cache_leads.column_span(table, name)
    left, right = st.columns(2)
    low = left.number_input(
        f"{_plain(name)}, from",
        value=None,
        placeholder=_short(smallest),
        key=f"leads.min.{name}",
        bind="query-params",
    )
    high = right.number_input(
        "to", value=None, placeholder=_short(largest), key=f"leads.max.{name}", bind="query-params"
    )
    return ColumnFilter(column=name, low=low, high=high)


def _dates(table: Table, name: str) -> ColumnFilter:
    first, last = cache_leads.column_span(table, name)
    if not isinstance(first, pd.Timestamp) or not isinstance(last, pd.Timestamp):
        st.caption(f"{_plain(name)}: no dates")
        return ColumnFilter(column=name)
    left, right = st.columns(2)
    low = left.date_input(
        f"{_plain(name)}, from",
        value=None,
        min_value=first.date(),
        max_value=last.date(),
        format="DD.MM.YYYY",
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
    return f"{value:,.6g}" if isinstance(value, (int, float)) else str(value)


def _plain(text: str) -> str:
    """A column's name as text: labels understand Markdown."""
    for character in "\\`*_{}[]<>#$~:":
        text = text.replace(character, f"\\{character}")
    return text

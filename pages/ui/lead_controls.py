"""The inputs of the Leads page; each is kept in the address, so that a link reproduces the list."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.leads.budget import Budget
from core.leads.filters import ColumnFilter
from core.leads.grades import GradeShares
from core.leads.ranking import WHO_WORDS, Who, available, default_who, who_sentence
from core.tables.table import Role, Table
from pages.ui import cache_leads, words
from pages.ui.frame import PAGES
from pages.ui.plain_text import plain

_COST, _VALUE = 4.0, 120.0
_MOST = 1_000_000_000


def choose_who(scores: pd.DataFrame, word: str) -> Who:
    """Which clients are listed, with a sentence on what they are good for; `word` is what a client is called."""
    options = available(scores)
    first, why = default_who(scores)
    left, right = st.columns(2, vertical_alignment="center")
    who: Who = (
        left.segmented_control(
            "Which clients",
            options,
            default=first,
            format_func=lambda name: words.of_clients(WHO_WORDS[name], word),
            key="leads.who",
            bind="query-params",
            label_visibility="collapsed",
            required=True,
        )
        or first
    )
    right.caption(words.of_clients(why if who == first else who_sentence(who), plain(word)))
    return who


def budget_inputs(n_clients: int) -> tuple[Budget, str]:
    """Calls, cost of a call and value of a yes, and the sign of the currency that they are in.

    To begin with, as many calls as there are grade A clients.
    """
    calls, cost, value, currency = st.columns([3, 3, 3, 2])
    with currency:
        sign = _currency()
    with calls:
        n_calls = _amount(
            "Calls I can make",
            "leads.calls",
            max(1, round(n_clients / 10)),
            step=50,
            note="How many clients can be called in this campaign. To begin with: the best tenth.",
        )
    with cost:
        cost_of_call = _amount(
            words.money_label("Cost of a call", plain(sign)),
            "leads.cost",
            _COST,
            step=0.5,
            note="All of it: the caller's time, the line, the letter before. An example to begin with.",
        )
    with value:
        value_of_yes = _amount(
            words.money_label("Value of a yes", plain(sign)),
            "leads.value",
            _VALUE,
            step=10.0,
            note="What one client who says yes brings, before the calls are paid. An example to begin with.",
        )
    return Budget(calls=int(n_calls), cost=cost_of_call, value=value_of_yes), sign


def _currency() -> str:
    """The sign of the chosen currency."""
    chosen = st.selectbox(
        "Currency",
        words.CURRENCIES,
        key="leads.currency",
        bind="query-params",
        help="What the amounts are called. Nothing is converted.",
    )
    return words.currency_sign(chosen or words.CURRENCIES[0])


def _amount(label: str, key: str, start: float, *, step: float, note: str) -> float:
    """A number that the address holds as well; unlike a bound input it can also be set by a button."""
    whole = isinstance(step, int)
    if key not in st.session_state:
        st.session_state[key] = _asked(key, start, whole=whole)
    amount = st.number_input(
        label,
        min_value=0 if whole else 0.0,
        max_value=_MOST if whole else float(_MOST),
        step=step,
        format="%d" if whole else "%.2f",
        key=key,
        help=note,
    )
    written = f"{amount:.12g}"
    if st.query_params.get(key) != written:
        st.query_params[key] = written
    return float(amount)


def _asked(key: str, start: float, *, whole: bool) -> float:
    """The number that the address asks for, or the first value where it asks for none that is possible."""
    try:
        asked = float(st.query_params[key])
    except (KeyError, ValueError):
        asked = float(start)
    if not 0 <= asked <= _MOST:
        asked = float(start)
    return int(asked) if whole else asked


def remember(run_id: str) -> None:
    """Notes down what the address says of the list, for `restore`. Call after the inputs."""
    st.session_state["kept.leads"] = (run_id, _of_leads())


def restore(run_id: str) -> None:
    """An address that says nothing of the list (the browser's Back) brings it back as it was left."""
    kept_run, kept = st.session_state.get("kept.leads", (None, {}))
    if kept_run == run_id and kept and "leads.calls" not in st.session_state and not _of_leads():
        others = {name: st.query_params.get_all(name) for name in st.query_params if name != "lead"}
        st.switch_page(PAGES["leads"], query_params={**others, **kept})


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


def column_filters(table: Table) -> tuple[ColumnFilter, ...]:
    """Conditions on columns of the person's choice."""
    names = [column.name for column in table.columns]
    asked = st.session_state.get("leads.by") or st.query_params.get_all("leads.by")
    chosen = [name for name in asked if name in names]
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
        plain(name),
        key=f"leads.has.{name}",
        placeholder="a part of the text",
        live=True,
        bind="query-params",
    )
    return ColumnFilter(column=name, contains=(text or "").strip())


def _values(table: Table, name: str) -> ColumnFilter:
    known = cache_leads.column_choices(table, name)
    values = st.multiselect(
        plain(name),
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
        f"{plain(name)}, from",
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
        st.caption(f"{plain(name)}: no dates")
        return ColumnFilter(column=name)
    left, right = st.columns(2)
    low = left.date_input(
        f"{plain(name)}, from",
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

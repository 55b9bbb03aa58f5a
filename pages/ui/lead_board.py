"""The board of the Leads page: filters, budget, list and pictures; a change redraws the board alone."""

from __future__ import annotations

import numpy as np
import pandas as pd
import streamlit as st

from core.leads.budget import Forecast, calibration_sd, forecast, profit_curve
from core.leads.filters import ColumnFilter, matching
from core.leads.grades import GradeShares
from core.leads.listing import LeadSource
from core.leads.ranking import Who
from core.plots.leads import profit_figure
from core.runs.run import Run
from pages.ui import cache, cache_leads, words
from pages.ui.figures import show
from pages.ui.frame import guarded
from pages.ui.lead_controls import (
    budget_inputs,
    choose_who,
    column_filters,
    grade_shares,
    move_cut,
    remember,
    search_box,
    set_calls,
    text_columns,
)
from pages.ui.lead_list import show_list, take_along
from pages.ui.masking import masked, switch
from pages.ui.plain_text import plain


@st.fragment
def lead_board(run: Run, outcome: str) -> None:
    """Everything under the title; `outcome` is the target's own word, such as "yes"."""
    with guarded():
        word = words.lead_word(run.config().task)
        who = choose_who(cache.scores(run.id), word)
        source = cache_leads.source(run.id, who)
        exam = cache_leads.exam(run.id)
        budget, sign = budget_inputs(len(source.leads))
        summary = st.container()
        filters, text, shares = _controls(source, word)
        remember(run.id)
        positions = matching(source.leads, source.frame, filters, text, text_columns(source.table))
        chances = source.leads["chance"].to_numpy()[positions]
        level_sd = calibration_sd(exam, min(1.0, budget.calls / max(len(chances), 1)))
        result = forecast(chances, budget, level_sd)
        with summary:
            _summary(result, source.leads.iloc[positions], who, sign)
        if not len(positions):
            st.info("Nobody matches. Take a filter away, or search for something else.")
            return
        show_list(
            source,
            positions,
            shares,
            caption=words.of_clients(_foot(result, len(source.leads)), plain(word)),
            word=word,
            chance_words=f"Chance of {outcome}",
            extra=tuple(condition.column for condition in filters if condition.is_set),
            masked=masked(),
        )
        take_along(source, positions, shares, n_calls=result.calls, name=f"leads-{run.id}", masked=masked())
        left, right = st.columns(2)
        with left:
            _profit(result, profit_curve(chances, budget, level_sd), sign)
        with right:
            quality, figure = cache_leads.grades_on_exam(run.id, who, shares)
            show(figure, quality, "grades-on-the-final-exam")


def _controls(source: LeadSource, word: str) -> tuple[tuple[ColumnFilter, ...], str, GradeShares]:
    a, b, c, d = st.columns([3, 2, 2, 2], vertical_alignment="bottom")
    with a:
        text = search_box(word)
    with b:
        filters = column_filters(source.table)
    with c:
        shares = grade_shares()
    with d:
        switch("leads.masked")
    return filters, text, shares


def _summary(result: Forecast, leads: pd.DataFrame, who: Who, sign: str) -> None:
    yes, profit = result.yes, result.profit
    known = leads["y"].to_numpy()[: result.calls]
    really = f" In truth {words.count((known == 1).sum())} said yes." if who == "exam" else ""
    tiles = (
        (
            "Expected yes",
            words.count(yes.value),
            f"95 %: {words.count(yes.low)}–{words.count(yes.high)}",
            f"The sum of the chances of the {words.count(result.calls)} clients called. The interval holds "
            f"chance itself, and how far the chances were off in the final exam.{really}",
        ),
        (
            "Expected profit",
            words.money(profit.value, sign),
            f"95 %: {words.count(profit.low)}–{words.money(profit.high, sign)}",
            "Value of the expected yes, less the cost of all calls.",
        ),
        (
            "Against random calls",
            "–" if np.isnan(result.lift) else f"{result.lift:.1f}×",
            f"{words.count(yes.value)} yes, not {words.count(result.random_yes)}",
            "Compared with as many calls at random in the same list, which would bring "
            f"{words.money(result.random_profit, sign)}. This is the lift.",
        ),
        (
            "Best cut",
            f"{words.count(result.best_calls)} calls",
            f"{words.money(result.best_profit, sign)} profit",
            "Everybody whose chance, times the value of a yes, is above the cost of the call.",
        ),
    )
    for column, (label, value, note, help_text) in zip(st.columns(len(tiles)), tiles, strict=True):
        column.metric(label, value, note, help=help_text, border=True, delta_color="off", delta_arrow="off")


def _foot(result: Forecast, n_all: int) -> str:
    listed = f"{words.count(result.clients)} of {words.count(n_all)} clients"
    if result.clients == n_all:
        listed = f"{words.count(n_all)} clients"
    if not result.calls:
        return f"{listed} · no calls planned"
    return f"{listed} · {words.count(result.calls)} on the call list · cut at {words.percent(result.cut)}"


def _profit(result: Forecast, curve: pd.DataFrame, sign: str) -> None:
    chart = profit_figure(curve, result, sign)
    show(chart, curve, "profit-curve", on_select=move_cut, selection_mode="points")
    st.button(
        f"Take the best cut: {words.count(result.best_calls)} calls",
        key="leads.best",
        on_click=set_calls,
        args=(result.best_calls,),
        disabled=result.best_calls == result.calls,
        help="A click on the curve moves the cut as well.",
    )

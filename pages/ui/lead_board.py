"""The board of the Leads page: filters, budget, list and pictures; a change redraws the board alone."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.leads.budget import profit_curve
from core.leads.campaign import Campaign
from core.leads.filters import ColumnFilter, matching
from core.leads.grades import GradeShares, grade_warnings
from core.leads.listing import LeadSource
from core.leads.promise import Promise, promised
from core.leads.ranking import all_alike
from core.leads.worth import worth_columns
from core.plots.leads import profit_figure
from core.runs.run import Run
from core.training.level import Level
from pages.ui import cache, cache_leads, words
from pages.ui.alarms import alarm_box
from pages.ui.exam_doubts import exam_doubts
from pages.ui.exam_words import shown
from pages.ui.figures import show
from pages.ui.frame import guarded
from pages.ui.lead_controls import (
    budget_inputs,
    campaign,
    choose_who,
    grade_shares,
    move_cut,
    remember,
    set_calls,
    worth_inputs,
)
from pages.ui.lead_filters import column_filters, search_box, text_columns
from pages.ui.lead_list import show_list, take_along
from pages.ui.masking import masked, switch
from pages.ui.plain_text import plain


@st.fragment
def lead_board(run: Run, outcome: str) -> None:
    """Everything under the title; `outcome` is the target's own word, such as "yes"."""
    with guarded():
        config = run.config()
        word, workspace = words.lead_word(config.task), config.workspace
        who = choose_who(cache.scores(run.id), word)
        campaign(workspace)  # what the address asks for is in force from here on
        said, level = cache_leads.campaign_of(run.id), cache_leads.level(run.id)
        source, exam = cache_leads.source(run.id, who), cache_leads.exam(run.id)
        inputs, summary = st.container(), st.container()
        filters, text, shares = _controls(source, word, workspace, said)
        doubts = st.container()  # below the controls: a warning must not push them out of reach
        positions = matching(source.leads, source.frame, filters, text, text_columns(source.table))
        listed = source.leads.iloc[positions]
        promise = promised(listed, exam, who, level, said)
        with inputs:
            sign = budget_inputs(workspace, said, promise.cut, (promise.budget.cost, promise.budget.value))
        remember(run.id)
        with summary:
            _summary(promise, sign, said)
        with doubts:
            if all_alike(source.leads):
                st.warning(
                    f"Every chance here is about {words.percent(source.leads['chance'].mean())}: this model found "
                    "nothing that tells these clients apart, so order, grades and reasons say nothing. Choose another "
                    "run on Models, or bring more columns or tables.",
                    icon=":material/warning:",
                )
            _doubts(run, promise, level, source.worth_note)
        if not len(positions):
            st.info("Nobody matches. Take a filter away, or search for something else.")
            return
        show_list(
            run.id,
            source,
            positions,
            shares,
            caption=words.of_clients(_foot(promise, len(source.leads), said), plain(word)),
            word=word,
            chance_words=f"Chance of {outcome}",
            extra=tuple(condition.column for condition in filters if condition.is_set),
            masked=masked(),
            sign=sign,
        )
        take_along(
            run.id,
            source,
            positions,
            shares,
            n_calls=promise.forecast.calls,
            name=f"leads-{run.id}",
            masked=masked(),
            value=promise.budget.value,
        )
        left, right = st.columns(2)
        with left:
            _profit(promise, listed, sign, workspace)
        with right:
            quality, figure = cache_leads.grades_on_exam(run.id, who, shares)
            show(figure, quality, "grades-on-the-final-exam")
            for warning in grade_warnings(quality):
                st.warning(warning, icon=":material/warning:")


def _controls(
    source: LeadSource, word: str, workspace: str, said: Campaign
) -> tuple[tuple[ColumnFilter, ...], str, GradeShares]:
    a, b, c, d, e = st.columns([3, 2, 2, 2, 2], vertical_alignment="bottom")
    with a:
        text = search_box(word)
    with b:
        filters = column_filters(source.table, source.names)
    with c:
        worth_inputs(workspace, said, worth_columns(source.leads, source.table), source.names)
    with d:
        shares = grade_shares()
    with e:
        switch("leads.masked")
    return filters, text, shares


def _summary(promise: Promise, sign: str, said: Campaign) -> None:
    result, yes, profit = promise.forecast, promise.forecast.yes, promise.forecast.profit
    if promise.sentence:
        st.markdown(f"#### A rehearsal on the final exam. {promise.sentence}")
    tiles = (
        (
            "Expected yes",
            words.count(yes.value),
            f"95 %: {words.count(yes.low)}–{words.count(yes.high)}",
            f"The sum of the chances of the {words.count(result.calls)} clients called. The interval holds "
            "chance itself, and how far level and slope of the chances can be off by then, measured on the "
            "exams and the periods before them.",
        ),
        (
            "Expected profit",
            words.money(profit.value, sign),
            f"95 %: {words.count(profit.low)} to {words.money(profit.high, sign)}".replace("-", "−"),
            "Worth of the expected yes, less the cost of all calls.",
        ),
        (
            "Against random calls",
            f"{shown(promise.lift, 1)}×" if promise.lift.known else "–",
            f"measured, n = {words.count(promise.lift_n)}" if promise.lift_n else "not measured",
            f"In the final exam the best {words.percent(promise.cut.share)} held so many times the yes of as many "
            "calls at random (95 % interval in brackets). This is the lift; it is measured, not promised.",
        ),
        (
            "Best cut",
            f"{words.count(result.best_calls)} calls",
            f"{words.money(result.best_profit, sign)} profit",
            "So many calls bring the highest expected profit: after them a call costs more than it brings.",
        ),
    )
    for column, (label, value, note, help_text) in zip(st.columns(len(tiles)), tiles, strict=True):
        column.metric(label, value, note, help=help_text, border=True, delta_color="off", delta_arrow="off")
    if said.placeholders:
        named = " and ".join(said.placeholders)
        st.caption(f"Placeholder until you set it: {named}. Profit and best cut follow from it.")


def _doubts(run: Run, promise: Promise, level: Level, worth_note: str) -> None:
    """What must not be overlooked: alarms and warnings of the exam, as on Evaluation; level; age of leads; the cut."""
    alarm_box(run)
    exam_doubts(run, level.corrected_words(leads=promise.who != "exam"))
    if promise.who != "exam" and (aged := cache_leads.lead_age(run.id)):
        st.info(plain(aged), icon=":material/hourglass_bottom:")
    told = [promise.cut.sentence] if promise.forecast.clients else []  # of nobody there is nothing to cut
    if promise.who != "exam":
        told.append(level.sentence())
    if worth_note:
        told.append(f"Worth of a yes: {worth_note}.")
    st.caption(plain(" ".join(told)))


def _foot(promise: Promise, n_all: int, said: Campaign) -> str:
    result = promise.forecast
    listed = f"{words.count(result.clients)} of {words.count(n_all)} clients"
    if result.clients == n_all:
        listed = f"{words.count(n_all)} clients"
    if not result.calls:
        return f"{listed} · no calls planned"
    foot = f"{listed} · {words.count(result.calls)} on the call list"
    if said.by_value and said.worth:
        return f"{foot} · highest expected value first"
    return f"{foot} · cut at {words.percent(result.cut)}"


def _profit(promise: Promise, listed: pd.DataFrame, sign: str, workspace: str) -> None:
    result = promise.forecast
    worth = listed["worth"].to_numpy() if "worth" in listed.columns else None
    curve = profit_curve(listed["chance"].to_numpy(), promise.budget, promise.shift, worth)
    chart = profit_figure(curve, result, sign)
    show(chart, curve, "profit-curve", on_select=lambda: move_cut(workspace), selection_mode="points")
    left, right = st.columns(2)
    left.button(
        f"Take the best cut: {words.count(result.best_calls)} calls",
        key="leads.best",
        on_click=set_calls,
        args=(workspace, result.best_calls),
        disabled=result.best_calls == result.calls,
        help="A click on the curve moves the cut as well.",
    )
    right.button(
        "Back to the default cut",
        key="leads.default",
        type="tertiary",
        icon=":material/undo:",
        on_click=set_calls,
        args=(workspace, None),
        disabled=promise.cut.why != "budget",
    )

"""The parts of the Lead page: head, reasons, surroundings, and what stands behind them."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.explanation.evidence import UNKNOWN
from core.explanation.fields import field_table
from core.explanation.lead_explanation import LeadExplanation
from core.explanation.sentences import chance_words
from core.plots.explanation import (
    attention_figure,
    attention_table,
    rank_figure,
    reasons_figure,
    reasons_table,
)
from core.plots.leads import GRADE_COLOURS
from core.runs.run import Run
from pages.ui import cache, cache_lead, cache_leads, row_parts, words
from pages.ui.client_choice import Place, open_client
from pages.ui.figures import show
from pages.ui.masking import masked, name_of, without_names
from pages.ui.naming import names_of
from pages.ui.network import network_picture
from pages.ui.plain_text import plain

_TOP = 6
_PICTURE_PX = 380
_BRIEF = ("client", "answer", "when", "looked at", "chance without")
_TRUST_ICONS = {
    "good": ":material/verified:",
    "fair": ":material/rule:",
    "poor": ":material/warning:",
}
_TRUST_HELP = (
    "Measured on this client: reasons are taken away, and the chance has to move as they promise. "
    "It is about the explanation, not about whether the client will say yes."
)


def head(run: Run, place: Place, explanation: LeadExplanation) -> None:
    """Chance, grade, place in the list, the one sentence and trust."""
    task, called = run.config().task, names_of(run.id)
    chance, picture, text = st.columns([1, 2, 3], vertical_alignment="center")
    with chance:
        st.metric(
            plain(
                _capital(chance_words(called.column(task.target), called.value(task.target, task.positive)))
            ),
            words.percent(explanation.probability),
            help=words.HELP["calibration"],
        )
        st.badge(f"grade {place.grade}", color=_badge(place.grade))
        st.caption(words.of_clients(f"{place.top_words} · {place.words}", words.lead_word(task)))
    with picture:
        leads = cache_leads.source(run.id, place.who).leads
        chart = rank_figure(leads["chance"].to_numpy(), explanation.probability, place.top_words)
        st.plotly_chart(chart, width="stretch", config={"displayModeBar": False}, key="lead.rank")
    with text:
        st.markdown(f"#### {plain(explanation.sentence)}")
        st.caption(
            f"{_TRUST_ICONS[explanation.trust.level]} Trust in this explanation: "
            f"**{explanation.trust.level}**",
            help=_TRUST_HELP,
        )
        if explanation.trust.level != "good":
            st.caption(plain(explanation.trust.sentence))
        if explanation.outcome != UNKNOWN:
            st.caption(_known(explanation))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _badge(grade: str) -> str:
    return (
        {"A": "green", "B": "blue", "C": "orange", "D": "gray"}[grade] if grade in GRADE_COLOURS else "gray"
    )


def _known(explanation: LeadExplanation) -> str:
    use = {
        "train": "The model learned from this answer, so the chance may be too sure of itself.",
        "validation": "The answer was used to tune the model (practice exam).",
        "test": "The model has never seen this answer (final exam).",
    }.get(explanation.part, "")
    return f"What this client answered: **{plain(explanation.outcome)}**. {use}"


def reasons(explanation: LeadExplanation) -> None:
    """What raised and lowered the chance."""
    st.subheader("What raised and lowered it", anchor=False)
    show(reasons_figure(explanation), reasons_table(explanation), "reasons")
    if explanation.probability_without_links is not None:
        st.write(
            f"Without any links the chance were **{words.percent(explanation.probability_without_links)}**."
        )
    st.caption(f"Method: {explanation.method}.", help=words.HELP.get(explanation.method))


def surroundings(run: Run, explanation: LeadExplanation) -> None:
    """Who is around: the picture, and the neighbours that count most."""
    if explanation.as_of:
        row_parts.surroundings(explanation)
        return
    st.subheader("Who is around", anchor=False)
    if not explanation.neighbours:
        st.info(
            explanation.not_applicable.get("neighbours", "Nobody is linked to this client."),
            icon=":material/person:",
        )
        return
    clicked = network_picture(
        cache_lead.picture(run.id, explanation.row, masked=masked()), key="lead.network", height=_PICTURE_PX
    )
    if clicked is not None and clicked != explanation.row:
        _open_row(run, clicked)
    has_attention = any(n.attention is not None for n in explanation.neighbours)
    width = (
        "how much the model looked at it. Looking is not causing"
        if has_attention
        else "how much it moved the chance"
    )
    st.caption(f"A click opens a client. Line width: {width}.")
    chosen = neighbour_table(explanation, _TOP, key=f"lead.top.{explanation.row}", brief=True)
    if chosen is not None:
        open_client(chosen)
        st.rerun()


def _open_row(run: Run, row: int) -> None:
    open_client(name_of(str(cache.opened(run.id).graph.ids[row]), row))
    st.rerun()


def neighbour_table(explanation: LeadExplanation, most: int, *, key: str, brief: bool = False) -> str | None:
    """The neighbours as a table; returns the id of a clicked one.

    Args:
        explanation: Of one client.
        most: Rows shown.
        key: Widget key.
        brief: Only the columns that fit into half a page.
    """
    shown = neighbour_frame(explanation).head(most)
    if brief:
        shown = shown[[name for name in _BRIEF if name in shown]]
    state = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        column_config={
            "looked at": st.column_config.NumberColumn(format="%.1f %%", help=words.HELP["attention"]),
            "points": st.column_config.NumberColumn(
                format="%+.1f", help="What it did to the chance, in percentage points"
            ),
            "chance without": st.column_config.NumberColumn(
                "without it", format="%.1f %%", help="The chance if this neighbour were not there"
            ),
            "in words": st.column_config.TextColumn(width="large"),
        },
    )
    rows = state.selection.rows
    return str(shown["client"].iloc[rows[0]]) if rows else None


def neighbour_frame(explanation: LeadExplanation) -> pd.DataFrame:
    """The neighbours as a table, strongest first; columns that the model cannot fill are left out."""
    heard = explanation.neighbours
    titles = cache_lead.relation_titles(explanation.run_id)
    frame = pd.DataFrame(
        {
            "client": [n.id for n in heard],
            "answer": [n.outcome for n in heard],
            "when": [n.gap for n in heard],
            "looked at": [None if n.attention is None else 100 * n.attention for n in heard],
            "points": [n.contribution for n in heard],
            "chance without": [None if n.score_without is None else 100 * n.score_without for n in heard],
            "linked by": [", ".join(titles.get(name, name) for name in n.relations) for n in heard],
            "in words": [n.sentence for n in heard],
        }
    )
    return frame.dropna(axis="columns", how="all")


def part_words(explanation: LeadExplanation) -> Callable[[str], str]:
    """What the parts under the picture are called: over many tables, neighbours are rows."""
    return lambda part: "rows and links" if part == "neighbours" and explanation.as_of else part


def neighbours(explanation: LeadExplanation) -> None:
    """All neighbours, and attention by layer; over many tables the rows and the kinds of link."""
    if explanation.as_of:
        row_parts.everything(explanation)
        return
    if not explanation.neighbours:
        st.info(explanation.not_applicable.get("neighbours", "Nobody is linked to this client."))
        return
    chosen = neighbour_table(explanation, len(explanation.neighbours), key=f"lead.all.{explanation.row}")
    if chosen is not None:
        open_client(chosen)
        st.rerun()
    if "attention" in explanation.not_applicable:
        st.info(explanation.not_applicable["attention"])
    else:
        show(attention_figure(explanation), attention_table(explanation), "attention")


def fields(run: Run, explanation: LeadExplanation) -> None:
    """Every column of the table: the value, whether it was used, what it did."""
    table, task = run.table(), run.config().task
    frame = field_table(
        table, task, without_names(cache.table_frame(table), table), explanation, names_of(run.id)
    )
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        key="lead.fields",
        placeholder="–",
        column_config={"points": st.column_config.NumberColumn(format="%+.1f")},
    )


def history(run: Run, explanation: LeadExplanation) -> None:
    """The same client in other runs."""
    config = run.config()
    ids = cache_lead.runs_on(config.workspace, config.table_hash)
    frame = cache_lead.history(config.workspace, config.table_hash, explanation.row, ids)
    st.caption("The chance that each finished run on this table gives the client.")
    st.dataframe(
        frame,
        hide_index=True,
        width="stretch",
        key="lead.history",
        column_config={
            "chance": st.column_config.ProgressColumn(format="percent", min_value=0.0, max_value=1.0),
            "finished": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
        },
    )


def trust(explanation: LeadExplanation) -> None:
    """The measurements behind the word."""
    st.markdown(f"#### {_TRUST_ICONS[explanation.trust.level]} {plain(explanation.trust.sentence)}")
    for check in explanation.trust.checks:
        st.progress(min(max(check.value, 0.0), 1.0), text=f"**{check.name}.** {check.sentence}")
    st.caption(
        "Attention and contributions tell what the model used, not what makes a client say yes. "
        f"Method: {explanation.method}; fidelity {explanation.trust.fidelity:.2f} of 1."
    )
    for why in dict.fromkeys(explanation.not_applicable.values()):
        st.info(why)

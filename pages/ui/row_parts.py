"""The parts of the Lead page for leads of many tables: the rows that carried the score, and the links they came by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from core.explanation.lead_explanation import LeadExplanation
from core.explanation.row_evidence import KindEvidence, RowEvidence
from core.explanation.spoken import day_words
from core.plots.lead_rows_network import lead_rows_payload, legend
from pages.ui import cache_lead, words
from pages.ui.client_choice import open_client
from pages.ui.network import network_picture
from pages.ui.plain_text import plain

_TOP = 6
_PICTURE_PX = 380
_BRIEF = ("row", "linked as", "points", "chance without")
_POINTS = "What it did to the chance, in percentage points"


def surroundings(explanation: LeadExplanation) -> None:
    """The picture, and the rows that carried most."""
    st.subheader("Which rows carried it", anchor=False)
    if not explanation.rows:
        st.info(
            f"No row of another table was linked to this lead on {day_words(explanation.as_of)}, so its chance "
            "comes from its own columns.",
            icon=":material/table_rows:",
        )
        return
    types = cache_lead.node_types(explanation.run_id)
    payload = lead_rows_payload(explanation, types)
    clicked = network_picture(payload, key="lead.rows", height=_PICTURE_PX)
    if clicked:
        _open(next((row for row in explanation.rows if row.number == clicked - 1), None))
    marks = " · ".join(f"{mark} {plain(table)}" for mark, table in legend(explanation, types))
    has_attention = any(row.attention is not None for row in explanation.rows)
    width = (
        "how much the model looked at it. Looking is not causing"
        if has_attention
        else "how much it moved the chance"
    )
    st.caption(
        f"{marks}. Line width: {width}. As of {day_words(explanation.as_of)}; nothing later was looked at. "
        "A click on a row of the lead’s own table opens that lead."
    )
    row_table(explanation.rows[:_TOP], key=f"lead.top_rows.{explanation.row}", brief=True)


def _open(row: RowEvidence | None) -> None:
    if row is not None and row.lead:
        open_client(row.lead)
        st.rerun()


def row_table(rows: Sequence[RowEvidence], *, key: str, brief: bool = False) -> None:
    """Rows as a table; a click on a row of the lead's own table opens that lead.

    Args:
        rows: Strongest first.
        key: Widget key.
        brief: Only the columns that fit into half a page.
    """
    shown = row_frame(rows)
    if brief:
        shown = shown[[name for name in _BRIEF if name in shown]]
    state = st.dataframe(
        shown,
        hide_index=True,
        width="stretch",
        key=key,
        on_select="rerun",
        selection_mode="single-row",
        placeholder="–",
        column_config=_columns(brief),
    )
    if state.selection.rows:
        _open(rows[state.selection.rows[0]])


def _columns(brief: bool) -> dict[str, Any]:
    """How each column looks; widths in pixels so that all of them are in view at 1280."""
    return {
        "row": st.column_config.TextColumn(width=118 if brief else 125),
        "linked as": st.column_config.TextColumn(width=105 if brief else 140),
        "what it says": st.column_config.TextColumn(width=185),
        "when": st.column_config.DateColumn(format="D MMM YYYY", width=85, help="When the row became known"),
        "points": st.column_config.NumberColumn(
            format="%+.2f", width=60, help=f"{_POINTS}, compared with an average row in its place"
        ),
        "looked at": st.column_config.NumberColumn(
            format="%.1f %%",
            width=65,
            help="The share that the row hearing it gave it, of all that it heard over the same link",
        ),
        "chance without": st.column_config.NumberColumn(
            "without it", format="%.1f %%", width=65, help="The chance if this row had never been written"
        ),
        "carried by": st.column_config.TextColumn(
            width=85, help="The columns of the row that did most, in percentage points"
        ),
    }


def row_frame(rows: Sequence[RowEvidence]) -> pd.DataFrame:
    """Rows as a table; columns that nothing fills are left out."""
    frame = pd.DataFrame(
        {
            "row": [row.called for row in rows],
            "linked as": [row.kind for row in rows],
            "what it says": [row.in_words for row in rows],
            "when": pd.to_datetime([row.when or None for row in rows]),
            "points": [_rounded(row.contribution) for row in rows],
            "looked at": [None if row.attention is None else 100 * row.attention for row in rows],
            "chance without": [
                None if row.chance_without is None else 100 * row.chance_without for row in rows
            ],
            "carried by": [row.carried_in_words or None for row in rows],
        }
    )
    return frame.dropna(axis="columns", how="all")


def everything(explanation: LeadExplanation) -> None:
    """All rows that are shown, then every kind of link with the chance without it, and attention in words."""
    if not explanation.kinds:
        st.info(f"No row of another table was linked to this lead on {day_words(explanation.as_of)}.")
        return
    n = sum(kind.n_rows for kind in explanation.kinds)
    st.markdown("##### Rows")
    st.caption(
        f"The {words.count(len(explanation.rows))} strongest of {words.count(n)} rows that were heard."
    )
    row_table(explanation.rows, key=f"lead.all_rows.{explanation.row}")
    st.markdown("##### Links")
    st.dataframe(
        kind_frame(explanation),
        hide_index=True,
        width="stretch",
        key="lead.kinds",
        placeholder="–",
        column_config={
            "linked as": st.column_config.TextColumn(width=250),
            "table": st.column_config.TextColumn(width=95),
            "rows": st.column_config.NumberColumn(width=45),
            "latest": st.column_config.DateColumn(format="D MMM YYYY", width=85),
            "points": st.column_config.NumberColumn(
                format="%+.2f", width=60, help=f"{_POINTS}: the next two together"
            ),
            "of its rows": st.column_config.NumberColumn(
                format="%+.2f",
                width=75,
                help="What is in the rows, compared with average rows in their places",
            ),
            "of being linked": st.column_config.NumberColumn(
                format="%+.2f",
                width=100,
                help="That there are such links at all, compared with a lead without them",
            ),
            "chance without": st.column_config.NumberColumn(
                "without it", format="%.1f %%", width=70, help="The chance if there were none of these links"
            ),
        },
    )
    if "attention" in explanation.not_applicable:
        st.info(explanation.not_applicable["attention"])
    for line in attention_lines(explanation):
        st.markdown(f"- {line}")


def kind_frame(explanation: LeadExplanation) -> pd.DataFrame:
    """The kinds of link as a table, strongest first."""
    kinds = explanation.kinds
    return pd.DataFrame(
        {
            "linked as": [kind.kind for kind in kinds],
            "table": [kind.table for kind in kinds],
            "rows": [kind.n_rows for kind in kinds],
            "latest": pd.to_datetime([kind.latest or None for kind in kinds]),
            "points": [_rounded(kind.points) for kind in kinds],
            "of its rows": [_rounded(kind.of_rows) for kind in kinds],
            "of being linked": [_rounded(kind.of_links) if kind.hop == 1 else None for kind in kinds],
            "chance without": [None if k.chance_without is None else 100 * k.chance_without for k in kinds],
        }
    )


def _rounded(points: float) -> float:
    """Points with two digits, and never a minus before zero."""
    return round(points, 2) + 0.0


def attention_lines(explanation: LeadExplanation) -> list[str]:
    """What the model looked at most over each kind of link, as Markdown; nothing where it had no choice."""
    rows = {row.number: row for row in explanation.rows}
    return [
        _attention_line(kind, rows[kind.looked_at]) for kind in explanation.kinds if kind.looked_at in rows
    ]


def _attention_line(kind: KindEvidence, row: RowEvidence) -> str:
    even = words.percent(1 / kind.n_rows)
    return (
        f"Of the {words.count(kind.n_rows)} rows linked as **{plain(kind.kind)}** the model looked most at "
        f"{plain(row.called)}: {words.percent(kind.looked_share)} (an even share were {even})."
    )

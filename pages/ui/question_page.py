"""The Task page of a workspace with several tables: the question, its days, and the examples it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.tables.table_set import TableSet
from core.workspace import Workspace
from pages.ui import words
from pages.ui.plain_text import plain
from pages.ui.question_days import day_inputs, examples_of
from pages.ui.question_form import question_inputs

if TYPE_CHECKING:
    from core.task.examples import Examples


def ask(workspace: Workspace, tables: TableSet) -> None:
    """Draws the question; ends the page while there are no examples yet.

    Raises:
        GraphLeadError: the question does not fit the tables.
    """
    query = question_inputs(workspace, tables)
    if query is None:
        st.stop()
    st.subheader("When it is asked", anchor=False)
    seeds = day_inputs(workspace, tables, query)
    examples = examples_of(workspace, tables, query, seeds)
    if examples is None:
        st.stop()
    _preview(examples)


def _preview(examples: Examples) -> None:
    """How many were asked on each day, how many came true, and a few with their evidence."""
    st.subheader("What came of it", anchor=False)
    st.dataframe(
        examples.counts,
        hide_index=True,
        width="stretch",
        column_config={
            "asked on": st.column_config.DateColumn(format="D MMM YYYY"),
            "share of yes": st.column_config.NumberColumn(format="percent"),
        },
    )
    if examples.n_ignored_after:
        st.caption(
            f"{words.count(examples.n_ignored_after)} rows lie after the last day and were not looked at."
        )
    with st.expander("Some examples with the rows that gave the answer", icon=":material/receipt_long:"):
        for sample in examples.samples:
            st.markdown(f"**{plain(sample.title)}** {plain(sample.sentence)}")
            if len(sample.rows):
                st.dataframe(sample.rows, hide_index=True, width="stretch")

"""The Task page of a workspace with several tables: the question, its days, and the examples it gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.tables.table_set import TableSet
from core.task.query.text import query_text
from core.workspace import Workspace
from pages.ui import words
from pages.ui.masking import masked
from pages.ui.plain_text import plain
from pages.ui.question_days import day_inputs
from pages.ui.question_examples import examples_of, overlap_note, proposed_filters, who_is_scored
from pages.ui.question_form import question_inputs
from pages.ui.state import save

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
        _way_back(workspace)
        st.stop()
    who_is_scored(workspace, examples, seeds)
    overlap_note(workspace, examples.overlap, seeds)
    proposed_filters(workspace, workspace.question or query_text(query), examples.proposed_filters)
    _preview(examples)


def _way_back(workspace: Workspace) -> None:
    """Back to the question of the latest run, where another one was chosen and not asked yet."""
    from core.runs.registry import list_runs

    latest = next(iter(list_runs(workspace.name)), None)
    origin = None if latest is None else latest.config().task.origin
    if origin is None or (asked := query_text(origin.query)) == workspace.question:
        return
    st.caption(f"Your runs answer another question: {plain(asked)}")
    if st.button("Back to that question", icon=":material/undo:", key="task.back_to_asked"):
        save(workspace.with_question(asked, origin.seeds))
        st.rerun()


def _preview(examples: Examples) -> None:
    """A few examples with their evidence and the counts of each day, folded: the timeline below says the same."""
    with st.expander("Some examples with the rows that gave the answer", icon=":material/receipt_long:"):
        if masked():
            st.caption(
                "Names are masked; the rows of the examples may name people. Switch it off to see them."
            )
        for sample in () if masked() else examples.samples:
            st.markdown(f"**{plain(sample.title)}** {plain(sample.sentence)}")
            if len(sample.rows):
                st.dataframe(sample.rows, hide_index=True, width="stretch")
    with st.expander("Day by day in numbers", icon=":material/calendar_month:"):
        counts = examples.counts
        own = examples.task.origin is not None and examples.task.origin.seeds.kind == "own"
        st.dataframe(
            counts.assign(**{"share of yes": 100 * counts["share of yes"].astype("float64")}),
            hide_index=True,
            width="stretch",
            placeholder="–",
            column_config={
                "asked on": st.column_config.DateColumn(format="MMM YYYY" if own else "D MMM YYYY"),
                "share of yes": st.column_config.NumberColumn(format="%.0f %%"),
                "not known": st.column_config.NumberColumn(
                    format="localized", help="Asked and not used: nobody knows how it ended."
                ),
                **{
                    name: st.column_config.NumberColumn(format="localized")
                    for name in ("examples", "yes", "no")
                },
            },
        )
    for line in _left_out(examples):
        st.caption(line)


def _left_out(examples: Examples) -> list[str]:
    """What was not looked at or not used, in words."""
    n_unknown = sum(day.n_unknown for day in examples.days)
    said = "" if examples.overlap is None else examples.overlap.sentence
    lines = [plain(note) for note in examples.table.notes if note != said]
    if n_unknown:
        lines.append(f"{words.count(n_unknown)} questions are not used, because nobody knows how they ended.")
    if examples.n_ignored_after:
        lines.append(
            f"{words.count(examples.n_ignored_after)} rows lie after the last day and were not looked at."
        )
    return lines

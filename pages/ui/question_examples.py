"""The examples that a question gives: making them, and who is not scored, not used or perhaps long gone."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.tables.table_set import TableSet
from core.task.example_counts import FilterProposal, NotScored, Overlap
from core.task.examples import Examples, examples_key, make_examples, stored_examples
from core.task.gone import with_condition
from core.task.query.ast import Query
from core.task.query.parse import parse_query
from core.task.query.text import query_text
from core.task.seed_times import SeedTimes
from core.workspace import Workspace
from pages.ui import jobs, words
from pages.ui.plain_text import plain
from pages.ui.question_days import store_days
from pages.ui.state import save


def examples_of(workspace: Workspace, tables: TableSet, query: Query, seeds: SeedTimes) -> Examples | None:
    """The examples if they are made and in the workspace; else the button that makes them, or how far that is."""
    key = examples_key(tables, query, seeds)
    found = stored_examples(tables, query, seeds)
    if found is not None:
        jobs.forget_job(key)
        if (
            workspace.table is None
            or workspace.task is None
            or workspace.table.content_hash != found.table.content_hash
        ):
            save(workspace.with_table(found.table).with_task(found.task))
            st.rerun()
        return found
    if jobs.watched(key):
        return None
    if st.button("Ask the question", type="primary", icon=":material/play_arrow:", key="task.ask"):
        jobs.start_job(
            key,
            lambda report: make_examples(
                tables, query, seeds, report=lambda phase, share: report({"phase": phase, "progress": share})
            ),
            "The examples could not be made",
        )
        st.rerun()
    st.caption(
        "Each row is then looked at as it stood on those days: its own columns, what had happened around it by "
        "then, and whether the answer came true afterwards."
    )
    return None


def not_scored_lines(n_scored: int, groups: Sequence[NotScored]) -> list[str]:
    """Who is scored, and who is not and why, one line each."""
    lines = [f"**{words.count(n_scored)} are scored as of now.**"]
    lines += [f"{words.count(group.n)} are not scored: they {plain(group.reason)}." for group in groups]
    return lines


def who_is_scored(workspace: Workspace, examples: Examples, seeds: SeedTimes) -> None:
    """Says who is scored and who is not; those without a date can be asked as of now with one click."""
    st.markdown("  \n".join(not_scored_lines(examples.n_scored, examples.not_scored)))
    undated = next((group for group in examples.not_scored if group.kind == "no time"), None)
    if undated is not None and seeds.kind == "own":
        st.caption(plain(f"{undated.action} on the Data page."))
        if st.button(
            f"Ask about those {words.count(undated.n)} as of now",
            icon=":material/event_busy:",
            key="task.undated",
        ):
            store_days(workspace, seeds.model_copy(update={"undated": "as of now"}))
    elif seeds.undated == "as of now" and st.button("Leave out those without a date", key="task.dated_only"):
        store_days(workspace, seeds.model_copy(update={"undated": "left out"}))


def overlap_note(workspace: Workspace, overlap: Overlap | None, seeds: SeedTimes) -> None:
    """Says which examples overlap with the next part, and switches between leaving them out and keeping them."""
    if overlap is None or overlap.why == "assumed":  # what is assumed stands above, where it can be changed
        return
    if overlap.why == "few":
        st.warning(plain(overlap.sentence), icon=":material/warning:")
        return
    st.info(plain(overlap.sentence), icon=":material/schedule:")
    wanted = st.toggle(
        f"Keep those {words.count(overlap.n)} examples",
        seeds.overlap == "kept",
        key=f"task.overlap.{seeds.key}",
        help="Then the model learns from answers that nobody knew when the exam began: the exam looks better than "
        "real life will be.",
    )
    if wanted != (seeds.overlap == "kept"):
        store_days(workspace, seeds.model_copy(update={"overlap": "kept" if wanted else "left out"}))


def proposed_filters(workspace: Workspace, question: str, proposals: Sequence[FilterProposal]) -> None:
    """Says who need not be asked, such as those silent for years; one click asks without them.

    Args:
        workspace: Where the question stands.
        question: Its line.
        proposals: The filters.
    """
    for proposal in proposals:
        st.info(plain(proposal.reason), icon=":material/person_off:")
        if st.button(
            f"Leave out those {words.count(proposal.n)}",
            key=f"task.filter_{proposal.kind}",
            help=plain(f"Adds WHERE {proposal.where} to the question."),
        ):
            query = with_condition(parse_query(question), proposal.condition)
            save(workspace.with_question(query_text(query), workspace.seeds))
            st.rerun()

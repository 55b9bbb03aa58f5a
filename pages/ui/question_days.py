"""The days on which the question is asked, and the examples that come of it."""

from __future__ import annotations

from datetime import date

import streamlit as st

from core.tables.table_set import TableSet
from core.task.examples import Examples, examples_key, make_examples, stored_examples
from core.task.query.ast import Query
from core.task.seed_proposal import propose_seeds
from core.task.seed_times import SeedTimes
from core.workspace import Workspace
from pages.ui import jobs, words
from pages.ui.plain_text import plain
from pages.ui.state import save

_DAYS_HELP = (
    "The model learns from questions asked on days in the past, for which the answer is known by now. Every answer "
    "used for learning is known before the practice exam begins, and so on, as in real life."
)


@st.cache_data(max_entries=16, show_spinner="Looking for good days to ask …")
def _proposed(tables_key: str, query_key: str, _tables: TableSet, _query: Query) -> SeedTimes:
    return propose_seeds(_tables, _query)


def proposed_days(tables: TableSet, query: Query) -> SeedTimes:
    """The days that suit tables and query."""
    return _proposed(tables.key, query.key, tables, query)


def day_inputs(workspace: Workspace, tables: TableSet, query: Query) -> SeedTimes:
    """Shows the days in words, and lets them be changed; returns those in force."""
    proposed = proposed_days(tables, query)
    seeds = workspace.seeds or proposed
    st.markdown(_in_words(seeds))
    with st.expander("Change the days", icon=":material/event:"):
        changed = _inputs(seeds)
        if workspace.seeds is not None and st.button("Back to the proposed days", key="task.days.back"):
            _store(workspace, None)
    if changed is not None and changed != seeds:
        _store(workspace, changed)
    return seeds


def _store(workspace: Workspace, seeds: SeedTimes | None) -> None:
    """Keeps the days and draws the page with fresh inputs, which show what is stored."""
    st.session_state["task.days"] = st.session_state.get("task.days", 0) + 1
    save(workspace.with_question(workspace.question, seeds))
    st.rerun()


def _in_words(seeds: SeedTimes) -> str:
    horizon = f"{seeds.horizon_days:g} days"
    exams = (
        f"The practice exam begins on **{_day(seeds.validation)}**, the final exam on **{_day(seeds.test)}**; "
        f"leads are scored as of **{_day(seeds.now)}**. The answer looks {horizon} ahead."
    )
    if seeds.kind == "own":
        return f"Each row is asked about once, on its own day. {exams}"
    n = len(seeds.train)
    learning = f"{n} day{'s' if n > 1 else ''} from {_day(seeds.train[0])} to {_day(seeds.train[-1])}"
    return f"Everybody is asked about on {learning} for learning. {exams}"


def _inputs(seeds: SeedTimes) -> SeedTimes | None:
    """The days as changed, or None where they do not fit together."""
    prefix = f"task.days.{seeds.key}.{st.session_state.get('task.days', 0)}"
    first, second, third, fourth = st.columns([3, 1, 1, 1])
    train = seeds.train
    if seeds.kind == "rolling":
        text = first.text_input(
            "Days for learning (separated by commas)",
            ", ".join(seeds.train),
            key=f"{prefix}.train",
            help=_DAYS_HELP,
        )
        train = tuple(part.strip() for part in text.split(",") if part.strip())
    days = [
        place.date_input(label, date.fromisoformat(value[:10]), key=f"{prefix}.{label}", format="YYYY-MM-DD")
        for place, label, value in (
            (second, "Practice exam", seeds.validation),
            (third, "Final exam", seeds.test),
            (fourth, "Now", seeds.now),
        )
    ]
    values = seeds.model_dump() | {"train": train}
    for name, new, old in zip(
        ("validation", "test", "now"), days, (seeds.validation, seeds.test, seeds.now), strict=True
    ):
        if str(new) != old[:10]:
            values[name] = str(new)
    try:
        return SeedTimes.model_validate(values)
    except ValueError as error:
        st.error(plain(str(error).splitlines()[2].strip()), icon=":material/error:")
        return None


def _day(iso: str) -> str:
    return words.day(date.fromisoformat(iso[:10]))


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

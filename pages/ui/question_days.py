"""The days on which the question is asked: in words, and as inputs that change them."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from core.tables.table_set import TableSet
from core.task.query.ast import Query
from core.task.seed_proposal import propose_seeds
from core.task.seed_times import SeedTimes
from core.task.target_truth import is_undated
from core.workspace import Workspace
from pages.ui import words
from pages.ui.plain_text import plain
from pages.ui.state import save

_DAYS_HELP = (
    "The model learns from questions asked on days in the past, for which the answer is known by now. Every answer "
    "used for learning is known before the practice exam begins, and so on, as in real life."
)


@st.cache_data(max_entries=16, show_spinner="Looking for good days to ask …")
def _proposed(
    tables_key: str, query_key: str, most_days: int | None, _tables: TableSet, _query: Query
) -> SeedTimes:
    return propose_seeds(_tables, _query, most_days)


def proposed_days(tables: TableSet, query: Query, most_days: int | None = None) -> SeedTimes:
    """The days that suit tables and query."""
    return _proposed(tables.key, query.key, most_days, tables, query)


def day_inputs(workspace: Workspace, tables: TableSet, query: Query) -> SeedTimes:
    """Shows the days in words, and lets them be changed; returns those in force."""
    proposed = proposed_days(tables, query)
    seeds = workspace.seeds or proposed
    undated = is_undated(tables, query)
    for line in in_words(seeds, undated=undated):
        st.markdown(line)
    with st.expander("Change the days", icon=":material/event:"):
        changed = _inputs(seeds, undated=undated)
        if workspace.seeds is not None and st.button("Back to the proposed days", key="task.days.back"):
            store_days(workspace, None)
    if changed is not None and changed != seeds:
        if changed.most_days != seeds.most_days:
            kept = {name: getattr(seeds, name) for name in ("overlap", "undated", "open_is")}
            changed = proposed_days(tables, query, changed.most_days).model_copy(update=kept)
        store_days(workspace, changed)
    return seeds


def store_days(workspace: Workspace, seeds: SeedTimes | None) -> None:
    """Keeps the days and draws the page with fresh inputs, which show what is stored."""
    st.session_state["task.days"] = st.session_state.get("task.days", 0) + 1
    save(workspace.with_question(workspace.question, seeds))
    st.rerun()


def in_words(seeds: SeedTimes, *, undated: bool) -> list[str]:
    """The days in plain sentences; `undated`: nothing says when the answer was filled in."""
    scored = f"Leads are scored as of **{_day(seeds.now)}**."
    if seeds.kind == "own":
        asked = (
            "Each row that has an answer is asked about once, on its own day. The practice exam begins on "
            f"**{_day(seeds.validation)}**, the final exam on **{_day(seeds.test)}**. Whoever has no answer yet is "
            f"asked about as of now, however old. {scored}"
        )
        return [asked, _undated_words(seeds)] if undated else [asked]
    lines = [
        f"Everybody is asked about on {_several(seeds.train)} for learning, {_several(seeds.validation_days)} for the "
        f"practice exam and {_several(seeds.test_days)} for the final exam. {scored} The answer looks "
        f"{seeds.horizon_days:g} days ahead."
    ]
    n_asked = len(seeds.days) - 1
    if seeds.n_possible > n_asked:
        lines.append(
            f"The history would hold {words.count(seeds.n_possible)} such days; {words.count(n_asked)} of them, evenly "
            f"spread, are asked (at most {words.count(seeds.most_days)})."
        )
    if len(seeds.test_days) > 1:
        lines.append(
            "The same row may be asked about on several days of an exam; such answers are not independent, so "
            "intervals are worked out from whole rows with all of their days."
        )
    return lines


def _undated_words(seeds: SeedTimes) -> str:
    span = (date.fromisoformat(seeds.now[:10]) - date.fromisoformat(seeds.validation[:10])).days
    if seeds.horizon_days <= span:
        return (
            f"Nothing says when the answer was filled in. You say it is known {seeds.horizon_days:g} days after the "
            "row's own day."
        )
    return (
        ":material/warning: **Nothing says when the answer was filled in.** It is assumed to be known only at the end "
        "of the data: earlier rows teach, later rows examine, and no model sees the answer of another row. If there "
        "is a date of the answer, choose it on the Data page; or say below after how many days it is known."
    )


def _several(days: tuple[str, ...]) -> str:
    if len(days) == 1:
        return f"one day (**{_day(days[0])}**)"
    return f"{len(days)} days (**{_day(days[0])}** to **{_day(days[-1])}**)"


def _inputs(seeds: SeedTimes, *, undated: bool) -> SeedTimes | None:
    """The days as changed, or None where they do not fit together."""
    prefix = f"task.days.{seeds.key}.{st.session_state.get('task.days', 0)}"
    values = seeds.model_dump() | (
        _own_inputs(seeds, prefix, undated=undated) if seeds.kind == "own" else _day_lists(seeds, prefix)
    )
    try:
        return SeedTimes.model_validate(values)
    except ValueError as error:
        st.error(plain(str(error).splitlines()[2].strip()), icon=":material/error:")
        return None


def _day_lists(seeds: SeedTimes, prefix: str) -> dict[str, Any]:
    """The days of each part as lists, now, and how many at most."""
    lists = []
    for label, days, place in (
        ("Days for learning (separated by commas)", seeds.train, "train"),
        ("Days of the practice exam", seeds.validation_days, "validation"),
        ("Days of the final exam", seeds.test_days, "test"),
    ):
        text = st.text_input(label, ", ".join(days), key=f"{prefix}.{place}", help=_DAYS_HELP)
        lists.append(tuple(part.strip() for part in text.split(",") if part.strip()))
    train, practice, exam = lists
    left, right = st.columns(2)
    now = _date(left, "Now", seeds.now, prefix)
    most = right.number_input(
        "At most so many days",
        3,
        max(500, seeds.most_days),
        seeds.most_days,
        key=f"{prefix}.most",
        help="Days for learning and for both exams together. A longer history is thinned evenly; more days take "
        "longer and say less and less that is new.",
    )
    return {
        "train": train,
        "validation": practice[0] if practice else "",
        "more_validation": practice[1:],
        "test": exam[0] if exam else "",
        "more_test": exam[1:],
        "now": now,
        "most_days": int(most),
    }


def _own_inputs(seeds: SeedTimes, prefix: str, *, undated: bool) -> dict[str, Any]:
    """Where the exams begin, now, and what is said of answers that nothing dates or that have not come."""
    columns = st.columns(4)
    found: dict[str, Any] = {
        name: _date(place, label, getattr(seeds, name), prefix)
        for place, label, name in zip(
            columns,
            ("Practice exam", "Final exam", "Now"),
            ("validation", "test", "now"),
            strict=False,
        )
    }
    label = "Known after so many days" if undated else "Usual wait (days)"
    found["horizon_days"] = columns[3].number_input(
        label,
        min_value=0.01,
        value=float(seeds.horizon_days),
        key=f"{prefix}.wait",
        help="After how many days an answer is known. As long as the data are: only at their end."
        if undated
        else "Nine of ten answers come within this time. Rows of this last stretch that have an answer already are "
        "left out: answers that come fast are not like the others.",
    )
    if not undated:
        is_no = st.checkbox(
            "Count as no what is still open after that wait",
            seeds.open_is == "no",
            key=f"{prefix}.open",
            help="Else it has no answer yet, and is scored as of now.",
        )
        found["open_is"] = "no" if is_no else "no answer yet"
    return found


def _date(place: Any, label: str, value: str, prefix: str) -> str:
    """An ISO day; the moment that stood there where it is not changed."""
    chosen = place.date_input(
        label, date.fromisoformat(value[:10]), key=f"{prefix}.{label}", format="YYYY-MM-DD"
    )
    return value if str(chosen) == value[:10] else str(chosen)


def _day(iso: str) -> str:
    return words.day(date.fromisoformat(iso[:10]))

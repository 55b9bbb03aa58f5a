"""The inputs of the Task page: each change is stored in the workspace at once, which is what is drawn."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pandas as pd
import streamlit as st

from core.errors import GraphLeadError
from core.evaluation.level_shift import level_shift_sentence
from core.tables.display import Names
from core.tables.table import FEATURE_ROLES, Role, Table
from core.task.heaps import MAX_TARGET_VALUES, can_be_sorted, heaps_of, propose_heaps, with_heaps
from core.task.labels import Labels, TargetValues
from core.task.prediction_task import Exclusion, PredictionTask, SplitConfig, SplitKind
from core.task.proposal import contact_date, task_for, with_exclusions
from core.task.splits import TEST, VALIDATION, PartSummary
from pages.ui import cache_task, words
from pages.ui.answer_heaps import heap_inputs
from pages.ui.frame import facts, show_error
from pages.ui.plain_text import plain
from pages.ui.state import current_workspace, save

_TALL_ROW_PX = 62
_LONG_REASON = 95
LEFT_OUT_BY_USER = "Left out by you."
_SPLITS: dict[SplitKind, str] = {"time": "By date", "order": "By file order", "random": "At random"}
_SPLIT_HELP = (
    "By date or file order: the model learns from the past and is examined on the latest clients, as in real "
    "life. At random: right when the rows have no order in time; each part has the same share of yes."
)


def target_inputs(table: Table, task: PredictionTask | None, called: Names) -> None:
    """Which column, and what each of its values means."""
    left, right = st.columns([2, 1])
    names = _target_order(table)
    _show("task.target", task.target if task is not None else None)
    left.selectbox(
        "What do you want to predict?",
        names,
        index=None if task is None else 0,
        key="task.target",
        format_func=called.column,
        on_change=_change,
        args=(lambda task: task_for(_table(), st.session_state["task.target"]),),
        placeholder="Choose the column with the answer",
        help="The target: the column that says how earlier clients answered. It is never an input.",
    )
    if task is None:
        return
    known = cache_task.values(table, task.target)
    shown = list(known.counts)[:MAX_TARGET_VALUES]
    _show("task.positive", task.positive if task.positive in shown else None)
    right.selectbox(
        "Which value counts as yes?",
        shown,
        index=0 if task.positive in shown else None,
        key="task.positive",
        format_func=lambda value: (
            f"{called.value(task.target, value)} ({words.count(known.counts.get(value, 0))})"
        ),
        on_change=_change,
        args=(_new_yes,),
        help="The other values are sorted anew by what their words say.",
    )
    if can_be_sorted(known.counts):
        _heaps(table, task, known, called)


def _heaps(table: Table, task: PredictionTask, known: TargetValues, called: Names) -> None:
    """What each value means, and which column says that a no is final."""
    heaps = heaps_of(task, known.counts)
    named = partial(called.value, task.target)
    changed = heap_inputs(heaps, known.counts, known.n_missing, key="task.heap", named=named)
    if changed != heaps and _change(lambda task: with_heaps(task, changed)):
        st.rerun()
    settled_by = task.settled_by or cache_task.settled_by(table, task)
    if settled_by is not None:
        _show("task.settled", task.settled_by is not None)
        st.checkbox(
            f"A no is final only where {plain(called.column(settled_by))} says so",
            key="task.settled",
            on_change=_change,
            args=(
                lambda task: _with(task, settled_by=settled_by if st.session_state["task.settled"] else None),
            ),
            help="Rows with a no that this column calls open have no answer yet. It is never an input.",
        )


def _new_yes(task: PredictionTask) -> PredictionTask:
    counts = cache_task.values(_table(), task.target).counts
    return with_heaps(task, propose_heaps(counts, (st.session_state["task.positive"],)))


def split_inputs(table: Table, task: PredictionTask, called: Names) -> None:
    """How the clients are divided into learning, practice exam and final exam."""
    left, middle, right = st.columns([2, 2, 1])
    dates = [c.name for c in table.columns if c.role is Role.DATE and c.name != task.target]
    _show("task.split", task.split.kind)
    left.segmented_control(
        "How are the clients divided?",
        [kind for kind in _SPLITS if kind != "time" or dates],
        key="task.split",
        format_func=lambda kind: _SPLITS[kind],
        on_change=_change,
        args=(_new_split,),
        help=_SPLIT_HELP,
    )
    first, last = task.split.fractions[0], 1 - task.split.fractions[2]
    _show("task.cuts", (round(100 * first), round(100 * last)))
    middle.slider(
        "Learning up to, practice exam up to (% of the clients)",
        10,
        95,
        key="task.cuts",
        on_change=_change,
        args=(_new_split,),
        help="Left of the first handle: learning. Between: the practice exam (validation), which decides "
        "when to stop. Right of the second: the final exam (test), scored once.",
    )
    if task.split.kind == "random":
        _show("task.seed", task.split.seed)
        right.number_input(
            "Seed",
            0,
            1_000_000,
            key="task.seed",
            on_change=_change,
            args=(_new_split,),
            help=words.HELP["seed"],
        )
    elif task.split.kind == "time":
        _show("task.time_column", task.split.time_column)
        right.selectbox(
            "Date",
            dates,
            key="task.time_column",
            format_func=called.column,
            on_change=_change,
            args=(_new_split,),
        )


def answer_tiles(y: Labels, task: PredictionTask) -> None:
    """How many answers are known, and what they are."""
    n, n_yes = int((y >= 0).sum()), int((y == 1).sum())
    asked = task.origin is not None
    rows = words.rows_word(task)
    facts(
        [
            (
                f"{rows.capitalize()} with an answer",
                words.count(n),
                "The models learn from these and are examined on them."
                + (" One example is one row asked about on one day." if asked else ""),
            ),
            (
                "Came true" if asked else "Said yes",
                f"{words.count(n_yes)} ({words.percent(n_yes / n)})",
                words.HELP["base_rate"],
            ),
            (
                "Did not" if asked else "Said no",
                f"{words.count(n - n_yes)} ({words.percent(1 - n_yes / n)})",
                "What the models tell a yes from.",
            ),
            (
                "Asked about now" if asked else "No answer yet",
                words.count(len(y) - n),
                "They get a score, and teach the model nothing.",
            ),
        ]
    )


def level_shift_note(parts: tuple[PartSummary, ...]) -> None:
    """Says where the share of yes differs clearly between the two exams; draws nothing where it does not."""
    counts = {part.part: (part.n_positive, part.n) for part in parts}
    said = level_shift_sentence(counts[VALIDATION], counts[TEST])
    if said is not None:
        st.warning(said, icon=":material/trending_up:")


def part_list(parts: pd.DataFrame, rows: str) -> None:
    """The sizes of the parts as a small table; `rows` is what a row is called."""
    st.dataframe(
        parts,
        width="stretch",
        hide_index=True,
        placeholder="–",
        column_config={
            rows: st.column_config.NumberColumn(format="localized"),
            "yes": st.column_config.NumberColumn(format="localized"),
            "share of yes": st.column_config.NumberColumn(format="%.0f %%"),
            "from row": st.column_config.NumberColumn(format="localized"),
            "to row": st.column_config.NumberColumn(format="localized"),
            "from": st.column_config.DateColumn(format="D MMM YYYY"),
            "to": st.column_config.DateColumn(format="D MMM YYYY"),
        },
    )


def exclusion_inputs(table: Table, task: PredictionTask, called: Names) -> None:
    """Which columns are left out, and why; the reason can be edited."""
    names = [c.name for c in table.columns if c.role in FEATURE_ROLES and c.name != task.target]
    names += [item.column for item in task.excluded if item.column not in names]
    _show("task.excluded", [item.column for item in task.excluded])
    st.multiselect(
        "Columns left out",
        names,
        key="task.excluded",
        format_func=called.column,
        on_change=_change,
        args=(_new_exclusions,),
        placeholder="Every column is used",
        help="A column that is left out is not an input of any model. It stays in the table and in filters.",
    )
    if not task.excluded:
        return
    edited = st.data_editor(
        {
            "column": [called.column(item.column) for item in task.excluded],
            "reason": [item.reason for item in task.excluded],
        },
        key=f"task.reasons.{task.key}",
        width="stretch",
        hide_index=True,
        disabled=["column"],
        row_height=_TALL_ROW_PX if any(len(item.reason) > _LONG_REASON for item in task.excluded) else None,
        column_config={"reason": st.column_config.TextColumn("why (stored with every run)", width="large")},
    )
    reasons = [str(reason or LEFT_OUT_BY_USER) for reason in edited["reason"]]
    if reasons != [item.reason for item in task.excluded]:
        excluded = tuple(
            Exclusion(column=item.column, reason=reason)
            for item, reason in zip(task.excluded, reasons, strict=True)
        )
        _change(lambda task: _with(task, excluded=excluded))
        st.rerun()


def _target_order(table: Table) -> list[str]:
    """All columns; those that could be a target come first."""
    names = [c.name for c in table.columns]
    likely = [
        c.name for c in table.columns if c.role is Role.TARGET or c.role is Role.YES_NO or c.n_distinct == 2
    ]
    return likely + [name for name in names if name not in likely]


def _new_split(task: PredictionTask) -> PredictionTask:
    kind = st.session_state.get("task.split") or task.split.kind
    first, last = st.session_state["task.cuts"]
    last = min(max(last, first + 2), 98)
    column = st.session_state.get("task.time_column") or task.split.time_column
    if kind == "time" and column is None:
        dates = [c.name for c in _table().columns if c.role is Role.DATE]
        column = contact_date(_table(), task.target) or dates[0]
    split = SplitConfig(
        kind=kind,
        time_column=column if kind == "time" else None,
        fractions=(first / 100, (last - first) / 100, 1 - last / 100),
        seed=int(st.session_state.get("task.seed", task.split.seed)),
    )
    return _with(task, split=split)


def _new_exclusions(task: PredictionTask) -> PredictionTask:
    chosen = st.session_state["task.excluded"]
    kept = tuple(item for item in task.excluded if item.column in chosen)
    known = {item.column: item for item in cache_task.proposal(_table()).excluded}
    new = [
        known.get(name, Exclusion(column=name, reason=LEFT_OUT_BY_USER))
        for name in chosen
        if name not in {item.column for item in kept}
    ]
    return with_exclusions(_with(task, excluded=kept), new)


def _with(task: PredictionTask | None, **changes: object) -> PredictionTask:
    """A changed task, checked anew."""
    if task is None:
        raise ValueError("there is no task to change")
    return PredictionTask.model_validate(task.model_dump() | changes)


def _show(key: str, value: object) -> None:
    """Makes a widget show what is stored; called before the widget, so that the workspace is the truth."""
    st.session_state[key] = value


def _table() -> Table:
    workspace = current_workspace()
    if workspace is None or workspace.table is None:
        raise ValueError("the page needs a table")
    return workspace.table


def _change(change: Callable[..., PredictionTask]) -> bool:
    """Applies a change to the stored task; a refusal is shown, the stored task stays, and False comes back."""
    workspace = current_workspace()
    if workspace is None:
        return False
    try:
        save(workspace.with_task(change(workspace.task)))
    except GraphLeadError as error:
        show_error(error)
        return False
    return True

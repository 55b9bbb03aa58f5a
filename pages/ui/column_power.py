"""What may give the answer away: suspicious columns, and how far each gets alone; one click leaves one out."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from core.tables.display import Names
from core.tables.table import Table
from core.task.column_power import ColumnPower, ColumnPowers
from core.task.prediction_task import Exclusion, PredictionTask
from core.task.proposal import with_exclusions
from pages.ui import cache_task, words
from pages.ui.plain_text import plain
from pages.ui.state import current_workspace, save
from pages.ui.task_form import LEFT_OUT_BY_USER

_MOST_BOXES = 8
_TABLE_PX = 320
_USE, _COLUMN, _ALONE, _INTERVAL, _MARK = "use", "column", "alone", "95 % interval", "mark"
_HELP_ALONE = (
    "ROC-AUC of the best score made of this column alone, on the rows for learning: how often it puts a yes before "
    "a no. 0.5 is a coin, 1.0 knows every answer. What is known before the call rarely gets above 0.8."
)


def what_gives_it_away(table: Table, task: PredictionTask, names: Names) -> None:
    """Alarms, a box for each suspicious column in use, and all columns ranked by how far they get alone.

    Raises:
        TaskError: the target or the split cannot be used.
    """
    powers = cache_task.powers(table, task)
    used = powers.of(set(task.feature_columns(table)))
    for alarm in used.alarms:
        st.error(plain(names.told(alarm.sentence, alarm.column)), icon=":material/notification_important:")
    suspicious = used.suspicious
    if suspicious:
        _boxes(suspicious, names)
    elif used.columns:
        st.write(
            "No column in use stands out by its name, its values or its power. That is no proof: of the first ones "
            "below, ask whether they are filled in before anybody is called."
        )
    if powers.columns:
        _ranked(powers, task, names)


def _boxes(found: tuple[ColumnPower, ...], names: Names) -> None:
    """One box a suspicious column with the button that leaves it out."""
    if len(found) > 1:
        st.button(
            f"Leave all {len(found)} out",
            key="task.accept_all",
            on_click=_leave_out,
            args=(_exclusions(found),),
        )
    for one in found[:_MOST_BOXES]:
        with st.container(border=True):
            left, right = st.columns([5, 1], vertical_alignment="center")
            left.text(f"{names.column(one.column)} (alone {one.power.value:.2f}): {_told(one, names)}")
            right.button(
                "Leave it out",
                icon=":material/warning:" if one.certain else ":material/help:",
                key=f"task.accept.{one.column}",
                on_click=_leave_out,
                args=(_exclusions((one,)),),
                width="stretch",
                help="It surely knows the answer."
                if one.certain
                else "It may know the answer: you know when it is filled in.",
            )
    if len(found) > _MOST_BOXES:
        st.caption(f"{len(found) - _MOST_BOXES} more are marked below.")


def _exclusions(found: Iterable[ColumnPower]) -> tuple[Exclusion, ...]:
    return tuple(one.exclusion for one in found)


def _ranked(powers: ColumnPowers, task: PredictionTask, names: Names) -> None:
    """Every column with its power alone; taking the tick away leaves it out."""
    out = {item.column for item in task.excluded}
    first = powers.columns[0]
    rows = words.rows_word(task)
    st.caption(
        f"How far each column gets alone, on {words.count(first.n)} {rows} for learning "
        f"({words.count(first.n_positive)} yes). Take the tick away to leave one out.",
        help=_HELP_ALONE,
    )
    frame = pd.DataFrame(
        {
            _USE: [one.column not in out for one in powers.columns],
            _COLUMN: [names.column(one.column) for one in powers.columns],
            _ALONE: [one.power.value for one in powers.columns],
            _INTERVAL: [f"{one.power.low:.2f}–{one.power.high:.2f}" for one in powers.columns],
            _MARK: [_mark(one, names) for one in powers.columns],
        }
    )
    edited = st.data_editor(
        frame,
        key=f"task.powers.{task.key}.{names.key}",
        width="stretch",
        height="auto" if len(frame) < 9 else _TABLE_PX,
        hide_index=True,
        disabled=[_COLUMN, _ALONE, _INTERVAL, _MARK],
        column_config={
            _USE: st.column_config.CheckboxColumn(width="small"),
            _ALONE: st.column_config.ProgressColumn(
                min_value=0.5, max_value=1.0, format="%.2f", help=_HELP_ALONE
            ),
            _MARK: st.column_config.TextColumn(width="large"),
        },
    )
    if list(edited[_USE]) != list(frame[_USE]):
        _use({one.column: bool(use) for one, use in zip(powers.columns, edited[_USE], strict=True)}, powers)
        st.rerun()


def _told(one: ColumnPower, names: Names) -> str:
    return names.told(one.sentence, one.column)


def _mark(one: ColumnPower, names: Names) -> str:
    if not one.suspicious:
        return ""
    return f"{'knows the answer' if one.certain else 'may know the answer'}: {_told(one, names)}"


def _use(chosen: dict[str, bool], powers: ColumnPowers) -> None:
    """Stores which columns are used; one that is left out now gets the reason that speaks against it."""
    workspace = current_workspace()
    if workspace is None or workspace.task is None:
        return
    task = workspace.task
    kept = tuple(item for item in task.excluded if not chosen.get(item.column, False))
    reasons = {one.column: one.reason for one in powers.columns}
    new = [
        Exclusion(column=name, reason=reasons.get(name) or LEFT_OUT_BY_USER)
        for name, use in chosen.items()
        if not use
    ]
    save(workspace.with_task(with_exclusions(task.model_copy(update={"excluded": kept}), new)))


def _leave_out(exclusions: tuple[Exclusion, ...]) -> None:
    workspace = current_workspace()
    if workspace is not None and workspace.task is not None:
        save(workspace.with_task(with_exclusions(workspace.task, exclusions)))

"""Alarms on screen: why a run's result is to be doubted and what to do, the same words on every page."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from core.evaluation.alarms import Alarm
from core.runs.leaderboard import Standing
from core.runs.run import Run
from core.runs.run_alarms import left_in, run_alarms
from core.tables.display import Names
from pages.ui.frame import go
from pages.ui.naming import names_of
from pages.ui.plain_text import plain

ICON = ":material/notification_important:"
_MOST_ON_BOARD = 3


def alarm_box(run: Run) -> None:
    """The alarms of one run, if there are any, and the way to the page where columns are left out."""
    found = run_alarms(run)
    reminder(run, found)
    if not found:
        return
    _box(found, "Do not trust this result yet.", names_of(run.id))
    if st.button("Look at the columns", key="alarms.task", icon=":material/rule:"):
        go("task")


def reminder(run: Run, alarmed: Sequence[Alarm] = ()) -> None:
    """One line where a run's inputs hold a column that the Task page marks and no alarm names."""
    if said := left_in(run, alarmed, names_of(run.id).column):
        st.info(plain(said), icon=":material/rule:")


def board_alarms(standings: Sequence[Standing]) -> None:
    """The alarms of the runs on a board: each once, with how many runs raise any."""
    alarmed = [one for one in standings if one.alarms]
    if not alarmed:
        return
    by_column = {(alarm.kind, alarm.column): alarm for one in alarmed for alarm in one.alarms}
    which = "This run raises" if len(standings) == 1 else f"{len(alarmed)} of {len(standings)} runs raise"
    _box(
        tuple(by_column.values()),
        f"{which} an alarm (⚠) and cannot be recommended.",
        names_of(alarmed[0].run_id),
    )


def _box(found: Sequence[Alarm], title: str, names: Names) -> None:
    told = [names.told(alarm.sentence, alarm.column, *alarm.pair) for alarm in found[:_MOST_ON_BOARD]]
    lines = "\n".join(f"- {plain(sentence)}" for sentence in told)
    more = f"\n- {len(found) - _MOST_ON_BOARD} more." if len(found) > _MOST_ON_BOARD else ""
    st.error(f"**{plain(title)}**\n{lines}{more}", icon=ICON)

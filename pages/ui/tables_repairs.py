"""What was done to keys so that tables meet, and what could be: each to accept, or to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.tables.table_set import TableSet
from core.workspace import Workspace
from pages.ui.masking import masked
from pages.ui.state import save

if TYPE_CHECKING:
    from core.tables.key_repairs import KeyRepair

_SHOWN = 12
_HELP = (
    "Lists of keys in one cell become a table of pairs; ids that repeat, and rows that only two columns name together, "
    "get a key of their own; keys that are nearly alike can mean the same. The files stay as they are."
)


@st.cache_resource(max_entries=4, show_spinner="Looking for keys that are nearly the same …")
def _repairs(key: str, _tables: TableSet) -> tuple[KeyRepair, ...]:
    from core.tables.key_repairs import key_repairs

    return key_repairs(_tables)


def section(workspace: Workspace, tables: TableSet) -> None:
    """Proposals with a button each and one for all, and repairs in force with a button to undo them.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    found = _repairs(tables.key, tables)
    if not found:
        return
    from core.tables.key_repairs import with_repairs, without_repairs

    st.subheader("Keys that were put right, or can be", anchor=False, help=_HELP)
    waiting = [one for one in found if not one.is_made]
    fresh = [one.name for one in waiting if one.name not in tables.declined]
    if len(fresh) > 1 and st.button("Accept all", icon=":material/done_all:", key="data.repairs.all"):
        _keep(workspace, with_repairs(tables, fresh))
    for place, one in enumerate([*waiting, *(one for one in found if one.is_made)]):
        if place == _SHOWN:
            st.caption(f"{len(found) - _SHOWN:,} more are listed by the command `repair`.")
            break
        left, right = st.columns([6, 1], vertical_alignment="center")
        left.text(_told(one, declined=one.name in tables.declined))
        label = "Undo" if one.is_made else "Accept"
        if right.button(label, key=f"data.repairs.{one.name}", width="stretch"):
            change = without_repairs if one.is_made else with_repairs
            _keep(workspace, change(tables, [one.name]))


def _told(repair: KeyRepair, *, declined: bool) -> str:
    """What a repair does; while names are masked only which columns it is about, as keys name clients."""
    if declined:
        return f"{repair.name}: {repair.sentence}"
    return f"{repair.name} (names are masked)" if masked() else repair.sentence


def _keep(workspace: Workspace, tables: TableSet) -> None:
    save(workspace.with_tables(tables))
    st.rerun()

"""Companies and people that stand in a table more than once: proposals to accept, and merges to undo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.tables.merges import Merge
from core.tables.table_set import TableSet
from core.workspace import Workspace
from pages.ui import words
from pages.ui.masking import masked
from pages.ui.state import save

if TYPE_CHECKING:
    from core.tables.duplicates import Duplicate

_SHOWN = 200
_HELP = (
    "Rows are compared by name (without legal forms such as GmbH or Inc., without accents), web domain, mail "
    "address, phone and company. Nothing is merged unless you accept it."
)


@st.cache_resource(max_entries=4, show_spinner="Looking for companies and people that are there twice …")
def _proposals(key: str, _tables: TableSet) -> tuple[Duplicate, ...]:
    from core.tables.duplicates import propose_duplicates

    return propose_duplicates(_tables)


def section(workspace: Workspace, tables: TableSet) -> None:
    """Proposals with boxes to accept them, and accepted ones with boxes to undo them.

    Raises:
        TableError: a table's file is damaged or gone.
    """
    st.subheader("The same company or person twice?", anchor=False, help=_HELP)
    if masked():
        st.caption("Names are masked, and nobody can judge by masked names. Switch masking off to see them.")
        return
    found, merges = _proposals(tables.content_key, tables), _merges(tables)
    if found:
        _accepting(workspace, tables, found)
    elif merges:
        st.text("Nothing else looks like a duplicate.")
    else:
        st.text(
            "Nothing looks like a duplicate. Tables of companies and people are compared, where a column names "
            "their rows and others hold names, web domains or mail addresses."
        )
    if merges:
        _undoing(workspace, tables)


def _accepting(workspace: Workspace, tables: TableSet, found: tuple[Duplicate, ...]) -> None:
    shown = found[:_SHOWN]
    left, right = st.columns([3, 1], vertical_alignment="bottom")
    rest = f" The {_SHOWN} surest are shown." if len(found) > _SHOWN else ""
    left.caption(
        f"{words.count(len(found))} {'proposal' if len(found) == 1 else 'proposals'}.{rest} An accepted one counts "
        "as one row from then on: what belonged to the others belongs to the row that is kept. The files stay as "
        "they are, and it can be undone. The examples, graphs and models of the tables are made anew."
    )
    all_sure = right.toggle("Tick the sure ones", key="data.duplicates.sure", help="Those of 90 % and more.")
    edited = st.data_editor(
        pd.DataFrame(
            {
                "Same": [all_sure and one.confidence >= 0.9 for one in shown],
                "Table": [one.merge.table for one in shown],
                "Kept": [f"{one.kept} · {one.merge.kept}" for one in shown],
                "Merged into it": [_listed(one.merged, one.merge.merged) for one in shown],
                "Sure": [one.confidence for one in shown],
                "Why": [one.why for one in shown],
            }
        ),
        key=f"data.duplicates.{tables.content_key}.{all_sure}",
        width="stretch",
        hide_index=True,
        disabled=["Table", "Kept", "Merged into it", "Sure", "Why"],
        column_config={
            "Same": st.column_config.CheckboxColumn(width="small", help="Tick where they are the same."),
            "Kept": st.column_config.TextColumn(help="The row with more cells filled; its values stay."),
            "Sure": st.column_config.ProgressColumn(format="percent", min_value=0.0, max_value=1.0),
            "Why": st.column_config.TextColumn(width="large"),
        },
    )
    accepted = [one.merge for one, same in zip(shown, edited["Same"], strict=True) if same]
    label = f"Merge {words.count(len(accepted))}" if accepted else "Merge the ticked ones"
    if st.button(label, icon=":material/merge:", key="data.duplicates.merge", disabled=not accepted):
        for merge in accepted:
            tables = tables.with_merge(merge)
        save(workspace.with_tables(tables))
        st.rerun()


def _undoing(workspace: Workspace, tables: TableSet) -> None:
    merges = _merges(tables)
    n_rows = sum(len(merge.merged) for merge in merges)
    rows = "row counts" if n_rows == 1 else "rows count"
    st.caption(f"Merged so far: {words.count(n_rows)} {rows} as another one.")
    shown = tuple(reversed(merges))[:_SHOWN]
    edited = st.data_editor(
        pd.DataFrame(
            {
                "Undo": [False for _ in shown],
                "Table": [merge.table for merge in shown],
                "Kept": [merge.kept for merge in shown],
                "Merged into it": [", ".join(merge.merged) for merge in shown],
            }
        ),
        key=f"data.merges.{tables.content_key}",
        width="stretch",
        hide_index=True,
        disabled=["Table", "Kept", "Merged into it"],
        column_config={"Undo": st.column_config.CheckboxColumn(width="small")},
    )
    undone: list[Merge] = [merge for merge, undo in zip(shown, edited["Undo"], strict=True) if undo]
    with st.container(horizontal=True):
        some = st.button("Undo the ticked ones", key="data.merges.undo", disabled=not undone)
        every = st.button("Undo all", key="data.merges.undo_all")
    if some or every:
        _undo(workspace, tables, merges if every else undone)


def _merges(tables: TableSet) -> list[Merge]:
    """Rows that count as one; other spellings of keys stand among the repairs of keys."""
    return [merge for merge in tables.merges if not merge.is_spelling]


def _undo(workspace: Workspace, tables: TableSet, merges: list[Merge]) -> None:
    for merge in merges:
        tables = tables.without_merge(merge)
    save(workspace.with_tables(tables))
    st.rerun()


def _listed(names: tuple[str, ...], keys: tuple[str, ...]) -> str:
    return ", ".join(f"{name} · {key}" for name, key in zip(names, keys, strict=True))

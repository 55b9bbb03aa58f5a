"""What the values of columns probably mean: proposals to accept, one by one or all at once, and the way back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.tables.display import Names, shown_table
from core.tables.table import Table
from core.workspace import Workspace
from pages.ui.naming import names_in
from pages.ui.plain_text import plain
from pages.ui.state import save
from pages.ui.words import count

if TYPE_CHECKING:
    from core.tables.reading_proposals import Proposal
    from core.tables.recoding import Recoding

_SHOWN = 6
_HELP = (
    "Files say many things in a way of their own: Select for nothing chosen, 44928 for 2 January 2023. Nothing is "
    "changed before you accept it; the file as it came is kept, and each change can be undone."
)


@st.cache_resource(max_entries=32, show_spinner="Looking at what the values mean …")
def _found(typed_key: str, _table: Table) -> tuple[Proposal, ...]:
    from core.tables.proposal_search import find_proposals

    return find_proposals(_table)


def section(workspace: Workspace, tables: Sequence[Table]) -> None:
    """The proposals on all tables of a workspace, and the changes in force.

    Raises:
        TableError: a table's file is damaged.
        StorageError: the disk is full.
    """
    called = names_in(workspace)
    found = [(table, one) for table in tables for one in _found(table.typed_key, table)]
    changed = [table for table in tables if table.recoding is not None and table.recoding.columns]
    if not found and not changed:
        return
    st.subheader("What the values mean", anchor=False, help=_HELP)
    usual = [(table, one) for table, one in found if one.recommended]
    several = len(tables) > 1
    if len(usual) > 1 and st.button(
        f"Accept all {count(len(usual))}", icon=":material/done_all:", key="data.values.all"
    ):
        _accept_all(workspace, usual)
    for table, one in usual[:_SHOWN]:
        _entry(workspace, table, one, called, several=several)
    if len(usual) > _SHOWN:
        with st.expander(f"{count(len(usual) - _SHOWN)} more"):
            for table, one in usual[_SHOWN:]:
                _entry(workspace, table, one, called, several=several)
    _choices(
        workspace, [(table, one) for table, one in found if not one.recommended], called, several=several
    )
    if changed:
        _in_force(workspace, changed, called, several=several)


def _entry(workspace: Workspace, table: Table, proposal: Proposal, called: Names, *, several: bool) -> None:
    """One proposal; of several values that stand for missing some can be left out."""
    key = _key(table, proposal.column, proposal.kind)
    with st.container(border=True, horizontal=True, vertical_alignment="center"):
        with st.container(gap="xsmall"):
            st.markdown(_said(table, proposal.column, proposal.sentence, called, several=several))
            empty = proposal.change.empty
            chosen = empty
            if len(empty) > 1:
                chosen = tuple(
                    st.pills(
                        "Values that count as empty",
                        empty,
                        default=empty,
                        format_func=plain,
                        selection_mode="multi",
                        key=f"{key}.some",
                        label_visibility="collapsed",
                    )
                )
        if st.button("Accept", key=key, width=110, disabled=bool(empty) and not chosen):
            from core.tables.recoding import Recoding

            change = proposal.change.model_copy(update={"empty": chosen})
            _apply(workspace, [(table, Recoding(columns=(change,)))])


def _said(table: Table, column: str, sentence: str, called: Names, *, several: bool) -> str:
    """A sentence on a column with shown names; of several tables with the table's before it."""
    told = called.told(sentence, column, table=table.name if several else None)
    return plain(f"{shown_table(table)}: " * several + told)


def _choices(
    workspace: Workspace, found: Sequence[tuple[Table, Proposal]], called: Names, *, several: bool
) -> None:
    """Other ways to read columns, which nobody recommends but a person may know."""
    if not found:
        return
    one = "1 other way" if len(found) == 1 else f"{count(len(found))} other ways"
    with st.expander(f"{one} to read values, if you know better", icon=":material/alt_route:"):
        for table, proposal in found:
            _entry(workspace, table, proposal, called, several=several)


def _in_force(workspace: Workspace, tables: Sequence[Table], called: Names, *, several: bool) -> None:
    """The changes that were accepted, each with its way back."""
    from core.tables.reading_proposals import in_words
    from core.tables.recoded import restored

    with st.expander("Changed values", icon=":material/undo:", expanded=True):
        for table in tables:
            for change in table.recoding.columns if table.recoding is not None else ():
                with st.container(horizontal=True, vertical_alignment="center"):
                    with st.container():
                        st.markdown(_said(table, change.column, in_words(change), called, several=several))
                    key = _key(table, change.column, "undo")
                    if st.button("Undo", key=key, width=110, type="tertiary"):
                        _save(workspace, [restored(table, [change.column])])
        n_changes = sum(len(table.recoding.columns) for table in tables if table.recoding is not None)
        if n_changes > 1 and st.button(f"Undo all {count(n_changes)}", key="data.values.undo_all"):
            _save(workspace, [restored(table) for table in tables])


def _accept_all(workspace: Workspace, found: Sequence[tuple[Table, Proposal]]) -> None:
    from core.tables.reading_proposals import accepted

    names = dict.fromkeys(table.name for table, _ in found)
    groups = [[(table, one) for table, one in found if table.name == name] for name in names]
    _apply(workspace, [(group[0][0], accepted([one for _, one in group])) for group in groups])


def _apply(workspace: Workspace, changes: Sequence[tuple[Table, Recoding]]) -> None:
    from core.tables.recoded import recoded

    with st.spinner("Reading the values anew …"):
        _save(workspace, [recoded(table, recoding) for table, recoding in changes])


def _save(workspace: Workspace, tables: Sequence[Table]) -> None:
    before = workspace
    for table in tables:
        workspace = workspace.with_values(table)
    save(workspace)
    if said := before.said_of_question(workspace):
        st.toast(plain(names_in(workspace).told(said)), icon=":material/help:", duration="infinite")
    st.rerun()


def _key(table: Table, *parts: str) -> str:
    """A widget's key: one file can stand there under two names, and names may hold any character."""
    return f"data.values.{(table.name, table.content_hash, *parts)!r}"

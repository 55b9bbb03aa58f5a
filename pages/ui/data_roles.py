"""The role of each column, guessed and corrected."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.tables.correction import correct_roles
from core.tables.finding_groups import judged
from core.tables.table import Role, Table
from core.workspace import Workspace
from pages.ui.cache_data import report_of
from pages.ui.naming import names_in
from pages.ui.plain_text import plain
from pages.ui.state import save
from pages.ui.words import count

ROLE_HELP = (
    "id: names the client · number, category, yes/no, date: used to predict · text: shown, not used · "
    "target: the answer to predict · ignore: left aside"
)


def editor(workspace: Workspace) -> None:
    """The table of columns; a changed role is checked and stored.

    Raises:
        TableError: the changed roles do not fit.
    """
    table = workspace.table
    if table is None:
        return
    st.subheader("What each column is", anchor=False)
    before, corrected = workspace, corrected_roles(table)
    if corrected is None:
        if table.id_column is None:
            st.caption("The file names no client, so the rows are called #1, #2, … in file order.")
        return
    changed = [c.name for c in table.columns if corrected.column(c.name).role is not c.role]
    if any(Role.TARGET in (corrected.column(name).role, table.column(name).role) for name in changed):
        workspace = workspace.model_copy(update={"task": None, "run_id": None})
    saved = save(workspace.with_values(corrected))
    st.toast(f"{count(len(changed))} role{'s' if len(changed) > 1 else ''} changed")
    if said := before.said_of_question(saved):
        st.toast(plain(names_in(saved).told(said)), icon=":material/help:", duration="infinite")
    st.rerun()


def corrected_roles(table: Table) -> Table | None:
    """Draws the columns with their roles; the table with the roles the user changed, or None.

    Raises:
        TableError: the changed roles do not fit.
    """
    st.caption(ROLE_HELP)
    found = report_of(table).findings
    edited = st.data_editor(
        pd.DataFrame(
            {
                "Column": [column.name for column in table.columns],
                "Role": [column.role.value for column in table.columns],
                "Why": [judged(column, found) for column in table.columns],
                "Missing": [column.n_missing / max(1, table.n_rows) for column in table.columns],
                "Different values": [column.n_distinct for column in table.columns],
            }
        ),
        key=f"data.roles.{table.content_hash}",
        width="stretch",
        hide_index=True,
        height="content" if len(table.columns) <= 26 else 900,
        disabled=["Column", "Why", "Missing", "Different values"],
        column_config={
            "Column": st.column_config.TextColumn(width="medium", pinned=True),
            "Role": st.column_config.SelectboxColumn(
                options=[role.value for role in Role], required=True, help=ROLE_HELP
            ),
            "Why": st.column_config.TextColumn(width="large"),
            "Missing": st.column_config.NumberColumn(format="percent"),
            "Different values": st.column_config.NumberColumn(format="localized"),
        },
    )
    wanted = dict(zip(edited["Column"], map(Role, edited["Role"]), strict=True))
    if all(wanted[column.name] is column.role for column in table.columns):
        return None
    return correct_roles(table, wanted)

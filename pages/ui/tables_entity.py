"""Makes a table of a column: a partner bank, an employer or an account that so far is only a value."""

from __future__ import annotations

import streamlit as st

from core.tables.table import Role
from core.tables.table_set import TableSet
from core.workspace import Workspace
from pages.ui.state import save

_FEWEST = 3  # different values; a yes/no column names nothing
_HELP = (
    "Choose one column whose values name something, such as a partner bank or an employer. Choose several where "
    "their values name the same things, such as both ends of a transfer: they get one table together."
)


def section(workspace: Workspace, tables: TableSet) -> None:
    """The form, folded; made tables come into the set at once."""
    with st.expander("Make a table from a column", icon=":material/add_box:"):
        st.caption(
            "Each different value becomes a row, known from the first time it is seen, and the column points at it. "
            "Rows that share a value are then linked, and questions can be asked about each of them."
        )
        left, right, button = st.columns([4, 2, 1], vertical_alignment="bottom")
        names = {f"{table}.{column}": (table, column) for table, column in _fitting(tables)}
        chosen = left.multiselect("Columns", [*names], key="data.entity.columns", help=_HELP)
        name = right.text_input(
            "Name of the new table",
            key="data.entity.name",
            placeholder=chosen[0].split(".")[-1] if chosen else "bank",
        )
        if button.button("Make", key="data.entity.make", width="stretch", disabled=not chosen):
            from core.tables.entity_table import with_entity_table

            called = name.strip() or chosen[0].split(".")[-1]
            save(workspace.with_tables(with_entity_table(tables, [names[one] for one in chosen], called)))
            st.rerun()


def _fitting(tables: TableSet) -> list[tuple[str, str]]:
    """Columns whose values may name something: neither keys nor dates nor amounts, and values that come again."""
    found = []
    for linked in tables.tables:
        aside = {linked.primary_key, *(link.column for link in tables.links_from(linked.name))}
        for column in linked.table.columns:
            is_name = column.role in (Role.ID, Role.CATEGORY, Role.TEXT, Role.IGNORE) or (
                column.role is Role.NUMBER and column.name.lower().endswith(("id", "account", "_to", "_from"))
            )
            if is_name and column.name not in aside and column.n_distinct >= _FEWEST:
                found.append((linked.name, column.name))
    return found

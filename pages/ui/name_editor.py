"""What a table, its columns and values are called on screen: proposed, and changed here; of a file or of a set."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.tables.display import named_table, shown_columns, shown_table
from core.tables.table import Role, Table
from pages.ui import cache_task
from pages.ui.masking import masked

_HELP = (
    "Only what is shown changes: models, runs and links keep the names of the file. Take a name away to see the "
    "proposed one again."
)
_VALUED = (Role.TARGET, Role.YES_NO, Role.CATEGORY)
_MOST_VALUES = 200


def editor(table: Table, layout: str | None) -> Table | None:
    """The names of a table as inputs; the table with the names that were changed, or None.

    Args:
        table: Of a file, or one of a set.
        layout: The template that recognised it, or its set.

    Raises:
        TableError: two columns would be shown alike.
    """
    st.caption(_HELP)
    prefix = f"data.names.{table.content_hash}"
    now = shown_table(table)
    called = st.text_input("This table is called", now, key=f"{prefix}.table.{now}", max_chars=80)
    shown = shown_columns(table, layout)
    edited = st.data_editor(
        pd.DataFrame({"In the file": list(shown), "Shown as": list(shown.values())}),
        key=f"{prefix}.columns.{hash(tuple(shown.values()))}",
        width="stretch",
        hide_index=True,
        height="content" if len(shown) <= 16 else 560,
        disabled=["In the file"],
        column_config={"Shown as": st.column_config.TextColumn(max_chars=80)},
    )
    columns = {
        name: "" if pd.isna(said) else str(said)
        for name, said in zip(edited["In the file"], edited["Shown as"], strict=True)
        if pd.isna(said) or str(said) != shown[name]
    }
    values = _values(table, shown, prefix)
    if not columns and not values and called == now:
        return None
    return named_table(table, columns, called=None if called == now else called, values=values, layout=layout)


def _values(table: Table, shown: dict[str, str], prefix: str) -> dict[str, dict[str, str]]:
    """What the values of a chosen column are called, where that was changed."""
    usable = [c.name for c in table.columns if c.role in _VALUED and 0 < c.n_distinct <= _MOST_VALUES]
    usable.sort(key=lambda name: table.column(name).role is not Role.TARGET)
    name = st.selectbox(
        "Names of the values of",
        usable,
        index=None,
        format_func=lambda one: shown[one],
        placeholder="choose a column",
        key=f"{prefix}.of",
    )
    if name is None or masked():
        return {}
    named = dict(table.column(name).value_names)
    known = list(cache_task.values(table, name).counts)
    edited = st.data_editor(
        pd.DataFrame({"In the file": known, "Shown as": [named.get(value, value) for value in known]}),
        key=f"{prefix}.values.{name}.{hash(tuple(named.items()))}",
        width="stretch",
        hide_index=True,
        disabled=["In the file"],
    )
    changed = {
        str(value): "" if pd.isna(said) or str(said) == str(value) else str(said)
        for value, said in zip(edited["In the file"], edited["Shown as"], strict=True)
        if (None if pd.isna(said) else str(said)) != named.get(value, value)
    }
    return {name: changed} if changed else {}

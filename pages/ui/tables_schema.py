"""How several tables hang together: the picture, the links, and what names a row and when it was known."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from core.plots.schema import schema_dot, schema_words
from core.tables.display import Names, named_in_set
from core.tables.marking import (
    AFTER_OUTCOME,
    WITH_ROW,
    known_always,
    later_dates,
    marked,
    when_known,
    with_time_from,
    without_late_time,
)
from core.tables.proposed_names import lower_first
from core.tables.table import Role
from core.tables.table_set import Link, LinkedTable, TableSet
from core.tables.time_proposals import with_late_time, with_time
from core.workspace import Workspace
from pages.ui import name_editor, words
from pages.ui.cache_data import report_of
from pages.ui.column_pictures import column_pictures
from pages.ui.data_report import first_rows, reading_notes, rejected
from pages.ui.data_roles import corrected_roles
from pages.ui.finding_list import finding_list
from pages.ui.mirror import mirror
from pages.ui.plain_text import plain
from pages.ui.state import save

_NONE = "–"
_WHEN = "When it was known"
_REJECTED = "Rejected lines"
_READ = "How it was read"
_OF_THE_FILE = {_READ: reading_notes, _REJECTED: rejected}
_FROM = "filled in later: from "
_KEY_HELP = "Primary key: the column whose value names one row, such as contact_id. Links point at it."
_TIME_HELP = (
    "The date on which a row came to be known, or the row whose date counts: order lines were known with their "
    "order. When the model looks at a day in the past, it sees only rows known by then."
)
_LATE_HELP = (
    "Some rows are completed later: a deal is opened, and its outcome and value are filled in when it is closed. "
    "Those columns count only from that date on. Without such a date nobody can say which of them were known: "
    "mark them as after the outcome, and they are never an input."
)


def picture(tables: TableSet) -> None:
    """The schema as a picture with the same in words."""
    dark = st.context.theme.type == "dark"
    st.graphviz_chart(schema_dot(tables, dark=dark), width="content")
    st.caption(plain(schema_words(tables)) + " Dashed boxes are linked to nothing; dashed arrows are unsure.")


def link_editor(workspace: Workspace, tables: TableSet) -> None:
    """The links with their confidence; unticking takes one out, and one can be added."""
    st.subheader(
        "What points at what",
        anchor=False,
        help="Foreign keys. They were found by the names of the columns and by how many values match.",
    )
    if tables.links:
        _links_in_force(workspace, tables)
    else:
        st.info(
            "No link was found. Say below which column names a row of another table.", icon=":material/link:"
        )
    _adding(workspace, tables)


def _links_in_force(workspace: Workspace, tables: TableSet) -> None:
    edited = st.data_editor(
        pd.DataFrame(
            {
                "Use": [True for _ in tables.links],
                "Table": [link.table for link in tables.links],
                "Column": [link.column for link in tables.links],
                "Points at": [link.to for link in tables.links],
                "Sure": [100 * link.confidence for link in tables.links],
                "No partner": [link.n_dangling for link in tables.links],
                "Why": [link.why for link in tables.links],
            }
        ),
        key=f"data.links.{tables.key}",
        width="stretch",
        hide_index=True,
        disabled=["Table", "Column", "Points at", "Sure", "No partner", "Why"],
        column_config={
            "Use": st.column_config.CheckboxColumn(width=60, help="Untick to take this link out."),
            "Table": st.column_config.TextColumn(width=120),
            "Column": st.column_config.TextColumn(width=120),
            "Points at": st.column_config.TextColumn(width=90),
            "Sure": st.column_config.ProgressColumn(width=95, format="%.0f %%", min_value=0, max_value=100),
            "No partner": st.column_config.NumberColumn(
                width=85, format="localized", help="Filled values that name no row of the other table."
            ),
            "Why": st.column_config.TextColumn(width=260),
        },
    )
    dropped = [link for link, used in zip(tables.links, edited["Use"], strict=True) if not used]
    if dropped:
        for link in dropped:
            tables = tables.without_link(link.table, link.column)
        save(workspace.with_tables(tables))
        st.rerun()


def _adding(workspace: Workspace, tables: TableSet) -> None:
    left, middle, right, button = st.columns([2, 2, 2, 1], vertical_alignment="bottom")
    table = left.selectbox("Table", tables.names, key="data.link.table")
    linked = {link.column for link in tables.links_from(table)}
    free = [c.name for c in tables.table(table).table.columns if c.name not in linked]
    column = middle.selectbox("Column", free, key="data.link.column")
    keyed = [one.name for one in tables.tables if one.primary_key]
    to = right.selectbox(
        "Points at", keyed, key="data.link.to", help="Only tables whose rows have a name can be pointed at."
    )
    lists = st.checkbox(
        "Its cells hold several keys each, as in 12;15",
        key="data.link.lists",
        help="The lists are then split into a table of pairs, one row for each entry, so that all of them are linked.",
    )
    if button.button("Add", key="data.link.add", width="stretch", disabled=not (column and to)):
        from core.tables.list_tables import with_list_split
        from core.tables.measured_links import measured_link

        link = Link(table=str(table), column=str(column), to=str(to), why="Set by you.")
        changed = (
            with_list_split(tables, (link.table, link.column), link.to)
            if lists
            else tables.with_link(measured_link(tables, link))
        )
        save(workspace.with_tables(changed))
        st.rerun()


def table_editor(workspace: Workspace, tables: TableSet) -> None:
    """One table at a time: what names a row, when it was known, its columns and first rows."""
    st.subheader("One table at a time", anchor=False)
    name = st.pills(
        "Table",
        tables.names,
        default=tables.names[0],
        key="data.table",
        format_func=Names.of_tables(tables).table,
        label_visibility="collapsed",
    )
    linked = tables.table(name or tables.names[0])
    called = Names.of_tables(tables, linked.name)
    changed = _clock_inputs(tables, linked, called)
    if changed != linked:
        save(workspace.with_clocks(tables.with_table(changed)))
        st.rerun()
    view = st.segmented_control(
        "View",
        (
            "First rows",
            "Pictures",
            "Quality",
            "Columns",
            "Names",
            _WHEN,
            _READ,
            *([_REJECTED] if linked.table.n_rejected else []),
        ),
        default="First rows" if linked.has_clock and not linked.outcome_columns else _WHEN,
        key="data.table_view",
        label_visibility="collapsed",
    )
    if view == _WHEN:
        known = _when_known(linked, called)
        if known != linked:
            save(workspace.with_clocks(tables.with_table(known)))
            st.rerun()
    elif view in _OF_THE_FILE:
        _OF_THE_FILE[view](linked.table)
    elif view == "Columns":
        corrected = corrected_roles(linked.table)
        if corrected is not None:
            save(workspace.with_values(corrected))
            st.rerun()
    elif view == "Names":
        named = name_editor.editor(linked.table, tables.layout)
        if named is not None:
            save(workspace.with_tables(named_in_set(tables, linked, named)))
            st.rerun()
    elif view == "Pictures":
        column_pictures(linked.table, None, f"data.pictures.{linked.table.content_hash}", called)
    elif view == "Quality":
        # A table beside the one that is asked about may well be small: Task says how many examples there are.
        found = [one for one in report_of(linked.table).findings if one.kind != "few rows"]
        nothing = f"Nothing pressing in {called.table(linked.name)}."
        finding_list(found, nothing, title="", called=called)
    else:
        first_rows(linked.table)


def _clock_inputs(tables: TableSet, linked: LinkedTable, called: Names) -> LinkedTable:
    """The table with the key and times as the inputs say."""
    names = [column.name for column in linked.table.columns]
    dates = [column.name for column in linked.table.columns if column.role is Role.DATE]
    keys = {
        f"with its {lower_first(called.table(link.to))} ({called.column(link.column)})": link.column
        for link in tables.links_from(linked.name)
        if link.to != linked.name and tables.table(link.to).has_clock
    }
    key, time, late = st.columns(3)
    prefix = f"data.{linked.table.content_hash}.{linked.name}"
    chosen_key = _choice(
        key, "What names a row?", names, linked.primary_key, f"{prefix}.key", _KEY_HELP, called
    )
    time_now = next((said for said, column in keys.items() if column == linked.time_from), linked.time_column)
    chosen_time = _choice(time, "Known from", [*dates, *keys], time_now, f"{prefix}.time", _TIME_HELP, called)
    chosen_late = _choice(late, "Completed at", dates, linked.late_time, f"{prefix}.late", _LATE_HELP, called)
    if linked.time_why:
        why = called.told(linked.time_why, linked.time_column)
        st.caption(f"{plain(why)} ({words.percent(linked.time_confidence)} sure)")
    changed = linked.model_copy(update={"primary_key": chosen_key})
    if chosen_time != time_now:
        changed = _with_time(tables, changed, chosen_time, keys)
    if chosen_late != linked.late_time:
        changed = without_late_time(changed)
        if chosen_late is not None:
            changed = with_late_time(tables, changed, chosen_late)
    return changed


def _with_time(
    tables: TableSet, linked: LinkedTable, chosen: str | None, keys: dict[str, str]
) -> LinkedTable:
    """The table with another clock: a date, the row that a key names, or none."""
    if chosen is None:
        return known_always(linked, "Set by hand.")
    if chosen in keys:
        return with_time_from(tables.with_table(linked), linked.name, keys[chosen])
    return with_time(linked, chosen)


def _when_known(linked: LinkedTable, called: Names) -> LinkedTable:
    """The table with its columns known when the list says."""
    st.caption(
        "When was each column known? What is filled in as a row goes on, such as a stage, is no input before that."
        + (
            ""
            if linked.has_clock
            else " This table has no date, so its rows count as known always: is that true?"
        )
    )
    fixed = {linked.primary_key, linked.time_column, linked.late_time}
    columns = [column for column in linked.table.columns if column.name not in fixed]
    from_dates = {f"{_FROM}{called.column(name)}": name for name in later_dates(linked)}
    said = {name: label for label, name in from_dates.items()}
    now = [when_known(linked, column.name) for column in columns]
    edited = st.data_editor(
        pd.DataFrame(
            {
                "Column": [called.column(column.name) for column in columns],
                "Known": [said.get(one, one) for one in now],
            }
        ),
        key=f"data.when.{linked.key}",
        width="stretch",
        hide_index=True,
        disabled=["Column"],
        column_config={
            "Known": st.column_config.SelectboxColumn(
                options=[WITH_ROW, *from_dates, AFTER_OUTCOME], required=True, help=_LATE_HELP
            )
        },
    )
    for column, before, label in zip(columns, now, edited["Known"], strict=True):
        wanted = from_dates.get(str(label), str(label))
        if wanted != before:
            linked = marked(linked, column.name, wanted)
    return linked


def _choice(
    place: st.delta_generator.DeltaGenerator,
    label: str,
    options: list[str],
    value: str | None,
    key: str,
    help_text: str,
    called: Names,
) -> str | None:
    shown = [_NONE, *options]
    mirror(key, value if value in options else _NONE)
    chosen = place.selectbox(label, shown, key=key, help=help_text, format_func=called.column)
    return None if chosen == _NONE else chosen

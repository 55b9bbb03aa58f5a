"""The Data page of a workspace with several tables: what is there, is it good, and how does it hang together?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import streamlit as st

from core.tables.table_set import TableSet
from core.workspace import Workspace
from pages.ui import data_upload, tables_duplicates, tables_entity, tables_schema, tables_upload, words
from pages.ui.frame import facts, go, guarded
from pages.ui.plain_text import plain

if TYPE_CHECKING:
    from core.tables.integrity import IntegrityReport
    from core.tables.integrity_finding import IntegrityFinding

_SHOWN = 6
_GROUPS: tuple[tuple[str, str, str, Literal["red", "orange", "gray"]], ...] = (
    ("problem", "Settle first", ":material/error:", "red"),
    ("check", "Worth a look", ":material/visibility:", "orange"),
    ("info", "Good to know", ":material/info:", "gray"),
)


@st.cache_resource(max_entries=4, show_spinner="Checking how the tables hang together …")
def _report(key: str, _tables: TableSet) -> IntegrityReport:
    from core.tables.integrity import check_integrity

    return check_integrity(_tables)


def show(workspace: Workspace, tables: TableSet) -> None:
    """The page, from the figures down to one table."""
    tables_upload.failures()
    data_upload.new_file(
        "New file",
        "A single file opens in a workspace of its own; several at once do as well, as linked tables.",
    )
    with guarded():
        n_rows = sum(linked.table.n_rows for linked in tables.tables)
        report = _report(tables.key, tables)
        facts(
            [
                (
                    "Tables",
                    words.count(len(tables.tables)),
                    "Files, sheets or tables that were brought together.",
                ),
                ("Rows", words.count(n_rows), "Of all tables together."),
                ("Links", words.count(len(tables.links)), "Columns that name a row of another table."),
                ("Worth a look", words.count(len(report.findings)), "Findings below, the worst first."),
            ]
        )
        if tables.layout:
            st.caption(f"Recognised by its columns: {plain(tables.layout)}.")
        if st.button("Next: say what to predict", type="primary", icon=":material/flag:", key="data.next"):
            go("task")
    with guarded():
        tables_schema.picture(tables)
    with guarded():
        _findings(report)
    with guarded():
        tables_schema.link_editor(workspace, tables)
    with guarded():
        tables_entity.section(workspace, tables)
    with guarded():
        tables_schema.table_editor(workspace, tables)
    with guarded():
        tables_duplicates.section(workspace, tables)


def _said(finding: IntegrityFinding) -> str:
    """A finding with what to do about it, as sentences."""
    parts = (finding.sentence, finding.action)
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def _findings(report: IntegrityReport) -> None:
    st.subheader("What to know before you use it", anchor=False)
    if not report.findings:
        st.text("Nothing pressing: every key finds its row, no key repeats, and no date lies in the future.")
    for severity, label, icon, colour in _GROUPS:
        mine = [finding for finding in report.findings if finding.severity == severity]
        if mine:
            st.badge(label, icon=icon, color=colour)
        for finding in mine[:_SHOWN]:
            st.text(_said(finding))
        if len(mine) > _SHOWN:
            with st.expander(f"{words.count(len(mine) - _SHOWN)} more of this kind"):
                for finding in mine[_SHOWN:]:
                    st.text(_said(finding))

"""The Data page of a workspace with several tables: what is there, is it good, and how does it hang together?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import streamlit as st

from core.tables.display import Names
from core.tables.finding_groups import group_findings
from core.tables.findings import Finding
from core.tables.table_set import TableSet
from core.workspace import Workspace
from pages.ui import (
    data_upload,
    tables_duplicates,
    tables_entity,
    tables_repairs,
    tables_schema,
    tables_upload,
    value_proposals,
    words,
)
from pages.ui.finding_list import finding_list
from pages.ui.frame import facts, go, guarded
from pages.ui.plain_text import plain

if TYPE_CHECKING:
    from core.tables.integrity import IntegrityReport


@st.cache_resource(max_entries=4, show_spinner="Checking how the tables hang together …")
def _report(key: str, _tables: TableSet) -> IntegrityReport:
    from core.tables.integrity import check_integrity

    return check_integrity(_tables)


def _pressing(findings: Sequence[Finding]) -> tuple[str, str, str]:
    """The figure of the entries of the list below that want something."""
    groups = group_findings(findings)
    n_quiet = sum(group.severity == "info" for group in groups)
    return (
        "Worth a look",
        words.count(len(groups) - n_quiet),
        f"Entries below that want something from you, the worst first; {words.count(n_quiet)} more only tell.",
    )


def show(workspace: Workspace, tables: TableSet) -> None:
    """The page, from the figures down to one table."""
    tables_upload.failures()
    data_upload.new_file()
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
                (
                    "Rejected lines",
                    words.count(sum(linked.table.n_rejected for linked in tables.tables)),
                    "Lines of the files that could not be read as rows; each table below lists its own.",
                ),
                ("Links", words.count(len(tables.links)), "Columns that name a row of another table."),
                _pressing(report.findings),
            ]
        )
        if tables.layout:
            st.caption(f"Recognised by its columns: {plain(tables.layout)}.")
        if st.button("Next: say what to predict", type="primary", icon=":material/flag:", key="data.next"):
            go("task")
    with guarded():
        tables_schema.picture(tables)
    with guarded():
        finding_list(
            report.findings,
            "Nothing pressing: every key finds its row, no key repeats, and no date lies in the future.",
            called=Names.of_tables(tables),
        )
    with guarded():
        tables_repairs.section(workspace, tables)
    with guarded():
        value_proposals.section(workspace, [linked.table for linked in tables.tables])
    with guarded():
        tables_schema.link_editor(workspace, tables)
    with guarded():
        tables_entity.section(workspace, tables)
    with guarded():
        tables_schema.table_editor(workspace, tables)
    with guarded():
        tables_duplicates.section(workspace, tables)

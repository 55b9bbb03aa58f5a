"""The quality report of a table, kept between reruns."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from core.tables.table import Table

if TYPE_CHECKING:
    from core.tables.quality import QualityReport


@st.cache_resource(max_entries=8, show_spinner="Looking at the quality of the table …")
def _report(content_hash: str, roles_key: str, _table: Table) -> QualityReport:
    from core.tables.quality import quality_report

    return quality_report(_table)


def report_of(table: Table) -> QualityReport:
    """The quality report under the roles in force.

    Raises:
        StorageError: the table's file is gone.
    """
    return _report(table.content_hash, table.roles_key, table)

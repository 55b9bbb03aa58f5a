"""What stands in a table: figures, first rows, columns in figures, rejected lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.number_words import number_words
from core.tables.set_aside import IN_WORDS
from core.tables.table import Role, Table
from pages.ui.dates import date_columns
from pages.ui.frame import facts
from pages.ui.masking import unnamed, without_names
from pages.ui.plain_text import plain
from pages.ui.words import count, percent

if TYPE_CHECKING:
    from core.tables.quality import QualityReport


def tiles(table: Table, report: QualityReport) -> None:
    """The table in six numbers."""
    facts(
        [
            ("Clients (rows)", count(report.n_rows), f"Rows read from {plain(table.source_name)}."),
            ("Columns", count(report.n_columns), "Columns of the file, with their roles below."),
            (
                "Missing",
                percent(report.share_missing) if report.share_missing >= 0.001 else count(report.n_missing),
                f"{count(report.n_missing)} of {count(report.n_rows * report.n_columns)} cells are empty.",
            ),
            ("Duplicates", count(report.n_duplicates), "Rows that repeat an earlier row in every column."),
            ("Rejected lines", count(report.n_rejected), "Lines of the file that could not be read as rows."),
            (
                "Fingerprint",
                table.content_hash[:6],
                "Short for the content of this table, as a fingerprint is for a person. "
                f"{table.content_hash}: the hash of the file and how it was read. The same file gives the "
                "same fingerprint, and every score can be traced to it.",
            ),
        ]
    )


def first_rows(table: Table) -> None:
    """The first rows as they are used."""
    rows = without_names(table.head(200), table)
    if table.id_column is None:
        rows.index = pd.Index([f"#{place}" for place in range(1, len(rows) + 1)])
    st.dataframe(
        rows,
        width="stretch",
        height=320,
        hide_index=table.id_column is not None,
        placeholder="–",
        column_config=date_columns(rows),
    )
    if table.n_rows > 200:
        st.caption(f"The first 200 of {count(table.n_rows)} rows.")


def columns_in_figures(report: QualityReport) -> None:
    """One line a column."""
    st.dataframe(
        pd.DataFrame(
            {
                "Column": [c.name for c in report.columns],
                "Role": [c.role.value for c in report.columns],
                "Missing": [c.n_missing / max(1, report.n_rows) for c in report.columns],
                "Different values": [c.n_distinct for c in report.columns],
                "Smallest": [_cell(c.minimum) for c in report.columns],
                "Middle": [_cell(c.median) for c in report.columns],
                "Largest": [_cell(c.maximum) for c in report.columns],
                "Most frequent": [unnamed(c.most_frequent, c.role) for c in report.columns],
                "Far outside": [c.n_outliers for c in report.columns],
                "Rare values": [c.n_rare for c in report.columns],
            }
        ),
        width="stretch",
        hide_index=True,
        column_config={
            "Missing": st.column_config.NumberColumn(format="percent"),
            "Different values": st.column_config.NumberColumn(format="localized"),
            "Far outside": st.column_config.NumberColumn(
                format="localized", help="Numbers more than three quartile distances beyond the quartiles."
            ),
            "Rare values": st.column_config.NumberColumn(help="Values with fewer than 20 rows."),
        },
    )


def _cell(value: float | str | None) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{number_words(value, 6)}"


def rejected(table: Table) -> None:
    """The lines that are not rows, with their number and the reason."""
    lines = pd.DataFrame(
        {
            "Line": [line.line for line in table.rejected],
            "Why": [line.reason for line in table.rejected],
            "What stands there": [unnamed(line.text, Role.TEXT) for line in table.rejected],
        }
    )
    st.dataframe(lines, width="stretch", hide_index=True)
    if table.n_rejected > len(lines):
        st.caption(f"The first {count(len(lines))} of {count(table.n_rejected)} rejected lines.")
    st.download_button(
        "Rejected lines (CSV)",
        data=lambda: _csv(lines),
        file_name=f"{table.name}_rejected.csv",
        mime="text/csv",
        key="data.rejected_csv",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
    )


def _csv(frame: pd.DataFrame) -> bytes:
    from core.leads.export import to_csv

    return to_csv(frame)


def reading_notes(table: Table) -> None:
    """How the file was read, one plain sentence a line, and what was set aside, with its lines."""
    if table.set_aside:
        st.text("Set aside or changed on the way in:")
        st.dataframe(
            pd.DataFrame(
                {
                    "What": [IN_WORDS[one.kind] for one in table.set_aside],
                    "How many": [one.count for one in table.set_aside],
                    "Lines": [", ".join(f"{line:,}" for line in one.lines) for one in table.set_aside],
                    "What stands there": [unnamed(one.text, Role.TEXT) for one in table.set_aside],
                }
            ),
            width="stretch",
            hide_index=True,
        )
    for note in table.notes:
        st.text(note)

"""Findings on screen, one entry a kind, the worst first: what is found, where, and what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd
import streamlit as st

from core.tables.display import UNNAMED, Names
from core.tables.finding_groups import FindingGroup, group_findings
from core.tables.findings import Finding, Severity
from pages.ui.plain_text import plain
from pages.ui.words import count

_LOOKS: dict[Severity, tuple[str, str, Literal["red", "orange", "gray"]]] = {
    "problem": ("Settle first", ":material/error:", "red"),
    "check": ("Worth a look", ":material/visibility:", "orange"),
    "info": ("Good to know", ":material/info:", "gray"),
}
_NAMED = 8  # names said at once; all of them stand behind "show"
_TABLE_PX = 320


def finding_list(
    findings: Sequence[Finding],
    nothing: str,
    title: str = "What to know before you use it",
    called: Names = UNNAMED,
) -> None:
    """The findings by kind; those that want nothing are folded.

    Args:
        findings: Of one table, or of a set of tables.
        nothing: What is said where nothing is pressing.
        title: Above the list; "" for none.
        called: What columns and tables are called.
    """
    if title:
        st.subheader(title, anchor=False)
    groups = group_findings(findings)
    pressing = [group for group in groups if group.severity != "info"]
    rest = [group for group in groups if group.severity == "info"]
    if not pressing:
        st.text(nothing)
    _entries(pressing, called)
    if rest:
        things = (
            "1 thing to know that wants" if len(rest) == 1 else f"{count(len(rest))} things to know that want"
        )
        with st.expander(f"{things} nothing from you", icon=":material/info:"):
            _entries(rest, called)


def _entries(groups: Sequence[FindingGroup], called: Names) -> None:
    before = None
    for group in groups:
        label, icon, colour = _LOOKS[group.severity]
        if group.severity not in (before, "info"):
            st.badge(label, icon=icon, color=colour)
        before = group.severity
        _entry(group, called)


def _entry(group: FindingGroup, called: Names) -> None:
    """One kind of finding: its title and columns, what to do, and each finding behind a fold."""
    with st.container(border=True, gap="xsmall"):
        first = group.findings[0]
        st.markdown(
            f"**{plain(group.title)}**"
            if len(group.findings) > 1
            else plain(_told(first, group.title, called))
        )
        if len(group.findings) > 1:
            st.caption(_named([_shown(finding, called) for finding in group.findings]))
        if group.action:
            st.caption(f":material/arrow_forward: {plain(group.action)}")
        if len(group.findings) > 1:
            with st.expander("Show each", type="compact"):
                _each(group, called)


def _shown(finding: Finding, called: Names) -> str:
    """What a finding is about, as people call it."""
    if finding.table is None:
        return called.column(finding.column or "")
    table = called.table(finding.table)
    return f"{table}: {called.column(finding.column, finding.table)}" if finding.column else table


def _told(finding: Finding, sentence: str, called: Names) -> str:
    """A sentence of a finding with shown names."""
    table = finding.table
    return called.told(sentence, finding.column or table, table=table)


def _named(names: Sequence[str]) -> str:
    shown, more = names[:_NAMED], len(names) - _NAMED
    return ", ".join(map(plain, shown)) + (f" and {count(more)} more" if more > 0 else "")


def _each(group: FindingGroup, called: Names) -> None:
    actions = [finding.action if not group.action else "" for finding in group.findings]
    lines = pd.DataFrame(
        {
            "About": [_shown(finding, called) for finding in group.findings],
            "Count": [finding.count for finding in group.findings],
            "What was found": [_told(finding, finding.sentence, called) for finding in group.findings],
            "What to do": actions,
        }
    )
    st.dataframe(
        lines if any(actions) else lines.drop(columns="What to do"),
        width="stretch",
        height="content" if len(lines) < 9 else _TABLE_PX,
        hide_index=True,
        column_config={
            "About": st.column_config.TextColumn(width="medium"),
            "Count": st.column_config.NumberColumn(width="small", format="localized"),
            "What was found": st.column_config.TextColumn(width="large"),
        },
    )

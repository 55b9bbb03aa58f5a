"""The schema picture: tables as boxes with their keys and clocks, links as arrows, as a Graphviz text."""

from __future__ import annotations

from core.plots.template import GREY, TEAL
from core.tables.table_set import LinkedTable, TableSet

_INK, _PAPER = "#14213D", "#E8ECF1"
_LONGEST = 60  # characters of one line in a box
_SURE = 0.6  # links below this confidence are drawn dashed


def schema_dot(tables: TableSet, *, dark: bool = False) -> str:
    """The picture as DOT; every text that came from a file is escaped.

    An arrow whose column is called like the key that it names goes without a word: the box shows it already.

    Args:
        tables: The tables and the links in force.
        dark: For a dark page.
    """
    ink = _PAPER if dark else _INK
    lines = [
        "digraph schema {",
        'rankdir=LR; bgcolor="transparent"; nodesep=0.35; ranksep=0.9;',
        f'node [shape=box, style=rounded, color="{GREY}", fontcolor="{ink}", fontname="sans-serif", fontsize=11];',
        f'edge [color="{TEAL}", fontcolor="{ink}", fontname="sans-serif", fontsize=10, arrowsize=0.7];',
    ]
    for linked in tables.tables:
        lonely = not tables.links_from(linked.name) and not tables.links_to(linked.name)
        style = ', style="rounded,dashed"' if lonely else ""
        lines.append(f"{_quoted(linked.name)} [label={_quoted(_box(linked))}{style}];")
    for link in tables.links:
        style = ", style=dashed" if link.confidence < _SURE else ""
        told = "" if link.column == tables.table(link.to).primary_key else f", label={_quoted(link.column)}"
        lines.append(
            f"{_quoted(link.table)} -> {_quoted(link.to)} [tooltip={_quoted(link.name)}{told}{style}];"
        )
    return "\n".join([*lines, "}"])


def schema_words(tables: TableSet) -> str:
    """The same in words, for those who do not see the picture."""
    said = [f"{link.table} points at {link.to} by {link.column}" for link in tables.links]
    return "; ".join(said) + "." if said else "No table points at another."


def _box(linked: LinkedTable) -> str:
    parts = [linked.name, f"{linked.table.n_rows:,} rows"]
    if linked.primary_key:
        parts.append(f"key: {linked.primary_key}")
    if linked.time_column:
        parts.append(f"known from: {linked.time_column}")
    elif linked.time_from:
        parts.append(f"known with: {linked.time_from}")
    if linked.late_time:
        parts.append(f"completed at: {linked.late_time}")
    if linked.outcome_columns:
        parts.append(f"after the outcome: {', '.join(linked.outcome_columns)}"[:_LONGEST])
    return "\n".join(parts)


def _quoted(text: str) -> str:
    """A DOT string: line breaks as \\n, nothing of the text can end it."""
    plain = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", " ")
    return f'"{plain}"'

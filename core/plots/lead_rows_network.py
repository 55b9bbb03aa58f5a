"""The picture of the rows around one lead as plain data for vis-network: a shape and a colour for each table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from core.explanation.lead_explanation import LeadExplanation
from core.explanation.row_evidence import RowEvidence
from core.explanation.sentences import percent
from core.explanation.spoken import day_words, signed
from core.plots.tables_network import SHAPES, type_styles

MARKS = dict(zip(SHAPES, "●■◆▲⬢▼★", strict=True))  # the shapes as text
MIDDLE = 0  # the lead's number in the picture; row `number` is `number` + 1
_NEAR, _FAR = 10, 16  # rows drawn one link away, and further
_RADII = (150.0, 290.0)
_STRETCH = 1.55  # the frame is wider than high
_LABEL_LENGTH = 18
_MIN_WIDTH, _MAX_WIDTH = 1.0, 8.0


def lead_rows_payload(explanation: LeadExplanation, node_types: tuple[str, ...]) -> dict[str, Any]:
    """Nodes and links for `pages.ui.network`; every text is plain text, never HTML.

    The strongest rows one link away stand on an inner ring, those behind them on an outer one beside them; the same
    explanation always gives the same picture. Links are as wide as the model looked at the row, or, without
    attention, as the row moved the chance.

    Args:
        explanation: Of a lead of many tables.
        node_types: All node types of the graph, which fixes colours and shapes.

    Returns:
        {"nodes": [...], "edges": [...], "text": one sentence that says the same}
    """
    rows = shown_rows(explanation.rows)
    styles, strengths, places = type_styles(node_types), strengths_of(rows), _places(rows)
    nodes: list[dict[str, Any]] = [
        {
            "id": MIDDLE,
            "label": _short(explanation.id),
            "title": f"{explanation.id}\nthis lead",
            "x": 0.0,
            "y": 0.0,
            "size": 24,
            "group": "you",
        }
    ]
    for row in rows:
        (colour, shape), (x, y) = styles[row.node_type], places[row.number]
        nodes.append(
            {
                "id": row.number + 1,
                "label": _short(row.name),
                "title": "\n".join(_hover(row)),
                "x": x,
                "y": y,
                "size": 15 if row.hop == 1 else 10,
                "group": "type",
                "fill": colour,
                "shape": shape,
            }
        )
    edges = [
        {
            "from": row.number + 1,
            "to": row.parent + 1,
            "width": round(_MIN_WIDTH + (_MAX_WIDTH - _MIN_WIDTH) * strengths[row.number], 2),
            "main": row.hop == 1,
            "outcome": True,
        }
        for row in rows
    ]
    return {"nodes": nodes, "edges": edges, "text": in_words(explanation)}


def shown_rows(rows: Sequence[RowEvidence]) -> list[RowEvidence]:
    """The rows that are drawn: the strongest, and those over which they are heard."""
    near = [row for row in rows if row.hop == 1][:_NEAR]
    kept = {row.number: row for row in near}
    for _ in range(2):  # rows behind rows: two rounds reach three links
        for row in rows:
            if row.hop > 1 and row.parent in kept and len(kept) < len(near) + _FAR:
                kept.setdefault(row.number, row)
    return list(kept.values())


def legend(explanation: LeadExplanation, node_types: tuple[str, ...]) -> list[tuple[str, str]]:
    """(shape as text, table) of each kind of row in the picture; late halves are "(later)"."""
    styles, shown = type_styles(node_types), {row.node_type: row for row in shown_rows(explanation.rows)}
    return [
        (MARKS[styles[name][1]], shown[name].table + (" (later)" if name != shown[name].table else ""))
        for name in node_types
        if name in shown
    ]


def strengths_of(rows: Sequence[RowEvidence]) -> dict[int, float]:
    """0 … 1 by row: the share of attention, or the points against the strongest."""
    if any(row.attention is not None for row in rows):
        return {row.number: row.attention or 0.0 for row in rows}
    most = max((abs(row.contribution) for row in rows), default=0.0) or 1.0
    return {row.number: abs(row.contribution) / most for row in rows}


def in_words(explanation: LeadExplanation) -> str:
    """The picture as one sentence."""
    if not explanation.rows:
        return f"No row of another table was linked to {explanation.id} on {day_words(explanation.as_of)}."
    told = ", ".join(f"{kind.n_rows:,} as {kind.kind}" for kind in explanation.kinds if kind.n_rows)
    return f"{explanation.id} hears rows of other tables as of {day_words(explanation.as_of)}: {told}."


def _hover(row: RowEvidence) -> list[str]:
    lines = [row.called, row.kind, *(f"{column}: {text}" for column, text in row.cells.items())]
    lines += [day_words(row.when)] if row.when else []
    lines.append(f"{signed(row.contribution)} points")
    if row.attention is not None:
        lines.append(f"looked at {percent(row.attention)}")
    if row.chance_without is not None:
        lines.append(f"chance without it {percent(row.chance_without)}")
    return [*lines, "a click opens it"] if row.lead_row >= 0 else lines


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 1] + "…"


def _places(rows: Sequence[RowEvidence]) -> Mapping[int, tuple[float, float]]:
    """Clockwise from the top; a row gets as much of the circle as there are rows behind it."""
    behind: dict[int, list[RowEvidence]] = {}
    for row in rows:
        behind.setdefault(row.parent, []).append(row)

    def leaves(row: RowEvidence) -> list[RowEvidence]:
        found = []
        for other in behind.get(row.number, []):
            found += [other, *leaves(other)]
        return found

    near = sorted(behind.get(-1, []), key=lambda row: (row.kind, row.number))
    sizes = [max(len(leaves(row)), 1) for row in near]
    slots, first, found = max(sum(sizes), 1), 0, {}
    for row, size in zip(near, sizes, strict=True):
        found[row.number] = _at(first + (size - 1) / 2, slots, _RADII[0])
        for place, other in enumerate(leaves(row)):
            found[other.number] = _at(first + place, slots, _RADII[1])
        first += size
    return found


def _at(slot: float, slots: int, radius: float) -> tuple[float, float]:
    angle = 2 * np.pi * slot / slots - np.pi / 2
    return round(float(_STRETCH * radius * np.cos(angle)), 1), round(float(radius * np.sin(angle)), 1)

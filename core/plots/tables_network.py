"""The picture of one row of many tables and those around it: colours and shapes by table, places fixed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from core.graph.relational_neighborhood import RelatedRow, RelationalNeighborhood
from core.plots.template import OKABE_ITO

SHAPES = ("dot", "square", "diamond", "triangle", "hexagon", "triangleDown", "star")
_RADII = {1: 190.0, 2: 330.0}
_STRETCH = 1.55  # the frame is wider than high
_LABEL_LENGTH = 20


def type_styles(node_types: tuple[str, ...]) -> dict[str, tuple[str, str]]:
    """(colour, shape) of each node type, always the same for the same graph."""
    return {
        name: (OKABE_ITO[place % len(OKABE_ITO)], SHAPES[place % len(SHAPES)])
        for place, name in enumerate(node_types)
    }


def tables_payload(
    around: RelationalNeighborhood,
    node_types: tuple[str, ...],
    *,
    strength: Mapping[int, float] | None = None,
    names: Mapping[int, str] | None = None,
) -> dict[str, Any]:
    """Nodes and links for `pages.ui.network`; every text is plain text, never HTML.

    Args:
        around: Who is around.
        node_types: All node types of the graph, which fixes colours and shapes.
        strength: By place in `around.rows`, 0…1: sets the width of the links.
        names: Names instead of labels by place (masked clients).

    Returns:
        {"nodes": [...], "edges": [...], "middle": 0, "text": one sentence that says the same}
    """
    styles = type_styles(node_types)
    places = _places(around)
    called = dict(names or {})
    nodes = []
    for place, row in enumerate(around.rows):
        colour, shape = styles[row.node_type]
        name = called.get(place) or _name(row)
        x, y = places[place]
        nodes.append(
            {
                "id": place,
                "label": name[:_LABEL_LENGTH] if row.hop < 2 or len(around.rows) < 30 else "",
                "title": _title(row, name),
                "x": x,
                "y": y,
                "size": 24 if place == 0 else 15 if row.hop == 1 else 10,
                "group": "you" if place == 0 else "type",
                "fill": colour,
                "shape": shape,
            }
        )
    edges = []
    seen: set[tuple[int, int]] = set()
    for link in around.links:
        ends = (min(link.source, link.destination), max(link.source, link.destination))
        if ends in seen:
            continue
        seen.add(ends)
        main = 0 in ends
        share = 0.3 if strength is None else strength.get(max(ends), 0.0)
        edges.append(
            {
                "from": link.source,
                "to": link.destination,
                "width": 1.0 + 6.0 * share if main else 1.0,
                "title": link.title,
                "main": main,
                "outcome": True,
            }
        )
    return {"nodes": nodes, "edges": edges, "middle": 0, "text": _sentence(around)}


def day_words(days: float | None) -> str:
    """Days since 1970 as "21 Nov 2026"; "always" where there is no day."""
    if days is None:
        return "always"
    day = pd.Timestamp(0) + pd.Timedelta(days=days)
    return f"{day.day} {day:%b %Y}"


def _places(around: RelationalNeighborhood) -> list[tuple[float, float]]:
    """The middle, and rings by hop; rows of one type stand beside each other."""
    places: list[tuple[float, float]] = [(0.0, 0.0)] * len(around.rows)
    for hop in {row.hop for row in around.rows[1:]}:
        mine = [place for place, row in enumerate(around.rows) if row.hop == hop]
        mine.sort(key=lambda place: (around.rows[place].node_type, place))
        radius = _RADII.get(hop, 120.0 + 120.0 * hop)
        for number, place in enumerate(mine):
            angle = 2 * np.pi * number / len(mine) - np.pi / 2 + 0.35 * (hop - 1)
            places[place] = (round(_STRETCH * radius * np.cos(angle), 1), round(radius * np.sin(angle), 1))
    return places


def _name(row: RelatedRow) -> str:
    """What a row is called in the picture: first and last name or its most telling column, else its key."""
    cells = {re.sub(r"[\s_]", "", column.lower()): value for column, value in row.labels}
    if cells.get("firstname") and cells.get("lastname"):
        return f"{cells['firstname']} {cells['lastname']}"
    return row.labels[0][1] if row.labels and row.labels[0][1] else row.id


def _title(row: RelatedRow, name: str) -> str:
    lines = [name, f"{row.table.replace('_', ' ')} {row.id}"]
    lines += [f"{column.replace('_', ' ')}: {value}" for column, value in row.labels]
    if row.time is not None:
        lines.append(f"known from {day_words(row.time)}")
    return "\n".join(lines)


def _sentence(around: RelationalNeighborhood) -> str:
    heard = [one for one in around.heard if one.n_known]
    if not heard:
        return "Nothing is linked to this row as of that day."
    parts = [f"{one.n_known:,} {one.title}" for one in sorted(heard, key=lambda one: -one.n_known)]
    return f"As of {day_words(around.as_of)} it hears {', '.join(parts)}."

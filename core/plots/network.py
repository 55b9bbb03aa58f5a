"""The picture of one neighbourhood: nodes, links and fixed places as plain data for vis-network."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.graph.neighborhood import Neighborhood

INNER = 10  # clients on the inner ring
_RADII = (170.0, 300.0)
_STRETCH = 1.55  # the frame is wider than high
_LABEL_LENGTH = 18
_MIN_WIDTH, _MAX_WIDTH = 1.0, 8.0

ANSWER_GROUPS = {1: "yes", 0: "no", -1: "unknown"}


def network_payload(
    around: Neighborhood,
    *,
    strength: Mapping[int, float] | None = None,
    answer_words: Mapping[int, str] | None = None,
    relation_words: Mapping[str, str] | None = None,
    names: Mapping[int, str] | None = None,
    strength_word: str = "similarity",
) -> dict[str, Any]:
    """Nodes and links for `pages.ui.network`, built with pyvis; every text is plain text, never HTML.

    Places are fixed: the strongest ten on an inner ring, the others on an outer one, clockwise from the top.
    The same neighbourhood always gives the same picture.

    Args:
        around: Who is around.
        strength: By row, such as the share of attention; sets the width of the links and the order. None:
            similarity.
        answer_words: What 1, 0 and -1 are called, such as "said yes".
        relation_words: What the relations are called.
        names: Names instead of ids by row (masked clients).
        strength_word: What the strength is called.

    Returns:
        {"nodes": [...], "edges": [...], "text": one sentence that says the same}
    """
    from pyvis.network import Network

    words = {1: "said yes", 0: "said no", -1: "not yet known"} | dict(answer_words or {})
    called = dict(relation_words or {})
    strengths = {
        n.row: n.similarity if strength is None else strength.get(n.row, 0.0) for n in around.neighbours
    }
    ordered = sorted(around.neighbours, key=lambda n: (-strengths[n.row], n.row))
    label = {around.row: around.id} | {n.row: n.id for n in ordered} | dict(names or {})
    picture = Network(directed=True)
    middle = label[around.row]
    picture.add_node(
        around.row, label=_short(middle), title=f"{middle}\nthis client", group="you", x=0.0, y=0.0, size=26
    )
    for place, neighbour in enumerate(ordered):
        lines = [
            label[neighbour.row],
            words[neighbour.answer],
            *(called.get(name, name.replace("_", " ")) for name in neighbour.relations),
            f"{strength_word} {100 * strengths[neighbour.row]:.0f} %",
        ]
        if around.unit:
            lines.append(gap_words(neighbour.gap, around.unit))
        x, y = _at(place, len(ordered))
        picture.add_node(
            neighbour.row,
            label=_short(label[neighbour.row]),
            title="\n".join(lines),
            group=ANSWER_GROUPS[neighbour.answer],
            x=x,
            y=y,
            size=14,
        )
    widest = max(strengths.values(), default=0.0) or 1.0
    for source, destination, name in around.links:
        to_middle = destination == around.row
        share = strengths.get(source, 0.0) / widest if to_middle else 0.0
        picture.add_edge(
            source,
            destination,
            width=round(_MIN_WIDTH + (_MAX_WIDTH - _MIN_WIDTH) * share, 2) if to_middle else 0.6,
            outcome=name in around.outcome_relations,
            main=to_middle,
        )
    return {"nodes": picture.nodes, "edges": picture.edges, "text": in_words(around, words)}


def in_words(around: Neighborhood, words: Mapping[int, str]) -> str:
    """The picture as one sentence."""
    if not around.neighbours:
        return f"{around.id} has no links in this graph."
    counts = {answer: sum(n.answer == answer for n in around.neighbours) for answer in (1, 0, -1)}
    told = ", ".join(f"{n} {words[answer]}" for answer, n in counts.items() if n)
    shown = len(around.neighbours)
    of = f"{shown}" if shown == around.n_heard else f"{shown} of {around.n_heard}"
    return f"{around.id} hears {around.n_heard} clients; shown are {of}: {told}."


def gap_words(gap: float, unit: str) -> str:
    """ "312 rows earlier", "1 day earlier", "5 days later"."""
    size = abs(gap)
    number = f"{size:,.0f}" if size == round(size) or size >= 10 else f"{size:,.1f}"
    noun = unit.rstrip("s") if number == "1" else unit
    return f"{number} {noun} {'later' if gap < 0 else 'earlier'}"


def _short(label: str) -> str:
    return label if len(label) <= _LABEL_LENGTH else label[: _LABEL_LENGTH - 1] + "…"


def _at(place: int, n: int) -> tuple[float, float]:
    """Where the neighbour of that place stands, clockwise from the top."""
    ring = 0 if place < INNER else 1
    on_ring = min(n, INNER) if ring == 0 else n - INNER
    step = place if ring == 0 else place - INNER
    angle = 2 * np.pi * (step + 0.5 * ring) / on_ring - np.pi / 2
    radius = _RADII[ring]
    return round(float(_STRETCH * radius * np.cos(angle)), 1), round(float(radius * np.sin(angle)), 1)

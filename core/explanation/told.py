"""What the linked clients answered, counted and in words."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.explanation.attribution import Array, Attribution
from core.explanation.evidence import gap_unit
from core.explanation.sentences import heard_words
from core.graph.customer_graph import CustomerGraph


@dataclass(frozen=True)
class Told:
    """Words on what was heard.

    Attributes:
        sentence: "9 of the 12 most similar clients contacted earlier said yes"; "" where the count would not
            explain the direction of the move.
        answers: "9 of 12 yes".
        clients: "14 clients".
    """

    sentence: str = ""
    answers: str = ""
    clients: str = ""


def told_words(
    graph: CustomerGraph,
    row: int,
    attribution: Attribution,
    *,
    points: Array,
    positive: str,
) -> Told:
    """Counts the answers that came over the outcome relation that moved the chance most.

    Args:
        graph: The whole graph.
        row: The client.
        attribution: Its units.
        points: (C,) their percentage points.
        positive: Its positive value.
    """
    n_others = np.unique(attribution.neighbours[attribution.neighbours >= 0]).size
    clients = f"{n_others} client{'' if n_others == 1 else 's'}" if n_others else ""
    names = np.array(attribution.names, dtype=object)[attribution.from_outcome]
    if not names.size:
        return Told(clients=clients)
    amounts = points[attribution.from_outcome]
    moved = {name: float(amounts[names == name].sum()) for name in dict.fromkeys(names)}
    strongest = max(moved, key=lambda name: abs(moved[name]))
    edges = graph.relations[strongest]
    first, last = np.searchsorted(edges.edge_index[1], [row, row + 1])
    sources = edges.edge_index[0, first:last]
    heard = [
        (bool(graph.y[source] == 1), float(gap))
        for source, gap in zip(sources, edges.gap[first:last], strict=True)
    ]
    share = float(np.mean(graph.y[sources] == 1)) if sources.size else 0.0
    usual = float((graph.y[graph.y >= 0] == 1).mean())
    fits = (share > usual) == (moved[strongest] > 0)
    everybody = graph.y[attribution.neighbours[attribution.from_outcome]]
    return Told(
        sentence=heard_words(heard, positive, strongest, gap_unit(graph)) if fits and heard else "",
        answers=f"{int((everybody == 1).sum())} of {everybody.size} {positive}",
        clients=clients,
    )

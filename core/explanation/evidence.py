"""The neighbours of one client as evidence: who was heard, what was known, what each did to the chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.explanation.lead_explanation import NeighbourEvidence
from core.explanation.sentences import gap_words, neighbour_sentence
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN
from core.training.calibration import Calibration

UNKNOWN = "not yet known"


@dataclass(frozen=True)
class Heard:
    """What a model can tell of how it heard other clients, by their row.

    Attributes:
        attention: Row -> combined share; empty where the model has none.
        layers: Per layer, row -> the client's share.
        layer_names: Their names.
        without: The raw probability with one row removed.
        without_links: The raw probability with all links removed.
    """

    without: Callable[[int], float]
    without_links: float
    attention: dict[int, float] = field(default_factory=dict)
    layers: list[dict[int, float]] = field(default_factory=list)
    layer_names: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Link:
    """A neighbour's links into the client."""

    relations: tuple[str, ...]
    gap: float
    outcome_heard: bool


def links_into(graph: CustomerGraph, row: int) -> dict[int, Link]:
    """Who the client hears directly: source row -> relations, gap, and whether its outcome was known."""
    found: dict[int, Link] = {}
    for edges in graph.relations.values():
        first, last = np.searchsorted(edges.edge_index[1], [row, row + 1])
        for place in range(first, last):
            source, gap = int(edges.edge_index[0, place]), float(edges.gap[place])
            known = found.get(source, Link((), gap, False))
            names = tuple(dict.fromkeys((*known.relations, edges.name)))
            found[source] = Link(names, max(gap, known.gap), known.outcome_heard or edges.carries_outcome)
    return found


def gap_unit(graph: CustomerGraph) -> str:
    """What gaps are counted in: "rows", "days", or "" without a clock."""
    if graph.time is None:
        return ""
    return "days" if graph.task.get("split", {}).get("kind") == "time" else "rows"


def neighbours(
    graph: CustomerGraph,
    row: int,
    heard: Heard,
    *,
    points: dict[int, float],
    answers: pd.Series,
    calibration: Calibration,
    probability: float,
    most: int = 30,
    most_removed: int = 10,
) -> tuple[NeighbourEvidence, ...]:
    """The neighbours that count most, strongest first.

    A neighbour's outcome is shown only where it was known to the model's clock: heard over an outcome
    relation, or, without a clock, in the training part. Others are "not yet known", whatever the table
    holds today.

    Args:
        graph: The whole graph.
        row: The client.
        heard: What the model heard.
        points: Row -> percentage points of its columns and outcome together.
        answers: The target column as the table has it.
        calibration: From raw probabilities to chances.
        probability: The client's chance.
        most: At most so many.
        most_removed: For so many of them, the chance without them is worked out.
    """
    links = links_into(graph, row)
    order = _order(row, links, points, heard.attention)[:most]
    unit = gap_unit(graph)
    evidence = []
    for place, source in enumerate(order):
        link = links.get(source, Link((), 0.0, False))
        known = link.outcome_heard or (graph.time is None and graph.part[source] == TRAIN)
        without = float(calibration.apply(heard.without(source))) if place < most_removed else None
        one = NeighbourEvidence(
            row=source,
            id=str(graph.ids[source]),
            relations=link.relations or ("over another client",),
            outcome=str(answers.iloc[source]) if known and graph.y[source] >= 0 else UNKNOWN,
            gap=gap_words(link.gap, unit),
            attention=heard.attention.get(source, 0.0) if heard.attention else None,
            attention_per_layer=tuple(layer.get(source, 0.0) for layer in heard.layers),
            contribution=points.get(source),
            score_without=without,
        )
        text = neighbour_sentence(one, probability, UNKNOWN)
        evidence.append(one.model_copy(update={"sentence": text}))
    return tuple(evidence)


def _order(
    row: int, links: dict[int, Link], points: dict[int, float], attention: dict[int, float]
) -> list[int]:
    """Rows by what they did to the chance, then by attention; direct links that did nothing come last."""
    return sorted(
        (set(links) | set(points) | set(attention)) - {row},
        key=lambda source: (
            -round(abs(points.get(source, 0.0)), 3),
            -attention.get(source, 0.0),
            source not in links,
            source,
        ),
    )

"""The neighbours of one client as evidence: who was heard, what was known, what each did to the chance."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pandas as pd

from core.explanation.lead_explanation import NeighbourEvidence
from core.explanation.sentences import gap_words, neighbour_sentence
from core.graph.customer_graph import CustomerGraph
from core.graph.neighborhood import neighborhood
from core.training.calibration import Calibration

UNKNOWN = "not yet known"
INDIRECT = "over another client"


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
    direct = {n.row: n for n in neighborhood(graph, row, max_neighbours=graph.n_nodes).neighbours}
    order = _order(row, set(direct), points, heard.attention)[:most]
    evidence = []
    for place, source in enumerate(order):
        link = direct.get(source)
        without = float(calibration.apply(heard.without(source))) if place < most_removed else None
        one = NeighbourEvidence(
            row=source,
            id=str(graph.ids[source]),
            relations=link.relations if link else (INDIRECT,),
            outcome=str(answers.iloc[source]) if link and link.answer >= 0 else UNKNOWN,
            gap=gap_words(link.gap, gap_unit(graph)) if link else "",
            attention=heard.attention.get(source, 0.0) if heard.attention else None,
            attention_per_layer=tuple(layer.get(source, 0.0) for layer in heard.layers),
            contribution=points.get(source),
            score_without=without,
        )
        text = neighbour_sentence(one, probability, UNKNOWN)
        evidence.append(one.model_copy(update={"sentence": text}))
    return tuple(evidence)


def gap_unit(graph: CustomerGraph) -> str:
    """What gaps are counted in: "rows", "days", or "" without a clock."""
    if graph.time is None:
        return ""
    return "days" if graph.task.get("split", {}).get("kind") == "time" else "rows"


def _order(row: int, direct: set[int], points: dict[int, float], attention: dict[int, float]) -> list[int]:
    """Rows by what they did to the chance, then by attention; direct links that did nothing come last."""
    return sorted(
        (direct | set(points) | set(attention)) - {row},
        key=lambda source: (
            -round(abs(points.get(source, 0.0)), 3),
            -attention.get(source, 0.0),
            source not in direct,
            source,
        ),
    )

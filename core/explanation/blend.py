"""A blend explained by its parts: it is a weighted mean of log-odds, so contributions are weighted sums."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from core.explanation.attribution import Array, Attribution
from core.explanation.evidence import Heard
from core.training.calibration import log_odds, sigmoid


def blended_attribution(parts: Sequence[Attribution], weights: Array) -> Attribution:
    """Units that several parts share are added up; taking one away takes it from every part."""
    units: dict[tuple[str, int, bool], int] = {}
    places = []
    for part in parts:
        keys = zip(part.names, part.neighbours.tolist(), part.from_outcome.tolist(), strict=True)
        places.append(np.array([units.setdefault(key, len(units)) for key in keys], dtype=np.int64))
    contributions = np.zeros(len(units))
    for part, weight, place in zip(parts, weights, places, strict=True):
        np.add.at(contributions, place, weight * part.contributions)

    def removal(taken: npt.NDArray[np.bool_]) -> Array:
        total = np.zeros(len(taken))
        for part, weight, place in zip(parts, weights, places, strict=True):
            total += weight * part.removal(taken[:, place])
        return total

    methods = " and ".join(dict.fromkeys(part.method for part in parts))
    return Attribution(
        method=f"weighted sum of its models: {methods}",
        names=[name for name, _, _ in units],
        contributions=contributions,
        value=float(sum(w * part.value for w, part in zip(weights, parts, strict=True))),
        baseline=float(sum(w * part.baseline for w, part in zip(weights, parts, strict=True))),
        removal=removal,
        neighbours=np.array([row for _, row, _ in units], dtype=np.int64),
        from_outcome=np.array([outcome for _, _, outcome in units], dtype=bool),
    )


def blended_heard(
    parts: Sequence[Heard | None], titles: Sequence[str], values: Sequence[float], weights: Array
) -> Heard | None:
    """What the blend heard: removals through all parts, attention as the weighted mean of those that have it.

    Args:
        parts: Of each model, None where it hears no links.
        titles: The models' names on screen.
        values: Their logits, which stay where nobody is heard.
        weights: Of the blend.
    """
    if all(part is None for part in parts):
        return None

    def together(answers: list[float | None]) -> float:
        logits = [
            value if answer is None else float(log_odds(answer))
            for value, answer in zip(values, answers, strict=True)
        ]
        return float(sigmoid(float(np.dot(weights, logits))))

    looking = [
        (part, title, weight)
        for part, title, weight in zip(parts, titles, weights, strict=True)
        if part is not None and part.attention
    ]
    total = sum(weight for _, _, weight in looking) or 1.0
    combined: dict[int, float] = {}
    for part, _, weight in looking:
        for row, share in part.attention.items():
            combined[row] = combined.get(row, 0.0) + share * weight / total
    several = len(looking) > 1
    return Heard(
        without=lambda row: together([None if part is None else part.without(row) for part in parts]),
        without_links=together([None if part is None else part.without_links for part in parts]),
        attention=combined,
        layers=[layer for part, _, _ in looking for layer in part.layers],
        layer_names=[
            f"{title}, {name}" if several else name for part, title, _ in looking for name in part.layer_names
        ],
    )

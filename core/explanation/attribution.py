"""What moved one client's logit, in units that can be taken away: columns and neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Removal = Callable[[npt.NDArray[np.bool_]], Array]
"""(T, C) which units are taken away in each of T trials -> (T,) logits of the client without them."""


@dataclass(frozen=True)
class Attribution:
    """C units and their contributions to one client's logit.

    Attributes:
        method: In words: "integrated gradients", "TreeSHAP", "weights times values", "points".
        names: C names: a source column, or what is heard from neighbours.
        neighbours: C rows of the graph, -1 for the client's own columns.
        from_outcome: (C,) True where the unit is a neighbour's known outcome rather than its columns.
        contributions: (C,) on the logit scale.
        value: The client's logit.
        baseline: The logit that the contributions start from.
        removal: The model's answer to taking units away.
    """

    method: str
    names: list[str]
    contributions: Array
    value: float
    baseline: float
    removal: Removal
    neighbours: npt.NDArray[np.int64] = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    from_outcome: npt.NDArray[np.bool_] = field(default_factory=lambda: np.empty(0, dtype=bool))

    def __post_init__(self) -> None:
        if not self.neighbours.size:
            object.__setattr__(self, "neighbours", np.full(len(self.names), -1, dtype=np.int64))
        if not self.from_outcome.size:
            object.__setattr__(self, "from_outcome", np.zeros(len(self.names), dtype=bool))

    @property
    def completeness_gap(self) -> float:
        """Share of the way from baseline to value that the contributions leave unexplained, 0 … 1."""
        left = abs(self.value - self.baseline - float(self.contributions.sum()))
        way = max(abs(self.value - self.baseline), float(np.abs(self.contributions).sum()), 1e-9)
        return min(left / way, 1.0)


def summed_by(names: list[str], values: Array) -> tuple[list[str], Array]:
    """Sums the last axis over equal names, which keep the order of their first appearance."""
    order = list(dict.fromkeys(names))
    place = {name: i for i, name in enumerate(order)}
    which = np.array([place[name] for name in names], dtype=np.int64)
    summed = np.zeros((*values.shape[:-1], len(order)))
    for i in range(len(order)):
        summed[..., i] = values[..., which == i].sum(axis=-1)
    return order, summed

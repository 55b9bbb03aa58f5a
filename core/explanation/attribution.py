"""What moved one client's logit, in units that can be taken away: columns and neighbours."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

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
        names: C names: a source column; for neighbours `LINK_COLUMNS`, or the relation an outcome came over;
            `LINKS` for inputs that stand for other clients without naming them.
        contributions: (C,) on the logit scale.
        value: The client's logit.
        baseline: The logit that the contributions start from.
        removal: The model's answer to taking units away.
        neighbours: (C,) rows of the graph, -1 for the client's own columns.
        from_outcome: (C,) True where the unit is a neighbour's known outcome rather than its columns.
    """

    method: str
    names: list[str]
    contributions: Array
    value: float
    baseline: float
    removal: Removal
    neighbours: npt.NDArray[np.int64]
    from_outcome: npt.NDArray[np.bool_]

    @classmethod
    def of_columns(
        cls,
        method: str,
        names: list[str],
        contributions: Array,
        *,
        value: float,
        baseline: float,
        removal: Removal,
    ) -> Self:
        """An attribution to the client's own columns only."""
        nobody = np.full(len(names), -1, dtype=np.int64)
        no_outcome = np.zeros(len(names), dtype=bool)
        return cls(
            method=method,
            names=names,
            contributions=contributions,
            value=value,
            baseline=baseline,
            removal=removal,
            neighbours=nobody,
            from_outcome=no_outcome,
        )

    @property
    def completeness_gap(self) -> float:
        """Share of the way from baseline to value that the contributions leave unexplained, 0 … 1."""
        left = abs(self.value - self.baseline - float(self.contributions.sum()))
        way = max(abs(self.value - self.baseline), float(np.abs(self.contributions).sum()), 1e-9)
        return min(left / way, 1.0)

    def grouped(self, most_neighbours: int = 20) -> tuple[Array, Removal]:
        """The same in coarser units: columns, the strongest neighbours, and all other neighbours as one.

        Returns:
            (G,) contributions and the removal for (T, G) coarse units.
        """
        rows = np.unique(self.neighbours[self.neighbours >= 0])
        weight = np.array([abs(self.contributions[self.neighbours == row].sum()) for row in rows])
        strongest = rows[np.argsort(-weight, kind="stable")[:most_neighbours]]
        place = {int(row): i for i, row in enumerate(strongest)}
        columns = [name for name, row in zip(self.names, self.neighbours, strict=True) if row < 0]
        order = {name: i for i, name in enumerate(dict.fromkeys(columns))}
        group = np.array(
            [
                order[name] if row < 0 else len(order) + place.get(int(row), len(place))
                for name, row in zip(self.names, self.neighbours, strict=True)
            ]
        )
        size = int(group.max()) + 1 if group.size else 0
        coarse = np.bincount(group, self.contributions, size).astype(np.float64)

        def removal(taken: npt.NDArray[np.bool_]) -> Array:
            return self.removal(taken[:, group])

        return coarse, removal


def by_neighbour(attribution: Attribution, values: Array) -> dict[int, float]:
    """Row -> sum of (C,) values over what was heard of that neighbour, columns and outcomes."""
    found: dict[int, float] = {}
    for row, value in zip(attribution.neighbours.tolist(), values.tolist(), strict=True):
        if row >= 0:
            found[row] = found.get(row, 0.0) + value
    return found


def summed_by(names: list[str], values: Array) -> tuple[list[str], Array]:
    """Sums the last axis over equal names, which keep the order of their first appearance."""
    order = list(dict.fromkeys(names))
    place = {name: i for i, name in enumerate(order)}
    which = np.array([place[name] for name in names], dtype=np.int64)
    summed = np.zeros((*values.shape[:-1], len(order)))
    for i in range(len(order)):
        summed[..., i] = values[..., which == i].sum(axis=-1)
    return order, summed

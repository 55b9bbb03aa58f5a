"""What rows around training leads are like on average: the baseline of explanations over many tables."""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from core.explanation.linear import train_means
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TRAIN
from core.training.relational_inputs import RelationalSource
from models.relational.schema import EXAMPLE

_SAMPLE = 128
_LEADS_AT_ONCE = 32


class AverageInputs:
    """Mean inputs by node type and distance, over all rows around 128 training leads as of their seed times.

    Nothing that happened after the last training lead's seed time is part of it.

    Args:
        source: Cuts the trees.
        graph: The examples.
        seed: Of the sample of training leads.
    """

    def __init__(self, source: RelationalSource, graph: CustomerGraph, seed: int = 0) -> None:
        train = graph.rows_of(TRAIN)
        draw = np.random.default_rng(seed)
        chosen = np.sort(draw.choice(train, min(_SAMPLE, len(train)), replace=False))
        n_hops = source.num_hops + 1
        channels = {name: source.schema.channels(name) for name in source.schema.node_types}
        self._sums = {name: np.zeros((n_hops, n)) for name, n in channels.items()}
        self._counts = {name: np.zeros(n_hops) for name in channels}
        for start in range(0, len(chosen), _LEADS_AT_ONCE):
            inputs = source.batch(chosen[start : start + _LEADS_AT_ONCE])
            for name in channels:
                hop = inputs.batch.hop[name]
                np.add.at(self._sums[name], hop, inputs.x_dict[name].double().numpy())
                self._counts[name] += np.bincount(hop, minlength=n_hops)
        self._example = torch.from_numpy(train_means(graph))

    def of(self, x: dict[str, Tensor], hop: dict[str, np.ndarray]) -> dict[str, Tensor]:
        """(n, F) by type: each row at the average of its type and distance, in the shapes of `x`.

        A type that no training lead heard at that distance has the average of its other distances, or 0.
        """
        found = {name: torch.from_numpy(self._means(name)[hop[name]]) for name in x if name != EXAMPLE}
        if EXAMPLE in x:
            found[EXAMPLE] = self._example[None, :].expand_as(x[EXAMPLE])
        return found

    def _means(self, name: str) -> np.ndarray:
        """(hops, F)."""
        sums, counts = self._sums[name], self._counts[name]
        anywhere = sums.sum(axis=0) / max(counts.sum(), 1.0)
        means = sums / np.maximum(counts, 1.0)[:, None]
        return np.where(counts[:, None] > 0, means, anywhere)

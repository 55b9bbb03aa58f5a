"""Attention of several layers combined into one share a neighbour (attention rollout)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Shares = Mapping[int, float]


def rollout(row: int, layers: Sequence[Mapping[int, Shares]]) -> dict[int, float]:
    """How much of `row`'s last-layer state was looked up from each node, through all layers.

    Attention rollout (Abnar & Zuidema, 2020, "Quantifying Attention Flow in Transformers", ACL, eq. 1)
    multiplies the layers' attention matrices. There, half of each layer is the identity for the residual
    connection. Here each node attends to itself as well, which plays that part, so the matrices are
    multiplied as they are: combined = A_L · … · A_1, row `row`.

    Args:
        row: The node that is explained.
        layers: First layer first. Each maps a node to its attention over source nodes (itself included,
            summing to 1). A node that a layer does not list keeps its state (attends to itself alone).

    Returns:
        Source node -> combined share; the shares sum to 1.
    """
    flow: dict[int, float] = {row: 1.0}
    for layer in reversed(layers):
        below: dict[int, float] = {}
        for node, amount in flow.items():
            for source, share in layer.get(node, {node: 1.0}).items():
                below[source] = below.get(source, 0.0) + amount * share
        flow = below
    return flow


def mixed(parts: Sequence[Shares]) -> dict[int, float]:
    """The plain mean of several distributions over nodes (empty ones are left out); the result sums to 1."""
    heard = [part for part in parts if part]
    combined: dict[int, float] = {}
    for part in heard:
        for source, share in part.items():
            combined[source] = combined.get(source, 0.0) + share / len(heard)
    return combined

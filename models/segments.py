"""Sums, means and softmaxes over the edges of each destination node."""

from __future__ import annotations

import torch
from torch import Tensor


def segment_sum(values: Tensor, index: Tensor, size: int) -> Tensor:
    """Sum of `values` (E, ...) over equal `index` (E,), shape (size, ...)."""
    out = values.new_zeros((size, *values.shape[1:]))
    return out.index_add(0, index, values)


def segment_mean(values: Tensor, index: Tensor, size: int) -> Tensor:
    """Mean of `values` (E, C) over equal `index` (E,), shape (size, C); 0 where there is none."""
    count = torch.bincount(index, minlength=size).clamp(min=1).to(values.dtype)
    return segment_sum(values, index, size) / count.unsqueeze(1)


def segment_softmax(scores: Tensor, index: Tensor, size: int, own: Tensor) -> tuple[Tensor, Tensor]:
    """Softmax over the edges of each destination and one more entry, its own.

    Args:
        scores: (E, heads) of the edges.
        index: (E,) destination of each edge in 0 … size - 1.
        size: Number of destinations.
        own: (size, heads) score of each destination's own entry.

    Returns:
        (E, heads) and (size, heads); for each destination and head they sum to 1.
    """
    spread = index.unsqueeze(1).expand(-1, scores.shape[1])
    # The highest score is taken off, so that exp never overflows; it cancels out.
    highest = own.detach().scatter_reduce(0, spread, scores.detach(), "amax")
    edge = torch.exp(scores - highest.index_select(0, index))
    self_entry = torch.exp(own - highest)
    total = segment_sum(edge, index, size) + self_entry
    return edge / total.index_select(0, index), self_entry / total

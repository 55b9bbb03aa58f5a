"""The one place where known outcomes of earlier clients enter: a last, single hop over the outcome relations.

A client's own outcome can never come back to it over two hops, because what is read here goes nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional

from models.column_inputs import Steps, quantile_edges
from models.layers import LayerEdges
from models.segments import segment_softmax, segment_sum

PRIOR = 1.0  # "nobody" counts as so many clients with the average answer
_MAX_STEPS = 12
_HEAD_WIDTH = 8
_MOST_HEADS = 8  # over all relations


class RelationAttention(nn.Module):
    """Attention over the earlier clients of one relation, and "nobody".

    score_ij = a . LeakyReLU(W_k h_j + W_q h_i + W_e e_ij) per head, as in `models.layers.GATv2`, with h_j of
    the source's own columns; nobody has a score of its own.
    """

    def __init__(self, channels: int, n_attributes: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        inner = heads * _HEAD_WIDTH
        self.key = nn.Linear(channels, inner)
        self.query = nn.Linear(channels, inner)
        self.attributes = nn.Linear(n_attributes, inner, bias=False)
        self.attention = nn.Parameter(torch.empty(heads, _HEAD_WIDTH))
        self.nobody = nn.Parameter(torch.zeros(heads))
        nn.init.normal_(self.attention, std=0.1)  # nearly the plain mean to begin with

    def forward(self, key: Tensor, h: Tensor, edges: LayerEdges, start: int) -> tuple[Tensor, Tensor]:
        """Shares of the edges (E, heads) and of nobody (n, heads) for destinations start … start + n - 1."""
        index = edges.destination - start
        terms = (
            key.index_select(0, edges.source)
            + self.query(h).index_select(0, index)
            + self.attributes(edges.attributes)
        )
        terms = functional.leaky_relu(terms, 0.2).view(-1, self.heads, _HEAD_WIDTH)
        scores = (terms * self.attention).sum(-1)
        return segment_softmax(scores, index, h.shape[0], self.nobody.expand(h.shape[0], -1))


class OutcomeReader(nn.Module):
    """For each outcome relation the share of yes among those heard, as steps, and how many were heard.

    rate_i = sum_j alpha_ij y_j + alpha_i0 p, with p the share of yes in training and alpha_i0 the share of
    "nobody", so that a client who hears few is told the average. With attention alpha is learned, per
    relation; without, it is 1 / (n_i + 1) for each of the n_i heard and for nobody.

    Args:
        channels: Width of node embeddings (used by attention only).
        n_relations: Number R of outcome relations.
        n_attributes: Edge attributes.
        heads: Attention heads wanted a relation; 0: the plain mean. Many relations get fewer, 8 in all.
        n_steps: Steps a relation; `fit` fills them in.
    """

    base_rate: Tensor

    def __init__(
        self, channels: int, n_relations: int, n_attributes: int, heads: int, n_steps: Sequence[int]
    ) -> None:
        super().__init__()
        self.heads = 0 if heads == 0 else max(1, min(heads, _MOST_HEADS // n_relations))
        self.register_buffer("base_rate", torch.full((1,), 0.5))
        self.steps = nn.ModuleList(Steps(number) for number in n_steps)
        self.attentions = nn.ModuleList(
            RelationAttention(channels, n_attributes, self.heads)
            for _ in range(n_relations if self.heads else 0)
        )
        widths = [max(self.heads, 1) * number + 1 for number in n_steps]
        self.out_channels = sum(widths)
        self.groups = torch.repeat_interleave(torch.arange(n_relations), torch.tensor(widths))

    @staticmethod
    def edges_of(rates: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Where the steps of a relation begin and end, from the plain rates of the training rows (n,)."""
        edges = quantile_edges(rates, _MAX_STEPS)
        return edges if len(edges) > 1 else np.array([0.0, 1.0])

    def fit(self, base_rate: float, edges: Sequence[npt.NDArray[np.float64]]) -> None:
        """Fills in the share of yes in training and the ends of each relation's steps."""
        self.base_rate.fill_(base_rate)
        for number, ends in enumerate(edges):
            self.steps[number] = Steps.between([(0, ends)])

    def project(self, number: int, h_own: Tensor) -> Tensor:
        """What relation `number` looks at in each client, from the embedding of its own columns."""
        if not self.heads:
            return h_own
        key: Tensor = cast(RelationAttention, self.attentions[number]).key(h_own)
        return key

    def told(
        self, number: int, key: Tensor, h: Tensor, edges: LayerEdges, y_source: Tensor, start: int
    ) -> tuple[Tensor, Tensor, Tensor]:
        """What relation `number` tells the destinations start … start + n - 1.

        Args:
            number: The relation.
            key: From `project`.
            h: (n, channels) embeddings of the destinations.
            edges: The relation's edges into them.
            y_source: (E,) known outcomes of the sources, 0 … 1.
            start: First destination.

        Returns:
            (n, channels of this relation); shares of the edges (E, heads) and of nobody (n, heads).
        """
        index, size = edges.destination - start, h.shape[0]
        count = torch.bincount(index, minlength=size).to(y_source.dtype)
        if self.heads:
            alpha, nobody = self.attentions[number](key, h, edges, start)
        else:
            nobody = (PRIOR / (count + PRIOR)).unsqueeze(1)
            alpha = (nobody / PRIOR).index_select(0, index)
        rate = segment_sum(alpha * y_source.unsqueeze(1), index, size) + nobody * self.base_rate
        steps = [self.steps[number](rate[:, head : head + 1]) for head in range(rate.shape[1])]
        return torch.cat([*steps, 0.2 * torch.log1p(count).unsqueeze(1)], dim=1), alpha, nobody

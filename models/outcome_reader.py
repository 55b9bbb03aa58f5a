"""The one place where known outcomes of earlier clients enter: a last, single hop over the outcome relations.

A client's own outcome can never come back to it over two hops, because what is read here goes nowhere else.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.layers import LayerEdges
from models.segments import segment_softmax, segment_sum


class OutcomeReader(nn.Module):
    """What the earlier clients j, linked to i by outcome relations, tell i.

    Each says v_j = ReLU(W_v h_j + U [y_j, 1 - y_j, e_ij] + r_ij) with h_j the embedding of its own columns, y_j its
    outcome, e_ij the edge's attributes and r_ij the relation's embedding. With attention, i hears the mean of the v_j
    weighted by shares as in `models.layers.GATv2` over all outcome edges and "nobody"; without, the plain mean per
    relation.

    Args:
        channels: Width of node embeddings, and of what is returned.
        n_relations: Number of outcome relations.
        n_attributes: Edge attributes.
        heads: Attention heads; 0: the plain mean.
    """

    def __init__(self, channels: int, n_relations: int, n_attributes: int, heads: int) -> None:
        super().__init__()
        self.heads, self.n_relations = heads, n_relations
        self.width = channels // max(heads, 1)
        inner = self.width * max(heads, 1)
        self.value = nn.Linear(channels, inner)
        self.told = nn.Linear(n_attributes + 2, inner, bias=False)
        self.relation_value = nn.Embedding(n_relations, inner)
        if heads:
            self.key = nn.Linear(channels, inner)
            self.query = nn.Linear(channels, inner)
            self.told_key = nn.Linear(n_attributes + 2, inner, bias=False)
            self.relation_key = nn.Embedding(n_relations + 1, inner)  # the last one: nobody
            self.attention = nn.Parameter(torch.empty(heads, self.width))
            nn.init.xavier_uniform_(self.attention)
        self.out = nn.Linear(inner if heads else inner * n_relations, channels)

    def project(self, h_source: Tensor) -> tuple[Tensor, ...]:
        """What each client would say, from the embedding of its own columns (N, channels)."""
        return (self.value(h_source), self.key(h_source)) if self.heads else (self.value(h_source),)

    def gather(
        self, projected: tuple[Tensor, ...], h: Tensor, edges: LayerEdges, y_source: Tensor, start: int
    ) -> tuple[Tensor, tuple[Tensor, Tensor] | None]:
        """What the destinations hear.

        Args:
            projected: From `project`.
            h: (n, channels) embeddings of the destinations start … start + n - 1.
            edges: Outcome edges into these destinations.
            y_source: (E,) known outcomes of the sources, 0 … 1.
            start: First destination.

        Returns:
            (n, channels), and with attention the shares of edges (E, heads) and of nobody (n, heads).
        """
        index, size = edges.destination - start, h.shape[0]
        told = torch.cat([y_source.unsqueeze(1), 1 - y_source.unsqueeze(1), edges.attributes], dim=1)
        said = functional.relu(
            projected[0].index_select(0, edges.source) + self.told(told) + self.relation_value(edges.relation)
        )
        if not self.heads:
            slot = index * self.n_relations + edges.relation
            count = torch.bincount(slot, minlength=size * self.n_relations).clamp(min=1).to(said.dtype)
            mean = segment_sum(said, slot, size * self.n_relations) / count.unsqueeze(1)
            return self.out(mean.view(size, -1)), None
        asked = self.query(h)
        terms = (
            projected[1].index_select(0, edges.source)
            + asked.index_select(0, index)
            + self.told_key(told)
            + self.relation_key(edges.relation)
        )
        alpha, nobody = segment_softmax(
            self._score(terms), index, size, self._score(asked + self.relation_key.weight[-1])
        )
        weighed = (said.view(-1, self.heads, self.width) * alpha.unsqueeze(-1)).flatten(1)
        return self.out(segment_sum(weighed, index, size)), (alpha, nobody)

    def _score(self, terms: Tensor) -> Tensor:
        """(n, heads * width) -> (n, heads)."""
        return (functional.leaky_relu(terms, 0.2).view(-1, self.heads, self.width) * self.attention).sum(-1)

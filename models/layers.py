"""Graph layers that hear linked clients' columns: GCN, GraphSAGE and GATv2.

A layer works in two steps, so that many nodes can be handled in pieces: `project(h)` once for all nodes, then
`gather(projected, edges, start, stop)` for the destinations start … stop - 1.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.segments import segment_mean, segment_softmax, segment_sum


@dataclass(frozen=True)
class LayerEdges:
    """Edges into some destinations, all relations together or one of them.

    Attributes:
        source: (E,) node heard.
        destination: (E,) node that hears, ascending.
        relation: (E,) number of the relation.
        attributes: (E, A) edge attributes.
        degree: (N,) number of links heard, all relations, plus 1 for the node itself.
    """

    source: Tensor
    destination: Tensor
    relation: Tensor
    attributes: Tensor
    degree: Tensor

    def span(self, start: int, stop: int) -> slice:
        """Where the edges stand whose destination is in start … stop - 1."""
        limits = torch.tensor([start, stop], device=self.destination.device)
        first, last = torch.searchsorted(self.destination, limits).tolist()
        return slice(first, last)

    def into(self, start: int, stop: int) -> LayerEdges:
        """The edges whose destination is in start … stop - 1."""
        span = self.span(start, stop)
        return LayerEdges(
            self.source[span],
            self.destination[span],
            self.relation[span],
            self.attributes[span],
            self.degree,
        )


class Layer(nn.Module):
    """Base of the graph layers, `channels` in and out."""

    def project(self, h: Tensor) -> tuple[Tensor, ...]:
        """What each node says and asks, from h (N, channels)."""
        raise NotImplementedError

    def gather(
        self, projected: tuple[Tensor, ...], edges: LayerEdges, start: int, stop: int
    ) -> tuple[Tensor, tuple[Tensor, Tensor] | None]:
        """(stop - start, channels) and, for attention, the shares of edges (E, heads) and self (n, heads)."""
        raise NotImplementedError


class GCN(Layer):
    """h'_i = sum over j in N(i) and i of W h_j / sqrt(d_i d_j), d the degree with the self-loop.

    T. Kipf, M. Welling, "Semi-supervised classification with graph convolutional networks", ICLR 2017, eq. 2
    (eq. 1 of the paper that this app follows).
    """

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.linear = nn.Linear(channels, channels)

    def project(self, h: Tensor) -> tuple[Tensor, ...]:
        return (functional.linear(h, self.linear.weight),)

    def gather(
        self, projected: tuple[Tensor, ...], edges: LayerEdges, start: int, stop: int
    ) -> tuple[Tensor, None]:
        said = projected[0]
        scale = edges.degree.to(said.dtype).rsqrt()
        weight = scale[edges.source] * scale[edges.destination]
        linked = segment_sum(
            said.index_select(0, edges.source) * weight.unsqueeze(1),
            edges.destination - start,
            stop - start,
        )
        own = said[start:stop] * scale[start:stop].square().unsqueeze(1)
        return linked + own + self.linear.bias, None


class SAGE(Layer):
    """h'_i = W h_i + sum over relations r of W_r mean over j in N_r(i) of h_j.

    W. Hamilton, R. Ying, J. Leskovec, "Inductive representation learning on large graphs", NeurIPS 2017.
    """

    def __init__(self, channels: int, n_relations: int) -> None:
        super().__init__()
        self.own = nn.Linear(channels, channels)
        self.linked = nn.ModuleList(nn.Linear(channels, channels, bias=False) for _ in range(n_relations))

    def project(self, h: Tensor) -> tuple[Tensor, ...]:
        return (self.own(h), *(linear(h) for linear in self.linked))

    def gather(
        self, projected: tuple[Tensor, ...], edges: LayerEdges, start: int, stop: int
    ) -> tuple[Tensor, None]:
        out = projected[0][start:stop]
        for number, said in enumerate(projected[1:]):
            mine = edges.relation == number
            heard = said.index_select(0, edges.source[mine])
            out = out + segment_mean(heard, edges.destination[mine] - start, stop - start)
        return out, None


class GATv2(Layer):
    """h'_i = sum over j in N(i) and i of alpha_ij W_l h_j, per head, over all relations together.

    alpha_ij = softmax_j(a . LeakyReLU(W_l h_j + W_r h_i + r_ij + W_e e_ij)), with r_ij the relation's embedding (a
    client's link to itself is a relation of its own) and e_ij the edge's attributes.
    S. Brody, U. Alon, E. Yahav, "How attentive are graph attention networks?", ICLR 2022.
    """

    def __init__(self, channels: int, n_relations: int, n_attributes: int, heads: int) -> None:
        super().__init__()
        self.heads, self.width = heads, channels // heads
        inner = self.heads * self.width
        self.source = nn.Linear(channels, inner)
        self.destination = nn.Linear(channels, inner)
        self.relation = nn.Embedding(n_relations + 1, inner)  # the last one: the node itself
        self.attributes = nn.Linear(n_attributes, inner, bias=False)
        self.attention = nn.Parameter(torch.empty(heads, self.width))
        self.out = nn.Linear(inner, channels)
        nn.init.xavier_uniform_(self.attention)
        nn.init.normal_(self.relation.weight, std=0.1)

    def project(self, h: Tensor) -> tuple[Tensor, ...]:
        return self.source(h), self.destination(h)

    def gather(
        self, projected: tuple[Tensor, ...], edges: LayerEdges, start: int, stop: int
    ) -> tuple[Tensor, tuple[Tensor, Tensor]]:
        said, asked = projected
        index, size = edges.destination - start, stop - start
        heard = said.index_select(0, edges.source)  # (E, heads * width)
        edge_term = self.relation(edges.relation) + self.attributes(edges.attributes)
        scores = self._score(heard + asked[start:stop].index_select(0, index) + edge_term)
        own = self._score(said[start:stop] + asked[start:stop] + self.relation.weight[-1])
        alpha, own_alpha = segment_softmax(scores, index, size, own)
        mixed = segment_sum(self._weigh(heard, alpha), index, size) + self._weigh(said[start:stop], own_alpha)
        return self.out(mixed), (alpha, own_alpha)

    def _score(self, terms: Tensor) -> Tensor:
        """(n, heads * width) -> (n, heads)."""
        return (functional.leaky_relu(terms, 0.2).view(-1, self.heads, self.width) * self.attention).sum(-1)

    def _weigh(self, said: Tensor, alpha: Tensor) -> Tensor:
        """(n, heads * width) times (n, heads) -> (n, heads * width)."""
        return (said.view(-1, self.heads, self.width) * alpha.unsqueeze(-1)).flatten(1)

"""The graph network: columns of the client and of linked clients, then known outcomes of earlier clients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.layers import GCN, SAGE, GATv2, Layer, LayerEdges, NoLinks
from models.outcome_reader import OutcomeReader

NODE_TYPE = "client"
EdgeType = tuple[str, str, str]
EdgeTensors = dict[EdgeType, Tensor]
Convolution = Literal["none", "gcn", "sage", "gat"]
N_ATTRIBUTES = 2  # log of the gap, similarity


def edge_type(relation: str) -> EdgeType:
    """The PyG edge type of a relation between clients."""
    return (NODE_TYPE, relation, NODE_TYPE)


@dataclass(frozen=True)
class AttentionShares:
    """How much the destinations of one layer looked at each source.

    Attributes:
        edges: The edges, destination ascending.
        alpha: (E, heads) shares of the edges.
        own: (n, heads) shares of the destination itself (in the reader: of nobody).
    """

    edges: LayerEdges
    alpha: Tensor
    own: Tensor


class GraphNetwork(nn.Module):
    """Residual graph layers over the static relations, then one reader of known outcomes, then a dense head.

    Args:
        in_channels: F, number of inputs.
        convolution: Kind of the static layers; "none" hears no links and no outcomes.
        static_relations: Names of the relations that carry columns.
        outcome_relations: Names of the relations that carry known outcomes.
    """

    def __init__(
        self,
        in_channels: int,
        *,
        convolution: Convolution,
        static_relations: Sequence[str] = (),
        outcome_relations: Sequence[str] = (),
        hidden_channels: int = 64,
        num_layers: int = 2,
        heads: int = 4,
        dropout: float = 0.3,
    ) -> None:
        super().__init__()
        linked = convolution != "none"
        self.static_relations = tuple(static_relations) if linked else ()
        self.outcome_relations = tuple(outcome_relations) if linked else ()
        self.dropout = dropout
        self.input = nn.Sequential(nn.Linear(in_channels, hidden_channels), nn.GELU())
        self.norms = nn.ModuleList(nn.LayerNorm(hidden_channels) for _ in range(num_layers))
        self.layers = nn.ModuleList(
            _layer(convolution, hidden_channels, len(self.static_relations), heads) for _ in range(num_layers)
        )
        self.reader: OutcomeReader | None = None
        if self.outcome_relations:
            self.reader = OutcomeReader(
                hidden_channels,
                len(self.outcome_relations),
                N_ATTRIBUTES,
                heads if convolution == "gat" else 0,
            )
        self.head = nn.Sequential(
            nn.LayerNorm(hidden_channels),
            nn.Linear(hidden_channels, hidden_channels),
            nn.GELU(),
            nn.Dropout(dropout),
            nn.Linear(hidden_channels, 1),
        )

    @property
    def num_hops(self) -> int:
        """Number of static layers that hear links."""
        return len(self.layers) if self.static_relations else 0

    def forward(
        self,
        x_dict: dict[str, Tensor],
        edge_index_dict: EdgeTensors,
        edge_attr_dict: EdgeTensors | None = None,
        y_source_dict: EdgeTensors | None = None,
        *,
        degree: Tensor | None = None,
        layer_sizes: Sequence[int] | None = None,
        chunk_rows: int | None = None,
        attention: list[AttentionShares] | None = None,
    ) -> Tensor:
        """Logits of the first n nodes.

        Args:
            x_dict: {"client": (N, F)}.
            edge_index_dict: (2, E) a relation, source above destination, destination ascending. Relations that
                the network does not know are not heard; those it knows may be missing.
            edge_attr_dict: (E, 2) a relation; zeros where missing.
            y_source_dict: (E,) known outcome of the source, for each outcome relation.
            degree: (N,) links heard by each node plus 1; counted from the static edges when missing.
            layer_sizes: Number of nodes (the first ones) that each layer computes, for batches whose nodes are
                ordered by hops; all N when missing.
            chunk_rows: Destinations handled at a time, to bound memory.
            attention: A list that the shares of each layer, and of the reader, are appended to.

        Returns:
            (n,) with n = layer_sizes[-1] or N.
        """
        x = x_dict[NODE_TYPE]
        size = x.shape[0]
        edges, _ = self._edges(self.static_relations, size, edge_index_dict, edge_attr_dict, degree, None)
        sizes = list(layer_sizes) if layer_sizes is not None else [size] * len(self.layers)
        h_own = self.input(x)
        h = h_own
        for module, norm, stop in zip(self.layers, self.norms, sizes, strict=True):
            layer = cast(Layer, module)
            projected = layer.project(norm(h))
            pieces = []
            for first, last in _chunks(stop, chunk_rows):
                inside = edges.into(first, last)
                piece, shares = layer.gather(projected, inside, first, last)
                pieces.append(piece)
                if attention is not None and shares is not None:
                    attention.append(AttentionShares(inside, *shares))
            new = functional.dropout(functional.gelu(_joined(pieces)), self.dropout, self.training)
            h = h[:stop] + new
        if self.reader is not None:
            heard = self._read(
                h, h_own, edge_index_dict, edge_attr_dict, y_source_dict or {}, chunk_rows, attention
            )
            h = h + functional.dropout(heard, self.dropout, self.training)
        logits: Tensor = self.head(h).squeeze(-1)
        return logits

    def _read(
        self,
        h: Tensor,
        h_own: Tensor,
        edge_index_dict: EdgeTensors,
        edge_attr_dict: EdgeTensors | None,
        y_source_dict: EdgeTensors,
        chunk_rows: int | None,
        attention: list[AttentionShares] | None,
    ) -> Tensor:
        assert self.reader is not None  # noqa: S101 - for the type checker; the caller has looked
        edges, y_source = self._edges(
            self.outcome_relations, h_own.shape[0], edge_index_dict, edge_attr_dict, None, y_source_dict
        )
        projected = self.reader.project(h_own)
        pieces = []
        for first, last in _chunks(h.shape[0], chunk_rows):
            inside = edges.into(first, last)
            offset = int(torch.searchsorted(edges.destination, first))
            told = y_source[offset : offset + inside.source.shape[0]]
            piece, shares = self.reader.gather(projected, h[first:last], inside, told, first)
            pieces.append(piece)
            if attention is not None and shares is not None:
                attention.append(AttentionShares(inside, *shares))
        return _joined(pieces)

    def _edges(
        self,
        relations: Sequence[str],
        size: int,
        edge_index_dict: EdgeTensors,
        edge_attr_dict: EdgeTensors | None,
        degree: Tensor | None,
        y_source_dict: EdgeTensors | None,
    ) -> tuple[LayerEdges, Tensor]:
        """The edges of several relations as one list, by destination, and their sources' outcomes."""
        device = next(self.parameters()).device
        index, relation, attributes, outcomes = [], [], [], []
        for number, name in enumerate(relations):
            edge_index = edge_index_dict.get(edge_type(name))
            if edge_index is None:
                continue
            n_edges = edge_index.shape[1]
            index.append(edge_index)
            relation.append(torch.full((n_edges,), number, device=device))
            given = (edge_attr_dict or {}).get(edge_type(name))
            attributes.append(torch.zeros(n_edges, N_ATTRIBUTES, device=device) if given is None else given)
            if y_source_dict is not None:
                outcomes.append(y_source_dict[edge_type(name)])
        if not index:
            nothing = torch.zeros(0, dtype=torch.int64, device=device)
            index.append(torch.stack([nothing, nothing]))
            relation.append(nothing)
            attributes.append(torch.zeros(0, N_ATTRIBUTES, device=device))
            outcomes.append(torch.zeros(0, device=device))
        joined = torch.cat(index, dim=1)
        kinds, attribute = torch.cat(relation), torch.cat(attributes)
        outcome = torch.cat(outcomes) if outcomes else attribute.new_zeros(0)
        if len(index) > 1:
            order = torch.sort(joined[1], stable=True).indices
            joined, kinds, attribute = joined[:, order], kinds[order], attribute[order]
            outcome = outcome[order] if outcomes else outcome
        if degree is None:
            degree = torch.bincount(joined[1], minlength=size) + 1
        return LayerEdges(joined[0], joined[1].contiguous(), kinds, attribute, degree), outcome


def _layer(convolution: Convolution, channels: int, n_relations: int, heads: int) -> Layer:
    if convolution == "none" or n_relations == 0:
        return NoLinks(channels)
    if convolution == "gcn":
        return GCN(channels)
    if convolution == "sage":
        return SAGE(channels, n_relations)
    return GATv2(channels, n_relations, N_ATTRIBUTES, heads)


def _chunks(size: int, rows: int | None) -> list[tuple[int, int]]:
    if rows is None or size <= rows:
        return [(0, size)]
    return [(first, min(first + rows, size)) for first in range(0, size, rows)]


def _joined(pieces: list[Tensor]) -> Tensor:
    return pieces[0] if len(pieces) == 1 else torch.cat(pieces)

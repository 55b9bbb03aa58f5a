"""The graph network: columns of linked clients, known outcomes of earlier clients, and a committee that decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.column_inputs import ColumnInputs
from models.committee import Committee
from models.layers import GCN, SAGE, GATv2, Layer, LayerEdges
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
        edges: The edges; in the reader one relation after the other.
        alpha: (E, heads) shares of the edges.
        own: (n, heads) shares of the destination itself (in the reader: of nobody).
    """

    edges: LayerEdges
    alpha: Tensor
    own: Tensor


class GraphNetwork(nn.Module):
    """Residual graph layers over the static relations and one reader of known outcomes feed a committee.

    Args:
        columns: How inputs become channels.
        convolution: Kind of the static layers; "none" hears no links and no outcomes.
        static_relations: Names of the relations that carry columns.
        outcome_relations: Names of the relations that carry known outcomes.
        outcome_steps: Number of steps of each outcome relation (see `OutcomeReader`).
        num_layers: Static layers; without links, the depth of the committee's members.
    """

    def __init__(
        self,
        columns: ColumnInputs,
        *,
        convolution: Convolution,
        static_relations: Sequence[str] = (),
        outcome_relations: Sequence[str] = (),
        outcome_steps: Sequence[int] = (),
        hidden_channels: int = 64,
        num_layers: int = 2,
        heads: int = 4,
        dropout: float = 0.2,
    ) -> None:
        super().__init__()
        linked = convolution != "none"
        self.static_relations = tuple(static_relations) if linked else ()
        self.outcome_relations = tuple(outcome_relations) if linked else ()
        self.dropout = dropout
        self.columns = columns
        n_static = num_layers if self.static_relations else 0
        # What clients look like is asked by static layers and by attention; plain rates of answers need it not.
        embeds = n_static > 0 or (bool(self.outcome_relations) and convolution == "gat")
        self.input = nn.Linear(columns.out_channels, hidden_channels) if embeds else None
        self.norms = nn.ModuleList(nn.LayerNorm(hidden_channels) for _ in range(n_static))
        self.layers = nn.ModuleList(
            _layer(convolution, hidden_channels, len(self.static_relations), heads) for _ in range(n_static)
        )
        self.last_norm = nn.LayerNorm(hidden_channels) if n_static else None
        self.reader: OutcomeReader | None = None
        groups = [columns.groups]
        if self.outcome_relations:
            attention = heads if convolution == "gat" else 0
            self.reader = OutcomeReader(
                hidden_channels, len(self.outcome_relations), N_ATTRIBUTES, attention, outcome_steps
            )
            groups.append(self.reader.groups + int(columns.groups.max()) + 1)
        if n_static:
            groups.append(torch.full((hidden_channels,), int(groups[-1].max()) + 1))
        group = torch.cat(groups)
        self.committee = Committee(
            len(group),
            group,
            width=max(8, hidden_channels // 2),
            depth=1 if linked else max(1, num_layers - 1),
            dropout=dropout,
        )

    @property
    def num_hops(self) -> int:
        """Number of static layers that hear links."""
        return len(self.layers)

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
        each_member: bool = False,
    ) -> Tensor:
        """Logits of the first n nodes.

        Args:
            x_dict: {"client": (N, F)}.
            edge_index_dict: (2, E) a relation, source above destination, destination ascending. Relations
                that the network does not know are not heard; those it knows may be missing.
            edge_attr_dict: (E, 2) a relation; zeros where missing.
            y_source_dict: (E,) known outcome of the source, for each outcome relation.
            degree: (N,) links heard by each node plus 1; counted from the static edges when missing.
            layer_sizes: Number of nodes (the first ones) that each layer computes, for batches whose nodes
                are ordered by hops; all N when missing.
            chunk_rows: Destinations handled at a time, to bound memory.
            attention: A list that the shares of each layer, and of the reader, are appended to.
            each_member: True: the logits of each member of the committee, not their mean.

        Returns:
            (n,) with n = layer_sizes[-1] or N; (M, n) with each_member.
        """
        given = _Edges(edge_index_dict, edge_attr_dict or {}, y_source_dict or {}, x_dict[NODE_TYPE])
        x = x_dict[NODE_TYPE]
        size = layer_sizes[-1] if layer_sizes is not None else x.shape[0]
        z = self.columns(x if self.input is not None else x[:size])
        channels = [z[:size]]
        h = h_own = z
        if self.input is not None:
            h_own = functional.gelu(self.input(z))
            h = self._hear_columns(h_own, given, degree, layer_sizes, chunk_rows, attention)[:size]
        if self.reader is not None:
            channels.append(self._hear_outcomes(h, h_own, given, chunk_rows, attention))
        if self.last_norm is not None:
            channels.append(self.last_norm(h))
        seen = torch.cat(channels, dim=1)
        logits = torch.cat([self.committee(seen[a:b]) for a, b in _chunks(size, chunk_rows)], dim=1)
        return logits if each_member else logits.mean(dim=0)

    def _hear_columns(
        self,
        h: Tensor,
        given: _Edges,
        degree: Tensor | None,
        layer_sizes: Sequence[int] | None,
        chunk_rows: int | None,
        attention: list[AttentionShares] | None,
    ) -> Tensor:
        """The static layers: what linked clients' columns say, (n of the last layer, channels)."""
        if not self.layers:
            return h
        edges = given.together(self.static_relations, degree)
        sizes = [h.shape[0]] * len(self.layers) if layer_sizes is None else list(layer_sizes)
        for module, norm, stop in zip(self.layers, self.norms, sizes[-len(self.layers) :], strict=True):
            layer = cast(Layer, module)
            projected = layer.project(norm(h))
            pieces = []
            for first, last in _chunks(stop, chunk_rows):
                inside = edges.into(first, last)
                piece, shares = layer.gather(projected, inside, first, last)
                pieces.append(piece)
                if attention is not None and shares is not None:
                    attention.append(AttentionShares(inside, *shares))
            heard = functional.gelu(torch.cat(pieces))
            h = h[:stop] + functional.dropout(heard, self.dropout, self.training)
        return h

    def _hear_outcomes(
        self,
        h: Tensor,
        h_own: Tensor,
        given: _Edges,
        chunk_rows: int | None,
        attention: list[AttentionShares] | None,
    ) -> Tensor:
        """What the known outcomes say, (n, channels of the reader)."""
        reader = cast(OutcomeReader, self.reader)
        relations = [given.of(number, name) for number, name in enumerate(self.outcome_relations)]
        keys = [reader.project(number, h_own) for number in range(len(relations))]
        pieces = []
        for first, last in _chunks(h.shape[0], chunk_rows):
            channels, shares = [], []
            for number, (edges, y_source) in enumerate(relations):
                inside, inner = edges.into(first, last), edges.span(first, last)
                told, alpha, nobody = reader.told(
                    number, keys[number], h[first:last], inside, y_source[inner], first
                )
                channels.append(told)
                shares.append((inside, alpha, nobody))
            pieces.append(torch.cat(channels, dim=1))
            if attention is not None and reader.heads:
                attention.append(_mixed(shares))
        return torch.cat(pieces)


@dataclass(frozen=True)
class _Edges:
    """The edges that `forward` was given, and x for device and size."""

    index: EdgeTensors
    attributes: EdgeTensors
    outcomes: EdgeTensors
    x: Tensor

    def of(self, number: int, name: str) -> tuple[LayerEdges, Tensor]:
        """The edges of one relation and their sources' outcomes; none where the relation is missing."""
        kind, device = edge_type(name), self.x.device
        index = self.index.get(kind)
        if index is None:
            index = torch.zeros(2, 0, dtype=torch.int64, device=device)
        n_edges = index.shape[1]
        attributes = self.attributes.get(kind)
        if attributes is None:
            attributes = self.x.new_zeros(n_edges, N_ATTRIBUTES)
        relation = torch.full((n_edges,), number, device=device)
        outcomes = self.outcomes.get(kind, self.x.new_zeros(n_edges))
        degree = torch.ones(0, dtype=torch.int64, device=device)
        return LayerEdges(index[0], index[1].contiguous(), relation, attributes, degree), outcomes

    def together(self, names: Sequence[str], degree: Tensor | None) -> LayerEdges:
        """The edges of several relations as one list, destination ascending."""
        parts = [self.of(number, name)[0] for number, name in enumerate(names)]
        source = torch.cat([part.source for part in parts])
        destination = torch.cat([part.destination for part in parts])
        relation = torch.cat([part.relation for part in parts])
        attributes = torch.cat([part.attributes for part in parts])
        if len(parts) > 1:
            order = torch.sort(destination, stable=True).indices
            source, destination = source[order], destination[order]
            relation, attributes = relation[order], attributes[order]
        if degree is None:
            degree = torch.bincount(destination, minlength=self.x.shape[0]) + 1
        return LayerEdges(source, destination, relation, attributes, degree)


def _mixed(shares: list[tuple[LayerEdges, Tensor, Tensor]]) -> AttentionShares:
    """The shares of all outcome relations as one table, each relation weighing the same; they sum to 1."""
    edges = LayerEdges(
        torch.cat([part.source for part, _, _ in shares]),
        torch.cat([part.destination for part, _, _ in shares]),
        torch.cat([part.relation for part, _, _ in shares]),
        torch.cat([part.attributes for part, _, _ in shares]),
        shares[0][0].degree,
    )
    alpha = torch.cat([alpha for _, alpha, _ in shares]) / len(shares)
    return AttentionShares(edges, alpha, torch.stack([nobody for _, _, nobody in shares]).mean(dim=0))


def _layer(convolution: Convolution, channels: int, n_relations: int, heads: int) -> Layer:
    if convolution == "gcn":
        return GCN(channels)
    if convolution == "sage":
        return SAGE(channels, n_relations)
    return GATv2(channels, n_relations, N_ATTRIBUTES, heads)


def _chunks(size: int, rows: int | None) -> list[tuple[int, int]]:
    if rows is None or size <= rows:
        return [(0, size)]
    return [(first, min(first + rows, size)) for first in range(0, size, rows)]

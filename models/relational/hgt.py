"""The heterogeneous graph transformer over many tables: one attention over all relations together."""

from __future__ import annotations

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.relational.relational_network import RelationalNetwork, RelationAttention
from models.relational.schema import EdgeType


class HGTLayer(nn.Module):
    """h'_i = (1 - s) h_i + s W GELU(sum over all edges (j, r) into i of alpha_jr M_r v_j), per head.

    alpha_jr = softmax over all edges into i of p_r (A_r k_j) . q_i / sqrt(d); k, q, v are linear maps per node
    type, A_r and M_r matrices per relation, s a gate per node type. Equal to torch_geometric's HGTConv, which
    without its compiled parts took 60 times the CPU time backwards over 29 relations.

    Args:
        node_types: All node types.
        edge_types: The relations.
        width: Channels in and out, a multiple of `heads`.
        heads: Attention heads.
    """

    def __init__(
        self, node_types: tuple[str, ...], edge_types: tuple[EdgeType, ...], width: int, heads: int
    ) -> None:
        super().__init__()
        self.node_types, self.edge_types, self.heads = node_types, edge_types, heads
        depth = width // heads
        self.kqv = nn.ModuleList(nn.Linear(width, 3 * width) for _ in node_types)
        self.out = nn.ModuleList(nn.Linear(width, width) for _ in node_types)
        self.skip = nn.Parameter(torch.ones(len(node_types)))
        self.key = nn.Parameter(torch.empty(len(edge_types), heads, depth, depth))
        self.value = nn.Parameter(torch.empty(len(edge_types), heads, depth, depth))
        self.prior = nn.Parameter(torch.ones(len(edge_types), heads))
        limit = math.sqrt(3 / depth)
        nn.init.uniform_(self.key, -limit, limit)
        nn.init.uniform_(self.value, -limit, limit)

    def forward(
        self, h: Mapping[str, Tensor], edges: Mapping[EdgeType, Tensor], sizes: Mapping[str, int]
    ) -> dict[str, Tensor]:
        """(sizes, width) of each node type that hears something."""
        keys, asked, values = self._projected(h)
        scores: dict[str, list[Tensor]] = {}
        said: dict[str, list[Tensor]] = {}
        heard_by: dict[str, list[Tensor]] = {}
        for number, kind in enumerate(self.edge_types):
            source, destination = edges[kind]
            key = torch.einsum("nhd,hde->nhe", keys[kind[0]], self.key[number]).index_select(0, source)
            value = torch.einsum("nhd,hde->nhe", values[kind[0]], self.value[number]).index_select(0, source)
            score = (key * asked[kind[2]].index_select(0, destination)).sum(-1)  # (E, heads)
            scores.setdefault(kind[2], []).append(score * self.prior[number] / math.sqrt(key.shape[-1]))
            said.setdefault(kind[2], []).append(value)
            heard_by.setdefault(kind[2], []).append(destination)
        found = {}
        for name, score_parts in scores.items():
            n, number = sizes[name], self.node_types.index(name)
            index = torch.cat(heard_by[name])
            mixed = _mixed(torch.cat(score_parts), torch.cat(said[name]), index, n)
            gate = torch.sigmoid(self.skip[number])
            found[name] = gate * self.out[number](functional.gelu(mixed)) + (1 - gate) * h[name][:n]
        return found

    def _projected(
        self, h: Mapping[str, Tensor]
    ) -> tuple[dict[str, Tensor], dict[str, Tensor], dict[str, Tensor]]:
        """Keys, queries and values, (n, heads, depth) a node type."""
        parts = [
            linear(h[name]).view(len(h[name]), 3, self.heads, -1)
            if len(h[name])
            else h[name].new_zeros(0, 3, self.heads, self.key.shape[-1])
            for name, linear in zip(self.node_types, self.kqv, strict=True)
        ]
        keys, asked, values = (
            {name: part[:, i] for name, part in zip(self.node_types, parts, strict=True)} for i in range(3)
        )
        return keys, asked, values


def _mixed(scores: Tensor, said: Tensor, index: Tensor, size: int) -> Tensor:
    """(size, heads * depth): what was said, by the softmax of the scores over equal `index`."""
    from torch_geometric.utils import softmax

    alpha = softmax(scores, index, num_nodes=size)  # (E, heads)
    out = said.new_zeros(size, *said.shape[1:]).index_add(0, index, said * alpha.unsqueeze(-1))
    return out.flatten(1)


class HGT(RelationalNetwork):
    """Keys, queries and values per node type, a matrix per relation, one softmax over all that a node hears.

    Z. Hu, Y. Dong, K. Wang, Y. Sun, "Heterogeneous graph transformer", WWW 2020.
    """

    def _conv(self, layer: int) -> nn.Module:
        if self.hidden_channels % self.heads:
            raise ValueError(f"{self.hidden_channels} channels cannot be shared by {self.heads} heads")
        return HGTLayer(self.schema.node_types, self.layers[layer], self.hidden_channels, self.heads)

    def _heard(
        self,
        layer: int,
        h: dict[str, Tensor],
        edges: dict[EdgeType, Tensor],
        attributes: dict[EdgeType, Tensor],
        sizes: Mapping[str, int],
        attention: list[RelationAttention] | None,
    ) -> dict[str, Tensor]:
        heard: dict[str, Tensor] = self.convs[layer](h, edges, sizes)
        return heard

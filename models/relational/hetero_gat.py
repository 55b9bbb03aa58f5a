"""A network over many tables with attention: per relation it learns how much to look at each linked row."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from torch import Tensor, nn

from models.relational.relational_network import EDGE_ATTRIBUTES, RelationalNetwork, RelationAttention
from models.relational.schema import EdgeType


class HeteroGAT(RelationalNetwork):
    """h'_i = U h_i + sum over relations r of sum over j in N_r(i) of alpha_ij W_r h_j, per head.

    alpha_ij = softmax over j in N_r(i) of a_r . LeakyReLU(W_r h_j + V_r h_i + E_r e_ij), e_ij the edge's age.
    S. Brody, U. Alon, E. Yahav, "How attentive are graph attention networks?", ICLR 2022.
    """

    has_attention = True

    def _conv(self, layer: int) -> nn.Module:
        from torch_geometric.nn import GATv2Conv, HeteroConv

        inner = max(1, self.hidden_channels // self.heads)

        def attend() -> nn.Module:
            conv: nn.Module = GATv2Conv(
                (self.hidden_channels, self.hidden_channels),
                inner,
                heads=self.heads,
                edge_dim=EDGE_ATTRIBUTES,
                add_self_loops=False,
            )
            return conv

        with warnings.catch_warnings():  # types that only speak in this layer are meant
            warnings.simplefilter("ignore", UserWarning)
            relations = HeteroConv({edge_type: attend() for edge_type in self.layers[layer]}, aggr="sum")
        return nn.ModuleDict(
            {
                "relations": relations,
                "mix": nn.ModuleList(
                    nn.Linear(inner * self.heads, self.hidden_channels) for _ in self.schema.node_types
                ),
                "own": nn.ModuleList(
                    nn.Linear(self.hidden_channels, self.hidden_channels) for _ in self.schema.node_types
                ),
            }
        )

    def _heard(
        self,
        layer: int,
        h: dict[str, Tensor],
        edges: dict[EdgeType, Tensor],
        attributes: dict[EdgeType, Tensor],
        sizes: Mapping[str, int],
        attention: list[RelationAttention] | None,
    ) -> dict[str, Tensor]:
        conv = self.convs[layer]
        heard: dict[str, Tensor] = {}
        for kind, index in edges.items():
            # HeteroConv's own return_attention_weights_dict fails with several relations into one type.
            attend = conv["relations"].convs[kind]  # type: ignore[index]  # a ModuleDict
            pair = (h[kind[0]], h[kind[2]][: sizes[kind[2]]])
            if attention is None:
                out = attend(pair, index, attributes[kind])
            else:
                out, (_, alpha) = attend(pair, index, attributes[kind], return_attention_weights=True)
                attention.append(RelationAttention(layer, kind, index, alpha))
            heard[kind[2]] = heard[kind[2]] + out if kind[2] in heard else out
        for name, summed in heard.items():
            number = self.schema.node_types.index(name)
            own = conv["own"][number](h[name][: sizes[name]])  # type: ignore[index]  # a ModuleDict
            heard[name] = own + conv["mix"][number](summed)  # type: ignore[index]  # a ModuleDict
        return heard

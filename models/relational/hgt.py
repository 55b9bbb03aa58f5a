"""The heterogeneous graph transformer over many tables: one attention over all relations together."""

from __future__ import annotations

from collections.abc import Mapping

from torch import Tensor, nn

from models.relational.relational_network import RelationalNetwork, RelationAttention
from models.relational.schema import EdgeType


class HGT(RelationalNetwork):
    """Keys, queries and values per node type, a matrix per relation, one softmax over all that a node hears.

    Z. Hu, Y. Dong, K. Wang, Y. Sun, "Heterogeneous graph transformer", WWW 2020.
    """

    def _conv(self, layer: int) -> nn.Module:
        from torch_geometric.nn import HGTConv

        width = self.hidden_channels - self.hidden_channels % self.heads
        if width != self.hidden_channels:
            raise ValueError(f"{self.hidden_channels} channels cannot be shared by {self.heads} heads")
        conv: nn.Module = HGTConv(
            width, width, (list(self.schema.node_types), list(self.layers[layer])), heads=self.heads
        )
        return conv

    def _heard(
        self,
        layer: int,
        h: dict[str, Tensor],
        edges: dict[EdgeType, Tensor],
        attributes: dict[EdgeType, Tensor],
        sizes: Mapping[str, int],
        attention: list[RelationAttention] | None,
    ) -> dict[str, Tensor]:
        if not edges:
            return {}
        out: dict[str, Tensor] = self.convs[layer](h, edges)
        return {name: values[: sizes[name]] for name, values in out.items()}

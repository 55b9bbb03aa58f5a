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
        codes = [self._code(name) for name in self.schema.node_types]
        kinds = [self._coded(kind) for kind in self.layers[layer]]
        conv: nn.Module = HGTConv(width, width, (codes, kinds), heads=self.heads)
        return conv

    def _code(self, name: str) -> str:
        """A node type under a name that HGTConv takes, which a table's may not be."""
        return f"t{self.schema.node_types.index(name)}"

    def _coded(self, kind: EdgeType) -> EdgeType:
        number = self.schema.edge_types.index(kind)
        return self._code(kind[0]), f"r{number}", self._code(kind[2])

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
        coded = {self._coded(kind): index for kind, index in edges.items()}
        out: dict[str, Tensor] = self.convs[layer](
            {self._code(name): values for name, values in h.items()}, coded
        )
        hearing = {kind[2] for kind in edges}
        return {name: out[self._code(name)][: sizes[name]] for name in hearing}

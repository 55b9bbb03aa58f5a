"""The published B2B lead scoring network: a linear map per type, two layers of GraphSAGE per relation, a head."""

from __future__ import annotations

import warnings
from collections.abc import Mapping

from torch import Tensor, nn

from models.relational.relational_network import RelationalNetwork, RelationAttention
from models.relational.schema import EdgeType


class LeadScoringGNN(RelationalNetwork):
    """h'_i = sum over relations r of (W_r sum over j in N_r(i) of h_j + U_r h_i).

    Convolutions per relation, summed: M. Schlichtkrull and others, "Modeling relational data with graph
    convolutional networks", ESWC 2018; the neighbours beside the node itself: W. Hamilton, R. Ying, J. Leskovec,
    "Inductive representation learning on large graphs", NeurIPS 2017. Their sum, as a mean forgets how many there
    are: K. Xu, W. Hu, J. Leskovec, S. Jegelka, "How powerful are graph neural networks?", ICLR 2019.
    """

    def _conv(self, layer: int) -> nn.Module:
        from torch_geometric.nn import HeteroConv, SAGEConv

        width = self.hidden_channels
        with warnings.catch_warnings():  # types that only speak in this layer are meant
            warnings.simplefilter("ignore", UserWarning)
            conv: nn.Module = HeteroConv(
                {edge_type: SAGEConv((width, width), width, aggr="sum") for edge_type in self.layers[layer]},
                aggr="sum",
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
        pairs = {kind: (h[kind[0]], h[kind[2]][: sizes[kind[2]]]) for kind in edges}
        heard: dict[str, Tensor] = self.convs[layer](pairs, edges) if edges else {}
        return heard

"""The paper's SimpleGraphSAGE: two dense layers over the row-normalised k-NN adjacency with self-loops."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.graph_network import NODE_TYPE, EdgeTensors, edge_type
from models.segments import segment_sum


class SimpleGraphSAGE(nn.Module):
    """logit = w . h2 + b, h1 = drop(ReLU(W1 A x)), h2 = drop(ReLU(W2 A h1)), A the row-normalised adjacency.

    Row i of A has 1 / (d_i + 1) at i and at each of its d_i neighbours: mean-pooled neighbours, itself included.

    Args:
        in_channels: F, number of inputs.
        relation: Name of the relation that A is made of.
    """

    def __init__(
        self, in_channels: int, *, relation: str, hidden_channels: int = 64, dropout: float = 0.3
    ) -> None:
        super().__init__()
        self.relation = relation
        self.dropout = dropout
        self.first = nn.Linear(in_channels, hidden_channels)
        self.second = nn.Linear(hidden_channels, hidden_channels)
        self.head = nn.Linear(hidden_channels, 1)

    num_hops = 2

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
        attention: list[object] | None = None,
        each_member: bool = False,
    ) -> Tensor:
        """Logits (N,); arguments as in `models.graph_network.GraphNetwork.forward`, those after the edges unused."""
        x = x_dict[NODE_TYPE]
        edge_index = edge_index_dict.get(edge_type(self.relation))
        if edge_index is None:
            edge_index = torch.zeros(2, 0, dtype=torch.int64, device=x.device)
        h = functional.dropout(
            functional.relu(self.first(_pooled(x, edge_index))), self.dropout, self.training
        )
        h = functional.dropout(
            functional.relu(self.second(_pooled(h, edge_index))), self.dropout, self.training
        )
        logits: Tensor = self.head(h).squeeze(-1)
        return logits.unsqueeze(0) if each_member else logits


def _pooled(h: Tensor, edge_index: Tensor) -> Tensor:
    """A h, with A the row-normalised adjacency with self-loops."""
    source, destination = edge_index
    size = h.shape[0]
    degree = torch.bincount(destination, minlength=size).to(h.dtype) + 1
    return (segment_sum(h.index_select(0, source), destination, size) + h) / degree.unsqueeze(1)

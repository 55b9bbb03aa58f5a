"""What the networks over many tables share: inputs by type, layers that hear relations, and the head over the seeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from models.column_inputs import ColumnInputs
from models.relational.schema import EXAMPLE, EdgeType, RelationalSchema

EDGE_ATTRIBUTES = 4  # see core.training.relational_inputs

EdgeTensors = Mapping[EdgeType, Tensor]
LayerSizes = Sequence[Mapping[str, int]]


@dataclass(frozen=True)
class RelationAttention:
    """How much each destination of one relation looked at its sources, in one layer.

    Attributes:
        layer: Counted from 0.
        edge_type: The relation.
        edge_index: (2, E) local source above local destination.
        alpha: (E, heads); for each destination and head the shares of a relation sum to 1.
    """

    layer: int
    edge_type: EdgeType
    edge_index: Tensor
    alpha: Tensor


class NodeInput(nn.Module):
    """Inputs of one node type to hidden channels: sizes as steps, the rest as it is, a linear map and ReLU.

    The ReLU comes before the mean over rows, so that what counts only together (won, and lately) can be heard.
    """

    def __init__(self, columns: ColumnInputs, n_columns: int, n_extras: int, hidden_channels: int) -> None:
        super().__init__()
        self.n_columns = n_columns
        self.columns = columns
        self.linear = nn.Linear(columns.out_channels + n_extras, hidden_channels)

    def forward(self, x: Tensor) -> Tensor:
        """(n, columns + extras) -> (n, hidden)."""
        inputs = torch.cat([self.columns(x[:, : self.n_columns]), x[:, self.n_columns :]], dim=1)
        out: Tensor = self.linear(inputs)
        return functional.relu(out)


class RelationalNetwork(nn.Module):
    """h = linear_type(x); per layer h = h + drop(ReLU(norm(conv(h)))); logit = W2 drop(ReLU(W1 h)) of the seeds.

    Without `residual`, h = drop(ReLU(conv(h))) as published. Subclasses say what `conv` is.

    Args:
        schema: Node types, relations, numbers of inputs.
        columns: How the columns of each node type, and of `EXAMPLE`, become channels; those missing are passed
            on as they are.
        hidden_channels: Width everywhere.
        num_layers: Layers, so hops.
        heads: Attention heads, where there are any.
        dropout: After each layer and in the head.
        residual: See above.
    """

    has_attention = False

    def __init__(
        self,
        schema: RelationalSchema,
        columns: Mapping[str, ColumnInputs] | None = None,
        *,
        hidden_channels: int = 64,
        num_layers: int = 2,
        heads: int = 4,
        dropout: float = 0.3,
        residual: bool = True,
    ) -> None:
        super().__init__()
        given = columns or {}
        self.schema, self.dropout, self.residual = schema, dropout, residual
        self.hidden_channels, self.heads, self.num_layers = hidden_channels, heads, num_layers
        self.layers = schema.layers(num_layers)

        def node_input(name: str, n_columns: int, n_extras: int) -> NodeInput:
            own = given.get(name) or ColumnInputs.passing(n_columns)
            return NodeInput(own, n_columns, n_extras, hidden_channels)

        self.inputs = nn.ModuleList(
            node_input(name, schema.columns[name], schema.extras[name]) for name in schema.node_types
        )
        self.example = node_input(EXAMPLE, schema.example_columns, 0) if schema.example_columns else None
        self.convs = nn.ModuleList(self._conv(number) for number in range(num_layers))
        self.norms = nn.ModuleList(
            nn.ModuleList(nn.LayerNorm(hidden_channels) for _ in schema.node_types)
            for _ in range(num_layers if residual else 0)
        )
        self.head = nn.Sequential(
            nn.Linear(hidden_channels, hidden_channels),
            nn.ReLU(),
            nn.Dropout(dropout),
            nn.Linear(hidden_channels, 1),
        )

    def _conv(self, layer: int) -> nn.Module:
        raise NotImplementedError

    def _heard(
        self,
        layer: int,
        h: dict[str, Tensor],
        edges: dict[EdgeType, Tensor],
        attributes: dict[EdgeType, Tensor],
        sizes: Mapping[str, int],
        attention: list[RelationAttention] | None,
    ) -> dict[str, Tensor]:
        """What one layer makes of h, for the first `sizes` nodes of each type that hears something."""
        raise NotImplementedError

    def forward(
        self,
        x_dict: Mapping[str, Tensor],
        edge_index_dict: EdgeTensors,
        edge_attr_dict: EdgeTensors | None = None,
        *,
        n_seeds: int | None = None,
        layer_sizes: LayerSizes | None = None,
        attention: list[RelationAttention] | None = None,
    ) -> Tensor:
        """Logits of the seeds, (n_seeds,).

        Types and relations that are not in the dictionaries count as empty.

        Args:
            x_dict: (n, channels) a node type; with example columns also (n_seeds, columns) under `EXAMPLE`.
            edge_index_dict: (2, E) a relation, local source above local destination; with `layer_sizes` the
                destinations ascend.
            edge_attr_dict: (E, EDGE_ATTRIBUTES) a relation; zeros where missing.
            n_seeds: The seeds are the first nodes of their type; None: all of them.
            layer_sizes: By layer and node type, how many of the first nodes are still needed after it; None: all.
            attention: Filled with what was looked at, where the model has attention.
        """
        some = x_dict[self.schema.seed_type]
        h = {
            name: encode(x_dict.get(name, some.new_zeros(0, self.schema.channels(name))))
            for name, encode in zip(self.schema.node_types, self.inputs, strict=True)
        }
        n_seeds = len(some) if n_seeds is None else n_seeds
        if self.example is not None:
            h[self.schema.seed_type] = _added(h[self.schema.seed_type], self.example(x_dict[EXAMPLE]))
        nothing = torch.zeros(2, 0, dtype=torch.int64, device=some.device)
        for layer, edge_types in enumerate(self.layers):
            sizes = layer_sizes[layer] if layer_sizes is not None else {name: len(h[name]) for name in h}
            edges, attributes = {}, {}
            for edge_type in edge_types:
                index = edge_index_dict.get(edge_type, nothing)
                n = _n_into(index, sizes[edge_type[2]]) if layer_sizes is not None else index.shape[1]
                edges[edge_type] = index if n == index.shape[1] else index[:, :n]
                given = None if edge_attr_dict is None else edge_attr_dict.get(edge_type)
                attributes[edge_type] = some.new_zeros(n, EDGE_ATTRIBUTES) if given is None else given[:n]
            heard = self._heard(layer, h, edges, attributes, sizes, attention)
            h = {name: self._updated(layer, name, h[name][: sizes[name]], heard.get(name)) for name in h}
        logits: Tensor = self.head(h[self.schema.seed_type][:n_seeds]).squeeze(-1)
        return logits

    def _updated(self, layer: int, name: str, own: Tensor, heard: Tensor | None) -> Tensor:
        """(n, hidden) of a type after a layer; a type that hears nothing stays as it is."""
        if heard is None:
            return own
        if self.residual:
            heard = self.norms[layer][self.schema.node_types.index(name)](heard)  # type: ignore[index]  # a list of lists
        heard = functional.dropout(functional.relu(heard), self.dropout, self.training)
        return own + heard if self.residual else heard


def _n_into(index: Tensor, size: int) -> int:
    """How many of the edges, ascending in destination, are into the first `size` nodes."""
    if index.shape[1] == 0:
        return 0
    limit = torch.tensor([size], device=index.device)
    return int(torch.searchsorted(index[1].contiguous(), limit))


def _added(h: Tensor, first: Tensor) -> Tensor:
    """h with `first` added to its first rows."""
    return torch.cat([h[: len(first)] + first, h[len(first) :]])

"""A customer graph as the tensors that graph networks take, and batches of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from core.graph.customer_graph import CustomerGraph, Edges
from models.graph_network import NODE_TYPE, AttentionShares, EdgeTensors, edge_type

IntArray = npt.NDArray[np.int64]
_GAP_SCALE = 0.1  # log1p of a gap is up to about 11


@dataclass(frozen=True)
class GraphInputs:
    """What `module(x_dict, edge_index_dict, edge_attr_dict, y_source_dict)` takes.

    Attributes:
        x_dict: {"client": (N, F) float32}.
        edge_index_dict: (2, E) int64 a relation.
        edge_attr_dict: (E, 2) float32 a relation: 0.1 log(1 + gap), similarity.
        y_source_dict: (E,) float32 known outcome of the source, outcome relations only.
        degree: (N,) static links heard, plus 1.
        layer_sizes: See `GraphNetwork.forward`; None: all nodes.
        rows: (N,) row of the customer graph that each node is; None: node i is row i.
    """

    x_dict: dict[str, Tensor]
    edge_index_dict: EdgeTensors
    edge_attr_dict: EdgeTensors
    y_source_dict: EdgeTensors
    degree: Tensor
    layer_sizes: tuple[int, ...] | None = None
    rows: IntArray | None = None

    def to(self, device: torch.device) -> GraphInputs:
        """The same on another device."""

        def moved(tensors: dict[Any, Tensor]) -> dict[Any, Tensor]:
            return {key: tensor.to(device, non_blocking=True) for key, tensor in tensors.items()}

        return GraphInputs(
            moved(self.x_dict),
            moved(self.edge_index_dict),
            moved(self.edge_attr_dict),
            moved(self.y_source_dict),
            self.degree.to(device),
            self.layer_sizes,
            self.rows,
        )

    def logits(
        self,
        module: nn.Module,
        chunk_rows: int | None = None,
        attention: list[AttentionShares] | None = None,
        each_member: bool = False,
    ) -> Tensor:
        """The module's logits, (n,), or with each_member those of each member, (M, n)."""
        out: Tensor = module(
            self.x_dict,
            self.edge_index_dict,
            self.edge_attr_dict,
            self.y_source_dict,
            degree=self.degree,
            layer_sizes=self.layer_sizes,
            chunk_rows=chunk_rows,
            attention=attention,
            each_member=each_member,
        )
        return out


def edge_attributes(edges: Edges) -> npt.NDArray[np.float32]:
    """(E, 2) float32: 0.1 log(1 + gap) and similarity."""
    return np.column_stack([_GAP_SCALE * np.log1p(edges.gap), edges.weight]).astype(np.float32)


def graph_inputs(graph: CustomerGraph) -> GraphInputs:
    """The whole graph as tensors; only outcome relations carry outcomes, and only those known in time."""
    index: EdgeTensors = {}
    attributes: EdgeTensors = {}
    outcomes: EdgeTensors = {}
    degree = np.ones(graph.n_nodes, dtype=np.int64)
    for name, edges in graph.relations.items():
        kind = edge_type(name)
        index[kind] = torch.from_numpy(np.ascontiguousarray(edges.edge_index))
        attributes[kind] = torch.from_numpy(edge_attributes(edges))
        if edges.carries_outcome:
            outcomes[kind] = torch.from_numpy(graph.y[edges.edge_index[0]].astype(np.float32))
        else:
            degree += np.bincount(edges.edge_index[1], minlength=graph.n_nodes)
    return GraphInputs(
        {NODE_TYPE: torch.from_numpy(graph.x)}, index, attributes, outcomes, torch.from_numpy(degree)
    )


class BatchSource:
    """Cuts batches out of a graph: some clients, all they hear over `num_hops` static hops, and outcomes.

    Nothing is sampled away: a batch gives the same logits as the whole graph.

    Args:
        graph: The customer graph.
        static_relations: Names of the static relations to follow.
        outcome_relations: Names of the outcome relations to follow (one hop, from the batch's clients only).
        num_hops: Static hops.
        num_layers: Layers of the network (at least num_hops).
    """

    def __init__(
        self,
        graph: CustomerGraph,
        static_relations: tuple[str, ...],
        outcome_relations: tuple[str, ...],
        num_hops: int,
        num_layers: int,
    ) -> None:
        self.graph, self.num_hops, self.num_layers = graph, num_hops, num_layers
        self.static = [graph.relations[name] for name in static_relations if name in graph.relations]
        self.outcome = [graph.relations[name] for name in outcome_relations if name in graph.relations]
        nodes = np.arange(graph.n_nodes + 1)
        used = [*self.static, *self.outcome] if num_hops else self.outcome
        self._starts = {edges.name: np.searchsorted(edges.edge_index[1], nodes) for edges in used}
        self._attributes = {edges.name: edge_attributes(edges) for edges in used}
        self._degree = np.ones(graph.n_nodes, dtype=np.int64)
        for edges in self.static:
            self._degree += np.bincount(edges.edge_index[1], minlength=graph.n_nodes)
        self._place = np.full(graph.n_nodes, -1, dtype=np.int64)

    def batch(self, rows: IntArray) -> GraphInputs:
        """The batch whose first nodes are `rows` (distinct)."""
        place = self._place
        nodes = np.asarray(rows, dtype=np.int64)
        place[nodes] = np.arange(len(nodes))
        sizes = [len(nodes)]
        frontier = nodes
        for _ in range(self.num_hops):
            heard = [edges.edge_index[0][self._edges_into(edges, frontier)[0]] for edges in self.static]
            frontier, nodes = self._with_new(nodes, heard)
            sizes.append(len(nodes))
        index: EdgeTensors = {}
        attributes: EdgeTensors = {}
        outcomes: EdgeTensors = {}
        if self.num_hops:
            for edges in self.static:
                self._add(edges, nodes[: sizes[-2]], index, attributes)
        heard = [edges.edge_index[0][self._edges_into(edges, rows)[0]] for edges in self.outcome]
        _, nodes = self._with_new(nodes, heard)
        for edges in self.outcome:
            sources = self._add(edges, nodes[: sizes[0]], index, attributes)
            outcomes[edge_type(edges.name)] = torch.from_numpy(self.graph.y[sources].astype(np.float32))
        place[nodes] = -1
        layer_sizes = (sizes[-2::-1] if self.num_hops else []) or sizes
        layer_sizes = layer_sizes + [sizes[0]] * (self.num_layers - len(layer_sizes))
        return GraphInputs(
            {NODE_TYPE: torch.from_numpy(self.graph.x[nodes])},
            index,
            attributes,
            outcomes,
            torch.from_numpy(self._degree[nodes]),
            tuple(layer_sizes),
            nodes,
        )

    def _edges_into(self, edges: Edges, nodes: IntArray) -> tuple[IntArray, IntArray]:
        """Positions of the edges into `nodes`, in the nodes' order, and how many each has."""
        starts = self._starts[edges.name]
        first, count = starts[nodes], starts[nodes + 1] - starts[nodes]
        offset = np.repeat(first - np.concatenate([[0], np.cumsum(count)[:-1]]), count)
        return np.arange(count.sum()) + offset, count

    def _with_new(self, nodes: IntArray, heard: list[IntArray]) -> tuple[IntArray, IntArray]:
        """The nodes heard that are not there yet, and all nodes with them at the end."""
        if not heard:
            return np.zeros(0, dtype=np.int64), nodes
        seen = np.concatenate(heard)
        new = np.unique(seen[self._place[seen] < 0])
        self._place[new] = len(nodes) + np.arange(len(new))
        return new, np.concatenate([nodes, new])

    def _add(
        self, edges: Edges, destinations: IntArray, index: EdgeTensors, attributes: EdgeTensors
    ) -> IntArray:
        positions, count = self._edges_into(edges, destinations)
        sources: IntArray = edges.edge_index[0][positions]
        local = np.stack([self._place[sources], np.repeat(np.arange(len(destinations)), count)])
        index[edge_type(edges.name)] = torch.from_numpy(local)
        attributes[edge_type(edges.name)] = torch.from_numpy(self._attributes[edges.name][positions])
        return sources

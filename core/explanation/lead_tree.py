"""The rows around one lead as its score hears them, in copies that can be changed: inputs and links."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from core.explanation.link_kinds import LinkKind, LinkKinds
from core.graph.customer_graph import CustomerGraph
from core.graph.relational_graph import EdgeType
from core.training.relational_inputs import AGE_INPUTS, LINK_INPUTS, RelationalInputs
from core.training.relational_predictor import RelationalPredictor
from models.relational.schema import EXAMPLE

Mask = npt.NDArray[np.bool_]
Array = npt.NDArray[np.float64]
_NUMBERS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Change:
    """What differs from the lead's tree in T copies of it; parts that are missing stay as they are.

    Attributes:
        x: By node type (or `EXAMPLE`), (T, n, F) inputs.
        kept: By edge type, (T, E) which links are there.
    """

    x: Mapping[str, Tensor]
    kept: Mapping[EdgeType, Mask]


class LeadTree:
    """The network in double precision on the tree of one lead, on a copy of the fitted module.

    Args:
        predictor: The fitted network.
        graph: The examples.
        row: The lead.

    Attributes:
        row: The lead.
        source: Cuts batches of the same kind.
        seed_type: The node type of the lead.
        time: Its seed time in days since 1970.
        inputs: The tree as tensors.
        x: By node type with rows in the tree, (n, F) inputs; the lead is the first of its type. Under `EXAMPLE`
            the (1, F) columns of its example, where the network hears them.
        kinds: Over which links each row is heard.
    """

    def __init__(self, predictor: RelationalPredictor, graph: CustomerGraph, row: int) -> None:
        self.row = row
        self.source = predictor.source(graph)
        self._network = deepcopy(predictor.exact).eval().requires_grad_(False)
        self.seed_type = self.source.schema.seed_type
        self.time = float(self.source.seeds.time[row])
        self.inputs: RelationalInputs = self.source.batch(np.array([row])).to(dtype=torch.float64)
        self.x = {name: x for name, x in self.inputs.x_dict.items() if len(x)}
        self.kinds = LinkKinds(self.source.graph, self.inputs.batch, self.source.schema.edge_types)

    @property
    def node_types(self) -> list[str]:
        """The types with rows in the tree."""
        return [name for name in self.x if name != EXAMPLE]

    def n_rows(self, node_type: str) -> int:
        """Rows of a type in the tree, the lead included."""
        return len(self.x[node_type]) if node_type in self.x else 0

    def counts_at(self, kind: EdgeType) -> slice:
        """Where a row that hears has its inputs on how many links of a relation it has."""
        schema = self.source.schema
        heard = [relation.edge_type for relation in self.source.graph.relations_into(kind[2])]
        start = schema.columns[kind[2]] + AGE_INPUTS + LINK_INPUTS * heard.index(kind)
        return slice(start, start + LINK_INPUTS)

    def logits(self, change: Change, copies: int) -> Tensor:
        """(T,) logits of T copies of the tree; differentiable in `change.x`.

        Node i of copy t stands at place i * T + t, so that the lead's copies come first and nodes stay in the
        order of their distance, as the network expects of a batch.
        """
        inputs, number = self.inputs, torch.arange(copies)
        x_dict = {}
        for name, x in inputs.x_dict.items():
            mine = change.x.get(name)
            mine = x.expand(copies, *x.shape) if mine is None else mine
            x_dict[name] = mine.transpose(0, 1).reshape(-1, x.shape[1])
        index_dict, attribute_dict = {}, {}
        for kind, index in inputs.edge_index_dict.items():
            both = (index[:, :, None] * copies + number).reshape(2, -1)  # (2, E * T)
            edge = torch.arange(index.shape[1]).repeat_interleave(copies)
            if kind in change.kept:
                there = torch.from_numpy(np.ascontiguousarray(change.kept[kind].T)).reshape(-1)
                both, edge = both[:, there], edge[there]
            order = torch.sort(both[1], stable=True).indices
            index_dict[kind] = both[:, order]
            attribute_dict[kind] = inputs.edge_attr_dict[kind][edge[order]]
        sizes = tuple({name: n * copies for name, n in layer.items()} for layer in inputs.layer_sizes)
        out: Tensor = self._network(x_dict, index_dict, attribute_dict, n_seeds=copies, layer_sizes=sizes)
        return out

    def answers(self, change: Change, copies: int) -> Array:
        """The same as an array, in pieces that fit into memory."""
        numbers = sum(x.numel() for x in self.x.values()) + 8 * self.inputs.batch.n_edges
        at_once = max(1, _NUMBERS_AT_ONCE // max(numbers, 1))
        found = []
        with torch.inference_mode():
            for first in range(0, copies, at_once):
                part = slice(first, min(first + at_once, copies))
                piece = Change(
                    {name: x[part] for name, x in change.x.items()},
                    {kind: kept[part] for kind, kept in change.kept.items()},
                )
                found.append(self.logits(piece, part.stop - part.start).numpy())
        return np.concatenate(found) if found else np.zeros(0)

    def without_kinds(
        self, taken: Mask, kinds: list[LinkKind], x: Mapping[str, Tensor] | None = None
    ) -> Change:
        """T copies, each without the links of some kinds; who heard them no longer knows how many there are.

        Args:
            taken: (T, K) which kinds are gone.
            kinds: K kinds.
            x: (n, F) or (T, n, F) inputs by type, instead of the lead's own.
        """
        copies = len(taken)
        given = {**self.x, **(x or {})}
        changed: dict[str, Tensor] = {
            name: (value if value.dim() == 3 else value.expand(copies, *value.shape)).clone()
            for name, value in given.items()
            if x is not None or any(name == kind.relation[2] for kind in kinds)
        }
        kept: dict[EdgeType, Mask] = {}
        for place, kind in enumerate(kinds):
            edges = self.kinds.edges(kind)
            relation = kind.relation
            there = kept.setdefault(relation, np.ones((copies, len(edges)), dtype=bool))
            gone = taken[:, place]
            there &= ~(gone[:, None] & edges[None, :])
            hearers = torch.from_numpy(self.kinds.hearers(kind))
            trial = torch.from_numpy(np.flatnonzero(gone))
            changed[relation[2]][trial[:, None], hearers[None, :], self.counts_at(relation)] = 0.0
        return Change(changed, kept)

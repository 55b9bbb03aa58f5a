"""Over which links the rows around a lead are heard: each kind of link is a way from the lead, and has a name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.graph.relational_graph import EdgeType, IntArray, RelationalGraph
from core.graph.relational_neighborhood import title_of_relation
from core.graph.temporal_sampler import SampledBatch

_NOBODY = -1
_THE_LEAD = -2


@dataclass(frozen=True)
class LinkKind:
    """Rows that are heard in the same way.

    Attributes:
        number: Its place in `LinkKinds.all`.
        path: The relations from the lead to the row, the lead's own first.
        title: In words: "activities", "employer: people who work there"; no two kinds have the same.
        parent: The kind of the rows that hear these; None where the lead itself does.
    """

    number: int
    path: tuple[EdgeType, ...]
    title: str
    parent: int | None

    @property
    def relation(self) -> EdgeType:
        """The relation over which the rows are heard."""
        return self.path[-1]

    @property
    def hop(self) -> int:
        """How far the rows are from the lead."""
        return len(self.path)


class LinkKinds:
    """The kinds of link in one tree. A row belongs to the way over which it was first reached.

    Args:
        graph: Gives relations their titles.
        batch: The tree of one lead.
        edge_types: The relations that are heard, in the model's order.

    Attributes:
        all: The kinds, those of the lead itself first.
        of_row: By node type, (n,) number of the kind; -2 for the lead itself, -1 for a row nobody leads to.
        parent: By node type, (n,) the local number of the row that first led to it (of `all[k].relation[2]`).
    """

    def __init__(self, graph: RelationalGraph, batch: SampledBatch, edge_types: Sequence[EdgeType]) -> None:
        self._graph, self._batch, self._edge_types = graph, batch, tuple(edge_types)
        self.all: list[LinkKind] = []
        self._numbers: dict[tuple[EdgeType, ...], int] = {}
        self.of_row = {name: np.full(len(rows), _NOBODY, dtype=np.int64) for name, rows in batch.rows.items()}
        self.of_row[batch.node_type][: batch.n_seeds] = _THE_LEAD
        self.parent = {name: np.full(len(rows), _NOBODY, dtype=np.int64) for name, rows in batch.rows.items()}
        n_hops = max((int(hop.max(initial=0)) for hop in batch.hop.values()), default=0)
        for hop in range(1, n_hops + 1):
            for edge_type in self._edge_types:
                self._reach(edge_type, hop)
        self._of_edge = {edge_type: self._kinds_of_edges(edge_type) for edge_type in self._edge_types}

    def _reach(self, edge_type: EdgeType, hop: int) -> None:
        source, destination = self._batch.edge_index[edge_type]
        one, other = edge_type[0], edge_type[2]
        first = self._batch.hop[other][destination] == hop - 1
        new = first & (self._batch.hop[one][source] == hop) & (self.of_row[one][source] == _NOBODY)
        for kind in np.unique(self.of_row[other][destination[new]]):
            mine = np.flatnonzero(new & (self.of_row[other][destination] == kind))[::-1]
            number = self._number(
                int(kind), edge_type
            )  # backwards: of several links to one row the first stays
            self.of_row[one][source[mine]] = number
            self.parent[one][source[mine]] = destination[mine]

    def _number(self, parent: int, edge_type: EdgeType) -> int:
        above = None if parent == _THE_LEAD else self.all[parent]
        path = (*(above.path if above else ()), edge_type)
        if path not in self._numbers:
            title = title_of_relation(self._graph.relations[edge_type])
            if above is not None:
                title = f"{above.title}: {title}"
            while any(kind.title == title for kind in self.all):
                title = f"{title} ({edge_type[0]})"
            self._numbers[path] = len(self.all)
            self.all.append(LinkKind(len(self.all), path, title, None if above is None else above.number))
        return self._numbers[path]

    def _kinds_of_edges(self, edge_type: EdgeType) -> IntArray:
        """(E,) the kind of each link: the way to the row that hears, and then this relation."""
        destination = self._batch.edge_index[edge_type][1]
        parents = self.of_row[edge_type[2]][destination]
        found = np.full(len(destination), _NOBODY, dtype=np.int64)
        for parent in np.unique(parents):
            if parent != _NOBODY:
                found[parents == parent] = self._number(int(parent), edge_type)
        return found

    def edges(self, kind: LinkKind) -> npt.NDArray[np.bool_]:
        """(E,) which links of its relation are of this kind."""
        return np.asarray(self._of_edge[kind.relation] == kind.number)

    def hearers(self, kind: LinkKind) -> IntArray:
        """The local numbers of the rows that hear links of this kind, also those with none."""
        parent = _THE_LEAD if kind.parent is None else kind.parent
        return np.flatnonzero(self.of_row[kind.relation[2]] == parent)

    @property
    def first(self) -> list[LinkKind]:
        """The kinds of link into the lead itself."""
        return [kind for kind in self.all if kind.hop == 1]

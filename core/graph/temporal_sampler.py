"""Draws who is around a row as of a time: for each seed a tree of rows and links that were known by then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from core.errors import GraphError
from core.graph.relational_graph import (
    EdgeType,
    FloatArray,
    IntArray,
    RelationalGraph,
    TimeArray,
)
from core.graph.timeline import Timeline

_NO_ROWS: IntArray = np.zeros(0, dtype=np.int64)
_NO_PARENT = -1  # the code of no type


@dataclass(frozen=True)
class SampledBatch:
    """One tree a seed; trees share no node, so the same row may stand in several of them.

    Within a tree a row stands once. Every node type and edge type of the graph has an entry, which may be
    empty. Nodes of a type are in the order in which they were reached.

    Attributes:
        node_type: Of the seeds; the first `n_seeds` nodes of that type are the seeds, in order.
        n_seeds: B.
        rows: By node type, (n,) row in `Nodes`.
        tree: By node type, (n,) the seed 0 … B - 1 whose tree the node is in.
        age: By node type, (n,) float32 days between seed time and the node's time, at least 0; inf where
            the row was known always.
        edge_index: By edge type, (2, E) local source above local destination, destination ascending.
        edge_age: By edge type, (E,) float32 days between seed time and the edge's time; inf: always.
        degree: By edge type, (n of the destination type,) edges known at the seed time, before the cut of
            the fan-out; 0 for nodes that were not expanded (those at the last hop).
        hop: By node type, (n,) at how many hops from the seed the node was first reached; 0: the seed.
    """

    node_type: str
    n_seeds: int
    rows: dict[str, IntArray]
    tree: dict[str, IntArray]
    age: dict[str, FloatArray]
    edge_index: dict[EdgeType, IntArray]
    edge_age: dict[EdgeType, FloatArray]
    degree: dict[EdgeType, IntArray]
    hop: dict[str, IntArray]

    @property
    def n_edges(self) -> int:
        """Edges of all relations together."""
        return sum(index.shape[1] for index in self.edge_index.values())


class TemporalSampler:
    """Samples with one clock: an edge is taken only if its time, and so its source's, is <= the seed time.

    Per relation and node the `num_neighbors[hop]` most recent known edges are taken, so the same seed gives
    the same tree bit for bit, whatever else is in the batch and whatever happened after the seed time.

    A walk does not go straight back: the row from which a row was first reached is left out of what that row
    hears, over any relation (a company reached from one of its contacts tells of the other contacts). One
    more edge is looked at instead, so this costs no place in the fan-out unless the two rows have
    several links.

    Args:
        graph: Node tables and relations.
        num_neighbors: Edges a node and relation at hop 1, 2, …; -1: all that were known.
        most_recent: False: edges spread evenly over the known history instead of the latest.

    Raises:
        GraphError: a relation is not in order of time, or knows an edge before its source row.
    """

    def __init__(
        self, graph: RelationalGraph, num_neighbors: Sequence[int] = (16, 16), *, most_recent: bool = True
    ) -> None:
        self.graph = graph
        self.num_neighbors = tuple(num_neighbors)
        self.most_recent = most_recent
        self._types = {name: code for code, name in enumerate(graph.nodes)}
        self._times: dict[str, TimeArray] = {n.name: np.asarray(n.time) for n in graph.nodes.values()}
        self._timelines = {
            edge_type: Timeline.of(relation, self._times[edge_type[0]])
            for edge_type, relation in graph.relations.items()
        }

    def sample(self, node_type: str, node: IntArray, time: TimeArray) -> SampledBatch:
        """The trees of a batch of seeds.

        Args:
            node_type: The type of the seeds.
            node: (B,) rows in `Nodes`. A seed row is always there, even if its own time is later.
            time: (B,) seed times in days since 1970.

        Raises:
            GraphError: an unknown node type, a row that is not there, or a seed time that is no number.
        """
        node, time = np.asarray(node, dtype=np.int64), np.asarray(time, dtype=np.float64)
        self._check(node_type, node, time)
        trees = {
            name: _Grown(nodes.n, node if name == node_type else _NO_ROWS)
            for name, nodes in self.graph.nodes.items()
        }
        found: dict[EdgeType, list[_Heard]] = {edge_type: [] for edge_type in self._timelines}
        for hop, fanout in enumerate(self.num_neighbors, start=1):
            frontier = {name: grown.frontier() for name, grown in trees.items()}
            heard = [
                self._hear(edge_type, frontier[edge_type[2]], time, fanout) for edge_type in self._timelines
            ]
            for name, grown in trees.items():
                parents = [(h, self._types[h.edge_type[2]]) for h in heard if h.edge_type[0] == name]
                grown.reach(parents, is_last=hop == len(self.num_neighbors))
            for h in heard:
                found[h.edge_type].append(h)
        return self._batch(node_type, time, trees, found)

    def _known(self, line: Timeline, rows: IntArray, time: TimeArray) -> IntArray:
        return line.known(rows, time)

    def _check(self, node_type: str, node: IntArray, time: TimeArray) -> None:
        if node_type not in self.graph.nodes:
            raise GraphError(
                f"The graph has no rows of type {node_type!r}", found=", ".join(self.graph.nodes) or "none"
            )
        n = self.graph.nodes[node_type].n
        if node.shape != time.shape or node.ndim != 1:
            raise GraphError("Each seed needs one time", found=f"{node.shape} rows, {time.shape} times")
        if node.size and not (node.min() >= 0 and node.max() < n):
            raise GraphError(
                f"There is no such row of {node_type}",
                found=f"rows {node.min()} to {node.max()}",
                expected=f"rows 0 to {n - 1}",
            )
        if np.isnan(time).any():
            raise GraphError("A seed has no time", found=f"{int(np.isnan(time).sum())} of {time.size}")

    def _hear(self, edge_type: EdgeType, at: _Frontier, time: TimeArray, fanout: int) -> _Heard:
        """The edges into the frontier that are taken."""
        line = self._timelines[edge_type]
        start, stop = line.indptr[at.rows], self._known(line, at.rows, time[at.tree])
        degree = stop - start
        has_parent = at.parent_type == self._types[edge_type[0]]
        wanted = degree if fanout < 0 else np.minimum(degree, fanout + has_parent)
        destination = np.repeat(np.arange(len(at.rows)), wanted)
        first = np.cumsum(wanted) - wanted
        if self.most_recent:
            place = np.repeat(stop - wanted - first, wanted) + np.arange(len(destination))
        else:
            step = np.arange(len(destination)) - first[destination]
            place = start[destination] + (2 * step + 1) * degree[destination] // (2 * wanted[destination])
        heard = _Heard(edge_type, at, destination, line.source[place], place, degree)
        return heard.without_parent(has_parent, wanted, fanout) if has_parent.any() else heard

    def _batch(
        self,
        node_type: str,
        time: TimeArray,
        trees: dict[str, _Grown],
        found: dict[EdgeType, list[_Heard]],
    ) -> SampledBatch:
        edge_index, edge_age, degree = {}, {}, {}
        for edge_type, parts in found.items():
            source = _joined([h.local for h in parts])
            destination = _joined([h.destination + h.at.first for h in parts])
            place, tree = _joined([h.place for h in parts]), _joined([h.tree for h in parts])
            edge_index[edge_type] = np.stack([source, destination])
            edge_age[edge_type] = self._age(time[tree], self._timelines[edge_type].time[place])
            degree[edge_type] = _filled(_joined([h.degree for h in parts]), trees[edge_type[2]].n)
        rows = {name: _joined(grown.rows) for name, grown in trees.items()}
        tree_of = {name: _joined(grown.tree) for name, grown in trees.items()}
        return SampledBatch(
            node_type=node_type,
            n_seeds=len(time),
            rows=rows,
            tree=tree_of,
            age={name: self._age(time[tree_of[name]], self._times[name][rows[name]]) for name in rows},
            edge_index=edge_index,
            edge_age=edge_age,
            degree=degree,
            hop={
                name: np.repeat(np.arange(len(grown.rows)), [len(r) for r in grown.rows])
                for name, grown in trees.items()
            },
        )

    def _age(self, seed_time: TimeArray, time: TimeArray) -> FloatArray:
        """(n,) days, never below 0 (a seed row may be younger than the question asked of it)."""
        return np.maximum(seed_time - time, 0.0).astype(np.float32)


@dataclass(frozen=True)
class _Frontier:
    """The nodes of one type that are expanded next.

    `first` is the local number of the first of them; `parent_type` and `parent_row` say from which row each
    was first reached.
    """

    first: int
    rows: IntArray
    tree: IntArray
    parent_type: IntArray
    parent_row: IntArray


@dataclass
class _Heard:
    """The edges of one relation taken at one hop.

    `destination` counts within the frontier `at`; `place` is the edge's place in the relation; `local` are
    the local numbers of the sources, once they are given.
    """

    edge_type: EdgeType
    at: _Frontier
    destination: IntArray
    source: IntArray
    place: IntArray
    degree: IntArray
    local: IntArray = field(default_factory=lambda: _NO_ROWS)

    @property
    def tree(self) -> IntArray:
        """(E,) the tree each edge is in."""
        return self.at.tree[self.destination]

    def without_parent(self, has_parent: npt.NDArray[np.bool_], wanted: IntArray, fanout: int) -> _Heard:
        """Leaves out edges from the row a node was reached from, or the spare edge where there is none."""
        to_parent = self.source == self.at.parent_row[self.destination]
        to_parent &= has_parent[self.destination]
        kept = ~to_parent
        if fanout >= 0:
            spare = has_parent & (wanted > fanout)
            spare[self.destination[to_parent]] = False
            kept[(np.cumsum(wanted) - wanted)[spare]] = False
        return _Heard(
            self.edge_type,
            self.at,
            self.destination[kept],
            self.source[kept],
            self.place[kept],
            self.degree,
        )


class _Grown:
    """The nodes of one type in all trees so far, one array a hop.

    A node is named by tree * N + row; `keys` are the sorted names, `locals` their local numbers.
    """

    def __init__(self, n_table: int, seeds: IntArray) -> None:
        self._n_table = max(n_table, 1)
        self.rows: list[IntArray] = [seeds]
        self.tree: list[IntArray] = [np.arange(len(seeds), dtype=np.int64)]
        self.n = len(seeds)
        self._keys = self.tree[0] * self._n_table + seeds
        self._locals = self.tree[0]
        self._parent_type = np.full(len(seeds), _NO_PARENT)
        self._parent_row = np.full(len(seeds), _NO_PARENT)

    def frontier(self) -> _Frontier:
        """The nodes of the latest hop."""
        first = self.n - len(self.rows[-1])
        return _Frontier(first, self.rows[-1], self.tree[-1], self._parent_type, self._parent_row)

    def reach(self, heard: list[tuple[_Heard, int]], *, is_last: bool) -> None:
        """Numbers the sources of edges; rows that are new to their tree become the next frontier.

        Args:
            heard: Edges whose sources are of this type, each with the code of its destination type.
            is_last: True: nothing will be expanded any more.
        """
        keys = _joined([h.tree * self._n_table + h.source for h, _ in heard])
        names = _different(keys)
        place = np.searchsorted(self._keys, names)
        is_new = np.ones(len(names), dtype=bool)
        inside = place < len(self._keys)
        is_new[inside] = self._keys[place[inside]] != names[inside]
        local = np.empty(len(names), dtype=np.int64)
        local[~is_new] = self._locals[place[~is_new]]
        new = names[is_new]
        local[is_new] = self.n + np.arange(len(new))
        numbers = local[np.searchsorted(names, keys)]
        ends = np.cumsum([len(h.source) for h, _ in heard])
        for (h, _), end in zip(heard, ends, strict=True):
            h.local = numbers[end - len(h.source) : end]
        tree = new // self._n_table
        self.rows.append(new - tree * self._n_table)
        self.tree.append(tree)
        if not is_last:
            self._remember(heard, numbers, len(new))
            self._keys = np.insert(self._keys, place[is_new], new)
            self._locals = np.insert(self._locals, place[is_new], local[is_new])
        self.n += len(new)

    def _remember(self, heard: list[tuple[_Heard, int]], numbers: IntArray, n_new: int) -> None:
        """From which row each new node was first reached, in the order of the edges."""
        types = np.repeat([code for _, code in heard], [len(h.source) for h, _ in heard])
        rows = _joined([h.at.rows[h.destination] for h, _ in heard])
        is_new = numbers >= self.n
        at = (numbers[is_new] - self.n)[::-1]  # backwards: of several edges to one place the first stays
        self._parent_type = np.empty(n_new, dtype=np.int64)
        self._parent_row = np.empty(n_new, dtype=np.int64)
        self._parent_type[at] = types[is_new][::-1]
        self._parent_row[at] = rows[is_new][::-1]


def _joined(parts: list[IntArray]) -> IntArray:
    return np.concatenate(parts) if parts else _NO_ROWS


def _different(keys: IntArray) -> IntArray:
    """The different keys, ascending; sorting is faster here than numpy's own hash table."""
    ordered = np.sort(keys)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered


def _filled(values: IntArray, n: int) -> IntArray:
    """The values, and zeros up to n."""
    return np.concatenate([values, np.zeros(n - len(values), dtype=np.int64)])

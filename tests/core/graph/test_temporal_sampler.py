"""The sampler against a brute-force one, row by row; nothing from later; nothing of the batch around it."""

from __future__ import annotations

from dataclasses import fields, replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import GraphError
from core.graph.relational_graph import ALWAYS, EdgeType, Relation, RelationalGraph
from core.graph.temporal_sampler import SampledBatch, TemporalSampler
from tests.core.graph.random_relational import EDGE_TYPES, Edge, World, random_world, seeds

MANY = settings(max_examples=60, deadline=None, database=None)
SEED = st.integers(0, 2**32 - 1)
Node = tuple[str, int]


def known_edges(graph: RelationalGraph, edge_type: EdgeType, row: int, t: float) -> list[tuple[int, float]]:
    """(source, time) of the edges into a row known at t, oldest first."""
    relation = graph.relations[edge_type]
    span = slice(relation.indptr[row], relation.indptr[row + 1])
    pairs = zip(relation.source[span].tolist(), relation.time[span].tolist(), strict=True)
    return [(s, when) for s, when in pairs if when <= t and graph.nodes[edge_type[0]].time[s] <= t]


def brute_force(
    graph: RelationalGraph, node: Node, t: float, fanouts: tuple[int, ...]
) -> tuple[dict[Node, int], set[tuple[EdgeType, int, int, float]], dict[tuple[EdgeType, int], int]]:
    """(hop of each node, edges, degrees) of one tree, by plain loops."""
    hops: dict[Node, int] = {node: 0}
    parent: dict[Node, Node] = {}
    edges, degrees = [], {}
    frontier = [node]
    for hop, fanout in enumerate(fanouts, start=1):
        reached: list[tuple[Node, Node]] = []
        for edge_type in graph.relations:
            for at in (n for n in frontier if n[0] == edge_type[2]):
                known = known_edges(graph, edge_type, at[1], t)
                degrees[edge_type, at[1]] = len(known)
                over = parent.get(at)
                spare = over is not None and over[0] == edge_type[0]
                latest = known if fanout < 0 else known[max(len(known) - fanout - spare, 0) :]
                other = [e for e in latest if not (spare and e[0] == over[1])]
                taken = other if fanout < 0 else other[max(len(other) - fanout, 0) :]
                edges += [(edge_type, s, at[1], when) for s, when in taken]
                reached += [((edge_type[0], s), at) for s, _ in taken]
        frontier = []
        for new, came_from in reached:
            if new not in hops:
                hops[new], parent[new] = hop, came_from
                frontier.append(new)
        frontier.sort()
    return hops, edges, degrees


def tree_of(graph: RelationalGraph, batch: SampledBatch, b: int, t: float) -> tuple[dict, list, dict]:
    """What a batch says of one tree, in the brute-force sampler's words."""
    hops = {
        (name, int(row)): int(hop)
        for name in batch.rows
        for row, hop, tree in zip(batch.rows[name], batch.hop[name], batch.tree[name], strict=True)
        if tree == b
    }
    edges, degrees = [], {}
    for edge_type, (source, destination) in batch.edge_index.items():
        kind, _, into = edge_type
        assert np.all(np.diff(destination) >= 0)
        assert np.array_equal(batch.tree[kind][source], batch.tree[into][destination])
        for s, d, age in zip(source, destination, batch.edge_age[edge_type], strict=True):
            if batch.tree[into][d] == b:
                when = ALWAYS if np.isinf(age) else t - float(age)
                edges.append((edge_type, int(batch.rows[kind][s]), int(batch.rows[into][d]), when))
        for i in np.flatnonzero(batch.tree[into] == b):
            degrees[edge_type, int(batch.rows[into][i])] = int(batch.degree[edge_type][i])
    return hops, edges, degrees


@given(SEED)
@MANY
def test_equals_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    graph = world.graph()
    fanouts = tuple(int(k) for k in rng.choice([-1, 1, 2, 3, 16], rng.integers(1, 4)))
    name, node, time = seeds(world, rng)
    batch = TemporalSampler(graph, fanouts).sample(name, node, time)
    assert np.array_equal(batch.rows[name][: batch.n_seeds], node)
    assert np.array_equal(batch.tree[name][: batch.n_seeds], np.arange(len(node)))
    for b, (row, t) in enumerate(zip(node.tolist(), time.tolist(), strict=True)):
        hops, edges, degrees = brute_force(graph, (name, row), t, fanouts)
        found_hops, found_edges, found_degrees = tree_of(graph, batch, b, t)
        assert found_hops == hops
        assert sorted(found_edges) == sorted(edges)
        assert {k: n for k, n in found_degrees.items() if k in degrees} == degrees
        assert not any(n for k, n in found_degrees.items() if k not in degrees)


@given(SEED)
@MANY
def test_only_what_was_known(seed: int) -> None:
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    graph = world.graph()
    name, node, time = seeds(world, rng)
    batch = TemporalSampler(graph, (3, 3, 3)).sample(name, node, time)
    for kind, rows in batch.rows.items():
        t, when = time[batch.tree[kind]], graph.nodes[kind].time[rows]
        assert np.all((when <= t) | (batch.hop[kind] == 0))
        assert np.array_equal(batch.age[kind], np.maximum(t - when, 0).astype(np.float32))
    for edge_type, age in batch.edge_age.items():
        assert np.all(age >= 0)
        assert len(age) == batch.edge_index[edge_type].shape[1]


@given(SEED, st.booleans())
@MANY
def test_later_changes_leave_every_bit(seed: int, most_recent: bool) -> None:
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    name, node, time = seeds(world, rng)
    t = float(time.max())
    before = TemporalSampler(world.graph(), (2, 2), most_recent=most_recent).sample(name, node, time)
    changed = world.changed_after(t, rng).graph()
    after = TemporalSampler(changed, (2, 2), most_recent=most_recent).sample(name, node, time)
    assert_same(before, after)


@given(SEED)
@MANY
def test_a_tree_does_not_depend_on_its_batch(seed: int) -> None:
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    graph = world.graph()
    sampler = TemporalSampler(graph, (2, 3))
    name, node, time = seeds(world, rng)
    together = sampler.sample(name, node, time)
    for b, t in enumerate(time.tolist()):
        alone = sampler.sample(name, node[b : b + 1], time[b : b + 1])
        assert tree_of(graph, alone, 0, t) == tree_of(graph, together, b, t)
        for kind in alone.rows:
            in_tree = together.tree[kind] == b
            assert np.array_equal(alone.rows[kind], together.rows[kind][in_tree])
            assert np.array_equal(alone.age[kind], together.age[kind][in_tree])


@given(SEED)
@MANY
def test_without_limits_it_is_who_can_be_reached(seed: int) -> None:
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    graph = world.graph()
    name, node, time = seeds(world, rng, n=1)
    batch = TemporalSampler(graph, [-1] * 40).sample(name, node, time)
    known = nx.DiGraph()
    known.add_node((name, int(node[0])))
    for (kind, _, into), edges in world.edges.items():
        known.add_edges_from(((into, e.destination), (kind, e.source)) for e in edges if e.time <= time[0])
    distance = nx.single_source_shortest_path_length(known, (name, int(node[0])))
    assert tree_of(graph, batch, 0, float(time[0]))[0] == distance


def test_the_latest_are_taken_and_ties_go_to_the_later_row() -> None:
    times = {
        "contact": np.array([0.0]),
        "activity": np.array([1.0, 5.0, 3.0, 5.0, 9.0]),
        "company": np.zeros(1),
    }
    had = [Edge(a, 0, times["activity"][a]) for a in range(5)]
    graph = World(times, {EDGE_TYPES[2]: had}).graph()
    batch = TemporalSampler(graph, (2,)).sample("contact", np.array([0, 0]), np.array([5.0, 4.0]))
    assert batch.rows["activity"].tolist() == [1, 3, 0, 2]
    assert batch.age["activity"].tolist() == [0.0, 0.0, 3.0, 1.0]
    assert batch.degree[EDGE_TYPES[2]].tolist() == [4, 2]
    spread = TemporalSampler(graph, (2,), most_recent=False)
    assert spread.sample("contact", np.array([0]), np.array([5.0])).rows["activity"].tolist() == [2, 3]


def test_a_cut_of_what_was_known_always_prefers_no_row() -> None:
    n = 2_000
    times = {"contact": np.full(n, ALWAYS), "company": np.full(40, ALWAYS), "activity": np.zeros(0)}
    employs = [Edge(c, d, ALWAYS) for d in range(40) for c in range(d, n, 40)]
    graph = World(times, {EDGE_TYPES[1]: employs}).graph()
    batch = TemporalSampler(graph, (8,)).sample("company", np.arange(40), np.zeros(40))
    assert batch.edge_index[EDGE_TYPES[1]].shape[1] == 40 * 8
    # 320 draws, each uniform over 0 … 1,999 in a fair draw: mean 999.5, standard error 32.
    assert abs(batch.rows["contact"].mean() - 999.5) < 4 * 32
    assert np.all(np.isinf(batch.age["contact"]))


def test_does_not_go_straight_back_and_loses_no_place_by_it() -> None:
    times = {"contact": np.arange(4.0), "company": np.zeros(1), "activity": np.zeros(0)}
    works = [Edge(c, 0, float(c)) for c in range(4)]
    employs = [Edge(0, c, float(c)) for c in range(4)]
    graph = World(times, {EDGE_TYPES[0]: employs, EDGE_TYPES[1]: works}).graph()
    for seed, colleagues in ((3, [1, 2]), (0, [2, 3]), (2, [1, 3])):
        batch = TemporalSampler(graph, (2, 2)).sample("contact", np.array([seed]), np.array([9.0]))
        assert batch.rows["contact"].tolist() == [seed, *colleagues]
        assert batch.degree[EDGE_TYPES[1]].tolist() == [4]


@pytest.mark.parametrize(
    ("name", "node", "time", "words"),
    [
        ("planet", [0], [1.0], "no rows of type 'planet'"),
        ("contact", [1], [1.0], "no such row"),
        ("contact", [-1], [1.0], "no such row"),
        ("contact", [0], [np.nan], "has no time"),
        ("contact", [0, 0], [1.0], "needs one time"),
    ],
)
def test_bad_seeds(name: str, node: list[int], time: list[float], words: str) -> None:
    world = World({"contact": np.zeros(1)}, {})
    with pytest.raises(GraphError, match=words):
        TemporalSampler(world.graph()).sample(name, np.array(node), np.array(time))


def test_no_seeds_and_no_edges() -> None:
    world = World({"contact": np.zeros(2)}, {EDGE_TYPES[4]: []})
    sampler = TemporalSampler(world.graph())
    assert sampler.sample("contact", np.zeros(0, np.int64), np.zeros(0)).rows["contact"].tolist() == []
    batch = sampler.sample("contact", np.array([1]), np.array([0.0]))
    assert batch.rows["contact"].tolist() == [1]
    assert batch.edge_index[EDGE_TYPES[4]].shape == (2, 0)


def test_damaged_relations_are_refused() -> None:
    edge_type = EDGE_TYPES[4]
    graph = World({"contact": np.array([1.0, 5.0])}, {edge_type: [Edge(0, 1, 5.0), Edge(1, 1, 6.0)]}).graph()
    relation = graph.relations[edge_type]
    for damaged, words in (
        (replace(relation, time=np.array([7.0, 6.0])), "not in order of time"),
        (replace(relation, time=np.array([5.0, 4.0])), "before the row"),
    ):
        with pytest.raises(GraphError, match=words):
            TemporalSampler(replace(graph, relations={edge_type: damaged}))


def assert_same(one: SampledBatch, other: SampledBatch) -> None:
    for field in fields(SampledBatch):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if isinstance(a, dict):
            assert list(a) == list(b)
            assert all(np.array_equal(a[k], b[k]) and a[k].dtype == b[k].dtype for k in a), field.name
        else:
            assert a == b


def test_relation_from_edges_groups_by_destination_and_time() -> None:
    relation = Relation.from_edges(
        EDGE_TYPES[4], "", np.array([2, 1, 0, 1]), np.array([2, 0, 2, 2]), np.array([3.0, 1.0, 3.0, 2.0]), 3
    )
    assert relation.indptr.tolist() == [0, 1, 1, 4]
    assert relation.source.tolist() == [1, 1, 0, 2]
    assert relation.time.tolist() == [1.0, 2.0, 3.0, 3.0]

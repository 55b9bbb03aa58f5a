"""Small random graphs of many tables: ties in time, self-relations, parallel edges, rows known always or never."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from core.graph.relational_graph import (
    ALWAYS,
    NEVER,
    EdgeType,
    IntArray,
    Nodes,
    Relation,
    RelationalGraph,
    TimeArray,
)

EDGE_TYPES: tuple[EdgeType, ...] = (
    ("company", "employs", "contact"),
    ("contact", "works_at", "company"),
    ("activity", "had_activity", "contact"),
    ("contact", "activity_of", "activity"),
    ("contact", "transfers_to", "contact"),
    ("contact", "received_from", "contact"),
    ("company", "industry_peer", "company"),
)


@dataclass(frozen=True)
class Edge:
    """One edge before it is grouped."""

    source: int
    destination: int
    time: float


@dataclass(frozen=True)
class World:
    """What a random graph is made of, so that a test can change a part of it."""

    times: dict[str, TimeArray]
    edges: dict[EdgeType, list[Edge]]

    def graph(self) -> RelationalGraph:
        nodes = {
            name: Nodes(
                name=name,
                table=name,
                ids=np.array([f"{name}{i}" for i in range(len(time))], dtype=object),
                x=np.zeros((len(time), 1), dtype=np.float32),
                feature_names=["x"],
                feature_columns=["x"],
                time=time,
            )
            for name, time in self.times.items()
        }
        return RelationalGraph("random", nodes, {t: self.relation(t) for t in self.edges}, fitted_until=10.0)

    def relation(self, edge_type: EdgeType) -> Relation:
        edges = self.edges[edge_type]
        return Relation.from_edges(
            edge_type,
            "",
            np.array([e.source for e in edges], dtype=np.int64),
            np.array([e.destination for e in edges], dtype=np.int64),
            np.array([e.time for e in edges], dtype=np.float64),
            len(self.times[edge_type[2]]),
        )

    def changed_after(self, t: float, rng: np.random.Generator) -> World:
        """The same world until t; rows and edges after t are moved, dropped and added."""
        times = {
            name: np.r_[
                np.where(time > t, t + 1 + rng.integers(0, 9, len(time)), time), t + rng.integers(1, 9, 3)
            ]
            for name, time in self.times.items()
        }
        edges = {}
        for edge_type, old in self.edges.items():
            source, destination = times[edge_type[0]], times[edge_type[2]]
            kept = [e for e in old if e.time <= t]
            moved = [
                replace(e, time=max(e.time, source[e.source], destination[e.destination]) + 1)
                for e in old
                if e.time > t and rng.random() < 0.5
            ]
            new = [
                Edge(s, d, max(t + 1, source[s], destination[d]))
                for s, d in zip(
                    rng.integers(0, len(source), 9), rng.integers(0, len(destination), 9), strict=True
                )
            ]
            edges[edge_type] = [*new, *moved, *kept]
        return World(times, edges)


def random_world(rng: np.random.Generator) -> World:
    """Up to 12 rows a type, days 0 to 19 with many ties."""
    times: dict[str, TimeArray] = {}
    for name in ("contact", "company", "activity"):
        time = rng.integers(0, 20, rng.integers(1, 13)).astype(float)
        time[rng.random(len(time)) < 0.1] = NEVER
        times[name] = np.full(len(time), ALWAYS) if rng.random() < 0.3 else time
    edges = {}
    for edge_type in EDGE_TYPES:
        source, destination = times[edge_type[0]], times[edge_type[2]]
        n = int(rng.integers(0, 60))
        pairs = zip(rng.integers(0, len(source), n), rng.integers(0, len(destination), n), strict=True)
        edges[edge_type] = [
            Edge(int(s), int(d), max(source[s], destination[d]) + float(rng.integers(0, 3))) for s, d in pairs
        ]
    return World(times, edges)


def seeds(world: World, rng: np.random.Generator, n: int = 6) -> tuple[str, IntArray, TimeArray]:
    """(node type, rows, seed times), some rows twice."""
    name = str(rng.choice(list(world.times)))
    return name, rng.integers(0, len(world.times[name]), n), rng.integers(0, 22, n).astype(float)

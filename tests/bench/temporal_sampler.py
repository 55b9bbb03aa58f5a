"""The temporal sampler on one core, against itself without a clock, in turn on the same seeds."""

from __future__ import annotations

import time

import numpy as np
from threadpoolctl import threadpool_limits

from core.graph.relational_graph import EdgeType, IntArray, Nodes, Relation, RelationalGraph, TimeArray
from core.graph.temporal_sampler import TemporalSampler
from core.graph.timeline import Timeline
from tests.bench.row import Row

N_CONTACTS, N_COMPANIES, N_ACTIVITIES = 100_000, 10_000, 2_000_000
NUM_NEIGHBORS = (16, 16)
BATCH, N_BATCHES, ROUNDS = 1_024, 8, 5
DAYS = 730.0


class Untimed(TemporalSampler):
    """The same sampler for a graph that has no clock: every edge counts as known."""

    def _known(self, line: Timeline, rows: IntArray, time: TimeArray) -> IntArray:
        return line.indptr[rows + 1]


def crm(seed: int = 0) -> RelationalGraph:
    """Contacts of companies with activities of very uneven number over two years, links both ways."""
    rng = np.random.default_rng(seed)
    times = {
        "contact": np.sort(rng.uniform(0, DAYS, N_CONTACTS)) * 0.5,
        "company": np.full(N_COMPANIES, -np.inf),
        "activity": np.sort(rng.uniform(0, DAYS, N_ACTIVITIES)),
    }
    nodes = {
        name: Nodes(name, name, np.empty(0, object), np.zeros((len(when), 1), np.float32), [], [], when)
        for name, when in times.items()
    }
    works_at = (N_COMPANIES * rng.random(N_CONTACTS) ** 2).astype(np.int64)
    by = (N_CONTACTS * rng.random(N_ACTIVITIES) ** 2).astype(np.int64)
    relations: dict[EdgeType, Relation] = {}
    for child, to, parent, name, back in (
        ("contact", works_at, "company", "works_at", "employs"),
        ("activity", by, "contact", "activity_of", "had_activity"),
    ):
        rows = np.arange(len(to))
        when = np.maximum(times[child], times[parent][to])
        for kind, source, destination in (
            ((child, name, parent), rows, to),
            ((parent, back, child), to, rows),
        ):
            n = len(times[kind[2]])
            relations[kind] = Relation.from_edges(kind, name, source, destination, when, n)
    return RelationalGraph("bench", nodes, relations, DAYS)


def rows() -> list[Row]:
    """Edges a second of both, best of several rounds in turn."""
    graph = crm()
    rng = np.random.default_rng(1)
    batches = [
        (rng.integers(0, N_CONTACTS, BATCH), rng.uniform(0.5 * DAYS, DAYS, BATCH)) for _ in range(N_BATCHES)
    ]
    speed: dict[str, float] = {}
    with threadpool_limits(1):
        samplers = {
            "timed": TemporalSampler(graph, NUM_NEIGHBORS),
            "untimed": Untimed(graph, NUM_NEIGHBORS),
        }
        for _ in range(ROUNDS):
            for name, sampler in samplers.items():
                started = time.process_time()
                n = sum(sampler.sample("contact", node, when).n_edges for node, when in batches)
                speed[name] = max(speed.get(name, 0.0), n / (time.process_time() - started))
    ratio = speed["untimed"] / speed["timed"]
    what = f"temporal sampler, {N_ACTIVITIES:,} activities, fan-out {NUM_NEIGHBORS}, one core"
    return [
        Row(what, "3M edges/s", f"{speed['timed'] / 1e6:.1f}M edges/s", speed["timed"] >= 3e6),
        Row(
            "the same against itself without a clock",
            "within 1.3x",
            f"{ratio:.2f}x ({speed['untimed'] / 1e6:.1f}M edges/s; best of {ROUNDS} in turn)",
            ratio <= 1.3,
        ),
    ]

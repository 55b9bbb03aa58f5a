"""Small hand-made customer graphs with a known truth."""

from __future__ import annotations

import numpy as np

from core.graph.customer_graph import CustomerGraph, Edges


def edges_of(name: str, pairs: np.ndarray, *, gap: np.ndarray | None = None, outcome: bool = False) -> Edges:
    """Edges from (E, 2) source, destination pairs, sorted by destination."""
    pairs = np.asarray(pairs, dtype=np.int64).reshape(-1, 2)
    order = np.lexsort((pairs[:, 0], pairs[:, 1]))
    given = np.zeros(len(pairs)) if gap is None else np.asarray(gap)
    return Edges(
        name=name,
        sentence=name,
        edge_index=np.ascontiguousarray(pairs[order].T),
        weight=np.linspace(0.5, 1, len(pairs)).astype(np.float32)[order],
        gap=given[order].astype(np.float32),
        carries_outcome=outcome,
    )


def make_graph(n: int = 600, n_features: int = 6, seed: int = 0, contagion: float = 0.0) -> CustomerGraph:
    """Clients in order of time; the outcome follows two columns and, with contagion, one earlier client's outcome.

    Relations: `similar_to` (5 random earlier clients), `shares_branch` (2 random earlier ones) and
    `recent_outcome`, which holds the one earlier client that matters and 3 that do not, all 10 rows before or more.
    """
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, n_features)).astype(np.float32)
    x[:, -1] = x[:, -1] > 0
    heard = np.array([random.integers(0, max(1, i - 10), size=4) for i in range(n)])
    logit = x[:, 0] * 1.2 - x[:, 1] - 0.8
    y = np.zeros(n, dtype=np.int8)
    for i in range(n):
        told = contagion * (2 * y[heard[i, 0]] - 1) if i > 10 else 0.0
        y[i] = random.random() < 1 / (1 + np.exp(-logit[i] - told))
    rows = np.arange(n)

    def earlier(k: int) -> np.ndarray:
        destination = np.repeat(rows[1:], k)
        source = (random.random(len(destination)) * destination).astype(np.int64)
        return np.unique(np.column_stack([source, destination]), axis=0)

    late = np.repeat(rows[11:], 4)
    told_pairs = np.unique(np.column_stack([heard[11:].ravel(), late]), axis=0)
    relations = [
        edges_of("similar_to", earlier(5)),
        edges_of("shares_branch", earlier(2)),
        edges_of("recent_outcome", told_pairs, gap=told_pairs[:, 1] - told_pairs[:, 0], outcome=True),
    ]
    names = [f"number {i}" for i in range(n_features - 1)] + ["flag = yes"]
    part = np.where(rows < n * 0.6, 0, np.where(rows < n * 0.8, 1, 2)).astype(np.int8)
    return CustomerGraph(
        key=f"hand-made-{n}-{seed}",
        ids=np.array([f"#{i + 1}" for i in rows], dtype=object),
        x=x,
        feature_names=names,
        feature_columns=[*names[:-1], "flag"],
        y=y,
        part=part,
        time=rows.astype(np.float64),
        relations={edges.name: edges for edges in relations},
    )

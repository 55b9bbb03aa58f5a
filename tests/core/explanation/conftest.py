"""Small graphs made by hand."""

from collections.abc import Callable

import numpy as np
import pytest

from core.graph.customer_graph import CustomerGraph, Edges


def edges(name: str, pairs: list[tuple[int, int]], carries_outcome: bool = False, gap: float = 1.0) -> Edges:
    """A relation of (source, destination) pairs."""
    pairs = sorted(set(pairs), key=lambda pair: (pair[1], pair[0]))
    index = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    ones = np.ones(len(pairs), dtype=np.float32)
    return Edges(name, f"{name} by hand", np.ascontiguousarray(index), ones, gap * ones, carries_outcome)


@pytest.fixture
def tiny_graph() -> Callable[..., CustomerGraph]:
    """`tiny_graph(x, names, columns, y, similar=[(0, 1)], heard=[(0, 1)])`."""

    def build(x, *, names=None, columns=None, y=None, part=None, similar=(), heard=()) -> CustomerGraph:
        n, f = x.shape
        names = names or [f"c{i}" for i in range(f)]
        relations = [edges("similar_to", list(similar)), edges("similar_outcome", list(heard), True)]
        return CustomerGraph(
            key="tiny",
            ids=np.array([f"client {i}" for i in range(n)], dtype=object),
            x=np.asarray(x, dtype=np.float32),
            feature_names=names,
            feature_columns=columns or names,
            y=np.full(n, -1, dtype=np.int8) if y is None else np.asarray(y, dtype=np.int8),
            part=np.zeros(n, dtype=np.int8) if part is None else np.asarray(part, dtype=np.int8),
            time=np.arange(n, dtype=np.float64),
            relations={r.name: r for r in relations},
        )

    return build

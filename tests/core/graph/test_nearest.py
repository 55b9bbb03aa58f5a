"""Nearest clients: scikit-learn's k-NN graph, faiss cells and the search among earlier clients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from sklearn.neighbors import kneighbors_graph

from core.graph import nearest_earlier as earlier_module
from core.graph.clock import Clock
from core.graph.nearest import nearest_rows
from core.graph.nearest_earlier import nearest_earlier


def points(n: int, width: int = 6, seed: int = 0) -> np.ndarray:
    """Clustered points: a third twins, as tables of categories have them."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, width)) + 3 * rng.integers(0, 4, (n, 1))
    x[: n // 3] = np.round(x[: n // 3])
    return x.astype(np.float32)


def order_clock(n: int) -> Clock:
    zeros = np.zeros(n, dtype=np.int8)
    return Clock(time=np.arange(n, dtype=float), part=zeros, y=zeros, kind="order")


def test_small_tables_give_scikit_learns_graph() -> None:
    x = np.random.default_rng(0).normal(size=(300, 4))
    expected = kneighbors_graph(x, 8, include_self=True)
    found = nearest_rows(x, 8)
    for row in range(300):
        assert set(found.rows[row]) == set(expected[row].indices)
    assert found.recall == 1.0


def test_cells_reach_the_recall_they_report() -> None:
    x = points(6_000)
    found = nearest_rows(x, 8, exact_up_to=100)
    assert "cells" in found.method
    wide = x.astype(np.float64)
    hits = 0.0
    rows = range(0, 6_000, 40)
    for row in rows:
        distance = np.sqrt(((wide - wide[row]) ** 2).sum(axis=1))
        hits += (distance[found.rows[row]] <= np.sort(distance)[7] + 1e-6).mean()
    assert hits / len(rows) >= 0.99
    assert found.recall == pytest.approx(hits / len(rows), abs=0.01)


def brute(x: np.ndarray, pool: np.ndarray, row: int, k: int) -> np.ndarray:
    """Nearest pool rows in double precision, later ones first among equals."""
    pool = pool[pool != row]
    distance = ((x[pool].astype(np.float64) - x[row]) ** 2).sum(axis=1)
    return pool[np.lexsort((-np.arange(len(pool)), distance))][:k]


@pytest.mark.parametrize("window", [None, 40])
def test_earlier_clients_exactly(window: int | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(earlier_module, "DIRECT_UP_TO", 300)
    monkeypatch.setattr(earlier_module, "CHUNK", 64)
    x = points(1_500)
    prefixes = order_clock(1_500).known_outcomes(7, "rows", frozen=False, window=window)
    found = nearest_earlier(x, prefixes, 5)
    assert found.recall == 1.0
    for row in range(0, 1_500, 11):
        pool = np.arange(max(0, row - 6))
        pool = pool if window is None else pool[-window:]
        expected = brute(x, pool, row, 5)
        np.testing.assert_array_equal(found.rows[row][: len(expected)], expected)
        assert (found.rows[row][len(expected) :] == -1).all()


def test_cells_among_earlier_clients_look_at_nothing_later(monkeypatch: pytest.MonkeyPatch) -> None:
    """With cells as well: changed and appended later rows leave what earlier rows found bit-identical."""
    monkeypatch.setattr(earlier_module, "DIRECT_UP_TO", 200)
    monkeypatch.setattr(earlier_module, "CELLS_FROM", 700)
    monkeypatch.setattr(earlier_module, "CHUNK", 100)
    x = points(3_000)
    first = nearest_earlier(x, order_clock(3_000).earlier(), 6)
    assert "cells" in first.method and first.recall >= 0.98
    for row in range(3_000):
        assert (first.rows[row] < row).all()
    for t in (650, 1_490, 2_222):
        changed = x.copy()
        changed[t:] = points(3_000 - t, seed=9) * 2
        again = nearest_earlier(changed, order_clock(3_000).earlier(), 6)
        np.testing.assert_array_equal(first.rows[:t], again.rows[:t])


def test_without_a_clock_everybody_is_searched_but_oneself() -> None:
    x = points(400)
    clock = Clock(time=None, part=np.zeros(400, np.int8), y=np.ones(400, np.int8), kind="random")
    found = nearest_earlier(x, clock.known_outcomes(100, "rows", frozen=False), 4)
    for row in range(0, 400, 7):
        np.testing.assert_array_equal(found.rows[row], brute(x, np.arange(400), row, 4))


def test_progress_goes_from_start_to_end() -> None:
    told: list[float] = []
    report: Callable[[float], None] = told.append
    nearest_earlier(points(2_000), order_clock(2_000).earlier(), 3, report=report)
    assert told == sorted(told) and told[-1] == 1.0

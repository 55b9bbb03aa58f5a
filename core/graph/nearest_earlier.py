"""Nearest clients among those that may be heard: each client has its own, growing part of a pool.

What a client finds depends on its own features and on the pool rows it may hear, on nothing else: the search
never looks further, and what it learns (the cells of faiss) it learns from rows that everybody who uses it
may hear.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import numpy.typing as npt

from core.graph.clock import Prefixes
from core.graph.nearest import SAMPLE_ROWS, Nearest, cells_index

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

CHUNK = 512  # queries a step
DIRECT_UP_TO = 4_096  # pool rows compared one by one; above, faiss keeps those that the whole step may hear
CELLS_FROM = 8_192  # pool rows from which faiss searches in cells instead of everywhere
RECALL_GOAL_WITHIN = 0.999  # asked for when cells are learned; later clients may lie a little differently
GROWTH = 1.4  # cells are learned anew each time the pool has grown by so much
_EXTRA = 8  # candidates beyond k, so that rounding in the fast search does not decide


def nearest_earlier(
    x: FloatArray,
    prefixes: Prefixes,
    k: int,
    *,
    report: Callable[[float], None] | None = None,
) -> Nearest:
    """The k nearest rows of each row's own part of the pool, itself never.

    Distances are Euclidean, compared in double precision; of equally near rows the later in the pool wins.

    Args:
        x: (N, F) features.
        prefixes: Who may be heard.
        k: Neighbours wanted.
        report: Called with the share done, 0…1.

    Returns:
        Nearest with (N, k) row numbers of the table, nearest first, -1 where there are fewer.
    """
    x = np.ascontiguousarray(x, dtype=np.float32)
    found = np.full((len(x), k), -1, dtype=np.int64)
    order = np.lexsort((np.arange(len(x)), prefixes.start, prefixes.stop))
    windowed = bool((prefixes.start > 0).any())
    index = _GrowingIndex(x[prefixes.pool], k)
    for at in range(0, len(order), CHUNK):
        rows = order[at : at + CHUNK]
        base = 0 if windowed else int(prefixes.stop[rows[0]])
        candidates = []
        low = int(prefixes.start[rows].min())
        if base > DIRECT_UP_TO:
            candidates.append(index.search(x[rows], base, k + 1 + _EXTRA))
            low = index.size
        candidates.append(_direct(x, prefixes, rows, low, k + 1 + _EXTRA))
        found[rows] = _best(x, prefixes, rows, np.hstack(candidates), k)
        if report is not None:
            report(min(1.0, (at + len(rows)) / len(order)))
    recall = 1.0 if index.is_exact else _sampled_recall(x, prefixes, found)
    return Nearest(rows=found, method=index.method, recall=recall)


class _GrowingIndex:
    """A faiss index over the first `size` rows of the pool; it only ever grows.

    From `CELLS_FROM` rows on it searches in cells. Cells and the number of them to search are learned anew
    each time the pool has grown by `GROWTH`, from the rows that are in it by then.
    """

    def __init__(self, pool_x: FloatArray, k: int) -> None:
        self._pool_x = pool_x
        self._k = k
        self._index: Any = None
        self._learn_at = CELLS_FROM
        self._in_cells = False
        self.size = 0

    @property
    def method(self) -> str:
        if self._in_cells:
            return (
                f"faiss among the earlier clients, {self._index.nprobe} of {self._index.nlist} cells searched"
            )
        return "exact search among the earlier clients"

    @property
    def is_exact(self) -> bool:
        return not self._in_cells

    def search(self, queries: FloatArray, base: int, k: int) -> IntArray:
        """(Q, k) places in the pool among its first `base` rows."""
        import faiss

        if self._index is None:
            self._index = faiss.IndexFlatL2(self._pool_x.shape[1])
        if base >= self._learn_at:
            self._index = cells_index(self._pool_x[:base], max(self._k, 24), RECALL_GOAL_WITHIN)
            self._in_cells, self._learn_at, self.size = True, round(GROWTH * base), base
        if base > self.size:
            self._index.add(self._pool_x[self.size : base])
            self.size = base
        return np.asarray(self._index.search(queries, k)[1], dtype=np.int64)


def _sampled_recall(x: FloatArray, prefixes: Prefixes, found: IntArray) -> float:
    """Share of the true nearest that were found, on a fixed sample of rows."""
    rows = np.random.default_rng(0).choice(len(x), min(len(x), SAMPLE_ROWS), replace=False)
    hits, wanted = 0, 0
    for row in rows:
        pool = prefixes.pool[prefixes.start[row] : prefixes.stop[row]]
        pool = pool[pool != row]
        n = min(found.shape[1], len(pool))
        if n == 0:
            continue
        distance = np.sqrt(((x[pool] - x[row]) ** 2).sum(axis=1, dtype=np.float64))
        farthest = np.partition(distance, n - 1)[n - 1] * (1 + 1e-6) + 1e-6
        there = found[row][found[row] >= 0]
        own = np.sqrt(((x[there] - x[row]) ** 2).sum(axis=1, dtype=np.float64))
        hits, wanted = hits + int((own <= farthest).sum()), wanted + n
    return hits / wanted if wanted else 1.0


def _direct(x: FloatArray, prefixes: Prefixes, rows: IntArray, low: int, k: int) -> IntArray:
    """(Q, <=k) places in the pool from `low` on that the rows may hear, all compared."""
    high = int(prefixes.stop[rows].max())
    if high <= low:
        return np.full((len(rows), 0), -1, dtype=np.int64)
    pool_x = x[prefixes.pool[low:high]]
    queries = x[rows]
    squared = (pool_x**2).sum(axis=1)[None, :] - 2.0 * (queries @ pool_x.T)
    places = np.arange(low, high)
    barred = places[None, :] >= prefixes.stop[rows][:, None]
    barred |= places[None, :] < prefixes.start[rows][:, None]
    squared[barred] = np.inf
    if high - low <= k:
        chosen = np.broadcast_to(np.arange(high - low), squared.shape)
    else:
        chosen = np.argpartition(squared, k - 1, axis=1)[:, :k]
    is_barred = np.take_along_axis(barred, chosen, axis=1)
    return np.where(is_barred, -1, chosen + low)


def _best(x: FloatArray, prefixes: Prefixes, rows: IntArray, places: IntArray, k: int) -> IntArray:
    """(Q, k) table rows: the nearest of the candidate places, the row itself left out."""
    if places.shape[1] == 0 or len(prefixes.pool) == 0:
        return np.full((len(rows), k), -1, dtype=np.int64)
    heard = np.where(places >= 0, prefixes.pool[np.maximum(places, 0)], -1)
    absent = (heard < 0) | (heard == rows[:, None])
    difference = x[np.maximum(heard, 0)].astype(np.float64) - x[rows][:, None, :]
    distance = np.einsum("qcf,qcf->qc", difference, difference)
    distance[absent] = np.inf
    heard = np.where(absent, -1, heard)
    order = np.lexsort((-places, distance), axis=1)[:, :k]
    best = np.take_along_axis(heard, order, axis=1)
    if best.shape[1] < k:
        best = np.pad(best, ((0, 0), (0, k - best.shape[1])), constant_values=-1)
    return best

"""Nearest clients among all clients: exact with scikit-learn for small tables, faiss cells above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

EXACT_UP_TO = 20_000  # rows; below, scikit-learn's exact search is fast enough
RECALL_GOAL = 0.993
SAMPLE_ROWS = 400  # rows on which recall is measured
_TUNING_ROWS = 1_000  # rows on which the number of cells to search is chosen
_TRAIN_ROWS_A_CELL = 40


@dataclass(frozen=True)
class Nearest:
    """Found neighbours.

    Attributes:
        rows: (Q, k) int64 row numbers, nearest first, -1 where there is none.
        method: In words.
        recall: Share of the true nearest rows found, measured on a sample; 1 where exact.
    """

    rows: IntArray
    method: str
    recall: float = 1.0


def nearest_rows(x: npt.NDArray[np.floating], k: int, *, exact_up_to: int = EXACT_UP_TO) -> Nearest:
    """The k rows nearest to each row, itself included, by Euclidean distance.

    Args:
        x: (N, F) features.
        k: Neighbours, the row itself counted (as `kneighbors_graph(include_self=True)` does).
        exact_up_to: Up to so many rows scikit-learn searches exactly; above, faiss searches in cells until
            the sampled recall is at least `RECALL_GOAL`.
    """
    k = min(k, len(x))
    if len(x) <= exact_up_to:
        from sklearn.neighbors import NearestNeighbors

        found = NearestNeighbors(n_neighbors=k).fit(x).kneighbors(x, return_distance=False)
        return Nearest(rows=found.astype(np.int64), method="exact search (scikit-learn)")
    return _search_in_cells(np.ascontiguousarray(x, dtype=np.float32), k)


def _search_in_cells(x: FloatArray, k: int) -> Nearest:
    index = cells_index(x, k, RECALL_GOAL)
    sample = np.random.default_rng(1).choice(len(x), min(len(x), SAMPLE_ROWS), replace=False)
    rows = index.search(x, k)[1].astype(np.int64)
    return Nearest(
        rows=rows,
        method=f"faiss, {index.nprobe} of {index.nlist} cells searched",
        recall=sampled_recall(x, sample, sample_truth(x, sample, k), rows[sample]),
    )


def cells_index(x: FloatArray, k: int, goal: float) -> Any:
    """A faiss index over all rows of x, searching as many cells as a sampled recall of `goal` at k takes."""
    import faiss

    n_cells = max(64, round(3 * np.sqrt(len(x))))
    rng = np.random.default_rng(0)
    learned_from = rng.choice(len(x), min(len(x), _TRAIN_ROWS_A_CELL * n_cells), replace=False)
    index = faiss.IndexIVFFlat(faiss.IndexFlatL2(x.shape[1]), x.shape[1], n_cells)
    index.cp.niter = 6
    index.train(np.ascontiguousarray(x[np.sort(learned_from)]))
    index.add(x)
    sample = np.sort(rng.choice(len(x), min(len(x), _TUNING_ROWS), replace=False))
    truth = sample_truth(x, sample, k)
    index.nprobe, recall = 8, 0.0
    while recall < goal and index.nprobe < n_cells:
        index.nprobe = min(round(1.25 * index.nprobe), n_cells)
        recall = sampled_recall(x, sample, truth, index.search(x[sample], k)[1])
    return index


def sample_truth(x: FloatArray, sample: IntArray, k: int) -> npt.NDArray[np.float64]:
    """(S,) true distance of the k-th nearest row of each sampled row, itself included."""
    import faiss

    index = faiss.IndexFlatL2(x.shape[1])
    index.add(x)
    rows = index.search(x[sample], k)[1]
    farthest: npt.NDArray[np.float64] = exact_distances(x, sample, rows).max(axis=1)
    return farthest


def sampled_recall(
    x: FloatArray, sample: IntArray, kth_distance: npt.NDArray[np.float64], rows: IntArray
) -> float:
    """Share of the found rows that are as near as the true k-th nearest (ties are no misses)."""
    distances = exact_distances(x, sample, rows)
    return float((distances <= kth_distance[:, None] * (1 + 1e-6) + 1e-9).mean())


def exact_distances(x: FloatArray, queries: IntArray, rows: IntArray) -> npt.NDArray[np.float64]:
    """(Q, k) Euclidean distances in double precision; infinite where a row is -1."""
    out = np.full(rows.shape, np.inf)
    for i, query in enumerate(queries):
        there = rows[i] >= 0
        out[i, there] = np.sqrt(((x[rows[i, there]].astype(np.float64) - x[query]) ** 2).sum(axis=1))
    return out

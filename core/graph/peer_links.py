"""Known outcomes of earlier clients with the same value of a column: colleagues, household, branch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.graph.clock import Prefixes

IntArray = npt.NDArray[np.int64]


def within_groups(prefixes: Prefixes, values: pd.Series) -> Prefixes:
    """Narrows what each client may hear to the clients with the same value of a column.

    Args:
        prefixes: Whom each client may hear, in the order in which they become known.
        values: (N,) column; a missing value hears nobody.

    Returns:
        Ranges into the pool sorted by value and, within a value, still in the order of becoming known.
    """
    codes, _ = pd.factorize(values)
    codes = codes.astype(np.int64)
    place = np.arange(len(prefixes.pool), dtype=np.int64)
    stride = len(place) + 1
    keys = codes[prefixes.pool] * stride + place  # one number that orders by value, then by place
    order = np.argsort(keys)
    keys = keys[order]
    start = np.searchsorted(keys, codes * stride + prefixes.start)
    stop = np.searchsorted(keys, codes * stride + prefixes.stop)
    stop = np.where(codes < 0, start, stop)
    return Prefixes(pool=prefixes.pool[order], start=start.astype(np.int64), stop=stop.astype(np.int64))


def without_self(source: IntArray, destination: IntArray, k: int) -> tuple[IntArray, IntArray]:
    """Drops self-links, then keeps the last `k` sources of each destination (pairs sorted by destination)."""
    kept = source != destination
    source, destination = source[kept], destination[kept]
    counts = np.bincount(destination, minlength=int(destination.max(initial=-1)) + 1)
    ends = np.cumsum(counts)[destination] if len(destination) else destination
    last = ends - np.arange(len(destination)) <= k
    return source[last], destination[last]

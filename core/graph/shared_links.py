"""Links between clients with the same value of a column, with a cap for values that many share."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.graph.clock import Clock

IntArray = npt.NDArray[np.int64]
_STEPS = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: spreads row numbers evenly


def shared_pairs(values: pd.Series, hub_cap: int, clock: Clock) -> tuple[IntArray, IntArray, int]:
    """Pairs of clients with the same value.

    With a clock each client hears the `hub_cap` most recent strictly earlier ones. Without, clients of a
    value with more than `hub_cap` others are set in a circle in a fixed shuffled order and linked with their
    nearest on both sides, so that links stay mutual and nobody has more than `hub_cap`.

    Args:
        values: (N,) column; missing values link nobody.
        hub_cap: At most so many sources for each client.
        clock: Who may hear whom.

    Returns:
        (source, destination, n_capped): n_capped clients would have had more than `hub_cap` links.
    """
    codes, _ = pd.factorize(values)
    codes = codes.astype(np.int64)
    if clock.time is None:
        return _mutual_pairs(codes, hub_cap)
    return _earlier_pairs(codes, hub_cap, clock.time)


def _earlier_pairs(
    codes: IntArray, hub_cap: int, time: npt.NDArray[np.float64]
) -> tuple[IntArray, IntArray, int]:
    order = np.lexsort((np.arange(len(codes)), time, codes))
    order = order[codes[order] >= 0]
    group, when = codes[order], time[order]
    new_group = np.r_[True, group[1:] != group[:-1]] if len(group) else np.zeros(0, dtype=bool)
    new_tie = new_group | (np.r_[True, when[1:] != when[:-1]] if len(when) else new_group)
    place = np.arange(len(order))
    group_start = np.maximum.accumulate(np.where(new_group, place, 0)) if len(place) else place
    stop = np.maximum.accumulate(np.where(new_tie, place, 0)) if len(place) else place
    first = np.maximum(stop - hub_cap, group_start)
    counts = stop - first
    destination = np.repeat(order, counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    source = order[np.repeat(first, counts) + within]
    n_capped = int((stop - group_start > hub_cap).sum())
    return source.astype(np.int64), destination.astype(np.int64), n_capped


def _mutual_pairs(codes: IntArray, hub_cap: int) -> tuple[IntArray, IntArray, int]:
    rows = np.arange(len(codes), dtype=np.uint64)
    shuffled = rows * _STEPS  # wraps around: a fixed shuffle that does not depend on the values
    order = np.lexsort((shuffled, codes))
    order = order[codes[order] >= 0]
    sizes = np.bincount(codes[order]) if len(order) else np.zeros(0, dtype=np.int64)
    starts = np.cumsum(sizes) - sizes
    sources, destinations, n_capped = [], [], 0
    for size in np.unique(sizes[sizes > 1]):
        members = order[starts[sizes == size][:, None] + np.arange(size)]  # (groups, size)
        reach = min(hub_cap // 2, (size - 1) // 2)
        steps = list(range(1, reach + 1))
        if size % 2 == 0 and hub_cap >= size - 1:
            steps.append(int(size) // 2)  # the one opposite, linked once
        if size - 1 > hub_cap:
            n_capped += members.size
        for step in steps:
            other = np.roll(members, -step, axis=1)
            sources += [members.ravel(), other.ravel()]
            destinations += [other.ravel(), members.ravel()]
    if not sources:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), n_capped
    pairs = np.unique(np.stack([np.concatenate(destinations), np.concatenate(sources)], axis=1), axis=0)
    return pairs[:, 1].astype(np.int64), pairs[:, 0].astype(np.int64), n_capped

"""Pairs of rows of one table that are alike: the same value, or many items in common; who came first tells."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.graph.relational_graph import ALWAYS, NEVER, IntArray, TimeArray

_STEPS = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: spreads row numbers evenly
_POOL = 20_000  # so many rows that came last before a row are compared with it
_BLOCK = 512
_RETURNED = 4  # a row hears back from at most so many times k later ones
_RECENT_FIRST = 1e-9  # settles ties of the index for the later row; far below the smallest difference


@dataclass(frozen=True)
class Pairs:
    """Rows that hear each other; which ones does not depend on rows that came after both.

    Attributes:
        earlier, later: (P,) int64 rows.
        n_capped: Rows that would have had more partners.
    """

    earlier: IntArray
    later: IntArray
    n_capped: int

    def both_ways(self) -> tuple[IntArray, IntArray]:
        """(source, destination) of the edges."""
        return np.r_[self.earlier, self.later], np.r_[self.later, self.earlier]


def in_order(time: TimeArray) -> IntArray:
    """The rows with a known time in order of time; rows known always in an order without meaning."""
    rows = np.arange(len(time), dtype=np.int64)
    spread = (rows.astype(np.uint64) * _STEPS >> np.uint64(1)).astype(np.int64)
    order = np.lexsort((np.where(time == ALWAYS, spread, rows), time))
    known: IntArray = rows[order][time[order] != NEVER]
    return known


def same_value_pairs(values: pd.Series, time: TimeArray, hub_cap: int) -> Pairs:
    """Rows with the same value; each with the `hub_cap` that came last before it.

    Args:
        values: (N,) text; upper and lower case are one, gaps link nobody.
        time: (N,) when each row became known.
        hub_cap: So many partners before a row; no row has more after it either.
    """
    text = values.astype("str").where(values.notna(), None).str.strip().str.lower()
    codes, _ = pd.factorize(text.where(text != "", None))
    order = in_order(time)
    order = order[codes[order] >= 0]
    order = order[np.argsort(codes[order], kind="stable")]
    group = codes[order]
    place = np.arange(len(order))
    is_first = np.r_[True, group[1:] != group[:-1]] if len(order) else np.zeros(0, dtype=bool)
    start = np.maximum.accumulate(np.where(is_first, place, 0)) if len(order) else place
    first = np.maximum(place - hub_cap, start)
    counts = place - first
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return Pairs(
        earlier=order[np.repeat(first, counts) + within],
        later=np.repeat(order, counts),
        n_capped=int((place - start > hub_cap).sum()),
    )


def overlap_pairs(values: pd.Series, time: TimeArray, k: int, least: float) -> Pairs:
    """Each row with the `k` earlier ones most alike by the Jaccard index of their items.

    Args:
        values: (N,) text; `;` or `,` separate the items, upper and lower case are one.
        time: (N,) when each row became known.
        k: So many partners before a row; after it, the first 4 k rows that choose it.
        least: The smallest index that links.
    """
    from scipy.sparse import csr_matrix

    order = in_order(time)
    items = _items(values.iloc[order])
    order, items = order[items.sizes > 0], items.filled()
    ones = np.ones(len(items.codes), dtype=np.float32)
    matrix = csr_matrix((ones, items.codes, np.r_[0, np.cumsum(items.sizes)]), shape=(len(order), items.n))
    earlier, later = [], []
    is_capped = np.zeros(len(order), dtype=bool)
    for first in range(0, len(order), _BLOCK):
        stop = min(first + _BLOCK, len(order))
        pool = max(0, first - _POOL)
        common = np.asarray((matrix[first:stop] @ matrix[pool:stop].T).todense(), dtype=np.float64)
        union = items.sizes[first:stop, None] + items.sizes[None, pool:stop] - common
        alike = common / union
        place = np.arange(pool, stop)
        alike[(alike < least) | (place[None, :] >= np.arange(first, stop)[:, None])] = -1.0
        is_capped[first:stop] = (alike > 0).sum(axis=1) > k
        alike += _RECENT_FIRST * (place[None, :] - first)
        best = np.argsort(-alike, axis=1, kind="stable")[:, :k]
        row, column = np.nonzero(np.take_along_axis(alike, best, axis=1) > least / 2)
        earlier.append(place[best[row, column]])
        later.append(row + first)
    one = np.concatenate(earlier) if earlier else np.zeros(0, dtype=np.int64)
    other = np.concatenate(later) if later else np.zeros(0, dtype=np.int64)
    kept = _first_of_each(one, _RETURNED * k)
    is_capped[one[~kept]] = True
    return Pairs(earlier=order[one[kept]], later=order[other[kept]], n_capped=int(is_capped.sum()))


@dataclass(frozen=True)
class _Items:
    """The different items of each row: `sizes` (N,) and their codes one row after the other."""

    sizes: IntArray
    codes: IntArray
    n: int

    def filled(self) -> _Items:
        """Without the rows that have no item."""
        return _Items(self.sizes[self.sizes > 0], self.codes, self.n)


def _items(values: pd.Series) -> _Items:
    text = values.reset_index(drop=True).astype("str").where(values.notna().to_numpy(), None).str.lower()
    split = text.str.replace(",", ";", regex=False).str.split(";").explode().str.strip()
    split = split[split.notna() & (split != "")]
    pairs = pd.DataFrame({"row": split.index.to_numpy(dtype=np.int64), "item": split.to_numpy()})
    pairs = pairs.drop_duplicates()
    codes, names = pd.factorize(pairs["item"])
    sizes = np.bincount(pairs["row"].to_numpy(), minlength=len(values))
    return _Items(sizes.astype(np.int64), codes.astype(np.int64), max(len(names), 1))


def _first_of_each(groups: IntArray, n: int) -> npt.NDArray[np.bool_]:
    """True for the first `n` entries of each group."""
    return (pd.Series(groups).groupby(groups).cumcount() < n).to_numpy(dtype=bool)

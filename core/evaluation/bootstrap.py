"""Drawing rows (or those whom they belong to) with replacement, and the 95 % interval of what they give."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated

import numpy as np
from numpy.typing import ArrayLike
from pydantic import BeforeValidator, PlainSerializer

from core.evaluation.ranked import Floats, Ints
from core.record import Record

_CELLS_A_CHUNK = 1_000_000  # draws held at once: some 50 MB with all intermediate arrays
_MOST_DRAWS = 100_000_000
_FEWEST_RESAMPLES = 200
_Z = 1.959963984540054  # 97.5 % point of the normal distribution

# NaN (undefined) is stored as null, so that the JSON stays valid for every reader.
NanFloat = Annotated[
    float,
    BeforeValidator(lambda value: float("nan") if value is None else value),
    PlainSerializer(lambda value: value if math.isfinite(value) else None, when_used="json"),
]


class Estimate(Record):
    """A figure with its 95 % bootstrap interval; NaN where undefined (one class only, nobody called)."""

    value: NanFloat
    low: NanFloat
    high: NanFloat

    @property
    def known(self) -> bool:
        """True when the value is defined."""
        return bool(np.isfinite(self.value))

    @property
    def excludes_zero(self) -> bool:
        """For differences: True when the whole interval lies on one side of zero."""
        return bool(self.low > 0 or self.high < 0)


def estimate(value: float, resampled: Floats) -> Estimate:
    """The percentile interval (2.5 % to 97.5 %) over the resamples in which the figure is defined."""
    defined = resampled[np.isfinite(resampled)]
    if not np.isfinite(value) or len(defined) < 2:
        return Estimate(value=value, low=float("nan"), high=float("nan"))
    low, high = np.percentile(defined, (2.5, 97.5))
    return Estimate(value=float(value), low=float(low), high=float(high))


def resamples_for(n: int, wanted: int) -> int:
    """`wanted` resamples, fewer (never below 200) when the rows are so many that it would take long."""
    return min(wanted, max(_FEWEST_RESAMPLES, _MOST_DRAWS // max(n, 1)))


def draws(n: int, n_bootstrap: int, seed: int, groups: ArrayLike | None = None) -> Iterator[Ints]:
    """Row numbers drawn with replacement, in chunks of shape (r, n) that fit in memory.

    Rows of one client on several days are alike, so drawing them one by one would make any interval too narrow.
    Where `groups` says whose each row is, these are drawn, each with all of its rows (the cluster bootstrap; Davison
    and Hinkley, "Bootstrap Methods and their Application", 1997, section 3.8). The resamples then differ in their
    number m of rows and come one by one, shape (1, m).

    Args:
        n: Rows.
        n_bootstrap: Resamples.
        seed: Seed.
        groups: (n,) labels; None, or all different: every row stands for itself.
    """
    rng = np.random.default_rng(seed)
    if groups is not None:
        labels = np.unique(np.asarray(groups), return_inverse=True)[1]
        sizes = np.bincount(labels)
        if len(sizes) < n:
            yield from _drawn_groups(labels, sizes, n_bootstrap, rng)
            return
    chunk = max(1, _CELLS_A_CHUNK // max(n, 1))
    for start in range(0, n_bootstrap, chunk):
        yield rng.integers(0, n, size=(min(chunk, n_bootstrap - start), n), dtype=np.int64)


def _drawn_groups(labels: Ints, sizes: Ints, n_bootstrap: int, rng: np.random.Generator) -> Iterator[Ints]:
    """Resamples of whole groups, (1, m) row numbers each."""
    rows, starts = np.argsort(labels, kind="stable"), np.cumsum(sizes) - sizes
    for _ in range(n_bootstrap):
        drawn = rng.integers(0, len(sizes), size=len(sizes), dtype=np.int64)
        many = sizes[drawn]
        within = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        yield rows[np.repeat(starts[drawn], many) + within][None, :]


def independent_share(values: ArrayLike, groups: ArrayLike | None) -> float:
    """How many rows each row counts for in the interval of a share: 1 where all stand for themselves, less else.

    The inverse of the design effect (Rao and Scott 1992, "A simple method for the analysis of clustered binary
    data"): hits and rows times it go into the interval of independent rows. Where all values are the same nothing
    says how alike the rows of a group are; then each group counts once. Of another mean than a share, values are what
    each row adds to it.

    Args:
        values: (n,) 0 or 1, or numbers.
        groups: (n,) whose each row is; None: its own.
    """
    seen = np.asarray(values, dtype=np.float64)
    if groups is None or not len(seen):
        return 1.0
    labels = np.unique(np.asarray(groups), return_inverse=True)[1]
    n_groups = int(labels.max()) + 1
    off = seen - seen.mean()
    alone = float((off**2).sum())
    if n_groups == len(seen):
        return 1.0
    if alone == 0.0 or n_groups < 2:
        return n_groups / len(seen)
    clustered = float((np.bincount(labels, weights=off) ** 2).sum()) * n_groups / (n_groups - 1)
    return min(1.0, alone / clustered) if clustered else 1.0


def wilson(hits: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    """The 95 % interval of a share (Wilson 1927): unlike the bootstrap it stays honest at 0 and 1.

    Args:
        hits: Positives, any shape.
        n: Rows, same shape; NaN bounds where 0.
    """
    k, m = np.asarray(hits, dtype=np.float64), np.asarray(n, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / m
        middle = (share + _Z**2 / (2 * m)) / (1 + _Z**2 / m)
        half = _Z * np.sqrt(share * (1 - share) / m + _Z**2 / (4 * m**2)) / (1 + _Z**2 / m)
    return np.maximum(middle - half, 0.0), np.minimum(middle + half, 1.0)

"""Drawing rows with replacement, in chunks that fit in memory, and the 95 % interval of what they give."""

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


def draws(n: int, n_bootstrap: int, seed: int) -> Iterator[Ints]:
    """Row numbers drawn with replacement, n a resample, in chunks of shape (r, n)."""
    rng = np.random.default_rng(seed)
    chunk = max(1, _CELLS_A_CHUNK // max(n, 1))
    for start in range(0, n_bootstrap, chunk):
        yield rng.integers(0, n, size=(min(chunk, n_bootstrap - start), n), dtype=np.int64)


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

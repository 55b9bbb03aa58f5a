"""From contributions on the logit scale to percentage points of calibrated probability."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.training.calibration import Calibration, sigmoid

Array = npt.NDArray[np.float64]

_SMALLEST = 1e-12


def probability_of(value: npt.ArrayLike, calibration: Calibration) -> Array:
    """The calibrated probability of a logit (any shape)."""
    return np.asarray(calibration.apply(sigmoid(value)), dtype=np.float64)


def to_points(
    contributions: Array, value: npt.ArrayLike, baseline: npt.ArrayLike, calibration: Calibration
) -> Array:
    """Rescales logit contributions so that they sum to score minus baseline score, in percentage points.

    The contributions c_1 … c_C explain the way from the baseline's logit to the client's. Probability is a
    curve over that way, so each logit unit is given the same share of it, the slope of the straight line
    between the two ends (the secant): points_i = 100 · c_i · (p(value) - p(baseline)) / (value - baseline).
    The slope is positive because the calibration is strictly increasing, so no sign changes and no order
    changes. What numerical integration left unexplained (value - baseline - Σc) is first spread over the
    c_i by their size.

    Args:
        contributions: (..., C) on the logit scale.
        value: (...) logits of the clients.
        baseline: (...) logits of the baseline, or one for all.
        calibration: Strictly increasing map from raw to calibrated probability.

    Returns:
        (..., C) percentage points; the last axis sums to 100 · (p(value) - p(baseline)).
    """
    c = np.asarray(contributions, dtype=np.float64)
    end = np.asarray(value, dtype=np.float64)
    start = np.broadcast_to(np.asarray(baseline, dtype=np.float64), end.shape)
    left = end - start - c.sum(axis=-1)
    size = np.abs(c)
    total = size.sum(axis=-1, keepdims=True)
    even = np.full_like(c, 1.0 / max(c.shape[-1], 1))
    share = np.divide(size, total, out=even, where=total > _SMALLEST)
    c = c + share * left[..., None]
    return np.asarray(100.0 * c * _secant(end, start, calibration)[..., None], dtype=np.float64)


def _secant(end: Array, start: Array, calibration: Calibration) -> Array:
    """Slope of probability over logit between two logits; the derivative where they (nearly) coincide."""
    step = 1e-3
    near = np.abs(end - start) < step
    high = np.where(near, np.maximum(end, start) + step, end)
    low = np.where(near, np.minimum(end, start) - step, start)
    rise = probability_of(high, calibration) - probability_of(low, calibration)
    return np.asarray(rise / (high - low), dtype=np.float64)

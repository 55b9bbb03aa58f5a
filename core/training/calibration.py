"""From raw scores to honest probabilities: Platt's line on the log-odds, fitted on validation rows."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from core.errors import TrainingError
from core.record import Record

_EDGE = 1e-12
_MIN_SLOPE = 1e-3


def log_odds(probability: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """log(p / (1 - p)), with p kept 1e-12 away from 0 and 1."""
    p = np.clip(np.asarray(probability, dtype=np.float64), _EDGE, 1 - _EDGE)
    return np.asarray(np.log(p) - np.log1p(-p))


def sigmoid(logits: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """1 / (1 + exp(-z)), without overflow."""
    z = np.asarray(logits, dtype=np.float64)
    small = np.exp(-np.abs(z))
    return np.where(z >= 0, 1 / (1 + small), small / (1 + small))


class Calibration(Record):
    """probability = sigmoid(slope * logit(raw) + intercept), strictly increasing: the ranking stays.

    J. Platt, "Probabilistic outputs for support vector machines", 1999.
    """

    slope: float = 1.0
    intercept: float = 0.0

    def apply(self, raw: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Calibrated probabilities of raw ones, same shape; NaN stays NaN."""
        return sigmoid(self.slope * log_odds(raw) + self.intercept)


def fit_calibration(y: npt.ArrayLike, raw: npt.ArrayLike) -> Calibration:
    """Platt's line by Newton's method on the log-loss, with his smoothed targets.

    The targets are (n1 + 1) / (n1 + 2) and 1 / (n0 + 2) instead of 1 and 0, so that few examples do not give
    an endless slope. A slope that came out at zero or below (a model worse than chance) is set to 0.001:
    everybody then gets nearly the base rate, in the same order.

    Args:
        y: (N,) 1 yes, 0 no.
        raw: (N,) raw probabilities of the same rows; rows where it is NaN are left out.

    Raises:
        TrainingError: one class only.
    """
    outcome = np.asarray(y, dtype=np.float64)
    scores = np.asarray(raw, dtype=np.float64)
    usable = np.isfinite(scores) & (outcome >= 0)
    outcome, z = outcome[usable], log_odds(scores[usable])
    n1, n0 = float(outcome.sum()), float((1 - outcome).sum())
    if n1 == 0 or n0 == 0:
        raise TrainingError(
            "Probabilities cannot be calibrated: the validation part has one outcome only",
            found=f"{n1:.0f} yes, {n0:.0f} no",
            expected="both outcomes",
            action="Make the practice part larger, or move its borders, on the Task page",
        )
    target = np.where(outcome > 0, (n1 + 1) / (n1 + 2), 1 / (n0 + 2))
    slope, intercept = _newton(z, target)
    if slope < _MIN_SLOPE:
        slope = _MIN_SLOPE
        base = math.log(n1 / n0)
        intercept = base - slope * float(z.mean())
    return Calibration(slope=slope, intercept=intercept)


def _newton(z: npt.NDArray[np.float64], target: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Slope and intercept that minimise the log-loss; z is centred and scaled inside."""
    centre, scale = float(z.mean()), float(z.std()) or 1.0
    design = np.column_stack([(z - centre) / scale, np.ones_like(z)])
    weights = np.array([1.0, float(log_odds(target.mean()))])

    def loss(w: npt.NDArray[np.float64]) -> float:
        t = design @ w
        return float(np.mean(np.logaddexp(0, t) - target * t))

    current = loss(weights)
    for _ in range(100):
        p = sigmoid(design @ weights)
        gradient = design.T @ (p - target) / len(z)
        hessian = (design * (p * (1 - p))[:, None]).T @ design / len(z) + 1e-10 * np.eye(2)
        step = np.linalg.solve(hessian, gradient)
        size = 1.0
        while size > 1e-8 and loss(weights - size * step) > current:
            size /= 2
        weights = weights - size * step
        updated = loss(weights)
        if current - updated < 1e-13:
            break
        current = updated
    return float(weights[0] / scale), float(weights[1] - weights[0] * centre / scale)

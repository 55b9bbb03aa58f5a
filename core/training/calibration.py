"""From raw scores to honest probabilities: a rising curve on the log-odds; Platt's line is the usual one."""

from __future__ import annotations

import math
from typing import Literal, Self

import numpy as np
import numpy.typing as npt
from pydantic import FiniteFloat, model_validator

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


CalibrationMethod = Literal["none", "level", "platt", "beta", "isotonic"]


class Calibration(Record):
    """probability = sigmoid(curve(logit(raw)) + intercept), strictly increasing: the ranking stays.

    The curve is slope · logit(raw) for "none" (slope 1, intercept 0), "level" (slope 1) and "platt" (J. Platt,
    "Probabilistic outputs for support vector machines", 1999); slope · log(raw) − slope_no · log(1 − raw) for
    "beta" (Kull, Silva Filho and Flach, "Beta calibration", 2017, eq. 4); for "isotonic" straight lines between
    the knots, level beyond them, plus slope · logit(raw), which is so small that it only keeps ties apart.

    Attributes:
        method: How the curve was fitted (see `core.training.calibrating`).
        slope, intercept: See above.
        slope_no: "beta" only.
        knots: "isotonic" only: logits of raw scores, rising.
        values: "isotonic" only: the curve at the knots, never falling.
    """

    method: CalibrationMethod = "platt"
    slope: FiniteFloat = 1.0
    intercept: FiniteFloat = 0.0
    slope_no: FiniteFloat | None = None
    knots: tuple[FiniteFloat, ...] = ()
    values: tuple[FiniteFloat, ...] = ()

    @model_validator(mode="after")
    def _rises(self) -> Self:
        if self.slope <= 0 or (self.slope_no is not None and self.slope_no <= 0):
            raise ValueError("a calibration rises: its slopes are above 0")
        if len(self.knots) != len(self.values) or (self.method == "isotonic") != bool(self.knots):
            raise ValueError("an isotonic calibration has one value a knot, others have none")
        if np.any(np.diff(self.knots) <= 0) or np.any(np.diff(self.values) < 0):
            raise ValueError("a calibration rises: so do its knots, and its values never fall")
        return self

    def apply(self, raw: npt.ArrayLike) -> npt.NDArray[np.float64]:
        """Calibrated probabilities of raw ones, same shape; NaN stays NaN."""
        z = log_odds(raw)
        if self.slope_no is not None:
            curve = self.slope * -np.logaddexp(0, -z) + self.slope_no * np.logaddexp(0, z)
        elif self.knots:
            curve = np.interp(z, self.knots, self.values) + self.slope * z
        else:
            curve = self.slope * z
        return sigmoid(curve + self.intercept)

    def shifted(self, by: float) -> Self:
        """The same curve with every chance moved by so much on the log-odds: its level, not its order."""
        return self.model_copy(update={"intercept": self.intercept + by})


def need_both_outcomes(outcome: npt.NDArray[np.float64]) -> None:
    """Refuses answers (1 yes, 0 no) that are all the same.

    Raises:
        TrainingError: one class only.
    """
    n1, n0 = float(outcome.sum()), float((1 - outcome).sum())
    if n1 == 0 or n0 == 0:
        raise TrainingError(
            "Probabilities cannot be calibrated: the validation part has one outcome only",
            found=f"{n1:.0f} yes, {n0:.0f} no",
            expected="both outcomes",
            action="Make the practice part larger, or move its borders, on the Task page",
        )


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
    need_both_outcomes(outcome)
    n1, n0 = float(outcome.sum()), float((1 - outcome).sum())
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

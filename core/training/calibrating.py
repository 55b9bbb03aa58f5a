"""Which curve makes honest chances of raw scores: each is tried on the practice exam, by a proper score."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from core.training.calibration import (
    Calibration,
    CalibrationMethod,
    fit_calibration,
    log_odds,
    need_both_outcomes,
    sigmoid,
)

Floats = npt.NDArray[np.float64]

_FOLDS = 5
_SURE = 2.0  # standard errors
_TIE = 1e-3  # slope that keeps clients of one isotonic step in their order
_FEWEST_FOR_CURVES = 50  # answers of each kind below which a curved calibration is not tried
_MIN_SLOPE = 1e-3


def choose_calibration(y: npt.ArrayLike, raw: npt.ArrayLike) -> Calibration:
    """The calibration with the best log loss on practice answers that it was not fitted on.

    Every method is fitted on four fifths of the practice exam and judged on the fifth, in turn. Platt's line
    stays unless another is better by more than two standard errors of the paired differences: of methods that the
    practice exam cannot tell apart the usual one is taken, so that few answers do not choose by luck.

    Args:
        y: (N,) 1 yes, 0 no.
        raw: (N,) raw probabilities of the same rows, by a model that had not seen them; rows where it is NaN are
            left out.

    Raises:
        TrainingError: one class only.
    """
    outcome, scores = np.asarray(y, dtype=np.float64), np.asarray(raw, dtype=np.float64)
    usable = np.isfinite(scores) & (outcome >= 0)
    outcome, scores = outcome[usable], scores[usable]
    need_both_outcomes(outcome)
    losses = crossfitted_losses(outcome, scores)
    best: CalibrationMethod = "platt"
    lead = 0.0
    for method, loss in losses.items():
        gain = losses["platt"] - loss
        error = float(gain.std(ddof=1)) / np.sqrt(len(gain)) if len(gain) > 1 else np.inf
        if method != "platt" and gain.mean() > max(_SURE * error, lead):
            best, lead = method, float(gain.mean())
    return METHODS[best](outcome, scores)


def crossfitted_losses(outcome: Floats, scores: Floats) -> dict[CalibrationMethod, Floats]:
    """Log loss of each practice row under each method fitted without its fold, shape (N,) each.

    Folds are stratified by answer and spread over the whole range of scores. Platt alone where there are too few
    answers to judge by.
    """
    rarest = int(min(outcome.sum(), (1 - outcome).sum()))
    if rarest < 2 * _FOLDS:
        return {"platt": np.zeros(len(outcome))}
    fold = np.empty(len(outcome), dtype=np.int64)
    order = np.lexsort((scores, outcome))
    fold[order] = np.arange(len(order)) % _FOLDS
    found: dict[CalibrationMethod, Floats] = {}
    for method, fit in METHODS.items():
        if method in ("beta", "isotonic") and rarest < _FEWEST_FOR_CURVES:
            continue
        chance = np.empty(len(outcome))
        for number in range(_FOLDS):
            held = fold == number
            chance[held] = fit(outcome[~held], scores[~held]).apply(scores[held])
        chance = np.clip(chance, 1e-12, 1 - 1e-12)
        found[method] = -np.where(outcome > 0, np.log(chance), np.log1p(-chance))
    return found


def log_odds_shift(y: npt.ArrayLike, chance: npt.ArrayLike) -> float:
    """By how much all log-odds must move so that as many yes are expected as there were (one of each added).

    The root of Σ sigmoid(logit(p) + d) = Σ y, the maximum of the likelihood in d, by Newton's method kept within
    a bracket; half a yes and half a no at the mean chance keep it finite where all answers are the same.

    Args:
        y: (N,) 1 yes, 0 no.
        chance: (N,) stated chances.
    """
    answers, z = np.asarray(y, dtype=np.float64), log_odds(chance)
    weight = np.append(np.ones(len(z)), 1.0)
    z = np.append(z, log_odds(np.asarray(chance, dtype=np.float64).mean()))
    wanted = float(answers.sum()) + 0.5
    low, high, at = -40.0, 40.0, 0.0
    for _ in range(100):
        p = sigmoid(z + at)
        gap = float((weight * p).sum()) - wanted
        low, high = (low, at) if gap > 0 else (at, high)
        step = at - gap / max(float((weight * p * (1 - p)).sum()), 1e-12)
        step = step if low < step < high else (low + high) / 2
        if abs(step - at) < 1e-10:
            break
        at = step
    return float(at)


def _none(outcome: Floats, scores: Floats) -> Calibration:
    return Calibration(method="none")


def _level(outcome: Floats, scores: Floats) -> Calibration:
    return Calibration(method="level", intercept=log_odds_shift(outcome, scores))


def _beta(outcome: Floats, scores: Floats) -> Calibration:
    """Logistic regression on log p and −log(1 − p); a slope that is not above 0 gives Platt's line instead."""
    z = log_odds(scores)
    sides = np.column_stack([-np.logaddexp(0, -z), np.logaddexp(0, z), np.ones(len(z))])
    weights = np.array([1.0, 1.0, 0.0])
    for _ in range(50):
        p = sigmoid(sides @ weights)
        hessian = (sides * (p * (1 - p))[:, None]).T @ sides + 1e-6 * np.eye(3)
        step = np.linalg.solve(
            hessian, sides.T @ (p - outcome) + 1e-6 * (weights - np.array([1.0, 1.0, 0.0]))
        )
        weights = weights - np.clip(step, -5, 5)
        if np.abs(step).max() < 1e-9:
            break
    yes, no, intercept = (float(value) for value in weights)
    if not np.isfinite(weights).all() or min(yes, no) < _MIN_SLOPE:
        return fit_calibration(outcome, scores)
    return Calibration(method="beta", slope=yes, slope_no=no, intercept=intercept)


def _isotonic(outcome: Floats, scores: Floats) -> Calibration:
    """Pool-adjacent-violators, straight lines between the middles of the pools.

    As in Oron and Flournoy, "Centered isotonic regression", 2017: steps become ramps, so that chances differ
    where scores do. Each pool is given one answer at the average rate, so that no chance is 0 or 1.
    """
    from sklearn.isotonic import IsotonicRegression

    z = log_odds(scores)
    order = np.argsort(z, kind="stable")
    z, answers = z[order], outcome[order]
    steps = IsotonicRegression().fit_transform(z, answers)
    starts = np.flatnonzero(np.r_[True, np.diff(steps) > 1e-12])
    sizes = np.diff(np.r_[starts, len(z)])
    middle = np.add.reduceat(z, starts) / sizes
    rate = (np.add.reduceat(answers, starts) + outcome.mean()) / (sizes + 1)
    value = np.maximum.accumulate(log_odds(rate))
    rising = np.r_[True, np.diff(middle) > 1e-9]
    centre = float(z.mean())
    return Calibration(
        method="isotonic",
        slope=_TIE,
        intercept=-_TIE * centre,
        knots=tuple(middle[rising].tolist()),
        values=tuple(value[rising].tolist()),
    )


METHODS: dict[CalibrationMethod, Callable[[Floats, Floats], Calibration]] = {
    "none": _none,
    "level": _level,
    "platt": fit_calibration,
    "beta": _beta,
    "isotonic": _isotonic,
}

"""What a budget of calls brings: expected yes with an interval, profit, its curve and the best cut."""

from __future__ import annotations

import math
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from core.record import Record

FloatArray = npt.NDArray[np.float64]
_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution


class Budget(Record):
    """How many calls can be made, what one costs and what a yes brings, in one currency."""

    calls: int = Field(ge=0)
    cost: float = Field(ge=0, allow_inf_nan=False)
    value: float = Field(ge=0, allow_inf_nan=False)


class Range(Record):
    """An expected value with its 95 % interval."""

    value: float
    low: float
    high: float

    def times(self, factor: float, plus: float = 0.0) -> Self:
        """The same on another scale: factor · x + plus, for a factor of at least 0."""
        scaled = {name: getattr(self, name) * factor + plus for name in ("value", "low", "high")}
        return self.model_copy(update=scaled)


class Forecast(Record):
    """What calling the best `calls` clients of a list brings.

    Attributes:
        clients: Clients in the list.
        calls: Calls made: the budget, at most one a client.
        yes: Expected number of yes.
        profit: value · yes − cost · calls.
        random_yes: Expected yes of as many calls at random in the same list.
        random_profit: Profit of these.
        lift: yes / random_yes; NaN when nobody is called or no yes is expected.
        cut: Chance of the last client called, NaN when nobody is called.
        best_calls: The number of calls with the highest expected profit.
        best_profit: That profit.
    """

    clients: int
    calls: int
    yes: Range
    profit: Range
    random_yes: float
    random_profit: float
    lift: float
    cut: float
    best_calls: int
    best_profit: float


def expected_yes(chances: FloatArray, calibration_sd: float = 0.0) -> Range:
    """How many of these clients say yes, with a 95 % interval.

    The number of yes among independent clients with chances p_i has a Poisson-binomial distribution with
    mean Σ p_i and variance Σ p_i (1 − p_i); its normal approximation (Hong 2013, "On computing the
    distribution function for the Poisson binomial distribution", section 2) is widened by what is not known
    about the level of the chances. With that level a factor c of mean 1 and standard deviation s:

        Var = Σ p_i (1 − p_i) + (s Σ p_i)²

    The interval is mean ± 1.96 sqrt(Var), half a client wider on each side (continuity correction) and kept
    within 0 … n.

    Args:
        chances: (n,) calibrated probabilities of those who are called.
        calibration_sd: s, see `calibration_sd`.
    """
    mean = float(chances.sum())
    variance = float((chances * (1 - chances)).sum()) + (calibration_sd * mean) ** 2
    if variance == 0:
        return Range(value=mean, low=mean, high=mean)
    half = _Z * math.sqrt(variance) + 0.5
    return Range(value=mean, low=max(0.0, mean - half), high=min(float(chances.size), mean + half))


def calibration_sd(exam: pd.DataFrame, share: float) -> float:
    """How far off the level of the chances can be, as a share of it, measured on the final exam.

    Of the top `share` of the final exam, O said yes where E = Σ p_i were expected. What an exam of that size
    can at best resolve is se = sqrt(Σ p_i (1 − p_i)) / E; what was seen is |O / E − 1|. Their larger one is
    taken: sqrt(max(se², (O/E − 1)²)), that is se² plus the method-of-moments estimate
    max(0, (O/E − 1)² − se²) of the true error (as in DerSimonian and Laird 1986).

    Args:
        exam: Ranked leads of the test part (see `ranked_leads`).
        share: The share of the list that is called, 0 … 1.

    Returns:
        The standard deviation s of the level, 0 when the exam has no answers; at most 1.
    """
    known = exam[exam["y"].to_numpy() >= 0]
    if known.empty:
        return 0.0
    n = min(len(known), max(1, math.ceil(share * len(known))))
    chance = known["chance"].to_numpy(np.float64)[:n]
    expected = float(chance.sum())
    if expected <= 0:
        return 1.0
    resolution = math.sqrt(float((chance * (1 - chance)).sum())) / expected
    seen = abs(float(known["y"].to_numpy()[:n].sum()) / expected - 1)
    return min(1.0, max(resolution, seen))


def best_calls(chances: FloatArray, cost: float, value: float) -> int:
    """The number of calls with the highest expected profit: everybody whose chance is above cost / value.

    A call is worth making while value · p > cost; with chances sorted downwards the profit rises up to there
    and falls after it. Calls that bring exactly nothing are not made.

    Args:
        chances: (n,) probabilities, sorted downwards.
        cost: Cost of one call.
        value: Value of one yes.
    """
    return int(np.searchsorted(-value * chances, -cost, side="left"))


def forecast(chances: FloatArray, budget: Budget, level_sd: float = 0.0) -> Forecast:
    """What calling from the top of a list brings.

    Args:
        chances: (n,) probabilities of the whole list, sorted downwards.
        budget: Calls, cost and value.
        level_sd: Uncertainty of the level of the chances, see `calibration_sd`.
    """
    calls = min(budget.calls, int(chances.size))
    yes = expected_yes(chances[:calls], level_sd)
    random_yes = calls * float(chances.mean()) if calls else 0.0
    best = best_calls(chances, budget.cost, budget.value)
    return Forecast(
        clients=int(chances.size),
        calls=calls,
        yes=yes,
        profit=yes.times(budget.value, -budget.cost * calls),
        random_yes=random_yes,
        random_profit=budget.value * random_yes - budget.cost * calls,
        lift=yes.value / random_yes if random_yes > 0 else math.nan,
        cut=float(chances[calls - 1]) if calls else math.nan,
        best_calls=best,
        best_profit=float(budget.value * chances[:best].sum() - budget.cost * best),
    )


def profit_curve(
    chances: FloatArray, budget: Budget, level_sd: float = 0.0, points: int = 120
) -> pd.DataFrame:
    """Expected profit against the number of calls, with its interval and that of calling at random.

    Args:
        chances: (n,) probabilities, sorted downwards.
        budget: Cost and value, and the cut, which is always one of the points.
        level_sd: See `calibration_sd`.
        points: About how many points; 0, n, the cut and the best cut are always there.

    Returns:
        Columns calls, cut (chance of the last one called), yes, profit, profit_low, profit_high and
        random_profit.
    """
    n = int(chances.size)
    best = best_calls(chances, budget.cost, budget.value)
    marks = [0, min(budget.calls, n), best, n]
    calls = np.unique(np.concatenate([np.linspace(0, n, points).round().astype(np.int64), marks]))
    mean = np.concatenate([[0.0], np.cumsum(chances)])[calls]
    noise = np.concatenate([[0.0], np.cumsum(chances * (1 - chances))])[calls]
    sd = np.sqrt(noise + (level_sd * mean) ** 2)
    half = np.where(sd > 0, _Z * sd + 0.5, 0.0)
    low, high = np.maximum(mean - half, 0), np.minimum(mean + half, calls)
    paid = budget.cost * calls
    average = float(chances.mean()) if n else 0.0
    cut = np.concatenate([[np.nan], chances])[calls]
    return pd.DataFrame(
        {
            "calls": calls,
            "cut": cut,
            "yes": mean,
            "profit": budget.value * mean - paid,
            "profit_low": budget.value * low - paid,
            "profit_high": budget.value * high - paid,
            "random_profit": budget.value * average * calls - paid,
        }
    )

"""What a budget of calls brings: expected yes with an interval, profit, its curve and the best cut."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field

from core.record import Record
from core.training.calibration import log_odds, sigmoid
from core.training.level import LevelShift

FloatArray = npt.NDArray[np.float64]
_Z = 1.959963984540054  # 97.5 % quantile of the normal distribution
_SURE = LevelShift()


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

    def less(self, amount: float) -> Self:
        """The same, less an amount that is sure."""
        moved = {name: getattr(self, name) - amount for name in ("value", "low", "high")}
        return self.model_copy(update=moved)


class Forecast(Record):
    """What calling the best `calls` clients of a list brings.

    Attributes:
        clients: Clients in the list.
        calls: Calls made: the budget, at most one a client.
        yes: Expected number of yes.
        profit: What these yes are worth, less the cost of the calls.
        random_yes: Expected yes of as many calls at random in the same list.
        random_profit: Profit of these.
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
    cut: float
    best_calls: int
    best_profit: float


@dataclass(frozen=True)
class Outlook:
    """What the best 0, 1, … n clients of a list bring together, each array of shape (n + 1,).

    Attributes:
        value: The expected sum.
        low, high: Its 95 % interval.
    """

    value: FloatArray
    low: FloatArray
    high: FloatArray

    def at(self, calls: int) -> Range:
        """For so many calls."""
        return Range(value=float(self.value[calls]), low=float(self.low[calls]), high=float(self.high[calls]))


def outlook(chances: FloatArray, shift: LevelShift = _SURE, weights: FloatArray | None = None) -> Outlook:
    """How many of the best clients say yes (or what their yes are worth), with a 95 % interval.

    The number of yes among independent clients with chances p_i has a Poisson-binomial distribution of mean
    Σ p_i and variance Σ p_i (1 − p_i) (Hong 2013, "On computing the distribution function for the Poisson
    binomial distribution", section 2: its normal approximation). Wider than that, because the chances themselves
    are not sure: the level can turn out by ± 1.96 sd on the log-odds, which gives one sum below and one above, and
    the slope of the log-odds around their centre by its own standard deviation. The distances are put together as
    independent ones, each side by itself:

        (low side)² = (Σ p_i − Σ sigmoid(logit p_i − 1.96 sd))² + 1.96² (Σ p_i (1 − p_i) + tilt²)
        tilt = slope_sd · Σ p_i (1 − p_i) (logit p_i − centre)

    and half a client is added on each side (continuity correction); nothing below nobody or above everybody.

    Args:
        chances: (n,) calibrated probabilities, in the order of the calls.
        shift: What is not known of their level and slope, see `core.training.level`; `by` is in them already.
        weights: (n,) what each yes counts; None: 1.
    """
    w = np.ones_like(chances) if weights is None else weights
    z, spread = log_odds(chances), chances * (1 - chances)
    mean = _summed(w * chances)
    below = mean - _summed(w * sigmoid(z - _Z * shift.sd)) if shift.sd else np.zeros_like(mean)
    above = _summed(w * sigmoid(z + _Z * shift.sd)) - mean if shift.sd else np.zeros_like(mean)
    tilt = shift.slope_sd * _summed(w * spread * (z - shift.centre))
    chance = _Z**2 * (_summed(w**2 * spread) + tilt**2)
    most = _summed(w)
    half = 0.5 * most / np.maximum(np.arange(len(mean)), 1)
    low, high = np.sqrt(below**2 + chance), np.sqrt(above**2 + chance)
    return Outlook(
        value=mean,
        low=np.maximum(mean - low - np.where(low > 0, half, 0.0), 0.0),
        high=np.minimum(mean + high + np.where(high > 0, half, 0.0), most),
    )


def _summed(values: FloatArray) -> FloatArray:
    """Sums of the first 0, 1, … n values."""
    return np.concatenate([[0.0], np.cumsum(values)])


def expected_yes(chances: FloatArray, shift: LevelShift = _SURE) -> Range:
    """How many of these clients say yes, with a 95 % interval; see `outlook`."""
    return outlook(chances, shift).at(len(chances))


def best_calls(chances: FloatArray, cost: float, worth: float | FloatArray) -> int:
    """The number of calls with the highest expected profit; of equal ones the smallest.

    Args:
        chances: (n,) probabilities, in the order of the calls.
        cost: Cost of one call.
        worth: Value of a yes: one for all, or (n,) of each client.
    """
    profit = np.cumsum(worth * chances - cost)
    best = int(np.argmax(profit)) if len(profit) else 0
    return best + 1 if len(profit) and profit[best] > 1e-9 * max(cost, 1e-300) else 0


def forecast(
    chances: FloatArray, budget: Budget, shift: LevelShift = _SURE, worth: FloatArray | None = None
) -> Forecast:
    """What calling from the top of a list brings.

    Args:
        chances: (n,) probabilities of the whole list, in the order of the calls.
        budget: Calls, cost and value.
        shift: What is not known of the level of the chances.
        worth: (n,) what the yes of each client is worth; None: the budget's value for all.
    """
    each = np.full(len(chances), budget.value) if worth is None else worth
    calls = min(budget.calls, int(chances.size))
    money = outlook(chances, shift, each)
    best = best_calls(chances, budget.cost, each)
    share = calls / len(chances) if len(chances) else 0.0
    return Forecast(
        clients=int(chances.size),
        calls=calls,
        yes=outlook(chances, shift).at(calls),
        profit=money.at(calls).less(budget.cost * calls),
        random_yes=share * float(chances.sum()),
        random_profit=share * float(money.value[-1]) - budget.cost * calls,
        cut=float(chances[calls - 1]) if calls else math.nan,
        best_calls=best,
        best_profit=float(money.value[best] - budget.cost * best),
    )


def profit_curve(
    chances: FloatArray,
    budget: Budget,
    shift: LevelShift = _SURE,
    worth: FloatArray | None = None,
    points: int = 120,
) -> pd.DataFrame:
    """Expected profit against the number of calls, with its interval and that of calling at random.

    Args:
        chances: (n,) probabilities, in the order of the calls.
        budget: Cost and value, and the cut, which is always one of the points.
        shift: What is not known of the level of the chances.
        worth: See `forecast`.
        points: About how many points; 0, n, the cut and the best cut are always there.

    Returns:
        Columns calls, cut (chance of the last one called), yes, profit, profit_low, profit_high and
        random_profit.
    """
    n = int(chances.size)
    each = np.full(n, budget.value) if worth is None else worth
    marks = [0, min(budget.calls, n), best_calls(chances, budget.cost, each), n]
    calls = np.unique(np.concatenate([np.linspace(0, n, points).round().astype(np.int64), marks]))
    money = outlook(chances, shift, each)
    paid = budget.cost * calls
    return pd.DataFrame(
        {
            "calls": calls,
            "cut": np.concatenate([[np.nan], chances])[calls],
            "yes": _summed(chances)[calls],
            "profit": money.value[calls] - paid,
            "profit_low": money.low[calls] - paid,
            "profit_high": money.high[calls] - paid,
            "random_profit": money.value[-1] * calls / max(n, 1) - paid,
        }
    )

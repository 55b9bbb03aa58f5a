"""The chance of an account from those of its people: fitted on past days, as people of one account say yes together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.accounts.committee import chances
from core.accounts.scored import chances_as_of
from core.evaluation.bootstrap import Estimate, draws, estimate
from core.evaluation.metrics import roc_auc, roc_auc_of
from core.evaluation.ranked import rank
from core.record import Record
from core.training.calibration import log_odds, sigmoid

FloatArray = npt.NDArray[np.float64]
_FEWEST = 30  # accounts with a yes, and without, below which nothing is fitted
_PULL = 2.0  # ridge penalty towards "independent of each other"
_DRAWS = 200  # resamples of an interval
_CLOSE = 0.1  # of those that came: so much more or less promised is not spoken of
_MOST_STEP = 4.0  # on the logit scale
_INDEPENDENT = np.array([0.0, 1.0, 0.0, 0.0])


class AccountChance(Record):
    """P(at least one yes), with logit P = a + b logit(1 - prod(1 - p)) + c logit(max p) + d log(n scored).

    With a = c = d = 0 and b = 1 the members are independent of each other. People of one account hear of the same
    things, so they are not: c takes over from b, and d takes back what mere headcount added.

    Attributes:
        intercept, together, best, headcount: a, b, c, d.
        n, n_yes: Accounts on past days that it was fitted on; 0: nothing was fitted, members count as independent.
    """

    intercept: float = 0.0
    together: float = 1.0
    best: float = 0.0
    headcount: float = 0.0
    n: int = 0
    n_yes: int = 0

    def apply(self, grouped: pd.DataFrame) -> FloatArray:
        """(n,) chances of accounts, from the columns of `by_account`."""
        weights = np.array([self.intercept, self.together, self.best, self.headcount])
        return sigmoid(_design(grouped) @ weights)

    def at_level_of(self, later: pd.DataFrame) -> AccountChance:
        """The same with the level of later accounts whose answers are known by now, pulled towards no change.

        Args:
            later: Of `panel`, such as the days of the final exam; only what comes after them may use it.
        """
        from scipy.optimize import minimize_scalar

        y = later["y"].to_numpy(dtype=np.float64)
        if min(y.sum(), len(y) - y.sum()) < _FEWEST:
            return self
        z = log_odds(self.apply(later))

        def loss(step: float) -> float:
            return float(np.sum(np.logaddexp(0, z + step) - y * (z + step)) + 0.5 * _PULL * step * step)

        step = float(minimize_scalar(loss, bounds=(-_MOST_STEP, _MOST_STEP), method="bounded").x)
        return self.model_copy(update={"intercept": self.intercept + step})


class AccountExam(Record):
    """How the chances of accounts did on the days of the final exam.

    Attributes:
        n, n_yes: Accounts on those days, and with at least one yes.
        promised, promised_independent: Accounts with a yes that were expected, as fitted and if members were
            independent.
        missed_by: How many more were promised than came; intervals here draw whole accounts with all of their days.
        roc, roc_headcount: How well it ranks accounts, and how well their mere number of people does; None where one
            answer is missing.
    """

    n: int
    n_yes: int
    promised: float
    promised_independent: float
    missed_by: Estimate
    roc: Estimate | None
    roc_headcount: Estimate | None

    @property
    def warning(self) -> str:
        """Where clearly more or fewer accounts came than were promised; empty where that may be chance."""
        sure = (
            np.sqrt(2) * (self.missed_by.high - self.missed_by.low) / 2
        )  # the past it was fitted on varies as much
        if abs(self.missed_by.value) <= max(sure, _CLOSE * self.n_yes):
            return ""
        direction = "high" if self.promised > self.n_yes else "low"
        return (
            f"The chances of accounts were too {direction} in the final exam: {self.promised:,.0f} accounts with a yes "
            f"were expected, {self.n_yes:,} came (n = {self.n:,} accounts and days). On the latest day they are moved "
            "to the level that came; on earlier days they stand as they were foretold."
        )


def by_account(chances_now: pd.DataFrame, scored: pd.DataFrame) -> pd.DataFrame:
    """The chances of an account's members put together.

    Args:
        chances_now: `key`, `chance`, and `y` where answers are known.
        scored: `key`, `account`.

    Returns:
        One row an account: `account`, `independent` (1 - product of (1 - p)), `best`, `n` (members scored), and `y` (1
        where any of them said yes) if it was given.
    """
    both = scored.merge(chances_now[chances_now["chance"].notna()], on="key", how="inner")
    grouped = both.groupby("account")
    found = pd.DataFrame(
        {"independent": grouped["chance"].agg(chances), "best": grouped["chance"].max(), "n": grouped.size()}
    )
    if "y" in both:
        found["y"] = grouped["y"].max()
    return found.reset_index()


def panel(
    examples: pd.DataFrame, scored: pd.DataFrame, days: Sequence[datetime], horizon_days: float
) -> pd.DataFrame:
    """Accounts on past days with what came of them; rows of `by_account` below each other.

    Args:
        examples: Of `core.accounts.scored.chances_by_day`, of one part, with honest chances.
        scored: `key`, `account`.
        days: The days to look from.
        horizon_days: How long a question stays open.
    """
    known = examples[(examples["y"] >= 0) & examples["chance"].notna()]
    answer = known.drop_duplicates(["key", "day"], keep="last").set_index(["key", "day"])["y"]
    parts = []
    for day in days:
        there = chances_as_of(known, horizon_days, day)
        if len(there):
            places = pd.MultiIndex.from_frame(there[["key", "day"]])
            there = there.assign(y=answer.reindex(places).to_numpy())
            parts.append(by_account(there, scored))
    columns = ["account", "independent", "best", "n", "y"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def fit_account_chance(past: pd.DataFrame) -> AccountChance:
    """Fits the four numbers by penalised log-loss (ridge towards independence); too few accounts: independence.

    Args:
        past: Of `panel`, of days whose answers the model had not seen (the practice exam).
    """
    from scipy.optimize import minimize

    y = past["y"].to_numpy(dtype=np.float64)
    n_yes = int(y.sum())
    if min(n_yes, len(y) - n_yes) < _FEWEST:
        return AccountChance()
    design = _design(past)

    def loss(weights: FloatArray) -> tuple[float, FloatArray]:
        z, away = design @ weights, weights - _INDEPENDENT
        value = float(np.sum(np.logaddexp(0, z) - y * z) + 0.5 * _PULL * away @ away)
        return value, design.T @ (sigmoid(z) - y) + _PULL * away

    bounds = [
        (None, None),
        (0.0, None),
        (0.0, None),
        (None, None),
    ]  # a higher chance never lowers the account's
    found = minimize(loss, _INDEPENDENT, jac=True, bounds=bounds, method="L-BFGS-B").x
    a, b, c, d = (float(weight) for weight in found)
    return AccountChance(intercept=a, together=b, best=c, headcount=d, n=len(y), n_yes=n_yes)


def examine(fitted: AccountChance, past: pd.DataFrame) -> AccountExam | None:
    """What the chances promised on the days of the final exam, and what came; None without such days."""
    if past.empty:
        return None
    y, chance = past["y"].to_numpy(dtype=np.int64), fitted.apply(past)
    size = past["n"].to_numpy(dtype=np.float64)
    by_chance, by_size = rank(y, chance), rank(y, size)
    missed, rocs = [], []
    for rows in draws(len(y), _DRAWS, 0, past["account"].to_numpy()):
        missed.append((chance - y)[rows].sum(axis=1))
        rocs.append([roc_auc_of(*one.counts(rows)) for one in (by_chance, by_size)])
    of_chance, of_size = np.concatenate(rocs, axis=1)
    both = 0 < y.sum() < len(y)
    return AccountExam(
        n=len(y),
        n_yes=int(y.sum()),
        promised=float(chance.sum()),
        promised_independent=float(past["independent"].sum()),
        missed_by=estimate(float((chance - y).sum()), np.concatenate(missed)),
        roc=estimate(roc_auc(y, chance), of_chance) if both else None,
        roc_headcount=estimate(roc_auc(y, size), of_size) if both else None,
    )


def _design(grouped: pd.DataFrame) -> FloatArray:
    columns = [
        np.ones(len(grouped)),
        log_odds(grouped["independent"]),
        log_odds(grouped["best"]),
        np.log(grouped["n"].to_numpy(dtype=np.float64)),
    ]
    return np.column_stack(columns)

"""The level of the chances: how far it moved between the exams, what that says of the leads, and how surely.

Knows nothing of runs or screens. The level is what is added to all log-odds at once; it does not change the order.
It wanders: a market warms up, a campaign ends. What it did in periods whose answers are known tells how far it may
be from here by the time the leads answer.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from pydantic import Field

from core.record import Record
from core.task.splits import TEST, TRAIN, UNLABELLED, VALIDATION
from core.training.calibrating import log_odds_shift
from core.training.calibration import log_odds, sigmoid

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int8]

_FEW = 25  # rarer answers in a period; fewer would make its level mostly noise
_MOST_PERIODS = 6  # of each exam
_MOST_PAST = 12  # of the learning part
_DEVIATIONS = np.geomspace(0.02, 2.0, 12)  # log-odds
_USUAL = 0.3  # log-odds by which a level moves in many books: scale of the half-Cauchy prior
_RETURN = (0.8, 1.0)  # share of a deviation left after a period: comes back to the usual level, or wanders
_PAST_WEIGHT = 0.5  # part of the change in past shares of yes is explained by the columns, so it counts half
_START_SD = 1.0  # log-odds by which the level may be off before anything is known


class Share(Record):
    """What was promised of a group of clients, and what came."""

    n: int
    stated: float
    came: float | None = None


class LevelShift(Record):
    """What is added to the log-odds of a list's chances, and what stays unknown of it.

    Attributes:
        by: Added to every log-odds.
        sd: Standard deviation of the level that the list will turn out to have, in log-odds.
        slope_sd: Standard deviation of the slope: whether the top is as much better as stated.
        centre: The log-odds around which the slope turns, on the scale of the moved chances.
    """

    by: float = 0.0
    sd: float = Field(default=0.0, ge=0)
    slope_sd: float = Field(default=0.0, ge=0)
    centre: float = 0.0

    def unmoved(self) -> LevelShift:
        """For chances that stay as stated: what they would have been moved by is unknown instead."""
        return self.model_copy(
            update={"by": 0.0, "sd": math.hypot(self.sd, self.by), "centre": self.centre - self.by}
        )


class Level(Record):
    """The level of a run's chances.

    Attributes:
        practice, exam: Stated and come in the two exams; None where nobody sat one.
        leads: The mean chance of the leads as stated, before the correction; None where there are none.
        leads_corrected: The mean chance after it; None while nothing was moved.
        has_clock: False where the parts were drawn at random: a change over time cannot be seen then.
        correction: Of the leads, from all answers there are.
        rehearsal: Of a list made of the final exam's own clients, from the answers before it. Moves nothing.
    """

    practice: Share | None = None
    exam: Share | None = None
    leads: Share | None = None
    leads_corrected: float | None = None
    has_clock: bool = False
    correction: LevelShift = LevelShift()
    rehearsal: LevelShift = LevelShift()

    def unmoved(self) -> Level:
        """For leads whose chances stay as stated."""
        return self.model_copy(update={"correction": self.correction.unmoved(), "leads_corrected": None})

    @property
    def moved(self) -> bool:
        """True when the correction can be seen: half a point, and a twentieth of the level."""
        if self.leads is None or self.leads_corrected is None:
            return False
        change = abs(self.leads_corrected - self.leads.stated)
        return change >= max(0.005, 0.05 * self.leads.stated)

    def corrected_words(self, *, leads: bool) -> str:
        """Whether the chances of a list are corrected for what the exam found; `leads`: it is not the exam's own."""
        if not leads or not self.moved or self.leads is None or self.leads_corrected is None:
            return "The chances shown here are not corrected for it."
        text = f"{self.leads.stated:.0%} to {self.leads_corrected:.0%}".replace("%", " %")
        return f"The chances shown here are corrected for it already, on average from {text}."

    def sentence(self) -> str:
        """What was measured, and what was done with it, in words."""
        if self.exam is None or self.exam.came is None:
            return "Nobody sat a final exam, so how true the level of the chances is was not measured."
        seen = f"in the final exam {self.exam.came:.0%} said yes where {self.exam.stated:.0%} were expected"
        if self.leads is None or self.leads_corrected is None:
            text = f"Level of the chances: {seen}."
        elif self.moved:
            text = (
                f"The chances of the leads were moved from a level of {self.leads.stated:.0%} to "
                f"{self.leads_corrected:.0%}: {seen}."
            )
        else:
            text = f"The chances stay as they are: {seen}, too little to move them."
        if not self.has_clock:
            text += " The parts were drawn at random, so a change over time is in no figure here."
        return text.replace("%", " %")


@dataclass(frozen=True)
class Periods:
    """Levels of successive periods.

    Attributes:
        time: (k,) mean time of each.
        shift: (k,) by how much the log-odds must move to give as many yes as came.
        variance: (k,) of that figure.
        n: (k,) rows.
    """

    time: Floats
    shift: Floats
    variance: Floats
    n: Floats

    def then(self, later: Periods) -> Periods:
        """These periods, then later ones."""
        return Periods(
            *(
                np.concatenate([getattr(self, name), getattr(later, name)])
                for name in ("time", "shift", "variance", "n")
            )
        )


def measured_level(part: Ints, y: Ints, chance: Floats, time: Floats | None) -> Level:
    """Measures the level on the exams and foretells that of the leads.

    Args:
        part: (N,) part of each row.
        y: (N,) 1 yes, 0 no, -1 unknown.
        chance: (N,) stated chances; of practice rows those of the model that had not seen them. NaN: none.
        time: (N,) row number or days, None where the rows have no order.
    """
    known = np.isfinite(chance) & (y >= 0)
    practice, exam = known & (part == VALIDATION), known & (part == TEST)
    leads = np.isfinite(chance) & (part == UNLABELLED)
    stated = Share(n=int(leads.sum()), stated=float(chance[leads].mean())) if leads.any() else None
    found = Level(
        practice=_share(y[practice], chance[practice]),
        exam=_share(y[exam], chance[exam]),
        leads=stated,
        has_clock=time is not None,
    )
    if time is None:
        correction = _without_clock(y, chance, practice, exam)
        rehearsal = _without_clock(y, chance, practice, np.zeros_like(exam))
    else:
        past = _past(y, time, (part == TRAIN) & (y >= 0))
        before = periods(y[practice], chance[practice], time[practice])
        latest = before.then(periods(y[exam], chance[exam], time[exam]))
        slope = _slope(y, chance, practice, exam)
        correction = foretold(latest, past, _target(time, leads, exam), slope)
        rehearsal = foretold(before, past, _target(time, exam, practice), _slope(y, chance, practice, None))
    return found.model_copy(update={"correction": correction, "rehearsal": rehearsal.unmoved()})


def _share(y: Ints, chance: Floats) -> Share | None:
    if not len(y):
        return None
    return Share(n=len(y), stated=float(chance.mean()), came=float((y == 1).mean()))


def _target(time: Floats, rows: npt.NDArray[np.bool_], before: npt.NDArray[np.bool_]) -> tuple[float, int]:
    """Mean time and number of the rows that are foretold; without any, as many as before, right after them."""
    if rows.any():
        return float(time[rows].mean()), int(rows.sum())
    return (float(time[before].max()) if before.any() else 0.0), int(before.sum())


def periods(y: Ints, chance: Floats, time: Floats, most: int = _MOST_PERIODS) -> Periods:
    """Cuts rows into successive periods with equally many of the rarer answer; rows of one time stay together."""
    if not len(y):
        empty = np.empty(0)
        return Periods(empty, empty, empty, empty)
    order = np.argsort(time, kind="stable")
    time, y, chance = time[order], y[order], chance[order]
    rarer = y == (1 if 2 * int((y == 1).sum()) <= len(y) else 0)
    seen = np.cumsum(rarer)
    wanted = int(np.clip(seen[-1] // _FEW, 1, most))
    cuts = np.searchsorted(seen, np.arange(1, wanted) * seen[-1] / wanted)
    cuts = np.unique(np.searchsorted(time, time[cuts], side="right"))
    bounds = np.unique(np.r_[0, cuts, len(y)])
    rows = []
    for start, end in pairwise(bounds.tolist()):
        shift = log_odds_shift(y[start:end], chance[start:end])
        p = sigmoid(log_odds(chance[start:end]) + shift)
        information = float((p * (1 - p)).sum())
        rows.append((time[start:end].mean(), shift, 1 / max(information, 1e-9), end - start))
    return Periods(*np.array(rows, dtype=np.float64).T)


def _past(y: Ints, time: Floats, learnt: npt.NDArray[np.bool_]) -> Periods:
    """Shares of yes of the learning part: scores cannot be judged there, but the share shows how it moves."""
    answers = y[learnt]
    same = np.full(len(answers), float((answers == 1).mean()) if len(answers) else 0.5)
    return periods(answers, same, time[learnt], _MOST_PAST)


def foretold(
    known: Periods, past: Periods, target: tuple[float, int], slope: tuple[float, float]
) -> LevelShift:
    """The level of rows that come later, from the levels of periods whose answers are known.

    A local level model (Durbin and Koopman, "Time Series Analysis by State Space Methods", chapter 2, with a
    return to the usual level): m_k = φ^gap m_(k-1) + w, d_k = m_k + u + e, with w ~ N(0, q² gap), u ~ N(0, r²)
    and e of the variance that the period's answers leave. φ, q and r are not estimated but averaged over a grid,
    each combination weighted by its likelihood (Kalman filter) and by half-Cauchy priors on q and r (Gelman,
    "Prior distributions for variance parameters", 2006). So a shift within the noise is shrunk, one that every
    period shows is not, and few periods leave a wide interval.

    Args:
        known: Periods of the exams, in order of time.
        past: Periods of the learning part; they say how much a level moves, not where it stands.
        target: Mean time of the rows to foretell, and how many they are.
        slope: Standard deviation of the slope, and the log-odds around which it turns.
    """
    if not len(known.time):
        return LevelShift(sd=_START_SD, slope_sd=slope[0], centre=slope[1])
    unit = _apart(known, past, target[0])
    q, r, back = (axis.ravel() for axis in np.meshgrid(_DEVIATIONS, _DEVIATIONS, _RETURN))
    weight, mean, variance = _filtered(known, unit, q, r, back)
    if len(past.time):
        weight = weight + _PAST_WEIGHT * _filtered(past, unit, q, r, back)[0]
    for deviation in (q, r):
        weight = weight + np.log(deviation) - np.log1p((deviation / _USUAL) ** 2)
    weight = np.exp(weight - weight.max())
    weight = weight / weight.sum()
    ahead = max((target[0] - float(known.time[-1])) / unit, 0.5)
    spread = max(target[1] / float(known.n.mean()), 1.0)  # longer lists average over several periods
    left = back**ahead
    mean, variance = mean * left, variance * left**2 + q**2 * ahead + r**2 / spread
    by = float((weight * mean).sum())
    sd = float(np.sqrt((weight * (variance + (mean - by) ** 2)).sum()))
    return LevelShift(by=by, sd=sd, slope_sd=slope[0], centre=slope[1] + by)


def _apart(known: Periods, past: Periods, target: float) -> float:
    """The usual distance between periods: a step of the model, whatever time is counted in (days or rows).

    One known period alone has none; the past then says it, else the distance to the rows that are foretold.
    """
    for seen in (known, past.then(known)):
        if len(seen.time) > 1 and seen.time[-1] > seen.time[0]:
            return float(seen.time[-1] - seen.time[0]) / (len(seen.time) - 1)
    return max(target - float(known.time[-1]), 0.0) or 1.0


def _filtered(
    seen: Periods, unit: float, q: Floats, r: Floats, back: Floats
) -> tuple[Floats, Floats, Floats]:
    """Log-likelihood, mean and variance of the last level for each combination, shape (g,) each."""
    mean, variance, weight = np.zeros_like(q), np.full_like(q, _START_SD**2), np.zeros_like(q)
    gaps = np.diff(seen.time, prepend=seen.time[0]) / unit
    for gap, shift, noise in zip(gaps, seen.shift, seen.variance, strict=True):
        left = back**gap
        mean, variance = mean * left, variance * left**2 + q**2 * gap
        total = variance + noise + r**2
        surprise = shift - mean
        weight = weight - 0.5 * (np.log(total) + surprise**2 / total)
        gain = variance / total
        mean, variance = mean + gain * surprise, variance * (1 - gain)
    return weight, mean, variance


def _slope(
    y: Ints, chance: Floats, practice: npt.NDArray[np.bool_], exam: npt.NDArray[np.bool_] | None
) -> tuple[float, float]:
    """How unsure the slope of the log-odds is, and around which log-odds it turns.

    The variance is that of the practice exam, which the slope was fitted on, plus what the final exam says: the
    larger one of its own variance and of the squared miss, as in DerSimonian and Laird (1986).
    """
    variance, centre = 0.0, 0.0
    for number, rows in enumerate((practice, exam)):
        if rows is None or not rows.any():
            continue
        slope, error, centre = _fitted_slope(y[rows], chance[rows])
        variance += max(error**2, (slope - 1) ** 2) if number else error**2
    return min(float(np.sqrt(variance)), 1.0), centre


def _fitted_slope(y: Ints, chance: Floats) -> tuple[float, float, float]:
    """Slope of the answers on the log-odds, its standard error, and the mean log-odds by information.

    Logistic regression with a normal prior of 1 ± 1 on the slope, so that few answers give a finite one.
    """
    z, answers = log_odds(chance), (y == 1).astype(np.float64)
    design = np.column_stack([np.ones_like(z), z])
    weights = np.array([0.0, 1.0])
    prior = np.diag([1e-6, 1.0])
    for _ in range(50):
        p = sigmoid(design @ weights)
        information = (design * (p * (1 - p))[:, None]).T @ design + prior
        step = np.linalg.solve(
            information, design.T @ (p - answers) + prior @ (weights - np.array([0.0, 1.0]))
        )
        weights = weights - np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-8:
            break
    each = np.maximum(p * (1 - p), 1e-12)
    return (
        float(weights[1]),
        float(np.sqrt(np.linalg.inv(information)[1, 1])),
        float(np.average(z, weights=each)),
    )


def _without_clock(
    y: Ints, chance: Floats, practice: npt.NDArray[np.bool_], exam: npt.NDArray[np.bool_]
) -> LevelShift:
    """Parts drawn at random: the exam measures the level once, nothing wanders.

    The shift d with its variance v is shrunk by max(0, 1 − v / d²) (positive-part James and Stein, 1961): within
    the noise nothing is moved.
    """
    slope_sd, centre = _slope(y, chance, practice, exam)
    noise = periods(y[practice], chance[practice], np.zeros(int(practice.sum())))
    seen = periods(y[exam], chance[exam], np.zeros(int(exam.sum())))
    variance = float(noise.variance.sum() + seen.variance.sum())
    if not len(seen.time):
        return LevelShift(sd=math.sqrt(variance) if variance else _START_SD, slope_sd=slope_sd, centre=centre)
    shift = float(seen.shift[0])
    kept = max(0.0, 1 - variance / shift**2) if shift else 0.0
    return LevelShift(
        by=kept * shift, sd=float(np.sqrt(variance)), slope_sd=slope_sd, centre=centre + kept * shift
    )

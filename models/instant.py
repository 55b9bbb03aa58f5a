"""An answer without a training run: ranks of the columns and a kernel ridge, solved in closed form on known examples.

Everything is linear algebra on the known examples (the context). How strong the ridge is, how wide the kernel and how
much weak columns count is chosen by leaving out one entity at a time, in closed form too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from models.ridge import Array, Floats, SolvedRidge, rows_of_groups

KNOTS = 33  # ends of the rank steps of a column
LANDMARKS = 256
RIDGES = (1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2)
WIDTHS = (0.7, 1.4, 2.8)  # times the median distance of the landmarks
POWERS = (0.0, 0.5, 1.0)  # of a column's separation: 0, all count alike (some matter only together)
_CHOOSING_ROWS = 5_000
_CALIBRATING_ROWS = 10_000
_MOST_COLUMNS = 400  # the others, which tell least by themselves, get weight 0
_ROWS_AT_ONCE = 8_192
_BINS = 8
_SMALLEST = 1e-9


@dataclass(frozen=True)
class Choice:
    """What leaving out chose.

    Attributes:
        ridge: Penalty of the squared weights, per example.
        width: Of the kernel, times the median distance of the landmarks.
        power: Exponent of the columns' separation.
    """

    ridge: float
    width: float
    power: float


@dataclass(frozen=True)
class Instant:
    """The context, boiled down to what answers need.

    Attributes:
        knots: (F, KNOTS) quantiles of each column in the context, ascending.
        weight: (F,) how much each column counts, 0 … 1.
        landmarks: (m, F) weighted ranks of the examples that others are compared with.
        gamma: Kernel exp(-gamma · squared distance).
        linear: (F,) and
        kernel: (m,) weights of the weighted ranks and of the kernel values.
        intercept: Added to both.
        slope, start: log-odds = start + slope · value, fitted on the left-out values of the context.
        left_out_loss: Log-loss of the left-out context.
        choice: What leaving out chose.
    """

    knots: Array
    weight: Array
    landmarks: Array
    gamma: float
    linear: Array
    kernel: Array
    intercept: float
    slope: float
    start: float
    left_out_loss: float
    choice: Choice

    def ranks(self, x: npt.NDArray[Any]) -> Array:
        """(N, F) -> (N, F) weighted ranks among the context, -weight … weight."""
        return ranks_among(x, self.knots) * self.weight

    def logits(self, x: npt.NDArray[Any]) -> Array:
        """(N,) log-odds."""
        found = np.empty(len(x))
        for start in range(0, len(x), _ROWS_AT_ONCE):
            z = self.ranks(x[start : start + _ROWS_AT_ONCE])
            found[start : start + len(z)] = self.of_parts(
                z @ self.linear, squared_distances(z, self.landmarks)
            )
        return found

    def of_parts(self, linear: Array, squared: Array) -> Array:
        """(n,) log-odds of the linear part (n,) and the squared distances from the landmarks (n, m)."""
        value = linear + np.exp(-self.gamma * squared) @ self.kernel + self.intercept
        logits: Array = self.start + self.slope * value
        return logits


def fit_instant(
    x: npt.NDArray[Any],
    y: npt.NDArray[Any],
    entity: npt.NDArray[np.int64],
    *,
    choice: Choice | None = None,
    seed: int = 0,
) -> Instant:
    """Boils a context down.

    Args:
        x: (n, F) columns of the known examples.
        y: (n,) 1 yes, 0 no; both occur.
        entity: (n,) whom each example is about: all examples of one entity are left out together.
        choice: Taken instead of choosing.
        seed: Draws the landmarks and, beyond 5,000 examples, those that the choice is made on.
    """
    answers = np.asarray(y, dtype=np.float64)
    knots = np.quantile(np.asarray(x, dtype=np.float64), np.linspace(0, 1, KNOTS), axis=0).T
    # Single precision is enough to choose and to solve by, and half the time; answers are given in double.
    ranks = ranks_among(x, knots).astype(np.float32)
    separation = column_separation(ranks, answers)
    used = np.sort(np.argsort(-separation, kind="stable")[:_MOST_COLUMNS])
    ranks = ranks[:, used]
    random = np.random.default_rng(seed)
    landmarks = np.sort(random.permutation(len(ranks))[:LANDMARKS])
    if choice is None:
        rows = _some_rows(entity, _CHOOSING_ROWS, random)
        choice = _choose(ranks[rows], answers[rows], entity[rows], ranks[landmarks], separation[used])
    weight = (separation[used] ** choice.power).astype(np.float32)
    basis = _Basis.of(ranks[landmarks] * weight, choice.width)
    rows = _some_rows(entity, _CALIBRATING_ROWS, random)
    solved = SolvedRidge.of(basis.features(ranks * weight), answers, rows)
    left_out, known = solved.left_out(choice.ridge, rows_of_groups(entity[rows])), answers[rows]
    start, slope = _platt(left_out, known)
    weights, intercept = solved.weights(choice.ridge)
    return Instant(
        knots=knots,
        weight=_spread(weight, used, len(knots)),
        landmarks=_spread(basis.landmarks, used, len(knots)),
        gamma=basis.gamma,
        linear=_spread(weights[: len(used)] * basis.scale, used, len(knots)),
        kernel=basis.whiten @ weights[len(used) :],
        intercept=intercept,
        slope=slope,
        start=start,
        left_out_loss=_log_loss(start + slope * left_out, known),
        choice=choice,
    )


def _spread(values: Floats, used: npt.NDArray[np.int64], n_columns: int) -> Array:
    """Values of the columns that are used as values of all columns, 0 for the others."""
    found = np.zeros((*values.shape[:-1], n_columns))
    found[..., used] = values
    return found


def ranks_among(x: npt.NDArray[Any], knots: Array) -> Array:
    """(N, F) mid-ranks among the knots of each column, -1 … 1; a constant column gives 0."""
    places = np.linspace(-1, 1, knots.shape[1])
    out = np.empty(x.shape)
    for column, ends in enumerate(knots):
        distinct, which = np.unique(ends, return_inverse=True)
        middle = np.bincount(which, weights=places) / np.bincount(which)
        out[:, column] = np.interp(x[:, column], distinct, middle)
    return out


def column_separation(ranks: Floats, y: Array) -> Array:
    """(F,) how much of the answers' variation the bins of each column explain (correlation ratio), best one 1.

    What as many bins explain by chance, (bins - 1) / n, is taken off.
    """
    n = len(y)
    total = float(((y - y.mean()) ** 2).sum())
    found = np.zeros(ranks.shape[1])
    for column in range(ranks.shape[1]):
        bins = np.minimum((ranks[:, column] + 1) / 2 * _BINS, _BINS - 1).astype(np.int64)
        count = np.bincount(bins, minlength=_BINS)
        mean = np.bincount(bins, weights=y, minlength=_BINS)[count > 0] / count[count > 0]
        count = count[count > 0]
        explained = float((count * (mean - y.mean()) ** 2).sum()) / total
        found[column] = max(explained - (len(count) - 1) / n, 0.0)
    root = np.sqrt(found)
    best = float(root.max(initial=0.0))
    return root / best if best > 0 else np.ones(ranks.shape[1])


def squared_distances(z: Floats, landmarks: Floats) -> Any:
    """(n, m) squared Euclidean distances, of the precision of what they are between."""
    squared = (z**2).sum(axis=1)[:, None] + (landmarks**2).sum(axis=1) - 2 * (z @ landmarks.T)
    return np.maximum(squared, squared.dtype.type(0))


def _some_rows(
    entity: npt.NDArray[np.int64], most: int, random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """About `most` examples or fewer, those of an entity together."""
    if len(entity) <= most:
        return np.arange(len(entity))
    which = np.unique(entity, return_inverse=True)[1]
    n_entities = int(which.max()) + 1
    kept = random.permutation(n_entities)[: max(2, n_entities * most // len(entity))]
    return np.flatnonzero(np.isin(which, kept))


def _choose(
    ranks: Floats, y: Array, entity: npt.NDArray[np.int64], landmarks: Floats, separation: Array
) -> Choice:
    """The combination whose left-out values, read as log-odds, have the least log-loss.

    The power is chosen at the middle width first, then the width.
    """
    groups = rows_of_groups(entity)

    def tried(power: float, width: float) -> tuple[float, Choice]:
        weight = (separation**power).astype(ranks.dtype)
        solved = SolvedRidge.of(_Basis.of(landmarks * weight, width).features(ranks * weight), y)
        found = []
        for ridge in RIDGES:
            left_out = solved.left_out(ridge, groups)
            start, slope = _platt(left_out, y)
            found.append((_log_loss(start + slope * left_out, y), Choice(ridge, width, power)))
        return min(found, key=_loss_of)

    middle = WIDTHS[len(WIDTHS) // 2]
    first = min((tried(power, middle) for power in POWERS), key=_loss_of)
    others = (tried(first[1].power, width) for width in WIDTHS if width != middle)
    return min((first, *others), key=_loss_of)[1]


def _loss_of(tried: tuple[float, Choice]) -> float:
    return tried[0]


@dataclass(frozen=True)
class _Basis:
    """Ranks and kernel values as features of a ridge.

    Attributes:
        scale: Of the ranks, so that they weigh as much as the kernel.
        whiten: (m, m) K(landmarks, landmarks)^(-1/2): then the ridge is that of the kernel itself (Nyström).
            C. Williams, M. Seeger, "Using the Nyström method to speed up kernel machines", NIPS 2000.
    """

    landmarks: Floats
    gamma: float
    scale: float
    whiten: Array

    @classmethod
    def of(cls, landmarks: Floats, width: float) -> _Basis:
        squared = squared_distances(landmarks.astype(np.float64), landmarks.astype(np.float64))
        apart = squared[squared > _SMALLEST]
        gamma = 1 / (2 * width**2 * (float(np.median(apart)) if apart.size else 1.0))
        values, vectors = np.linalg.eigh(np.exp(-gamma * squared))
        kept = values > 1e-8 * values[-1]
        whiten = (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
        length = float((landmarks.astype(np.float64) ** 2).sum(axis=1).mean())
        return cls(landmarks, gamma, 1 / np.sqrt(max(length, _SMALLEST)), whiten)

    def features(self, z: Floats) -> Floats:
        """(n, F + m)."""
        dtype = z.dtype.type
        kernel = squared_distances(z, self.landmarks)
        kernel *= dtype(-self.gamma)
        np.exp(kernel, out=kernel)
        return np.hstack([z * dtype(self.scale), kernel @ self.whiten.astype(dtype)])


def _log_loss(logits: Array, y: Array) -> float:
    return float(np.mean(np.logaddexp(0, logits) - y * logits))


def _platt(value: Array, y: Array) -> tuple[float, float]:
    """Start and slope of the log-odds, by Newton's method on the log-loss; the slope stays above 0."""
    spread = float(value.std()) or 1.0
    centre = float(value.mean())
    design = np.column_stack([np.ones(len(y)), (value - centre) / spread])
    share = float(np.clip(y.mean(), 1e-6, 1 - 1e-6))
    w = np.array([np.log(share / (1 - share)), 0.0])
    for _ in range(25):
        p = 1 / (1 + np.exp(-np.clip(design @ w, -30, 30)))
        hessian = (design * (p * (1 - p))[:, None]).T @ design + 1e-3 * np.eye(2)
        step = np.linalg.solve(hessian, design.T @ (p - y))
        w = w - step
        if float(np.abs(step).max()) < 1e-8:
            break
    slope = max(float(w[1]), 1e-3) / spread
    return float(w[0]) - slope * centre, slope

"""Outcomes sorted by score, with ties kept together: the one structure all exam figures are counted from."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.errors import EvaluationError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Outcomes = NDArray[np.int8]


@dataclass(frozen=True)
class Ranked:
    """Rows in descending order of score; rows of equal score form one group.

    Attributes:
        y: Outcomes 0/1 in the caller's row order, shape (n,).
        score: Scores in the caller's row order, shape (n,).
        order: Row numbers from the highest score to the lowest, shape (n,).
        starts: Place in `order` where each group of equal scores begins, shape (g,).
        thresholds: The groups' scores, strictly falling, shape (g,).
        called: Rows with at least the group's score, shape (g,).
        hits: Positive rows among them, shape (g,).
    """

    y: Outcomes
    score: Floats
    order: Ints
    starts: Ints
    thresholds: Floats
    called: Ints
    hits: Ints

    @property
    def n(self) -> int:
        return len(self.y)

    @property
    def n_positive(self) -> int:
        return int(self.hits[-1])

    def counts(self, draws: Ints) -> tuple[Floats, Floats]:
        """Cumulated counts of resampled rows.

        Args:
            draws: Row numbers of each resample, shape (r, m).

        Returns:
            `hits` and `called` of each resample at the end of each group, both of shape (r, g).
        """
        place = np.empty(self.n, dtype=np.int64)
        place[self.order] = np.arange(self.n)
        offset = np.arange(len(draws), dtype=np.int64)[:, None] * self.n
        flat = (place[draws] + offset).ravel()
        weights = np.bincount(flat, minlength=len(draws) * self.n).reshape(len(draws), self.n)
        positive = weights * self.y[self.order]
        if len(self.starts) < self.n:
            weights = np.add.reduceat(weights, self.starts, axis=1)
            positive = np.add.reduceat(positive, self.starts, axis=1)
        hits = np.cumsum(positive, axis=1, dtype=np.float64)
        return hits, np.cumsum(weights, axis=1, dtype=np.float64)


def checked(y_true: ArrayLike, score: ArrayLike, name: str = "scores") -> tuple[Outcomes, Floats]:
    """Outcomes as int8 0/1 and scores as float64, both of shape (n,).

    Raises:
        EvaluationError: no rows, different lengths, outcomes other than 0 and 1, or scores that are
            missing or infinite.
    """
    y = np.asarray(y_true)
    values = np.asarray(score, dtype=np.float64)
    if y.ndim != 1 or values.ndim != 1 or len(y) != len(values):
        raise EvaluationError(
            "Outcomes and scores do not fit each other",
            found=f"{y.shape} outcomes and {values.shape} {name}",
            expected="one score a row",
        )
    if len(y) == 0:
        raise EvaluationError(
            "There is nothing to judge: the final exam has no rows",
            action="Choose a split on the Task page that leaves labelled rows for the test part",
        )
    missing = int((~np.isfinite(values)).sum())
    if missing:
        first = int(np.flatnonzero(~np.isfinite(values))[0])
        raise EvaluationError(
            f"{missing:,} of {len(values):,} {name} are missing or infinite, first in row {first}",
            expected="a finite number for every row",
            action="Train the model again; a smaller learning rate usually helps",
        )
    known = np.isin(y, (0, 1))
    if not known.all():
        found = ", ".join(str(value) for value in np.unique(y[~known])[:5])
        raise EvaluationError(
            f"{int((~known).sum()):,} of {len(y):,} outcomes are not known",
            found=found,
            expected="0 or 1 for every row that is judged",
        )
    return y.astype(np.int8), values


def rank(y_true: ArrayLike, score: ArrayLike) -> Ranked:
    """Sorts rows by score, highest first, ties together.

    Raises:
        EvaluationError: see `checked`.
    """
    y, values = checked(y_true, score)
    order = np.argsort(-values, kind="stable")
    falling = values[order]
    starts = np.flatnonzero(np.r_[True, falling[1:] != falling[:-1]])
    ends = np.r_[starts[1:], len(y)]
    cumulated = np.cumsum(y[order], dtype=np.int64)
    return Ranked(
        y=y,
        score=values,
        order=order,
        starts=starts,
        thresholds=falling[starts],
        called=ends.astype(np.int64),
        hits=cumulated[ends - 1],
    )

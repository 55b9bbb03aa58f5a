"""A scorecard: each column gives whole points for its value, their sum is the score; JSON that can be edited."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import numpy.typing as npt
from pydantic import BaseModel, ConfigDict, Field, model_validator

POINTS_TO_DOUBLE = 20.0  # so many points more double the odds
_MAX_STEPS = 6
_MIN_SHARE = 0.03
_MIN_ROWS = 20
_SMOOTHING = 0.5

Matrix = npt.NDArray[Any]


class Level(BaseModel):
    """Points for a value that has an input of its own.

    Attributes:
        feature: Name of the 0/1 input, such as `job = student`.
        points: Points where it is 1.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    feature: str
    points: int


class Step(BaseModel):
    """Points for sizes below a limit (and not below that of the step before).

    Attributes:
        below: The limit in the column's own unit; None: no limit (the last step).
        points: Points there.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    below: float | None
    points: int


class Criterion(BaseModel):
    """The points of one column.

    Attributes:
        column: Source column name.
        levels: Looked at first; the first whose input is 1 decides.
        feature: The input that holds the size, where the column has one.
        mean, scale: size in the column's unit = input * scale + mean.
        steps: Points by size, limits ascending, the last without a limit.
        otherwise: Points where no level fits and there is no size.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    column: str
    levels: tuple[Level, ...] = ()
    feature: str | None = None
    mean: float = 0.0
    scale: float = Field(1.0, gt=0)
    steps: tuple[Step, ...] = ()
    otherwise: int = 0

    @model_validator(mode="after")
    def _steps_ascend(self) -> Criterion:
        limits = [step.below for step in self.steps]
        if (self.feature is None) != (not limits):
            raise ValueError(f"{self.column}: steps need a feature, and a feature needs steps")
        inner = [limit for limit in limits[:-1] if limit is not None]
        if limits and (limits[-1] is not None or len(inner) < len(limits) - 1 or inner != sorted(set(inner))):
            raise ValueError(f"{self.column}: limits must rise and only the last step has none")
        return self

    def cells(self, x: Matrix, place: dict[str, int]) -> npt.NDArray[np.int64]:
        """(N,) number of the cell of each row: levels first, then steps, then otherwise."""
        n_levels, n_steps = len(self.levels), len(self.steps)
        cell = np.full(len(x), n_levels + n_steps)
        if self.feature is not None:
            size = x[:, place[self.feature]].astype(np.float64) * self.scale + self.mean
            limits = np.array([step.below for step in self.steps[:-1]], dtype=np.float64)
            cell = n_levels + np.searchsorted(limits, size, side="right")
        for number in reversed(range(n_levels)):
            cell = np.where(x[:, place[self.levels[number].feature]] > 0.5, number, cell)
        return cell

    def points(self) -> npt.NDArray[np.int64]:
        """(cells,) points of each cell."""
        return np.array(
            [*(level.points for level in self.levels), *(step.points for step in self.steps), self.otherwise]
        )


class Scorecard(BaseModel):
    """probability = sigmoid(start + points * ln 2 / points_to_double).

    Attributes:
        start: Log-odds of a client with zero points.
        points_to_double: Points that double the odds.
        criteria: One entry a column (a date has several).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: float
    points_to_double: float = Field(POINTS_TO_DOUBLE, gt=0)
    criteria: tuple[Criterion, ...]

    def column_points(self, x: Matrix, feature_names: list[str]) -> tuple[list[str], npt.NDArray[np.float64]]:
        """Column names (each once) and the points of each row, (N, columns).

        Raises:
            KeyError: the card uses an input that is not there.
        """
        place = {name: i for i, name in enumerate(feature_names)}
        columns = list(dict.fromkeys(criterion.column for criterion in self.criteria))
        points = np.zeros((len(x), len(columns)))
        for criterion in self.criteria:
            points[:, columns.index(criterion.column)] += criterion.points()[criterion.cells(x, place)]
        return columns, points

    def logits(self, x: Matrix, feature_names: list[str]) -> npt.NDArray[np.float64]:
        """(N,) log-odds."""
        _, points = self.column_points(x, feature_names)
        logits: npt.NDArray[np.float64] = self.start + points.sum(axis=1) * (
            math.log(2) / self.points_to_double
        )
        return logits


def weight_of_evidence(
    cells: npt.NDArray[np.int64], y: npt.NDArray[Any], n_cells: int
) -> npt.NDArray[np.float64]:
    """(n_cells,) ln of (share of all yes in the cell / share of all no in it), 0.5 added to each count.

    I. J. Good, "Probability and the weighing of evidence", 1950; the usual form in credit scoring.
    """
    yes = np.bincount(cells[y == 1], minlength=n_cells) + _SMOOTHING
    no = np.bincount(cells[y == 0], minlength=n_cells) + _SMOOTHING
    evidence: npt.NDArray[np.float64] = np.log(yes / yes.sum()) - np.log(no / no.sum())
    return evidence


def fit_scorecard(
    x: Matrix,
    y: npt.NDArray[Any],
    feature_names: list[str],
    feature_columns: list[str],
    units: dict[str, tuple[float, float]],
) -> Scorecard:
    """Learns a card: weight of evidence per cell, columns weighed against each other by logistic regression.

    Args:
        x: (N, F) inputs; those named `column = value` are 0/1.
        y: (N,) 1 yes, 0 no.
        feature_names, feature_columns: F names and source columns.
        units: (mean, scale) of inputs that hold a standardised size; (0, 1) where missing.
    """
    from sklearn.linear_model import LogisticRegression

    place = {name: i for i, name in enumerate(feature_names)}
    criteria = [
        criterion
        for column in dict.fromkeys(feature_columns)
        for criterion in _criteria(column, (x, y), feature_names, feature_columns, units)
    ]
    cells = [criterion.cells(x, place) for criterion in criteria]
    evidence = [
        weight_of_evidence(cell, y, len(criterion.points()))
        for cell, criterion in zip(cells, criteria, strict=True)
    ]
    design = np.column_stack([values[cell] for values, cell in zip(evidence, cells, strict=True)])
    model = LogisticRegression(C=1.0, max_iter=1000).fit(design, y)
    factor = POINTS_TO_DOUBLE / math.log(2)
    weights = np.clip(model.coef_[0], 0, None)  # never against the evidence
    filled = tuple(
        _with_points(criterion, np.rint(factor * weight * values).astype(int))
        for criterion, weight, values in zip(criteria, weights, evidence, strict=True)
    )
    card = Scorecard(start=0.0, criteria=filled)
    return card.model_copy(update={"start": _start(card.logits(x, feature_names), y)})


def _criteria(
    column: str,
    rows: tuple[Matrix, npt.NDArray[Any]],
    feature_names: list[str],
    feature_columns: list[str],
    units: dict[str, tuple[float, float]],
) -> list[Criterion]:
    """One criterion a size, with the 0/1 inputs of the column looked at first; without a size, one of levels."""
    x, y = rows
    mine = [name for name, source in zip(feature_names, feature_columns, strict=True) if source == column]
    levels = tuple(Level(feature=name, points=0) for name in mine if name.startswith(f"{column} = "))
    sizes = [name for name in mine if not name.startswith(f"{column} = ")]
    if not sizes:
        return [Criterion(column=column, levels=levels)]
    place = {name: i for i, name in enumerate(feature_names)}
    flagged = np.zeros(len(x), dtype=bool)
    for level in levels:
        flagged |= x[:, place[level.feature]] > 0.5
    criteria = []
    for number, name in enumerate(sizes):
        mean, scale = units.get(name, (0.0, 1.0))
        limits = _limits(x[~flagged, place[name]].astype(np.float64) * scale + mean, y[~flagged])
        steps = (*(Step(below=limit, points=0) for limit in limits), Step(below=None, points=0))
        criteria.append(
            Criterion(
                column=column,
                levels=levels if number == 0 else (),
                feature=name,
                mean=mean,
                scale=scale,
                steps=steps,
            )
        )
    return criteria


def _limits(sizes: npt.NDArray[np.float64], y: npt.NDArray[Any]) -> list[float]:
    """Limits where the share of yes changes most: those of a decision tree with few leaves."""
    from sklearn.tree import DecisionTreeClassifier

    if len(sizes) < 2 * _MIN_ROWS:
        return []
    tree = DecisionTreeClassifier(
        criterion="entropy",
        max_leaf_nodes=_MAX_STEPS,
        min_samples_leaf=max(_MIN_ROWS, int(len(sizes) * _MIN_SHARE)),
        random_state=0,
    ).fit(sizes[:, None], y)
    limits = tree.tree_.threshold[tree.tree_.feature >= 0]
    return sorted({float(f"{limit:.6g}") for limit in limits})


def _with_points(criterion: Criterion, points: npt.NDArray[np.int64]) -> Criterion:
    n_levels, n_steps = len(criterion.levels), len(criterion.steps)
    levels = zip(criterion.levels, points[:n_levels], strict=True)
    steps = zip(criterion.steps, points[n_levels : n_levels + n_steps], strict=True)
    return criterion.model_copy(
        update={
            "levels": tuple(level.model_copy(update={"points": int(p)}) for level, p in levels),
            "steps": tuple(step.model_copy(update={"points": int(p)}) for step, p in steps),
            "otherwise": int(points[-1]),
        }
    )


def _start(logits: npt.NDArray[np.float64], y: npt.NDArray[Any]) -> float:
    """The start for which the mean probability is the share of yes, by bisection."""
    low, high, share = -30.0, 30.0, float(y.mean())
    for _ in range(60):
        middle = (low + high) / 2
        if float(np.mean(1 / (1 + np.exp(-np.clip(logits + middle, -60, 60))))) < share:
            low = middle
        else:
            high = middle
    return round((low + high) / 2, 4)

"""Ridge regression solved once for every penalty, and what each example would get if its group had been left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Floats = npt.NDArray[np.floating[Any]]  # of single or double precision
Groups = list[npt.NDArray[np.int64]]  # row numbers, one (n groups, size) array a group size

LARGEST_GROUP = 32


@dataclass(frozen=True)
class SolvedRidge:
    """A least-squares problem with an intercept, turned so that every ridge is cheap.

    Attributes:
        turned: (n, r) centred features along the eigenvectors of their covariance, of some rows.
        values: (r,) the eigenvalues.
        vectors: (F + m, r) the eigenvectors.
        middle: (F + m,) feature means.
        along: (r,) covariance of the turned features and the answers, over all rows.
        y: (n,) answers of the same rows as `turned`.
        mean: Of all answers.
        n_all: How many rows there are in all.
    """

    turned: Floats
    values: Array
    vectors: Array
    middle: Array
    along: Array
    y: Array
    mean: float
    n_all: int

    @classmethod
    def of(cls, phi: Floats, y: Array, rows: npt.NDArray[np.int64] | None = None) -> SolvedRidge:
        """The problem of all rows, turned for `rows`, those that will be left out (None: all)."""
        middle = phi.mean(axis=0, dtype=np.float64)
        centred = phi - middle.astype(phi.dtype)
        values, vectors = np.linalg.eigh((centred.T @ centred).astype(np.float64) / len(phi))
        mean = float(y.mean())
        along = vectors.T @ (centred.T @ (y - mean).astype(phi.dtype)).astype(np.float64) / len(y)
        some, known = (centred, y) if rows is None else (centred[rows], y[rows])
        turned = some @ vectors.astype(phi.dtype)
        return cls(turned, np.maximum(values, 0.0), vectors, middle, along, known, mean, len(phi))

    def weights(self, ridge: float) -> tuple[Array, float]:
        """(F + m,) weights and the intercept."""
        weights = self.vectors @ (self.along / (self.values + ridge))
        return weights, float(self.mean - self.middle @ weights)

    def left_out(self, ridge: float, groups: Groups) -> Array:
        """(n,) the value of each example by the ridge without its group, in closed form.

        With H the hat matrix and g the rows of a group, y_g - (I - H_gg)^(-1) (y_g - fitted_g). D. Allen, "The
        relationship between variable selection and data augmentation", Technometrics 16, 1974, for groups.
        """
        dtype = self.turned.dtype
        fitted = self.mean + self.turned @ (self.along / (self.values + ridge)).astype(dtype)
        half = self.turned / np.sqrt(self.n_all * (self.values + ridge)).astype(dtype)
        residual = self.y - fitted
        found = np.empty(len(self.y))
        for rows in groups:
            part = half[rows]  # (groups, size, r)
            hat = (part @ part.transpose(0, 2, 1)).astype(np.float64) + 1 / self.n_all
            keep = np.eye(rows.shape[1]) - hat
            without = np.linalg.solve(keep, residual[rows][:, :, None])[:, :, 0]
            found[rows] = self.y[rows] - without
        return found


def rows_of_groups(entity: npt.NDArray[np.int64]) -> Groups:
    """The rows of each entity, by how many it has; beyond 32 an entity is left out in parts."""
    order = np.argsort(entity, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(entity[order]) != 0])
    place = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    starts = np.flatnonzero(place % LARGEST_GROUP == 0)
    sizes = np.diff(np.r_[starts, len(order)])
    return [
        order[starts[sizes == size][:, None] + np.arange(size)].astype(np.int64) for size in np.unique(sizes)
    ]

"""What stretches of rows sum up to, column by column: whether a row is the total of those before it."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from core.tables.numbers import number_style

if TYPE_CHECKING:
    from core.tables.body_rows import BodyRows

MAX_COLUMNS = 8
_BEGINNINGS = 40  # of stretches, the latest, that a row may be the total of
_SMALL = 10
_QUARTERS = (0.25, 0.5, 0.75)


@dataclass(frozen=True)
class Sums:
    """How the numbers of one row stand to those of the rows before it.

    Attributes:
        n_equal: Numbers that are the sum of their column over the stretch.
        n_sums: Those that are larger than each that is summed.
        n_sure: Those that are no small number, which many sums give.
        n_means, n_counts: Numbers that are its mean, and how many rows it has.
        n_rows: How many rows that is.
    """

    n_equal: int = 0
    n_sums: int = 0
    n_sure: int = 0
    n_means: int = 0
    n_counts: int = 0
    n_rows: int = 0


class ColumnSums:
    """The numbers of some columns in all rows, for sums over stretches of them."""

    def __init__(
        self, numbers: np.ndarray, columns: Sequence[int], summing: Collection[int], *, upwards: bool = False
    ) -> None:
        """Sums them up once.

        Args:
            numbers: Of all rows, see `numbers_of`.
            columns: Which columns they are.
            summing: Rows that are known to sum up others, and are never summed themselves.
            upwards: A total stands above what it sums up.
        """
        self.columns = {column: i for i, column in enumerate(columns)}
        self._n_rows, self._upwards = len(numbers), upwards
        self._own = numbers[:: -1 if upwards else 1]
        self._summed = self._own.copy()
        left_out = [self._at(place) for place in summing]
        self._summed[left_out] = np.nan
        is_row = np.ones((self._n_rows, 1))
        is_row[left_out] = 0
        # sums, counts and rows, side by side
        self._running = _running(
            np.hstack([np.nan_to_num(self._summed), ~np.isnan(self._summed), is_row]).astype(np.float64)
        )
        self._taken = np.zeros(self._running.shape[1])  # what rows that turned out to be totals had added
        self._begins, self._until = [0], [self._taken]

    def before(self, place: int, columns: Sequence[int]) -> Sums:
        """The best that the numbers of a row fit a stretch that ends above it; rows are asked for in their order."""
        at, some = self._at(place), [self.columns[column] for column in columns]
        own, k = self._own[at, some], len(self.columns)
        latest = [0, *range(max(1, len(self._begins) - _BEGINNINGS), len(self._begins))]
        stretch = self._running[at] - self._taken - np.stack([self._until[i] for i in latest])
        n_rows = stretch[:, -1]
        sums, counts = stretch[:, :k][:, some], stretch[:, k:-1][:, some]
        equal = _near(own, sums)
        fits = equal.copy()
        for i, column in zip(*np.nonzero(equal), strict=True):
            part = np.abs(self._summed[self._begins[latest[i]] : at, some[column]])
            fits[i, column] = np.nanmax(part) < abs(own[column])
        sure = fits & (np.abs(own) >= _SMALL)
        means = _near(own, sums / np.maximum(counts, 1))
        counted = (own != 0) & ((own == counts) | (own == n_rows[:, None]))
        numbers = np.stack([hits.sum(axis=1) for hits in (equal, fits, sure, means, counted)], axis=1)
        found = [
            Sums(int(one), int(larger), int(certain), int(mean), int(count), int(n))
            for (one, larger, certain, mean, count), n in zip(numbers, n_rows, strict=True)
            if n > 0
        ]
        return max(
            found, key=lambda one: (one.n_sums, one.n_equal, one.n_means + one.n_counts), default=Sums()
        )

    def begin_after(self, place: int) -> None:
        """A row is a total: a new stretch begins below it, and no sum counts it."""
        at = self._at(place)
        self._taken = self._taken + self._running[at + 1] - self._running[at]
        self._summed[at] = np.nan
        self._begins.append(at + 1)
        self._until.append(self._running[at + 1] - self._taken)

    def are_figures(self, place: int, columns: Sequence[int]) -> bool:
        """Whether all numbers of a row are the largest, the smallest, a quarter or the spread of their columns."""
        some = [self.columns[column] for column in columns]
        own = self._own[self._at(place), some]
        return all(bool(_near(value, self._figures[i]).any()) for value, i in zip(own, some, strict=True))

    @cached_property
    def _figures(self) -> list[np.ndarray]:
        columns = [column[~np.isnan(column)] for column in self._summed.T]
        return [
            np.array(
                [
                    column.max(),
                    column.min(),
                    column.std(),
                    column.std(ddof=1),
                    *np.quantile(column, _QUARTERS),
                ]
            )
            if len(column) > 1
            else np.zeros(0)
            for column in columns
        ]

    def _at(self, place: int) -> int:
        return self._n_rows - 1 - place if self._upwards else place


def numbers_of(rows: BodyRows, places: Sequence[int], where: str = "true") -> np.ndarray:
    """Columns as numbers, of all rows or some, in their order: shape (rows, len(places)); NaN where there is none."""
    chosen = []
    for place in places:
        style = number_style([row[place] for row in rows.body if row[place]], ".")
        seen = [row[place] for row in rows.known.values() if row[place]]
        chosen.append("CAST(NULL AS DOUBLE)" if style is None else style.widened(seen).sql(rows.text(place)))
    aliased = ", ".join(f"{sql} AS c{i}" for i, sql in enumerate(chosen))
    frame = rows.connection.execute(f"SELECT {aliased} FROM raw WHERE {where} ORDER BY {rows.row}").df()
    numbers = frame.to_numpy(dtype=np.float64).copy()
    numbers[~np.isfinite(numbers)] = np.nan
    return numbers


def _running(cells: np.ndarray) -> np.ndarray:
    """Sums over all rows before each, and over all: shape (n_rows + 1, columns)."""
    return np.concatenate([np.zeros((1, cells.shape[1])), np.cumsum(cells, axis=0, dtype=np.float64)])


def _near(values: np.ndarray | np.floating, figures: np.ndarray) -> np.ndarray:
    """Equal but for rounding; nothing sums up to nothing."""
    near: np.ndarray = (values != 0) & (np.abs(values - figures) <= np.maximum(0.006, 1e-5 * np.abs(figures)))
    return near

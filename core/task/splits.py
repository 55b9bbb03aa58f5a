"""Which rows are for learning, for the practice exam and for the final exam; knows nothing of graphs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import TaskError
from core.record import Record
from core.tables.table import Table
from core.task.labels import Labels
from core.task.prediction_task import PredictionTask, SplitConfig

TRAIN, VALIDATION, TEST, UNLABELLED = 0, 1, 2, 3
PART_NAMES = ("train", "validation", "test", "unlabelled")

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]


class PartSummary(Record):
    """One part in numbers.

    Attributes:
        part: TRAIN, VALIDATION, TEST or UNLABELLED.
        n: Rows.
        n_positive: Rows with the positive answer.
        first, last: The earliest and latest time in the part (row number, or days since 1970); None without
            a clock.
    """

    part: int
    n: int
    n_positive: int
    first: float | None = None
    last: float | None = None

    @property
    def name(self) -> str:
        return PART_NAMES[self.part]

    @property
    def rate(self) -> float:
        """Share of positive rows, 0 for an empty part."""
        return self.n_positive / self.n if self.n else 0.0


@dataclass(frozen=True)
class Split:
    """The parts of a table's rows.

    Attributes:
        part: (N,) int8, TRAIN, VALIDATION, TEST or UNLABELLED.
        time: (N,) float64 row number (kind "order") or days since 1970 (kind "time"); None for "random".
            Rows without a date stand one day after the last date: they are clients still to be called,
            they hear everybody and nobody hears them.
        y: (N,) int8 labels the split was made for.
        n_undated: Labelled rows that have no date and are therefore in no part.
        undated: (N,) bool, rows without a date, whose time is made up; None: there is no such row.
    """

    part: npt.NDArray[np.int8]
    time: FloatArray | None
    y: Labels
    n_undated: int = 0
    undated: npt.NDArray[np.bool_] | None = None

    @property
    def dated(self) -> npt.NDArray[np.bool_]:
        """(N,) rows whose time was read, not made up."""
        return np.ones(len(self.y), dtype=bool) if self.undated is None else ~self.undated

    def summary(self) -> tuple[PartSummary, ...]:
        """Size, positives and times of train, validation, test and, where there are any, rows without an answer.

        Rows with an answer and no date are in none of them: `n_undated` counts those.
        """
        parts = []
        for part in range(len(PART_NAMES)):
            mine = to_score(self.part, self.y) if part == UNLABELLED else self.part == part
            rows = np.flatnonzero(mine)
            if part == UNLABELLED and rows.size == 0:
                continue
            times = self.time[mine & self.dated] if self.time is not None else np.zeros(0)
            parts.append(
                PartSummary(
                    part=part,
                    n=int(rows.size),
                    n_positive=int((self.y[rows] == 1).sum()) if part != UNLABELLED else 0,
                    first=float(times.min()) if times.size else None,
                    last=float(times.max()) if times.size else None,
                )
            )
        return tuple(parts)


def to_score(part: npt.NDArray[np.integer[Any]], y: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.bool_]:
    """(N,) the leads: rows whose answer nobody knows yet.

    Rows with an answer and no date are in no part either, but nobody has to be asked for what is known.

    Args:
        part: (N,) part of each row.
        y: (N,) 1 yes, 0 no, -1 unknown.
    """
    found: npt.NDArray[np.bool_] = (part == UNLABELLED) & (y < 0)
    return found


def split_rows(table: Table, task: PredictionTask, y: Labels) -> Split:
    """Divides the labelled rows as the task says.

    Random: stratified, so that each part has the same share of positives. By time and by order: the earliest
    rows are for learning, the latest for the final exam; rows of the same time stay together unless exact
    sizes are asked for.

    Args:
        table: The table; only the time column is read.
        task: Holds the `SplitConfig`.
        y: (N,) labels of `core.task.labels.labels`.

    Raises:
        TaskError: the sizes do not sum to the labelled rows, the time column is no date, or a part would
            lack positive or negative rows.
    """
    split = assign_parts(table, task.split, y)
    check_parts(split, task)
    return split


def assign_parts(table: Table, config: SplitConfig, y: Labels) -> Split:
    """Divides the rows like `split_rows`, but does not ask whether each part has both answers."""
    part = np.full(len(y), UNLABELLED, dtype=np.int8)
    if config.kind == "random":
        _fill_random(part, y, config)
        return Split(part=part, time=None, y=y)
    if config.kind == "order":
        time = np.arange(len(y), dtype=np.float64)
        dated = np.ones(len(y), dtype=bool)
    else:
        time, dated = _times(table, str(config.time_column))
    rows = np.flatnonzero((y >= 0) & dated)
    rows = rows[np.argsort(time[rows], kind="stable")]
    _fill_ordered(part, rows, time, config)
    undated = None if dated.all() else ~dated
    return Split(part=part, time=time, y=y, n_undated=int(((y >= 0) & ~dated).sum()), undated=undated)


def check_parts(split: Split, task: PredictionTask) -> None:
    """Refuses a split in which a part has only one of the two answers.

    Raises:
        TaskError: names the part and its numbers.
    """
    for part in (TRAIN, VALIDATION, TEST):
        rows = split.part == part
        n_positive, n = int((split.y[rows] == 1).sum()), int(rows.sum())
        if 0 < n_positive < n:
            continue
        is_open = bool((split.y < 0).any()) and split.time is not None
        raise TaskError(
            f"The {PART_NAMES[part]} part cannot be used with this split",
            found=f"{n:,} rows, {n_positive:,} of them {task.outcome_words}",
            expected="at least one of each answer in every part",
            action="Choose other days for this part, a longer window, or a filter that lets more in"
            if task.origin is not None
            else "Move the borders of the parts so that each holds some yes and some no; at random would mix up "
            "earlier and later clients, and those without an answer yet are the latest"
            if is_open
            else "Change the shares of the parts, or choose a random split",
        )


def day_number(values: pd.Series) -> FloatArray:
    """Dates as days since 1970-01-01, fractions kept, NaN where missing."""
    stamps = values.to_numpy(dtype="datetime64[us]")
    days = stamps.astype(np.int64).astype(np.float64) / 86_400e6
    days[np.isnat(stamps)] = np.nan
    return days


def _times(table: Table, column: str) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    if column not in [c.name for c in table.columns]:
        raise TaskError(f"There is no column {column!r} to split by time", action="Choose a date column")
    values = table.frame([column])[column]
    if not pd.api.types.is_datetime64_any_dtype(values.dtype):
        raise TaskError(
            f"The column {column!r} is no date, so rows cannot be put in order of time by it",
            found=f"values such as {', '.join(str(v) for v in values.dropna().head(3))}",
            expected="a column with the role date",
            action="Choose a date column, or split by file order or at random",
        )
    if values.dt.tz is not None:
        values = values.dt.tz_convert("UTC").dt.tz_localize(None)
    days = day_number(values)
    dated = ~np.isnan(days)
    if not dated.any():
        raise TaskError(f"The column {column!r} has no date in any row", action="Choose another date column")
    days[~dated] = np.floor(days[dated].max()) + 1.0
    return days, dated


def _counts(n: int, config: SplitConfig) -> tuple[int, int, int]:
    if config.sizes is not None:
        if sum(config.sizes) != n:
            raise TaskError(
                "The sizes of the three parts do not fit the table",
                found=f"{' + '.join(f'{s:,}' for s in config.sizes)} = {sum(config.sizes):,}",
                expected=f"{n:,}, the rows with a known answer",
            )
        return config.sizes
    n_train = round(config.fractions[0] * n)
    n_test = round(config.fractions[2] * n)
    return n_train, n - n_train - n_test, n_test


def _fill_random(part: npt.NDArray[np.int8], y: Labels, config: SplitConfig) -> None:
    """Stratified: the positives get their share of every part, the negatives fill the rest."""
    rng = np.random.default_rng(config.seed)
    positive = rng.permutation(np.flatnonzero(y == 1))
    negative = rng.permutation(np.flatnonzero(y == 0))
    n = len(positive) + len(negative)
    n_train, n_validation, _ = _counts(n, config)
    cut = np.array([n_train, n_train + n_validation])
    positive_cut = np.round(cut * len(positive) / max(n, 1)).astype(np.int64)
    for rows, (first, second) in ((positive, positive_cut), (negative, cut - positive_cut)):
        part[rows[:first]] = TRAIN
        part[rows[first:second]] = VALIDATION
        part[rows[second:]] = TEST


def _fill_ordered(
    part: npt.NDArray[np.int8], rows: IntArray, time: npt.NDArray[Any], config: SplitConfig
) -> None:
    if config.boundaries is not None:
        days = day_number(pd.to_datetime(pd.Series(config.boundaries)))
        first, second = np.searchsorted(time[rows], days, side="left").tolist()
    else:
        n_train, n_validation, _ = _counts(len(rows), config)
        first, second = n_train, n_train + n_validation
        if config.sizes is None:
            first, second = _whole_ties(time[rows], first), _whole_ties(time[rows], second)
    part[rows[:first]] = TRAIN
    part[rows[first:second]] = VALIDATION
    part[rows[second:]] = TEST


def _whole_ties(ordered: npt.NDArray[Any], cut: int) -> int:
    """The cut nearest to `cut` that does not part rows of the same time."""
    if cut <= 0 or cut >= len(ordered) or ordered[cut - 1] != ordered[cut]:
        return cut
    before = int(np.searchsorted(ordered, ordered[cut], side="left"))
    after = int(np.searchsorted(ordered, ordered[cut], side="right"))
    return before if cut - before <= after - cut else after

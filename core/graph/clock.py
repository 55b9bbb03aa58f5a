"""Who may hear whom, and when an outcome is known: the one place where time is judged."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import GraphError
from core.graph.recipe import DelayUnit
from core.task.prediction_task import PredictionTask
from core.task.splits import TEST, TRAIN

IntArray = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Prefixes:
    """For each hearing client the part of a pool that it may hear: `pool[start[i]:stop[i]]`.

    Attributes:
        pool: (P,) rows that may be heard, in the order in which they become known.
        start, stop: (N,) half-open ranges into the pool, one for each row of the table.
    """

    pool: IntArray
    start: IntArray
    stop: IntArray


@dataclass(frozen=True)
class Clock:
    """The order of the rows, or none.

    Attributes:
        time: (N,) row number or days since 1970; None for a random split.
        part: (N,) int8 parts.
        y: (N,) int8 outcomes, -1 unknown.
        kind: The kind of the split.
    """

    time: FloatArray | None
    part: npt.NDArray[np.int8]
    y: npt.NDArray[np.int8]
    kind: str

    @classmethod
    def of(
        cls,
        task: PredictionTask,
        part: npt.NDArray[np.int8],
        y: npt.NDArray[np.int8],
        time: FloatArray | None,
    ) -> Clock:
        return cls(time=time, part=part, y=y, kind=task.split.kind)

    @property
    def n_rows(self) -> int:
        return len(self.y)

    def earlier(self) -> Prefixes:
        """Strictly earlier rows; rows of the same time do not hear each other.

        Raises:
            GraphError: there is no clock.
        """
        time = self._need_time("Hearing only earlier clients")
        pool = np.argsort(time, kind="stable").astype(np.int64)
        stop = np.searchsorted(time[pool], time, side="left").astype(np.int64)
        return Prefixes(pool=pool, start=np.zeros_like(stop), stop=stop)

    def known_outcomes(
        self, delay: float, unit: DelayUnit, *, frozen: bool, window: int | None = None
    ) -> Prefixes:
        """Rows whose outcome was known when a client was contacted.

        With a clock: `time(j) + delay <= time(i)` in days, or `j + delay <= i` counted in rows in order of
        time, where rows of the same time count as the last of them when heard and the first when hearing.
        With `frozen` no outcome of the test part. Without a clock: all outcomes of the train part (a client's
        own has to be left out by the caller), whatever the delay.

        Args:
            delay: At least 1, in `unit`.
            unit: "rows" or "days".
            frozen: Outcomes of the test part are never heard.
            window: Only the latest `window` of them.

        Raises:
            GraphError: a delay in days without a date for each contact.
        """
        if self.time is None:
            pool = np.flatnonzero((self.part == TRAIN) & (self.y >= 0)).astype(np.int64)
            full = np.full(self.n_rows, len(pool), dtype=np.int64)
            return Prefixes(pool=pool, start=np.zeros_like(full), stop=full)
        if unit == "days" and self.kind != "time":
            raise GraphError(
                "A delay in days needs to know the day of each contact",
                found="a split by file order",
                expected="a split by time, with a date column",
                action="Count the delay in rows, or split by time on the Task page",
            )
        heard_at, hears_at = self._places(unit)
        usable = self.y >= 0
        if frozen:
            usable &= self.part != TEST
        known_from = heard_at + delay
        rows = np.flatnonzero(usable)
        pool = rows[np.lexsort((rows, self.time[rows], known_from[rows]))].astype(np.int64)
        stop = np.searchsorted(known_from[pool], hears_at, side="right").astype(np.int64)
        start = np.zeros_like(stop) if window is None else np.maximum(stop - window, 0)
        return Prefixes(pool=pool, start=start, stop=stop)

    def gap(self, source: IntArray, destination: IntArray) -> npt.NDArray[np.float32]:
        """Rows or days between the contacts of two clients; 0 without a clock."""
        if self.time is None:
            return np.zeros(len(source), dtype=np.float32)
        return (self.time[destination] - self.time[source]).astype(np.float32)

    def _places(self, unit: DelayUnit) -> tuple[FloatArray, FloatArray]:
        """When a row is heard and when it hears, in `unit`."""
        time = self._need_time("A delay")
        if unit == "days":
            return time, time
        ordered = np.sort(time)
        last = np.searchsorted(ordered, time, side="right") - 1
        first = np.searchsorted(ordered, time, side="left")
        return last.astype(np.float64), first.astype(np.float64)

    def _need_time(self, what: str) -> FloatArray:
        if self.time is None:
            raise GraphError(
                f"{what} needs rows in order of time",
                found="a random split",
                expected="a split by time or by file order",
                action="Change the split on the Task page, or leave this relation out",
            )
        return self.time

"""Signs that one column knows the answer, each with a plain sentence; of a file and of many tables alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.evaluation.bootstrap import Estimate
from core.evaluation.metrics import roc_auc
from core.tables.table import Column, Role
from core.task.column_names import after_word, moved_date, worked_word
from core.task.outcome_ever import OutcomeEver
from core.task.prediction_task import PredictionTask
from core.task.separation import bin_numbers

Kind = Literal["copy", "separates", "filled", "afterwards", "asked"]

SEPARATES_STRONGLY = 0.93
SEPARATES_WELL = 0.80
_NAME_NEEDS = 0.65  # a name that sounds like "afterwards" is certain from this separation on
_MOSTLY = 0.85  # of what a column tells: so much told by its being filled is what it is about
_ASKED_NEEDS = 0.55  # a column that tells nothing at all is not asked about
_FILLED_GAP, _SURE_GAP = 0.5, 0.8
_SPREAD, _RARE = 0.5, 0.05  # a value that so many of those with the outcome have, and so few of the others
_LEAST = 20  # rows on either side
_COPY_ERRORS, _MOST_COPY_VALUES = 0.02, 60
_NOT_YET, _NOW = 0.9, 0.9  # empty for so many without an answer, filled for so many of the rest

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Sign:
    """One thing that makes a column suspicious.

    Attributes:
        certain: True: leave it out unless you know better. False: worth a look.
        text: A plain sentence without its full stop.
    """

    kind: Kind
    certain: bool
    text: str


@dataclass(frozen=True)
class Evidence:
    """What signs are read from: one column on the rows for learning, n of them.

    Attributes:
        column: The column.
        collected: It counts rows of linked tables that were known on the day, by their own times.
        values: (n,) its values.
        y: (n,) 0/1.
        power: ROC-AUC of the column alone.
        ever: Who had the outcome at any time.
        day: (n,) the day of each row; None: there is no clock.
        unfilled: Share of the rows without an answer in which it is empty; None: too few of them.
        task: The question.
        about: What the table is called whose rows are asked about.
        beside: What the columns of the table are called.
    """

    column: Column
    collected: bool
    values: pd.Series
    y: npt.NDArray[np.int8]
    power: Estimate
    ever: OutcomeEver
    day: pd.Series | None
    unfilled: float | None
    task: PredictionTask
    about: str = ""
    beside: tuple[str, ...] = ()

    @property
    def separates(self) -> bool:
        """The column alone tells the answers apart well, surely so."""
        half = (self.power.high - self.power.low) / 2
        return self.power.value >= SEPARATES_WELL and self.power.value - half > 0.7

    @property
    def of_a_pipeline(self) -> bool:
        """What is asked about is a stage: some of its values are no answer yet, or a column beside it says so."""
        return bool(self.task.no_answer) or self.task.settled_by is not None

    @property
    def asked_on_days(self) -> bool:
        """Each entity is asked about on several days."""
        return self.task.origin is not None


def signs(seen: Evidence) -> tuple[Sign, ...]:
    """All signs of one column, the most telling first.

    Numbers of linked rows were known on the day by the rows' own times, so neither their names nor their dates say
    anything; they are suspicious where they know too much, above all before the outcome came.
    """
    in_time = None if seen.collected else _in_time(seen)
    copied = _copy(seen)
    if copied is not None:  # whatever else is to be seen of it follows from that
        return (copied,) if in_time is None else (copied, in_time)
    filled = (_rows_because_of_it,) if seen.collected else (_filled, _telling_value)
    asked = None if seen.collected or in_time is not None else _worked_on(seen)
    found = [in_time, *(look(seen) for look in filled), _separates(seen), asked]
    return tuple(sign for sign in found if sign is not None)


def _in_time(seen: Evidence) -> Sign | None:
    """The layout, the name, the dates or the rows without an answer say that the column comes too late."""
    column, power = seen.column, seen.power.value
    if column.excluded_because:
        return Sign("afterwards", True, f"The file's layout says: {column.excluded_because}")
    word = after_word(column.name, seen.task.target, seen.about, seen.beside)
    if word is not None:
        comes = "comes" if power >= _NAME_NEEDS else "may come"
        return Sign("afterwards", power >= _NAME_NEEDS, f"Its name says that it {comes} too late: {word}")
    late = _share_after(seen)
    if late > 0.5:
        day = "the day of the question" if seen.asked_on_days else seen.task.split.time_column
        return Sign("afterwards", True, f"{percent(late)} of its dates lie after {day}, so it comes too late")
    if seen.unfilled is not None and seen.unfilled >= _NOT_YET and float(seen.values.notna().mean()) >= _NOW:
        text = "It is empty for clients whose answer is not known yet and filled for the rest"
        return Sign("afterwards", True, text)
    return None


def _worked_on(seen: Evidence) -> Sign | None:
    """Its name is one of what is filled in while somebody works the lead; where it tells anything, people are asked.

    In a pipeline they are asked in any case: what moves with a deal tells most beside other columns.
    """
    word = worked_word(seen.column.name)
    if word is None and seen.column.role is Role.DATE:
        word = moved_date(seen.column.name)
    if word is None or (
        not seen.of_a_pipeline and (seen.power.value < _ASKED_NEEDS or seen.power.low <= 0.5)
    ):
        return None
    return Sign(
        "asked", seen.separates, f"Is this filled in while or after you work the lead? By its name: {word}"
    )


def _share_after(seen: Evidence) -> float:
    """Share of a column's dates that lie after the day of the row, by day."""
    if seen.column.counts_days:
        known = seen.values.dropna()
        return float((known < 0).mean()) if len(known) else 0.0
    if seen.column.role is not Role.DATE or seen.day is None:
        return 0.0
    if not pd.api.types.is_datetime64_any_dtype(seen.values.dtype):
        return 0.0
    both = seen.values.notna() & seen.day.notna()
    later = seen.values[both].dt.normalize() > seen.day[both].dt.normalize()
    return float(later.mean()) if len(later) else 0.0


def _filled(seen: Evidence) -> Sign | None:
    """It is filled mostly for those with the outcome, or mostly for the others."""
    shares = _shares(seen.values.notna().to_numpy(dtype=bool), seen.ever.had, ~seen.ever.had)
    if shares is None or abs(shares[0] - shares[1]) < _FILLED_GAP:
        return None
    certain = abs(shares[0] - shares[1]) >= _SURE_GAP or seen.power.value >= SEPARATES_STRONGLY
    return Sign("filled", certain, _for_them(seen, "It is filled", *shares))


def _telling_value(seen: Evidence) -> Sign | None:
    """A value that most of those with the outcome have, and hardly any of the others."""
    values, had = seen.values, seen.ever.had
    if pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return None
    usual = values[had].value_counts(dropna=True)
    if usual.empty:
        return None
    shares = _shares((values == usual.index[0]).fillna(False).to_numpy(dtype=bool), had, ~had)
    if shares is None or shares[0] < _SPREAD or shares[1] > _RARE:
        return None
    return Sign(
        "filled",
        shares[0] - shares[1] >= _SURE_GAP,
        _for_them(seen, f"It is {str(usual.index[0])!r}", *shares),
    )


def _rows_because_of_it(seen: Evidence) -> Sign | None:
    """Linked rows that those with the outcome have long before it, and hardly anybody else has."""
    there = (seen.values.fillna(0) > 0).to_numpy(dtype=bool)
    shares = _shares(there, seen.ever.ahead, ~seen.ever.had)
    if shares is None or shares[0] < _SPREAD or shares[1] > _RARE:
        return None
    text = (
        f"Such rows are there for {percent(shares[0])} of those that come to {seen.task.outcome_words} only later and "
        f"for {percent(shares[1])} of those without it before the exams. "
        "They were probably written because of it and carry no "
        "time of their own: mark their table as known only later, or leave this out"
    )
    return Sign("filled", shares[0] - shares[1] >= _SURE_GAP, text)


def _shares(flag: Flags, some: Flags, others: Flags) -> tuple[float, float] | None:
    """Share of a flag among some rows and among others; None where there are too few of either."""
    if min(int(some.sum()), int(others.sum())) < _LEAST:
        return None
    return float(flag[some].mean()), float(flag[others].mean())


def _for_them(seen: Evidence, what: str, with_it: float, without: float) -> str:
    if seen.asked_on_days:
        return (
            f"{what} for {percent(with_it)} of those that came to {seen.task.outcome_words} before the exams and for "
            f"{percent(without)} of the others, on days before it as well"
        )
    return (
        f"{what} for {percent(with_it)} of the clients with {seen.task.outcome_words} and for {percent(without)} of "
        "the others"
    )


def _copy(seen: Evidence) -> Sign | None:
    """Each of its values goes with one answer: the answer in other words."""
    bins = bin_numbers(seen.values)
    n_bins = int(bins.max(initial=0)) + 1
    if n_bins > _MOST_COPY_VALUES or seen.power.value < SEPARATES_STRONGLY:
        return None
    yes = np.bincount(bins, weights=seen.y.astype(np.float64), minlength=n_bins)
    every = np.bincount(bins, minlength=n_bins)
    errors = int(np.minimum(yes, every - yes).sum())
    rarer = min(int(seen.y.sum()), len(seen.y) - int(seen.y.sum()))
    if errors > _COPY_ERRORS * rarer:
        return None
    exceptions = f"but for {errors:,} of {len(seen.y):,} rows" if errors else f"in all {len(seen.y):,} rows"
    return Sign(
        "copy",
        True,
        f"It is the answer in other words: each of its values goes with one answer, {exceptions}",
    )


def _separates(seen: Evidence) -> Sign | None:
    """The column alone tells the answers apart too well."""
    if not seen.separates:
        return None
    text = (
        f"By itself it puts a yes before a no in {percent(seen.power.value)} of all pairs (a coin: 50 %); columns "
        "known beforehand rarely do so well"
    )
    text += _by_being_filled(seen)
    if seen.collected:
        text += (
            ". If these rows are written because of the outcome, their time is not when they became known: check the "
            "time column of their table"
        )
    return Sign("separates", seen.power.value >= SEPARATES_STRONGLY, text)


def _by_being_filled(seen: Evidence) -> str:
    """What follows where most of it is told by whether the column is filled at all, whatever stands in it."""
    filled = seen.values.notna().to_numpy()
    if filled.all() or not filled.any():
        return ""
    alone = roc_auc(seen.y, filled)
    if max(alone, 1 - alone) - 0.5 < _MOSTLY * (seen.power.value - 0.5):
        return ""
    return (
        f". Most of it is whether it is filled at all, whatever stands in it: {percent(float(seen.y[filled].mean()))} "
        f"of the filled rows say yes, {percent(float(seen.y[~filled].mean()))} of the empty ones"
    )


def percent(share: float) -> str:
    """A share as "93 %", never rounded up to 100 %."""
    return f"{int(min(100 * share, 99 if share < 1 else 100) + 0.5)} %"

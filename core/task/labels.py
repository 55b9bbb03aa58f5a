"""From a target column to 1 / 0 / unknown, or a refusal that says why the target cannot be learned."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import TaskError
from core.tables.table import Table
from core.task.prediction_task import PredictionTask, either

Labels = npt.NDArray[np.int8]

MIN_PER_CLASS = 40
MAX_TARGET_VALUES = 20
_YES_WORDS = (
    "yes",
    "y",
    "true",
    "1",
    "t",
    "ja",
    "oui",
    "si",
    "sí",
    "subscribed",
    "converted",
    "won",
    "success",
)


@dataclass(frozen=True)
class TargetValues:
    """What stands in a target column.

    Attributes:
        counts: Rows of each value as text, most frequent first.
        n_missing: Rows without a value; they are scored, never learned from.
    """

    counts: dict[str, int]
    n_missing: int

    def likely_positive(self) -> str | None:
        """The value that reads like a yes, else the rarer one; None when there is no value at all."""
        if not self.counts:
            return None
        for word in _YES_WORDS:
            for value in self.counts:
                if value.strip().lower() == word:
                    return value
        return list(self.counts)[-1]


def target_text(values: pd.Series) -> pd.Series:
    """The values of a target column as text; whole numbers without decimals, missing stays missing."""
    if pd.api.types.is_bool_dtype(values.dtype):
        return values.map({True: "True", False: "False"}).astype("string")
    if pd.api.types.is_float_dtype(values.dtype):
        known = values.dropna()
        if bool(np.isfinite(known).all()) and bool((known == known.round()).all()):
            return values.round().astype("Int64").astype("string")
    text = values.astype("string")
    return text.mask(text.str.strip() == "")


def target_values(table: Table, target: str) -> TargetValues:
    """Counts the values of a column that might be the target.

    Raises:
        TaskError: the table has no such column.
    """
    text = _read_target(table, target)
    counts = text.value_counts()
    return TargetValues(
        counts={str(value): int(n) for value, n in counts.items()}, n_missing=int(text.isna().sum())
    )


def labels(table: Table, task: PredictionTask) -> Labels:
    """One label a row in file order.

    Args:
        table: The table of the task.
        task: Says which column is the target and which of its values mean yes, no, and no answer yet.

    Returns:
        (n_rows,) int8: 1 yes, 0 no, -1 unknown (the target is missing, or its value is no answer yet).

    Raises:
        TaskError: no such column or value, only one class, too many different values, or fewer than
            `MIN_PER_CLASS` examples of either answer.
    """
    text = _read_target(table, task.target)
    counts = {str(value): int(n) for value, n in text.value_counts().items()}
    _check_values(task, counts)
    by_value = {value: label_of(value, task) for value in counts}
    y = np.asarray(text.map(by_value).fillna(-1), dtype=np.int8)
    check_balance(y, task)
    return y


def label_of(value: str, task: PredictionTask) -> int:
    """1 yes, 0 no, -1 no answer yet; a spelling that is in no heap is in that of the same word in other letters."""
    heaps = ((1, task.yes_values), (0, task.negative), (-1, task.no_answer))
    for known in (str, _same_word):
        for label, values in heaps:
            if known(value) in {known(one) for one in values}:
                return label
    return -1 if task.negative else 0


def _same_word(value: str) -> str:
    return " ".join(value.casefold().split())


def check_balance(y: Labels, task: PredictionTask) -> None:
    """Refuses a target with too few examples of either answer.

    Raises:
        TaskError: fewer than `MIN_PER_CLASS` positive or negative rows.
    """
    n_positive, n_negative = int((y == 1).sum()), int((y == 0).sum())
    if min(n_positive, n_negative) >= MIN_PER_CLASS:
        return
    side = "positive" if n_positive < n_negative else "negative"
    raise TaskError(
        f"There are too few {side} examples of {task.outcome_words} to learn from",
        found=f"{n_positive:,} positive and {n_negative:,} negative rows",
        expected=f"at least {MIN_PER_CLASS} of each",
        action="Bring more rows with a known answer, or choose another target or positive value",
    )


def _read_target(table: Table, target: str) -> pd.Series:
    names = [column.name for column in table.columns]
    if target not in names:
        raise TaskError(
            f"There is no column {target!r} in {table.source_name}",
            found=", ".join(names[:30]),
            action="Choose one of these columns as the target",
        )
    return target_text(table.frame([target])[target])


def _check_values(task: PredictionTask, counts: dict[str, int]) -> None:
    shown = ", ".join(f"{value} ({n:,})" for value, n in list(counts.items())[:8])
    if not counts:
        raise TaskError(
            f"The target {task.target!r} has no value in any row",
            expected="two answers, such as yes and no",
            action="Choose another target",
        )
    if len(counts) > MAX_TARGET_VALUES:
        raise TaskError(
            f"The target {task.target!r} has {len(counts):,} different values",
            found=shown + ", …",
            expected=f"two answers, or at most {MAX_TARGET_VALUES} of which one is the yes",
            action="Choose another target, or make a yes/no column of it in your file",
        )
    if len(counts) == 1:
        raise TaskError(
            f"The target {task.target!r} has only one value, so there is nothing to tell apart",
            found=shown,
            expected="two answers, such as yes and no",
            action="Choose another target, or bring rows with the other answer as well",
        )
    if not any(label_of(value, task) == 1 for value in counts):
        raise TaskError(
            f"The target {task.target!r} never is {either(task.yes_values)!r}",
            found=shown,
            action="Choose one of these values as the positive one",
        )

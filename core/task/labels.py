"""From a target column to 1 / 0 / unknown, or a refusal that says why the target cannot be learned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import TaskError
from core.tables.table import Table
from core.task.heaps import (
    MAX_TARGET_VALUES,
    NO,
    UNANSWERED,
    YES,
    Heaps,
    heaps_of,
    listed,
    unsettled,
    with_questions,
)
from core.task.prediction_task import PredictionTask, either

Labels = npt.NDArray[np.int8]

MIN_PER_CLASS = 40
_LABELS = {YES: 1, NO: 0, UNANSWERED: -1}


@dataclass(frozen=True)
class TargetValues:
    """What stands in a target column.

    Attributes:
        counts: Rows of each value as text, most frequent first.
        n_missing: Rows without a value; they are scored, never learned from.
    """

    counts: dict[str, int]
    n_missing: int


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
    _check_size(task.target, counts, listed_no=bool(task.negative))
    heaps = heaps_of(task, counts)
    _check_heaps(task, heaps, counts)
    by_value = {value: label for heap, label in _LABELS.items() for value in heaps.by_name[heap]}
    y = np.asarray(text.map(by_value).fillna(-1), dtype=np.int8)
    if task.settled_by is not None:
        beside = _read_target(table, task.settled_by)
        y[(y == 0) & np.asarray(beside.isin(unsettled(beside.dropna().unique())), dtype=bool)] = -1
    check_balance(y, task)
    return y


def answers_in_words(table: Table, task: PredictionTask) -> dict[str, Any]:
    """What each value of the target means, with counts, as JSON for people; and what is still asked.

    Raises:
        TaskError: as for `labels`.
    """
    y, known = labels(table, task), target_values(table, task.target)
    heaps = with_questions(heaps_of(task, known.counts), known.counts)
    rows = {heap.replace(" ", "_"): int((y == label).sum()) for heap, label in _LABELS.items()}
    told = heaps.to_words(known.counts, known.n_missing)
    return {**told, "settled_by": task.settled_by, "rows": rows}


def check_balance(y: Labels, task: PredictionTask) -> None:
    """Refuses a target with too few examples of either answer.

    Raises:
        TaskError: fewer than `MIN_PER_CLASS` positive or negative rows.
    """
    n_yes, n_no = int((y == 1).sum()), int((y == 0).sum())
    if min(n_yes, n_no) >= MIN_PER_CLASS:
        return
    n_open = len(y) - n_yes - n_no
    side = "positive" if n_yes < n_no else "negative"
    heap = "yes" if n_yes < n_no else "no"
    raise TaskError(
        f"There are too few {side} examples of {task.outcome_words} to learn from",
        found=f"{n_yes:,} positive and {n_no:,} negative rows"
        + (f", and {n_open:,} without an answer yet" if n_open else ""),
        expected=f"at least {MIN_PER_CLASS} of each",
        action="Ask on more days, look further ahead, loosen the filter, or set the comparison so that more are a "
        f"{heap}"
        if task.origin is not None
        else f"Bring more rows with a known {heap}, move values into the heap of {heap} if they mean it, or choose "
        "another target",
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


def _check_size(target: str, counts: dict[str, int], *, listed_no: bool) -> None:
    shown = listed(list(counts), counts)
    if not counts:
        raise TaskError(
            f"The target {target!r} has no value in any row",
            expected="two answers, such as yes and no",
            action="Choose another target",
        )
    if len(counts) > MAX_TARGET_VALUES and not listed_no:
        raise TaskError(
            f"The target {target!r} has {len(counts):,} different values",
            found=shown,
            expected=f"two answers, or at most {MAX_TARGET_VALUES} values of which some mean yes and some no",
            action="Choose another target, or make a yes/no column of it in your file",
        )
    if len(counts) == 1:
        raise TaskError(
            f"The target {target!r} has only one value, so there is nothing to tell apart",
            found=shown,
            expected="two answers, such as yes and no",
            action="Choose another target, or bring rows with the other answer as well",
        )


def _check_heaps(task: PredictionTask, heaps: Heaps, counts: dict[str, int]) -> None:
    if not heaps.yes:
        raise TaskError(
            f"The target {task.target!r} never is {either(task.yes_values)!r}",
            found=listed(list(counts), counts),
            action="Choose one of these values as the positive one",
        )
    if not heaps.no:
        raise TaskError(
            f"No value of the target {task.target!r} means no, so there is nothing to tell a yes from",
            found=heaps.sentence(counts),
            expected="some rows that were answered no",
            action="Put the values that mean no into the heap of no, or bring rows that ended with a no (lost deals, "
            "clients who declined)",
        )

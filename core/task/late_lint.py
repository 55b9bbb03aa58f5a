"""The leakage lint across tables: columns that were written after the outcome, and rows that know it too well."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.tables.expressions import opened
from core.task.asked import ENTITY, asked_on
from core.task.examples import Examples
from core.task.labels import labels
from core.task.labels_as_of import cannot_be_undone, with_number
from core.task.leakage import (
    FILLED_GAP,
    SEPARATES_STRONGLY,
    SEPARATES_WELL,
    Kind,
    LeakageFinding,
    after_word,
    percent,
)
from core.task.query.ast import Aggregation
from core.task.separation import separation, standard_error
from core.task.splits import TRAIN, assign_parts

_MOST_ROWS = 50_000
_NAME_NEEDS = 0.65  # a name that sounds like "afterwards" is certain from this separation on
_SPREAD = 0.5  # a value that so many of those with the outcome have, and so few of the others …
_RARE = 0.05  # … is written because of it
_LEAST = 20  # entities on either side
_ALL_TIME = 36_500  # days

_Found = list[tuple[Kind, bool, str]]


def late_lint(examples: Examples) -> tuple[LeakageFinding, ...]:
    """Looks at every input of the examples, on the examples for learning only.

    A table shows each row as it stands today. A column of the entity, or of a row that it names, can therefore have
    been written after the outcome although the row itself is older. Signs: it is filled, or has a certain value, mostly
    for those with the outcome; its dates lie after the question; its name says so; by itself it tells the answers
    apart too well. Numbers of linked rows were known at the seed time by the rows' own times; where one of them tells
    the answers apart too well, those times are probably not when the rows were written.

    Returns:
        One finding a column, certain ones first, then by separation.

    Raises:
        TaskError: the target cannot be used (see `core.task.labels.labels`).
    """
    table, task = examples.table, examples.task
    y = labels(table, task)
    rows = np.flatnonzero(assign_parts(table, task.split, y).part == TRAIN)
    if rows.size > _MOST_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, _MOST_ROWS, replace=False))
    if len(np.unique(y[rows])) < 2:
        return ()
    names = [name for name in task.feature_columns(table) if name in examples.kinds]
    entity = task.origin.entity_column if task.origin is not None else names[0]
    keys = table.frame([entity])[entity]
    had = (ever_had(keys, y) | keys.isin(_with_any_row(examples))).iloc[rows].to_numpy(dtype=bool)
    found = []
    for name in names:
        values = table.frame([name])[name].iloc[rows]
        found.append(_look_at(name, examples, values, y[rows], had))
    ordered = sorted(
        (one for one in found if one is not None),
        key=lambda one: (not one.certain, -one.separation, one.column),
    )
    return tuple(ordered)


def ever_had(keys: pd.Series, y: npt.NDArray[np.int8]) -> pd.Series:
    """(n,) bool: whether the entity of each example had the outcome in any of its examples.

    What a column of today says because of the outcome, it says on all days the entity was asked about.
    """
    return pd.Series(y == 1, index=keys.index).groupby(keys).transform("max").astype(bool)


def _with_any_row(examples: Examples) -> set[str]:
    """Keys of the entities that have a row that counts at any time, also between the windows and after the last."""
    origin = examples.task.origin
    if origin is None or not isinstance(origin.query.target, Aggregation):
        return set()
    if not cannot_be_undone(origin.query.target, origin.query):
        return set()
    ever = origin.query.target.model_copy(
        update={"function": "EXISTS", "start": None, "end": _ALL_TIME, "unit": "days"}
    )
    query, seeds = origin.query, origin.seeds
    with opened(origin.tables) as source:
        asked = with_number(asked_on(source, query.entity.table, seeds.now, query.using), ever, "_any")
        found = asked.rows.filter(asked.rows["_any"]).select(ENTITY).execute()
    return set(found[ENTITY])


def _look_at(
    name: str, examples: Examples, values: pd.Series, y: npt.NDArray[np.int8], had: npt.NDArray[np.bool_]
) -> LeakageFinding | None:
    auc = separation(values, y)
    n_yes = int(y.sum())
    surely = auc - 2 * standard_error(auc, n_yes, len(y) - n_yes)
    kind = examples.kinds[name]
    if kind == "aggregated":
        found = _too_good_rows(auc, surely)
    else:
        found = _written_after(name, examples, values, had, auc)
        if auc >= SEPARATES_WELL and surely > 0.7:
            found.append(("separates", auc >= SEPARATES_STRONGLY, _separates(auc)))
    if not found:
        return None
    sentence = " ".join(text.rstrip(".") + "." for _, _, text in found)
    return LeakageFinding(
        column=name,
        kinds=tuple(one for one, _, _ in found),
        certain=any(sure for _, sure, _ in found),
        separation=round(auc, 4),
        sentence=sentence,
        reason=found[0][2].rstrip(".") + ".",
    )


def _separates(auc: float) -> str:
    return (
        f"By itself it puts a yes before a no in {percent(auc)} of all pairs (a coin: 50 %); columns known "
        "beforehand rarely do so well"
    )


def _too_good_rows(auc: float, surely: float) -> _Found:
    if auc < SEPARATES_WELL or surely <= 0.7:
        return []
    text = _separates(auc) + (
        ". If these rows are written because of the outcome, their time is not when they became known: check the time "
        "column of their table"
    )
    return [("separates", auc >= SEPARATES_STRONGLY, text)]


def _written_after(
    name: str, examples: Examples, values: pd.Series, had: npt.NDArray[np.bool_], auc: float
) -> _Found:
    """Signs that a column was written after the outcome, seen on those that had it on any day."""
    found: _Found = []
    column = examples.table.column(name)
    word = after_word(name, examples.task.target)
    if column.excluded_because:
        found.append(("afterwards", True, f"The file's layout says: {column.excluded_because}"))
    elif word is not None:
        comes = "comes" if auc >= _NAME_NEEDS else "may come"
        found.append(("afterwards", auc >= _NAME_NEEDS, f"Its name says that it {comes} too late: {word}"))
    if name.startswith("days since ") and (later := float((values.dropna() < 0).mean() or 0.0)) > 0.5:
        found.append(("afterwards", True, f"{percent(later)} of its dates lie after the day of the question"))
    if min(int(had.sum()), int((~had).sum())) < _LEAST:
        return found
    filled = values.notna().to_numpy(dtype=bool)
    with_it, without = float(filled[had].mean()), float(filled[~had].mean())
    if abs(with_it - without) >= FILLED_GAP:
        found.append(
            (
                "filled",
                abs(with_it - without) >= 0.8,
                f"It is filled for {percent(with_it)} of those that came to {examples.task.outcome_words} at any "
                f"time and for {percent(without)} of the others, on days before it as well",
            )
        )
    level = _telling_value(values, had)
    if level is not None:
        value, with_value, others = level
        found.append(
            (
                "filled",
                with_value - others >= 0.8,
                f"It is {value!r} for {percent(with_value)} of those that came to {examples.task.outcome_words} at "
                f"any time and for {percent(others)} of the others, on days before it as well",
            )
        )
    return found


def _telling_value(values: pd.Series, had: npt.NDArray[np.bool_]) -> tuple[str, float, float] | None:
    """A value that most of those with the outcome have, and hardly any of the others."""
    if pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_datetime64_any_dtype(values.dtype):
        return None
    usual = values[had].value_counts(normalize=True, dropna=True)
    if usual.empty:
        return None
    value = usual.index[0]
    same = (values == value).fillna(False).to_numpy(dtype=bool)
    with_it, without = float(same[had].mean()), float(same[~had].mean())
    return (str(value), with_it, without) if with_it >= _SPREAD and without <= _RARE else None

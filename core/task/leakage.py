"""The leakage lint: columns that already know the answer, each with a plain sentence and a suggestion."""

from __future__ import annotations

import re
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.record import Record
from core.tables.table import Column, Role, Table
from core.task.labels import labels
from core.task.prediction_task import Exclusion, PredictionTask
from core.task.separation import separation, standard_error
from core.task.splits import TRAIN, assign_parts

Kind = Literal["separates", "filled", "afterwards"]

SEPARATES_STRONGLY = 0.93
SEPARATES_WELL = 0.80
FILLED_GAP = 0.5
_NAME_NEEDS = 0.65  # a name that sounds like "afterwards" is certain from this separation on
_MAX_ROWS = 50_000
_MIN_UNKNOWN = 20

_AFTER_WORDS = {
    "duration": "how long the contact took is known only after it",
    "minutes": "how long the contact took is known only after it",
    "seconds": "how long the contact took is known only after it",
    "outcome": "an outcome is known only afterwards",
    "result": "a result is known only afterwards",
    "response": "a response is known only afterwards",
    "signed": "a signature comes after the answer",
    "closed": "a case is closed after the answer",
    "won": "it says how it ended",
    "lost": "it says how it ended",
    "converted": "it says how it ended",
    "conversion": "it says how it ended",
    "welcome": "clients are welcomed after they said yes",
    "cancelled": "a cancellation comes after the answer",
    "cancellation": "a cancellation comes after the answer",
    "activated": "an activation comes after the answer",
    "activation": "an activation comes after the answer",
    "maturity": "a contract's maturity is set after the answer",
}
_LENGTH_WORDS = {"minutes", "seconds"}
_CONTACT_WORDS = {"call", "calls", "talk", "contact", "conversation", "phone", "meeting"}
_EARLIER_WORDS = {"previous", "prev", "prior", "past", "last", "former", "earlier", "before", "old", "p"}


class LeakageFinding(Record):
    """One column that may know the answer.

    Attributes:
        column: Its name.
        kinds: What was found, strongest first.
        certain: True: leave it out unless you know better. False: worth a look.
        separation: ROC-AUC of this column alone on the train part (0.5 tells nothing, 1.0 everything).
        sentence: What was found, in plain words.
        reason: The reason to store when the column is left out.
    """

    column: str
    kinds: tuple[Kind, ...]
    certain: bool
    separation: float
    sentence: str
    reason: str

    @property
    def exclusion(self) -> Exclusion:
        """The suggested exclusion."""
        return Exclusion(column=self.column, reason=self.reason)


def leakage_lint(table: Table, task: PredictionTask) -> tuple[LeakageFinding, ...]:
    """Looks at every column that the task uses as an input, on the rows for learning only.

    Three tests: the column alone separates the answers too well; it is filled mostly for one answer; its
    name, its dates, the file's layout or the clients without an answer say that it comes after the outcome.

    Args:
        table: The table of the task.
        task: The question as it stands; columns it excludes are not looked at.

    Returns:
        One finding a column, certain ones first, then by separation.

    Raises:
        TaskError: the target or the split cannot be used (see `labels`).
    """
    y = labels(table, task)
    rows = np.flatnonzero(assign_parts(table, task.split, y).part == TRAIN)
    if rows.size > _MAX_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, _MAX_ROWS, replace=False))
    if len(np.unique(y[rows])) < 2 or rows.size < 4:
        return ()
    unknown = np.flatnonzero(y < 0)
    names = [name for name in task.feature_columns(table) if name != task.split.time_column]
    clock = task.split.time_column if task.split.kind == "time" else None
    frame = table.frame(names + ([clock] if clock else []))
    unfilled = frame.iloc[unknown][names].isna().mean() if unknown.size >= _MIN_UNKNOWN else None
    frame = frame.iloc[rows]
    contact = frame[clock] if clock else None
    found = [
        _look_at(
            table.column(name),
            frame[name],
            y[rows],
            task,
            contact=contact,
            unfilled=0.0 if unfilled is None else float(unfilled[name]),
        )
        for name in names
    ]
    return tuple(
        sorted((f for f in found if f is not None), key=lambda f: (not f.certain, -f.separation, f.column))
    )


def _look_at(
    column: Column,
    values: pd.Series,
    y: npt.NDArray[np.int8],
    task: PredictionTask,
    *,
    contact: pd.Series | None,
    unfilled: float,
) -> LeakageFinding | None:
    found: list[tuple[Kind, bool, str]] = []
    auc = separation(values, y)
    n_positive = int(y.sum())
    surely = auc - 2 * standard_error(auc, n_positive, len(y) - n_positive)
    word = after_word(column.name, task.target)
    if column.excluded_because:
        found.append(("afterwards", True, f"The file's layout says: {column.excluded_because}"))
    elif word is not None:
        comes = "comes" if auc >= _NAME_NEEDS else "may come"
        found.append(("afterwards", auc >= _NAME_NEEDS, f"Its name says that it {comes} too late: {word}"))
    elif contact is not None and column.role is Role.DATE and (late := _share_after(values, contact)) > 0.5:
        found.append(
            (
                "afterwards",
                True,
                f"{percent(late)} of its dates lie after {task.split.time_column}, so it comes too late",
            )
        )
    elif unfilled >= 0.9 and float(values.notna().mean()) >= 0.9:
        found.append(
            (
                "afterwards",
                True,
                "It is empty for clients whose answer is not known yet and filled for the rest",
            )
        )
    filled_yes, filled_no = (float(values[y == answer].notna().mean()) for answer in (1, 0))
    if abs(filled_yes - filled_no) >= FILLED_GAP:
        found.append(
            (
                "filled",
                abs(filled_yes - filled_no) >= 0.8 or auc >= SEPARATES_STRONGLY,
                f"It is filled for {percent(filled_yes)} of the clients with {task.outcome_words} and for "
                f"{percent(filled_no)} of the others",
            )
        )
    if auc >= SEPARATES_WELL and surely > 0.7:
        found.append(
            (
                "separates",
                auc >= SEPARATES_STRONGLY,
                f"By itself it puts a yes before a no in {percent(auc)} of all pairs (a coin: 50 %); "
                "columns known beforehand rarely do so well",
            )
        )
    if not found:
        return None
    certain = any(sure for _, sure, _ in found)
    sentence = " ".join(text.rstrip(".") + "." for _, _, text in found)
    return LeakageFinding(
        column=column.name,
        kinds=tuple(kind for kind, _, _ in found),
        certain=certain,
        separation=round(auc, 4),
        sentence=sentence,
        reason=_reason(column, found),
    )


def _reason(column: Column, found: list[tuple[Kind, bool, str]]) -> str:
    if column.excluded_because:
        return column.excluded_because
    return found[0][2].rstrip(".") + "."


def after_word(name: str, target: str) -> str | None:
    """Why a column's name sounds as if it were known only after the outcome, or None.

    Names that speak of an earlier campaign (`poutcome`, `previous_result`, `last_campaign`) do not count.
    """
    words = re.findall(r"[a-z]+", re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name).lower())
    if _EARLIER_WORDS & set(words):
        return None
    for word in words:
        if word in _LENGTH_WORDS and not _CONTACT_WORDS & set(words):
            continue
        if word in _AFTER_WORDS:
            return _AFTER_WORDS[word]
    stem = re.sub(r"[^a-z]+", " ", target.lower()).strip()
    if len(stem) >= 4 and stem in " ".join(words):
        return f"it speaks of {target}, which is the answer itself"
    return None


def _share_after(values: pd.Series, contact: pd.Series) -> float:
    """Share of the rows with both dates in which this one is later."""
    if not pd.api.types.is_datetime64_any_dtype(values.dtype):
        return 0.0
    both = values.notna() & contact.notna()
    return float((values[both] > contact[both]).mean()) if bool(both.any()) else 0.0


def percent(share: float) -> str:
    """A share as "93 %", never rounded up to 100 %."""
    return f"{int(min(100 * share, 99 if share < 1 else 100) + 0.5)} %"

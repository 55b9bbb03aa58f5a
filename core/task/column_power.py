"""How far each input column gets alone, ranked, with what makes it suspicious: of one file and of many tables alike."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import StorageError
from core.evaluation.alarms import Alarm, column_alarms
from core.evaluation.bootstrap import Estimate
from core.record import Record
from core.storage import fingerprint
from core.tables.table import Table
from core.task.column_pairs import ColumnPair
from core.task.labels import labels
from core.task.leakage import Evidence, Kind, signs
from core.task.lookup_columns import counting_days
from core.task.outcome_ever import OutcomeEver, outcome_ever
from core.task.prediction_task import Exclusion, PredictionTask
from core.task.separating_power import separating_power, whose_rows
from core.task.splits import TRAIN, assign_parts

_VERSION = 5
_MAX_ROWS = 50_000
_MIN_UNKNOWN = 20


class ColumnPower(Record):
    """One input column by itself.

    Attributes:
        column: Its name.
        power: ROC-AUC of the best score made of this column alone (0.5 tells nothing, 1.0 everything), see
            `core.task.separation.separated`; the 95 % interval is the normal one (Hanley and McNeil), of as many rows
            as are independent where the same ones are asked about on several days.
        n, n_positive: Rows for learning that it was measured on.
        kinds: What makes it suspicious, the most telling first; empty: nothing does.
        certain: True: leave it out unless you know better. False: worth a look.
        sentence: What was found, in plain words.
        reason: The reason to store when the column is left out.
    """

    column: str
    power: Estimate
    n: int
    n_positive: int
    kinds: tuple[Kind, ...] = ()
    certain: bool = False
    sentence: str = ""
    reason: str = ""

    @property
    def suspicious(self) -> bool:
        """Something speaks against using it."""
        return bool(self.kinds)

    @property
    def exclusion(self) -> Exclusion:
        """The suggested exclusion."""
        return Exclusion(column=self.column, reason=self.reason)


class ColumnPowers(Record):
    """The columns of one task, the strongest first, as they are stored with a run."""

    columns: tuple[ColumnPower, ...] = ()
    pair: ColumnPair | None = None  # looked for only where a result is too good and no column explains it

    @property
    def suspicious(self) -> tuple[ColumnPower, ...]:
        """What speaks against columns: certain ones first, then by power."""
        found = [one for one in self.columns if one.suspicious]
        return tuple(sorted(found, key=lambda one: (not one.certain, -one.power.value, one.column)))

    @property
    def by_name(self) -> dict[str, Estimate]:
        """Column -> ROC-AUC alone."""
        return {one.column: one.power for one in self.columns}

    @property
    def late(self) -> tuple[str, ...]:
        """The columns that surely come too late."""
        return tuple(one.column for one in self.columns if one.certain)

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """An alarm for each column that alone nearly tells the answers apart."""
        return column_alarms(self.by_name, self.late)

    def of(self, names: set[str]) -> ColumnPowers:
        """Those of the named columns."""
        return ColumnPowers(columns=tuple(one for one in self.columns if one.column in names))

    def shown(self, most: int = 10) -> dict[str, object]:
        """As the command line prints them: what is suspicious, and the strongest columns."""
        return {
            "lint": [
                {
                    "column": one.column,
                    "certain": one.certain,
                    "kinds": list(one.kinds),
                    "sentence": one.sentence,
                }
                for one in self.suspicious
            ],
            "column_power": [
                {
                    "column": one.column,
                    "roc_auc": one.power.to_json(),
                    "n": one.n,
                    "n_positive": one.n_positive,
                }
                for one in self.columns[:most]
            ],
        }


def column_powers(table: Table, task: PredictionTask) -> ColumnPowers:
    """What `look_at_columns` finds; the same task is looked at once and kept beside its table.

    Raises:
        TaskError: the target or the split cannot be used (see `core.task.labels.labels`).
        StorageError: the disk is full.
    """
    path = table.directory / f"column_power-{fingerprint([_VERSION, table.roles_key, task.key])}.json"
    try:
        return ColumnPowers.load(path)
    except StorageError:  # not there yet, or damaged
        found = look_at_columns(table, task)
        found.save(path)
        return found


def look_at_columns(table: Table, task: PredictionTask) -> ColumnPowers:
    """Looks at every column that the task uses as an input, on the rows for learning only.

    A table shows each row as it stands today. A column can therefore have been written after the outcome although the
    row itself is older. Signs of that: by itself it tells the answers apart too well; it is filled, or has a certain
    value, mostly for those with the outcome; its dates lie after the day of the question; its name, the file's layout
    or the rows without an answer say so; it is the answer in other words. Names of what is written while a lead is
    worked (status, tags, quality, last activity) are asked about even where the column is not strong.

    Args:
        table: The rows: of a file, or the examples made of many tables.
        task: The question as it stands; columns it excludes are not looked at.

    Raises:
        TaskError: the target or the split cannot be used (see `core.task.labels.labels`).
    """
    y = labels(table, task)
    learning = assign_parts(table, task.split, y).part == TRAIN
    rows = np.flatnonzero(learning)
    if rows.size > _MAX_ROWS:
        rows = np.sort(np.random.default_rng(0).choice(rows, _MAX_ROWS, replace=False))
    if len(np.unique(y[rows])) < 2 or rows.size < 4:
        return ColumnPowers()
    ever = outcome_ever(table, task, y, learning)
    ever = OutcomeEver(ever.had[rows], ever.ahead[rows])
    whose = whose_rows(table, task, rows)
    kinds, clock = _kinds(task), task.split.time_column if task.split.kind == "time" else None
    day = table.frame([clock])[clock].iloc[rows] if clock else None
    counting, found = counting_days(table, task), []
    for name in (name for name in task.feature_columns(table) if name != task.split.time_column):
        values = table.frame([name])[name]
        seen = Evidence(
            column=table.column(name).model_copy(update={"counts_days": name in counting}),
            collected=kinds.get(name) == "aggregated",
            values=values.iloc[rows],
            y=y[rows],
            power=separating_power(values.iloc[rows], y[rows], whose),
            ever=ever,
            day=day,
            unfilled=_unfilled(values, y),
            task=task,
            about=table.name if task.origin is None else task.origin.query.entity.table,
            beside=tuple(column.name for column in table.columns),
        )
        found.append(_judged(seen))
    return ColumnPowers(columns=tuple(sorted(found, key=lambda one: (-one.power.value, one.column))))


def _unfilled(values: pd.Series, y: npt.NDArray[np.int8]) -> float | None:
    """Share of the rows without an answer in which a column is empty; None where these are few."""
    unknown = y < 0
    return float(values[unknown].isna().mean()) if int(unknown.sum()) >= _MIN_UNKNOWN else None


def _judged(seen: Evidence) -> ColumnPower:
    found = signs(seen)
    reason = seen.column.excluded_because or (found[0].text.rstrip(".") + "." if found else "")
    return ColumnPower(
        column=seen.column.name,
        power=seen.power,
        n=len(seen.y),
        n_positive=int(seen.y.sum()),
        kinds=tuple(sign.kind for sign in found),
        certain=any(sign.certain for sign in found),
        sentence=" ".join(sign.text.rstrip(".") + "." for sign in found),
        reason=reason,
    )


def _kinds(task: PredictionTask) -> Mapping[str, str]:
    """Of examples made of many tables: column -> "own", "looked up" or "aggregated"; of a file: nothing."""
    from core.task.examples import examples_of

    try:
        made = examples_of(task)
    except StorageError:  # made by another version: judged by what the table itself says
        return {}
    return {} if made is None else made.kinds

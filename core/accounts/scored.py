"""The chances of a run by entity and day, and who had said yes by a day: what the accounts page counts from."""

from __future__ import annotations

from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.tables.table import Role, Table, typed
from core.task.prediction_task import QueryOrigin
from core.task.splits import TEST, VALIDATION
from core.training.calibration import Calibration

_MOST_DAYS = 40  # more days than that were not chosen by anybody


def chances_by_day(
    table: Table, origin: QueryOrigin, scores: pd.DataFrame, calibration: Calibration | None = None
) -> pd.DataFrame:
    """Every example of a run.

    Args:
        table: The examples.
        origin: What they were made of.
        scores: The run's scores, one row an example (see `core.runs.scores`).
        calibration: The run's, for the chances that the model gave before it saw the practice exam's answers.

    Returns:
        `key` (the entity), `day` (when it was asked), `chance`, `honest` (the chance where the model had not seen the
        answer: practice exam, final exam and leads; else NaN), `y` (1, 0, -1 unknown) and `part`, in table order.
    """
    frame = table.frame([origin.entity_column, origin.time_column])
    rows = scores["row"].to_numpy()
    return pd.DataFrame(
        {
            "key": typed(frame[origin.entity_column], Role.ID).astype("str").to_numpy()[rows],
            "day": pd.to_datetime(frame[origin.time_column]).to_numpy()[rows],
            "chance": scores["probability"].to_numpy(),
            "honest": _honest(scores, calibration),
            "y": scores["y"].to_numpy(),
            "part": scores["part"].to_numpy(),
        }
    )


def _honest(scores: pd.DataFrame, calibration: Calibration | None) -> npt.NDArray[np.float64]:
    part, y = scores["part"].to_numpy(), scores["y"].to_numpy()
    unseen = (part == TEST) | (y < 0)
    chance = np.where(unseen, scores["probability"].to_numpy(dtype=np.float64), np.nan)
    if calibration is None:
        return chance
    practice = calibration.apply(scores["practice"].to_numpy(dtype=np.float64))
    return np.where(part == VALIDATION, practice, chance)


def chances_as_of(examples: pd.DataFrame, horizon_days: float, as_of: datetime) -> pd.DataFrame:
    """The latest chance of each entity that was asked by the day and is still open then, such as an open deal.

    Returns:
        `key`, `chance`, `day`; one row an entity. A question of day t is open until t + horizon.
    """
    begun = examples["day"] <= pd.Timestamp(as_of)
    open_until = examples["day"] + pd.to_timedelta(horizon_days, unit="D")
    known = examples[begun & (open_until > pd.Timestamp(as_of))]
    latest = known.sort_values("day", kind="stable").drop_duplicates("key", keep="last")
    return latest[["key", "chance", "day"]].reset_index(drop=True)


def said_yes_by(examples: pd.DataFrame, horizon_days: float, as_of: datetime) -> pd.DataFrame:
    """Who said yes and when that was known at the latest: `key`, `known`; one row an entity, the first yes.

    A yes asked about on day t is counted once t + horizon has passed.
    """
    known = examples["day"] + pd.to_timedelta(horizon_days, unit="D")
    chosen = examples[(examples["y"] == 1) & (known <= pd.Timestamp(as_of))]
    found = chosen.assign(known=known[chosen.index]).sort_values("known", kind="stable")
    return found.drop_duplicates("key")[["key", "known"]].reset_index(drop=True)


def days_of(examples: pd.DataFrame, now: datetime | None = None) -> list[datetime]:
    """The days to look from, rising: those on which many were asked.

    Where each was asked on its own day, these are the ends of months, and `now`, when the leads are scored.
    """
    counts = examples["day"].value_counts()
    if counts.empty:
        return []
    if len(counts) > _MOST_DAYS:
        last = counts.index.max() if now is None else max(counts.index.max(), pd.Timestamp(now))
        ends = pd.date_range(counts.index.min(), last, freq="ME", inclusive="left")
        return [pd.Timestamp(day).to_pydatetime() for day in (*ends, last)]
    often = counts[counts >= max(1, int(0.02 * len(examples)))]
    days = np.sort(often.index.to_numpy()) if len(often) else np.sort(counts.index.to_numpy())[-1:]
    return [pd.Timestamp(day).to_pydatetime() for day in days]

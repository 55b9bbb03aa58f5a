"""What the yes of each client is worth: the same for all, or the number in a column, such as the deal's amount."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.leads.campaign import PREDICTED
from core.leads.ranking import AMOUNT
from core.tables.table import Role, Table
from core.task.prediction_task import PredictionTask

_DEAL_VALUES = ("amount", "value", "deal_value", "deal_amount", "opportunity_amount", "close_value")
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """Values of a yes.

    Attributes:
        values: (n,) of each client; never negative, never missing.
        sentence: What was filled in, empty where nothing was.
    """

    values: FloatArray
    sentence: str = ""


def worth_columns(leads: pd.DataFrame, table: Table) -> list[str]:
    """What can say the worth of a yes: the predicted amount where there is one, and columns of numbers."""
    predicted = [PREDICTED] if AMOUNT in leads.columns else []
    return predicted + [column.name for column in table.columns if column.role is Role.NUMBER]


def deal_value(table: Table, task: PredictionTask) -> str:
    """The column with the value of a deal where deals are scored; empty where others are, or it is not known."""
    origin = task.origin
    if origin is None or origin.tables.table(origin.query.entity.table).kind != "opportunity":
        return ""
    numbers = {column.name.lower(): column.name for column in table.columns if column.role is Role.NUMBER}
    return next((numbers[name] for name in _DEAL_VALUES if name in numbers), "")


def worth_of(leads: pd.DataFrame, frame: pd.DataFrame, column: str) -> Worth | None:
    """The worth of each client of a list; None where the column says nothing of any of them.

    Clients without a number get the average of the others, negative numbers count as nothing; both are said.

    Args:
        leads: Ranked leads (see `core.leads.ranking.ranked_leads`).
        frame: The table's rows.
        column: A column of the table, or `PREDICTED`.
    """
    if column == PREDICTED:
        given = leads[AMOUNT] if AMOUNT in leads.columns else None
    else:
        given = frame[column].take(leads["row"].to_numpy()) if column in frame.columns else None
    if given is None or not pd.api.types.is_numeric_dtype(given.dtype):
        return None
    values = given.to_numpy(np.float64, na_value=np.nan)
    known = np.isfinite(values)
    if not known.any():
        return None
    negative = int((values[known] < 0).sum())
    values = np.where(known, np.maximum(values, 0.0), 0.0)
    average = float(values[known].mean())
    told = []
    if missing := int((~known).sum()):
        told.append(
            f"{missing:,} of {len(values):,} have no number there: the average, {average:,.0f}, is taken"
        )
    if negative:
        told.append(f"{negative:,} negative ones count as 0")
    return Worth(np.where(known, values, average), "; ".join(told))

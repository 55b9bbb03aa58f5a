"""Every field of one client: its value, what is usual, whether it was used, and what it did."""

from __future__ import annotations

import pandas as pd

from core.explanation.lead_explanation import LeadExplanation
from core.explanation.sentences import value_words
from core.tables.display import UNNAMED, Names
from core.tables.table import Column, Role, Table
from core.task.prediction_task import PredictionTask


def field_table(
    table: Table,
    task: PredictionTask,
    frame: pd.DataFrame,
    explanation: LeadExplanation,
    names: Names = UNNAMED,
) -> pd.DataFrame:
    """One row a column of the table, in file order: field, value, usual, points, used, in the file.

    Args:
        table: What is known of the columns.
        task: Says which columns are used.
        frame: The rows of the table.
        explanation: Of one of them.
        names: What the columns are called; where that is not their name in the file, it stands beside.
    """
    used = set(task.feature_columns(table))
    excluded = {item.column: item.reason for item in task.excluded}
    points = {reason.column: reason.contribution for reason in explanation.reasons}
    return pd.DataFrame(
        [
            {
                "field": names.column(column.name),
                "value": value_words(
                    frame[column.name].iloc[explanation.row], column.never_values, is_code=column.holds_codes
                ),
                "usual": _usual(column, frame[column.name]),
                "points": points.get(column.name),
                "used": _use(column, task, used, excluded),
                "in the file": column.name,
            }
            for column in table.columns
        ]
    )


def _usual(column: Column, values: pd.Series) -> str:
    """The median of a number or date, the most frequent value of anything else; nothing where no value comes twice."""
    known = values.dropna()
    if column.role in (Role.ID, Role.TEXT, Role.IGNORE) or known.empty:
        return ""
    if column.role is Role.NUMBER and pd.api.types.is_numeric_dtype(known):
        known = known[~known.isin(column.never_values)]
        return value_words(float(known.median())) if len(known) else "never"
    if column.role is Role.DATE and pd.api.types.is_datetime64_any_dtype(known):
        return value_words(known.median())
    if known.value_counts().iloc[0] == 1:
        return ""
    return value_words(known.mode().iloc[0], column.never_values, is_code=column.holds_codes)


def _use(column: Column, task: PredictionTask, used: set[str], excluded: dict[str, str]) -> str:
    if column.name == task.target:
        return "no: this is what is predicted"
    if column.name in excluded:
        return f"no: {excluded[column.name]}"
    return "yes" if column.name in used else f"no: its role is {column.role.value}"

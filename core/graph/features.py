"""From a table's columns to a client's feature vector; what is learned is learned from train rows only."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
import pandas as pd
from pydantic import Field, ValidationError

from core.errors import GraphError
from core.graph.column_encoding import (
    ColumnEncoding,
    as_dates,
    as_levels,
    as_numbers,
    fit_levels,
    mean_and_scale,
    n_holders,
)
from core.graph.text_encoding import TextEncoding
from core.record import Record
from core.tables.table import Column, Role, Table
from core.task.prediction_task import PredictionTask
from core.task.splits import TRAIN, day_number

FloatArray = npt.NDArray[np.float32]

MAX_LEVELS = 40  # categories with an input of their own; the rest share "other"
MIN_LEVEL_ROWS = 5  # rarer categories share "other"
_YES = ("yes", "y", "true", "t", "1", "ja", "oui", "si", "sí")


Encoding = Annotated[ColumnEncoding | TextEncoding, Field(discriminator="kind")]


class FeatureEncoder(Record):
    """The fitted encodings of all feature columns, in file order.

    A row's features depend on that row and on the train rows the encoder was fitted on, on nothing else.
    """

    columns: tuple[Encoding, ...]
    clock_column: str | None = None

    @property
    def feature_names(self) -> list[str]:
        """F names such as `job = student` or `age`."""
        return [name for column in self.columns for name in column.feature_names]

    @property
    def feature_columns(self) -> list[str]:
        """F source column names, one a feature."""
        return [column.column for column in self.columns for _ in column.feature_names]

    @property
    def source_columns(self) -> list[str]:
        """The source columns in order, each once."""
        return [column.column for column in self.columns]

    @property
    def needed_columns(self) -> list[str]:
        """Every column `transform` reads."""
        clock = [] if self.clock_column is None else [self.clock_column]
        return list(dict.fromkeys(self.source_columns + clock))

    def transform(self, frame: pd.DataFrame) -> FloatArray:
        """The feature vectors of the rows.

        Returns:
            (n, F) float32.

        Raises:
            GraphError: a column the encoder was fitted on is not in the frame.
        """
        absent = [name for name in self.needed_columns if name not in frame.columns]
        if absent:
            raise GraphError(
                "The table lacks columns that the model was fitted on",
                found=f"missing: {', '.join(absent)}",
                action="Use a table with the same columns, or train a new model on this one",
            )
        clock = None if self.clock_column is None else frame[self.clock_column]
        x = np.empty((len(frame), len(self.feature_names)), dtype=np.float32)
        at = 0
        for column in self.columns:
            block = column.transform(frame[column.column], clock)
            x[:, at : at + block.shape[1]] = block
            at += block.shape[1]
        return x

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Self:
        """Reads what `to_json` gave.

        Raises:
            GraphError: it is not an encoder of this version.
        """
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            first = error.errors()[0]
            raise GraphError(
                "The stored feature encoder does not fit this version",
                found=f"{'.'.join(str(p) for p in first['loc'])}: {first['msg']}",
                action="Train the model again",
            ) from error


class Encoders(Record):
    """What a model brings along to score rows that it was not trained on.

    Attributes:
        examples: Of the table's own columns.
        rows: Of the rows of linked tables, by node type.
    """

    examples: FeatureEncoder
    rows: dict[str, FeatureEncoder] = Field(default_factory=dict)


def fit_encoder(table: Table, task: PredictionTask, part: npt.NDArray[np.int8]) -> FeatureEncoder:
    """Learns levels, means and scales from the rows with `part == TRAIN` alone.

    Args:
        table: The table; excluded columns and the target never become features.
        task: Says which columns may be used and whether there is a clock.
        part: (N,) int8 parts of the rows.

    Raises:
        GraphError: no column is left to learn from, or no row is in the train part.
    """
    names = task.feature_columns(table)
    clock = task.split.time_column if task.split.kind == "time" else None
    rows = np.flatnonzero(part == TRAIN)
    if not names or rows.size == 0:
        raise GraphError(
            "There is nothing to learn from",
            found=f"{len(names)} usable columns, {rows.size} train rows",
            expected="at least one column that is a number, category, yes/no or date, and some train rows",
            action="Correct the roles on the Data page or the exclusions on the Task page",
        )
    who = table.id_column if task.origin is None else task.origin.entity_column
    beside = [name for name in (clock, who) if name]
    frame = table.frame(list(dict.fromkeys(names + beside))).iloc[rows]
    times = frame[clock] if clock else None
    whose = whom(frame[who]) if who else None
    return FeatureEncoder(
        columns=tuple(
            fit_column(table.column(name), frame[name], times, name == clock, whose) for name in names
        ),
        clock_column=clock,
    )


def whom(ids: pd.Series) -> pd.Series:
    """The ids as text; rows without one stand for themselves."""
    return ids.astype("str").where(ids.notna(), pd.Series([f"#{i}" for i in ids.index], index=ids.index))


def plain_matrix(table: Table, task: PredictionTask) -> npt.NDArray[np.float64]:
    """Numbers standardised over all rows and every category one-hot: the paper's preprocessing.

    Used only where a relation asks for it (`scale="all rows"`), never for the inputs of a model.

    Returns:
        (N, P) float64.
    """
    names = task.feature_columns(table)
    frame = table.frame(names)
    parts = []
    for name in names:
        if table.column(name).role is Role.NUMBER:
            number = as_numbers(frame[name])
            mean, scale = mean_and_scale(number)
            parts.append(np.nan_to_num((number - mean) / scale)[:, None])
        else:
            text = as_levels(frame[name])
            encoding = ColumnEncoding(column=name, kind="category", **fit_levels(text, len(text), 1))
            parts.append(encoding.transform(frame[name]))
    return np.hstack(parts)


def _fit_number(column: Column, values: pd.Series, *_: pd.Series | None) -> ColumnEncoding:
    number = as_numbers(values)
    never = tuple(v for v in column.never_values if bool((number == v).any()))
    mean, scale = mean_and_scale(np.where(np.isin(number, never), np.nan, number))
    return ColumnEncoding(
        column=column.name,
        kind="number",
        mean=mean,
        scale=scale,
        never_values=never,
        has_missing=bool(np.isnan(number).any()),
    )


def _fit_category(
    column: Column, values: pd.Series, _: pd.Series | None, whose: pd.Series | None
) -> ColumnEncoding:
    fitted = fit_levels(as_levels(values), MAX_LEVELS, MIN_LEVEL_ROWS, whose)
    return ColumnEncoding(column=column.name, kind="category", **fitted)


def _fit_yes_no(
    column: Column, values: pd.Series, clock: pd.Series | None, whose: pd.Series | None
) -> ColumnEncoding:
    text = as_levels(values)
    fitted = fit_levels(text, MAX_LEVELS, 1)
    levels = sorted(fitted["levels"], key=lambda level: (level.strip().lower() not in _YES, level))
    if len(levels) != 2:
        return _fit_category(column, values, clock, whose)
    is_plain = levels[0].strip().lower() in _YES or int(n_holders(text, whose)[levels[-1]]) < MIN_LEVEL_ROWS
    shown = levels[0] if is_plain else levels[-1]  # a rare value is not named where the other says as much
    return ColumnEncoding(
        column=column.name, kind="yes_no", levels=(shown,), has_missing=fitted["has_missing"]
    )


def _fit_date(
    column: Column, values: pd.Series, clock: pd.Series | None, _: pd.Series | None
) -> ColumnEncoding:
    days = day_number(as_dates(values))
    if clock is not None:
        before = day_number(as_dates(clock)) - days
        days = np.where(before >= 0, before, np.nan)
    mean, scale = mean_and_scale(days)
    missing = bool(np.isnan(days).any())
    return ColumnEncoding(column=column.name, kind="date", mean=mean, scale=scale, has_missing=missing)


_FITTERS: dict[Role, Callable[[Column, pd.Series, pd.Series | None, pd.Series | None], ColumnEncoding]] = {
    Role.NUMBER: _fit_number,
    Role.CATEGORY: _fit_category,
    Role.YES_NO: _fit_yes_no,
    Role.DATE: _fit_date,
}


def fit_column(
    column: Column,
    values: pd.Series,
    clock: pd.Series | None,
    is_clock: bool = False,
    whose: pd.Series | None = None,
) -> ColumnEncoding:
    """Learns how one column becomes numbers.

    Args:
        column: Its role must be one of `FEATURE_ROLES`.
        values: (n,) the column in the rows that may be learned from.
        clock: (n,) the time of each of these rows, if there is one.
        is_clock: True: the column is that time itself.
        whose: (n,) whom each row is about, where several can be about one, see `fit_levels`.
    """
    if is_clock:
        missing = bool(as_dates(values).isna().any())
        return ColumnEncoding(column=column.name, kind="date", is_clock=True, has_missing=missing)
    return _FITTERS[column.role](column, values, clock, whose)

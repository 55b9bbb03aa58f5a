"""Filters on any column and the search, as fast masks over the rows of the table."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import LeadError
from core.record import Record
from core.tables.table import Column, Role

BoolArray = npt.NDArray[np.bool_]
FilterKind = Literal["values", "number", "date", "text"]

MISSING = "(missing)"
MAX_CHOICES = 500  # more distinct values are filtered by a part of the text


class ColumnFilter(Record):
    """One condition on one column. Bounds are included; what is not set does not filter.

    Attributes:
        column: The table's column.
        values: Values in words, any of them; `MISSING` stands for no value.
        low, high: Bounds for numbers, or ISO dates (2026-11-21) for dates.
        contains: A part of the text, upper and lower case alike.
    """

    column: str
    values: tuple[str, ...] = ()
    low: float | str | None = None
    high: float | str | None = None
    contains: str = ""

    @property
    def is_set(self) -> bool:
        """False for a filter that lets everybody through."""
        return bool(self.values or self.contains) or self.low is not None or self.high is not None


def filter_kind(column: Column, values: pd.Series) -> FilterKind:
    """How a column is filtered: by its role in force, what it holds and how many distinct values it has."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return "date"
    if (
        column.role not in (Role.CATEGORY, Role.YES_NO)
        and pd.api.types.is_numeric_dtype(values.dtype)
        and not pd.api.types.is_bool_dtype(values.dtype)
        and column.n_distinct > 2
    ):
        return "number"
    return "values" if column.n_distinct <= MAX_CHOICES and column.role is not Role.TEXT else "text"


def choices(values: pd.Series) -> dict[str, int]:
    """The distinct values in words with their numbers of rows, most frequent first; missing ones last."""
    counts = values.value_counts(dropna=True)
    found: dict[str, int] = {}
    for value, number in counts.items():
        found[_word(value)] = found.get(_word(value), 0) + int(number)
    if missing := int(values.isna().sum()):
        found[MISSING] = found.get(MISSING, 0) + missing
    return found


def keep(frame: pd.DataFrame, filters: tuple[ColumnFilter, ...]) -> BoolArray:
    """Which rows pass all filters, shape (n_rows,).

    Raises:
        LeadError: a column that the table does not have, or bounds that do not fit it.
    """
    mask = np.ones(len(frame), dtype=bool)
    for condition in filters:
        if condition.column not in frame.columns:
            raise LeadError(
                f"There is no column {condition.column!r} to filter by",
                found=f"columns: {', '.join(map(str, frame.columns))}",
                action="Remove this filter",
            )
        if condition.is_set:
            mask &= _passes(frame[condition.column], condition)
    return mask


def _passes(values: pd.Series, condition: ColumnFilter) -> BoolArray:
    mask = np.ones(len(values), dtype=bool)
    if condition.values:
        wanted = set(condition.values)
        codes, distinct = pd.factorize(values)
        passing = np.array([*(_word(value) in wanted for value in distinct), MISSING in wanted], dtype=bool)
        mask &= passing[codes]
    if condition.contains:
        mask &= _contains(values, condition.contains)
    for bound, is_low in ((condition.low, True), (condition.high, False)):
        if bound is not None:
            mask &= _within(values, bound, is_low=is_low)
    return mask


def _within(values: pd.Series, bound: float | str, *, is_low: bool) -> BoolArray:
    """Rows on the right side of one bound; a missing value is on neither side."""
    try:
        if pd.api.types.is_datetime64_any_dtype(values.dtype):
            moment = pd.Timestamp(bound)
            tz = getattr(values.dt, "tz", None)
            moment = moment.tz_localize(tz) if tz is not None and moment.tzinfo is None else moment
            if not is_low and moment == moment.normalize():  # the whole last day counts
                return np.asarray((values < moment + pd.Timedelta(days=1)).fillna(False), dtype=bool)
            side: Any = values >= moment if is_low else values <= moment
        else:
            numbers = values.to_numpy(np.float64, na_value=np.nan)
            side = numbers >= float(bound) if is_low else numbers <= float(bound)
    except (TypeError, ValueError) as error:
        raise LeadError(
            f"The filter on {values.name!r} does not fit the column",
            found=repr(bound),
            expected=f"a bound for values of kind {values.dtype}",
            action="Remove this filter",
        ) from error
    return np.asarray(side, dtype=bool)


def matching(
    leads: pd.DataFrame,
    frame: pd.DataFrame,
    filters: tuple[ColumnFilter, ...],
    text: str = "",
    text_columns: tuple[str, ...] = (),
) -> npt.NDArray[np.int64]:
    """Who passes all filters and the search, best first.

    Args:
        leads: Ranked leads (see `ranked_leads`).
        frame: The table's rows.
        filters: Conditions on the table's columns.
        text: Looked for in the client id and the text columns as it stands, upper and lower case alike;
            empty finds everybody.
        text_columns: The columns to search beside the id.

    Returns:
        Places in `leads`, ascending.

    Raises:
        LeadError: see `keep`.
    """
    rows = leads["row"].to_numpy()
    mask = keep(frame, filters)[rows]
    if text := text.strip():
        found = _contains(leads["id"], text)
        for name in text_columns:
            found = found | _contains(frame[name], text)[rows]
        mask &= found
    return np.flatnonzero(mask)


def _contains(values: pd.Series, text: str) -> BoolArray:
    """Rows whose value in words contains the text; each distinct value is looked at once."""
    if isinstance(values.dtype, pd.StringDtype):
        found = values.str.contains(text, case=False, regex=False)
        return np.asarray(found.fillna(False), dtype=bool)
    codes, distinct = pd.factorize(values)
    wanted = text.casefold()
    hits = np.array([*(wanted in _word(value).casefold() for value in distinct), False], dtype=bool)
    return hits[codes]


def _word(value: Any) -> str:
    """A value as the filters name it: 3.0 -> "3", the rest as it prints."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return str(int(value))
    return str(value)

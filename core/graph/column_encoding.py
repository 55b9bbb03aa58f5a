"""How one column becomes numbers: fitted on the train rows once, then the same for every row."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.record import Record
from core.task.splits import day_number

Matrix = npt.NDArray[np.float64]
Kind = Literal["number", "category", "yes_no", "date"]

MISSING_LEVEL = "missing"
OTHER_LEVEL = "other"
LIMIT = 50.0  # standard deviations; wilder values are cut there so that no network is thrown off

# Looked up, not computed: vectorised sine may differ in the last bit with a row's place in the array.
_MONTH = [(float(np.sin(2 * np.pi * m / 12)), float(np.cos(2 * np.pi * m / 12))) for m in range(12)]
_WEEKDAY = [(float(np.sin(2 * np.pi * d / 7)), float(np.cos(2 * np.pi * d / 7))) for d in range(7)]


class ColumnEncoding(Record):
    """One source column and what was learned from its train rows.

    Attributes:
        column: Source column name.
        kind: How it is read.
        mean, scale: Of the known numbers (for dates: of the days), for standardising.
        never_values: Numbers meaning "never"; they become a yes/no input instead of a size.
        has_missing: True: the train rows have gaps, so "is missing" is an input.
        levels: The values that have an input of their own, most frequent first (yes/no: the one that is 1).
        has_other: True: some train rows had a value outside `levels`.
        is_clock: A date that is the contact's own time: its season counts, its size does not.
    """

    column: str
    kind: Kind
    mean: float = 0.0
    scale: float = 1.0
    never_values: tuple[float, ...] = ()
    has_missing: bool = False
    levels: tuple[str, ...] = ()
    has_other: bool = False
    is_clock: bool = False

    @property
    def feature_names(self) -> list[str]:
        """Names of the features this column gives, in order."""
        name = self.column
        if self.kind == "category":
            names = [f"{name} = {level}" for level in self.levels]
            if self.has_other:
                names.append(f"{name} = {OTHER_LEVEL}")
        elif self.kind == "yes_no":
            names = [f"{name} = {level}" for level in self.levels]
        elif self.kind == "date":
            names = [] if self.is_clock else [f"{name} (days)"]
            names += [f"{name} (month, {part})" for part in ("sine", "cosine")]
            names += [f"{name} (weekday, {part})" for part in ("sine", "cosine")]
        else:
            names = [name]
            if self.never_values:
                names.append(f"{name} = never")
        if self.has_missing:
            names.append(f"{name} = {MISSING_LEVEL}")
        return names

    def transform(self, values: pd.Series, clock: pd.Series | None = None) -> Matrix:
        """The features of this column.

        Args:
            values: (n,) the column.
            clock: (n,) time of contact of each row; dates after it are not known yet and count as missing.

        Returns:
            (n, len(feature_names)) float64. Each row depends on that row alone.
        """
        if self.kind in ("category", "yes_no"):
            return self._transform_levels(as_levels(values))
        if self.kind == "date":
            return self._transform_dates(as_dates(values), None if self.is_clock else clock)
        number = as_numbers(values)
        never = np.isin(number, self.never_values)
        missing = np.isnan(number)
        parts = [self._standardised(np.where(never, np.nan, number))]
        if self.never_values:
            parts.append(never.astype(np.float64))
        if self.has_missing:
            parts.append(missing.astype(np.float64))
        return np.column_stack(parts)

    def _standardised(self, number: Matrix) -> Matrix:
        """(value - mean) / scale, unknown = 0 (the train mean), cut at +-LIMIT."""
        scaled = np.clip((number - self.mean) / self.scale, -LIMIT, LIMIT)
        return np.where(np.isnan(scaled), 0.0, scaled)

    def _transform_levels(self, text: pd.Series) -> Matrix:
        codes = pd.Index(self.levels, dtype="str").get_indexer(pd.Index(text))
        missing = text.isna().to_numpy(dtype=bool)
        codes[missing] = -1
        width = len(self.levels)
        out = np.zeros((len(text), len(self.feature_names)))
        rows = np.flatnonzero(codes >= 0)
        out[rows, codes[rows]] = 1.0
        if self.has_other:
            out[(codes < 0) & ~missing, width] = 1.0
            width += 1
        if self.has_missing:
            out[missing, width] = 1.0
        return out

    def _transform_dates(self, dates: pd.Series, clock: pd.Series | None) -> Matrix:
        days = day_number(dates)
        if clock is not None:
            before = day_number(as_dates(clock)) - days
            days = np.where(before >= 0, before, np.nan)
        missing = np.isnan(days)
        parts: list[Matrix] = [] if self.is_clock else [self._standardised(days)]
        month = dates.dt.month.fillna(1).to_numpy(dtype=np.int64) - 1
        weekday = dates.dt.weekday.fillna(0).to_numpy(dtype=np.int64)
        for table, place in ((_MONTH, month), (_WEEKDAY, weekday)):
            parts.append(np.where(missing[:, None], 0.0, np.asarray(table)[place]))
        if self.has_missing:
            parts.append(missing.astype(np.float64))
        return np.column_stack(parts)


def as_numbers(values: pd.Series) -> Matrix:
    """(n,) float64; what is no finite number is NaN."""
    number = pd.to_numeric(values, errors="coerce").to_numpy(dtype=np.float64, na_value=np.nan)
    return np.where(np.isfinite(number), number, np.nan)


def as_levels(values: pd.Series) -> pd.Series:
    """The values as text, gaps as missing; whole numbers without a decimal point."""
    if pd.api.types.is_float_dtype(values.dtype):
        number = values.to_numpy(dtype=np.float64, na_value=np.nan)
        known = ~np.isnan(number)
        text = np.array([None] * len(number), dtype=object)
        text[known] = [f"{v:.0f}" if v == np.floor(v) and abs(v) < 1e15 else repr(v) for v in number[known]]
        return pd.Series(text, index=values.index, dtype="str")
    return values.astype("str").where(values.notna(), None)


def as_dates(values: pd.Series) -> pd.Series:
    """The values as datetimes; what is none is missing. Each row is read by itself."""
    if pd.api.types.is_datetime64_any_dtype(values.dtype):
        return values.dt.tz_localize(None) if values.dt.tz is not None else values
    return pd.to_datetime(values.astype("str"), errors="coerce", format="ISO8601")


def mean_and_scale(number: Matrix) -> tuple[float, float]:
    """Mean and standard deviation (population) of the known values; a scale of 1 where they do not vary."""
    known = number[~np.isnan(number)]
    if known.size == 0:
        return 0.0, 1.0
    size = float(np.abs(known).max()) or 1.0  # taken out first, so that squares of huge numbers stay finite
    mean = float((known / size).mean())
    deviation = float((known / size).std())
    return mean * size, deviation * size if deviation > 1e-12 else 1.0


def n_holders(text: pd.Series, whose: pd.Series | None) -> pd.Series:
    """How many have each value: rows, or whom they are about where several rows can be about one."""
    return text.dropna().value_counts() if whose is None else whose.groupby(text).nunique()


def fit_levels(
    text: pd.Series, max_levels: int, min_rows: int, whose: pd.Series | None = None
) -> dict[str, Any]:
    """Levels that get an input of their own: at least `min_rows` train rows each, at most `max_levels`.

    Args:
        text: (n,) the values.
        max_levels, min_rows: The bounds.
        whose: (n,) whom each row is about, where several rows can be about one: these count as one towards `min_rows`,
            so that no level is named that only few people have.
    """
    counts = text.dropna().value_counts()
    order = sorted(counts.items(), key=lambda item: (-item[1], str(item[0])))
    named = {str(level) for level, n in n_holders(text, whose).items() if n >= min_rows}
    levels = tuple(str(level) for level, _ in order[:max_levels] if str(level) in named)
    return {
        "levels": levels,
        "has_other": len(levels) < len(order),
        "has_missing": bool(text.isna().any()),
    }

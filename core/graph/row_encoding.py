"""From the rows of a logical table to feature vectors, learned from rows known by a given moment only."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from core.graph.column_encoding import ColumnEncoding, as_levels
from core.graph.features import MAX_LEVELS, FeatureEncoder, FloatArray, fit_column, whom
from core.graph.relational_graph import IntArray
from core.graph.table_rows import TableRows, column_batches
from core.graph.text_encoding import TextEncoding, fit_text
from core.tables.expressions import OpenTables
from core.tables.logical import LogicalTable
from core.tables.table import Role
from core.tables.table_set import TableSet

MAX_FITTED = 200_000  # rows an encoder learns from, spread evenly over those it may see
_AS_CATEGORY = (Role.TARGET,)  # the answer of one table may be an input elsewhere
_WORDS_OF_NAMES = 1.5  # fewer words a value: not text but an address or a number
_WORDS_OF_TEXT = 2.0  # words a value, on average, from which on many different values are read as text


def fit_rows(
    opened: OpenTables, rows: TableRows, fitted_until: float, *, text_model: str | None = None
) -> FeatureEncoder:
    """Learns how the columns of a logical table become numbers.

    Args:
        opened: The tables.
        rows: The rows of the logical table.
        fitted_until: Days since 1970; rows known later, or at an unknown time, are not looked at.
        text_model: A sentence-transformers model for text columns; None: hashed words.

    Returns:
        An encoder without columns where no row was known by then, or there is nothing to encode.
    """
    sample = _sample(np.flatnonzero(rows.time <= fitted_until))
    if not len(sample) or not rows.logical.columns:
        return FeatureEncoder(columns=())
    parts, who = [], _whose_key(opened.tables, rows.logical)
    for nodes, frame in column_batches(opened, rows, [*_needed(rows.logical), *([who] if who else [])]):
        chosen = np.isin(nodes, sample)
        if chosen.any():
            parts.append(frame[chosen].set_index(pd.Index(nodes[chosen])))
    seen = pd.concat(parts).sort_index()
    return fit_frame(rows.logical, seen, text_model=text_model, whose=whom(seen[who]) if who else None)


def fit_frame(
    logical: LogicalTable,
    frame: pd.DataFrame,
    *,
    text_model: str | None = None,
    whose: pd.Series | None = None,
) -> FeatureEncoder:
    """The same from rows that are there as a frame; all of them may be learned from.

    Args:
        logical, frame, text_model: As above.
        whose: (n,) whom each row is about, see `core.graph.column_encoding.fit_levels`.
    """
    clock = _clock(logical)
    times = None if clock is None else frame[clock]
    fitted: list[ColumnEncoding | TextEncoding] = []
    for column in logical.columns:
        values = frame[column.name]
        if column.role is Role.TEXT and _names_rows(values):
            continue
        if column.role is Role.TEXT or (column.role is Role.CATEGORY and _says_something(values)):
            fitted.append(fit_text(column.name, values, text_model))
            continue
        if column.role in _AS_CATEGORY:
            column = column.model_copy(update={"role": Role.CATEGORY})  # noqa: PLW2901 - the same column
        fitted.append(fit_column(column, values, times, whose=whose))
    return FeatureEncoder(columns=tuple(fitted), clock_column=clock)


def encode_rows(
    opened: OpenTables,
    rows: TableRows,
    encoder: FeatureEncoder,
    x: FloatArray,
    report: Callable[[float], None] | None = None,
) -> None:
    """Fills (N, F) float32 features batch by batch, so that the table is never in memory as a whole.

    Args:
        opened, rows: The rows of the logical table.
        encoder: As fitted.
        x: Where to write, such as a memory-mapped file.
        report: Called with the share that is done.
    """
    if not encoder.columns:
        return
    done = 0
    for nodes, frame in column_batches(opened, rows, encoder.needed_columns):
        x[nodes] = encoder.transform(frame)
        done += len(nodes)
        if report is not None:
            report(done / max(rows.n, 1))


def _says_something(values: pd.Series) -> bool:
    """True for more categories than have an input of their own, if they are made of words: those tell them apart.

    Notes that often repeat, or job titles, are categories by their number; as such most would share "other".
    """
    levels = as_levels(values).dropna().unique()
    return len(levels) > MAX_LEVELS and sum(len(v.split()) for v in levels) >= _WORDS_OF_TEXT * len(levels)


def _names_rows(values: pd.Series) -> bool:
    """True for texts of single words, nearly each in one row only: addresses and numbers, which name their row.

    A network would learn such rows by heart instead of what is common to them.
    """
    known = as_levels(values).dropna()
    distinct = known.unique()
    n_words = sum(len(value.split()) for value in distinct)
    return len(distinct) > max(MAX_LEVELS, 0.9 * len(known)) and n_words < _WORDS_OF_NAMES * len(distinct)


def _sample(known: IntArray) -> IntArray:
    """At most `MAX_FITTED` of the rows, evenly spread; later rows do not change the choice."""
    if len(known) <= MAX_FITTED:
        return known
    return known[np.arange(MAX_FITTED) * len(known) // MAX_FITTED]


def _whose_key(tables: TableSet, logical: LogicalTable) -> str | None:
    """The key of whom a row is about: the one to the largest other table; None: its rows stand for themselves.

    A small table, of regions or products, holds no entities: what a row says names none of them.
    """
    sizes = {
        link.column: tables.table(link.to).table.n_rows for link in logical.links if link.to != logical.table
    }
    who = max(sizes, key=lambda column: sizes[column], default=None)
    return who if who is not None and sizes[who] > MAX_LEVELS else None


def _clock(logical: LogicalTable) -> str | None:
    """The time column, where dates are to be counted from it: a date after it was not known yet."""
    has_dates = any(column.role is Role.DATE for column in logical.columns)
    return logical.time_column if has_dates else None


def _needed(logical: LogicalTable) -> list[str]:
    clock = _clock(logical)
    return [column.name for column in logical.columns] + ([] if clock is None else [clock])

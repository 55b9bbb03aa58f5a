"""From when to when the tables of a question have credible rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from core.errors import TaskError
from core.tables.expressions import OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import LogicalTable, logical_tables
from core.tables.table_set import TableSet
from core.task.conditions import terms
from core.task.query.ast import Aggregation, ColumnRef, Query
from core.task.target_truth import parts_of


@dataclass(frozen=True)
class Span:
    """From when to when the tables of a question have rows.

    Attributes:
        first: The day from which there is a steady stream of the rows that hold the answers.
        end: The first day that begins after the last credible row: everything before it is known.
        n_beyond: Rows of the used tables whose time lies after that; they are not used.
    """

    first: date
    end: date
    n_beyond: int

    @property
    def days(self) -> int:
        return (self.end - self.first).days


def data_span(source: OpenTables, query: Query, now: str | None = None) -> Span:
    """From when to when the tables that a query uses have credible rows; up to the day `now` where it is given.

    A time is not credible where it lies further after the 99th percentile of its table than half of what lies
    between the first and the 99th percentile (30 days at least): planned dates, slips of the pen, 9999-12-31.

    Raises:
        TaskError: no table has a time.
    """
    days = [_days_of(source, half) for half in _timed(source.tables, query)]
    days = [table for table in days if len(table)]
    if not days:
        raise TaskError(
            "No table of this question has a time, so nobody can say what came before what",
            expected="a date column that says since when a row is known, in at least one table",
            action="Choose the time column of your tables",
        )
    credible = [table[table.index <= _limit(table)] for table in days]
    last = max(table["last"].max() for table in credible)
    end = last.normalize() if last == last.normalize() else last.normalize() + pd.Timedelta(days=1)
    end = end if now is None else pd.Timestamp(now)
    beyond = sum(int(table.loc[table.index > end, "n"].sum()) for table in days)
    return Span(_first(source, query, credible).date(), end.date(), beyond)


def _first(source: OpenTables, query: Query, credible: list[pd.DataFrame]) -> pd.Timestamp:
    """Where the stream of rows that hold the answers begins; a founding year in another table is no history."""
    names = [half.table for half in _timed(source.tables, query)]
    holding = {part.over.table if isinstance(part, Aggregation) else part.table for part in parts_of(query)}
    if holding & set(names):
        days = [_days_of(source, half) for half in _timed(source.tables, query) if half.table in holding]
        credible = [table for table in days if len(table)] or credible
    rows = pd.concat([table["n"] for table in credible]).groupby(level=0).sum().sort_index()
    return _quantile(rows, 0.005)


def _timed(tables: TableSet, query: Query) -> list[LogicalTable]:
    used = set(query.using) | used_tables(query) if query.using else set(tables.names)
    return [half for half in logical_tables(tables) if half.table in used and half.has_clock]


def used_tables(query: Query) -> set[str]:
    """The tables that the question itself needs."""
    found = {query.entity.table}
    parts = [*terms(query.where), *terms(query.assuming), *parts_of(query)]
    for part in parts:
        if isinstance(part, ColumnRef):
            found.add(part.table)
        else:
            found |= {part.over.table, *(t.table for t in terms(part.where) if isinstance(t, ColumnRef))}
    return found


def _days_of(source: OpenTables, half: LogicalTable) -> pd.DataFrame:
    """Rows of each day and the last moment of the day, by day."""
    rows = with_known(source, half)
    at = rows[KNOWN]
    rows = rows.select(day=at.truncate("D"), at=at).filter(at.notnull())
    found: pd.DataFrame = rows.group_by("day").agg(n=rows.count(), last=rows["at"].max()).execute()
    found["day"] = pd.to_datetime(found["day"])
    return found.set_index("day").sort_index()


def _quantile(counts: pd.Series, share: float) -> pd.Timestamp:
    reached = counts.cumsum().to_numpy() >= share * counts.sum()
    return pd.Timestamp(counts.index[int(np.argmax(reached))])


def _limit(table: pd.DataFrame) -> pd.Timestamp:
    low, high = _quantile(table["n"], 0.01), _quantile(table["n"], 0.99)
    return high + max(pd.Timedelta(days=30), 0.5 * (high - low))


def too_long(days: float, span: Span, needed: int) -> TaskError:
    return TaskError(
        "The question looks further ahead than the data allow",
        found=f"a horizon of {days:g} days, and data of {span.days:,} days ({span.first} to {span.end})",
        expected=f"data of at least {needed:,} days: a horizon each for learning, for the practice exam and for "
        "the final exam",
        action="Shorten the horizon, or bring older data",
    )

"""Proposes the days on which a question is asked, from the times that stand in the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

import numpy as np
import pandas as pd

from core.errors import TaskError
from core.tables.expressions import OpenTables, opened
from core.tables.logical import LogicalTable, logical_tables
from core.tables.table_set import TableSet
from core.task.answer_columns import answer_columns
from core.task.conditions import terms
from core.task.query.ast import Aggregation, ColumnRef, Query
from core.task.seed_times import MOST_DAYS, SeedTimes
from core.task.target_truth import horizon, is_undated, parts_of

MOST_EXAMPLES = 200_000  # rows times days: beyond that fewer days are asked, so that the cost stays bounded
FEWEST_DAYS = 8  # however many rows there are
_STEP = (7, 90)  # the least and the most days between two days of a part
_ROOMY = 9  # days with windows of their own; where the history holds fewer, days stand closer together
_CLOSER = 3  # but no closer than this part of the window
_TEST_SHARE, _PRACTICE_SHARE = 0.2, 0.16  # of the days, for the final and for the practice exam
_TEST_DAYS = 3  # at least, where the history holds them
_LEAST_HISTORY = 14  # days of data before the first day for learning
_NICE = (7, 14, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730)
_OWN_SHARES = (0.64, 0.80)  # of the entities whose answer is known: where the two exams begin


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


def propose_seeds(tables: TableSet, query: Query, most_days: int | None = None) -> SeedTimes:
    """The days for learning, the two exams and now; every answer of a part is known before the next begins.

    The data end is now. The final exam ends one horizon before it; its days, those of the practice exam and those for
    learning fill the history, a horizon (7 to 90 days) apart inside a part, closer where there would be few; a
    horizon lies between the parts. Where that makes more days than the cap, they are thinned evenly.
    Where the target is a column of the entity, or comes at most once for each entity, and the entity has a time,
    each is asked once at that time instead (kind "own"), provided that somebody is left to be asked.

    Args:
        tables, query: The question and its tables.
        most_days: The cap on days; None: `MOST_DAYS`, fewer where that would make more than `MOST_EXAMPLES` rows.

    Raises:
        TaskError: the horizon does not fit into the data, or no table has a time.
    """
    with opened(tables) as source:
        span = data_span(source, query)
        if is_asked_once(source, query) and (answer_columns(query) or _somebody_is_left(source, query, span)):
            return _own(source, query, span)
        rows = max(tables.table(query.entity.table).table.n_rows, 1)
        most = most_days or max(FEWEST_DAYS, min(MOST_DAYS, MOST_EXAMPLES // rows))
        return _rolling(span, horizon(query), most)


def _somebody_is_left(source: OpenTables, query: Query, span: Span) -> bool:
    """Whether the window of the latest entities is still open; else a list as of now would be empty."""
    own = _own_times(source, query)
    return bool((own + pd.Timedelta(days=horizon(query)) > pd.Timestamp(span.end)).any())


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
    return [half for half in logical_tables(tables) if half.table in used and half.time_column is not None]


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
    rows = source.logical(half)
    at = rows[str(half.time_column)].cast("timestamp")
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


def is_asked_once(source: OpenTables, query: Query) -> bool:
    """Whether each entity is asked once, at its own time."""
    tables, entity = source.tables, query.entity.table
    if tables.table(entity).time_column is None:
        return False
    parts = parts_of(query)
    columns = answer_columns(query)
    if len(columns) == len(parts):
        return bool(parts) and all(ref.table == entity for ref in columns)
    if len(parts) > 1 or not isinstance(query.target, Aggregation):
        return False
    goal = query.target.over.table
    link = next((link for link in tables.links_to(entity) if link.table == goal), None)
    if link is None or goal == entity:
        return False
    key = source.table(goal)[link.column]
    counts = source.table(goal).aggregate(n=key.count(), different=key.nunique()).execute()
    return int(counts["n"].iloc[0]) == int(counts["different"].iloc[0])


def _rolling(span: Span, days: float, most: int) -> SeedTimes:
    if days <= 0:
        raise TaskError(
            "This question does not say how far it looks ahead",
            action="Give the entity's table a time column, or count rows in a window such as 0, 90, days",
        )
    back = ceil(days)
    earliest = span.first + timedelta(days=min(_LEAST_HISTORY, back))
    room = (span.end - earliest).days - 3 * back
    if room < 0:
        raise _too_long(days, span, 3 * back + min(_LEAST_HISTORY, back))
    step = _step(room, back)
    possible = room // step + 3
    parts, last = [], span.end
    for n, kept in zip(_shares(possible), _shares(min(most, possible)), strict=True):
        last -= timedelta(days=back)
        slots = np.unique(np.linspace(0, n - 1, kept).round().astype(int))
        parts.append(tuple((last - timedelta(days=step * int(slot))).isoformat() for slot in slots[::-1]))
        last -= timedelta(days=step * (n - 1))
    test, practice, train = parts
    return SeedTimes(
        train=train,
        validation=practice[0],
        more_validation=practice[1:],
        test=test[0],
        more_test=test[1:],
        now=span.end.isoformat(),
        horizon_days=days,
        most_days=most,
        n_possible=possible,
    )


def _step(room: int, back: int) -> int:
    """Days from one day of a part to the next."""
    apart = min(max(back, _STEP[0]), _STEP[1])
    if room // apart + 3 >= _ROOMY:
        return apart
    return max(min(apart, _STEP[0]), ceil(apart / _CLOSER), min(room // (_ROOMY - 3), apart))


def _shares(n: int) -> tuple[int, int, int]:
    """How many of n days are for the final exam, for the practice exam and for learning; n is at least 3."""
    test = max(min(_TEST_DAYS, n - 2), round(_TEST_SHARE * n))
    practice = max(1, min(round(_PRACTICE_SHARE * n), n - test - 1))
    return test, practice, n - test - practice


def _too_long(days: float, span: Span, needed: int) -> TaskError:
    return TaskError(
        "The question looks further ahead than the data allow",
        found=f"a horizon of {days:g} days, and data of {span.days:,} days ({span.first} to {span.end})",
        expected=f"data of at least {needed:,} days: a horizon each for learning, for the practice exam and for "
        "the final exam",
        action="Shorten the horizon, or bring older data",
    )


def _own(source: OpenTables, query: Query, span: Span) -> SeedTimes:
    undated = is_undated(source.tables, query)
    own = _own_times(source, query)
    own = own[own <= pd.Timestamp(span.end)]
    if undated:  # nothing says when an answer came: it counts as known when all the data are
        days = float(max(span.days, (pd.Timestamp(span.end) - own.min()).days + 1, 1)) if len(own) else 1.0
        known = own
    else:
        days = horizon(query) or _usual_wait(source, query, span)
        known = own[own <= pd.Timestamp(span.end) - pd.Timedelta(days=days)]
    if known.empty or (days >= span.days and not undated):
        raise _too_long(days, span, ceil(days) + 1)
    exams = [known.iloc[int(share * (len(known) - 1))].normalize().date() for share in _OWN_SHARES]
    validation = max(exams[0], known.iloc[0].date() + timedelta(days=1))
    test = max(exams[1], validation + timedelta(days=1))
    if test >= span.end:
        raise _too_long(days, span, ceil(days) + 3)
    return SeedTimes(
        kind="own",
        validation=validation.isoformat(),
        test=test.isoformat(),
        now=span.end.isoformat(),
        horizon_days=days,
    )


def _own_times(source: OpenTables, query: Query) -> pd.Series:
    """The own times of entities in order; where the answer is filled in later, of those that have it."""
    linked = source.tables.table(query.entity.table)
    rows = source.table(query.entity.table)
    if answer_columns(query) and not is_undated(source.tables, query) and linked.late_time is not None:
        rows = rows.filter(rows[linked.late_time].notnull())
    at = rows[str(linked.time_column)].cast("timestamp")
    found: pd.DataFrame = rows.select(at=at).filter(at.notnull()).execute()
    return found["at"].sort_values().reset_index(drop=True)


def _usual_wait(source: OpenTables, query: Query, span: Span) -> float:
    """Days within which 9 of 10 answers of a column came, rounded up; at most a third of the data."""
    linked = source.tables.table(query.entity.table)
    rows = source.table(linked.name)
    first, late = (rows[str(name)].cast("timestamp") for name in (linked.time_column, linked.late_time))
    rows = rows.select(wait=late.epoch_seconds() - first.epoch_seconds())
    waits = rows.filter(rows["wait"].notnull() & (rows["wait"] > 0)).execute()["wait"] / 86_400
    if waits.empty:
        names = " and ".join(ref.column for ref in answer_columns(query))
        raise TaskError(
            f"{linked.name}.{names} is filled in for no row after the row itself",
            action=f"Check the two time columns of {linked.name}",
        )
    usual = float(waits.quantile(0.9))
    nice = next((days for days in _NICE if days >= usual), _NICE[-1])
    return float(max(1, min(nice, span.days // 3)))

"""Proposes the days on which a question is asked, from the times that stand in the tables."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Literal

import numpy as np
import pandas as pd

from core.errors import TaskError
from core.tables.expressions import OpenTables, opened
from core.tables.logical import half_of
from core.tables.table_set import TableSet
from core.task.answer_columns import answer_columns
from core.task.data_span import Span, data_span, too_long
from core.task.own_days import own_days, own_times
from core.task.query.ast import Aggregation, Query
from core.task.seed_times import MOST_DAYS, SeedTimes
from core.task.target_truth import horizon, parts_of

MOST_EXAMPLES = 200_000  # rows times days: beyond that fewer days are asked, so that the cost stays bounded
FEWEST_DAYS = 8  # however many rows there are
_STEP = (7, 90)  # the least and the most days between two days of a part
_ROOMY = 9  # days with windows of their own; where the history holds fewer, days stand closer together
_CLOSER = 3  # but no closer than this part of the window
_TEST_SHARE, _PRACTICE_SHARE = 0.2, 0.16  # of the days, for the final and for the practice exam
_TEST_DAYS = 3  # at least, where the history holds them
_LEAST_HISTORY = 14  # days of data before the first day for learning


def propose_seeds(
    tables: TableSet,
    query: Query,
    most_days: int | None = None,
    *,
    kind: Literal["rolling", "own"] | None = None,
) -> SeedTimes:
    """The days for learning, the two exams and now; every answer of a part is known before the next begins.

    The data end is now. The final exam ends one horizon before it; its days, those of the practice exam and those for
    learning fill the history, a horizon (7 to 90 days) apart inside a part, closer where there would be few; a
    horizon lies between the parts. Where that makes more days than the cap, they are thinned evenly.
    Where the target is a column of the entity, or comes at most once for each entity, and the entity has a time,
    each is asked once at that time instead (kind "own"), provided that somebody is left to be asked.

    Args:
        tables, query: The question and its tables.
        most_days: The cap on days; None: `MOST_DAYS`, fewer where that would make more than `MOST_EXAMPLES` rows.
        kind: Whether all are asked on the same days or each at its own time; None: what suits the question.

    Raises:
        TaskError: the horizon does not fit into the data, or no table has a time.
    """
    with opened(tables) as source:
        span = data_span(source, query)
        if kind == "own" or (kind is None and _suits_own_times(source, query, span)):
            return own_days(source, query, span)
        rows = max(tables.table(query.entity.table).table.n_rows, 1)
        most = most_days or max(FEWEST_DAYS, min(MOST_DAYS, MOST_EXAMPLES // rows))
        return _rolling(span, horizon(query), most)


def _suits_own_times(source: OpenTables, query: Query, span: Span) -> bool:
    once = is_asked_once(source, query)
    return once and (bool(answer_columns(query)) or _somebody_is_left(source, query, span))


def _somebody_is_left(source: OpenTables, query: Query, span: Span) -> bool:
    """Whether the window of the latest entities is still open; else a list as of now would be empty."""
    own = own_times(source, query)
    return bool((own + pd.Timedelta(days=horizon(query)) > pd.Timestamp(span.end)).any())


def is_asked_once(source: OpenTables, query: Query) -> bool:
    """Whether each entity is asked once, at its own time."""
    tables, entity = source.tables, query.entity.table
    if not half_of(tables, entity, late=False).has_clock:
        return False
    parts = parts_of(query)
    columns = answer_columns(query)
    if len(columns) == len(parts):
        return bool(parts) and all(ref.table == entity for ref in columns)
    return comes_once(source, query)


def comes_once(source: OpenTables, query: Query) -> bool:
    """Whether the target counts rows of a table that names each entity at most once."""
    tables, entity = source.tables, query.entity.table
    if not isinstance(query.target, Aggregation):
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
        raise too_long(days, span, 3 * back + min(_LEAST_HISTORY, back))
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

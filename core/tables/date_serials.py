"""Days as spreadsheets count them (44927) beside dates in words: a column that was half a date when it was exported."""
# ruff: noqa: S608 - every text goes through engine.literal

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from core.tables.cells import among
from core.tables.date_plans import Votes
from core.tables.dates import DatePlan, is_serial_sql, serial_sql

if TYPE_CHECKING:
    import duckdb

_NEAR = 2  # years between such a day and the nearest of the dates in words
_MIN_CELLS = 5  # of each kind, before anything is turned round
_SEVERAL = 3  # different days and months: a column of firsts and fifteenths of months tells nothing


def with_serials(
    connection: duckdb.DuckDBPyConnection,
    plans: Mapping[int, DatePlan],
    votes: Mapping[int, Votes],
    *,
    by_hand: bool,
) -> dict[int, DatePlan]:
    """The plans of columns in which such days stand beside dates of the same years, grown by them.

    A spreadsheet that took the day for the month turns the dates into days that it can (5 March into 3 May), and leaves
    those in words that have no month 13: then all dates in words have a day above 12, and none of the days it made.
    They are turned back where days and months are many, and else may be, when a person says so.

    Args:
        connection: Holds `date_read`, see `core.tables.date_reading`.
        plans: How the dates in words are read, by place.
        votes: What they tell of the order of day and month.
        by_hand: A person says that these are dates; else there must be as many in words as days.
    """
    days = serial_sql("cell")
    rows = connection.execute(
        f"SELECT place, coalesce(sum(n) FILTER (stamp IS NULL AND {is_serial_sql('cell')}), 0), "
        "coalesce(sum(n) FILTER (stamp IS NOT NULL), 0), min(year(stamp)), max(year(stamp)), "
        f"min(year({days})) FILTER (stamp IS NULL), max(year({days})) FILTER (stamp IS NULL), "
        f"bool_and(day({days}) <= 12) FILTER (stamp IS NULL AND {is_serial_sql('cell')}), "
        f"least(count(DISTINCT day({days})) FILTER (stamp IS NULL), "
        f"count(DISTINCT month({days})) FILTER (stamp IS NULL), "
        "count(DISTINCT day(stamp)) FILTER (stamp IS NOT NULL)), "
        f"least(count(DISTINCT date_trunc('day', {days})) FILTER (stamp IS NULL), "
        "count(DISTINCT date_trunc('day', stamp)) FILTER (stamp IS NOT NULL)) "
        f"FROM date_read WHERE {among(plans)} GROUP BY place"
    ).fetchall()
    grown = {}
    for place, n_serials, n_words, first, last, low, high, are_low, n_parts, n_days in rows:
        if not n_serials or not n_words or (n_serials > n_words and not by_hand):
            continue
        if not first - _NEAR <= low <= high <= last + _NEAR:
            continue
        day, month, undecided, _ = votes[place]
        one_order = not undecided and (day == 0) != (month == 0) and day + month == n_words
        either_way = bool(are_low and one_order and min(n_serials, n_words) >= _MIN_CELLS)
        turned = either_way and n_parts >= _SEVERAL and n_days >= _MIN_CELLS
        grown[place] = replace(
            plans[place], serials="turned" if turned else "as they are", either_way=either_way
        )
    return grown

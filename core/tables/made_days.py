"""Days that a spreadsheet made of some dates of a column (44927, or 2023-01-05) beside others that stayed."""
# ruff: noqa: S608 - every text goes through engine.literal

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from core.tables.cells import alike, among
from core.tables.date_plans import Votes
from core.tables.dates import DatePlan, is_made_sql, is_serial_sql, iso_sql, serial_sql

if TYPE_CHECKING:
    import duckdb

_NEAR = 2  # years between such a day and the nearest of the dates in words
_MIN_CELLS = 5  # of each kind, before anything is turned round
_SEVERAL = 3  # different days and months: a column of firsts and fifteenths of months tells nothing
_MANY = 10  # made days of which none is above the 12th are no chance, beside whatever else


def with_made_days(
    connection: duckdb.DuckDBPyConnection,
    plans: Mapping[int, DatePlan],
    votes: Mapping[int, Votes],
    *,
    by_hand: bool,
) -> dict[int, DatePlan]:
    """The plans of columns in which such days stand beside dates in words of the same years, grown by them.

    A spreadsheet that took the day for the month turns the dates into days that it can (5 March into 3 May), and leaves
    those in words that have no month 13: then all dates in words have a day above 12, and none of the days it made.
    They are turned back where days and months are many, and else may be, when a person says so.

    Args:
        connection: Holds `date_read`, see `core.tables.date_reading`.
        plans: How the dates in words are read, by place.
        votes: What they tell of the order of day and month.
        by_hand: A person says that these are dates; else as many must be in words as are days that spreadsheets count.
    """
    places = _with_made(connection, [place for place, plan in plans.items() if not plan.years_ahead])
    if not places:
        return {}
    grown = {}
    serials = _with_serials(connection, places, by_hand=by_hand)
    made = f"coalesce({serial_sql('cell')}, {iso_sql('cell')})"
    is_word = f"stamp IS NOT NULL AND NOT ({is_made_sql('cell')})"
    is_day = f"CASE WHEN {is_serial_sql('cell')} THEN {among(serials)} ELSE stamp IS NOT NULL END"
    rows = connection.execute(
        "SELECT place, coalesce(sum(n) FILTER (made), 0), coalesce(sum(n) FILTER (word), 0), "
        "bool_and(day(made_day) <= 12) FILTER (made), "
        "least(count(DISTINCT day(made_day)) FILTER (made), count(DISTINCT month(made_day)) FILTER (made)), "
        "count(DISTINCT day(stamp)) FILTER (word), "
        "least(count(DISTINCT date_trunc('day', made_day)) FILTER (made), "
        "count(DISTINCT date_trunc('day', stamp)) FILTER (word)) "
        f"FROM (SELECT *, {made} AS made_day, {made} IS NOT NULL AND {is_day} AS made, {is_word} AS word "
        f"FROM date_read WHERE {among(places)}) GROUP BY place"
    ).fetchall()
    for place, n_made, n_words, are_low, n_parts, n_word_days, n_days in rows:
        day, month, undecided, _ = votes[place]
        one_order = not undecided and (day == 0) != (month == 0) and day + month == n_words
        enough = min(n_made, n_words) >= _MIN_CELLS or (n_made >= _MANY and n_parts >= _SEVERAL)
        either_way = bool(n_words and are_low and one_order and enough)
        turned = (
            either_way
            and min(n_parts, n_word_days) >= _SEVERAL
            and min(n_days, n_made, n_words) >= _MIN_CELLS
        )
        if either_way or place in serials:
            grown[place] = replace(
                plans[place], serials=place in serials, turned=turned, either_way=either_way
            )
    return grown


def read_again(connection: duckdb.DuckDBPyConnection, plans: Mapping[int, DatePlan]) -> None:
    """Reads the days that spreadsheets made in `date_read` anew, by plans that have grown."""
    for plan, places in alike(plans):
        connection.execute(
            f"UPDATE date_read SET stamp = {plan.sql('cell')} WHERE {among(places)} AND ({is_made_sql('cell')})"
        )


def _with_made(connection: duckdb.DuckDBPyConnection, places: Collection[int]) -> set[int]:
    """The columns that hold any such day."""
    rows = connection.execute(
        f"SELECT DISTINCT place FROM date_read WHERE {among(places)} AND ({is_made_sql('cell')})"
    ).fetchall()
    return {place for (place,) in rows}


def _with_serials(
    connection: duckdb.DuckDBPyConnection, places: Collection[int], *, by_hand: bool
) -> set[int]:
    """The columns in which whole numbers are days that spreadsheets count: of the years of the dates beside them."""
    days = serial_sql("cell")
    rows = connection.execute(
        f"SELECT place, coalesce(sum(n) FILTER (stamp IS NULL AND {is_serial_sql('cell')}), 0), "
        "coalesce(sum(n) FILTER (stamp IS NOT NULL), 0), min(year(stamp)), max(year(stamp)), "
        f"min(year({days})) FILTER (stamp IS NULL), max(year({days})) FILTER (stamp IS NULL) "
        f"FROM date_read WHERE {among(places)} GROUP BY place"
    ).fetchall()
    return {
        place
        for place, n_serials, n_words, first, last, low, high in rows
        if n_serials and n_words and (n_serials <= n_words or by_hand)
        if first - _NEAR <= low <= high <= last + _NEAR
    }

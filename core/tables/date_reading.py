"""How the dates of one column are written, by its own cells: forms, order of day and month, zones, and what is none."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.tables.date_forms import FORMS, LETTER, form_of
from core.tables.dates import MAX_YEAR, MIN_YEAR, PIVOT, DatePlan, DateReading, Order, zone_sql
from core.tables.engine import literal, quoted
from core.tables.month_names import month_of
from core.tables.name_words import words
from core.tables.numbers import STANDS_FOR_MISSING
from core.tables.zones import WINTER, Zone, zone

if TYPE_CHECKING:
    import duckdb

_SAMPLE = 300
_SHORT_YEAR = rf"^[^0-9]*[0-9]{{1,2}}[-/. ]+([0-9]{{1,2}}|{LETTER}+)[-/., ]+[0-9]{{2}}([^0-9]|$)"
_ZONED = "[A-Za-z+]|:[0-9.,]+ ?-"  # a time zone stands in no other cell
_CLOCK = "[0-9][:.h][0-9][0-9]"
_MISSING_SQL = "(" + ", ".join(literal(word) for word in sorted(STANDS_FOR_MISSING)) + ")"
_WINTER_SQL = "(" + ", ".join(map(literal, WINTER)) + ")"
_PERIODS = tuple(form.name for form in FORMS if form.period)
_DIGITS = tuple(form.name for form in FORMS if form.digits_only)
_BIRTH = frozenset(
    ("birth", "born", "birthday", "dob", "birthdate", "geburt", "geburtsdatum", "naissance", "nacimiento")
)
# a day or month 0, as databases and spreadsheets write "no date", and years that only stand for one
_NO_DATE = (
    r"^(?:0{1,4}[-/.]?\d{1,2}[-/.]?\d{1,4}|\d{4}[-/.]0{1,2}[-/.]\d{1,2}|\d{4}[-/.]\d{1,2}[-/.]0{1,2}"
    r"|\d{1,2}[-/.]0{1,2}[-/.]\d{2,4}|\d{1,2}[-/.]\d{1,2}[-/.]0{2,4}|0{6,8}"
    r"|(?:9999|0001|1753)[-/.]?\d{1,2}[-/.]?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:9999|0001|1753))"
    r"(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?$"
)


def read_dates(
    connection: duckdb.DuckDBPyConnection,
    source: str,
    name: str,
    *,
    day_first: bool | None = None,
    by_hand: bool = False,
    digits: bool = False,
) -> DateReading:
    """Finds out how the cells of a text column are dates.

    Args:
        connection: Holds the source.
        source: The table or subquery that holds the column.
        name: The column.
        day_first: How 03/04/2024 is meant; None: found out, day first where nothing tells.
        by_hand: A person says that these are dates: months, quarters and weeks are read as their first day.
        digits: 20240131 and 240131 are dates, not numbers.
    """
    column = quoted(name)
    cells = f"SELECT CAST({column} AS VARCHAR) AS cell, count(*) AS n"
    counted = f"{cells} FROM {source} WHERE {column} IS NOT NULL GROUP BY 1"
    return read_counted_dates(connection, counted, name, day_first=day_first, by_hand=by_hand, digits=digits)


def read_counted_dates(
    connection: duckdb.DuckDBPyConnection,
    counted: str,
    name: str,
    *,
    day_first: bool | None = None,
    by_hand: bool = False,
    digits: bool = False,
) -> DateReading:
    """Finds out how different cells of a column are dates; see `read_dates`.

    Args:
        connection: Holds them.
        counted: The SELECT that gives them: `cell`, a text, and `n`, how often it occurs.
        name, day_first, by_hand, digits: As for `read_dates`.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE date_cells AS {counted}")
    plain = _plain(connection)
    if plain is not None:
        return plain
    wanted = {form.name for form in FORMS if not form.period and not form.digits_only}
    wanted |= {*(_PERIODS if by_hand else ()), *(_DIGITS if by_hand or digits else ())}
    plan, votes = DatePlan(pivot=_pivot(name)), (0, 0, 0, 0)
    (zoned,) = _one(
        connection, f"SELECT count(*) FILTER (regexp_matches(cell, {literal(_ZONED)})) FROM date_cells"
    )
    for _ in range(2):  # forms that no cell of the sample has are looked for among cells that were not read
        forms = {*plan.forms, *_forms(connection, plan)} & wanted
        if forms == set(plan.forms):
            break
        plan = replace(plan, forms=tuple(sorted(forms)), months=_months(connection, tuple(forms)))
        votes = _votes(connection) if "numbers" in forms else votes
        zones = _zones(connection, plan) if zoned else ()
        plan = replace(plan, order=_order(votes, day_first), zones=zones)
    _read(connection, plan)
    counts = _zone_counts(connection) if zoned else {}
    plan = replace(plan, to_utc=_several_clocks(connection, list(counts)))
    return replace(_measured(connection, plan, votes, day_first), zones=tuple(counts.items()))


def _plain(connection: duckdb.DuckDBPyConnection) -> DateReading | None:
    """What is found where every cell is plain ISO 8601 of one clock, or None: the most frequent case, in one query."""
    n_filled, n_dates, n_distinct, n_utc, n_local = _one(
        connection,
        "SELECT sum(n), sum(n) FILTER (stamp IS NOT NULL), count(DISTINCT stamp), "
        "count(*) FILTER (cell LIKE '%Z'), count(*) FILTER (contains(cell, ':') AND cell NOT LIKE '%Z') "
        f"FROM (SELECT cell, n, {DatePlan().sql('cell')} AS stamp FROM date_cells)",
    )
    if n_dates < n_filled or (n_utc and n_local):
        return None
    return DateReading(DatePlan(), n_filled, n_dates=n_dates, n_distinct=n_distinct)


def _pivot(name: str) -> int:
    """The last two-digit year of this century: nobody is born in the future."""
    return dt.datetime.now(dt.UTC).year % 100 if set(words(name)) & _BIRTH else PIVOT


def _forms(connection: duckdb.DuckDBPyConnection, plan: DatePlan) -> set[str]:
    """The forms of different cells that the plan does not read."""
    rows = connection.execute(
        f"SELECT cell FROM date_cells WHERE {plan.sql('cell')} IS NULL ORDER BY hash(cell) LIMIT {_SAMPLE}"
    ).fetchall()
    return {form.name for (cell,) in rows if (form := form_of(cell.strip())) is not None}


def _months(connection: duckdb.DuckDBPyConnection, forms: Sequence[str]) -> tuple[tuple[str, int], ...]:
    if not any(form.name in forms and "name" in form.groups for form in FORMS):
        return ()
    rows = connection.execute(
        f"SELECT DISTINCT lower(unnest(regexp_extract_all(cell, '{LETTER}+'))) AS word FROM date_cells "
        "ORDER BY word LIMIT 5000"
    ).fetchall()
    return tuple((word, month) for (word,) in rows if (month := month_of(word)) is not None)


def _votes(connection: duckdb.DuckDBPyConnection) -> tuple[int, int, int, int]:
    """Cells whose first number is above 12, whose second is, that could be either, and that begin with the year."""
    first, second = (
        f"try_cast(regexp_extract(cell, '^([0-9]{{1,2}})[-/.] ?([0-9]{{1,2}})[-/.] ?[0-9]{{2,4}}', {i}) AS INTEGER)"
        for i in (1, 2)
    )
    row = _one(
        connection,
        f"SELECT {_sum(f'{first} BETWEEN 13 AND 31 AND {second} <= 12')}, "
        f"{_sum(f'{second} BETWEEN 13 AND 31 AND {first} <= 12')}, "
        f"{_sum(f'{first} <> {second} AND {first} <= 12 AND {second} <= 12')}, "
        f"{_sum(f'{first} > 31 AND {second} <= 12')} FROM date_cells",
    )
    return row[0], row[1], row[2], row[3]


def _order(votes: tuple[int, int, int, int], day_first: bool | None) -> Order:
    first, second, _, years = votes
    if years > first + second:
        return "year first"
    if day_first is None:
        day_first = first >= second
    return "day first" if day_first else "month first"


def _zones(connection: duckdb.DuckDBPyConnection, plan: DatePlan) -> tuple[Zone, ...]:
    written = zone_sql(plan.forms, "cell")
    rows = connection.execute(f"SELECT DISTINCT {written} AS z FROM date_cells ORDER BY z").fetchall()
    return tuple(zone(name) for (name,) in rows if name)


def _read(connection: duckdb.DuckDBPyConnection, plan: DatePlan) -> None:
    """Makes the table `date_read`: each different cell with its count, date (as written), zone and way of standing
    for none.
    """
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE date_read AS SELECT cell, n, {plan.sql('cell')} AS stamp, "
        f"{zone_sql(plan.forms, 'cell')} AS zone FROM date_cells"
    )


def _zone_counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How many times of day name each zone, the most frequent first; "" is none."""
    rows = connection.execute(
        "SELECT zone, sum(n) AS n FROM date_read WHERE stamp IS NOT NULL "
        f"AND regexp_matches(cell, {literal(_CLOCK)}) GROUP BY 1 ORDER BY n DESC, zone"
    ).fetchall()
    return {written: int(count) for written, count in rows}


def _several_clocks(connection: duckdb.DuckDBPyConnection, zones: Sequence[str]) -> bool:
    """Whether times of day are those of several clocks. Where all are midnight they are days, whatever the zone."""
    clocks = {(one.minutes, one.place) if written else None for written in zones for one in [zone(written)]}
    if len(clocks) < 2:
        return False
    (timed,) = _one(connection, "SELECT count(*) FILTER (stamp <> date_trunc('day', stamp)) FROM date_read")
    return bool(timed)


def _measured(
    connection: duckdb.DuckDBPyConnection,
    plan: DatePlan,
    votes: tuple[int, int, int, int],
    day_first: bool | None,
) -> DateReading:
    """The counts of a plan."""
    (unread,) = _one(connection, "SELECT count(*) FILTER (stamp IS NULL) FROM date_read")
    year = "year(try_cast(cell AS TIMESTAMP))"
    far = f"coalesce({year} NOT BETWEEN {MIN_YEAR} AND {MAX_YEAR}, false)"
    no_date = f"stamp IS NULL AND (regexp_matches(cell, {literal(_NO_DATE)}) OR {far})" if unread else "false"
    word = f"stamp IS NULL AND lower(trim(cell)) IN {_MISSING_SQL}" if unread else "false"
    short = f"stamp IS NOT NULL AND regexp_matches(cell, {literal(_SHORT_YEAR)})"
    other_form = "stamp IS NOT NULL AND NOT regexp_matches(cell, '^[0-9]{1,2}[-/.]')"
    late = f"stamp IS NOT NULL AND zone IN {_WINTER_SQL} AND month(stamp) BETWEEN 5 AND 9"
    row = _one(
        connection,
        f"SELECT {_sum('true')}, {_sum('stamp IS NOT NULL')}, {_sum(no_date)}, {_sum(word)}, "
        f"{_sum(plan.other_order_sql('cell'))}, {_sum(short)}, "
        f"count(DISTINCT stamp), {_sum(_twice(plan))}, "
        f"{_sum(late)}, {_sum(other_form)} FROM date_read",
    )
    first, second, undecided, _ = votes
    periods = {form.period for form in FORMS if form.name in plan.forms and form.period}
    return DateReading(
        plan=plan,
        n_filled=row[0],
        n_dates=row[1],
        n_distinct=row[6],
        n_no_date=row[2],
        no_dates=_commonest(connection, no_date) if row[2] else (),
        n_words=row[3],
        others=_commonest(connection, f"stamp IS NULL AND NOT ({no_date}) AND NOT ({word})")
        if unread
        else (),
        ambiguous=day_first is None
        and not (first or second)
        and undecided > 0
        and plan.order != "year first",
        n_in_order=first if plan.order == "day first" else second,
        n_other_order=row[4],
        n_undecided=undecided,
        can_turn=plan.order != "year first" and row[9] == 0,
        n_short_years=row[5],
        n_twice=row[7],
        n_winter_in_summer=row[8] if plan.to_utc else 0,
        period=" or ".join(sorted(periods)),
    )


def _twice(plan: DatePlan) -> str:
    """The condition under which a place's clock shows a time twice or never."""
    cases = [
        f"WHEN {literal(one.written)} THEN timezone({place}, timezone({place}, stamp)) <> stamp "
        f"OR timezone({place}, timezone({place}, stamp) - INTERVAL 1 HOUR) = stamp "
        f"OR timezone({place}, timezone({place}, stamp) + INTERVAL 1 HOUR) = stamp"
        for one in plan.zones
        if one.place is not None
        for place in [literal(one.place)]
    ]
    return f"CASE zone {' '.join(cases)} ELSE false END" if cases and plan.to_utc else "false"


def _commonest(connection: duckdb.DuckDBPyConnection, condition: str) -> tuple[tuple[str, int], ...]:
    rows = connection.execute(
        f"SELECT left(cell, 30), n FROM date_read WHERE {condition} ORDER BY n DESC, cell LIMIT 3"
    ).fetchall()
    return tuple((str(cell), int(count)) for cell, count in rows)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[int, ...]:
    (row,) = connection.execute(sql).fetchall()
    return tuple(int(value or 0) for value in row)


def _sum(condition: str) -> str:
    return f"sum(n) FILTER ({condition})"

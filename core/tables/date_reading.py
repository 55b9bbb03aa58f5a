"""How the dates of one column are written, by its own cells: forms, order of day and month, zones, and what is none."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from core.tables.cells import alike, among
from core.tables.date_forms import ERA_LETTERS, ERAS, FORMS, LETTER
from core.tables.date_plans import Votes, date_plans, zoned_places
from core.tables.dates import MAX_YEAR, MIN_YEAR, DatePlan, DateReading, is_made_sql, is_serial_sql, zone_sql
from core.tables.engine import literal, quoted
from core.tables.made_days import read_again, with_made_days
from core.tables.stand_ins import Words, recurring_words, stands_for_none_sql
from core.tables.zones import WINTER, zone

if TYPE_CHECKING:
    import duckdb

_SHORT_YEAR = rf"^[^0-9]*[0-9]{{1,2}}[-/. ]+([0-9]{{1,2}}|{LETTER}+)[-/., ]+[0-9]{{2}}([^0-9]|$)"
_CLOCK = "[0-9][:.h][0-9][0-9]"
_WINTER_SQL = "(" + ", ".join(map(literal, WINTER)) + ")"
# a day or month 0, as databases and spreadsheets write "no date", and years that only stand for one
_NO_DATE = (
    r"^(?:0{1,4}[-/.]?\d{1,2}[-/.]?\d{1,4}|\d{4}[-/.]0{1,2}[-/.]\d{1,2}|\d{4}[-/.]\d{1,2}[-/.]0{1,2}"
    r"|\d{1,2}[-/.]0{1,2}[-/.]\d{2,4}|\d{1,2}[-/.]\d{1,2}[-/.]0{2,4}|0{6,8}"
    r"|(?:9999|0001|1753)[-/.]?\d{1,2}[-/.]?\d{1,2}|\d{1,2}[-/.]\d{1,2}[-/.](?:9999|0001|1753))"
    r"(?:[ T]\d\d:\d\d(?::\d\d(?:\.\d+)?)?Z?)?$"
)

_IS_FAR = f"coalesce(year(try_cast(cell AS TIMESTAMP)) NOT BETWEEN {MIN_YEAR} AND {MAX_YEAR}, false)"
_NO_DATE_SQL = f"(regexp_matches(cell, {literal(_NO_DATE)}) OR {_IS_FAR})"


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
    cells = f"SELECT 0 AS place, CAST({column} AS VARCHAR) AS cell, count(*) AS n"
    counted = f"{cells} FROM {source} WHERE {column} IS NOT NULL GROUP BY 2"
    places = (0,) if digits else ()
    return read_counted_dates(
        connection, counted, {0: name}, day_first=day_first, by_hand=by_hand, digits=places
    )[0]


def read_counted_dates(
    connection: duckdb.DuckDBPyConnection,
    counted: str,
    names: Mapping[int, str],
    *,
    day_first: bool | None = None,
    by_hand: bool = False,
    digits: Collection[int] = (),
    learn: bool = True,
) -> dict[int, DateReading]:
    """Finds out how different cells of columns are dates, of columns that are written alike in one query.

    Args:
        connection: Holds them.
        counted: The SELECT that gives them: the `place` of a column, `cell`, a text, and `n`, how often it occurs.
        names: The names of the columns by place.
        day_first, by_hand: As for `read_dates`.
        digits: The places of columns of which 20240131 and 240131 are dates.

    Returns:
        How each column is read, by place.
    """
    connection.execute(f"CREATE OR REPLACE TEMP TABLE date_cells AS {counted}")
    found = {place: DateReading(DatePlan(), 0) for place in names} | _plain(connection)
    left = [place for place in names if not found[place].n_dates or found[place].n_lost]
    if not left:
        return found
    zoned = zoned_places(connection, left)
    plans, votes, spelled = date_plans(
        connection, {place: names[place] for place in left}, zoned, day_first, by_hand, digits
    )
    _read(connection, plans, spelled)
    made_days = with_made_days(connection, plans, votes, by_hand=by_hand)
    read_again(connection, made_days)
    plans |= made_days
    clocks = _zone_counts(connection, zoned)
    several = _several_clocks(connection, clocks)
    plans |= {place: replace(plans[place], to_utc=True) for place in several}
    recurring = recurring_words(connection, "date_read", "stamp", _NO_DATE_SQL) if learn else {}
    for place, reading in _measured(connection, plans, votes, day_first, recurring).items():
        plan = replace(reading.plan, spellings=spelled.get(place, ()))
        found[place] = replace(reading, plan=plan, zones=tuple(clocks.get(place, {}).items()))
    return found


def _plain(connection: duckdb.DuckDBPyConnection) -> dict[int, DateReading]:
    """What is found where every cell is plain ISO 8601 of one clock: the most frequent case, in one query."""
    rows = connection.execute(
        "SELECT place, sum(n)::BIGINT, sum(n) FILTER (stamp IS NOT NULL), count(DISTINCT stamp), "
        "count(*) FILTER (cell LIKE '%Z'), count(*) FILTER (contains(cell, ':') AND cell NOT LIKE '%Z') "
        f"FROM (SELECT place, cell, n, {DatePlan().sql('cell')} AS stamp FROM date_cells) GROUP BY place"
    ).fetchall()
    found = {}
    for place, n_filled, n_dates, n_distinct, n_utc, n_local in rows:
        several = n_utc and n_local
        n_read = 0 if several else int(n_dates or 0)
        found[place] = DateReading(DatePlan(), n_filled, n_dates=n_read, n_distinct=n_distinct)
    return found


def _read(
    connection: duckdb.DuckDBPyConnection, plans: Mapping[int, DatePlan], spelled: Collection[int]
) -> None:
    """Makes the table `date_read`: each different cell with its count, date (as written) and zone.

    A cell that is no date stands there as it came.
    """
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE date_read "
        "(place INTEGER, cell VARCHAR, n BIGINT, stamp TIMESTAMP, zone VARCHAR)"
    )
    dressed = {place: (plan, place in spelled) for place, plan in plans.items()}
    for (plan, is_dressed), places in alike(dressed):
        zone_of = zone_sql(plan.forms, "cell") if plan.zones else "''"
        shown = "CASE WHEN stamp IS NULL THEN coalesce(written, cell) ELSE cell END" if is_dressed else "cell"
        connection.execute(
            f"INSERT INTO date_read SELECT place, {shown}, n, stamp, zone FROM (SELECT *, {plan.sql('cell')} AS stamp, "
            f"{zone_of} AS zone FROM date_cells WHERE {among(places)})"
        )


def _zone_counts(connection: duckdb.DuckDBPyConnection, zoned: Collection[int]) -> dict[int, dict[str, int]]:
    """How many times of day name each zone, the most frequent first; "" is none."""
    found: dict[int, dict[str, int]] = {place: {} for place in zoned}
    if zoned:
        rows = connection.execute(
            f"SELECT place, zone, sum(n) AS n FROM date_read WHERE {among(zoned)} AND stamp IS NOT NULL "
            f"AND regexp_matches(cell, {literal(_CLOCK)}) GROUP BY place, zone ORDER BY n DESC, zone"
        ).fetchall()
        for place, written, count in rows:
            found[place][written] = int(count)
    return found


def _several_clocks(connection: duckdb.DuckDBPyConnection, counts: Mapping[int, dict[str, int]]) -> set[int]:
    """The columns whose times of day are those of several clocks. Where all are midnight they are days, whatever the
    zone.
    """
    mixed = []
    for place, zones in counts.items():
        clocks = {
            (one.minutes, one.place) if written else None for written in zones for one in [zone(written)]
        }
        mixed += [place] if len(clocks) > 1 else []
    if not mixed:
        return set()
    rows = connection.execute(
        f"SELECT DISTINCT place FROM date_read WHERE {among(mixed)} AND stamp <> date_trunc('day', stamp)"
    ).fetchall()
    return {place for (place,) in rows}


def _measured(
    connection: duckdb.DuckDBPyConnection,
    plans: Mapping[int, DatePlan],
    votes: Mapping[int, Votes],
    day_first: bool | None,
    recurring: Mapping[int, Words],
) -> dict[int, DateReading]:
    """The counts of plans."""
    no_date = f"stamp IS NULL AND {_NO_DATE_SQL}"
    word = f"stamp IS NULL AND {stands_for_none_sql(recurring)}"
    short = f"stamp IS NOT NULL AND regexp_matches(cell, {literal(_SHORT_YEAR)})"
    by_era = f"regexp_matches(cell, '^({'|'.join((*ERAS, *ERA_LETTERS))})')"
    other_form = "stamp IS NOT NULL AND NOT regexp_matches(cell, '^[0-9]{1,2}[-/.]')"
    late = f"stamp IS NOT NULL AND zone IN {_WINTER_SQL} AND month(stamp) BETWEEN 5 AND 9"
    made = f"stamp IS NOT NULL AND ({is_made_sql('cell')})"
    serial = f"stamp IS NOT NULL AND {is_serial_sql('cell')}"
    no_dates, said = _commonest(connection, no_date), _commonest(connection, f"({word}) AND NOT ({no_date})")
    others = _commonest(connection, f"stamp IS NULL AND NOT ({no_date}) AND NOT ({word})")
    found = {}
    for plan, places in alike(plans):
        has_eras = any("era" in form.groups for form in FORMS if form.name in plan.forms)
        asked = (  # what no plan needs is not looked at
            *(_sum(plan.other_order_sql("cell")), _sum(f"{short} AND NOT {by_era}" if has_eras else short)),
            *("count(DISTINCT stamp)", _sum(_twice(plan)), _sum(late), _sum(other_form)),
            *(_sum(serial if plan.serials else "false"), _sum(made if plan.either_way else "false")),
        )
        rows = connection.execute(
            f"SELECT place, {_sum('true')}, {_sum('stamp IS NOT NULL')}, {_sum(no_date)}, {_sum(word)}, "
            f"{', '.join(asked)} FROM date_read "
            f"WHERE {among(places)} GROUP BY place"
        ).fetchall()
        periods = {form.period for form in FORMS if form.name in plan.forms and form.period}
        for place, *row in rows:
            first, second, undecided, _ = votes[place]
            found[place] = DateReading(
                plan=plan,
                n_filled=row[0],
                n_dates=row[1],
                n_distinct=row[6],
                n_no_date=row[2],
                no_dates=no_dates.get(place, ()),
                n_words=row[3],
                words=said.get(place, ()),
                recurring=recurring.get(place, ()),
                others=others.get(place, ()),
                ambiguous=day_first is None
                and not (first or second)
                and undecided > 0
                and plan.order != "year first",
                n_in_order=first if plan.order == "day first" else second,
                n_other_order=row[4],
                n_undecided=row[11] if plan.either_way else undecided,
                can_turn=plan.order != "year first" and _can_turn(plan, row[9], row[11]),
                n_short_years=row[5],
                n_serials=row[10] if plan.serials else 0,
                n_turned=row[11] if plan.turned else 0,
                n_twice=row[7],
                n_winter_in_summer=row[8] if plan.to_utc else 0,
                period=" or ".join(sorted(periods)),
            )
    return found


def _can_turn(plan: DatePlan, n_other_forms: int, n_made: int) -> bool:
    """Whether the other order can be made of dates as they are read: of those a spreadsheet made where that fits."""
    return n_other_forms == n_made if plan.either_way else n_other_forms == 0 and not plan.serials


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


def _commonest(
    connection: duckdb.DuckDBPyConnection, condition: str
) -> dict[int, tuple[tuple[str, int], ...]]:
    """The most frequent three of such cells of each column, with their counts."""
    rows = connection.execute(
        "SELECT place, arg_min({'cell': left(cell, 30), 'n': n}, {'n': -n, 'cell': cell}, 3) FROM date_read "
        f"WHERE {condition} GROUP BY place"
    ).fetchall()
    return {place: tuple((one["cell"], int(one["n"])) for one in cells) for place, cells in rows}


def _sum(condition: str) -> str:
    return f"coalesce(sum(n) FILTER ({condition}), 0)::BIGINT"

"""How the cells of columns are written as dates: the forms that occur, the order of day and month, words and zones."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.tables.cells import alike, among
from core.tables.date_forms import FORMS, LETTER
from core.tables.date_spellings import undressed_sql
from core.tables.dates import BUDDHIST, PIVOT, DatePlan, Order, written_in, zone_sql
from core.tables.engine import literal
from core.tables.month_names import months_of
from core.tables.name_words import words
from core.tables.zones import Zone, zone

if TYPE_CHECKING:
    import duckdb

_SAMPLE = 300
_TRIES = 3
_BUDDHIST = (2443, 2643)  # 1900 to 2100
_NEARLY_ALL = 0.95
_ZONED = "[A-Za-z+]|:[0-9.,]+ ?-"  # a time zone stands in no other cell
_PERIODS = tuple(form.name for form in FORMS if form.period)
_DIGITS = tuple(form.name for form in FORMS if form.digits_only)
_BIRTH = frozenset(
    ("birth", "born", "birthday", "dob", "birthdate", "geburt", "geburtsdatum", "naissance", "nacimiento")
)

Votes = tuple[int, int, int, int]


def zoned_places(connection: duckdb.DuckDBPyConnection, places: Collection[int]) -> set[int]:
    """The columns in which a time zone may stand."""
    rows = connection.execute(
        f"SELECT DISTINCT place FROM date_cells WHERE {among(places)} AND regexp_matches(cell, {literal(_ZONED)})"
    ).fetchall()
    return {place for (place,) in rows}


def date_plans(
    connection: duckdb.DuckDBPyConnection,
    names: Mapping[int, str],
    zoned: Collection[int],
    day_first: bool | None,
    by_hand: bool,
    digits: Collection[int],
) -> tuple[dict[int, DatePlan], dict[int, Votes], dict[int, tuple[int, ...]]]:
    """How the cells of columns are written, what they say of the order of day and month, and what is taken off them.

    The spellings are taken off in the table `date_cells`, which keeps such cells as they came in `written`.
    """
    sure = {form.name for form in FORMS if not form.period and not form.digits_only}
    plans = {place: DatePlan(pivot=_pivot(name)) for place, name in names.items()}
    votes: dict[int, Votes] = dict.fromkeys(names, (0, 0, 0, 0))
    spelled: dict[int, tuple[int, ...]] = {}
    looked: Collection[int] = names
    for _ in range(
        _TRIES
    ):  # forms that no cell of the sample has are looked for among cells that were not read
        grown: dict[int, tuple[str, ...]] = {}
        dressed: dict[int, tuple[int, ...]] = {}
        found = _forms(connection, {place: plans[place] for place in looked})
        for place, (forms, spellings) in found.items():
            also = {*(_PERIODS if by_hand else ()), *(_DIGITS if by_hand or place in digits else ())}
            wider = {*plans[place].forms, *forms} & (sure | also)
            if not spellings <= set(spelled.get(place, ())):
                dressed[place] = tuple(sorted({*spellings, *spelled.get(place, ())}))
            if wider != set(plans[place].forms) or place in dressed:
                grown[place] = tuple(sorted(wider))
        if not grown:
            break
        spelled |= dressed
        _undress(connection, dressed)
        ahead = _buddhist(connection, grown)
        votes |= _votes(connection, [place for place, forms in grown.items() if "numbers" in forms])
        months = _months(connection, grown)
        zones = _zones(connection, {place: forms for place, forms in grown.items() if place in zoned})
        for place, wider_forms in grown.items():
            plans[place] = replace(
                plans[place],
                forms=wider_forms,
                months=months.get(place, ()),
                order=_order(votes[place], day_first),
                zones=zones.get(place, ()),
                years_ahead=BUDDHIST if place in ahead else 0,
            )
        looked = grown
    return plans, votes, spelled


def _pivot(name: str) -> int:
    """The last two-digit year of this century: nobody is born in the future."""
    return dt.datetime.now(dt.UTC).year % 100 if set(words(name)) & _BIRTH else PIVOT


def _forms(
    connection: duckdb.DuckDBPyConnection, plans: Mapping[int, DatePlan]
) -> dict[int, tuple[set[str], set[int]]]:
    """The forms of different cells that the plans do not read, and what has to be taken off before they fit."""
    found: dict[int, tuple[set[str], set[int]]] = {}
    for plan, places in alike(plans):
        rows = connection.execute(
            f"SELECT place, arg_min(cell, hash(cell), {_SAMPLE}) FROM date_cells WHERE {among(places)} "
            f"AND {plan.sql('cell')} IS NULL GROUP BY place"
        ).fetchall()
        for place, cells in rows:
            fitting = [one for cell in cells if (one := written_in(cell.strip())) is not None]
            spellings = {spelling for _, taken_off in fitting for spelling in taken_off}
            found[place] = {form.name for form, _ in fitting}, spellings
    return found


def _undress(connection: duckdb.DuckDBPyConnection, spelled: Mapping[int, tuple[int, ...]]) -> None:
    """Takes spellings off the cells of columns."""
    if not spelled:
        return
    columns = [row[0] for row in connection.execute("DESCRIBE date_cells").fetchall()]
    if "written" not in columns:
        connection.execute("ALTER TABLE date_cells ADD COLUMN written VARCHAR")
    for spellings, places in alike(spelled):
        as_written = "coalesce(written, cell)"
        connection.execute(
            f"UPDATE date_cells SET cell = {undressed_sql(as_written, spellings)}, written = {as_written} "
            f"WHERE {among(places)}"
        )


def _buddhist(connection: duckdb.DuckDBPyConnection, forms: Mapping[int, Sequence[str]]) -> set[int]:
    """The columns of which the years are those of the Buddhist calendar, 2566 for 2023."""
    places = [place for place, names in forms.items() if not set(names) <= {*_PERIODS, *_DIGITS}]
    if not places:
        return set()
    year = "try_cast(regexp_extract(cell, '(?:^|[^0-9])([0-9]{4})(?:[^0-9]|$)', 1) AS INTEGER)"
    rows = connection.execute(
        f"SELECT place FROM (SELECT place, n, {year} AS year FROM date_cells WHERE {among(places)}) "
        f"GROUP BY place HAVING sum(n) FILTER (year BETWEEN {_BUDDHIST[0]} AND {_BUDDHIST[1]}) "
        f">= {_NEARLY_ALL} * sum(n) FILTER (year > 0)"
    ).fetchall()
    return {place for (place,) in rows}


def _months(
    connection: duckdb.DuckDBPyConnection, forms: Mapping[int, Sequence[str]]
) -> dict[int, tuple[tuple[str, int], ...]]:
    """The words of columns with named months that are such a name."""
    named = {form.name for form in FORMS if "name" in form.groups}
    places = [place for place, names in forms.items() if named & set(names)]
    if not places:
        return {}
    found: dict[int, list[str]] = {place: [] for place in places}
    rows = connection.execute(
        f"SELECT DISTINCT place, lower(unnest(regexp_extract_all(cell, '{LETTER}+'))) AS word FROM date_cells "
        f"WHERE {among(places)} ORDER BY place, word"
    ).fetchall()
    for place, word in rows:
        found[place].append(word)
    return {place: months_of(said) for place, said in found.items()}


def _votes(connection: duckdb.DuckDBPyConnection, places: Collection[int]) -> dict[int, Votes]:
    """Cells whose first number is above 12, whose second is, that could be either, and that begin with the year."""
    if not places:
        return {}
    first, second = (
        f"try_cast(regexp_extract(cell, '^([0-9]{{1,2}})[-/.] ?([0-9]{{1,2}})[-/.] ?[0-9]{{2,4}}', {i}) AS INTEGER)"
        for i in (1, 2)
    )
    rows = connection.execute(
        f"SELECT place, {_sum('first BETWEEN 13 AND 31 AND second <= 12')}, "
        f"{_sum('second BETWEEN 13 AND 31 AND first <= 12')}, "
        f"{_sum('first <> second AND first <= 12 AND second <= 12')}, "
        f"{_sum('first > 31 AND second <= 12')} FROM (SELECT place, n, {first} AS first, {second} AS second "
        f"FROM date_cells WHERE {among(places)}) GROUP BY place"
    ).fetchall()
    return {place: (a, b, c, d) for place, a, b, c, d in rows}


def _order(votes: Votes, day_first: bool | None) -> Order:
    first, second, _, years = votes
    if years > first + second:
        return "year first"
    if day_first is None:
        day_first = first >= second
    return "day first" if day_first else "month first"


def _zones(
    connection: duckdb.DuckDBPyConnection, forms: Mapping[int, tuple[str, ...]]
) -> dict[int, tuple[Zone, ...]]:
    """The zones that cells name."""
    found: dict[int, list[Zone]] = {place: [] for place in forms}
    for written, places in alike(forms):
        rows = connection.execute(
            f"SELECT DISTINCT place, {zone_sql(written, 'cell')} AS z FROM date_cells WHERE {among(places)} "
            "ORDER BY place, z"
        ).fetchall()
        for place, name in rows:
            if name:
                found[place].append(zone(name))
    return {place: tuple(zones) for place, zones in found.items()}


def _sum(condition: str) -> str:
    return f"coalesce(sum(n) FILTER ({condition}), 0)::BIGINT"

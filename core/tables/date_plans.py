"""How the cells of columns are written as dates: the forms that occur, the order of day and month, words and zones."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from core.tables.cells import alike, among
from core.tables.date_forms import FORMS, LETTER, form_of
from core.tables.dates import PIVOT, DatePlan, Order, zone_sql
from core.tables.engine import literal
from core.tables.month_names import month_of
from core.tables.name_words import words
from core.tables.zones import Zone, zone

if TYPE_CHECKING:
    import duckdb

_SAMPLE = 300
_TRIES = 3
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
) -> tuple[dict[int, DatePlan], dict[int, Votes]]:
    """How the cells of columns are written, and what they say of the order of day and month."""
    sure = {form.name for form in FORMS if not form.period and not form.digits_only}
    plans = {place: DatePlan(pivot=_pivot(name)) for place, name in names.items()}
    votes: dict[int, Votes] = dict.fromkeys(names, (0, 0, 0, 0))
    looked: Collection[int] = names
    for _ in range(
        _TRIES
    ):  # forms that no cell of the sample has are looked for among cells that were not read
        grown: dict[int, tuple[str, ...]] = {}
        for place, forms in _forms(connection, {place: plans[place] for place in looked}).items():
            also = {*(_PERIODS if by_hand else ()), *(_DIGITS if by_hand or place in digits else ())}
            wider = {*plans[place].forms, *forms} & (sure | also)
            if wider != set(plans[place].forms):
                grown[place] = tuple(sorted(wider))
        if not grown:
            break
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
            )
        looked = grown
    return plans, votes


def _pivot(name: str) -> int:
    """The last two-digit year of this century: nobody is born in the future."""
    return dt.datetime.now(dt.UTC).year % 100 if set(words(name)) & _BIRTH else PIVOT


def _forms(connection: duckdb.DuckDBPyConnection, plans: Mapping[int, DatePlan]) -> dict[int, set[str]]:
    """The forms of different cells that the plans do not read."""
    found: dict[int, set[str]] = {}
    for plan, places in alike(plans):
        rows = connection.execute(
            f"SELECT place, arg_min(cell, hash(cell), {_SAMPLE}) FROM date_cells WHERE {among(places)} "
            f"AND {plan.sql('cell')} IS NULL GROUP BY place"
        ).fetchall()
        for place, cells in rows:
            forms = (form_of(cell.strip()) for cell in cells)
            found[place] = {form.name for form in forms if form is not None}
    return found


def _months(
    connection: duckdb.DuckDBPyConnection, forms: Mapping[int, Sequence[str]]
) -> dict[int, tuple[tuple[str, int], ...]]:
    """The words of columns with named months that are such a name."""
    named = {form.name for form in FORMS if "name" in form.groups}
    places = [place for place, names in forms.items() if named & set(names)]
    if not places:
        return {}
    found: dict[int, list[tuple[str, int]]] = {place: [] for place in places}
    rows = connection.execute(
        f"SELECT DISTINCT place, lower(unnest(regexp_extract_all(cell, '{LETTER}+'))) AS word FROM date_cells "
        f"WHERE {among(places)} ORDER BY place, word"
    ).fetchall()
    for place, word in rows:
        if (month := month_of(word)) is not None:
            found[place].append((word, month))
    return {place: tuple(months) for place, months in found.items()}


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

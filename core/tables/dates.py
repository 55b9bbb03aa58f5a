"""The one parser of dates: how the cells of a column are read, as an expression of the engine."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from typing import Literal

from core.tables.date_forms import ERA_LETTERS, ERAS, FORMS, DateForm, form_of
from core.tables.date_names import says_day
from core.tables.date_spellings import undressed, undressed_sql
from core.tables.engine import literal
from core.tables.month_names import english_months
from core.tables.zones import Zone

MIN_YEAR, MAX_YEAR = 1800, 2200
PIVOT = 49  # two-digit years to here are of this century: 49 is 2049, 50 is 1950 (as .NET's TwoDigitYearMax)
Order = Literal["day first", "month first", "year first"]
_SURE = tuple(form for form in FORMS if not form.period and not form.digits_only)
_LOOKED_AT = 200
_FIRST = 12  # cells that tell whether a column is looked at once more without the dress of its dates
_COMPACT_NAME = re.compile(r"(.*[_ .-])?(date|datum|day|dt|on|at|fecha|data)([_ .-].*)?", re.IGNORECASE)
_COMPACT = re.compile(r"(18|19|20|21)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
_SERIAL = r"^[2-5]\d{4}(?:[.,]\d+)?$"
_P, _CELL = '"\x1fp"', '"\x1fc"'  # the parts of a cell, and the cell; no column is called so
BUDDHIST = 543  # years that its calendar is ahead
_ISO = r"^\d{4}-\d{1,2}-\d{1,2}([T ]\d{1,2}:\d\d(:\d\d(\.\d+)?)?)?Z?$"


@dataclass(frozen=True)
class DatePlan:
    """How the dates of one column are read, found from its own cells (see `core.tables.date_reading`).

    Attributes:
        forms: The names of the forms that occur, besides ISO 8601.
        order: What 03/04/05 begins with. A cell that can only be meant the other way is read so.
        months: Words and the months they name.
        zones: The zones that cells name; "" is none.
        to_utc: Times are turned into UTC, those without a known zone are taken as UTC.
        pivot: Two-digit years up to it belong to this century.
        serials: Whole numbers such as 44927 beside the dates are the days that spreadsheets count.
        turned: What a spreadsheet made of dates (such days, or ISO 8601 beside numbers in an order of day and month)
            has the day in the month's place.
        either_way: Whether day and month of those may as well stand in each other's place.
        years_ahead: What is taken off a year: 543 for the Buddhist calendar.
        spellings: What is taken off the cells before they are read, see `core.tables.date_spellings`.
    """

    forms: tuple[str, ...] = ()
    order: Order = "day first"
    months: tuple[tuple[str, int], ...] = ()
    zones: tuple[Zone, ...] = ()
    to_utc: bool = False
    pivot: int = PIVOT
    serials: bool = False
    turned: bool = False
    either_way: bool = False
    years_ahead: int = 0
    spellings: tuple[int, ...] = ()

    def sql(self, column: str) -> str:
        """The expression that gives a cell's TIMESTAMP, or NULL where it is no date between 1800 and 2200."""
        if self.spellings:
            plain = replace(self, spellings=())
            return _with(undressed_sql(column, self.spellings), plain.sql(_CELL), _CELL)
        made = [] if self.years_ahead else [iso_sql(column)]
        made += [serial_sql(column)] if self.serials else []
        read = [turned_sql(one) if self.turned else one for one in made]
        read += [self._form_sql(form, column) for form in FORMS if form.name in self.forms]
        date = f"coalesce({', '.join(read)}, NULL)"
        usable = f"CASE WHEN year({_P}) BETWEEN {MIN_YEAR} AND {MAX_YEAR} THEN {_P} END"
        return _with(date, usable)

    def other_order_sql(self, column: str) -> str:
        """Whether a cell's numbers can only be meant in the other order of day and month."""
        first, second = (f"try_cast({_P}.{name} AS INTEGER)" for name in "ab")
        if self.order == "year first" or "numbers" not in self.forms:
            return "false"
        wrong, right = (second, first) if self.order == "day first" else (first, second)
        parts = _numbers().parts_sql(column)
        return f"coalesce({_with(parts, f'{wrong} > 12 AND {right} <= 12')}, false)"

    def _form_sql(self, form: DateForm, column: str) -> str:
        groups = set(form.groups)
        parts = form.parts_sql(column)
        if "w" in groups:
            day = f"coalesce(nullif({_P}.wd, ''), '1')" if "wd" in groups else "'1'"
            return _with(
                parts, f"try_strptime({_P}.y || '-W' || lpad({_P}.w, 2, '0') || '-' || {day}, '%G-W%V-%u')"
            )
        year, month, day = self._calendar(groups)
        clock = [_clock(groups, name) for name in ("h", "mi", "s")]
        if "ap" in groups:
            half = f"({clock[0]} % 12 + CASE WHEN lower({_P}.ap) = 'p' THEN 12 ELSE 0 END)"
            clock[0] = f"CASE WHEN {_P}.ap = '' THEN {clock[0]} ELSE {half} END"
        if "f" in groups:
            clock[2] += f" + coalesce(try_cast('0.' || nullif({_P}.f, '') AS DOUBLE), 0)"
        stamp = f"TRY(make_timestamp({year}, {month}, {day}, {', '.join(clock)}))"
        return _with(parts, self._zoned(stamp) if "zone" in groups else stamp)

    def _calendar(self, groups: set[str]) -> tuple[str, str, str]:
        """Year, month and day of the parts of a cell."""
        if "a" not in groups:
            month = _int("m")
            if "name" in groups:
                named = " ".join(f"WHEN {literal(word)} THEN {number}" for word, number in self.months)
                month = f"CASE lower({_P}.name) {named} END" if named else "NULL::BIGINT"
            elif "q" in groups:
                month = f"3 * {_int('q')} - 2"
            return self._year("y", groups), month, _int("d") if "d" in groups else "1"
        if self.order == "year first":
            return f"CASE WHEN length({_P}.y) = 2 THEN {self._year('a')} END", _int("b"), _int("y")
        first, second = _int("a"), _int("b")
        if self.order == "month first":
            first, second = second, first
        # `first` is the day unless the other number can be no month
        month = f"CASE WHEN {second} > 12 THEN {first} ELSE {second} END"
        day = f"CASE WHEN {second} > 12 THEN {second} ELSE {first} END"
        return self._year("y"), month, day

    def _year(self, group: str, groups: Collection[str] = ()) -> str:
        year = _int(group)
        if "era" in groups:
            first = " ".join(
                f"WHEN {literal(name)} THEN {year}" for name, year in (ERAS | ERA_LETTERS).items()
            )
            return f"CASE {_P}.era {first} END + CASE WHEN {_P}.y = '元' THEN 1 ELSE {year} END"
        if self.years_ahead:
            return f"{year} - {self.years_ahead}"
        short = f"{year} + CASE WHEN {year} > {self.pivot} THEN 1900 ELSE 2000 END"
        return f"CASE WHEN length({_P}.{group}) = 2 THEN {short} ELSE {year} END"

    def _zoned(self, stamp: str) -> str:
        """A time in the clock that counts; a cell whose zone nobody saw when the plan was made is no date."""
        if not self.zones:
            return f"CASE WHEN {_P}.zone = '' THEN {stamp} END"
        cases = " ".join(
            f"WHEN {literal(zone.written)} THEN {self._utc(stamp, zone) if self.to_utc else stamp}"
            for zone in self.zones
        )
        return f"CASE upper(trim({_P}.zone)) WHEN '' THEN {stamp} {cases} END"

    @staticmethod
    def _utc(stamp: str, zone: Zone) -> str:
        if zone.place is not None:
            return f"timezone('UTC', timezone({literal(zone.place)}, {stamp}))"
        return f"{stamp} - to_minutes({zone.minutes})" if zone.minutes else stamp


# dates of any form, for columns whose cells nobody has looked at
WRITTEN = DatePlan(forms=tuple(form.name for form in FORMS if not form.period), months=english_months())


@dataclass(frozen=True)
class DateReading:
    """What the cells of a column give when they are read as dates.

    Attributes:
        plan: How they are read.
        n_filled: Cells that hold something.
        n_dates: Cells that are dates.
        n_distinct: Different dates.
        n_no_date: Cells such as 0000-00-00 or 9999-12-31 that stand for no date.
        no_dates: The most frequent three of them with their counts.
        n_words: Cells such as "-" or "unknown" that stand for missing.
        words: The most frequent three of them with their counts.
        others: The most frequent three cells that are none of these, with their counts.
        ambiguous: Nothing but custom tells day from month.
        n_in_order, n_other_order: Cells that can only be meant in the order of the plan, and in the other one.
        n_undecided: Cells that could be meant either way.
        can_turn: All dates are numbers in an order of day and month, so that the other order can still be made of them.
        n_short_years: Cells whose year has two digits.
        n_serials: Cells that are days as spreadsheets count them.
        n_turned: Cells that a spreadsheet had turned, and that are turned back.
        zones: The zones that times of day name, with their counts; "" is none.
        n_twice: Times that a place's clock shows twice or never, on the days on which it changes.
        n_winter_in_summer: Times from May to September that name a zone of winter, such as CET.
        period: "month", "quarter" or "week" where cells name one and are read as its first day.
    """

    plan: DatePlan
    n_filled: int
    n_dates: int = 0
    n_distinct: int = 0
    n_no_date: int = 0
    no_dates: tuple[tuple[str, int], ...] = ()
    n_words: int = 0
    words: tuple[tuple[str, int], ...] = ()
    recurring: tuple[tuple[str, int], ...] = ()
    others: tuple[tuple[str, int], ...] = ()
    ambiguous: bool = False
    n_in_order: int = 0
    n_other_order: int = 0
    n_undecided: int = 0
    can_turn: bool = False
    n_short_years: int = 0
    n_serials: int = 0
    n_turned: int = 0
    zones: tuple[tuple[str, int], ...] = ()
    n_twice: int = 0
    n_winter_in_summer: int = 0
    period: str = ""

    @property
    def n_lost(self) -> int:
        """Filled cells that are no date."""
        return self.n_filled - self.n_dates

    @property
    def share(self) -> float:
        """The share of dates among the cells that do not stand for a missing one; 0 where there is no date."""
        return self.n_dates / max(1, self.n_filled - self.n_no_date - self.n_words)


def is_serial(cell: str) -> bool:
    """Whether a cell is a number of which spreadsheets make a day from 1954 to 2064."""
    return re.match(_SERIAL, cell) is not None


def is_serial_sql(column: str) -> str:
    """The same as a condition."""
    return f"regexp_matches({column}, {literal(_SERIAL)})"


def is_made_sql(column: str) -> str:
    """The condition that a spreadsheet may have made a cell of a date: such a number, or ISO 8601."""
    return f"{is_serial_sql(column)} OR regexp_matches({column}, {literal(_ISO)})"


def serial_sql(column: str) -> str:
    """The expression that reads the days that spreadsheets count from 30 December 1899 (ECMA-376, part 1, 18.17.4)."""
    days = f"try_cast(replace({column}, ',', '.') AS DOUBLE)"
    since = f"to_microseconds(CAST(round({days} * 86400000000) AS BIGINT))"
    return f"CASE WHEN {is_serial_sql(column)} THEN TIMESTAMP '1899-12-30' + {since} END"


def turned_sql(date: str) -> str:
    """Dates with day and month in each other's place; a day above 12 can be no month and stays."""
    turned = f"make_timestamp(year({_P}), day({_P}), month({_P}), 0, 0, 0) + ({_P} - date_trunc('day', {_P}))"
    return _with(date, f"CASE WHEN day({_P}) <= 12 THEN {turned} ELSE {_P} END")


def iso_sql(column: str) -> str:
    """The expression that reads plain ISO 8601, the most frequent form, quickly."""
    return f"CASE WHEN regexp_matches({column}, {literal(_ISO)}) THEN try_cast({column} AS TIMESTAMP) END"


def zone_sql(forms: tuple[str, ...], column: str) -> str:
    """The expression that gives the zone a cell names, in upper case; "" where it names none."""
    found = [
        f"nullif({_with(form.parts_sql(column), f'{_P}.zone')}, '')"
        for form in FORMS
        if form.name in forms and "zone" in form.groups
    ]
    iso = (
        f"CASE WHEN {iso_sql(column)} IS NOT NULL THEN CASE WHEN {column} LIKE '%Z' THEN 'Z' ELSE '' END END"
    )
    return f"upper(trim(coalesce({', '.join([iso, *found])}, '')))"


def written_in(cell: str, forms: tuple[DateForm, ...] = FORMS) -> tuple[DateForm, tuple[int, ...]] | None:
    """The form in which a cell is written and the spellings that have to be taken off before it fits, or None."""
    if (form := form_of(cell, forms)) is not None:
        return form, ()
    bare, spellings = undressed(cell)
    form = form_of(bare, forms) if spellings else None
    return None if form is None else (form, spellings)


def looks_like_dates(cells: list[str]) -> bool:
    """True when more than half of the cells look like a date."""
    some = cells[:_LOOKED_AT]
    return _are_most(some, form_of) or (_are_most(some[:_FIRST], written_in) and _are_most(some, written_in))


def _are_most(cells: list[str], read: Callable[[str, tuple[DateForm, ...]], object | None]) -> bool:
    """Whether more than half of the cells are read as dates of the forms that are no numbers."""
    left, needed = len(cells), len(cells) // 2 + 1
    for cell in cells:  # most columns are settled half way
        if needed <= 0 or needed > left:
            break
        # most cells of text fail one of the two quick tests
        needed -= 6 <= len(cell) <= 80 and any(map(str.isdigit, cell)) and read(cell, _SURE) is not None
        left -= 1
    return bool(cells) and needed <= 0


def looks_compact(name: str, cells: list[str]) -> bool:
    """True for 20240131 in a column that is called a date, beside words in less than half of the cells."""
    if not (says_day(name) or _COMPACT_NAME.fullmatch(name)):
        return False
    numbers = [cell for cell in cells if cell[:1].isdigit()]
    return len(numbers) > 0.5 * len(cells) and all(map(_COMPACT.fullmatch, numbers))


def _numbers() -> DateForm:
    return next(form for form in FORMS if form.name == "numbers")


def _with(found: str, expression: str, called: str = _P) -> str:
    """The expression with a name, as a rule `_P`, standing for what is found once, as a rule the parts of a cell."""
    return f"list_transform([{found}], lambda {called}: {expression})[1]"


def _int(group: str) -> str:
    return f"try_cast({_P}.{group} AS BIGINT)"


def _clock(groups: set[str], name: str) -> str:
    if name not in groups:
        return "0"
    found = [_int(one) for one in (name, f"{name}2") if one in groups]
    return f"coalesce({', '.join(found)}, 0)"

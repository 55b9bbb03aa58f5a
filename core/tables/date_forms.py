"""The forms in which dates are written: one pattern each, read by Python and by DuckDB alike."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from core.tables.engine import literal
from core.tables.month_names import month_of
from core.tables.zones import may_be_zone

_Y, _YY = r"(?P<y>\d{4})", r"(?P<y>\d{4}|\d{2})"
_M, _D = r"(?P<m>1[0-2]|0?[1-9])", r"(?P<d>3[01]|[12]\d|0?[1-9])"
LETTER = "[A-Za-z\u00c0-\uffef]"  # a range, since the engine takes long over a class such as \\p{L}
_NAME = rf"(?P<name>{LETTER}+)\.?"
_WEEKDAY = rf"(?:{LETTER}+\.?,? )?"
_OF = r"(?: de | del | of |[- /.,]{1,2})"
_ZONE = (
    r"(?P<zone>[A-Za-z]{1,5}|(?:UTC|GMT)? ?[+-]\d{1,2}(?::?\d\d)?|[A-Z][A-Za-z]+(?:/[A-Za-z_]+){1,2}"
    r"|[A-Z][a-z]+(?: [A-Z][a-z]+)* Time)"
)
_CLOCK = r"(?P<h>\d{1,2})[:.h](?P<mi>\d\d)(?:[:.](?P<s>\d\d)(?:[.,](?P<f>\d{1,9}))?)?"
_TIME = (
    rf"(?:(?:T|,? (?:at )?|,){_CLOCK}(?: ?(?P<ap>[AaPp])\.? ?[Mm]\.?)?(?: ?(?:Uhr|hrs?|h))?"
    rf"(?: ?{_ZONE})?)?"
)
_SHORT_CLOCK = r"(?:(?P<h>[01]\d|2[0-3])(?P<mi>[0-5]\d)(?P<s>[0-5]\d)?Z?)"
_YMD = r"(?P<m>0[1-9]|1[0-2])(?P<d>0[1-9]|[12]\d|3[01])"
# the year before the first of an era, by its name and by its letter: 1 January 1868, 30 July 1912, … (Unicode CLDR,
# supplemental calendarData, japanese and roc)
ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "民國": 1911, "民国": 1911}
ERA_LETTERS = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
_WEEK = r"(?P<w>5[0-3]|[1-4]\d|0?[1-9])"


@dataclass(frozen=True, eq=False)  # each stands once, so its place tells it apart
class DateForm:
    """One way to write a date.

    Attributes:
        name: What it is called.
        pattern: What the whole cell looks like. Its groups are y, era, m, d, name (of the month), a and b (day and
            month in an order that only the column tells), q (quarter), w and wd (week and its day), h, mi, s, f, ap
            (AM or PM) and zone.
        period: The cell names a month, a quarter or a week, and is read as its first day.
        digits_only: It could be a number as well: read so only where the column's name or a person says so.
    """

    name: str
    pattern: str
    period: str = ""
    digits_only: bool = False

    @property
    def groups(self) -> list[str]:
        """The names of its groups, in their order."""
        return list(_compiled(self.pattern).groupindex)

    def fits(self, cell: str) -> bool:
        """Whether a cell is written so; words must be months and zones."""
        found = _compiled(self.pattern).fullmatch(cell)
        if found is None:
            return False
        parts = found.groupdict()
        if parts.get("name") is not None and month_of(parts["name"]) is None:
            return False
        return not parts.get("zone") or may_be_zone(parts["zone"])

    def parts_sql(self, column: str) -> str:
        """The parts of a cell as a struct of texts; those that are not there are empty."""
        pattern = re.sub(r"\(\?P<\w+>", "(", self.pattern)
        groups = ", ".join(literal(name) for name in self.groups)
        return f"regexp_extract({column}, {literal(f'^(?:{pattern})$')}, [{groups}])"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)  # as the engine reads \d


@cache
def _any_of(forms: tuple[DateForm, ...]) -> re.Pattern[str]:
    """One pattern for whatever is written in any of the forms."""
    return re.compile("|".join(f"(?:{re.sub(r'[(][?]P<[^>]+>', '(?:', form.pattern)})" for form in forms))


FORMS: tuple[DateForm, ...] = (
    DateForm("year first", rf"{_Y}[-/. ]{{1,2}}{_M}[-/. ]{{1,2}}{_D}{_TIME}"),
    DateForm("numbers", rf"(?P<a>\d{{1,2}})[-/.] ?(?P<b>\d{{1,2}})[-/.] ?{_YY}{_TIME}"),
    DateForm("day and name", rf"{_WEEKDAY}{_D}(?:st|nd|rd|th|er|\.|º)?{_OF}?{_NAME}{_OF}?'?{_YY}{_TIME}"),
    DateForm("name and day", rf"{_WEEKDAY}{_NAME}[- ]{{1,2}}{_D}(?:st|nd|rd|th)?,?[- ]{{1,2}}{_Y}{_TIME}"),
    DateForm("year and name", rf"{_Y}[- ./]{{1,2}}{_NAME}[- ./]{{1,2}}{_D}{_TIME}"),
    DateForm("clock before year", rf"{_WEEKDAY}{_NAME} {{1,2}}{_D} {_CLOCK}(?: {_ZONE})? {_Y}"),
    DateForm("characters", rf"{_Y} ?[年년] ?{_M} ?[月월] ?{_D} ?[日일]?{_TIME}"),
    DateForm(
        "eight digits",
        rf"(?P<y>(?:1[89]|2[01])\d\d){_YMD}(?: ?{_SHORT_CLOCK}| (?P<h2>\d\d):(?P<mi2>\d\d)(?::(?P<s2>\d\d))?)?",
        digits_only=True,
    ),
    DateForm("six digits", rf"(?P<y>\d\d){_YMD}(?: {_CLOCK})?", digits_only=True),
    DateForm("era", rf"(?P<era>{'|'.join(ERAS)}) ?(?P<y>\d{{1,3}}|元)[年/.-] ?{_M}[月/.-] ?{_D}日?{_TIME}"),
    DateForm(
        "era in a letter", rf"(?P<era>[MTSHR]) ?(?P<y>\d{{1,2}})[/.-]{_M}[/.-]{_D}{_TIME}", digits_only=True
    ),
    DateForm("year and month", rf"{_Y}[-/.]{_M}", period="month"),
    DateForm("month and year", rf"{_M}[-/.]{_Y}", period="month"),
    DateForm("name and year", rf"{_NAME}[-/ ,.']{{0,2}}{_YY}", period="month"),
    DateForm("year and name of the month", rf"{_Y}[-/ ]{_NAME}", period="month"),
    DateForm("year and quarter", rf"{_Y}[-/ ]{{0,2}}[QqTt](?P<q>[1-4])", period="quarter"),
    DateForm("quarter and year", rf"[QqTt](?P<q>[1-4])[-/ ']{{0,2}}{_YY}", period="quarter"),
    DateForm("quarter in words", rf"(?P<q>[1-4])\. ?Quartal {_Y}", period="quarter"),
    DateForm("year and week", rf"{_Y}[- ]?(?:W|KW|CW) ?{_WEEK}(?:-?(?P<wd>[1-7]))?", period="week"),
    DateForm(
        "week and year",
        rf"(?:W|KW|CW|WK|[Ww]eek|Woche|[Ss]em(?:aine|ana)?\.?) ?{_WEEK}[ /.-]{{1,2}}{_Y}",
        period="week",
    ),
)


def form_of(cell: str, forms: tuple[DateForm, ...] = FORMS) -> DateForm | None:
    """The first form in which a cell is written, or None."""
    if _any_of(forms).fullmatch(cell) is None:  # one look tells of most cells that they are no date
        return None
    return next((form for form in forms if form.fits(cell)), None)

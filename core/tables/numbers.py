"""Numbers as people write them: marks of decimals and thousands, currencies, brackets, percent, "1.3K", "<1"."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from core.tables.currencies import MARK
from core.tables.engine import literal
from core.tables.missing_words import STANDS_FOR_MISSING
from core.tables.units import UNIT

DecimalMark = Literal[".", ","]

# digits of other scripts, and signs that look like minus, blank or apostrophe
_DIGITS = "٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹０１２３４５６７８９०१२३४५६७८९"
_OTHERS = (
    ("\u2212\u2013\u2014\u2010\u2011\ufe63\uff0d", "-"),
    ("\u00a0\u202f\u2009\u2007\u2008\u2002\u2003\u200a\u3000", " "),
    ("\u2019\u2018\u02bc\u00b4\u0060\uff07", "'"),
    ("\uff0c\u060c\u066b", ","),
    ("\uff0e", "."),
    ("\uff08", "("),
    ("\uff09", ")"),
    ("\uff05\u066a", "%"),
    ("\uff0b", "+"),
)
_FROM = _DIGITS + "".join(signs for signs, _ in _OTHERS)
_TO = "0123456789" * 4 + "".join(sign * len(signs) for signs, sign in _OTHERS)
_DROPPED = "\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069\u066c\u200b\ufeff"  # marks without width
_ALIKE = str.maketrans("123456789", "000000000")  # 1,234 and 5,678 are written alike, and looked at once
_REMEMBERED = 4_096  # ways of writing
_TRANSLATED = str.maketrans(_FROM, _TO, _DROPPED)

_PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?|[-+]?inf(inity)?", re.IGNORECASE)
_MAYBE = re.compile(r"[^\d½¼¾]{0,14}[\d½¼¾][\d.,' ½¼¾]*(?:[eE][-+]?\d{1,3}|[^\d]{0,14})")
_BARE = re.compile(r"[-+]?\d[\d.,' ]*")
_POWER = r"(?:[eE][-+]?\d{1,2})?"
_COMMA = rf"[-+]?(?:\d+|\d{{1,3}}(?:[. ']\d{{3}})+)?(?:,\d+)?{_POWER}"
_POINT = rf"[-+]?(?:\d+|\d{{1,3}}(?:[, ']\d{{3}})+|\d{{1,2}}(?:,\d{{2}})+,\d{{3}})?(?:\.\d+)?{_POWER}"
_ZERO = re.compile(r"0[.,]\d{3}")
_IS_COMMA, _IS_POINT = re.compile(_COMMA), re.compile(_POINT)
# 1.234,5 and 1,5 can only be read one way, 1,234 cannot
_CLEARLY_COMMA = re.compile(
    rf"[-+]?(?:(?:\d+|\d{{1,3}}(?:[. ']\d{{3}})+),(?:\d{{1,2}}|\d{{4,}})"
    rf"|\d{{1,3}}(?:[. ']\d{{3}})+,\d{{3}}|\d{{1,3}}(?:\.\d{{3}}){{2,}}){_POWER}"
)
_CLEARLY_POINT = re.compile(
    rf"[-+]?(?:(?:\d+|\d{{1,3}}(?:[, ']\d{{3}})+)\.(?:\d{{1,2}}|\d{{4,}})"
    rf"|\d{{1,3}}(?:[, ']\d{{3}})+\.\d{{3}}|\d{{1,3}}(?:,\d{{3}}){{2,}}|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}){_POWER}"
)
_BOUND = (
    r"(?:(?:[<>]=?|[~≈≤≥±=]) ?|(?:ca|circa|approx|about|around|over|under|up to|über|unter|etwa|rund|more than"
    r"|less than)[. ] ?)"
)
_THOUSAND = r"k|tsd\.?|tds\.?|thousand|tausend|mille|тыс\.?|тис\.?|千"
_MILLION = r"m|mio\.?|mln\.?|mill\.?|mil\.|millions?|millionen|milioni|millones|milhões|млн\.?"
_MILLIARD = r"bn\.?|bln\.?|mrd\.?|mld\.?|billions?|milliarden?|miliardi|млрд\.?"
_MYRIAD, _MYRIADS = "[万萬만]", "[億亿억]"  # ten thousand, and ten thousand times as many
_SCALES = (
    rf"(?:(?i:{_THOUSAND}|lakhs?|lacs?|lpa|{_MILLION}|crores?|{_MILLIARD}|b|tn\.?)|MM|[Cc]r\.?"
    rf"|{_MYRIAD}|{_MYRIADS})"
)


@dataclass(frozen=True)
class Step:
    """One habit of writing numbers, and how a cell is rid of it: a pattern for Python and RE2 alike.

    Attributes:
        habit: What it is called.
        pattern: The cell.
        instead: What takes its place.
        beside: Another habit of the column, and what takes the place of the cell beside it: "Cr" is a credit beside
            "DR" and no crore, and what carries the other mark of the two is not negative.
    """

    habit: str
    pattern: str
    instead: str = ""
    beside: tuple[str, str] | None = None


STEPS = (
    Step("fraction", r"^(.*?) ?½(.*)$", r"\1.5\2"),  # 1 ½ as well
    Step("fraction", r"^(.*?) ?¼(.*)$", r"\1.25\2"),
    Step("fraction", r"^(.*?) ?¾(.*)$", r"\1.75\2"),
    Step("unit", rf"^(.*\d(?: ?\+)?) ?{UNIT}$", r"\1"),
    Step("cash dash", r"^(.*\d):-{1,2}( ?[^\d]*)$", r"\1\2"),  # 72:- as Swedes write whole kronor
    Step(
        "cash dash", r"^(.*\d[.,]) ?-{1,2}( ?[^\d]*)$", r"\100\2"
    ),  # 1'330.- has no cents, and is not negative
    Step(
        "cash dash", r"^(.*\d) ?/[-=]{1,2}(?: ?(?i:only))?$", r"\1"
    ),  # 1,016/- in India, 1,016/= in East Africa
    Step("down", r"^([^\d]*)▼ ?([^\d]*\d.*)$", r"-\1\2"),
    Step("triangle", r"^([^\d]*)[▲△] ?([^\d]*\d.*)$", r"-\1\2", beside=("down", r"\1\2")),  # minus in Japan
    Step("brackets", r"^([^\d()]*)\( ?-?([^()]+)\)([^\d()]*)$", r"-\1\2\3"),
    Step("square brackets", r"^([^\d\[\]]*)\[ ?-?([^\[\]]+)\]([^\d\[\]]*)$", r"-\1\2\3"),
    Step("debit", r"^(.*\d) ?(?i:dr)\.?$", r"-\1"),
    Step("trailing minus", rf"^([^-]*\d[^-]*?) ?-( ?{MARK})$", r"-\1\2"),
    Step("bound", rf"^(?i:{_BOUND})([^\d ]{{0,5}} ?[-+]?\d.*)$", r"\1"),
    Step("bound", r"^(.*\d) ?\+$", r"\1"),
    Step("currency", rf"^([-+]? ?){MARK} ?", r"\1"),
    Step("currency", rf"^(.*\d\.?(?: ?{_SCALES})?) ?{MARK}( ?-)?$", r"\1\2"),
    Step("currency", rf"^(.*\d) ?\({MARK}\)$", r"\1"),
    Step("trailing minus", r"^([^-]*\d[^-]*?) ?-$", r"-\1"),
    Step("percent", r"^([-+]? ?)% ?", r"\1"),
    Step("percent", r"^(.*\d) ?(?:%|‰|(?i:percent|per cent|pct\.?|prozent))$", r"\1"),
    Step("sign apart", r"^([-+]) +", r"\1"),
    Step("scale", rf"^(.*\d) ?(?i:{_THOUSAND})$", r"\1e3"),
    Step("scale", r"^(.*\d) ?(?i:lakhs?|lacs?|lpa)$", r"\1e5"),
    Step("scale", rf"^(.*\d) ?{_MYRIAD}$", r"\1e4"),
    Step("scale", rf"^(.*\d) ?{_MYRIADS}$", r"\1e8"),
    Step("scale", rf"^(.*\d) ?(?i:{_MILLION})$", r"\1e6"),
    Step("scale", r"^(.*\d) ?MM$", r"\1e6"),
    Step("scale", r"^(.*\d) ?(?i:crores?)$", r"\1e7"),
    Step("scale", r"^(.*\d) ?[Cc]r\.?$", r"\1e7", beside=("debit", r"\1")),
    Step("credit", r"^(.*\d) ?CR\.?$", r"-\1", beside=("debit", r"\1")),
    Step("scale", rf"^(.*\d) ?(?i:{_MILLIARD})$", r"\1e9"),
    Step("letter b", r"^(.*\d) ?[bB]$", r"\1e9"),  # beside K, M or a currency only: 12b may be a house
    Step("scale", r"^(.*\d) ?(?i:tn\.?|trn\.?|trillions?)$", r"\1e12"),
)
_COMPILED = tuple(
    (step, re.compile(step.pattern), re.sub(r"\\(\d)", r"\\g<\1>", step.instead)) for step in STEPS
)
_OTHER_SCRIPT = "other signs"
_UNADORNED = re.compile(r"-?[0-9]+([.,][0-9]+)*")  # most cells: nothing to take away, at no cost


@dataclass(frozen=True)
class NumberStyle:
    """How the numbers of one column are written.

    Attributes:
        decimal: The decimal mark of cells such as 1,234 that do not tell; those that tell are read as they say.
        grouped: Thousands are marked (or a comma is the decimal mark), so a plain cast does not do.
        decorated: Something stands around the numbers: currencies, percent signs, brackets, "K", …
        habits: What, by the names of `STEPS`.
    """

    decimal: DecimalMark = "."
    grouped: bool = False
    decorated: bool = False
    habits: frozenset[str] = frozenset()

    def sql(self, column: str) -> str:
        """The expression that gives a DOUBLE, or NULL where the cell is no such number."""
        plain = f"try_cast({column} AS DOUBLE)"
        if not self.grouped and not self.decorated and self.decimal == ".":
            return plain
        text = column
        if _OTHER_SCRIPT in self.habits:
            text = f"translate({text}, {literal(_FROM + _DROPPED)}, {literal(_TO)})"
            text = f"trim({text})"
        for step in STEPS:
            if step.habit in self.habits:
                instead = step.instead
                if step.beside is not None and step.beside[0] in self.habits:
                    instead = step.beside[1]
                text = f"regexp_replace({text}, {literal(step.pattern)}, {literal(instead)})"
        point = r"try_cast(regexp_replace(x, '[, '']', '', 'g') AS DOUBLE)"
        comma = r"try_cast(replace(regexp_replace(x, '[. '']', '', 'g'), ',', '.') AS DOUBLE)"
        first, then = ((_POINT, point), (_COMMA, comma))[:: 1 if self.decimal == "." else -1]
        read = (
            f"list_transform([{text}], lambda x: CASE WHEN regexp_full_match(x, {literal(first[0])}) THEN {first[1]} "
            f"WHEN regexp_full_match(x, {literal(then[0])}) THEN {then[1]} END)[1]"
        )
        return f"coalesce({plain}, {read})" if self.decimal == "." else read

    def widened(self, cells: Iterable[str]) -> NumberStyle:
        """The style that reads cells as well which this one does not read; itself where they are no numbers."""
        habits, grouped = set(self.habits), self.grouped
        for bare, found in _numbers(cells, self.habits):
            habits |= found
            grouped = grouped or not _PLAIN.fullmatch(bare)
        return replace(self, grouped=grouped, decorated=bool(habits), habits=frozenset(habits))


def bared(cell: str) -> tuple[str, frozenset[str]]:
    """A cell without what stands around its number, and the habits in which that was written."""
    if _UNADORNED.fullmatch(cell) or not _MAYBE.fullmatch(text := cell.translate(_TRANSLATED).strip()):
        return cell, frozenset()
    habits = set() if text == cell else {_OTHER_SCRIPT}
    for step, pattern, instead in _COMPILED:
        if _BARE.fullmatch(text):
            break  # nothing stands around it any more
        text, n = pattern.subn(instead, text, count=1)
        if n:
            habits.add(step.habit)
    return text, frozenset(habits)


def decimal_votes(cells: Iterable[str]) -> int:
    """Above 0: the cells write a decimal comma; below 0: a decimal point. Cells that tell nothing count 0."""
    return sum(_vote(cell.translate(_ALIKE)) for cell in cells if "," in cell or "." in cell)


def _zero_vote(cell: str) -> int:
    """0.345 has a decimal mark: no group of thousands begins with 0."""
    return {".": -1, ",": 1}.get(cell[1:2], 0) if cell[:1] == "0" and _ZERO.fullmatch(cell) else 0


@lru_cache(maxsize=_REMEMBERED)
def _vote(cell: str) -> int:
    bare = cell if _CLEARLY_POINT.fullmatch(cell) else bared(cell)[0]
    return 1 if _CLEARLY_COMMA.fullmatch(bare) else -1 if _CLEARLY_POINT.fullmatch(bare) else 0


def number_style(
    cells: list[str], file_decimal: DecimalMark, thousands: str | None = None
) -> NumberStyle | None:
    """The style in which most of the cells are numbers, or None where most are not.

    Args:
        cells: Different values of one column.
        file_decimal: The decimal mark of the file, for cells such as 1.234 that tell nothing.
        thousands: The mark of thousands, where the cells besides tell it.
    """
    cells = [cell for cell in cells if cell.lower() not in STANDS_FOR_MISSING]
    if not cells or not _may_be_numbers(cells):
        return None
    numbers = _numbers(cells)
    if len(numbers) < 0.5 * len(cells):
        return None
    votes = decimal_votes(text for text, _ in numbers) + sum(map(_zero_vote, cells))
    decimal: DecimalMark = file_decimal if votes == 0 else "," if votes > 0 else "."
    if votes == 0 and thousands is not None:
        decimal = "," if thousands == "." else "."
    found = frozenset(habit for _, some in numbers for habit in some)
    plain = all(_PLAIN.fullmatch(text) for text, _ in numbers)
    if decimal == "," and not any(re.search(r"[., ']", text) for text, _ in numbers):
        decimal = "."
    return NumberStyle(decimal, grouped=decimal == "," or not plain, decorated=bool(found), habits=found)


def _numbers(cells: Iterable[str], known: frozenset[str] = frozenset()) -> list[tuple[str, frozenset[str]]]:
    """The cells that are numbers, bared, each with its habits; their digits are all 0, which tells as much."""
    found = [one for cell in cells if (one := _number(cell.translate(_ALIKE))) is not None]
    habits = known.union(*(some for _, some in found))
    if not habits & {"currency", "scale"}:
        found = [one for one in found if "letter b" not in one[1]]
    if "debit" not in habits and 2 * sum("credit" in some for _, some in found) > len(found):
        found = [one for one in found if "credit" not in one[1]]  # nothing tells of which sign the others are
    if 2 * sum("square brackets" in some for _, some in found) > len(found):  # a list of numbers
        found = [one for one in found if "square brackets" not in one[1]]
    return found


@lru_cache(maxsize=_REMEMBERED)
def _number(cell: str) -> tuple[str, frozenset[str]] | None:
    bare, habits = bared(cell)
    return (bare, habits) if is_number(bare) else None


def _may_be_numbers(cells: list[str]) -> bool:
    """A cheap look at some cells of the whole column; whoever passes is looked at closely."""
    some = cells[:: max(1, len(cells) // 60)]
    return sum(bool(_MAYBE.fullmatch(cell.translate(_TRANSLATED).strip())) for cell in some) > 0.3 * len(some)


def is_number(bare: str) -> bool:
    """Whether a cell is a number, once it is rid of what stands around it."""
    return any(sign.isdigit() for sign in bare) and bool(
        _PLAIN.fullmatch(bare) or _IS_POINT.fullmatch(bare) or _IS_COMMA.fullmatch(bare)
    )

"""What stands around a date and tells nothing of it (weekdays, "г.", "kl.", «»), and the same date in plain figures.

A spelling is a pattern and what takes its place, read by Python and by DuckDB alike. Cells that no form of
`core.tables.date_forms` fits are tried once more without their dress.
"""

from __future__ import annotations

import re
from functools import cache

from core.tables.engine import literal
from core.tables.weekday_names import BRACKETED, WEEKDAYS

_DIGITS = ("０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹", "๐๑๒๓๔๕๖๗๘๙", "०१२३४५६७८९")
_SIGNS = {
    "／": "/",
    "：": ":",
    "－": "-",
    "–": "-",
    "．": ".",
    "（": "(",
    "）": ")",
    "\u00a0": " ",
    "\u202f": " ",
}
_FROM = "".join(_DIGITS) + "".join(_SIGNS)
_TO = "0123456789" * len(_DIGITS) + "".join(_SIGNS.values())
_PLAIN = str.maketrans(_FROM, _TO)
_DAYS = "|".join(sorted({day for days in WEEKDAYS.values() for day in days.split()}, key=len, reverse=True))
_AT = "um|kl\\.?|klo|om|ore|alle ore|alle|à|a las|a la|às|as|o godz\\.|godz\\.|o|в|о|ve|saat|at|, ore|, o"
_YEAR = "г\\.|г|года|год|р\\.|р|року|r\\.|roku|г\\.,"
_NUMBERS = r"\d{1,4}[-/.] ?\d{1,2}[-/.] ?\d{1,4}"
_CLOCK = r"\d{1,2}[:.h]\d\d(?:[:.]\d\d)?"
_MORNING, _AFTERNOON = "上午|午前|오전|凌晨|早上", "下午|午後|오후|晚上"
_SECOND = r":\d\d(?:[.,]\d+)?"
_HALF = r"(?: ?[AaPp]\.? ?[Mm]\.?)?"
_OFFSET = r"(?:Z|(?:UTC|GMT)?[+-]\d{1,2}(?::?\d\d)?|[A-Z]{3,5})"
_ZONE = r"[A-Z]{1,5}|(?:UTC|GMT)? ?[+-]\d{1,2}(?::?\d\d)?|[A-Z][A-Za-z]+(?:/[A-Za-z_]+){1,2}|(?:[A-Z][a-z]+ )+Time"
_ROMAN = ("XII", "VIII", "VII", "III", "XI", "IX", "VI", "IV", "II", "X", "V", "I")

# cells that hold none of these are plain: asked before anything is tried
_MAY_BE_DRESSED = re.compile(r"[^\x00-\x7f]|[A-Za-z]|[(\[_]|\.(?: |$)|:\d\d,? \d|  |^\d\d? \d\d? \d{4}$")
# nor does a cell hold a date without a year, or three numbers
_MAY_BE_DATE = re.compile(r"(?:1[3-9]|2[0-6])\d\d|\d\D{1,3}\d\d?\D{1,2}\d\d|[年년元٠-٩۰-۹๐-๙०-९０-９]")

# a pattern and what takes its place, in this order
_SPELLINGS: tuple[tuple[str, str], ...] = (
    (r"\s+", " "),
    (r"^ ?[«„“\"']([^»“”\"']{1,4})[»“”\"']", r"\1"),
    (rf" ?\((?:[{BRACKETED}]|(?i:{_DAYS})\.?)\) ?", " "),
    (rf"^(?i:{_DAYS})\.?,? (?:den |le |el )", ""),
    (rf"^(?i:{_DAYS})\.?,? ({_NUMBERS})", r"\1"),
    (rf"(\d{{4}}),? (?i:{_DAYS})\.?$", r"\1"),
    (r"^(?i:le|el|il|den|am|dne|dnia|på|на|ngày) ", ""),
    (r"(\d{1,2}) ?tháng (\d{1,2})(?:,| ?năm) ?(\d{4})", r"\1/\2/\3"),
    (rf"(\d{{4}}) ?(?:{_YEAR}),?( |$)", r"\1\2"),
    (rf"^({_NUMBERS})\.( |$)", r"\1\2"),
    (r"^(\d{4}) m\. ([^ ]+ \d{1,2}) d\.", r"\1 \2"),
    (r"^(\d{4})\.( [^\d\s.]+ \d{1,2})\.", r"\1\2"),
    (rf"(\d) (?i:{_AT}) ({_CLOCK})", r"\1 \2"),
    (r"(\d{1,2}) ?[時时點点시] ?(\d{1,2}) ?[分분](?: ?(\d{1,2}) ?[秒초])", r"\1:\2:\3"),
    (r"(\d{1,2}) ?[時时點点시] ?(\d{1,2}) ?[分분]", r"\1:\2"),
    (r"(\d{1,2}) ?[時时點点시]( |$)", r"\1:00\2"),
    (rf"(?:{_MORNING}) ?(\d{{1,2}}:\d{{1,2}}(?::\d\d)?)", r"\1 AM"),
    (rf"(?:{_AFTERNOON}) ?(\d{{1,2}}:\d{{1,2}}(?::\d\d)?)", r"\1 PM"),
    (r"([日일])(\d)", r"\1 \2"),
    (r" (\d{1,2}):(\d)(:| |$)", r" \1:0\2\3"),
    (r" (\d{1,2}):(\d\d):(\d)( |$)", r" \1:\2:0\3\4"),
    (r"([\x{0e00}-\x{0e7f}]+)\.([\x{0e00}-\x{0e7f}]+)\.", r"\1\2"),
    (r" d['’]", " de "),
    (rf"^({_CLOCK}),? ({_NUMBERS})$", r"\2 \1"),
    (r"^([0-3]?\d) ([01]?\d) ((?:18|19|20|21)\d\d)$", r"\1.\2.\3"),
    (r"^(\d{1,4})_(\d{1,2})_(\d{1,4})", r"\1-\2-\3"),
    (r"^(\d{4})(\d\d)(\d\d)T(\d\d):?(\d\d):?(\d\d)", r"\1-\2-\3 \4:\5:\6"),
    (r"^(\d{4})(\d\d)(\d\d)T(\d\d):?(\d\d)", r"\1-\2-\3 \4:\5"),
    *((rf"^(\d{{1,2}})[-/.]{one}[-/.](\d{{4}})", rf"\1 roman{one.lower()} \2") for one in _ROMAN),
    # "09:30:00+01:00[Europe/Berlin]": the offset says it; "09:30 (CET)": what stands in brackets is the zone
    (rf"({_SECOND}{_HALF} ?{_OFFSET}) ?[\[(][^\])]*[\])]$", r"\1"),
    (rf"({_SECOND}{_HALF}) ?[\[(]({_ZONE})[\])]$", r"\1 \2"),
    (rf"({_SECOND}{_HALF}) ?[\[(][^\])]*[\])]$", r"\1"),
    (r" +$", ""),
)


def undressed(cell: str) -> tuple[str, tuple[int, ...]]:
    """The cell without what tells nothing of a date, and which spellings were changed; () where none was."""
    if _MAY_BE_DRESSED.search(cell) is None or _MAY_BE_DATE.search(cell) is None:
        return cell, ()
    bare = cell.translate(_PLAIN)
    changed = [len(_SPELLINGS)] if bare != cell else []
    for place, (_, plain) in enumerate(_SPELLINGS):
        found = _compiled(place).sub(plain, bare)
        if found != bare:
            changed.append(place)
            bare = found
    return bare, tuple(changed)


def undressed_sql(column: str, spellings: tuple[int, ...]) -> str:
    """The same as an expression, of some spellings."""
    bare = column
    if len(_SPELLINGS) in spellings:
        bare = f"translate({bare}, {literal(_FROM)}, {literal(_TO)})"
    for place, (pattern, plain) in enumerate(_SPELLINGS):
        if place in spellings:
            bare = f"regexp_replace({bare}, {literal(pattern)}, {literal(plain)}, 'g')"
    return bare


@cache
def _compiled(place: int) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\x\{(\w+)\}", lambda found: chr(int(found[1], 16)), _SPELLINGS[place][0]))

"""What people type out of habit, and what to write instead: times, numbers and dates, the order of the words."""

from __future__ import annotations

import re

from core.task.query.errors import QueryError
from core.task.query.figures import CURRENCY, SCALE_WORDS, iso_dates, plain_number
from core.task.query.habit import NAME, Habit, Match, habit, recognised
from core.task.query.habits_sql import OTHER_LANGUAGES

ORDER = "The order is PREDICT, FOR, WHERE, ASSUMING, USING, RANK, TOP; AGAINST and AS stand before FOR"
_FUNCTION = r"\b(?P<f>COUNT_DISTINCT|COUNT|SUM|AVG|MIN|MAX|EXISTS)\s*\(\s*"
_UNIT = r"(?P<u>minute|hour|day|week|month|quarter|year)s?\b"
_PERIOD = (
    rf"\b(?P<way>NEXT|WITHIN|COMING|LAST|PAST|PREVIOUS)\s+(?:THE\s+)?(?:NEXT\s+)?(?P<n>\d{{1,6}})\s*{_UNIT}"
)
_DAYS_OF = {"week": (7, "days"), "quarter": (3, "months"), "year": (12, "months")}
_NO_KEYWORD = r"(?!(?:AND|OR|NOT|IN|LIKE|BETWEEN|CONTAINS|AS|AGAINST|WHERE|FOR|EACH)\b)"
_EXAMPLE = "PREDICT will_convert FOR EACH contact"
_FILTERED = "Write for example COUNT(activity.* WHERE kind = 'call', 0, 30, days)"


def habit_at(text: str, position: int) -> QueryError | None:
    """The error for the habit within which the parser stopped; None where none is known."""
    return recognised(HABITS, text, position)


def _window(match: Match) -> str:
    """The window that is meant, in units of the language: ahead before FOR or after NEXT, else back."""
    number, unit = int(match["n"]), (match["u"] or "day").lower()
    factor, word = _DAYS_OF.get(unit, (1, f"{unit}s"))
    way = (match.groupdict().get("way") or "").lower()
    back = way in ("last", "past", "previous") or (not way and _is_after_for(match))
    return f"-{number * factor}, 0, {word}" if back else f"0, {number * factor}, {word}"


def _is_after_for(match: Match) -> bool:
    return re.search(r"\bFOR\b", match.string[: match.start()], re.IGNORECASE) is not None


def _counted(match: Match) -> str:
    return f"Write {match['f'].upper()}({match['r'].strip(' ,') or 'table.*'}, {_window(match)})"


def _unbounded(match: Match) -> str:
    window = "-90, 0, days" if _is_after_for(match) else "0, 90, days"
    return f"Write for example {match['f'].upper()}({match['r'].strip() or 'table.*'}, {window})"


def _different(match: Match) -> str:
    window = match["w"] or (", -90, 0, days" if _is_after_for(match) else ", 0, 90, days")
    return f"Write COUNT_DISTINCT({match['r']}{window})"


def _parted(match: Match) -> str:
    factor, word = _DAYS_OF.get((match["u"] or "day").lower(), (1, f"{(match['u'] or 'day').lower()}s"))
    start = match["a"] if match["a"].upper() == "-INF" else str(int(match["a"]) * factor)
    return f"Write {start}, {int(match['n']) * factor}, {word}"


def _period(match: Match) -> str:
    return f"Write the window inside a count, as in COUNT(activity.*, {_window(match)}) > 0"


def _number(match: Match) -> str:
    return f"Write {plain_number(match[0]) or 'the number alone'}"


def _per_cent(match: Match) -> str:
    number = float(match["n"].replace(",", "."))
    return f"Write {number / 100:g} where the column holds shares, {number:g} where it holds per cent"


def _date(match: Match) -> str:
    days = " or ".join(f"'{day}'" for day in iso_dates(match[0]) or ("2026-01-31",))
    return f"Put dates in quotes, year first: {days}"


def _one_word(match: Match) -> str:
    return f"A name is one word: write {'_'.join(match['at'].split())}"


_NEEDS_TWO = "A window has a beginning and an end"
_WINDOWS = (
    habit(
        rf"{_FUNCTION}DISTINCT\s+(?P<r>{NAME}(?:\.{NAME})?)(?P<w>(?:\s*,\s*-?\w+)+)?",
        "Different values are counted by a function of their own",
        _different,
    ),
    habit(rf"{_FUNCTION}(?P<r>[^(),]*?),?\s*(?:IN\s+)?(?:THE\s+)?{_PERIOD}\s*\)?", _NEEDS_TWO, _counted),
    habit(
        rf"(?:\b(?:IN|FOR)\s+)?(?:THE\s+)?{_PERIOD}",
        "A time stands nowhere but in the window of a count",
        _period,
    ),
    habit(
        rf"\b(?P<way>IN)\s+(?P<n>\d{{1,6}})\s*{_UNIT}",
        "A time stands nowhere but in the window of a count",
        _period,
    ),
    habit(
        rf"{_FUNCTION}(?P<r>[^()]*?[^()\d\s,.-]|[^()]*?\.\*|\*),?\s*(?P<n>\d{{1,6}})(?:\s*,?\s*(?:{_UNIT}|d\b)\s*\)?|\s*\))",
        _NEEDS_TWO,
        _counted,
    ),
    habit(
        r"(?P<a>-?(?:\d{1,6}|INF))\s*,\s*(?P<n>-?\d{1,6})\s*,\s*(?P<at>(?P<u>week|quarter|year)s?)\b",
        "A window is counted in days, hours, minutes or months",
        _parted,
    ),
    habit(
        rf"(?P<a>-?(?:\d+|INF))\s*(?:,\s*|-|\bTO\s+|\.\.+)(?P<n>\d{{1,6}})\s*(?:{_UNIT}|d\b)",
        "Start, end and unit of a window are parted by commas",
        _parted,
    ),
    habit(rf"{_FUNCTION}(?P<r>[^(),]*)\)", "A function needs a window", _unbounded),
    habit(
        r"(?<=,)\s*-?\d+\s*(?:,\s*(?:day|hour|minute|month)s?\s*)?,?\s*(?P<at>WHERE|IF|WHEN)\b",
        "The filter of a count stands before its window",
        _FILTERED,
    ),
    habit(r"(?P<at>,)\s*WHERE\b", "No comma stands before WHERE", _FILTERED),
)

_SEPARATED = "A number is written without separators"
_DIGITS_ALONE = "A number is written in digits alone"
_FIGURES = (
    habit(
        r"\d{1,4}([./])\d{1,2}\1\d{2,4}|\d{1,2}-\d{1,2}-\d{4}|\d{4}-\d{1,2}-\d{1,2}",
        "A date is a text in quotes",
        _date,
    ),
    habit(
        r"\b(?:DATE|TIMESTAMP|TO_DATE)\s*\(?\s*(?P<at>'[^']*')",
        "A date is a text in quotes",
        "Write the quotes alone, as in created >= '2026-01-31'",
    ),
    habit(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+", _SEPARATED, _number),
    habit(r"\d{1,3}(?:[,'’_ ]\d{3})+(?:\.\d+)?(?!\d)", _SEPARATED, _number),
    habit(rf"(?:{CURRENCY})\s*\d[\d.,]*(?:\s*(?:{SCALE_WORDS})\b)?", _DIGITS_ALONE, _number),
    habit(rf"\d[\d.,]*\s*(?:(?:{SCALE_WORDS}|eur|usd|gbp|chf)\b|[$€£¥₹])", _DIGITS_ALONE, _number),
    habit(r"(?P<n>\d+(?:[.,]\d+)?)\s*(?:%|per ?cent\b)", _DIGITS_ALONE, _per_cent),
    habit(r"(?<![\d.,])\d+,\d+(?![\d,])", "A number is written with a decimal point", _number),
)

_ORDER = (
    habit(
        rf"\bFOR\s*EACH\s+{NAME}(?:\.{NAME})?\s*(?P<at>,)",
        "One table is asked about",
        "Name further tables after USING",
    ),
    habit(
        rf"\b(?:FOREACH|FOR\s+(?:ALL|EVERY|ANY))\s+(?P<t>{NAME})",
        "FOR EACH says for whom",
        lambda match: f"Write FOR EACH {match['t']}",
    ),
    habit(r"\A\s*(?:FOR|WHERE|USING|ASSUMING|AS|RANK|TOP)\b", "A query begins with PREDICT", ORDER),
    habit(
        r"\bPREDICT\s+(?P<at>(?:IF|WHETHER|WHICH|WHO|WHAT|WHEN|HOW\s+(?:MANY|MUCH)|THE|A|PROBABILITY|CHANCE|LIKELIHOOD"
        r"|NUMBER\s+OF|P)\b)(?:\s+\w+|\s*\()",
        "After PREDICT stands a count, a column or a ready name, not a sentence",
        f"Write for example {_EXAMPLE}, or EXISTS(opportunity.*, 0, 90, days)",
    ),
    habit(
        rf"\bPREDICT\s+(?P<at>NOT\s+{NAME})\s+FOR\b",
        "NOT turns a comparison round",
        "Compare a column with false, or write NOT EXISTS(opportunity.*, 0, 90, days)",
    ),
    habit(
        rf"\bPREDICT\s+{NAME}\s+(?P<at>AND|OR)\b",
        "Only comparisons are joined",
        "Compare a column with true, and write a ready name as the count that it means",
    ),
    habit(
        rf"\bPREDICT\s+(?P<at>{NAME}(?:\s+{_NO_KEYWORD}\w+)+?)\s+FOR\b",
        "After PREDICT stands one name",
        _one_word,
    ),
    habit(r"\bFOR\b[^()]*?\s(?P<at>AS)\s", "The name of the answer stands before FOR", ORDER),
)

HABITS: tuple[Habit, ...] = (*_WINDOWS, *_FIGURES, *OTHER_LANGUAGES, *_ORDER)

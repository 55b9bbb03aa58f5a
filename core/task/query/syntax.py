"""Where the text of a query stops making sense, in plain words: what stands there, what could, what was meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass

from lark import Token, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from core.task.query.errors import QueryError, nearest, printable, quoted
from core.task.query.habits import ORDER, habit_at

FUNCTIONS = ("COUNT", "SUM", "AVG", "MIN", "MAX", "COUNT_DISTINCT", "EXISTS")
UNITS = ("days", "hours", "minutes", "months")
QUOTE_NAMES = 'Put names with spaces or odd characters in "double quotes"'

# What each part of the grammar is called; parts with the same words are said once. Keywords speak for themselves.
_WORDS = {
    "NAME": "a name",
    "TICKED": "a name",
    "QUOTED": "a name",
    "FUNCTION": "a function such as COUNT( or EXISTS(",
    "UNIT": "a unit: days, hours, minutes or months",
    "EVER": "-INF for since ever",
    "EQUALS": "a comparison such as = or >",
    "OPERATOR": "a comparison such as = or >",
    "NUMBER": "a number",
    "STRING": "text in 'quotes'",
    "TRUE": "true/false",
    "FALSE": "true/false",
    "STAR": "* for all rows",
    "_DOT": "a dot",
    "_COMMA": "a comma",
    "_LPAR": "an opening parenthesis",
    "_RPAR": "a closing parenthesis",
    "$END": "the end of the query",
}
_SILENT = {"_SEMICOLON"}  # allowed at the end, not worth proposing
_NAMES = {"NAME", "TICKED", "QUOTED"}
_MINUS = "Write the minus sign of the keyboard, -"
_ORDERED = {
    **dict.fromkeys(("_WHERE", "_ASSUMING", "_USING", "_FOR", "_AGAINST", "_AS"), ORDER),
    "EACH": "Write FOR EACH",
}
_COMPARE = "Add a comparison, such as = true or > 0"
_QUOTE = "Write straight quotes: '"
_LOOKALIKES = {
    **dict.fromkeys("−–—", _MINUS),
    **dict.fromkeys("“”„‟‘’‚«»", _QUOTE),
    "\\": "To write a quote inside quotes, double it: 'it''s'",
}
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}")
_FUNCTION_WORDS = {
    **dict.fromkeys(("AVERAGE", "MEAN", "MEDIAN"), "AVG"),
    **dict.fromkeys(("TOTAL", "ADD"), "SUM"),
    **dict.fromkeys(("ANY", "HAS", "HAVE", "EXIST"), "EXISTS"),
    **dict.fromkeys(("NUMBER", "N", "HOW_MANY", "CNT", "ROWS"), "COUNT"),
    **dict.fromkeys(("LIST_DISTINCT", "UNIQUE", "DISTINCT", "NUNIQUE", "COUNTD"), "COUNT_DISTINCT"),
    **dict.fromkeys(("LARGEST", "MAXIMUM", "HIGHEST"), "MAX"),
    **dict.fromkeys(("SMALLEST", "MINIMUM", "LOWEST"), "MIN"),
}
_WORDS_OF_A_VALUE = re.compile(
    r"[^\W\d]\w*(?:[ -](?!(?:AND|OR|FOR|WHERE|ASSUMING|USING|AGAINST|AS|RANK|TOP)\b)[^\W\d]\w*)*",
    re.IGNORECASE,
)
_LAST_WORD = re.compile(r"[^\W\d]\w*\Z|.\Z", re.DOTALL)
_LOOK_BACK = 80  # characters before the mistake in which the last word is looked for


@dataclass(frozen=True)
class _Mistake:
    """What the parser met: a token, the word before it and what it would have taken instead."""

    text: str
    token: Token
    position: int
    before: str
    before_position: int
    accepts: Set[str]

    @property
    def keywords(self) -> list[str]:
        return [name.lstrip("_") for name in self.accepts if name not in _WORDS]

    def error(self, problem: str, action: str | None = None, *, at_word_before: bool = False) -> QueryError:
        return QueryError(
            problem,
            text=self.text,
            position=self.before_position if at_word_before else self.position,
            expected=in_words(self.accepts, self.before),
            action=action,
        )


def explained(error: UnexpectedInput, text: str) -> QueryError:
    """The mistake that stopped the parser, as an error a person can act on."""
    if isinstance(error, UnexpectedCharacters):
        return _strange_character(text, error.pos_in_stream or 0, error.allowed or set())
    if not isinstance(error, UnexpectedToken):
        return QueryError("The query cannot be understood", text=text)
    token = error.token
    position = len(text.rstrip()) if token.type == "$END" else token.start_pos or 0
    if text.strip() and (habit := habit_at(text, position)) is not None:
        return habit
    before, before_position = _word_before(text, position)
    mistake = _Mistake(text, token, position, before, before_position, _accepted(error))
    if token.type == "$END":
        return _ended(mistake)
    return _misspelt(mistake) or mistake.error(f"{_shown(token)} cannot stand here", _advice(mistake))


def in_words(accepts: Iterable[str], before: str = "") -> str:
    """What the grammar accepts after the word `before`, as words: `a comma or a closing parenthesis`."""
    left = set(accepts) - _SILENT
    if "STRING" in left:  # here double quotes hold text, not a name
        left -= {"QUOTED"}
    name = {".": "a column", "FOR": "a table", "EACH": "a table", "USING": "a table"}.get(
        before.upper(), "a name"
    )
    ordered = sorted(left, key=lambda one: (one == "$END", one not in _WORDS, _WORDS.get(one, one)))
    words = list(
        dict.fromkeys(name if one in _NAMES else _WORDS.get(one, one.lstrip("_")) for one in ordered)
    )
    return " or ".join(filter(None, [", ".join(words[:-1]), *words[-1:]]))


def _accepted(error: UnexpectedToken) -> Set[str]:
    """The exact set where lark can tell; a set that may be too large otherwise."""
    known: Set[str] | None = error.accepts
    return known if known else set(error.expected)


def _word_before(text: str, position: int) -> tuple[str, int]:
    """The last word, or the last character where it is none, before a position; and where it stands."""
    end = len(text[:position].rstrip())
    found = _LAST_WORD.search(text[max(0, end - _LOOK_BACK) : end])
    return (found[0], end - len(found[0])) if found else ("", 0)


def _ended(mistake: _Mistake) -> QueryError:
    if not mistake.text.strip():
        return QueryError(
            "The query is empty",
            expected="for example PREDICT COUNT(opportunity.*, 0, 90, days) > 0 FOR EACH contact",
        )
    action = None
    if "_FOR" in mistake.accepts and not _says_for_whom(mistake.text):
        action = "Write for whom, as in FOR EACH contact"
    elif "EQUALS" in mistake.accepts:
        action = _COMPARE
    return _missing_parenthesis(mistake) or mistake.error("The query ends too early", action)


def _says_for_whom(text: str) -> bool:
    return re.search(r"\bFOR\b", text, re.IGNORECASE) is not None


def _strange_character(text: str, position: int, allowed: Set[str]) -> QueryError:
    character = text[position : position + 1]
    if character in ("'", '"', "`"):
        return QueryError(
            "A quote is opened here and never closed",
            text=text,
            position=position,
            expected=f"a closing {character}",
            action=f"Close it; to write {character} inside, double it",
        )
    if character not in _LOOKALIKES and (habit := habit_at(text, position)) is not None:
        return habit
    return QueryError(
        f"The character {quoted(character)} cannot stand here",
        text=text,
        position=position,
        expected=in_words(allowed, _word_before(text, position)[0]),
        action=_LOOKALIKES.get(character, QUOTE_NAMES),
    )


def _misspelt(mistake: _Mistake) -> QueryError | None:
    """The error where a word is most likely a misspelt function, unit or keyword."""
    token, before = mistake.token, mistake.before
    missing = _missing_parenthesis(mistake)
    if missing is not None:
        return missing
    if token.type == "_LPAR" and "_DOT" in mistake.accepts and before.isidentifier():
        return QueryError(
            f"There is no function {quoted(before)}",
            text=mistake.text,
            position=mistake.before_position,
            expected=", ".join(FUNCTIONS),
            action=_meant(_FUNCTION_WORDS.get(before.upper(), before), FUNCTIONS),
        )
    return _misspelt_word(mistake) if token.type == "NAME" else None


def _missing_parenthesis(mistake: _Mistake) -> QueryError | None:
    function = mistake.before.upper()
    if function not in FUNCTIONS or "_DOT" not in mistake.accepts:
        return None
    return mistake.error(f"After {function} a parenthesis is missing", f"Write {function}(")


def _misspelt_word(mistake: _Mistake) -> QueryError | None:
    token, before = mistake.token, mistake.before
    if "UNIT" in mistake.accepts:
        meant = _meant(token, UNITS) or "A week is 7 days, a year 12 months"
        return mistake.error(f"There is no unit {quoted(token)}", meant)
    meant_here = _meant(token, mistake.keywords)
    if meant_here != "Did you mean FOR" and "_FOR" in mistake.accepts and not _says_for_whom(mistake.text):
        return mistake.error("FOR is missing", f"Write FOR EACH {printable(token[:40])}")
    if meant_here:
        return mistake.error(f"{_shown(token)} cannot stand here", meant_here)
    if before.isidentifier() and nearest(before, ("EACH",)) and before.upper() != "EACH":
        problem = f"{quoted(before)} is followed by another name"
        return mistake.error(problem, "Did you mean EACH", at_word_before=True)
    return None


def _meant(word: str, known: Iterable[str]) -> str | None:
    near = nearest(word, known) if len(word) > 1 else None
    return f"Did you mean {near}" if near else None


def _shown(token: Token) -> str:
    if token.type in ("NAME", "TICKED"):
        return f"The name {quoted(token)}"
    if token.type == "NUMBER":
        return f"The number {quoted(token)}"
    if token.type in ("STRING", "QUOTED"):
        return f"The text {quoted(token[1:-1])}"
    return quoted(token)


def _advice(mistake: _Mistake) -> str | None:
    """What to do, where the mistake is a usual one."""
    token, position = mistake.token, mistake.position
    if token.type == "NUMBER" and _DATE.search(mistake.text[max(0, position - 7) : position + 3]):
        return "Put dates in quotes: '2026-01-31'"
    if "STRING" in mistake.accepts:
        return _advice_on_value(mistake)
    if mistake.accepts == {"_PREDICT"}:
        return "A query begins with PREDICT"
    if token.type in ("_AND", "_OR", "_RPAR"):
        return _COMPARE if "EQUALS" in mistake.accepts else None
    if token.type in _ORDERED:
        return _ORDERED[token.type]
    return QUOTE_NAMES if mistake.before.isidentifier() and token.type == "NAME" else None


def _advice_on_value(mistake: _Mistake) -> str | None:
    token = mistake.token
    if token.type == "_NULL":
        return "Write IS NULL or IS NOT NULL"
    if token.type == "TICKED":
        return f"Put text in straight quotes, as in '{printable(token[1:41].rstrip('`'))}'"
    words = _WORDS_OF_A_VALUE.match(mistake.text, mistake.position)
    return f"Put text in quotes, as in {quoted(words[0])}" if words and token.type == "NAME" else None

"""Values that probably stand for "nothing is known": Select, -, (blank), TBD, and numbers such as 999 or -1."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.cell_words import cell_words
from core.number_words import number_words
from core.tables.cells import long_rows
from core.tables.engine import literal, quoted
from core.tables.missing_cells import are_regions
from core.tables.missing_words import CODES_TOO, NAMES_TOO, OF_COMPUTERS, words_meaning
from core.tables.reading_proposals import Proposal
from core.tables.recoding import ColumnRecoding
from core.tables.stand_ins import is_word_sql
from core.tables.table import Column, Role, Table

if TYPE_CHECKING:
    import duckdb

_NONE = frozenset(words_meaning("none"))  # there is none: perhaps an answer
_WORDS = (
    *(*OF_COMPUTERS, *words_meaning("missing", "unknown", "not applicable", "to come"), *_NONE),
    *CODES_TOO,
    *("0000-00-00", "00/00/0000", "1900-01-01", "01/01/1900", "01.01.1900"),
)
_AROUND = "()[]{}<>-_*. "  # (blank), <none>, -- Select --
_MARKS_ONLY = r"[-–—_.?*#¿]{1,12}"
_SIGN_RANGES = ((" ", "0"), (":", "A"), ("[", "a"), ("{", "\x7f"), ("\u2010", "\u2016"), ("\u00bf", "\u00c0"))
_LONGEST = max(map(len, _WORDS)) + 6
_LETTERED = [word for word in _WORDS if not word[0].isdigit()]
_DIGITS_SQL = "(" + ", ".join(literal(word) for word in _WORDS if word[0].isdigit()) + ")"

_NUMBERS = (-1, -9, -99, -999, -9999, -99999, 99, 999, 9999, 99999, 999999, 9999999, 99999999, 999999999)
_FEW = 3  # a number or day must occur so often at least
_APART = 0.2  # of the span of the others lies between them and the number
_OFTEN = 2  # times as frequent as any other: a smaller gap will do
_SPANS = 1  # of the others lie between them and a number that is surely none
_TIMES = 3  # as far from 0 as any other is a number that is surely none
_SURE = 10  # cells, at least, has a number that is surely none
_SPIKE = 8  # times as frequent as any other: it may lie among them
_PRICE = re.compile(
    r".*(price|amount|value|fee|cost|revenue|budget|paid|preis|betrag|premium).*", re.IGNORECASE
)  # 99 and 999 are frequent prices
# where the choice is one of these, Select may be one as well
_TIERS = re.compile(
    r"basic|plus|pro|premium|standard|essentials?|starter|classic|gold|silver|platinum|bronze|advanced|enterprise|core"
    r"|lite|ultimate|elite|prime|deluxe|professional|business|team|free|preferred|choice|value|signature",
    re.IGNORECASE,
)
_YEARS = 10  # between a day such as 1 January 1900 and the others
_DAYS = (
    *("1899-12-30", "1899-12-31", "1900-01-01", "1901-01-01", "1970-01-01"),
    *("2099-12-31", "2100-01-01", "2199-12-31"),
)
_SOME = 300  # values, to see whether they are codes


@dataclass(frozen=True)
class HiddenMissing:
    """One value of one column that probably means that nothing is known.

    Attributes:
        column: The column's name.
        value: The value as `core.tables.recoding` takes it.
        count: Its cells.
        why: One plain sentence.
        is_sure: Otherwise it may as well be an answer, and is only offered.
    """

    column: str
    value: str
    count: int
    why: str
    is_sure: bool = True


def hidden_proposals(
    connection: duckdb.DuckDBPyConnection, source: str, kinds: Mapping[str, str], table: Table
) -> list[Proposal]:
    """What is to count as empty, one proposal a column, and one more where a word may as well be an answer."""
    columns: dict[tuple[str, bool], list[HiddenMissing]] = {}
    for one in hidden_missing(connection, source, kinds, table):
        columns.setdefault((one.column, one.is_sure), []).append(one)
    return [_proposal(name, found, table.n_rows, is_sure=sure) for (name, sure), found in columns.items()]


def _proposal(name: str, found: Sequence[HiddenMissing], n_rows: int, *, is_sure: bool) -> Proposal:
    listed = [
        f"{cell_words(one.value)} ({one.count:,} {'cell' if one.count == 1 else 'cells'})" for one in found
    ]
    said = f"{', '.join(listed[:-1])} and {listed[-1]}" if len(listed) > 1 else listed[0]
    why = " ".join(dict.fromkeys(one.why for one in found))
    count = sum(one.count for one in found)
    return Proposal(
        column=name,
        kind="hidden missing" if is_sure else "perhaps missing",
        sentence=f"{name}: let {said} of {n_rows:,} count as empty. {why}",
        count=count,
        change=ColumnRecoding(column=name, empty=tuple(sorted(one.value for one in found))),
        recommended=is_sure,
    )


def hidden_missing(
    connection: duckdb.DuckDBPyConnection, source: str, kinds: Mapping[str, str], table: Table
) -> tuple[HiddenMissing, ...]:
    """What in a table's values probably stands for missing, in the order of the columns, the most frequent first.

    The target is left alone, its values are answers; so are numbers that a layout knows to mean "never".

    Args:
        connection: Reads the source.
        source: What the rows are selected from.
        kinds: The type of each column.
        table: Its roles.
    """
    columns = [column for column in table.columns if column.role is not Role.TARGET and column.n_distinct]
    values = _Values(connection, source)
    texts = [one for one in columns if kinds[one.name] == "VARCHAR"]
    moments = [one for one in columns if kinds[one.name].startswith("TIMESTAMP")]
    others = {one.name for one in (*texts, *moments)}
    numbers = [one for one in columns if one.role is Role.NUMBER and one.name not in others]
    found = [
        *(one for column in values.holding(texts, "VARCHAR", _is_word) for one in _words(values, column)),
        *(one for column in values.holding(numbers, "DOUBLE", _is_code) for one in _codes(values, column)),
        *(
            one
            for column in values.holding(moments, "TIMESTAMP", _is_odd_day)
            for one in _days(values, column)
        ),
    ]
    place = {column.name: number for number, column in enumerate(table.columns)}
    return tuple(sorted(found, key=lambda one: (place[one.column], -one.count, one.value)))


@dataclass(frozen=True)
class _Values:
    """The values of a stored table."""

    connection: duckdb.DuckDBPyConnection
    source: str

    def holding(
        self, columns: Sequence[Column], kind: str, condition: Callable[[str], str]
    ) -> Iterator[Column]:
        """The columns in which a condition holds for some cell.

        The condition stands in the query once and meets each different cell once: said of each column by itself, the
        words of 20 languages take the engine minutes in a table of 2,000 columns.
        """
        by_name = {one.name: one for one in columns}
        cells = {name: f"CAST({quoted(name)} AS {kind})" for name in by_name}
        for names, rows in long_rows(self.connection, cells, self.source) if cells else ():
            different = f"SELECT place, cell FROM ({rows}) WHERE cell IS NOT NULL GROUP BY place, cell"
            held = self.connection.execute(
                f"SELECT DISTINCT place FROM ({different}) WHERE {condition('cell')} ORDER BY place"
            ).fetchall()
            yield from (by_name[names[place]] for (place,) in held)

    def counts(self, column: Column, condition: Callable[[str], str]) -> list[tuple[Any, int]]:
        """The values for which a condition holds, with their cells."""
        name = quoted(column.name)
        return self.connection.execute(
            f"SELECT {name}, count(*) FROM {self.source} WHERE {condition(name)} GROUP BY 1"
        ).fetchall()

    def some(self, column: Column) -> list[str]:
        """Some of its values."""
        name = quoted(column.name)
        rows = self.connection.execute(f"SELECT DISTINCT {name} FROM {self.source} LIMIT {_SOME}").fetchall()
        return [value for (value,) in rows if value is not None]

    def others(self, column: Column, condition: Callable[[str], str]) -> tuple[Any, Any, int, int]:
        """Of the values for which it does not hold: the smallest and largest, how many, and the cells of the most
        frequent one.
        """
        name = quoted(column.name)
        (row,) = self.connection.execute(
            f"SELECT min(v), max(v), count(*), max(n) FROM (SELECT {name} AS v, count(*) AS n FROM {self.source} "
            f"WHERE {name} IS NOT NULL AND NOT {condition(name)} GROUP BY 1)"
        ).fetchall()
        return row


def _is_word(name: str) -> str:
    """The condition under which a cell is a word, or signs only, that stands for missing."""
    bare = f"lower(trim({name}, {literal(_AROUND)}))"
    # most cells begin with a letter or digit and skip what is costly
    signs = " OR ".join(
        f"({name} >= {literal(low)} AND {name} < {literal(high)})" for low, high in _SIGN_RANGES
    )
    whole = f"({is_word_sql(f'lower({name})', _LETTERED)} OR lower({name}) IN {_DIGITS_SQL})"
    return (
        f"(length({name}) <= {_LONGEST} AND ({whole} OR (({signs}) AND ({is_word_sql(bare, _LETTERED)} "
        f"OR regexp_full_match({name}, {literal(_MARKS_ONLY)})))))"
    )


def _is_code(name: str) -> str:
    return f"({name} IN ({', '.join(map(str, _NUMBERS))}))"


def _is_odd_day(name: str) -> str:
    return f"(CAST({name} AS DATE) IN ({', '.join(f'DATE {literal(day)}' for day in _DAYS)}))"


def _words(values: _Values, column: Column) -> Iterator[HiddenMissing]:
    found = values.counts(column, _is_word)
    first, last, n_others, _ = values.others(column, _is_word)
    others = values.some(column) if found else []
    for value, count in found:
        signs = re.fullmatch(_MARKS_ONLY, value) is not None
        if signs and len(found) == 1 and (n_others == 1 or {first, last} <= {"+", "++"}):
            continue  # beside one other value, or beside plus, a dash is an answer
        none = value.lower() in _NONE
        if (none and n_others == 1) or (
            value in ("NA", "na") and are_regions(values.some(column), value, column.name)
        ):
            continue  # yes or none; Namibia
        sure = not (
            none
            or value in NAMES_TOO
            or (n_others == len(found) == 1 and not signs and value.lower() not in OF_COMPUTERS)
        )
        why = (
            "It may be an answer as well: there is none."
            if none
            else "Signs without a letter or digit usually mean that nothing is known."
            if signs
            else "It may be a name as well."
            if value in NAMES_TOO
            else "Beside one other value it may be an answer as well."
            if not sure
            else "Such words usually mean that nothing is known."
        )
        yield HiddenMissing(
            column.name, value, count, why, is_sure=sure and not _is_choice(value, others, signs)
        )


def _is_choice(value: str, others: Sequence[str], signs: bool) -> bool:
    """True for what is of the kind of the other values: Select among plans, a dash among pluses, NC among NY and TX."""
    if signs:
        return any(re.fullmatch(r"\w{0,3}[+±]{1,3}", other) for other in others)
    if value.casefold() in CODES_TOO:  # beside others of two letters a state or a department
        codes = (other for other in others if other.casefold() not in CODES_TOO)
        return any(other.isalpha() and other.isascii() and len(other) == len(value) for other in codes)
    return value.casefold() == "select" and any(_TIERS.fullmatch(other.strip()) for other in others)


def _codes(values: _Values, column: Column) -> Iterator[HiddenMissing]:
    lowest, highest, n_others, most = values.others(column, _is_code)
    if not n_others:
        return
    for value, count in values.counts(column, _is_code):
        if value in column.never_values or count < _FEW:
            continue
        others = lowest, highest
        why = _why_code(column.name, (value, count), others, (n_others, most))
        if why is not None:
            is_sure = (
                _is_far(value, others)
                and count >= max(_SURE, _OFTEN * most)
                and not _PRICE.fullmatch(column.name)
            )
            yield HiddenMissing(column.name, f"{value:.0f}", count, why, is_sure=is_sure)


def _is_far(number: float, others: tuple[float, float]) -> bool:
    """Whether a number lies so far from the others that it can be none of them."""
    lowest, highest = others
    gap = number - highest if number > 0 else lowest - number
    return gap >= _SPANS * (highest - lowest) and abs(number) >= _TIMES * max(abs(lowest), abs(highest))


def _why_code(
    name: str, value: tuple[float, int], others: tuple[float, float], spread: tuple[int, int]
) -> str | None:
    """Why a number stands for missing, or None where nothing but its digits speaks for it.

    Args:
        name: The column.
        value: The number and its cells.
        others: The smallest and the largest other number.
        spread: How many other numbers there are, and the cells of the most frequent one.
    """
    (number, count), (lowest, highest), (n_others, most) = value, others, spread
    span = highest - lowest
    between = f"the others lie between {number_words(lowest, 6)} and {number_words(highest, 6)}"
    if number < 0 <= lowest:  # beside 0 and 1 alone, -1 is as good a number
        return f"It is the only negative number; {between}." if highest >= 2 else None
    gap = number - highest if number > 0 else lowest - number
    if gap > 0 and span > 0 and (gap >= _APART * span or (count >= _OFTEN * most and gap >= 0.05 * span)):
        return f"It lies apart and repeats; {between}."
    if (
        number > 0
        and n_others >= 20
        and count >= _SPIKE * most
        and count >= 10
        and not _PRICE.fullmatch(name)
    ):
        return f"It is {count / most:,.0f} times as frequent as any other number."
    return None


def _days(values: _Values, column: Column) -> Iterator[HiddenMissing]:
    earliest, latest, n_others, _ = values.others(column, _is_odd_day)
    for moment, count in values.counts(column, _is_odd_day):
        years = max((earliest - moment).days, (moment - latest).days) / 365 if n_others else 0
        if years > _YEARS and count >= _FEW:
            why = f"It lies {years:.0f} years apart from the other dates, and repeats."
            yield HiddenMissing(column.name, moment.isoformat(sep=" "), count, why)

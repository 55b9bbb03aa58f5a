"""Words among numbers or days that stand for no value: those of the list, and any other that alone recurs there."""
# ruff: noqa: S608 - every text goes through engine.literal

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TYPE_CHECKING, Any

from core.cell_words import cell_words
from core.tables.answer_doubts import spelled
from core.tables.answer_words import Says, says
from core.tables.engine import literal
from core.tables.missing_words import STANDS_FOR_MISSING
from core.tables.set_aside import SetAside, aside, many

if TYPE_CHECKING:
    import duckdb

Words = tuple[tuple[str, int], ...]  # each with its cells
_MOST_WORDS = 2
_LONGEST = 40
_OFTEN = 2  # cells with the word; one may be a slip
_MANY_VALUES = 8  # different numbers or days; beside fewer a word may be a level, as G beside floors 1 to 5
_LEAST_FITTING = 0.5  # of the filled cells, and more, are numbers or days
_SHOWN = 4
# these are no number and no day, and yet a value: a price of nothing, no limit, a day that is near, a floor, a rank
_VALUES = frozenset(
    word
    for listed in (
        "free, free of charge, for free, no charge, complimentary, included, inclusive, waived, gratis, kostenlos",
        "kostenfrei, umsonst, inklusive, inbegriffen, gratuit, gratuite, inclus, offert, gratuito, gratuita, incluido",
        "incluso, bezplatny, darmowy, za darmo, ucretsiz, бесплатно, 無料, 免费, 무료",
        "unlimited, no limit, without limit, infinite, infinity, max, maximum, min, minimum, full, all, unbegrenzt",
        "unbeschrankt, unlimitiert, illimite, ilimitado, ilimitada, illimitato, onbeperkt, bez limitu, безлимит",
        "same day, next day, today, yesterday, tomorrow, now, immediate, immediately, instant, asap, overnight, daily",
        "無制限, weekly, monthly, yearly, quarterly, ongoing, always, forever, lifetime, heute",
        "gestern, morgen, sofort, taglich, immer",
        "dauerhaft, unbefristet, aujourd hui, immediat, hoy, inmediato, hoje, imediato, oggi, subito",
        "vandaag, dzisiaj, сегодня, 本日, 今日, 今天, 오늘",
        "basement, ground, ground floor, lobby, mezzanine, penthouse, roof, erdgeschoss, keller, dachgeschoss, studio",
        "vip, premium, basic, gold, silver, standard, trial, fixed, flat, other, many, several, few, various",
        "zero, one, two, three, four, five, six, seven, eight, nine, ten, dozen, half, eins, zwei, drei",
    )
    for word in map(spelled, listed.split(", "))
)


def is_word_sql(cell: str, words: Collection[str]) -> str:
    """The condition that a cell is one of many words: one text holds them all, as the engine takes 20 ms to look at a
    list of 900, each time it stands in a query.

    Args:
        cell: An expression.
        words: None of them begins with a digit.
    """
    between = literal("\x1f")
    text = literal("\x1f" + "\x1f".join(words) + "\x1f")
    maybe = f"({cell} < '0' OR {cell} >= ':') AND length({cell}) <= {max(map(len, words))}"
    return f"({maybe} AND contains({text}, {between} || {cell} || {between}))"


_LISTED = is_word_sql("lower(trim(cell))", sorted(STANDS_FOR_MISSING))


def recurring_words(
    connection: duckdb.DuckDBPyConnection, table: str, value: str, besides: str = "false"
) -> dict[int, Words]:
    """The words of columns that are on no list and stand for missing, because nothing else is neither number nor day.

    A column says so itself: all its other cells are many different numbers (or days) and more than half of it, and
    one or two words without a digit, which are no values of their own such as "free", occur again and again among them.

    Args:
        connection: Holds the table.
        table: Different cells: `place`, `cell`, `n` and what was read of them.
        value: The column that holds what was read, NULL where a cell is none.
        besides: The condition of cells that are known to stand for none.
    """
    other = f"{value} IS NULL AND NOT ({_LISTED}) AND NOT ({besides})"
    rows = connection.execute(
        f"SELECT place, arg_min({{'cell': cell, 'n': n}}, {{'n': -n, 'cell': cell}}, {_MOST_WORDS}) FILTER ({other}) "
        f"FROM {table} GROUP BY place HAVING count(*) FILTER ({other}) BETWEEN 1 AND {_MOST_WORDS} "
        f"AND count(DISTINCT {value}) >= {_MANY_VALUES} "
        f"AND sum(n) FILTER ({value} IS NOT NULL) > {_LEAST_FITTING} * sum(n)"
    ).fetchall()
    found = {place: tuple((one["cell"], int(one["n"])) for one in cells) for place, cells in rows}
    return {place: words for place, words in found.items() if all(_stands_for_none(*one) for one in words)}


def _stands_for_none(word: str, count: int) -> bool:
    if count < _OFTEN or len(word) > _LONGEST or any(map(str.isdigit, word)):
        return False
    return says(word) not in (Says.YES, Says.NO) and spelled(word) not in _VALUES


def stands_for_none_sql(recurring: Mapping[int, Words]) -> str:
    """The condition that a cell stands for no value, by the list or by its column's own words.

    Args:
        recurring: Those of the columns, by place.
    """
    own = [f"{place} {word}" for place, words in recurring.items() for word, _ in words]
    if not own:
        return f"({_LISTED})"
    return f"({_LISTED} OR concat(place, ' ', cell) IN ({', '.join(map(literal, own))}))"


def said_aside(recurring: Mapping[str, Words]) -> tuple[SetAside, ...]:
    """What is said of the recurring words that were read as empty, and can be kept.

    Args:
        recurring: Those of columns, by their names.
    """
    if not recurring:
        return ()
    n_cells = {name: sum(count for _, count in words) for name, words in recurring.items()}
    most = sorted(n_cells, key=lambda name: -n_cells[name])[:_SHOWN]
    listed = "; ".join(f"{name}: {counted(recurring[name])}" for name in most)
    rest = f"; and {len(n_cells) - _SHOWN:,} more columns" if len(n_cells) > _SHOWN else ""
    total = sum(n_cells.values())
    sentence = (
        f"{many(total, 'cell')} in {many(len(n_cells), 'column')} of numbers or dates hold a word that recurs and is "
        f"neither, and are read as empty ({listed}{rest}). Keep them where the word is a value."
    )
    words = {word: None for found in recurring.values() for word, _ in found}
    return (aside("recurring words", total, sentence, text=", ".join(words)),)


def counted(words: Collection[tuple[str, int]]) -> str:
    """Words with their cells: 'tbc' (48), '?' (2)."""
    return ", ".join(f"{cell_words(word)} ({count:,})" for word, count in words)


def words_of(rows: Collection[dict[str, Any]] | None) -> Words:
    """Cells with their counts as the engine gives them."""
    return tuple((one["cell"], int(one["n"])) for one in rows or ())

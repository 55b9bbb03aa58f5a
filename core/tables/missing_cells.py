"""Cells in which a database or spreadsheet wrote NA, NULL or #N/A for nothing: counted, said and made empty."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.cell_words import cell_words
from core.tables.answer_words import plain_answers
from core.tables.cells import long_rows
from core.tables.engine import literal, quoted
from core.tables.missing_words import NAMES_TOO, OF_COMPUTERS
from core.tables.name_words import letters_of
from core.tables.name_words import words as words_of
from core.tables.raw import raw_kinds, rewritten
from core.tables.set_aside import SetAside, SetAsideKind, aside, many

if TYPE_CHECKING:
    import duckdb

_NA = frozenset(("NA", "na"))
_SHOWN = 4
_SOME = 300
_MOST = 0.9
_WORDS_SQL = "[" + ", ".join(literal(word) for word in OF_COMPUTERS) + "]"
_NAMES_SQL = "(" + ", ".join(literal(word) for word in NAMES_TOO) + ")"
_LONGEST = max(map(len, OF_COMPUTERS))
_COUNTRIES = (  # ISO 3166-1 alpha-2
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA",
    "CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET EU FI FJ FK FM FO FR",
    "GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO",
    "JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR",
    "MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO",
    "RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV",
    "TW TZ UA UG UK UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW",
)
_REGIONS = frozenset(("EMEA", "APAC", "LATAM", "AMER", "MENA", "ANZ", "ASIA"))
_CODES = frozenset((*_REGIONS, "OC", "AN", *(code for line in _COUNTRIES for code in line.split())))


_PLACES = frozenset((
    "country", "nation", "nationality", "citizenship", "region", "territory", "market", "geo", "geography", "iso",
    "continent", "land", "staat", "pays", "pais", "paese", "kraj", "zeme", "ulke", "nazione", "regione", "regiao",
    "страна", "регион", "країна", "国", "国家", "国名", "地域", "국가", "지역", "البلد", "χώρα",
))  # fmt: skip
_OTHERS = frozenset((  # which have codes of two letters, too
    "state", "province", "bundesland", "canton", "kanton", "language", "lang", "locale", "sprache", "langue", "idioma",
    "lingua", "rating", "grade", "currency",
))  # fmt: skip
_SEVERAL = 5  # different codes of two letters, without a name that says so: CA, IL and MA are states


@dataclass(frozen=True)
class EmptyWords:
    """What was made empty, and what was left and may be looked for."""

    set_aside: tuple[SetAside, ...] = ()
    notes: tuple[str, ...] = ()


def empty_words(connection: duckdb.DuckDBPyConnection, keep: Collection[SetAsideKind] = ()) -> EmptyWords:
    """Makes the cells of `raw` empty in which a computer wrote a word for nothing, and says which.

    In a column of country codes or regions "NA" is Namibia or North America, and stays.

    Args:
        connection: Holds the table `raw` as it was read.
        keep: With "words for missing" all stay as they are written.
    """
    if "words for missing" in keep:
        return EmptyWords()
    found = _found(connection)
    codes = {
        name: _codes(connection, name, words) for name, words in found.items() if not _NA.isdisjoint(words)
    }
    notes = tuple(
        f"{name}: {', '.join(map(repr, kept))} stays ({many(sum(found[name][word] for word in kept), 'cell')}): the "
        "others are codes of countries or regions, and it is taken for Namibia or North America, not for a missing one."
        for name, kept in codes.items()
        if kept
    )
    left = {
        name: Counter({word: count for word, count in words.items() if word not in codes.get(name, ())})
        for name, words in found.items()
    }
    left = {name: words for name, words in left.items() if words}
    if left:
        _empty(connection, left, codes)
    return EmptyWords(_said(left), notes)


def are_regions(values: Iterable[str], word: str, name: str = "") -> bool:
    """Whether "NA" is a code among codes of countries or regions, written as they are.

    Args:
        values: Different values of the column.
        word: How "NA" is written.
        name: The column's: two codes will do in one that is called a country or region, several in others.
    """
    said = {*words_of(name), *letters_of(name)}
    others = {value for value in values if value.lower() not in OF_COMPUTERS}
    alike = {value for value in others if value.upper() in _CODES and value.isupper() == word.isupper()}
    if plain_answers(others) or said & _OTHERS or len(alike) < _MOST * len(others):
        return False
    return len(alike) >= (2 if said & _PLACES or alike & _REGIONS else _SEVERAL)


def _is_word(cell: str) -> str:
    """The condition that a cell is such a word; what begins with a digit, as most cells do, skips the costly test."""
    maybe = f"strlen({cell}) <= {_LONGEST} AND ({cell} < '0' OR {cell} >= ':')"
    return f"({maybe} AND list_contains({_WORDS_SQL}, lower({cell})) AND {cell} NOT IN {_NAMES_SQL})"


def _found(connection: duckdb.DuckDBPyConnection) -> dict[str, Counter[str]]:
    """The columns of `raw` with such words, each word with its cells."""
    texts = [name for name, kind in raw_kinds(connection).items() if kind == "VARCHAR"]
    found: dict[str, Counter[str]] = {}
    for names, rows in long_rows(connection, {name: quoted(name) for name in texts}, "raw"):
        counted = f"SELECT place, cell, count(*) FROM ({rows}) WHERE {_is_word('cell')} GROUP BY place, cell"
        for place, cell, count in sorted(connection.execute(counted).fetchall()):
            found.setdefault(names[place], Counter())[cell] = count
    return found


def _codes(connection: duckdb.DuckDBPyConnection, name: str, words: Iterable[str]) -> set[str]:
    """The ways in which "NA" is written in a column and is a code."""
    column = quoted(name)
    rows = connection.execute(
        f"SELECT DISTINCT {column} FROM raw WHERE {column} IS NOT NULL LIMIT {_SOME}"
    ).fetchall()
    return {word for word in _NA & set(words) if are_regions([cell for (cell,) in rows], word, name)}


def _empty(
    connection: duckdb.DuckDBPyConnection, found: Mapping[str, Counter[str]], codes: Mapping[str, set[str]]
) -> None:
    """Makes the words NULL; in columns in which "NA" is a code, the others."""
    coded = {name for name in found if codes.get(name)}
    for names, without_words in ((found.keys() - coded, _without_words), (coded, _without_other_words)):
        rewritten(connection, names, without_words)


def _without_words(cell: str) -> str:
    return f"CASE WHEN {_is_word(cell)} THEN NULL ELSE {cell} END"


def _without_other_words(cell: str) -> str:
    """Where "NA" is a code."""
    return f"CASE WHEN {_is_word(cell)} AND lower({cell}) <> 'na' THEN NULL ELSE {cell} END"


def _said(found: Mapping[str, Counter[str]]) -> tuple[SetAside, ...]:
    if not found:
        return ()
    words = sum(found.values(), Counter[str]())
    n_cells = sum(words.values())
    listed = ", ".join(f"{cell_words(word)} ({count:,})" for word, count in words.most_common(_SHOWN))
    most = sorted(found, key=lambda name: -sum(found[name].values()))
    names = ", ".join(f"{name} ({sum(found[name].values()):,})" for name in most[:_SHOWN])
    rest = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    holds, are = ("holds", "is") if n_cells == 1 else ("hold", "are")
    sentence = (
        f"{many(n_cells, 'cell')} in {many(len(found), 'column')} {holds} a word that stands for nothing, {listed}, "
        f"and {are} read as empty: {names}{rest}."
    )
    return (aside("words for missing", n_cells, sentence, text=", ".join(words)),)

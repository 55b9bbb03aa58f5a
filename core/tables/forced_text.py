"""Marks around cells that keep spreadsheets from reading them, ="0339563" and '0339563: taken off, counted and said."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from core.cell_words import cell_words
from core.tables.cells import long_rows
from core.tables.engine import literal, quoted
from core.tables.raw import raw_kinds, rewritten
from core.tables.set_aside import SetAside, aside, many

if TYPE_CHECKING:
    import duckdb

_FORMULA = r'^="((?:[^"]|"")*)"$'  # means nothing else, however few there are
_MARKED = r"^'([-+(]*[0-9][0-9 .,/()-]*)'?$"  # '85 among words may be a year
_DIGITS = r"^'?[-+(]*[0-9][0-9 .,/()-]*'?$"
_NEARLY_ALL = 0.9  # of the filled cells are digits, with or without a mark
_SHOWN = 4


def without_forced_text(connection: duckdb.DuckDBPyConnection) -> tuple[SetAside, ...]:
    """Takes the marks off the cells of `raw`, and says of how many; what becomes empty is missing.

    Args:
        connection: Holds the table `raw` as it was read.
    """
    found: dict[str, tuple[int, str]] = {}
    for mark, bare, is_meant in (("=", _of_formula, "true"), ("'", _of_marked, _are_digits())):
        counts = _found(connection, mark, is_meant)
        if counts:
            rewritten(connection, counts.keys(), bare)
            found |= counts
    return _said(found)


def _is_formula(cell: str) -> str:
    return f"(starts_with({cell}, '=') AND regexp_matches({cell}, {literal(_FORMULA)}))"


def _is_marked(cell: str) -> str:
    return f"(starts_with({cell}, '''') AND regexp_matches({cell}, {literal(_MARKED)}))"


def _of_formula(cell: str) -> str:
    inside = f"replace(regexp_extract({cell}, {literal(_FORMULA)}, 1), '\"\"', '\"')"
    return f"CASE WHEN {_is_formula(cell)} THEN nullif(trim({inside}), '') ELSE {cell} END"


def _of_marked(cell: str) -> str:
    bare = f"trim(regexp_extract({cell}, {literal(_MARKED)}, 1))"
    return f"CASE WHEN {_is_marked(cell)} THEN {bare} ELSE {cell} END"


def _are_digits() -> str:
    """The condition that nearly all cells of a column are digits, beside which a mark means nothing."""
    digits = f"count(*) FILTER (regexp_matches(cell, {literal(_DIGITS)}))"
    return f"{digits} >= {_NEARLY_ALL} * count(cell)"


def _found(connection: duckdb.DuckDBPyConnection, mark: str, is_meant: str) -> dict[str, tuple[int, str]]:
    """The columns of `raw` with marked cells, each with their number and one of them."""
    is_one = {"=": _is_formula, "'": _is_marked}[mark]("cell")
    texts = {name: quoted(name) for name, kind in raw_kinds(connection).items() if kind == "VARCHAR"}
    found: dict[str, tuple[int, str]] = {}
    for names, rows in long_rows(connection, texts, "raw"):
        likely = connection.execute(
            f"SELECT DISTINCT place FROM ({rows}) WHERE starts_with(cell, {literal(mark)})"
        ).fetchall()
        if not likely:
            continue
        places = ", ".join(str(place) for (place,) in likely)
        counted = connection.execute(
            f"SELECT place, count(*) FILTER ({is_one}), any_value(cell) FILTER ({is_one}) FROM ({rows}) "
            f"WHERE place IN ({places}) GROUP BY place HAVING {is_meant} ORDER BY place"
        ).fetchall()
        found |= {names[place]: (int(count), str(cell)) for place, count, cell in counted if count}
    return found


def _said(found: Mapping[str, tuple[int, str]]) -> tuple[SetAside, ...]:
    if not found:
        return ()
    total = sum(count for count, _ in found.values())
    most = sorted(found, key=lambda name: -found[name][0])
    names = ", ".join(f"{name} ({found[name][0]:,})" for name in most[:_SHOWN])
    rest = f" and {len(found) - _SHOWN:,} more" if len(found) > _SHOWN else ""
    example = found[most[0]][1]
    sentence = (
        f"{many(total, 'cell')} in {many(len(found), 'column')} {'carries' if total == 1 else 'carry'} marks that make "
        f"spreadsheets take {'it' if total == 1 else 'them'} as text, such as {cell_words(example, 40)}; the marks are "
        f"taken off: {names}{rest}."
    )
    return (aside("forced text", total, sentence, text=example),)

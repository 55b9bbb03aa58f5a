"""Rows between the rows that hold no client: ruled lines, headers and titles of pages, and a second table."""

from __future__ import annotations

import re
from collections import Counter

from core.tables.body_rows import TOP, BodyRows, Row
from core.tables.end_words import is_footer
from core.tables.engine import literal, quoted
from core.tables.first_rows import is_value
from core.tables.missing_words import STANDS_FOR_MISSING

_RULE = re.compile(r"[-=_*~#+.|:─━═ ]+")
_RULES = ("-", "=", "_", "*", "~", "#", "+", "─", "━", "═")
_MOST_FOUND = 5_000
_ASKED = 8  # columns of values
_LOOK_BELOW = 12  # rows that tell whether a table goes on


def rules(rows: BodyRows) -> list[int]:
    """Rows of nothing but signs, and rows of nothing."""
    first = rows.text(0)
    signs = ", ".join(map(literal, _RULES))
    empty = (
        f"{rows.n_missing_sql()} = {min(len(rows.usual), rows.asked)} AND {first} IS NULL"
        if rows.usual
        else "false"
    )
    found = rows.fetch(f"left({first}, 1) IN ({signs}) OR ({empty})", _MOST_FOUND)
    return [place for place, row in found.items() if _is_rule(row)]


def _is_rule(row: Row) -> bool:
    filled = [cell for cell in row if cell]
    return all(map(_RULE.fullmatch, filled)) and (len(filled) != 1 or len(filled[0]) > 2)


def repeated_headers(rows: BodyRows) -> list[int]:
    """Rows that repeat the names of the columns, as in files that were joined or printed in pages."""
    likely = rows.names[:2]
    where = " AND ".join(f"CAST({quoted(name)} AS VARCHAR) = {literal(name)}" for name in likely)
    return [
        place
        for place, row in rows.fetch(where).items()
        if sum(cell == name for cell, name in zip(row, rows.names, strict=True)) >= 0.8 * len(row)
    ]


def other_headers(rows: BodyRows) -> tuple[list[int], int | None]:
    """Rows of words where the others have values: names of columns written otherwise, or those of a second table.

    Returns:
        Those below which the table goes on, and the one where a second table begins.
    """
    columns = rows.values[:_ASKED]
    if len(columns) < 2:
        return [], None
    words = " + ".join(f"coalesce({rows.text(i)} >= 'A', false)::INT" for i in columns)
    found = rows.fetch(f"{words} >= {0.75 * len(columns)}", _MOST_FOUND)
    # what describes the columns stands above them, and can be kept
    names = [place for place, row in found.items() if place >= TOP and _are_names(rows, row)]
    if len(names) > 0.02 * rows.n_rows + 3:
        return [], None  # values are written so
    again: list[int] = []
    for place in names:
        below = rows.fetch(f"{rows.row} > {place}", _LOOK_BELOW)
        fits = [_fits(rows, row) for row in below.values() if any(row)]
        if fits and sum(fits) < 0.5 * len(fits):
            return again, place
        again.append(place)
    return again, None


def _are_names(rows: BodyRows, row: Row) -> bool:
    filled = [cell for cell in row if cell]
    values = [row[i] for i in rows.values if row[i]]
    return (
        len(values) >= max(2, 0.75 * len(rows.values))
        and not any(is_value(cell) or cell.lower() in STANDS_FOR_MISSING for cell in values)
        and len(set(filled)) == len(filled) >= 0.8 * len(rows.usual)
        and not any(
            cell in {other[i] for other in rows.body if other != row} for i, cell in enumerate(row) if cell
        )
    )


def _fits(rows: BodyRows, row: Row) -> bool:
    cells = [row[i] for i in rows.values if row[i]]
    return bool(cells) and sum(map(is_value, cells)) > 0.5 * len(cells)


def page_lines(rows: BodyRows) -> list[int]:
    """Footers and titles of pages, as wide as the table, between its rows."""
    if len(rows.usual) < 3:
        return []
    found = rows.fetch(f"{rows.n_missing_sql()} >= {min(len(rows.usual), rows.asked) - 1}", _MOST_FOUND)
    alone = {
        place: filled[0] for place, row in found.items() if len(filled := [cell for cell in row if cell]) == 1
    }
    often = Counter(alone.values())
    return [place for place, text in alone.items() if is_footer(text) or (often[text] > 1 and " " in text)]

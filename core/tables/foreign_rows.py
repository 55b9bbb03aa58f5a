"""Rows between the rows that hold no client: ruled lines, headers and titles of pages, and a second table."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise

from core.tables.body_rows import TOP, BodyRows, Row
from core.tables.end_words import is_footer
from core.tables.engine import literal, quoted
from core.tables.first_rows import OPEN, is_value
from core.tables.name_words import words

_RULE = re.compile(r"[-=_*~#+.|:─━═ ]+")
_RULES = ("-", "=", "_", "*", "~", "#", "+", "─", "━", "═")
_GROUP = re.compile(r"[^:：]{1,40}[:：] ?.+|.+[(（] ?\d+[^)）]{0,12}[)）]")  # Owner: Ana; Ana (12 records)
_MOST_FOUND = 5_000
_ASKED = 8  # columns of values
_LOOK_BELOW = 12  # rows that tell whether a table goes on
_FEW = 0.02  # of the rows, beside three, can hold no client: what is found more often is how rows are written
_PAGES = 0.2  # of the rows can be headers of pages


def rules(rows: BodyRows) -> list[int]:
    """Rows of nothing but signs that no row has for a value."""
    signs = ", ".join(map(literal, _RULES))
    found = rows.fetch(f"left({rows.text(0)}, 1) IN ({signs})", _MOST_FOUND)
    values = {cell for row in rows.body if not _is_rule(row) for cell in row if cell}
    ruled = [place for place, row in found.items() if _is_rule(row) and values.isdisjoint(row)]
    return _if_few(rows, sorted(ruled))


def _if_few(rows: BodyRows, places: Sequence[int], most: float = _FEW) -> list[int]:
    """The places, none where they are too many for rows that hold no client."""
    return list(places) if len(places) <= min(most * rows.n_rows + 3, _MOST_FOUND - 1) else []


def _is_rule(row: Row) -> bool:
    filled = [cell for cell in row if cell]
    return all(map(_RULE.fullmatch, filled)) and (len(filled) != 1 or len(filled[0]) > 2)


def repeated_headers(rows: BodyRows) -> list[int]:
    """Rows that repeat the names of the columns, as in files that were joined or printed in pages."""
    likely = rows.names[:2]
    where = " AND ".join(f"CAST({quoted(name)} AS VARCHAR) = {literal(name)}" for name in likely)
    found = [
        place
        for place, row in rows.fetch(where).items()
        if sum(cell == name for cell, name in zip(row, rows.names, strict=True)) >= 0.8 * len(row)
    ]
    return _if_few(rows, found, _PAGES)


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
    again: list[int] = []
    for place in _if_few(rows, names):
        below = rows.fetch(f"{rows.row} > {place}", _LOOK_BELOW)
        # rows without any value fit both: leads that are open, sorted to the end
        fits = [_fits(cells) for row in below.values() if (cells := _known(rows, row))]
        if len(fits) > 1 and sum(fits) < 0.5 * len(fits):
            return again, place
        if _names_alike(rows, found[place]):
            again.append(place)
    return again, None


def _names_alike(rows: BodyRows, row: Row) -> bool:
    """Whether a cell says what its column is called; with a client of whom only words are known none does."""
    return any(
        cell and set(words(cell)) <= set(words(name)) for cell, name in zip(row, rows.names, strict=True)
    )


def _known(rows: BodyRows, row: Row) -> list[str]:
    """What stands where rows have values, without words for "not known"."""
    return [row[i] for i in rows.values if row[i].lower() not in OPEN]


def _are_names(rows: BodyRows, row: Row) -> bool:
    filled = [cell for cell in row if cell]
    values = [row[i] for i in rows.values if row[i]]
    return (
        len(values) >= max(2, 0.75 * len(rows.values))
        and not any(is_value(cell) or cell.lower() in OPEN for cell in values)
        and len(set(filled)) == len(filled) >= 0.8 * len(rows.usual)
        and not any(
            cell in {other[i] for other in rows.body if other != row} for i, cell in enumerate(row) if cell
        )
    )


def _fits(cells: Sequence[str]) -> bool:
    return sum(map(is_value, cells)) >= 0.5 * len(cells)


def page_lines(rows: BodyRows, foreign: Collection[int]) -> list[int]:
    """Footers and titles of pages, as wide as the table, between its rows.

    A text alone in its row is a title where it comes again and each time stands beside a footer or one of the rows
    `foreign`, or comes at one distance; two clients of one name may be known by nothing else.
    """
    if len(rows.usual) < 3:
        return []
    found = rows.fetch(f"{rows.n_missing_sql()} >= {min(len(rows.usual), rows.asked) - 1}", _MOST_FOUND)
    alone = {
        place: filled[0] for place, row in found.items() if len(filled := [cell for cell in row if cell]) == 1
    }
    said = [place for place, text in alone.items() if is_footer(text)]
    apart = {*foreign, *said}
    places: dict[str, list[int]] = defaultdict(list)
    for place, text in alone.items():
        if place not in apart and " " in text:
            places[text].append(place)
    titles = [place for again in places.values() if _come_with_pages(again, apart) for place in again]
    return sorted(_if_few(rows, [*said, *titles], _PAGES))


def _come_with_pages(places: Sequence[int], apart: Collection[int]) -> bool:
    distances = {after - before for before, after in pairwise(places)}
    even = len(places) > 2 and len(distances) == 1 and min(distances) > 1
    return len(places) > 1 and (even or all({place - 1, place + 1} & set(apart) for place in places))


def group_rows(rows: BodyRows, apart: Collection[int]) -> list[int]:
    """Rows of one cell that name a group of the rows below them, as grouped reports have them.

    A client of whom only the name is known looks the same, so all must agree: one column, a row below each, the first
    above all rows, and texts that say so ("Owner: Ana", "Ana (12)") or that stand in every row of their group, or words
    where clients have numbers.
    """
    if len(rows.usual) < 3:
        return []
    found = rows.fetch(f"{rows.n_missing_sql()} >= {min(len(rows.usual), rows.asked) - 1}", _MOST_FOUND)
    alone = {
        place: next(i for i, cell in enumerate(row) if cell)
        for place, row in found.items()
        if sum(map(bool, row)) == 1 and place not in apart
    }
    places = sorted(alone)
    if len(places) < 2 or len(set(alone.values())) > 1 or not _if_few(rows, places, _PAGES):
        return []
    begins = [place for place in range(places[0]) if place not in apart]
    if (
        begins
        or any(after - before == 1 for before, after in pairwise(places))
        or places[-1] == rows.n_rows - 1
    ):
        return []
    column = alone[places[0]]
    texts = [found[place][column] for place in places]
    others = [row[column] for row in rows.body if sum(map(bool, row)) > 1 and row[column]]
    if set(texts) & set(others):
        return []
    says = all(_GROUP.fullmatch(text) for text in texts)
    coded = bool(others) and all(map(_has_digit, others)) and not any(map(_has_digit, texts))
    return places if says or coded or _stand_below(rows, found, places, column) else []


def _stand_below(rows: BodyRows, found: Mapping[int, Row], places: Sequence[int], column: int) -> bool:
    """Whether each text stands in the first rows of its group."""
    for place in places:
        below = rows.fetch(f"{rows.row} > {place} AND {rows.row} <= {place + 2}")
        if not all(found[place][column] in row for other, row in below.items() if other not in places):
            return False
    return True


def _has_digit(text: str) -> bool:
    return any(map(str.isdigit, text))

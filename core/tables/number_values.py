"""Columns of text as numbers, from how their cells are read; columns that are read alike are measured together."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from core.cell_words import cell_words
from core.number_words import number_words
from core.tables.cells import Cells, alike
from core.tables.column_values import ColumnValues
from core.tables.engine import quoted
from core.tables.number_reading import NumberReading
from core.tables.numbers import NumberStyle
from core.tables.stand_ins import counted, stands_for_none_sql

_SHOWN = 3
_MANY = 50  # rows; fewer may be in order by chance, or because somebody wrote them so
_NEARLY_ALL = 0.9  # of the rows have their own number
_IN_ORDER = 0.999  # correlation of the numbers with the places of their rows
_LAST = 1 << 40  # added to the row of cells that tell nothing of the style


def plain_readings(cells: Cells, texts: Mapping[int, ColumnValues]) -> dict[int, NumberReading]:
    """How columns are read of which every cell is a number that the engine knows, by place.

    Args:
        cells: Their cells.
        texts: The columns as text, by place.
    """
    number = NumberStyle().sql("cell")
    finite = f"FILTER (isfinite({number}))"
    counts = cells.measure(
        f"coalesce(sum(n) {finite}, 0)::BIGINT, count(DISTINCT {number}) {finite}, "
        f"bool_and({number} = floor({number}) AND abs({number}) < 9e15) {finite}",
        texts,
    )
    return {
        place: NumberReading(
            style=NumberStyle(),
            n_filled=texts[place].n_filled,
            n_numbers=texts[place].n_filled,
            n_finite=n_finite,
            n_distinct=n_distinct,
            is_whole=bool(is_whole),
            n_stand_ins=0,
        )
        for place, (n_finite, n_distinct, is_whole) in counts.items()
    }


def number_values(
    cells: Cells, texts: Mapping[int, ColumnValues], readings: Mapping[int, NumberReading]
) -> dict[int, ColumnValues]:
    """Columns of which enough cells are numbers.

    Args:
        cells: Their cells.
        texts: The columns as text, by place.
        readings: How their numbers are read, by place.
    """
    told = {place: one.style for place, one in readings.items() if _tells(one)}
    notes: dict[int, list[str]] = {place: [] for place in readings}
    for style, places in alike(told):
        for place, (first, example) in cells.measure(_examples(style), places).items():
            notes[place] = _notes(texts[place].name, readings[place], first, example)
    found = {place: _numbers(texts[place], one, notes[place]) for place, one in readings.items()}
    counting = counting_rows(cells, found)
    return {place: replace(one, counts_rows=place in counting) for place, one in found.items()}


def counting_rows(cells: Cells, found: Mapping[int, ColumnValues]) -> set[int]:
    """The columns among these that count the rows in file order, from 0 or 1 or down to it."""
    own = [
        place
        for place, one in found.items()
        if one.is_whole and one.n_distinct > max(_MANY, _NEARLY_ALL * one.n_filled)
    ]
    number = "try_cast(cell AS DOUBLE)"
    steps = cells.measure(
        f"min({number} - first_row), max({number} - first_row), min({number} + first_row), max({number} + first_row), "
        f"max(first_row), count(*), sum(n), min({number}), max({number}), corr({number}, first_row)",
        own,
        f"{number} IS NOT NULL",
    )
    return {
        place
        for place, (
            up,
            also_up,
            down,
            also_down,
            last,
            n_cells,
            n_filled,
            least,
            most,
            order,
        ) in steps.items()
        if (
            last + 1 == n_cells == found[place].n_filled
            and ((up == also_up and up in (0, 1)) or (down == also_down and down - last in (0, 1)))
        )
        or (  # rows that were copied with their number
            n_cells < n_filled == found[place].n_filled
            and least in (0, 1)
            and most - least + 1 == n_cells
            and abs(order or 0.0) > _IN_ORDER
        )
    }


def _tells(found: NumberReading) -> bool:
    """Whether there is something to say of how it is read."""
    return found.style.grouped or found.style.decorated or found.n_numbers < found.n_filled


def _examples(style: NumberStyle) -> str:
    """The first cells that are no number, and a cell that tells how numbers are written."""
    number = style.sql("cell")
    plain = f"CASE WHEN try_cast(cell AS DOUBLE) IS NOT DISTINCT FROM {number} THEN {_LAST} ELSE 0 END"
    none = f"{number} IS NULL AND NOT {stands_for_none_sql({})}"
    return (
        f"arg_min({{'cell': left(cell, 30), 'row': first_row + 1}}, first_row, {_SHOWN}) FILTER ({none}), "
        f"arg_min({{'cell': left(cell, 30), 'number': {number}}}, first_row + {plain}) FILTER ({number} IS NOT NULL)"
    )


def _notes(
    name: str,
    found: NumberReading,
    first: Sequence[dict[str, Any]] | None,
    example: dict[str, Any] | None,
) -> list[str]:
    notes = []
    if found.n_stand_ins:
        says = (
            "cell says that there is no number and counts"
            if found.n_stand_ins == 1
            else ("cells say that there is no number and count")
        )
        notes.append(f"{name}: {found.n_stand_ins:,} {says} as missing: {counted(found.stand_ins)}.")
    if lost := found.n_filled - found.n_numbers - found.n_stand_ins:
        examples = ", ".join(f"{cell_words(one['cell'])} in row {one['row']:,}" for one in first or ())
        notes.append(f"{name}: {lost:,} cells are no numbers and count as missing ({examples}).")
    if example is not None and (found.style.grouped or found.style.decorated):
        notes.append(
            f"{name}: {cell_words(example['cell'])} is read as {number_words(example['number'], 10)}."
        )
    return notes


def _numbers(text: ColumnValues, found: NumberReading, notes: Collection[str]) -> ColumnValues:
    """The column as numbers."""
    number = found.style.sql(quoted(text.name))
    infinite = found.n_numbers - found.n_finite
    finite = f"CASE WHEN isfinite({number}) THEN {number} END" if infinite else number
    said = f"{text.name}: {infinite:,} infinite values (a division by zero?) count as missing."
    return ColumnValues(
        text.name,
        "number",
        f"try_cast({finite} AS BIGINT)" if found.is_whole else finite,
        n_filled=found.n_finite,
        n_distinct=found.n_distinct,
        is_whole=found.is_whole,
        n_unreadable=text.n_filled - found.n_finite,
        mean_length=text.mean_length,
        examples=text.examples,
        notes=(*text.notes, *notes, *([said] if infinite else []), *found.notes(text.name)),
        shape=text.shape,
        unsure_mark=found.unsure,
        currencies=found.currencies,
        recurring=found.recurring,
    )

"""What the cells of columns are (numbers, dates or words) and the SQL that gives the typed columns."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from core.cell_words import cell_words
from core.tables.almost import MORE_THAN_HALF, SHOWN, Almost
from core.tables.cells import Cells, among, gathered
from core.tables.codes import (
    CodeCounts,
    are_lettered,
    are_lists,
    are_versions,
    code_counts_sql,
    perhaps_versions,
)
from core.tables.column_values import MIN_SHARE, ColumnValues
from core.tables.date_notes import date_notes
from core.tables.date_reading import read_counted_dates
from core.tables.dates import DateReading, looks_compact, looks_like_dates
from core.tables.engine import quoted
from core.tables.identifier_shapes import shape_of
from core.tables.number_marks import mark_of_thousands, unsure_mark
from core.tables.number_reading import read_numbers
from core.tables.number_values import number_values, plain_readings
from core.tables.numbers import DecimalMark, NumberStyle, decimal_votes

if TYPE_CHECKING:
    import duckdb

_DIGIT = re.compile(r"\d")
_FEW = 3  # values of which examples are kept
_HEAD = 20_000  # cells at the beginning of a file that tell its decimal mark, in 20 to 500 rows
_COUNTS = (
    "sum(n)::BIGINT, count(*), sum(n * length(cell)) / sum(n), "
    f"coalesce(sum(n) FILTER ({NumberStyle().sql('cell')} IS NOT NULL), 0)::BIGINT, {code_counts_sql()}"
)
WrittenAs = Literal["code", "flags", "dates", "compact dates", "plain numbers", "words or numbers"]


@dataclass(frozen=True)
class Counts:
    """What is counted of every column of text, before anybody knows what it holds.

    Attributes:
        n_filled: Filled cells.
        n_distinct: Different cells among them.
        mean_length: Mean number of characters.
        n_plain: Cells that are numbers without any decoration.
        codes: Cells that are digits and no amounts.
    """

    n_filled: int
    n_distinct: int
    mean_length: float
    n_plain: int
    codes: CodeCounts

    @classmethod
    def of(cls, row: Sequence[Any]) -> Counts:
        """From a row of `_COUNTS`."""
        n_filled, n_distinct, mean_length, n_plain, *codes = row
        return cls(n_filled, n_distinct, mean_length, n_plain, CodeCounts(*codes))


_EMPTY = Counts.of([0] * 12)


def file_decimal(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], source: str = "raw"
) -> DecimalMark:
    """The decimal mark of the file: the one that more cells of its beginning are clearly written with."""
    if not names:
        return "."
    columns = ", ".join(quoted(name) for name in names)
    head = min(500, max(20, _HEAD // len(names)))
    rows = connection.execute(
        f"SELECT cell FROM (SELECT unnest([{columns}]) AS cell FROM (SELECT {columns} FROM {source} LIMIT {head})) "
        "WHERE contains(cell, ',') OR contains(cell, '.')"
    ).fetchall()
    return "," if decimal_votes(cell for (cell,) in rows) > 0 else "."


def text_values(
    connection: duckdb.DuckDBPyConnection,
    names: Sequence[str],
    decimal: DecimalMark,
    day_first: bool | None,
    report: Callable[[float], None] = lambda _share: None,
    *,
    learn: bool = True,
) -> list[ColumnValues]:
    """Finds what text columns of `raw` hold, with as many queries for 10 columns as for hundreds.

    Args:
        connection: Holds the table `raw`.
        names: The columns.
        decimal: The decimal mark of the file, for numbers that do not tell.
        day_first: How 03/04/2024 is meant; None: found out, day first where nothing tells.
        report: Is told the share of columns done.
        learn: Words on no list may stand for missing where they alone recur among numbers or dates.
    """
    found: list[ColumnValues] = []
    for cells in gathered(connection, {name: quoted(name) for name in names}):
        found += _group(cells, decimal, day_first, learn=learn)
        report(len(found) / len(names))
    return found


def _group(cells: Cells, decimal: DecimalMark, day_first: bool | None, *, learn: bool) -> list[ColumnValues]:
    counts = {place: Counts.of(row) for place, row in cells.measure(_COUNTS).items()}
    samples = cells.sample({place: one.n_distinct for place, one in counts.items()})
    found: dict[int, ColumnValues] = {}
    plain: dict[int, ColumnValues] = {}
    unsettled: dict[int, list[str]] = {}
    dates: dict[int, ColumnValues] = {}
    compact: set[int] = set()
    for place, name in enumerate(cells.names):
        counted, sample = counts.get(place, _EMPTY), samples.get(place, [])
        words = [cell for cell, _ in sample]
        text = _as_text(name, counted, sample)
        shape = shape_of(words, name)
        text = found[place] = replace(text, shape=shape, has_digits=_have_digits(words))
        written, notes = written_as(name, counted, words, decimal)
        if written == "plain numbers" and shape in (None, "digits"):
            plain[place] = replace(text, notes=notes)
        elif written == "flags":
            found[place] = _flags(text)
        elif written in ("dates", "compact dates"):
            dates[place] = text
            compact |= {place} if written == "compact dates" else set()
        elif written == "words or numbers":
            found[place] = replace(text, notes=notes)
            if shape in (None, "digits"):
                unsettled[place] = words
        else:
            found[place] = replace(text, sql=counted.codes.sql(text.sql), notes=notes)
    readings = read_numbers(cells.connection, cells.counted(unsettled), unsettled, decimal, learn=learn)
    found |= {place: replace(found[place], almost=one.almost) for place, one in readings.items()}
    readings |= plain_readings(cells, plain)
    readings = {place: one for place, one in readings.items() if one.are_numbers}
    found |= number_values(cells, found | plain, readings) | _dates(
        cells, dates, compact, day_first, learn=learn
    )
    return [found[place] for place in range(len(cells.names))]


def written_as(
    name: str, counts: Counts, sample: list[str], decimal: DecimalMark
) -> tuple[WrittenAs, tuple[str, ...]]:
    """What the cells of one column look like, with notes; whether enough of them are so is measured afterwards.

    Args:
        name: The column's name.
        counts: What was counted of it.
        sample: Different cells from all over the file, at most about 2,000.
        decimal: The decimal mark of the file, for numbers that do not tell.
    """
    kept = counts.codes.kept_as_text(name, counts.n_filled, counts.n_plain, counts.mean_length)
    if kept is not None:
        return "code", kept
    if counts.n_distinct == 2 and {cell.removesuffix(".0") for cell in sample} == {"0", "1"}:
        return "flags", ()
    if looks_compact(name, sample):
        return "compact dates", ()
    if looks_like_dates(sample):
        return "dates", ()
    kept = are_versions(name, sample)
    if kept is None and counts.n_plain < counts.n_filled:
        kept = are_lists(name, sample) or are_lettered(name, sample)
    if kept is not None:
        return "code", kept
    plain = counts.n_plain == counts.n_filled and decimal == "."
    if plain and counts.codes.n_amounts and (mark_of_thousands(sample) or unsure_mark(sample, decimal)):
        plain = False
    said = (*counts.codes.slips(name), *perhaps_versions(name, sample))
    return "plain numbers" if plain else "words or numbers", said


def _have_digits(cells: list[str]) -> bool:
    return 2 * sum(map(bool, map(_DIGIT.search, cells))) > len(cells)


def _as_text(name: str, counts: Counts, sample: list[tuple[str, int]]) -> ColumnValues:
    examples = sorted(sample, key=lambda item: (-item[1], item[0])) if counts.n_distinct <= _FEW else ()
    return ColumnValues(
        name,
        "text",
        quoted(name),
        n_filled=counts.n_filled,
        n_distinct=counts.n_distinct,
        mean_length=counts.mean_length,
        examples=tuple(cell for cell, _ in examples),
    )


def _flags(text: ColumnValues) -> ColumnValues:
    """0 and 1 stay words, so that "1" can be the positive value of a target."""
    examples = tuple(cell.removesuffix(".0") for cell in text.examples)
    return replace(text, sql=f"regexp_replace({text.sql}, '\\.0$', '')", examples=examples)


def _dates(
    cells: Cells,
    texts: Mapping[int, ColumnValues],
    compact: Collection[int],
    day_first: bool | None,
    *,
    learn: bool,
) -> dict[int, ColumnValues]:
    """Columns as dates, or as text where too many of their cells are none."""
    found = {}
    for order, places in ((None, texts.keys() & compact), (day_first, texts.keys() - compact)):
        if not places:
            continue
        names = {place: texts[place].name for place in sorted(places)}
        readings = read_counted_dates(
            cells.connection, cells.counted(places), names, day_first=order, digits=compact, learn=learn
        )
        others = _others(cells, [place for place, one in readings.items() if one.share < MIN_SHARE])
        for place, reading in readings.items():
            if reading.share < MIN_SHARE:
                found[place] = _almost_dates(texts[place], reading, others.get(place, ()))
            else:
                found[place] = _as_dates(texts[place], reading)
    return found


def _as_dates(text: ColumnValues, found: DateReading) -> ColumnValues:
    is_open = found.ambiguous or found.n_other_order or found.plan.either_way
    return ColumnValues(
        text.name,
        "date",
        found.plan.sql(text.sql),
        n_filled=found.n_dates,
        n_distinct=found.n_distinct,
        n_unreadable=found.n_lost,
        notes=date_notes(text.name, found),
        recurring=found.recurring,
        n_undecided=found.n_undecided if found.can_turn and is_open else 0,
        day_first=found.plan.order == "day first",
    )


def _almost_dates(
    text: ColumnValues, found: DateReading, others: tuple[tuple[str, int], ...]
) -> ColumnValues:
    """The text, with what stood in the way where more than half of its cells are dates."""
    if found.n_no_date > MORE_THAN_HALF * text.n_filled:
        shown = ", ".join(cell_words(cell) for cell, _ in found.no_dates)
        said = (
            f"{text.name}: its dates lie before 1800 or after 2200 and are read as words, such as {shown}; they may be "
            "those of another calendar."
        )
        return replace(text, notes=(*text.notes, said))
    if found.n_dates <= MORE_THAN_HALF * text.n_filled:
        return text
    return replace(
        text,
        almost=Almost(what="dates", n_fitting=found.n_dates, n_filled=text.n_filled, offenders=others),
    )


def _others(cells: Cells, places: Collection[int]) -> dict[int, tuple[tuple[str, int], ...]]:
    """The most frequent cells of columns that were not read as dates, with their counts."""
    if not places:
        return {}
    rows = cells.connection.execute(
        f"SELECT place, arg_min({{'cell': left(cell, 40), 'n': n}}, {{'n': -n, 'cell': cell}}, {SHOWN}) "
        f"FROM date_read WHERE {among(places)} AND stamp IS NULL GROUP BY place"
    ).fetchall()
    return {place: tuple((one["cell"], int(one["n"])) for one in found) for place, found in rows}

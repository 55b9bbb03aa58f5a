"""Rows that sum up others: totals, subtotals, and the averages, counts and largest values that stand beside them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.tables.body_rows import TOP, BodyRows, Row
from core.tables.column_sums import MAX_COLUMNS, ColumnSums, Sums, numbers_of
from core.tables.end_words import (
    is_balance_label,
    is_count_label,
    is_figure,
    is_figure_label,
    is_mean_label,
    is_reference_label,
    is_sum_sign,
    is_total_label,
    total_label_sql,
)
from core.tables.first_rows import is_value
from core.tables.missing_words import STANDS_FOR_MISSING
from core.tables.numbers import number_style

_LABELS_AT = 4  # the columns that may name subtotals
_MAX_SUBTOTALS = 20_000
_MOST = 0.34  # of the rows can sum up the others
_CLOSING = 12  # rows at the end that are compared with sums, whatever they are called
_LOOKED_AT = 20  # columns of numbers
_MANY = 5  # rows that one subtotal without a word must sum up, to be taken for one


@dataclass(frozen=True)
class _Look:
    """One row that may sum up others.

    Attributes:
        row: Its cells.
        label: The column that says so, or None.
        numbers: The columns of its numbers.
        is_named: Something else stands in it, as in a row.
        missing: The columns that it leaves empty and others do not.
        lacks_much: These are many.
    """

    row: Row
    label: int | None
    numbers: tuple[int, ...]
    is_named: bool
    missing: tuple[int, ...]
    lacks_much: bool

    @property
    def word(self) -> str:
        return "" if self.label is None else self.row[self.label]

    @property
    def is_figure(self) -> bool:
        """It is said to hold no sums and no means."""
        return is_figure_label(self.word)

    @property
    def says_so(self) -> bool:
        """It is said to be a total, nothing else is named, and much of what rows have is missing."""
        if self.label is None or self.is_named or self.is_figure or not self.lacks_much:
            return False
        return bool(self.numbers) or not is_reference_label(self.word)

    @property
    def is_sure(self) -> bool:
        """It says so by a word that is no name, which counts wherever it stands."""
        return self.says_so and not is_reference_label(self.word)

    @property
    def shape(self) -> tuple[bool, ...]:
        return tuple(map(bool, self.row))

    def sums_up(self, sums: Sums) -> bool:
        """Whether its numbers are sums (or what it is said to hold)."""
        if self.label is not None and not self.is_named:
            hits = (
                sums.n_equal
                + sums.n_means * is_mean_label(self.word)
                + sums.n_counts * is_count_label(self.word)
            )
            if self.missing:
                return hits > 0
            return hits >= max(1, 0.5 * len(self.numbers)) and (sums.n_sums > 0 or hits > sums.n_equal)
        if sums.n_sums + sums.n_means + sums.n_counts < 0.5 * len(self.numbers) or not sums.n_sure:
            return False
        return sums.n_sums > 1 or (len(self.numbers) <= 2 and bool(self.missing))


class TotalRows:
    """Finds them: by what they are called, and by what their numbers are the sums of."""

    def __init__(self, rows: BodyRows, apart: Collection[int]) -> None:
        """`apart`: rows that are known to be no rows, such as footers."""
        self._rows, self._apart = rows, set(apart)
        self._closing = [
            place
            for place in sorted(rows.last, reverse=True)
            if place not in self._apart and any(rows.last[place])
        ]
        self._looks = {
            place: self._look(row) for place, row in self._candidates().items() if place not in self._apart
        }

    def places(self) -> list[int]:
        """The rows, in order."""
        found = self._by_sums()
        found |= self._by_word()
        if found:  # where there are totals there may be subtotals
            found |= {place for place, look in self._looks.items() if look.is_sure}
        return sorted(found | self._beside(found))

    def _candidates(self) -> dict[int, Row]:
        """The rows at both ends, and those between that leave empty what others fill."""
        rows = self._rows
        ends = {place: rows.last[place] for place in self._closing[:_CLOSING]} | {
            place: row for place, row in rows.first.items() if place < TOP
        }
        labelled = " OR ".join(total_label_sql(rows.text(i)) for i in range(min(_LABELS_AT, len(rows.names))))
        lacking = rows.n_missing_sql()
        key = next((i for i in rows.usual if i not in rows.values), None)
        bare = "false" if key is None else f"{rows.text(key)} IS NULL"
        sparse = rows.fetch(
            f"CASE WHEN {lacking} >= {max(2, 0.3 * len(rows.usual))} OR {bare} THEN true "
            f"WHEN {lacking} >= 1 THEN {labelled} ELSE false END",
            _MAX_SUBTOTALS + 1,
        )
        if len(sparse) > min(_MAX_SUBTOTALS, _MOST * rows.n_rows + 2):  # rows are like that
            sparse = rows.fetch(f"CASE WHEN {lacking} >= 1 THEN {labelled} ELSE false END", _MAX_SUBTOTALS)
        return dict(sorted((ends | sparse).items()))

    def _look(self, row: Row) -> _Look:
        labels = (
            i for i, cell in enumerate(row) if cell and is_total_label(cell) and not self._is_usual(i, cell)
        )
        label = next(labels, None)
        first = next((i for i, cell in enumerate(row) if cell), None)
        if first is not None and (
            is_figure_label(row[first])
            or (_begins_sums(row[first]) and not self._is_usual(first, row[first]))
        ):
            label = first
        elif label is not None and is_figure_label(row[label]):
            label = None  # a person called Max behind a number of their own
        cells = {
            i: cell
            for i, cell in enumerate(row)
            if cell and i != label and cell.lower() not in STANDS_FOR_MISSING
        }
        # beside a word the numbers of any column count: the others may be full of words for missing
        numbers = [
            i
            for i, cell in cells.items()
            if (is_value(cell) and i in self._rows.values) or (label is not None and _is_amount(cell))
        ]
        others = [cell for i, cell in cells.items() if i not in numbers]
        named = any(
            not (is_value(cell) or is_total_label(cell)) and (label is None or not is_figure(cell))
            for cell in others
        )
        missing = self._rows.missing(row)
        lacks_much = len(missing) >= max(2, 0.3 * len(self._rows.usual))
        if label is not None and is_balance_label(row[label]):  # with its day, and its account
            lacks_much = sum(map(bool, row)) < self._rows.fill
        return _Look(row, label, tuple(numbers), named, tuple(missing), lacks_much)

    def _is_usual(self, place: int, cell: str) -> bool:
        """Whether a cell stands in several rows that lack nothing: a plan may be called "total"."""
        return sum(row[place] == cell for row in self._whole) > 1

    @cached_property
    def _whole(self) -> list[Row]:
        return [row for row in self._rows.body if not self._rows.missing(row)]

    def _by_sums(self) -> set[int]:
        """Rows whose numbers are the sums of the rows above them, or else below them."""
        asked = {place: look for place, look in self._looks.items() if self._may_sum_up(place, look)}
        filled = Counter(i for look in asked.values() for i in look.numbers)
        columns = sorted(i for i, _ in filled.most_common(MAX_COLUMNS))
        if not columns:
            return set()
        found: set[int] = set()
        named = [place for place, look in self._looks.items() if look.label is not None]
        numbers = numbers_of(self._rows, columns)
        for upwards in (False, True):
            sums = ColumnSums(numbers, columns, [*named, *found, *self._apart], upwards=upwards)
            found |= self._confirmed(sums, sorted(asked, reverse=upwards), found)
        return found

    def _may_sum_up(self, place: int, look: _Look) -> bool:
        """Whether it is worth reading all numbers for a row."""
        if not look.numbers or (
            look.is_figure and place not in self._closing and not is_count_label(look.word)
        ):
            return False
        if look.label is not None:
            return True
        if place not in self._closing:
            return bool(look.missing)
        return self._n_large.get(place, 0) >= (1 if look.missing else 2)

    @cached_property
    def _n_large(self) -> dict[int, int]:
        """How many numbers of each of the last rows may be sums, by the rows that were looked at.

        Of a row that lacks something they are larger than each of them, else also than all of them together.
        """
        rows = self._rows
        places = sorted(rows.first.keys() | rows.last.keys())
        columns = rows.values[:_LOOKED_AT]
        if not columns:
            return {}
        numbers = numbers_of(rows, columns, f"{rows.row} IN ({', '.join(map(str, places))})")
        closing = [i for i, place in enumerate(places) if place in self._looks and place in self._closing]
        others = np.nan_to_num(np.delete(numbers, closing, axis=0))
        largest = np.abs(others).max(axis=0, initial=0)
        together = np.where((others >= 0).all(axis=0), others.sum(axis=0), largest)
        return {
            places[i]: int(
                (np.abs(numbers[i]) > (largest if self._looks[places[i]].missing else together)).sum()
            )
            for i in closing
        }

    def _confirmed(self, sums: ColumnSums, places: list[int], known: Collection[int]) -> set[int]:
        """Those of some rows whose numbers fit; `known` are totals that stand on the other side of their rows."""
        fits: dict[int, Sums] = {}
        shapes: Counter[tuple[bool, ...]] = Counter()
        for place in places:
            if place in known:
                sums.begin_after(place)
                continue
            look = self._looks[place]
            numbers = [i for i in look.numbers if i in sums.columns]
            if look.is_figure and not is_count_label(look.word):
                if sums.are_figures(place, numbers) and (len(numbers) > 1 or look.lacks_much):
                    fits[place] = Sums()
                continue
            found = sums.before(place, numbers)
            one_row = shapes[look.shape] and 0 < len(look.numbers) <= found.n_equal  # its total is that row
            if look.sums_up(found) or (one_row and look.label is None and not look.is_named):
                fits[place] = found
                shapes[look.shape] += 1
                sums.begin_after(place)
        return {place for place, found in fits.items() if self._is_sure(place, found, shapes)}

    def _is_sure(self, place: int, sums: Sums, shapes: Counter[tuple[bool, ...]]) -> bool:
        """Between the rows, and without a word, one sum alone may be chance."""
        look = self._looks[place]
        if look.label is not None or place in self._closing:
            return True
        if sums.n_sums < 2:
            return not look.is_named and shapes[look.shape] > 2
        return sums.n_rows >= _MANY or shapes[look.shape] > 1

    def _by_word(self) -> set[int]:
        """Rows at either end that say that they are totals."""
        found = {
            place
            for place in self._rows.first
            if place < TOP and place in self._looks and self._looks[place].is_sure
        }
        for place in self._closing:
            look = self._looks.get(place)
            if look is None or look.label is None:
                break
            found |= {place} if look.says_so else set()
        return found

    def _beside(self, totals: set[int]) -> set[int]:
        """Rows at the end that hold other figures, above or below totals."""
        block = []
        for place in self._closing:
            look = self._looks.get(place)
            if look is None or not (place in totals or (look.is_figure and not look.is_named)):
                break
            block.append(place)
        return set(block) if totals & set(block) else set()


def _begins_sums(cell: str) -> bool:
    """Whether the first cell of a row, but no other, says that the row sums up others."""
    return is_reference_label(cell) or is_sum_sign(cell)


def _is_amount(cell: str) -> bool:
    return is_value(cell) or number_style([cell], ".") is not None

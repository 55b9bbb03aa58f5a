"""How the numbers of one column are written, by its own cells, and what in it is none."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.tables.almost import MORE_THAN_HALF, SHOWN, Almost
from core.tables.cells import alike, among
from core.tables.currencies import MARK, are_mixed, currency_of
from core.tables.engine import literal
from core.tables.number_marks import Mark, mark_of_thousands, unsure_mark
from core.tables.numbers import DecimalMark, NumberStyle, number_style
from core.tables.stand_ins import Words, recurring_words, stands_for_none_sql, words_of
from core.tables.units import UNIT, unit_of

if TYPE_CHECKING:
    import duckdb

MIN_SHARE = 0.95  # of the filled cells must be numbers for the column to be one
_SAMPLE = 2_000
_TRIES = 3
_UNIT = rf"[0-9] ?\+? ?({UNIT})$"
_BEFORE, _AFTER = rf"^[-+(<>~▲△▼ ]*({MARK})", rf"({MARK})[-+) ]*$"


@dataclass(frozen=True)
class NumberReading:
    """A text column read as numbers.

    Attributes:
        style: How they are written.
        n_filled: Cells with a word or number.
        n_numbers: Cells that are numbers, infinite ones as well.
        n_finite, n_distinct: Finite ones, and the different values among them.
        is_whole: All finite ones are whole.
        n_stand_ins: Cells such as "-" that stand for missing.
        stand_ins: The most frequent of them.
        recurring: Those on no list that stand for missing because they alone recur among the numbers.
        currencies: The currencies found, each with its cells, the most frequent first.
        n_bounds: Cells such as "<1" and "~5".
        n_percent: Cells with a percent sign.
        offenders: The most frequent cells that are no number, each with its count.
        units: The units behind the numbers, each with its cells, the most frequent first.
        unsure: What 1.234 is read as where every cell is written so, and nothing tells.
    """

    style: NumberStyle
    n_filled: int
    n_numbers: int
    n_finite: int
    n_distinct: int
    is_whole: bool
    n_stand_ins: int
    stand_ins: Words = ()
    recurring: Words = ()
    currencies: tuple[tuple[str, int], ...] = ()
    n_bounds: int = 0
    n_percent: int = 0
    offenders: tuple[tuple[str, int], ...] = ()
    units: tuple[tuple[str, int], ...] = ()
    unsure: Mark | None = None

    @property
    def are_numbers(self) -> bool:
        """Whether enough of the cells are, and of one unit."""
        if len(self.units) > 1:
            return False
        expected = self.n_filled - self.n_stand_ins
        return self.n_finite > 0 and self.n_numbers >= max(MIN_SHARE * expected, 0.1 * self.n_filled)

    @property
    def almost(self) -> Almost | None:
        """What to say where more than half of the cells are numbers and the column is not read so."""
        if self.are_numbers or self.n_finite <= MORE_THAN_HALF * self.n_filled:
            return None
        if len(self.units) > 1:
            return Almost(
                what="numbers", n_fitting=self.n_finite, n_filled=self.n_filled, units=self.units[:SHOWN]
            )
        return Almost(
            what="numbers", n_fitting=self.n_finite, n_filled=self.n_filled, offenders=self.offenders
        )

    def notes(self, name: str) -> list[str]:
        """Plain sentences on currencies, bounds and percent signs."""
        found = []
        if self.currencies:
            listed = ", ".join(f"{code} ({count:,} cells)" for code, count in self.currencies)
            single = len(self.currencies) == 1
            said = f"{name}: amounts in {self.currencies[0][0] if single else listed}."
            if are_mixed(tuple(code for code, _ in self.currencies)):
                said = f"{said[:-1]}: several currencies in one column. The amounts are not converted."
            found.append(said)
        if self.units:
            unit, count = self.units[0]
            bare = self.n_numbers - count
            said = f"{name}: numbers with the unit {unit}"
            found.append(f"{said}; {bare:,} carry none and are taken for the same." if bare else f"{said}.")
        if "debit" in self.style.habits:
            found.append(f"{name}: what is marked DR (a debit) is read as negative, CR as positive.")
        elif "credit" in self.style.habits:
            found.append(
                f"{name}: what is marked CR (a credit) is read as negative, as the others carry no mark."
            )
        if "down" in self.style.habits:
            found.append(f"{name}: what is marked ▼ is read as negative, ▲ as positive.")
        elif "triangle" in self.style.habits:
            found.append(f"{name}: what is marked ▲ or △ is read as negative, as Japanese books write it.")
        if self.unsure is not None:
            other = "thousands" if self.unsure == "decimals" else "decimals"
            found.append(
                f"{name}: every mark has three digits behind it and is read as the mark of {self.unsure}; "
                f"it could be the mark of {other}."
            )
        if self.n_bounds:
            found.append(
                f"{name}: {self.n_bounds:,} cells are bounds or rough, such as '<1' or '~5', and count as the number "
                "they name."
            )
        if 0 < self.n_percent < self.n_finite:
            found.append(
                f"{name}: {self.n_percent:,} of {self.n_finite:,} numbers carry a percent sign; 5% is read as 5 there."
            )
        return found


def read_numbers(
    connection: duckdb.DuckDBPyConnection,
    counted: str,
    samples: Mapping[int, Sequence[str]],
    decimal: DecimalMark,
    *,
    learn: bool = True,
) -> dict[int, NumberReading]:
    """Finds out how the cells of text columns are numbers, of columns that are written alike in one query.

    Args:
        connection: Holds them.
        counted: The SELECT that gives the different cells: a column's `place`, `cell`, and `n`, how often it occurs.
        samples: Different values from the whole of each column, by place.
        decimal: The decimal mark of the file, for cells such as 1.234 that do not tell.
        learn: Words on no list may stand for missing where they alone recur.

    Returns:
        How the columns are read that may be numbers, by place.
    """
    found = {
        place: number_style(list(cells), decimal, mark_of_thousands(cells))
        for place, cells in samples.items()
    }
    styles = {place: style for place, style in found.items() if style is not None}
    if not styles:
        return {}
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE number_read AS "
        f"SELECT place, cell, n, NULL::DOUBLE AS number FROM ({counted}) WHERE {among(styles)}"
    )
    looked = styles
    for _ in range(_TRIES):  # habits that no cell of the sample has are looked for among those left over
        _read(connection, looked)
        wider = {place: styles[place].widened(cells) for place, cells in _left(connection, looked).items()}
        looked = {place: style for place, style in wider.items() if style != styles[place]}
        if not looked:
            break
        styles |= looked
    _read(connection, looked)
    recurring = recurring_words(connection, "number_read", "number") if learn else {}
    measured = _measured(connection, styles, recurring)
    return {
        place: replace(one, unsure=unsure_mark(samples[place], one.style.decimal))
        for place, one in measured.items()
    }


def _read(connection: duckdb.DuckDBPyConnection, styles: Mapping[int, NumberStyle]) -> None:
    """Fills in the numbers of the table `number_read` of different cells."""
    for style, places in alike(styles):
        connection.execute(f"UPDATE number_read SET number = {style.sql('cell')} WHERE {among(places)}")


def _left(connection: duckdb.DuckDBPyConnection, places: Collection[int]) -> dict[int, list[str]]:
    """The most frequent cells that were not read."""
    rows = connection.execute(
        f"SELECT place, arg_min(cell, {{'n': -n, 'cell': cell}}, {_SAMPLE}) FROM number_read "
        f"WHERE {among(places)} AND number IS NULL AND NOT {stands_for_none_sql({})} GROUP BY place"
    ).fetchall()
    return dict(rows)


def _measured(
    connection: duckdb.DuckDBPyConnection, styles: Mapping[int, NumberStyle], recurring: Mapping[int, Words]
) -> dict[int, NumberReading]:
    word = f"number IS NULL AND {stands_for_none_sql(recurring)}"
    rows = connection.execute(
        f"SELECT place, sum(n)::BIGINT, {_sum('number IS NOT NULL')}, {_sum('isfinite(number)')}, "
        f"{_sum('isfinite(number) AND number = floor(number) AND abs(number) < 9e15')}, "
        "count(DISTINCT number) FILTER (isfinite(number)), "
        f"{_sum(word)}, {_commonest(word)}, {_commonest('number IS NULL OR NOT isfinite(number)')} "
        "FROM number_read GROUP BY place"
    ).fetchall()
    before_or_after = f"coalesce(nullif({_part(_BEFORE)}, ''), {_part(_AFTER)})"
    currencies = _marked(connection, _with(styles, "currency"), before_or_after, currency_of)
    units = _marked(connection, _with(styles, "unit"), _part(_UNIT), unit_of)
    bounds = _n_like(
        connection, _with(styles, "bound"), r"^[^0-9]*([<>~≈≤≥]|\p{L}{2,}[. ]).*[0-9]|[0-9] ?\+$"
    )
    percents = _n_like(connection, _with(styles, "percent"), r"[%‰％٪]|(?i:percent|pct|prozent)")
    return {
        place: NumberReading(
            style=styles[place],
            n_filled=n_filled,
            n_numbers=n_numbers,
            n_finite=n_finite,
            n_distinct=n_distinct,
            is_whole=n_whole == n_finite,
            n_stand_ins=n_stand_ins,
            stand_ins=words_of(stand_ins),
            recurring=recurring.get(place, ()),
            currencies=currencies.get(place, ()),
            units=units.get(place, ()),
            n_bounds=bounds.get(place, 0),
            n_percent=percents.get(place, 0),
            offenders=words_of(offenders),
        )
        for place, n_filled, n_numbers, n_finite, n_whole, n_distinct, n_stand_ins, stand_ins, offenders in rows
    }


def _with(styles: Mapping[int, NumberStyle], habit: str) -> list[int]:
    return [place for place, style in styles.items() if habit in style.habits]


def _part(pattern: str) -> str:
    return f"regexp_extract(cell, {literal(pattern)}, 1)"


def _marked(
    connection: duckdb.DuckDBPyConnection, places: Collection[int], mark: str, meant: Callable[[str], str]
) -> dict[int, tuple[tuple[str, int], ...]]:
    """What stands beside the numbers (currencies, units), each with its cells.

    Args:
        connection: Holds `number_read`.
        places: The columns.
        mark: The expression that gives what stands in a cell.
        meant: What that means.
    """
    if not places:
        return {}
    rows = connection.execute(
        f"SELECT place, {mark} AS mark, sum(n) FROM number_read "
        f"WHERE {among(places)} AND number IS NOT NULL GROUP BY place, mark"
    ).fetchall()
    found: dict[int, Counter[str]] = {place: Counter() for place in places}
    for place, written, count in rows:
        if written:
            found[place][meant(written)] += int(count)
    return {
        place: tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
        for place, counts in found.items()
    }


def _n_like(connection: duckdb.DuckDBPyConnection, places: Collection[int], pattern: str) -> dict[int, int]:
    """How many numbers of the columns are written so."""
    if not places:
        return {}
    rows = connection.execute(
        f"SELECT place, sum(n)::BIGINT FROM number_read WHERE {among(places)} AND number IS NOT NULL "
        f"AND regexp_matches(cell, {literal(pattern)}) GROUP BY place"
    ).fetchall()
    return dict(rows)


def _commonest(condition: str) -> str:
    """The expression that gives the most frequent cells for which a condition holds."""
    return f"arg_min({{'cell': left(cell, 40), 'n': n}}, {{'n': -n, 'cell': cell}}, {SHOWN}) FILTER ({condition})"


def _sum(condition: str) -> str:
    return f"coalesce(sum(n) FILTER ({condition}), 0)::BIGINT"

"""How the numbers of one column are written, by its own cells, and what in it is none."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.tables.almost import MORE_THAN_HALF, SHOWN, Almost
from core.tables.currencies import MARK, are_mixed, currency_of
from core.tables.engine import literal
from core.tables.numbers import STANDS_FOR_MISSING, DecimalMark, NumberStyle, number_style

if TYPE_CHECKING:
    import duckdb

MIN_SHARE = 0.95  # of the filled cells must be numbers for the column to be one
_SAMPLE = 2_000
_TRIES = 3
_MISSING_SQL = "(" + ", ".join(literal(word) for word in sorted(STANDS_FOR_MISSING)) + ")"
_BEFORE, _AFTER = rf"^[-+(<>~ ]*({MARK})", rf"({MARK})[-+) ]*$"


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
        currencies: The currencies found, each with its cells, the most frequent first.
        n_bounds: Cells such as "<1" and "~5".
        n_percent: Cells with a percent sign.
        offenders: The most frequent cells that are no number, each with its count.
    """

    style: NumberStyle
    n_filled: int
    n_numbers: int
    n_finite: int
    n_distinct: int
    is_whole: bool
    n_stand_ins: int
    currencies: tuple[tuple[str, int], ...] = ()
    n_bounds: int = 0
    n_percent: int = 0
    offenders: tuple[tuple[str, int], ...] = ()

    @property
    def are_numbers(self) -> bool:
        """Whether enough of the cells are."""
        expected = self.n_filled - self.n_stand_ins
        return self.n_finite > 0 and self.n_numbers >= max(MIN_SHARE * expected, 0.1 * self.n_filled)

    @property
    def almost(self) -> Almost | None:
        """What to say where more than half of the cells are numbers and the column is not read so."""
        if self.are_numbers or self.n_finite <= MORE_THAN_HALF * self.n_filled:
            return None
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
    connection: duckdb.DuckDBPyConnection, counted: str, cells: Sequence[str], decimal: DecimalMark
) -> NumberReading | None:
    """Finds out how the cells of a text column are numbers; None where they are not.

    Args:
        connection: Holds them.
        counted: The SELECT that gives the different cells: `cell`, and `n`, how often it occurs.
        cells: Different values from the whole column.
        decimal: The decimal mark of the file, for cells such as 1.234 that do not tell.
    """
    style = number_style(list(cells), decimal)
    if style is None:
        return None
    connection.execute(f"CREATE OR REPLACE TEMP TABLE number_cells AS {counted}")
    for _ in range(_TRIES):  # habits that no cell of the sample has are looked for among those left over
        _read(connection, style)
        left = connection.execute(
            "SELECT cell FROM number_read WHERE number IS NULL "
            f"AND lower(cell) NOT IN {_MISSING_SQL} ORDER BY n DESC, cell LIMIT {_SAMPLE}"
        ).fetchall()
        wider = style.widened(cell for (cell,) in left)
        if wider == style:
            break
        style = wider
    return _measured(connection, style)


def _read(connection: duckdb.DuckDBPyConnection, style: NumberStyle) -> None:
    """Makes the table `number_read`: each different cell with its count and its number."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE number_read AS SELECT cell, n, {style.sql('cell')} AS number FROM number_cells"
    )


def _measured(connection: duckdb.DuckDBPyConnection, style: NumberStyle) -> NumberReading:
    n_filled, n_numbers, n_finite, n_whole, n_distinct, n_stand_ins = _one(
        connection,
        "SELECT coalesce(sum(n), 0), coalesce(sum(n) FILTER (number IS NOT NULL), 0), "
        "coalesce(sum(n) FILTER (isfinite(number)), 0), "
        "coalesce(sum(n) FILTER (isfinite(number) AND number = floor(number) AND abs(number) < 9e15), 0), "
        "count(DISTINCT number) FILTER (isfinite(number)), "
        f"coalesce(sum(n) FILTER (number IS NULL AND lower(cell) IN {_MISSING_SQL}), 0) FROM number_read",
    )
    offenders = connection.execute(
        "SELECT left(cell, 40), n FROM number_read WHERE number IS NULL OR NOT isfinite(number) "
        f"ORDER BY n DESC, cell LIMIT {SHOWN}"
    ).fetchall()
    return NumberReading(
        style=style,
        n_filled=int(n_filled),
        n_numbers=int(n_numbers),
        n_finite=int(n_finite),
        n_distinct=n_distinct,
        is_whole=n_whole == n_finite,
        n_stand_ins=int(n_stand_ins),
        currencies=_currencies(connection) if "currency" in style.habits else (),
        n_bounds=_n_like(connection, r"^[^0-9]*([<>~≈≤≥]|\p{L}{2,}[. ]).*[0-9]|[0-9] ?\+$")
        if "bound" in style.habits
        else 0,
        n_percent=_n_like(connection, r"[%‰％٪]|(?i:percent|pct|prozent)")
        if "percent" in style.habits
        else 0,
        offenders=tuple((str(cell), int(n)) for cell, n in offenders),
    )


def _currencies(connection: duckdb.DuckDBPyConnection) -> tuple[tuple[str, int], ...]:
    """The currencies of the numbers, each with its cells."""
    before, after = (f"regexp_extract(cell, {literal(pattern)}, 1)" for pattern in (_BEFORE, _AFTER))
    rows = connection.execute(
        f"SELECT coalesce(nullif({before}, ''), {after}) AS mark, sum(n) FROM number_read "
        "WHERE number IS NOT NULL GROUP BY 1"
    ).fetchall()
    found: dict[str, int] = {}
    for mark, count in rows:
        if mark:
            found[currency_of(mark)] = found.get(currency_of(mark), 0) + int(count)
    return tuple(sorted(found.items(), key=lambda item: (-item[1], item[0])))


def _n_like(connection: duckdb.DuckDBPyConnection, pattern: str) -> int:
    (count,) = _one(
        connection,
        f"SELECT coalesce(sum(n), 0) FROM number_read WHERE number IS NOT NULL "
        f"AND regexp_matches(cell, {literal(pattern)})",
    )
    return int(count)


def _one(connection: duckdb.DuckDBPyConnection, sql: str) -> tuple[Any, ...]:
    (row,) = connection.execute(sql).fetchall()
    return tuple(row)

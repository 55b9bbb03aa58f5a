"""Each column in figures, measured for many columns at once over the table's Parquet file."""
# ruff: noqa: S608 - every name goes through engine.quoted

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from core.record import Record
from core.tables.cells import gathered, long_rows
from core.tables.engine import quoted
from core.tables.table import Column, Role, Table

if TYPE_CHECKING:
    import duckdb

RARE_ROWS = 20  # a value with fewer rows tells little about other clients
TUKEY_FAR = (
    3.0  # interquartile ranges beyond the quartiles: "far out" in Tukey, Exploratory Data Analysis (1977)
)
_NAMED = 3  # rare values
_LEVELS = (Role.CATEGORY, Role.YES_NO, Role.TARGET)


class ColumnSummary(Record):
    """One column in figures; what does not apply to its values is None.

    Attributes:
        name, role, n_missing, n_distinct: As in the table.
        minimum, maximum: Numbers, or dates as YYYY-MM-DD.
        median: Of numbers.
        n_outliers: Numbers more than three interquartile ranges beyond the quartiles ("never" values aside).
        n_levels_used: Different values of a column used as category.
        n_rare: Of these, values with fewer than 20 rows; `rare_examples` names up to 3.
        most_frequent, most_frequent_rows: The most frequent of these values, and its rows.
    """

    name: str
    role: Role
    n_missing: int
    n_distinct: int
    minimum: float | str | None = None
    median: float | None = None
    maximum: float | str | None = None
    n_outliers: int | None = None
    n_levels_used: int | None = None
    n_rare: int | None = None
    rare_examples: tuple[str, ...] = ()
    most_frequent: str | None = None
    most_frequent_rows: int | None = None


def summarise(connection: duckdb.DuckDBPyConnection, source: str, table: Table) -> tuple[ColumnSummary, ...]:
    """One summary a column, in the table's order; as many queries for 10 columns as for hundreds.

    Args:
        connection: Holds the source.
        source: The table, view or subquery of the rows.
        table: What is known of it.
    """
    kinds = {row[0]: str(row[1]) for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()}
    numbers = {
        column.name: _without_never(column)
        for column in table.columns
        if kinds[column.name] in ("BIGINT", "DOUBLE")
    }
    days = {name: quoted(name) for name, kind in kinds.items() if kind == "TIMESTAMP"}
    levels = {
        column.name: f"CAST({quoted(column.name)} AS VARCHAR)"
        for column in table.columns
        if column.role in _LEVELS and column.n_distinct
    }
    figures: dict[str, dict[str, Any]] = {column.name: {} for column in table.columns}
    for found in (
        _spread(connection, source, numbers),
        _extremes(connection, source, days),
        _levels(connection, source, levels),
    ):
        for name, measured in found:
            figures[name] |= measured
    return tuple(
        ColumnSummary(
            name=column.name,
            role=column.role,
            n_missing=column.n_missing,
            n_distinct=column.n_distinct,
            n_levels_used=column.n_distinct if column.name in levels else None,
            **figures[column.name],
        )
        for column in table.columns
    )


def count_different(connection: duckdb.DuckDBPyConnection, source: str, table: Table) -> int:
    """Rows that differ in at least one column other than the id (counted by a 64-bit hash of each row)."""
    compared = ", ".join(quoted(column.name) for column in table.columns if column.role is not Role.ID)
    ((n,),) = connection.execute(f"SELECT count(DISTINCT hash({compared})) FROM {source}").fetchall()
    return int(n)


def _without_never(column: Column) -> str:
    """The numbers of a column, with its "never" values as missing."""
    number = f"CAST({quoted(column.name)} AS DOUBLE)"
    if not column.never_values:
        return number
    return f"CASE WHEN list_contains({list(column.never_values)}, {number}) THEN NULL ELSE {number} END"


def _spread(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Quartiles and extremes of number columns, and how many lie far outside."""
    for names, rows in long_rows(connection, columns, source):
        spread = connection.execute(
            f"SELECT place, quantile_cont(cell, [0.25, 0.5, 0.75]), min(cell), max(cell) FROM ({rows}) "
            "WHERE cell IS NOT NULL GROUP BY place"
        ).fetchall()
        far = _beyond(connection, rows, {place: (low, high) for place, (low, _, high), *_ in spread})
        for place, (_, median, _), lowest, highest in spread:
            figures = {"minimum": lowest, "median": median, "maximum": highest}
            yield names[place], {key: float(value) for key, value in figures.items()} | far.get(place, {})


def _beyond(
    connection: duckdb.DuckDBPyConnection, rows: str, quartiles: Mapping[int, tuple[float, float]]
) -> dict[int, dict[str, Any]]:
    """Counts of outliers; none where the middle half of the rows shares one value."""
    wide = {place: (low, high) for place, (low, high) in quartiles.items() if high > low}
    if not wide:
        return {}
    fences = {
        "places": list(wide),
        "below": [low - TUKEY_FAR * (high - low) for low, high in wide.values()],
        "above": [high + TUKEY_FAR * (high - low) for low, high in wide.values()],
    }
    counted = connection.execute(
        f"SELECT place, count(*) FILTER (cell < below OR cell > above) FROM ({rows}) JOIN "
        "(SELECT unnest($places) AS place, unnest($below) AS below, unnest($above) AS above) USING (place) "
        "WHERE cell IS NOT NULL GROUP BY place",
        fences,
    ).fetchall()
    return {place: {"n_outliers": count} for place, count in counted if place in wide}


def _extremes(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """The first and last day of dates."""
    for names, rows in long_rows(connection, columns, source):
        for place, first, last in connection.execute(
            f"SELECT place, min(cell), max(cell) FROM ({rows}) WHERE cell IS NOT NULL GROUP BY place"
        ).fetchall():
            yield names[place], {"minimum": first.date().isoformat(), "maximum": last.date().isoformat()}


def _levels(
    connection: duckdb.DuckDBPyConnection, source: str, columns: Mapping[str, str]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """How often the values of categories occur."""
    rare = f"FILTER (n < {RARE_ROWS})"
    for cells in gathered(connection, columns, source, "0"):
        counted = cells.measure(
            f"count(*) {rare}, arg_min(left(cell, 40), {{'n': -n, 'cell': cell}}), max(n), "
            f"arg_min(left(cell, 40), {{'n': n, 'cell': cell}}, {_NAMED}) {rare}"
        )
        for place, (n_rare, most, n_most, examples) in counted.items():
            yield (
                cells.names[place],
                {
                    "n_rare": n_rare,
                    "rare_examples": tuple(
                        one for one in examples or () if n_most >= RARE_ROWS or one != most
                    ),
                    "most_frequent": most,
                    "most_frequent_rows": n_most,
                },
            )

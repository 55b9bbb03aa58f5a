"""Each column in figures, as lazy Ibis aggregates over the table's Parquet file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from core.record import Record
from core.tables.table import Column, Role, Table

if TYPE_CHECKING:
    import ibis.expr.types as ir

RARE_ROWS = 20  # a value with fewer rows tells little about other clients
TUKEY_FAR = (
    3.0  # interquartile ranges beyond the quartiles: "far out" in Tukey, Exploratory Data Analysis (1977)
)
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


def summarise(backend: Any, rows: ir.Table, table: Table) -> tuple[ColumnSummary, ...]:
    """One summary a column, in the table's order.

    Args:
        backend: The Ibis connection that runs the expressions.
        rows: The table expression.
        table: What is known of it.
    """
    spread = _collect(backend, rows, _spread(rows, table))
    beyond = _collect(backend, rows, _beyond(rows, table, spread))
    return tuple(_summary(backend, rows, column, spread | beyond) for column in table.columns)


def count_different(backend: Any, rows: ir.Table, table: Table) -> int:
    """Rows that differ in at least one column other than the id (counted by a 64-bit hash of each row)."""
    import ibis

    compared = {c.name: rows[c.name] for c in table.columns if c.role is not Role.ID}
    different = ibis.struct(compared).hash().nunique()
    (row,) = backend.to_pyarrow(rows.aggregate(n=different)).to_pylist()
    return int(row["n"])


def _spread(rows: ir.Table, table: Table) -> dict[str, Any]:
    """Quartiles and extremes of number columns, extremes of dates."""
    wanted: dict[str, Any] = {}
    for column in table.columns:
        values = _values(rows, column)
        if values.type().is_numeric():
            for label, share in (("q1", 0.25), ("median", 0.5), ("q3", 0.75)):
                wanted[f"{label} {column.name}"] = values.quantile(share)
        if values.type().is_numeric() or values.type().is_timestamp():
            wanted[f"min {column.name}"] = values.min()
            wanted[f"max {column.name}"] = values.max()
    return wanted


def _beyond(rows: ir.Table, table: Table, spread: dict[str, Any]) -> dict[str, Any]:
    """Counts of outliers; none where the middle half of the rows shares one value."""
    wanted = {}
    for column in table.columns:
        low, high = spread.get(f"q1 {column.name}"), spread.get(f"q3 {column.name}")
        if low is None or high is None or not high > low:
            continue
        reach = TUKEY_FAR * (high - low)
        values = _values(rows, column)
        wanted[f"outliers {column.name}"] = ((values < low - reach) | (values > high + reach)).sum()
    return wanted


def _values(rows: ir.Table, column: Column) -> Any:
    """The column, with its "never" values as missing."""
    import ibis

    values = rows[column.name]
    if column.never_values and values.type().is_numeric():
        return values.isin(column.never_values).ifelse(ibis.null(values.type()), values)
    return values


def _collect(backend: Any, rows: ir.Table, wanted: dict[str, Any]) -> dict[str, Any]:
    """One query for all aggregates, whatever characters their keys have."""
    if not wanted:
        return {}
    short = {f"a{place}": expression for place, expression in enumerate(wanted.values())}
    (row,) = backend.to_pyarrow(rows.aggregate(**short)).to_pylist()
    return dict(zip(wanted, row.values(), strict=True))


def _summary(backend: Any, rows: ir.Table, column: Column, figures: dict[str, Any]) -> ColumnSummary:
    name = column.name
    levels = {}
    if column.role in _LEVELS and column.n_distinct:
        levels = _levels(backend, rows, column)
    return ColumnSummary(
        name=name,
        role=column.role,
        n_missing=column.n_missing,
        n_distinct=column.n_distinct,
        minimum=_plain(figures.get(f"min {name}")),
        median=_plain(figures.get(f"median {name}")),
        maximum=_plain(figures.get(f"max {name}")),
        n_outliers=figures.get(f"outliers {name}"),
        **levels,
    )


def _levels(backend: Any, rows: ir.Table, column: Column) -> dict[str, Any]:
    """How often the values of a category occur."""
    import ibis

    filled = rows.filter(rows[column.name].notnull()).select(level=rows[column.name].cast("string"))
    levels = filled.group_by("level").aggregate(n=ibis._.count())
    counted = levels.aggregate(rare=(levels.n < RARE_ROWS).sum(), n=levels.n.max())
    (row,) = backend.to_pyarrow(counted).to_pylist()
    most = levels.order_by(ibis.desc("n"), "level").limit(1)
    least = levels.filter(levels.n < RARE_ROWS).order_by("n", "level").limit(3)
    named = backend.to_pyarrow(most.union(least) if row["rare"] else most).to_pylist()
    return {
        "n_levels_used": column.n_distinct,
        "n_rare": row["rare"],
        "rare_examples": tuple(item["level"][:40] for item in named[1:]),
        "most_frequent": named[0]["level"][:40],
        "most_frequent_rows": row["n"],
    }


def _plain(value: Any) -> Any:
    if value is None or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, int | float):
        return float(value)
    return value.date().isoformat()

"""What columns hold that came with a type (from Parquet): whole numbers, numbers or times."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from core.tables.cells import gathered
from core.tables.column_values import ColumnValues
from core.tables.dates import MAX_YEAR, MIN_YEAR
from core.tables.engine import quoted
from core.tables.identifier_shapes import name_something
from core.tables.number_values import counting_rows

if TYPE_CHECKING:
    import duckdb

_NOTHING = (0, 0, 0, False, (), None, None, None)


def stored_values(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], stored: str
) -> list[ColumnValues]:
    """Finds what columns of `raw` hold that came with a type.

    Args:
        connection: Holds the table `raw`.
        names: The columns, all of one type.
        stored: The type: BIGINT, DOUBLE or TIMESTAMP.
    """
    usable = _usable("cell", stored)
    whole = f"bool_and({usable} = floor({usable}) AND abs({usable}) < 9e15)" if stored == "DOUBLE" else "NULL"
    digits = "NULL" if stored == "TIMESTAMP" else f"1 + floor(log10(greatest(abs({usable}), 1)))"
    found: list[ColumnValues] = []
    for cells in gathered(connection, {name: quoted(name) for name in names}):
        counts = cells.measure(
            f"sum(n), sum(n) FILTER ({usable} IS NOT NULL), count(DISTINCT {usable}), {whole}, "
            f"arg_max({{'cell': {usable}, 'n': n}}, n, 2) FILTER ({usable} IS NOT NULL), min({usable}), max({usable}), "
            f"sum(n * {digits}) / sum(n) FILTER ({usable} IS NOT NULL)"
        )
        group = {
            place: _column(name, stored, *counts.get(place, _NOTHING))
            for place, name in enumerate(cells.names)
        }
        counting = counting_rows(cells, {p: one for p, one in group.items() if one.kind == "number"})
        found += [replace(one, counts_rows=place in counting) for place, one in group.items()]
    return found


def _usable(column: str, stored: str) -> str:
    """The expression that gives the cells that can be used, and NULL for the others."""
    if stored == "TIMESTAMP":
        return f"CASE WHEN year({column}) BETWEEN {MIN_YEAR} AND {MAX_YEAR} THEN {column} END"
    return f"CASE WHEN isfinite({column}) THEN {column} END" if stored == "DOUBLE" else column


def _column(
    name: str,
    stored: str,
    n_cells: int,
    n_filled: int | None,
    n_distinct: int,
    whole: bool | None,
    most: Sequence[dict[str, Any]] | None,
    low: Any,
    high: Any,
    length: float | None,
) -> ColumnValues:
    lost = n_cells - (n_filled or 0)
    what = "dates before 1800 or after 2200" if stored == "TIMESTAMP" else "infinite or undefined numbers"
    notes = (f"{name}: {lost:,} {what} count as missing.",) if lost else ()
    is_whole = stored == "BIGINT" or bool(whole)
    sql = _usable(quoted(name), stored)
    sql = f"CAST({sql} AS BIGINT)" if is_whole else sql
    examples: tuple[str, ...] = ()
    if is_whole and n_distinct == 2:
        counted = [(str(int(one["cell"])), one["n"]) for one in most or ()]
        examples = tuple(cell for cell, _ in sorted(counted, key=lambda item: (-item[1], item[0])))
    flags = set(examples) == {"0", "1"}
    names = stored != "TIMESTAMP" and is_whole and low is not None and name_something(low, high, name)
    return ColumnValues(
        name,
        "text" if flags else "date" if stored == "TIMESTAMP" else "number",
        f"CAST({sql} AS VARCHAR)" if flags else sql,
        n_filled=n_filled or 0,
        n_distinct=n_distinct,
        is_whole=is_whole,
        n_unreadable=lost,
        mean_length=length or 0.0,
        examples=examples,
        notes=notes,
        shape="digits" if names else None,
    )

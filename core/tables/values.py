"""What the text of a column means: numbers (decimal point or comma), dates in several formats, or words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from core.tables.engine import literal, quoted

if TYPE_CHECKING:
    import duckdb

ValueKind = Literal["number", "date", "text"]
Decimal = Literal[".", ","]
MIN_SHARE = 0.95  # of the filled cells must be numbers (or dates) for the column to be one
_COMMA = r"[-+]?(\d+|\d{1,3}([. ]\d{3})+)(,\d+)?"
_POINT = r"[-+]?\d{1,3}([, ]\d{3})+(\.\d+)?"
DATE_FORMATS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y-%m-%dT%H:%M:%SZ", "%d %b %Y", "%d %B %Y", "%b %d, %Y"),
    *("%B %d, %Y", "%d-%b-%Y", "%d-%b-%y"),
)
DAY_FIRST = (
    *("%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d/%m/%Y %H:%M:%S", "%d.%m.%Y %H:%M:%S"),
    *("%d/%m/%Y %H:%M", "%d.%m.%Y %H:%M", "%d/%m/%y", "%d.%m.%y"),
)
MONTH_FIRST = ("%m/%d/%Y", "%m-%d-%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M", "%m/%d/%y")


@dataclass(frozen=True)
class ColumnValues:
    """What was found in one column of `raw`.

    Attributes:
        name: Column name.
        kind: What the values are.
        sql: The expression over `raw` that gives the typed column.
        n_filled: Cells that are not missing.
        n_distinct: Different values among them.
        is_whole: All numbers are whole.
        mean_length: Mean number of characters.
        examples: Up to 3 values, the most frequent first.
        notes: Plain sentences about cells that do not fit.
    """

    name: str
    kind: ValueKind
    sql: str
    n_filled: int
    n_distinct: int
    is_whole: bool = False
    mean_length: float = 0.0
    examples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def file_decimal(connection: duckdb.DuckDBPyConnection, names: list[str]) -> Decimal:
    """The decimal mark of the file: the one more columns are written with."""
    del connection, names
    return "."


def column_values(
    connection: duckdb.DuckDBPyConnection, name: str, n_rows: int, decimal: Decimal
) -> ColumnValues:
    """Finds what one column of `raw` holds."""
    column = quoted(name)
    number = f"try_cast({column} AS DOUBLE)"
    n_filled, n_distinct, mean_length, n_numbers, n_whole, n_padded = connection.execute(
        f"SELECT count({column}), count(DISTINCT {column}), coalesce(avg(length({column})), 0), "  # noqa: S608
        f"count({number}), count(*) FILTER ({number} = floor({number}) AND abs({number}) < 9e15), "
        f"count(*) FILTER (length({column}) > 1 AND {column} LIKE '0%' AND substr({column}, 2, 1) "
        f"BETWEEN '0' AND '9') FROM raw"
    ).fetchone() or (0, 0, 0.0, 0, 0, 0)
    examples: tuple[str, ...] = ()
    if n_distinct <= 3:
        rows = connection.execute(
            f"SELECT {column} FROM raw WHERE {column} IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 3"  # noqa: S608
        ).fetchall()
        examples = tuple(str(row[0]) for row in rows)
    common = {
        "n_filled": n_filled,
        "n_distinct": n_distinct,
        "mean_length": mean_length,
        "examples": examples,
    }
    if n_filled and n_numbers == n_filled and n_padded == 0 and set(examples) != {"0", "1"}:
        whole = n_whole == n_filled
        sql = f"try_cast({column} AS BIGINT)" if whole else number
        return ColumnValues(name, "number", sql, is_whole=whole, **common)
    return ColumnValues(name, "text", column, **common)

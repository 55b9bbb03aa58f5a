"""The DuckDB table `raw`: the rows of a file in file order, before roles and types are settled."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.tables.engine import in_file_order, literal, quoted
from core.tables.set_aside import SetAside
from core.tables.table import RejectedLine

if TYPE_CHECKING:
    import duckdb

MISSING = (
    "",
    "na",
    "n/a",
    "#n/a",
    "nan",
    "null",
    "<na>",
    "nat",
    "\\n",
    "#null!",
    "#value!",
    "#ref!",
    "#div/0!",
)
_MISSING_SQL = "[" + ", ".join(literal(word) for word in MISSING) + "]"
_TEXTS = quoted("\x1ftexts")  # no column of a file is called so
_ROW = "\x1frow"


@dataclass(frozen=True)
class RawTable:
    """What is known of the table `raw` besides its rows.

    Attributes:
        names: Column names, unique whatever their case.
        rejected: The first lines that are not rows.
        n_rejected: All such lines.
        set_aside: What stood in the file and is no row of it, or was changed.
        notes: Plain sentences on how the file was read.
    """

    names: list[str]
    rejected: tuple[RejectedLine, ...] = ()
    n_rejected: int = 0
    notes: tuple[str, ...] = ()
    set_aside: tuple[SetAside, ...] = ()


@dataclass(frozen=True)
class RawCells:
    """One column of `raw`: its name, the expression that gives it, and whether that is text to be cleaned."""

    name: str
    sql: str
    is_text: bool = True


def raw_kinds(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The columns of `raw` and the types they are stored with."""
    described = connection.execute("DESCRIBE raw").fetchall()
    return {str(row[0]): str(row[1]) for row in described if row[0] != _ROW}


def raw_row(connection: duckdb.DuckDBPyConnection) -> str:
    """The expression that numbers the rows of `raw` in file order.

    It is DuckDB's own `rowid`, unless the file has a column of that name, which would be meant instead; then the
    rows are numbered in a column that no file can have.
    """
    names = [str(row[0]) for row in connection.execute("DESCRIBE raw").fetchall()]
    if not any(name.lower() == "rowid" for name in names):
        return "rowid"
    if _ROW not in names:
        with in_file_order(connection):
            connection.execute(
                f"CREATE OR REPLACE TABLE raw AS SELECT *, row_number() OVER () - 1 AS {quoted(_ROW)} FROM raw"
            )
    return quoted(_ROW)


def cleaned(columns: Sequence[RawCells], source: str) -> str:
    """The SELECT that trims all text columns and makes the usual words for "missing" NULL.

    All text cells of a row go through one expression as a list: an expression for each column makes DuckDB plan a join
    and keep its intermediate vectors for each, which took 25 s for 130 columns and gigabytes for 200.

    Args:
        columns: The columns of `raw`, over the columns of the source.
        source: A table, view or table function.
    """
    texts = [column for column in columns if column.is_text]
    longest = max(map(len, MISSING))
    # cells that begin with a digit, the most frequent kind, are no such word: they skip the costly test
    maybe = f"strlen(cell) <= {longest} AND (cell < '0' OR cell >= ':')"
    word = f"{maybe} AND list_contains({_MISSING_SQL}, lower(cell))"
    trimmed = f"list_transform([{', '.join(column.sql for column in texts)}], lambda cell: trim(cell))"
    lists = f"list_transform({trimmed}, lambda cell: CASE WHEN {word} THEN NULL ELSE cell END) AS {_TEXTS}"
    others = [f"{column.sql} AS {quoted(column.name)}" for column in columns if not column.is_text]
    place = {column.name: i for i, column in enumerate(texts, start=1)}
    chosen = (
        f"{_TEXTS}[{place[column.name]}] AS {quoted(column.name)}" if column.is_text else quoted(column.name)
        for column in columns
    )
    inner = ", ".join([*others, *([lists] if texts else [])])
    return f"SELECT {', '.join(chosen)} FROM (SELECT {inner} FROM {source})"

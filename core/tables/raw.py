"""The DuckDB table `raw`: the rows of a file in file order, before roles and types are settled."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.tables.engine import in_file_order, quoted
from core.tables.names import column_names
from core.tables.set_aside import SetAside, many
from core.tables.table import RejectedLine

if TYPE_CHECKING:
    import duckdb

_EACH = 64  # columns that are given an expression each; of hundreds, costly ones take gigabytes
_TEXTS = quoted("\x1ftexts")  # no column of a file is called so
ROW = "\x1frow"


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
    return {str(row[0]): str(row[1]) for row in described if row[0] != ROW}


def has_row_numbers(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether `raw` has a column of its own that numbers its rows, see `raw_row`."""
    return any(row[0] == ROW for row in connection.execute("DESCRIBE raw").fetchall())


def raw_row(connection: duckdb.DuckDBPyConnection) -> str:
    """The expression that numbers the rows of `raw` in file order.

    It is DuckDB's own `rowid`, unless the file has a column of that name, which would be meant instead; then the
    rows are numbered in a column that no file can have.
    """
    names = [str(row[0]) for row in connection.execute("DESCRIBE raw").fetchall()]
    if not any(name.lower() == "rowid" for name in names):
        return "rowid"
    if ROW not in names:
        with in_file_order(connection):
            connection.execute(
                f"CREATE OR REPLACE TABLE raw AS SELECT *, row_number() OVER () - 1 AS {quoted(ROW)} FROM raw"
            )
    return quoted(ROW)


def trimmed(cell: str) -> str:
    """The expression that trims a cell of text and makes an empty one NULL."""
    return f"nullif(trim({cell}), '')"


def without_empty_columns(
    connection: duckdb.DuckDBPyConnection, header: Sequence[str]
) -> tuple[list[str], list[str], list[str]]:
    """Takes columns out of `raw` that have neither a name nor a value, as delimiters around each line make them.

    Args:
        connection: Holds the table `raw`.
        header: What its columns are called in the file, "" where nothing is.

    Returns:
        The names of those that stay, the notes on them, and what is said of those that do not.
    """
    names, notes = column_names(header)
    nameless = [name for name, cell in zip(names, header, strict=True) if not cell.strip()]
    if not nameless:
        return names, notes, []
    counts = ", ".join(f"count({quoted(name)})" for name in nameless)
    (row,) = connection.execute(f"SELECT {counts} FROM raw").fetchall()
    empty = {name for name, count in zip(nameless, row, strict=True) if not count}
    if len(names) - len(empty) < 2:
        return names, notes, []
    if not empty:
        return names, notes, []
    for name in empty:
        connection.execute(f"ALTER TABLE raw DROP COLUMN {quoted(name)}")
    told = [name if name in empty else cell for name, cell in zip(names, header, strict=True)]
    has = "has" if len(empty) == 1 else "have"
    is_left = "is" if len(empty) == 1 else "are"
    said = f"{many(len(empty), 'column')} {has} neither a name nor a value and {is_left} left out."
    return [name for name in names if name not in empty], column_names(told)[1], [said]


def rewritten(
    connection: duckdb.DuckDBPyConnection, names: Collection[str], cell_sql: Callable[[str], str]
) -> None:
    """Writes the text of some columns of `raw` anew.

    Args:
        connection: Holds the table `raw`.
        names: The columns.
        cell_sql: Gives the expression for what becomes of a cell.
    """
    if not names:
        return
    cells = [RawCells(name, quoted(name), is_text=name in names) for name in raw_kinds(connection)]
    row = [RawCells(ROW, quoted(ROW), is_text=False)] if has_row_numbers(connection) else []
    with in_file_order(connection):
        connection.execute(f"CREATE TABLE rewritten AS {cleaned([*cells, *row], 'raw', cell_sql)}")
    connection.execute("DROP TABLE raw")
    connection.execute("ALTER TABLE rewritten RENAME TO raw")


def cleaned(columns: Sequence[RawCells], source: str, cell_sql: Callable[[str], str] = trimmed) -> str:
    """The SELECT that trims all text columns and makes empty cells NULL.

    The cells of many columns go through one expression as a list: 2,000 expressions take DuckDB two seconds to plan.
    Of fewer columns an expression each takes less than half of the time, which is seconds for a million rows.

    Args:
        columns: The columns of `raw`, over the columns of the source.
        source: A table, view or table function.
        cell_sql: Gives the expression for what becomes of a cell of text.
    """
    if len(columns) <= _EACH:
        each = (
            f"{cell_sql(column.sql) if column.is_text else column.sql} AS {quoted(column.name)}"
            for column in columns
        )
        return f"SELECT {', '.join(each)} FROM {source}"
    texts = [column for column in columns if column.is_text]
    cells = f"[{', '.join(column.sql for column in texts)}]"
    lists = f"list_transform({cells}, lambda cell: {cell_sql('cell')}) AS {_TEXTS}"
    others = [f"{column.sql} AS {quoted(column.name)}" for column in columns if not column.is_text]
    place = {column.name: i for i, column in enumerate(texts, start=1)}
    chosen = (
        f"{_TEXTS}[{place[column.name]}] AS {quoted(column.name)}" if column.is_text else quoted(column.name)
        for column in columns
    )
    inner = ", ".join([*others, *([lists] if texts else [])])
    return f"SELECT {', '.join(chosen)} FROM (SELECT {inner} FROM {source})"

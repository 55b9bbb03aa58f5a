"""What was found in one column of a file: its kind, its counts, and the expression that gives its values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from core.tables.almost import Almost
from core.tables.engine import quoted
from core.tables.identifiers import Kind
from core.tables.number_marks import Mark
from core.tables.stand_ins import Words

ValueKind = Literal["number", "date", "text"]
MIN_SHARE = 0.95  # of the filled cells must be numbers (or dates) for the column to be one


@dataclass(frozen=True)
class ColumnValues:
    """What was found in one column of the DuckDB table `raw`.

    Attributes:
        name: Column name.
        kind: What the values are.
        sql: The expression over `raw` that gives the typed column.
        n_filled: Cells that hold a usable value.
        n_distinct: Different values among them.
        is_whole: All numbers are whole.
        n_unreadable: Filled cells that do not fit the kind and count as missing.
        mean_length: Mean number of characters.
        examples: Up to 3 values, the most frequent first, where there are at most 3.
        notes: Plain sentences on how the column was read and what did not fit.
        shape: What nearly all of its words are by how they are written: emails, phone numbers, …
        has_digits: Digits stand in most of its words.
        counts_rows: It counts the rows in file order from 0 or 1, or down to it.
        currencies: Of amounts, the currencies found, each with its cells.
        almost: Set where most cells are numbers or dates and the column is not read so.
        recurring: Words on no list that stand for missing, as they alone recur among its numbers or dates.
        n_undecided, day_first, unsure_mark: See `core.tables.table.Column`.
    """

    name: str
    kind: ValueKind
    sql: str
    n_filled: int
    n_distinct: int
    is_whole: bool = False
    n_unreadable: int = 0
    mean_length: float = 0.0
    examples: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    shape: Kind | None = None
    has_digits: bool = True
    counts_rows: bool = False
    currencies: tuple[tuple[str, int], ...] = ()
    almost: Almost | None = None
    recurring: Words = ()
    n_undecided: int = 0
    day_first: bool = True
    unsure_mark: Mark | None = None

    def sql_of(self, cell: str) -> str:
        """The same expression over another name of the cell."""
        return self.sql.replace(quoted(self.name), cell)

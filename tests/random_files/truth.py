"""What is known of a made-up table before it is written: each cell's right value, and where nobody can know it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace
from random import Random
from typing import Any, Literal

Kind = Literal["number", "date", "text", "code"]
Doubt = Literal["day or month", "decimal mark", "bounds", "clock", "two-digit year", "percent"]


@dataclass(frozen=True)
class NoValue:
    """A word in a column of numbers or dates, such as "call us": it cannot come back, so it must be said."""

    word: str


Value = float | str | dt.datetime | NoValue | None


@dataclass(frozen=True)
class TrueColumn:
    """One column.

    Attributes:
        name: What its header says.
        kind: What its values are; a "code" is digits, as text or as whole numbers.
        values: The right value of each row; None where nothing is known.
        cells: How each is written in a text file; "" is an empty cell.
        habits: How it is written, in words.
        doubt: What the cells do not tell and the program must say, whatever it takes them for.
        others: Readings as good as `values` where there is a doubt.
        typed: The values as a spreadsheet or Parquet keeps them; None: as text.
    """

    name: str
    kind: Kind
    values: list[Value]
    cells: list[str]
    habits: tuple[str, ...]
    doubt: Doubt | None = None
    others: tuple[list[Value], ...] = ()
    typed: list[Any] | None = None

    @property
    def as_typed(self) -> TrueColumn:
        """The column where its cells keep their type: nothing is left to doubt."""
        return self if self.typed is None else replace(self, doubt=None, others=())

    def with_habit(self, habit: str, **changes: Any) -> TrueColumn:
        return replace(self, habits=(*self.habits, habit), **changes)


@dataclass(frozen=True)
class TrueTable:
    """A table and the customs of the program that writes it.

    Attributes:
        columns: In file order; the first names the row.
        n_rows: Rows.
        custom: The country's customs.
    """

    columns: list[TrueColumn]
    n_rows: int


@dataclass(frozen=True)
class MadeFile:
    """A written file.

    Attributes:
        name: Its name, with the ending.
        data: Its bytes.
        table: What it should be read as.
        habits: How the file as a whole is written.
        asides: What stands in it besides the rows and must be said, by the names of `SetAside.kind`.
    """

    name: str
    data: bytes
    table: TrueTable
    habits: tuple[str, ...]
    asides: tuple[str, ...] = field(default=())


def chance(rng: Random, share: float) -> bool:
    """True in this share of draws."""
    return rng.random() < share

"""What a person changed in the values of a stored table: cells that count as empty, numbers that are dates, …"""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal, Self, get_args

from pydantic import model_validator

from core.record import Record

ReadAs = Literal[
    "text",
    "numbers",
    "thousands",
    "decimals",
    "dates",
    "excel serial",
    "excel serial 1904",
    "epoch seconds",
    "epoch milliseconds",
    "epoch microseconds",
    "epoch nanoseconds",
]
DATES = frozenset(get_args(ReadAs)) - {"text", "numbers", "thousands", "decimals"}


class ColumnRecoding(Record):
    """The changes to one column.

    Attributes:
        column: Its name.
        empty: Values that count as empty, as they are written; numbers as 99 or -1.
        read_as: What its cells are from now on; None: whatever the cells that are left hold.
            "thousands" turns numbers whose mark was read as one of decimals (1.234) into whole ones (1234), "decimals"
            the other way. "excel serial" is days since 30 December 1899 (or 1 January 1904), "epoch …" time since
            1 January 1970, UTC.
        day_first: For "dates": whether 03/04/2024 is 3 April; None: what the column's own cells say. Of dates that
            were read already, day and month change places where that can be.
    """

    column: str
    empty: tuple[str, ...] = ()
    read_as: ReadAs | None = None
    day_first: bool | None = None

    @property
    def says_nothing(self) -> bool:
        """Whether the column stays as it is."""
        return not self.empty and self.read_as is None

    def joined(self, later: ColumnRecoding) -> ColumnRecoding:
        """These changes and later ones: more values are empty, and the later way of reading counts."""
        chosen = later if later.read_as is not None else self
        return ColumnRecoding(
            column=self.column,
            empty=tuple(sorted({*self.empty, *later.empty})),
            read_as=chosen.read_as,
            day_first=chosen.day_first,
        )


class Recoding(Record):
    """The changes to a table's values, a column once; see `core.tables.recoded` for the table they give."""

    columns: tuple[ColumnRecoding, ...] = ()

    @model_validator(mode="after")
    def _once(self) -> Self:
        names = self.names
        if len(set(names)) < len(names):
            raise ValueError(f"each column is changed once, found {', '.join(names)}")
        return self

    @property
    def names(self) -> list[str]:
        """The columns that are changed."""
        return [one.column for one in self.columns]

    def of(self, column: str) -> ColumnRecoding | None:
        """The changes to a column, or None."""
        return next((one for one in self.columns if one.column == column), None)

    def joined(self, later: Recoding) -> Recoding:
        """These changes and later ones; the same ones in another order give the same."""
        found = {one.column: one for one in self.columns}
        for one in later.columns:
            found[one.column] = found[one.column].joined(one) if one.column in found else one
        kept = (found[name] for name in sorted(found))
        return Recoding(columns=tuple(one for one in kept if not one.says_nothing))

    def without(self, columns: Collection[str]) -> Recoding:
        """The changes to other columns than these."""
        return Recoding(columns=tuple(one for one in self.columns if one.column not in columns))

"""How a file is to be read, where the reader's own guess is to be overruled."""

from __future__ import annotations

import codecs
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.record import Record
from core.tables.set_aside import KEEPABLE, SetAsideKind


class ReadOptions(Record):
    """None everywhere means: found out from the file.

    Attributes:
        encoding: A codec name such as "utf-8", "utf-16" or "cp1252".
        delimiter: One character between the columns.
        decimal: The decimal mark of numbers.
        day_first: True: 03/04/2024 is 3 April; False: March 4.
        skip_lines: Lines (of a sheet: rows) above the header, which are no rows.
        header_rows: How many rows name the columns: 0, 1 or 2.
        keep: What is set aside from the rows elsewhere and is to be kept: totals, footers, words such as NA, …
        member: Which file of a zip to read.
        sheet: Which sheet of a workbook to read.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: Literal[".", ","] | None = None
    day_first: bool | None = None
    skip_lines: Annotated[int, Field(ge=0)] | None = None
    header_rows: Literal[0, 1, 2] | None = None
    keep: tuple[SetAsideKind, ...] = ()
    member: str | None = None
    sheet: str | None = None

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '\r\n"'):
            raise ValueError("the delimiter is one character, and no quotation mark or line end")
        if wrong := set(self.keep) - set(KEEPABLE):
            raise ValueError(f"{', '.join(sorted(wrong))} cannot be kept; these can: {', '.join(KEEPABLE)}")
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except LookupError as error:
                raise ValueError(f"unknown encoding {self.encoding!r}") from error
        return self

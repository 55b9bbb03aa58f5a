"""How a file is to be read, where the reader's own guess is to be overruled."""

from __future__ import annotations

import codecs
from typing import Literal, Self

from pydantic import model_validator

from core.record import Record


class ReadOptions(Record):
    """None everywhere means: found out from the file.

    Attributes:
        encoding: A codec name such as "utf-8", "utf-16" or "cp1252".
        delimiter: One character between the columns.
        decimal: The decimal mark of numbers.
        day_first: True: 03/04/2024 is 3 April; False: March 4.
        header: Whether the first line names the columns.
        member: Which file of a zip to read.
        sheet: Which sheet of a workbook to read.
    """

    encoding: str | None = None
    delimiter: str | None = None
    decimal: Literal[".", ","] | None = None
    day_first: bool | None = None
    header: bool | None = None
    member: str | None = None
    sheet: str | None = None

    @model_validator(mode="after")
    def _usable(self) -> Self:
        if self.delimiter is not None and (len(self.delimiter) != 1 or self.delimiter in '\r\n"'):
            raise ValueError("the delimiter is one character, and no quotation mark or line end")
        if self.encoding is not None:
            try:
                codecs.lookup(self.encoding)
            except LookupError as error:
                raise ValueError(f"unknown encoding {self.encoding!r}") from error
        return self

"""Options of commands that read files: how a file is read where the reader's own guess is wrong."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import ValidationError

from core.errors import TableError
from core.tables.options import ReadOptions
from core.tables.set_aside import KEEPABLE

Sheets = Annotated[
    list[str] | None,
    typer.Option("--sheet", help="Of a workbook: a sheet to read; can be repeated; '*': all of them."),
]
SkipLines = Annotated[
    int | None, typer.Option("--skip-lines", min=0, help="Lines above the header; found out unless said.")
]
HeaderRows = Annotated[
    int | None, typer.Option("--header-rows", min=0, max=2, help="Rows that name the columns: 0, 1 or 2.")
]
Keep = Annotated[
    list[str] | None,
    typer.Option("--keep", help=f"Keep what is set aside: {', '.join(KEEPABLE)}; can be repeated."),
]
TextEncoding = Annotated[
    str | None,
    typer.Option("--encoding", help="Of a text, such as cp1251 or shift_jis; found out unless said."),
]
Delimiter = Annotated[
    str | None, typer.Option("--delimiter", help="Of a text: the one character between columns.")
]


def reading_options(
    skip_lines: int | None,
    header_rows: int | None,
    keep: Sequence[str] | None,
    encoding: str | None,
    delimiter: str | None,
) -> ReadOptions:
    """What was said, checked.

    Raises:
        TableError: an unknown encoding, a delimiter of several characters, or something that cannot be kept.
    """
    said = {
        "skip_lines": skip_lines,
        "header_rows": header_rows,
        "keep": tuple(keep or ()),
        "encoding": encoding,
        "delimiter": "\t" if delimiter == "\\t" else delimiter,
    }
    try:
        return ReadOptions.model_validate(said)
    except ValidationError as error:
        first = error.errors()[0]
        raise TableError(
            "A file cannot be read this way",
            found=str(first.get("input"))[:200],
            expected=first["msg"].removeprefix("Value error, "),
        ) from error

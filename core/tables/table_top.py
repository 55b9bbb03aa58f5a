"""What stands above the rows of a table: title lines, one or two header rows, a row that describes the columns.

What it says of them is the same for texts and sheets.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from core.cell_words import cell_words
from core.tables.first_rows import FirstRows, Rows
from core.tables.set_aside import SetAside, SetAsideKind, aside, many

_MAX_DESCRIPTIONS = 3


@dataclass(frozen=True)
class Top:
    """How the beginning of a table is to be read; all counts are of rows of cells, blank ones among them.

    Attributes:
        n_above: Rows above the header, or above the first row where there is none.
        n_header: Rows that name the columns: 0, 1 or 2.
        n_description: Rows below the header that describe the columns.
        names: The columns' names; () where nothing names them.
    """

    n_above: int
    n_header: int
    n_description: int
    names: tuple[str, ...]

    @property
    def n_skipped(self) -> int:
        """Rows above the first row of the table."""
        return self.n_above + self.n_header + self.n_description


def find_top(
    rows: Rows,
    *,
    n_above: int | None = None,
    n_header: int | None = None,
    keep: Collection[SetAsideKind] = (),
) -> Top:
    """Finds the header.

    Args:
        rows: The first rows of the file, blank ones too.
        n_above: Rows above the header, where the user said so.
        n_header: How many rows name the columns, where the user said so.
        keep: "description row": what stands below the header is a row.
    """
    cells = [[cell.strip() for cell in row] for row in rows]
    shape = FirstRows(cells)
    if n_above is None:
        n_above, found = shape.header()
    else:
        n_above = next((i for i in range(n_above, len(cells)) if any(cells[i])), n_above)
        found = shape.n_header_at(n_above)
    n_header = found if n_header is None else n_header
    header = cells[n_above : n_above + n_header]
    below = n_above + n_header
    n_description = 0
    if n_header and "description row" not in keep:
        while n_description < _MAX_DESCRIPTIONS and shape.describes(below + n_description):
            n_description += 1
    return Top(n_above, n_header, n_description, _names(header, shape.width))


def set_aside_above(top: Top, lines: Sequence[str], *, n_above: int, first: int = 1) -> list[SetAside]:
    """What stands above the first row and is no name of a column.

    Args:
        top: The beginning of the table.
        lines: The lines (or rows, as text) above the first row.
        n_above: How many of them stand above the header.
        first: The number of the first one.
    """
    found = []
    titles = [(place, line) for place, line in enumerate(lines[:n_above], start=first) if line]
    if titles:
        title = titles[0][1]
        found.append(
            aside(
                "preamble",
                len(titles),
                f"{many(len(titles), 'line')} above the {'header' if top.n_header else 'first row'} "
                f"{'is' if len(titles) == 1 else 'are'} no row and set aside, the first is {cell_words(title, 60)}.",
                lines=[place for place, _ in titles],
                text=title,
            )
        )
    if top.n_header > 1:
        sentence = f"Two header rows are read as one: {', '.join(map(repr, top.names[:3]))}, …"
        found.append(
            aside(
                "second header",
                1,
                sentence,
                lines=[first + n_above, first + n_above + 1],
                text=lines[n_above],
            )
        )
    if top.n_description:
        below = lines[-top.n_description :]
        words = (
            "The row below the header describes"
            if len(below) == 1
            else f"{len(below)} rows below the header describe"
        )
        found.append(
            aside(
                "description row",
                top.n_description,
                f"{words} the columns and {'is' if len(below) == 1 else 'are'} set aside: {cell_words(below[0], 60)}.",
                lines=range(first + len(lines) - len(below), first + len(lines)),
                text=below[0],
            )
        )
    return found


def _names(header: list[list[str]], width: int) -> tuple[str, ...]:
    """One name a column: of two header rows the group above, which may stand over several columns, and the name."""
    if len(header) < 2:
        return tuple(header[0]) if header else ()
    group, names = "", []
    top = [*header[0], *[""] * width][:width]
    for above, name in zip(top, [*header[1], *[""] * width], strict=False):
        group = above or group
        names.append(group if not name or name == group else f"{group} {name}".strip())
    return tuple(names)

"""What stands among and below the rows of a table and is none of them: totals, headers, footers, a second table."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from core.errors import TableError
from core.tables.body_rows import BodyRows, Row
from core.tables.end_words import is_figure_label, is_footer, is_total_label
from core.tables.foreign_rows import group_rows, other_headers, page_lines, repeated_headers, rules
from core.tables.set_aside import IN_WORDS, SetAside, SetAsideKind, aside, many
from core.tables.total_rows import TotalRows

if TYPE_CHECKING:
    import duckdb

_MIN_ROWS = 4


def set_rows_aside(
    connection: duckdb.DuckDBPyConnection, names: Sequence[str], keep: Collection[SetAsideKind] = ()
) -> tuple[SetAside, ...]:
    """Takes totals, repeated headers and footers out of `raw`, and says what it took.

    Args:
        connection: Holds the table `raw` as it was read.
        names: Its columns.
        keep: Kinds that are rows after all.

    Raises:
        TableError: no row is left.
    """
    ((n_rows,),) = connection.execute("SELECT count(*) FROM raw").fetchall()
    if n_rows < _MIN_ROWS or len(names) < 2:
        return ()
    rows = BodyRows(connection, list(names), n_rows)
    found: dict[SetAsideKind, list[int]] = {}
    again, second = other_headers(rows)
    found["repeated header"] = sorted({*repeated_headers(rows), *again})
    closing, ruled = _footers(rows), rules(rows)
    found["ruled rows"] = sorted(set(ruled).difference(closing))
    found["footer"] = sorted(
        {*closing, *page_lines(rows, [*ruled, *found["repeated header"]])}.difference(found["ruled rows"])
    )
    known = {place for places in found.values() for place in places}
    found["group row"] = group_rows(rows, known)
    other: list[SetAside] = []
    if second is not None and "second table" not in keep:
        other.append(_second_table(rows.known[second], second, n_rows))
        found = {kind: [place for place in places if place < second] for kind, places in found.items()}
        connection.execute(f"DELETE FROM raw WHERE {rows.row} >= {second}")
        rows.cut(second)
    apart = [place for places in found.values() for place in places]
    found["totals row"] = TotalRows(rows, apart).places()
    found = {kind: places for kind, places in found.items() if places and kind not in keep}
    gone = sorted({place for places in found.values() for place in places})
    if len(gone) == rows.n_rows:
        raise TableError(
            "Every row of the table looks like none",
            found=", ".join(f"{len(places):,} {IN_WORDS[kind]}" for kind, places in found.items()),
            expected="rows that hold clients",
            action="Keep what is set aside as it stands, in the options of reading",
        )
    if gone:
        connection.execute(f"DELETE FROM raw WHERE {rows.row} IN ({', '.join(map(str, gone))})")
    said = [_said(kind, [rows.known[place] for place in places]) for kind, places in found.items()]
    return (*said, *other)


def _second_table(header: Row, place: int, n_rows: int) -> SetAside:
    names = " | ".join(cell for cell in header if cell)
    below = many(n_rows - place - 1, "row")
    sentence = (
        f"Below the first {many(place, 'row')} a second table begins ({names[:80]!r}); its {below} "
        "are set aside. Save it as a file of its own to read it too."
    )
    return aside("second table", n_rows - place, sentence, text=names)


def _footers(rows: BodyRows) -> list[int]:
    """The lines of text that close the table, also between and below totals; below one of them nothing is a row."""
    block = []
    for place in sorted(rows.last, reverse=True):
        row = rows.last[place]
        if any(row) and not _is_sparse(rows, row) and not any(map(is_total_label, row)):
            break
        block.append(place)
    found, below = [], False
    for place in reversed(block):
        row = rows.last[place]
        is_total = any(map(is_total_label, row))
        says = any(row) and _is_footer(rows, row)
        if says or (below and any(row) and not is_total):
            found.append(place)
        closes = is_total and not _is_full(rows, row) and not any(map(is_figure_label, row))
        below = below or says or closes
    return found


def _said(kind: SetAsideKind, taken: Sequence[Row]) -> SetAside:
    """The record of rows that are taken out."""
    text = " | ".join(cell for cell in taken[0] if cell)
    count = len(taken)
    it_is = "it is" if count == 1 else "they are"
    words = {
        "totals row": f"{many(count, 'row')} {'holds' if count == 1 else 'hold'} totals and no client",
        "footer": f"{many(count, 'row')} {'is a footer' if count == 1 else 'are footers'} and no client",
        "ruled rows": f"{many(count, 'row')} {'holds' if count == 1 else 'hold'} nothing but signs",
        "group row": f"{many(count, 'row')} {'names' if count == 1 else 'name'} a group of rows and no client",
        "repeated header": f"{many(count, 'row')} {'repeats' if count == 1 else 'repeat'} the header",
    }[kind]
    return aside(kind, count, f"{words}: {text[:80]!r}; {it_is} set aside.", text=text)


def _is_sparse(rows: BodyRows, row: Row) -> bool:
    return sum(map(bool, row)) <= max(1, min(2, 0.34 * rows.fill))


def _is_full(rows: BodyRows, row: Row) -> bool:
    """Whether a row has all that nearly every row has: "Grupo Suma" may be a client's name."""
    return all(row[i] for i in rows.usual)


def _is_footer(rows: BodyRows, row: Row) -> bool:
    """Whether a row is a line of text below the table that has been given the table's width."""
    filled = [i for i, cell in enumerate(row) if cell]
    if not _is_sparse(rows, row) or rows.fill < 2:
        return False
    text = row[filled[0]]
    others = [other[filled[0]] for other in rows.body if other[filled[0]] and other != row]
    if any(cell == text for cell in others):
        return False
    n_words = max((len(cell.split()) for cell in others), default=0)
    longest = max(map(len, others), default=0)
    is_sentence = len(filled) == 1 and rows.fill > 2 and len(text.split()) > max(2, 1.5 * n_words)
    return is_footer(text) or (is_sentence and len(text) > longest)

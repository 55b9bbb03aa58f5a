"""Lines below a text table that do not fit it: footers and totals are told from rows that were cut off."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import islice
from pathlib import Path

from core.cell_words import cell_words
from core.tables.dialect import Dialect, parse
from core.tables.end_words import is_footer, is_total_label
from core.tables.set_aside import SetAside, SetAsideKind, aside, many
from core.tables.table import RejectedLine

_TAIL_BYTES = 1 << 16


def without_footer(
    path: Path, dialect: Dialect, rejected: Sequence[RejectedLine], keep: Collection[SetAsideKind]
) -> tuple[tuple[RejectedLine, ...], tuple[SetAside, ...]]:
    """Takes footers and totals out of the rejected lines.

    A line is one where it says so, or where a footer or a blank line stands above it and no row below: a second small
    table, the filters of a report.

    Args:
        path: The plain text.
        dialect: How it is written.
        rejected: All lines that do not fit.
        keep: Kinds that are not to be set aside.

    Returns:
        The lines that stay rejected, and what was taken out.
    """
    known = {line.line: line for line in rejected}
    block = _block(path, known)
    found: dict[SetAsideKind, list[RejectedLine]] = {"footer": [], "totals row": []}
    below = False
    for number, text in block:
        if number not in known:
            below = True
            continue
        cells = [cell.strip() for cell in next(iter(parse(text, dialect.delimiter, dialect.quote, 1)), [])]
        kind = _kind(cells, below=below)
        below = below or kind is not None
        if kind is not None and kind not in keep:
            found[kind].append(known.pop(number))
    titles = _titles(path, dialect)
    for number, line in list(known.items()):
        if "footer" not in keep and _is_of_a_page(line.text.strip().strip(dialect.delimiter), titles):
            found["footer"].append(known.pop(number))
    said = tuple(
        _said(kind, sorted(lines, key=lambda one: one.line)) for kind, lines in found.items() if lines
    )
    return tuple(line for line in rejected if line.line in known), said


def _titles(path: Path, dialect: Dialect) -> frozenset[str]:
    """The lines above the table, which a report may print again on each page."""
    with path.open(encoding="utf-8", errors="replace", newline="\n") as stream:
        lines = (line.strip().strip(dialect.delimiter) for line in islice(stream, dialect.n_above))
        return frozenset(line for line in lines if line)


def _is_of_a_page(text: str, titles: Collection[str]) -> bool:
    """Whether a line that does not fit is a remark, or the title or footer of a page, wherever it stands."""
    return text in titles or is_footer(text) or (text.startswith("#") and " " in text)


def _block(path: Path, known: Collection[int]) -> list[tuple[int, str]]:
    """The rejected and blank lines at the very end, with their numbers, in order."""
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        start = max(0, size - _TAIL_BYTES)
        stream.seek(0)
        before = 0
        while stream.tell() < start:
            before += stream.read(min(1 << 22, start - stream.tell())).count(b"\n")
        lines = stream.read().decode(errors="replace").split("\n")
    first = 0 if start == 0 else 1  # the first line of the tail may be cut
    numbered = [(before + 1 + place, line.strip()) for place, line in enumerate(lines)][first:]
    block = []
    for number, line in reversed(numbered):
        if line and number not in known:
            break
        block.append((number, line))
    return block[::-1]


def _kind(cells: Sequence[str], *, below: bool) -> SetAsideKind | None:
    filled = [cell for cell in cells if cell]
    if not filled:
        return "footer"
    if is_total_label(filled[0]) and len(filled) > 1:
        return "totals row"
    says = is_footer(" ".join(filled)) or is_footer(filled[0]) or is_total_label(filled[0])
    is_sentence = len(filled) == 1 and len(filled[0].split()) > 2
    return "footer" if says or is_sentence or below else None


def _said(kind: SetAsideKind, lines: Sequence[RejectedLine]) -> SetAside:
    count = len(lines)
    be = "is" if count == 1 else "are"
    words = "no row" if kind == "footer" else "totals and no client"
    sentence = (
        f"{many(count, 'line')} below or between the rows {be} {words} and set aside, "
        f"the first is line {lines[0].line:,}: {cell_words(lines[0].text.strip(), 80)}."
    )
    return aside(kind, count, sentence, lines=[line.line for line in lines], text=lines[0].text.strip())

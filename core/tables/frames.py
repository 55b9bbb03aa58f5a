"""Tables drawn with bars, as databases and Markdown print them: rules and the bars at both ends are no cells."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from itertools import islice
from pathlib import Path

from core.cell_words import cell_words
from core.storage import explaining_disk_errors
from core.tables.dialect import Dialect
from core.tables.set_aside import SetAside, SetAsideKind, aside, many

_BAR = "|"
_RULE = re.compile(r"\s*(?=[^-=─═]*[-=─═]{2})[-=─═+|:┼ \t]+\s*")
_LOOK = 300
_MOST = 0.9


def unframed_copy(
    path: Path, dialect: Dialect, scratch: Path, keep: Collection[SetAsideKind] = ()
) -> tuple[Path, SetAside | None]:
    """A copy without the frame, and what it was; the text itself where it has none. The lines stay in their places.

    Args:
        path: The plain text.
        dialect: How it is written.
        scratch: A folder for the copy.
        keep: What is not to be set aside.
    """
    if dialect.delimiter != _BAR:
        return path, None
    frame = Frame("ruled rows" in keep)
    with path.open(encoding="utf-8", newline="\n") as stream:
        if not frame.is_drawn(stream):
            return path, None
    target = scratch / "unframed.txt"
    with (
        explaining_disk_errors(target),
        path.open(encoding="utf-8", newline="\n") as source,
        target.open("w", encoding="utf-8", newline="\n") as sink,
    ):
        sink.writelines(map(frame.without, source))
    return target, frame.set_aside()


def unframed(text: str, dialect: Dialect, keep: Collection[SetAsideKind] = ()) -> str:
    """The same for the beginning of a text."""
    lines = text.splitlines(keepends=True)
    frame = Frame("ruled rows" in keep)
    drawn = dialect.delimiter == _BAR and frame.is_drawn(lines)
    return "".join(map(frame.without, lines)) if drawn else text


class Frame:
    """The frame of one text; counts the rules that it drops."""

    def __init__(self, keeps_rules: bool) -> None:
        self._keeps_rules = keeps_rules
        self._has_ends = False
        self._place = 0
        self._rules: list[tuple[int, str]] = []

    def is_drawn(self, lines: Iterable[str]) -> bool:
        """Whether there are rules, or bars at both ends of nearly every line with bars."""
        looked = [line.strip() for line in islice(lines, _LOOK)]
        barred = [line for line in looked if _BAR in line and not _RULE.fullmatch(line)]
        ends = sum(len(line) > 1 and line[0] == line[-1] == _BAR for line in barred)
        self._has_ends = len(barred) > 1 and ends >= _MOST * len(barred)
        has_rules = any(_RULE.fullmatch(line) and (_BAR in line or "+" in line) for line in looked)
        return self._has_ends or (has_rules and not self._keeps_rules)

    def without(self, line: str) -> str:
        """A line without the frame."""
        self._place += 1
        end = line[len(line.rstrip("\r\n")) :]
        bare = line.strip()
        if bare[:1] in "+|-=:─═" and not self._keeps_rules and _RULE.fullmatch(bare):
            self._rules.append((self._place, bare))
            return end
        if not self._has_ends or bare[:1] != _BAR:
            return line
        return bare[1:].removesuffix(_BAR) + end

    def set_aside(self) -> SetAside | None:
        """What was dropped."""
        if not self._rules:
            return None
        count, (_, text) = len(self._rules), self._rules[0]
        sentence = (
            f"{many(count, 'line')} {'holds' if count == 1 else 'hold'} nothing but the signs that draw the table: "
            f"{cell_words(text, 40)}; {'it is' if count == 1 else 'they are'} set aside."
        )
        return aside("ruled rows", count, sentence, lines=[one for one, _ in self._rules], text=text)

"""A text made plain before it is read: UTF-8, one kind of line end, no control characters; changes are counted."""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from pathlib import Path

from core.errors import TableError
from core.storage import explaining_disk_errors
from core.tables.dialect import line_ends_fit
from core.tables.encodings import SAMPLE_BYTES, Encoding, encoding_in_words
from core.tables.set_aside import SHOWN_LINES, SetAside, aside, many

_CHUNK = 1 << 22
_CONTROLS = bytes(code for code in (*range(9), *range(14, 32), 127))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_BLANKS = bytes.maketrans(b"\x0b\x0c", b"  ")  # line breaks inside a cell, as some programs write them
_MARK = "\ufeff"


def plain_copy(
    path: Path, encoding: Encoding, codec: str, scratch: Path
) -> tuple[Path, tuple[SetAside, ...]]:
    """The text as it can be read: itself where nothing is to be changed, else a copy.

    Args:
        path: The text as it came.
        encoding: How it seems to be written.
        codec: How it is to be read; the user may know better.
        scratch: A folder for the copy.

    Returns:
        The plain text, and what was changed.

    Raises:
        TableError: bytes that do not fit the encoding.
    """
    if codec == "utf-8" and encoding == Encoding("utf-8") and _is_plain(path):
        return path, ()
    damaged = encoding.n_damaged > 0 and codec == encoding.name
    mender = Mender()
    target = scratch / "utf8.txt"
    decoder = codecs.getincrementaldecoder(codec)(errors="replace" if damaged else "strict")
    try:
        with explaining_disk_errors(target), path.open("rb") as source, target.open("wb") as sink:
            while chunk := source.read(_CHUNK):
                sink.write(mender.feed(decoder.decode(chunk)))
            sink.write(mender.feed(decoder.decode(b"", final=True), last=True))
    except UnicodeError as error:
        raise TableError(
            f"The file is not written in {codec}",
            found=str(error),
            action="Choose another encoding under 'How the file is read', or save the file as UTF-8",
        ) from error
    return target, mender.set_aside(encoding.n_damaged if damaged else 0, codec)


def _is_plain(path: Path) -> bool:
    """Whether UTF-8 has one kind of line end, no control characters and no byte order mark inside."""
    n_pairs = n_feeds = 0
    with path.open("rb") as stream:
        before = b""
        while chunk := stream.read(_CHUNK):
            chunk += stream.read(1) if chunk.endswith(b"\r") else b""
            if len(chunk.translate(None, _CONTROLS + b"\x0b\x0c")) < len(chunk):
                return False
            pairs = chunk.count(b"\r\n")
            n_pairs += pairs
            n_feeds += chunk.count(b"\n") - pairs
            if chunk.count(b"\r") > pairs or (n_pairs and n_feeds):
                return False
            if _MARK.encode() in chunk or _MARK.encode() in before + chunk[:2]:
                return False
            before = chunk[-2:]
    return True


class Mender:
    """Makes a text plain piece by piece, and counts what it changes."""

    def __init__(self) -> None:
        self._held = ""  # a return at the end of a piece: the line feed may come with the next
        self._return_ends: bool | None = None  # whether a lone return ends a line; None: not seen so far
        self._n_lines = 0
        self._ends = {"CR LF": 0, "LF": 0, "CR": 0}
        self._n_marks = 0
        self._n_stray = 0
        self._n_controls = 0
        self._control_lines: list[int] = []

    def feed(self, text: str, *, last: bool = False) -> bytes:
        """The next piece as plain UTF-8."""
        text = self._held + text
        self._held = ""
        if not last and text.endswith("\r"):
            text, self._held = text.rstrip("\r"), "\r"
        if _MARK in text:
            first = self._n_lines == 0 and text.startswith(_MARK)
            self._n_marks += text.count(_MARK) - first
            text = text.replace(_MARK, "")
        data = self._without_controls(self._with_one_line_end(text).encode())
        self._n_lines += data.count(b"\n")
        return data

    def set_aside(self, n_damaged: int, codec: str) -> tuple[SetAside, ...]:
        """What was changed so far."""
        found = []
        if self._n_controls:
            found.append(
                aside(
                    "control characters",
                    self._n_controls,
                    f"{many(self._n_controls, 'control character')} (such as NUL) "
                    f"{'is' if self._n_controls == 1 else 'are'} dropped, the first in line "
                    f"{self._control_lines[0]:,}.",
                    lines=self._control_lines,
                )
            )
        used = [kind for kind, count in self._ends.items() if count]
        if len(used) > 1 and self._ends["CR"]:  # line feeds among CR LF mostly stand inside cells
            counts = ", ".join(f"{self._ends[kind]:,} with {kind}" for kind in used)
            found.append(
                aside("line ends", sum(self._ends.values()), f"Lines end in different ways: {counts}.")
            )
        if self._n_stray:
            sentence = f"{many(self._n_stray, 'line break')} (CR) inside a cell became a blank."
            found.append(aside("control characters", self._n_stray, sentence))
        if self._n_marks:
            sentence = (
                f"{many(self._n_marks, 'byte order mark')} inside the text is dropped: files were joined."
            )
            found.append(aside("control characters", self._n_marks, sentence))
        if n_damaged:
            sentence = (
                f"{many(n_damaged, 'character')} {'is' if n_damaged == 1 else 'are'} damaged "
                f"(no {encoding_in_words(codec)}) and shown as \ufffd."
            )
            found.append(aside("damaged characters", n_damaged, sentence))
        return tuple(found)

    def _with_one_line_end(self, text: str) -> str:
        if "\r" not in text:
            self._ends["LF"] += text.count("\n")
            return text
        text = (
            re.sub("\r+\n", "\r\n", text) if "\r\r" in text else text
        )  # text that was written as text twice
        both, feeds, returns = text.count("\r\n"), text.count("\n"), text.count("\r")
        self._ends["CR LF"] += both
        self._ends["LF"] += feeds - both
        text = text.replace("\r\n", "\n")
        if returns == both:
            return text
        if self._return_ends is None:
            place = text.index("\r")
            self._return_ends = line_ends_fit(text[max(0, place - (1 << 16)) : place + (1 << 16)])
        if self._return_ends:
            self._ends["CR"] += returns - both
        else:
            self._n_stray += returns - both
        return text.replace("\r", "\n" if self._return_ends else " ")

    def _without_controls(self, data: bytes) -> bytes:
        data = data.translate(_BLANKS) if b"\x0b" in data or b"\x0c" in data else data
        kept = data.translate(None, _CONTROLS)
        if len(kept) == len(data):
            return kept
        for match in _CONTROL.finditer(data):
            if len(self._control_lines) >= SHOWN_LINES:
                break
            line = self._n_lines + data.count(b"\n", 0, match.start()) + 1
            if line not in self._control_lines:
                self._control_lines.append(line)
        self._n_controls += len(data) - len(kept)
        return kept


def beginning(path: Path, codec: str = "utf-8") -> str:
    """The beginning of a text, made plain and cut at a line end; bytes that do not fit are shown as damaged."""
    with path.open("rb") as stream:
        data = stream.read(SAMPLE_BYTES)
        whole = not stream.read(1)
    decoder = codecs.getincrementaldecoder(codec)(errors="replace")
    text = Mender().feed(decoder.decode(data, final=whole), last=whole).decode()
    if not whole and "\n" in text:
        text = text[: text.rindex("\n") + 1]
    return text


def line_numbers(path: Path, starts: Sequence[int]) -> list[int]:
    """The 1-based line of each place (ascending), as an editor counts."""
    numbers = []
    with path.open("rb") as stream:
        line, at = 1, 0
        for start in starts:
            while at < start and (chunk := stream.read(min(1 << 22, start - at))):
                line += chunk.count(b"\n")
                at += len(chunk)
            numbers.append(line)
    return numbers

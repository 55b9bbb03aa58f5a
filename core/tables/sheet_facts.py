"""What an .xlsx says of a sheet's cells and the reading library does not: formats, formulas, errors, merged cells."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from typing import IO

_CHUNK = 1 << 20
_MAX_XML = 16 << 20  # of the parts that are read whole
_MAX_MERGED = 100_000
_ATTRIBUTE = re.compile(rb'\s([\w:]+)="([^"]*)"')
_NO_RESULT = re.compile(
    rb'<c r="([A-Z]{1,3})\d+"(?![^>]*t="str")[^>]*>\s*<f[^>]*?(?:/>|>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>'
)
_ERROR = re.compile(rb'<c r="([A-Z]{1,3})\d+"[^>]*t="e"[^>]*>')
_MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')


@dataclass
class SheetFacts:
    """Counts by column (0 is A), and the merged cells.

    Attributes:
        zeros: Numbers that are shown with leading zeros: how many, by column and how many digits are shown.
        unsaved: Formulas whose results are not in the file.
        errors: Cells that show an error such as #DIV/0!.
        merged: Cells that go over several rows of one column: column, first and last row (1-based).
    """

    zeros: Counter[tuple[int, int]] = field(default_factory=Counter)
    unsaved: Counter[int] = field(default_factory=Counter)
    errors: Counter[int] = field(default_factory=Counter)
    merged: list[tuple[int, int, int]] = field(default_factory=list)


def sheet_facts(path: Path, sheet: str) -> SheetFacts:
    """Looks through one sheet of an .xlsx; other workbooks tell nothing.

    Args:
        path: A workbook that the reading library has opened.
        sheet: The name of a sheet.
    """
    facts = SheetFacts()
    if not zipfile.is_zipfile(path):
        return facts
    with zipfile.ZipFile(path) as archive:
        member = _member(archive, sheet)
        if member is None:
            return facts
        zeros = _zero_formats(archive)
        with archive.open(member) as stream:
            for part in _parts(stream):
                _look(part, zeros, facts)
    return facts


def _look(part: bytes, zeros: dict[bytes, int], facts: SheetFacts) -> None:
    if zeros:
        styles = b"|".join(zeros)
        for column, style in re.findall(
            rb'<c r="([A-Z]{1,3})\d+" s="(' + styles + rb')"(?: t="n")?>\s*<v>\d', part
        ):
            facts.zeros[_place(column), zeros[style]] += 1
    if b"<f" in part:
        facts.unsaved.update(map(_place, _NO_RESULT.findall(part)))
    if b't="e"' in part:
        facts.errors.update(map(_place, _ERROR.findall(part)))
    if b"<mergeCell " in part:
        for left, top, right, bottom in _MERGED.findall(part):
            if left == right and int(top) < int(bottom) and len(facts.merged) < _MAX_MERGED:
                facts.merged.append((_place(left), int(top), int(bottom)))


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    """The sheet in pieces that end with a cell or another element, so that no cell is cut."""
    rest = b""
    while chunk := stream.read(_CHUNK):
        rest += chunk
        end = max(rest.rfind(b"</c>"), rest.rfind(b"<mergeCell "), rest.rfind(b"<row "))
        if end > 0:
            yield rest[:end] + (b"</c>" if rest.startswith(b"</c>", end) else b"")
            rest = rest[end + (4 if rest.startswith(b"</c>", end) else 0) :]
        elif len(rest) > _MAX_XML:
            return
    yield rest


def _zero_formats(archive: zipfile.ZipFile) -> dict[bytes, int]:
    """The styles of numbers that are shown with leading zeros (00000), and how many digits they show."""
    styles = _xml(archive, "xl/styles.xml")
    codes: dict[bytes, bytes] = {}
    for tag in re.findall(rb"<numFmt\b[^>]*>", styles):
        said = dict(_ATTRIBUTE.findall(tag))
        codes[said.get(b"numFmtId", b"")] = said.get(b"formatCode", b"")
    cells = re.search(rb"<cellXfs\b.*?</cellXfs>", styles, re.DOTALL)
    used = re.findall(rb'<xf\b[^>]*?numFmtId="(\d+)"', cells[0]) if cells else []
    shown = ((style, codes.get(code, b"")) for style, code in enumerate(used))
    return {b"%d" % style: len(code) for style, code in shown if re.fullmatch(rb"0{2,30}", code)}


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The file of a sheet within the archive."""
    targets = {
        said.get(b"Id"): said.get(b"Target", b"").decode(errors="replace")
        for tag in re.findall(rb"<Relationship\b[^>]*>", _xml(archive, "xl/_rels/workbook.xml.rels"))
        for said in [dict(_ATTRIBUTE.findall(tag))]
    }
    for tag in re.findall(rb"<sheet\b[^>]*>", _xml(archive, "xl/workbook.xml")):
        said = dict(_ATTRIBUTE.findall(tag))
        if unescape(said.get(b"name", b"").decode(errors="replace")) == sheet:
            target = targets.get(said.get(b"r:id"), "")
            member = target.lstrip("/") if target.startswith("/") else posixpath.join("xl", target)
            return member if target and member in archive.namelist() else None
    return None


def _xml(archive: zipfile.ZipFile, member: str) -> bytes:
    """A part of the workbook, b"" where it is missing or too large to be one."""
    if member not in archive.namelist() or archive.getinfo(member).file_size > _MAX_XML:
        return b""
    return archive.read(member)


def _place(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1

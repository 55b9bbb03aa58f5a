"""What tables a file holds: itself, the members of a zip, the sheets of a workbook; and reading one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Protocol

from core.errors import TableError
from core.tables.engine import scratch_folder
from core.tables.names import shown_name
from core.tables.options import ReadOptions
from core.tables.reading import read_table
from core.tables.sheets import Sheet
from core.tables.table import Table
from core.tables.unpacking import SeveralFilesError, Unpacked, unpack
from core.tables.workbook import filled_sheets

Report = Callable[[str, float], None]


@dataclass(frozen=True)
class Part:
    """One table to read: a file, one member of a zip, one sheet of a workbook."""

    title: str  # for messages
    name: str  # the table's name is made of it
    path: Path
    member: str | None = None
    sheet: str | None = None
    options: ReadOptions = field(default_factory=ReadOptions)  # how it is read otherwise


class Reader(Protocol):
    """Whoever opens files: this process, or one of its own that may die of them."""

    def members(self, path: Path) -> list[str | None]:
        """See `members_of`."""

    def sheets(self, path: Path, member: str | None) -> list[Sheet]:
        """See `sheets_of`."""

    def read_part(self, part: Part, report: Report) -> Table:
        """See `read_part`."""


class HereReader:
    """Reads in this process: for files that this program wrote itself, and for tests."""

    def members(self, path: Path) -> list[str | None]:
        """See `members_of`."""
        return members_of(path)

    def sheets(self, path: Path, member: str | None) -> list[Sheet]:
        """See `sheets_of`."""
        return sheets_of(path, member)

    def read_part(self, part: Part, report: Report) -> Table:
        """See `read_part`."""
        return read_part(part, report)


HERE = HereReader()


def members_of(path: Path) -> list[str | None]:
    """The members of a zip that holds several tables; [None] for a file that is one itself.

    Raises:
        TableError: no file, or it is empty, unsafe or damaged.
    """
    if not path.is_file():
        raise TableError(f"There is no file {shown_name(path.name)}", found=str(path))
    try:
        with scratch_folder() as scratch:
            unpack(path, scratch, name=shown_name(path.name), only_head=True)
    except SeveralFilesError as several:
        return list(several.members)
    return [None]


def sheets_of(path: Path, member: str | None) -> list[Sheet]:
    """The filled sheets of a workbook; [] for everything else.

    Raises:
        TableError: the file cannot be opened.
    """
    with scratch_folder() as scratch:
        name = shown_name(path.name)
        found = unpack(path, scratch, name=name, member=member, only_head=True)
        return filled_sheets(found.path, name=member or name) if found.kind == "workbook" else []


def read_part(part: Part, report: Report) -> Table:
    """Reads one table out of a file.

    Raises:
        TableError: it cannot be used.
        StorageError: the disk is full.
    """
    options = part.options.model_copy(update={"sheet": part.sheet})
    if part.member is None:
        return read_table(part.path, options=options, report=report)
    # a table out of a zip has the hash of its own bytes: packed anew, it is the same table
    with scratch_folder() as scratch:
        found: Unpacked = unpack(part.path, scratch, name=shown_name(part.path.name), member=part.member)
        name = PurePosixPath(part.member.replace("\\", "/")).name
        return read_table(found.path, source_name=name, options=options, report=report)

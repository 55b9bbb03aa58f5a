"""Several files, or one zip of several, into a set of tables; a broken file does not take the others with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from core.errors import GraphLeadError, TableError
from core.tables.derived import with_title_columns
from core.tables.engine import scratch_folder
from core.tables.name_words import slugged, table_slug
from core.tables.options import ReadOptions
from core.tables.reading import read_table
from core.tables.table import Table
from core.tables.table_set import LinkedTable, TableSet
from core.tables.unpacking import SeveralFilesError, Unpacked, unpack
from core.tables.workbook import filled_sheets

Report = Callable[[str, float], None]
Failure = tuple[str, GraphLeadError]
MAX_TABLES = 100


@dataclass(frozen=True)
class Bundle:
    """What was read.

    Attributes:
        tables: The tables, without keys and links so far; see `core.tables.link_proposals.propose_links`.
        failures: The files that could not be read, with the reason.
    """

    tables: TableSet
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True)
class _Part:
    """One table to read: a file, one member of a zip, one sheet of a workbook."""

    title: str  # for messages
    name: str  # the table's name is made of it
    path: Path
    member: str | None = None
    sheet: str | None = None


def read_bundle(paths: Sequence[Path], report: Report | None = None) -> Bundle:
    """Reads every table of these files.

    Each file is read as `read_table` reads it; of a zip every table, of a workbook every filled sheet. What job
    titles say becomes columns of their own, see `core.tables.derived`.

    Args:
        paths: CSV, TSV, Parquet or XLSX files, also as .gz, and zips of them.
        report: Is told what is being done and how far it is (0 … 1).

    Raises:
        TableError: none of the files could be read, or there are more than `MAX_TABLES` tables.
    """
    tell = report or (lambda _phase, _share: None)
    parts, failures = _parts(paths)
    if len(parts) > MAX_TABLES:
        raise TableError(
            "These are too many tables",
            found=f"{len(parts):,} tables",
            expected=f"at most {MAX_TABLES}",
            action="Leave out those that have nothing to do with the question",
        )
    tables: list[LinkedTable] = []
    notes: list[str] = []
    for place, part in enumerate(parts):

        def told(phase: str, share: float, part: _Part = part, place: int = place) -> None:
            tell(f"{part.title}: {phase}", (place + share) / len(parts))

        try:
            table = _read(part, told)
        except GraphLeadError as error:
            failures.append((part.title, error))
            continue
        name = _free_name(table_slug(part.name), {known.name for known in tables})
        if name != table_slug(part.name):
            notes.append(f"{part.title} is called {name}: the name {table_slug(part.name)} is taken.")
        tables.append(LinkedTable(table=table.model_copy(update={"name": name})))
    if not tables:
        raise failures[0][1] if failures else TableError("There is no file to read")
    notes += [f"{title} could not be read: {error}" for title, error in failures]
    tell("done", 1.0)
    return Bundle(with_title_columns(TableSet(tables=tuple(tables), notes=tuple(notes))), tuple(failures))


def is_several(paths: Sequence[Path]) -> bool:
    """True for several files, and for one zip that holds several tables.

    Raises:
        TableError: the one file is empty, unsafe or damaged.
    """
    if len(paths) != 1:
        return len(paths) > 1
    if not paths[0].is_file():
        return False
    with scratch_folder() as scratch:
        try:
            unpack(paths[0], scratch, name=paths[0].name, only_head=True)
        except SeveralFilesError:
            return True
    return False


def _parts(paths: Sequence[Path]) -> tuple[list[_Part], list[Failure]]:
    """The tables in the files, and the files in which none can be found."""
    parts: list[_Part] = []
    failures: list[Failure] = []
    for path in paths:
        for member in _members(path, failures):
            title = path.name if member is None else f"{member} in {path.name}"
            name = path.name if member is None else member
            try:
                sheets = _sheets(path, member)
            except GraphLeadError as error:
                failures.append((title, error))
                continue
            for sheet in sheets:
                if sheet is None:
                    parts.append(_Part(title, name, path, member))
                else:
                    parts.append(
                        _Part(f"sheet {sheet!r} of {title}", _sheet_name(name, sheet), path, member, sheet)
                    )
    return parts, failures


def _members(path: Path, failures: list[Failure]) -> list[str | None]:
    """The members of a zip that holds several tables; [None] for a file that is one itself."""
    if not path.is_file():
        failures.append((path.name, TableError(f"There is no file {path.name}", found=str(path))))
        return []
    try:
        with scratch_folder() as scratch:
            unpack(path, scratch, name=path.name, only_head=True)
    except SeveralFilesError as several:
        return list(several.members)
    except GraphLeadError as error:
        failures.append((path.name, error))
        return []
    return [None]


def _sheets(path: Path, member: str | None) -> list[str | None]:
    """The filled sheets of a workbook that has several; [None] for everything else."""
    with scratch_folder() as scratch:
        found = _unpacked(path, member, scratch, only_head=True)
        if found.kind != "workbook":
            return [None]
        sheets = filled_sheets(found.path, name=member or path.name)
    return [*sheets] if len(sheets) > 1 else [None]


def _sheet_name(file: str, sheet: str) -> str:
    """A sheet's own name, or the file's where it has none to speak of."""
    slug = slugged(sheet)
    return (
        f"{table_slug(file)}_{slug}" if not slug.rstrip("0123456789_") or slug.startswith("sheet") else sheet
    )


def _read(part: _Part, report: Report) -> Table:
    options = ReadOptions(sheet=part.sheet)
    if part.member is None:
        return read_table(part.path, options=options, report=report)
    # a table out of a zip has the hash of its own bytes: packed anew, it is the same table
    with scratch_folder() as scratch:
        found = _unpacked(part.path, part.member, scratch)
        name = PurePosixPath(part.member.replace("\\", "/")).name
        return read_table(found.path, source_name=name, options=options, report=report)


def _unpacked(path: Path, member: str | None, scratch: Path, *, only_head: bool = False) -> Unpacked:
    return unpack(path, scratch, name=path.name, member=member, only_head=only_head)


def _free_name(wanted: str, taken: set[str]) -> str:
    name, place = wanted, 1
    while name in taken:
        place += 1
        name = f"{wanted}_{place}"
    return name

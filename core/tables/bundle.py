"""Several files, or one zip of several, into a set of tables; a broken file does not take the others with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import GraphLeadError, TableError
from core.tables.derived import with_title_columns
from core.tables.name_words import slugged, table_slug
from core.tables.names import shown_name
from core.tables.options import ReadOptions
from core.tables.parts import HERE, Part, Reader, Report
from core.tables.set_aside import many
from core.tables.sheets import Sheet
from core.tables.table_set import LinkedTable, TableSet

Failure = tuple[str, GraphLeadError]
MAX_TABLES = 100
ALL_SHEETS = "*"


@dataclass(frozen=True)
class Bundle:
    """What was read.

    Attributes:
        tables: The tables, without keys and links so far; see `core.tables.link_proposals.propose_links`.
        failures: The files that could not be read, with the reason.
    """

    tables: TableSet
    failures: tuple[Failure, ...] = ()


def read_bundle(
    paths: Sequence[Path],
    report: Report | None = None,
    *,
    reader: Reader = HERE,
    options: ReadOptions | None = None,
    sheets: Sequence[str] = (),
) -> Bundle:
    """Reads every table of these files.

    Each file is read as `read_table` reads it; of a zip every table, of a workbook every filled sheet. What job
    titles say becomes columns of their own, see `core.tables.derived`.

    Args:
        paths: CSV, TSV, Parquet or XLSX files, also as .gz, and zips of them.
        report: Is told what is being done and how far it is (0 … 1).
        reader: Opens the files; see `core.tables.reading_process` for files that nobody vouches for.
        options: How to read them all where the reader's guess is wrong.
        sheets: Only these sheets of workbooks; `ALL_SHEETS`: all that are filled; (): those that are tables.

    Raises:
        TableError: none of the files could be read, or there are more than `MAX_TABLES` tables.
    """
    tell = report or (lambda _phase, _share: None)
    parts, failures, notes = _parts(paths, reader, tell, sheets)
    parts = [replace(part, options=options) for part in parts] if options else parts
    _check_number(len(parts))
    tables: list[LinkedTable] = []
    for place, part in enumerate(parts):

        def told(phase: str, share: float, part: Part = part, place: int = place) -> None:
            tell(f"{part.title}: {phase}", (place + share) / len(parts))

        try:
            table = reader.read_part(part, told)
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


def is_several(paths: Sequence[Path], *, reader: Reader = HERE) -> bool:
    """True for several files, and for one zip that holds several tables.

    Raises:
        TableError: the one file is empty, unsafe or damaged.
    """
    if len(paths) != 1:
        return len(paths) > 1
    return paths[0].is_file() and len(reader.members(paths[0])) > 1


def _check_number(n_tables: int) -> None:
    if n_tables > MAX_TABLES:
        raise TableError(
            "These are too many tables",
            found=f"{n_tables:,} tables",
            expected=f"at most {MAX_TABLES}",
            action="Leave out those that have nothing to do with the question",
        )


def _parts(
    paths: Sequence[Path], reader: Reader, tell: Report, wanted: Sequence[str]
) -> tuple[list[Part], list[Failure], list[str]]:
    """The tables in the files, the files in which none can be found, and what is said of sheets that are none."""
    parts: list[Part] = []
    failures: list[Failure] = []
    notes: list[str] = []
    for path in paths:
        try:
            members = reader.members(path)
        except GraphLeadError as error:
            failures.append((shown_name(path.name), error))
            continue
        _check_number(len(parts) + len(members))  # before each of them is opened
        for member in members:
            title = shown_name(path.name) if member is None else f"{member} in {shown_name(path.name)}"
            name = shown_name(path.name) if member is None else member
            tell(f"{title}: looking for tables", 0.0)
            try:
                sheets = reader.sheets(path, member)
                tables = _chosen(sheets, wanted, title)
            except GraphLeadError as error:
                failures.append((title, error))
                continue
            if not tables or (len(sheets) < 2 and not wanted):
                parts.append(Part(title, name, path, member))
                continue
            parts += [
                Part(f"sheet {sheet!r} of {title}", _sheet_name(name, sheet), path, member, sheet)
                for sheet in tables
            ]
            if left := [sheet.in_words for sheet in sheets if sheet.name not in tables]:
                notes.append(f"{title}: {many(len(left), 'sheet')} not read: {', '.join(left)}.")
    return parts, failures, notes


def _chosen(sheets: Sequence[Sheet], wanted: Sequence[str], title: str) -> list[str]:
    """The names of the sheets to read: the wanted ones, else those that are tables."""
    names = [sheet.name for sheet in sheets]
    if not names or ALL_SHEETS in wanted:
        return names
    if unknown := [name for name in wanted if name not in names]:
        raise TableError(f"{title} has no filled sheet {unknown[0]!r}", found=", ".join(names))
    return [*wanted] or [sheet.name for sheet in sheets if sheet.is_table]


def _sheet_name(file: str, sheet: str) -> str:
    """A sheet's own name, or the file's where it has none to speak of."""
    slug = slugged(sheet)
    return (
        f"{table_slug(file)}_{slug}" if not slug.rstrip("0123456789_") or slug.startswith("sheet") else sheet
    )


def _free_name(wanted: str, taken: set[str]) -> str:
    name, place = wanted, 1
    while name in taken:
        place += 1
        name = f"{wanted}_{place}"
    return name

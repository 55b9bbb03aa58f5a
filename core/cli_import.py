"""The command that brings files in: one table and what to predict from it, or several tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from core.cli_reading import Delimiter, HeaderRows, Keep, Sheets, SkipLines, TextEncoding, reading_options
from core.cli_recode import with_recommended
from core.cli_schema import file_summary
from core.cli_tables import tables_summary
from core.console import Home, InWorkspace, RunProgress, answer, quiet_stdout
from core.errors import RunError, TableError, TaskError

if TYPE_CHECKING:
    from core.tables.bundle import Bundle
    from core.tables.options import ReadOptions
    from core.tables.reading_process import ReadingProcess
    from core.tables.table import Table
    from core.task.prediction_task import PredictionTask
    from core.workspace import Workspace


def import_files(
    files: Annotated[
        list[str],
        typer.Argument(
            help="CSV, TSV, Parquet or XLSX, also as .gz or .zip; one or several. Or the address of a database: "
            "sqlite:///FILE, duckdb:///FILE, postgresql://USER@HOST/DATABASE (password: PGPASSWORD); or "
            "salesforce://HOST (token: SALESFORCE_TOKEN), hubspot:// (token: HUBSPOT_TOKEN)."
        ),
    ],
    *,
    workspace: InWorkspace,
    table: Annotated[
        list[str] | None, typer.Option("--table", help="Of a database: a table to read; can be repeated.")
    ] = None,
    id_column: Annotated[str | None, typer.Option("--id", help="The column that names the client.")] = None,
    target: Annotated[
        str | None, typer.Option(help="What to predict, as COL or COL=VALUE (a value that means yes).")
    ] = None,
    yes: Annotated[
        list[str] | None, typer.Option("--yes", help="A value of the target that means yes; can be repeated.")
    ] = None,
    no: Annotated[
        list[str] | None, typer.Option("--no", help="A value of the target that means no; can be repeated.")
    ] = None,
    unanswered: Annotated[
        list[str] | None,
        typer.Option("--unanswered", help='A value that means "no answer yet"; can be repeated.'),
    ] = None,
    exclude: Annotated[list[str] | None, typer.Option(help="A column not to use; can be repeated.")] = None,
    include: Annotated[
        list[str] | None,
        typer.Option(
            help="A column to use although it is proposed to be left out, such as duration; can be repeated."
        ),
    ] = None,
    sheet: Sheets = None,
    skip_lines: SkipLines = None,
    header_rows: HeaderRows = None,
    keep: Keep = None,
    encoding: TextEncoding = None,
    delimiter: Delimiter = None,
    accept_all: Annotated[
        bool,
        typer.Option("--accept-all", help="Accept all that is recommended about values, as recode does."),
    ] = False,
    beside: Annotated[
        bool,
        typer.Option(
            "--beside", help="Keep the table that the workspace holds, and link the new ones to it."
        ),
    ] = False,
    home: Home = None,
) -> None:
    """Reads one file and says what will be predicted, or several and says how they hang together.

    In a workspace of several tables, or with --beside, one more file is one more table. A database is several tables.
    """
    from core.tables.bundle import ALL_SHEETS, is_several
    from core.tables.database_address import is_address
    from core.tables.reading_process import reading_process
    from core.workspace import list_workspaces, open_workspace, workspace_name

    is_database = any(is_address(file) for file in files)
    if is_database and len(files) > 1:
        raise TableError("A database is read by itself", found=f"{len(files)} files and addresses")
    paths = [] if is_database else [Path(file) for file in files]
    for path in paths:
        if not path.is_file():
            raise TableError(f"There is no file {path}")
    wanted = _Wanted(
        target,
        tuple(yes or ()),
        tuple(no or ()),
        tuple(unanswered or ()),
        tuple(exclude or ()),
        tuple(include or ()),
    )
    options = reading_options(skip_lines, header_rows, keep, encoding, delimiter)
    sheets = tuple(sheet or ())
    is_one_sheet = len(sheets) < 2 and ALL_SHEETS not in sheets
    name = workspace_name(workspace)
    has_tables = beside or (name in list_workspaces() and open_workspace(name).tables is not None)
    with reading_process() as reader:
        if not is_database and not has_tables and is_one_sheet and not is_several(paths, reader=reader):
            options = options.model_copy(update={"sheet": sheets[0] if sheets else None})
            _import_one(reader, paths[0], workspace, id_column, wanted, options, accept_all=accept_all)
            return
    if id_column or wanted != _Wanted():
        found = "a database" if is_database else "a workspace of several tables"
        raise TableError(
            "--id, --target, --yes, --no, --unanswered, --exclude and --include belong to one table",
            found=f"{len(files)} files" if len(files) > 1 else found,
            action="Leave them out; a query says what to predict from several tables, as in PREDICT deal.stage = 'Won' "
            "AGAINST ('Lost') FOR EACH deal",
        )
    if is_database:
        _import_database(files[0], table, workspace, accept_all=accept_all, beside=beside)
    else:
        _import_several(paths, workspace, options, sheets, accept_all=accept_all, beside=beside)


@dataclass(frozen=True)
class _Wanted:
    """What a person said of the target, of its values and of the columns."""

    target: str | None = None
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    unanswered: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()


def _import_one(
    reader: ReadingProcess,
    file: Path,
    workspace: str,
    id_column: str | None,
    wanted: _Wanted,
    options: ReadOptions,
    *,
    accept_all: bool,
) -> None:
    from core.task.column_power import ColumnPowers, column_powers
    from core.task.labels import answers_in_words
    from core.workspace import create_workspace

    with quiet_stdout():
        phases = RunProgress()
        table = reader.read_table(
            file,
            id_column=id_column,
            options=options,
            report=lambda phase, _share: phases({"phase": phase}),
        )
        table = with_recommended(table) if accept_all else table
        opened = create_workspace(workspace)
        _keep(file, opened)
        opened = opened.with_table(table).store()
        task, problem = _task(opened, wanted)
        if task is not None:
            opened = opened.with_task(task).store()
    answer(
        {
            **file_summary(opened, table),
            "task": None if task is None else task.to_json(),
            "answers": None if task is None else answers_in_words(table, task),
            "problem": problem,
            **(ColumnPowers() if task is None else column_powers(table, task)).shown(),
        }
    )


def _import_several(
    files: Sequence[Path],
    workspace: str,
    options: ReadOptions,
    sheets: Sequence[str],
    *,
    accept_all: bool,
    beside: bool,
) -> None:
    from core.tables.bundle import read_bundle
    from core.tables.reading_process import reading_process
    from core.workspace import create_workspace

    phases = RunProgress()
    with quiet_stdout(), reading_process() as reader:
        bundle = read_bundle(
            files,
            lambda phase, _share: phases({"phase": phase}),
            reader=reader,
            options=options,
            sheets=sheets,
        )
        for file in files:
            _keep(file, create_workspace(workspace))
    _open_bundle(bundle, workspace, phases, accept_all=accept_all, beside=beside)


def _import_database(
    address: str, names: list[str] | None, workspace: str, *, accept_all: bool, beside: bool
) -> None:
    from core.connectors.choosing import tables_from

    phases = RunProgress()
    with quiet_stdout():
        bundle = tables_from(address, names, lambda phase, _share: phases({"phase": phase}))
    _open_bundle(bundle, workspace, phases, accept_all=accept_all, beside=beside)


def _open_bundle(
    bundle: Bundle, workspace: str, phases: RunProgress, *, accept_all: bool, beside: bool
) -> None:
    """Puts tables into a workspace, and says how they hang together.

    They stand beside the tables that are there; a single one stays only where that was asked for.
    """
    from core.tables.integrity import check_integrity
    from core.tables.link_proposals import propose_links
    from core.workspace import create_workspace

    with quiet_stdout():
        opened = create_workspace(workspace)
        tables = bundle.tables
        for linked in tables.tables if accept_all else ():
            changed = with_recommended(linked.table)
            tables = tables.with_table(linked.model_copy(update={"table": changed}))
        phases({"phase": "looking for what links the tables"})
        tables = opened.beside(tables) if beside or opened.tables is not None else tables
        tables = propose_links(tables)
        report = check_integrity(tables)
        before, opened = opened, opened.with_tables(tables).store()
    said = before.said_of_question(opened)
    answer(
        tables_summary(opened, tables, report, bundle.failures) | ({} if said is None else {"question": said})
    )


def _keep(file: Path, workspace: Workspace) -> None:
    """Copies a file into the workspace as it came, unless the same bytes are there already."""
    from core.storage import file_sha256
    from core.tables.uploads import find_upload, keep_upload, move_upload

    kept = find_upload(workspace.uploads, file.name)
    if kept is None or file_sha256(kept) != file_sha256(file):
        with file.open("rb") as stream:
            move_upload(keep_upload(stream, file.name), workspace.uploads)


def _task(workspace: Workspace, wanted: _Wanted) -> tuple[PredictionTask | None, str | None]:
    """The task asked for, or the proposed one; a proposal that cannot be learned is a problem, no error."""
    from core.tables.table import FEATURE_ROLES
    from core.task.labels import labels
    from core.task.prediction_task import Exclusion
    from core.task.proposal import with_exclusions

    table = workspace.table
    if table is None:
        raise RunError(f"The workspace {workspace.name!r} has no data yet")
    names = [column.name for column in table.columns]
    for name in (*wanted.exclude, *wanted.include):
        if name not in names:
            raise TaskError(f"There is no column {name!r} to leave out or to use", found=", ".join(names))
    unused = [name for name in wanted.include if table.column(name).role not in FEATURE_ROLES]
    if unused:
        raise TaskError(
            f"{unused[0]!r} is no input of a model by its role",
            found=table.column(unused[0]).role.value,
            action="Change what it is first: on the Data page, or with --id where it names the client",
        )
    if both := set(wanted.exclude) & set(wanted.include):
        raise TaskError(f"{sorted(both)[0]!r} is to be left out and to be used", expected="one of the two")
    left_out = [Exclusion(column=name, reason="Left out on the command line.") for name in wanted.exclude]
    try:
        task = with_exclusions(_sorted_task(table, workspace.task, wanted), left_out)
        kept_out = tuple(item for item in task.excluded if item.column not in wanted.include)
        task = task.model_copy(update={"excluded": kept_out})
        labels(table, task)
    except TaskError as error:
        if wanted != _Wanted():
            raise
        return None, str(error)
    return task, None


def _sorted_task(table: Table, before: PredictionTask | None, wanted: _Wanted) -> PredictionTask:
    """The task for the target that was named, or for the one proposed, with its values sorted as they were named."""
    from core.task.heaps import NO, UNANSWERED, heaps_of, with_heaps
    from core.task.labels import target_values
    from core.task.proposal import check_values, propose_target, propose_task, task_for

    values = (*wanted.yes, *wanted.no, *wanted.unanswered)
    if wanted.target is None and not values:
        return before or propose_task(table)
    names = [column.name for column in table.columns]
    target, value = (
        _column_and_value(wanted.target, names)
        if wanted.target is not None
        else (propose_target(table), None)
    )
    yes = tuple(dict.fromkeys([*([] if value is None else [value]), *wanted.yes]))
    known = target_values(table, target)
    check_values(target, (*yes, *values), known)
    twice = [one for one in dict.fromkeys(values) if values.count(one) > 1]
    if twice or set(yes) & {*wanted.no, *wanted.unanswered}:
        raise TaskError(
            "A value of the target is named for two answers",
            found=", ".join(twice or yes),
            action="Name each value once, after --yes, --no or --unanswered",
        )
    task = task_for(table, target, *yes)
    if not wanted.no and not wanted.unanswered:
        return task
    heaps = heaps_of(task, known.counts).moved(wanted.no, NO).moved(wanted.unanswered, UNANSWERED)
    return with_heaps(task, heaps)


def _column_and_value(text: str, names: list[str]) -> tuple[str, str | None]:
    """Reads COL=VALUE; a column name may hold "=" itself. COL alone leaves the value to the proposal."""
    if text in names:
        return text, None
    places = [i for i, sign in enumerate(text) if sign == "=" and text[:i] in names]
    if not places:
        raise TaskError(
            f"The target {text!r} names no column of the file", found=", ".join(names), expected="COL=VALUE"
        )
    return text[: places[-1]], text[places[-1] + 1 :]

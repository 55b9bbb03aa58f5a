"""Which rows a model that was made elsewhere scores here: the workspace's table, or examples made of its tables."""

from __future__ import annotations

from core.background import Report
from core.errors import ArchiveError
from core.runs.archive_check import ArchiveManifest
from core.runs.run import Run
from core.tables.set_schema import ColumnSchema, TableSchema, as_taught, misfits, schema_of_set
from core.tables.table import Role, Table
from core.tables.table_set import TableSet
from core.task.examples import Examples, kept_examples, make_examples
from core.task.prediction_task import PredictionTask, QueryOrigin
from core.task.seed_proposal import propose_seeds
from core.task.seed_times import SeedTimes
from core.workspace import Workspace

_ALIKE = {Role.YES_NO: Role.CATEGORY}
_CARRIED = ("overlap", "undated", "open_is")  # of a question's days: what somebody decided


def rows_to_score(
    manifest: ArchiveManifest, workspace: Workspace, report: Report | None = None
) -> tuple[Table, PredictionTask]:
    """The table, and the model's question about it.

    Of several tables the question is asked anew, as of the end of these data, and the same columns are collected.

    Raises:
        ArchiveError: the workspace has no data, or they lack what the model needs; all misfits are named.
        GraphLeadError: the question cannot be asked of these tables.
    """
    if manifest.task.origin is not None:
        made = _examples(manifest, manifest.task.origin, workspace, report)
        return made.table, made.task.model_copy(update={"excluded": manifest.task.excluded})
    table = workspace.table
    if table is None:
        raise ArchiveError(
            f"The workspace {workspace.name!r} has no data that the model could score",
            action="Upload a file on the Data page first",
        )
    _check_columns(manifest, table)
    return table, manifest.task.model_copy(update={"table_hash": table.content_hash})


def scored_these(run: Run, workspace: Workspace) -> bool:
    """Whether the rows that a run of this workspace scored are those that it holds now."""
    config = run.config()
    if config.workspace != workspace.name:
        return False
    if config.task.origin is None:
        table = workspace.table
        return workspace.tables is None and table is not None and table.content_hash == config.table_hash
    if workspace.tables is None:
        return False
    needed = needed_tables(config.task)
    if misfits(needed, workspace.tables):
        return False
    return as_taught(workspace.tables, needed).content_key == config.task.origin.tables.content_key


def needed_columns(table: Table, names: list[str]) -> tuple[ColumnSchema, ...]:
    """The columns of these names, each once."""
    there = {column.name: column for column in table.columns}
    return tuple(ColumnSchema(name=name, role=there[name].role) for name in dict.fromkeys(names))


def needed_tables(task: PredictionTask) -> tuple[TableSchema, ...]:
    """What a question needs of linked tables; nothing where it is about one."""
    if task.origin is None:
        return ()
    tables = task.origin.tables
    return schema_of_set(tables, task.origin.query.allowed(tables.names))


def _examples(
    manifest: ArchiveManifest, origin: QueryOrigin, workspace: Workspace, report: Report | None
) -> Examples:
    tables = workspace.tables
    needed = manifest.tables or needed_tables(manifest.task)  # archives of before hold the tables themselves
    if tables is None:
        raise ArchiveError(
            "The model needs several linked tables",
            found="one table" if workspace.table is not None else "no data",
            expected=", ".join(one.name for one in needed),
            action="Bring these tables on the Data page, then load the model again",
        )
    if lacking := misfits(needed, tables):
        raise ArchiveError(
            f"The model does not fit the tables of the workspace {workspace.name!r}",
            found="; ".join(lacking),
            expected=f"the tables {', '.join(one.name for one in needed)} as the model knows them",
            action="Correct keys, links, times and roles on the Data page, or bring tables with the same columns",
        )
    tables = as_taught(tables, needed)
    own = kept_examples(manifest.table_hash)
    if own is not None and _learned_from(own, origin, tables):
        return own  # the model came back to the rows it learned from
    tell = None if report is None else (lambda phase, share: report({"phase": phase, "progress": share}))
    return make_examples(tables, origin.query, _days(tables, origin), tell, given=origin.collected)


def _learned_from(own: Examples, origin: QueryOrigin, tables: TableSet) -> bool:
    before = own.task.origin
    return (
        before is not None
        and before.tables_key == origin.tables_key
        and before.tables.content_key == tables.content_key
    )


def _days(tables: TableSet, origin: QueryOrigin) -> SeedTimes:
    """The days on which the question is asked of other rows, with what somebody decided of them."""
    before = origin.seeds
    proposed = propose_seeds(tables, origin.query, before.most_days, kind=before.kind)
    carried = {name: getattr(before, name) for name in _CARRIED}
    if before.kind == "own":
        carried["horizon_days"] = before.horizon_days  # else how long answers take is read from the rows
    return SeedTimes.model_validate(proposed.model_dump() | carried)


def _check_columns(manifest: ArchiveManifest, table: Table) -> None:
    """All misfits at once, not the first."""
    there = {column.name: column.role for column in table.columns}
    missing = [column.name for column in manifest.columns if column.name not in there]
    other = [
        f"{column.name} is {there[column.name].value}, the model needs {column.role.value}"
        for column in manifest.columns
        if column.name in there and column.name != manifest.task.target
        if _kind(there[column.name]) != _kind(column.role)
    ]
    if missing or other:
        parts = [f"no column {', '.join(missing)}"] if missing else []
        raise ArchiveError(
            f"The model does not fit the table {table.source_name}",
            found="; ".join(parts + other),
            expected=f"the columns {', '.join(column.name for column in manifest.columns)}",
            action="Load it in a workspace with such a table, or correct the roles on the Data page",
        )


def _kind(role: Role) -> Role:
    return _ALIKE.get(role, role)

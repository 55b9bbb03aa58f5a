"""Commands that correct how several tables hang together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from core.cli_recode import proposals_summary
from core.console import Home, InWorkspace, answer, quiet_stdout
from core.errors import TableError
from core.number_words import number_words

if TYPE_CHECKING:
    from core.tables.bundle import Failure
    from core.tables.integrity import IntegrityReport
    from core.tables.table_set import LinkedTable, TableSet
    from core.workspace import Workspace

Column = Annotated[str, typer.Argument(help="A column, as TABLE.COL.")]


def key(column: Column, *, workspace: InWorkspace, home: Home = None) -> None:
    """Sets the column that names a row of a table."""
    from core.tables.measured_links import measured_anew

    opened, tables = open_tables(workspace)
    linked, name = _column(tables, column)
    said = {"primary_key": name, "key_why": "Set on the command line.", "key_confidence": 1.0}
    changed = tables.with_table(linked.model_copy(update=said))
    with quiet_stdout():
        changed = measured_anew(changed, linked.name)
    _store(opened, changed)


def repair(
    *,
    workspace: InWorkspace,
    accept: Annotated[
        list[str] | None, typer.Option("--accept", help="A repair that waits, by name; can be repeated.")
    ] = None,
    undo: Annotated[
        list[str] | None, typer.Option("--undo", help="A repair in force, by name; can be repeated.")
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Accepts all other spellings of keys.")] = False,
    home: Home = None,
) -> None:
    """Lists what was done to keys so that tables meet, and what could be; accepts it, or takes it back."""
    from core.tables.key_repairs import key_repairs, with_repairs, without_repairs

    opened, tables = open_tables(workspace)
    with quiet_stdout():
        wanted = list(accept or ())
        if everything:
            waiting = [one.name for one in key_repairs(tables) if not one.is_made]
            wanted += [name for name in waiting if name not in (*wanted, *tables.declined)]
        changed = without_repairs(with_repairs(tables, wanted), undo or ())
        if changed != tables:
            opened = opened.with_tables(changed).store()
        found = key_repairs(opened.tables or changed)
    answer({"workspace": opened.name, "repairs": [one.to_json() for one in found]})


def link(
    text: Annotated[
        str, typer.Argument(metavar="TABLE.COL=TABLE", help="Which column points at which table.")
    ],
    *,
    workspace: InWorkspace,
    remove: Annotated[bool, typer.Option("--remove", help="Takes the link of TABLE.COL out.")] = False,
    lists: Annotated[
        bool, typer.Option("--lists", help="Its cells hold several keys each, as in 12;15.")
    ] = False,
    home: Home = None,
) -> None:
    """Links a column to the table whose rows it names, or takes its link out."""
    from core.tables.list_tables import with_list_split
    from core.tables.measured_links import measured_link
    from core.tables.table_set import Link

    opened, tables = open_tables(workspace)
    place, equals, to = text.rpartition("=")
    if remove:
        linked, name = _column(tables, place if equals and to in tables.names else text)
        _store(opened, tables.without_link(linked.name, name))
        return
    if not equals:
        raise TableError(
            f"The link {text!r} is not understood",
            expected="TABLE.COL=TABLE, such as contact.company_id=company",
        )
    linked, name = _column(tables, place)
    if (to, name) == (linked.name, linked.primary_key):
        raise TableError(
            f"{linked.name}.{name} is the key of {to}: each row would name itself",
            action=f"Link a column that names another row of {to}",
        )
    if lists:
        with quiet_stdout():
            _store(opened, with_list_split(tables, (linked.name, name), to))
        return
    tables = tables.with_link(Link(table=linked.name, column=name, to=to, why="Set on the command line."))
    with quiet_stdout():
        tables = tables.with_link(measured_link(tables, tables.links[-1]))
    _store(opened, tables)


def set_time(
    column: Column,
    *,
    workspace: InWorkspace,
    late: Annotated[
        bool, typer.Option("--late", help="It says when a row was finished, not when it began.")
    ] = False,
    none: Annotated[
        bool, typer.Option("--none", help="TABLE alone: its rows count as known always.")
    ] = False,
    home: Home = None,
) -> None:
    """Sets the date column that says when a row became known, or the key whose row tells it (TABLE.KEY)."""
    from core.tables.correction import correct_roles
    from core.tables.marking import known_always, with_time_from
    from core.tables.table import Role
    from core.tables.time_proposals import with_late_time, with_time

    opened, tables = open_tables(workspace)
    if none:
        _store_clock(opened, tables, known_always(tables.table(column), "Set on the command line."))
        return
    linked, name = _column(tables, column)
    if name in {link.column for link in tables.links_from(linked.name)}:
        _store_clock(opened, tables, with_time_from(tables, linked.name, name))
        return
    if linked.column(name).role is not Role.DATE:
        _check_no_number(linked, name)
        linked = linked.model_copy(update={"table": correct_roles(linked.table, {name: Role.DATE})})
        tables = tables.with_table(linked)
    with quiet_stdout():
        changed = with_late_time(tables, linked, name) if late else with_time(linked, name)
    _store_clock(opened, tables, changed)


def _check_no_number(linked: LinkedTable, name: str) -> None:
    """Refuses numbers as dates, but for days written as 20240131."""
    import pandas as pd

    from core.tables.date_series import as_dates

    values = linked.table.frame([name])[name].dropna()
    if not pd.api.types.is_numeric_dtype(values.dtype) or pd.api.types.is_bool_dtype(values.dtype):
        return
    if len(values) and as_dates(values).notna().mean() >= 0.99:
        return
    raise TableError(
        f"{linked.name}.{name} holds numbers, not dates",
        found=", ".join(f"{number_words(value, 6)}" for value in values.head(3)) or "nothing",
        expected="a date column, or days written as 20240131",
        action="Choose a date column; numbers that count days or seconds are listed and accepted by the command recode",
    )


def entity(
    columns: Annotated[
        list[str], typer.Argument(help="Columns whose values name the same things, as TABLE.COL.")
    ],
    *,
    name: Annotated[str, typer.Option(help="What the new table is called.")],
    workspace: InWorkspace,
    home: Home = None,
) -> None:
    """Makes a table of the values of columns, such as the accounts at both ends of transfers, and links them to it."""
    from core.tables.entity_table import with_entity_table

    opened, tables = open_tables(workspace)
    places = [(linked.name, column) for linked, column in (_column(tables, text) for text in columns)]
    with quiet_stdout():
        made = with_entity_table(tables, places, name)
    _store(opened, made)


def late(
    column: Annotated[str, typer.Argument(help="A column, as TABLE.COL; in a workspace of one file, COL.")],
    *,
    workspace: InWorkspace,
    since: Annotated[
        str | None, typer.Option("--from", help="The date column from which on it is known.")
    ] = None,
    after_outcome: Annotated[
        bool, typer.Option("--after-outcome", help="It came after the outcome: never an input.")
    ] = False,
    known: Annotated[bool, typer.Option("--known", help="It was known with the row after all.")] = False,
    home: Home = None,
) -> None:
    """Marks a column as filled in later than its row, from a date on or after the outcome, or takes that back."""
    from core.tables.marking import AFTER_OUTCOME, WITH_ROW, marked
    from core.workspace import open_workspace

    chosen = [one for one in (since, AFTER_OUTCOME * after_outcome, WITH_ROW * known) if one]
    if len(chosen) != 1:
        raise TableError(
            f"It is not said when {column} is known",
            expected="one of --from DATE, --after-outcome and --known",
        )
    opened = open_workspace(workspace)
    if opened.tables is None:
        answer(_late_in_file(opened, column, since, later=not known))
        return
    linked, name = _column(opened.tables, column)
    _store_clock(opened, opened.tables, marked(linked, name, chosen[0]))


def _late_in_file(opened: Workspace, column: str, since: str | None, *, later: bool) -> dict[str, Any]:
    """Leaves a column of a workspace of one file out, or takes it in again."""
    from core.tables.table import Role
    from core.task.proposal import with_column_later

    if opened.table is None:
        raise TableError(f"The workspace {opened.name!r} has no table", action="Import a file into it")
    dates = [one.name for one in opened.table.columns if one.role is Role.DATE]
    if since is not None and since not in dates:
        raise TableError(
            f"{since} is no date column of {opened.table.name}",
            found=", ".join(dates) or "no date column",
            action="Name a date column after --from, or say --after-outcome",
        )
    table, task = with_column_later(opened.table, opened.task, column, later=later)
    opened = opened.with_table(table)
    opened = (opened if task is None else opened.with_task(task)).store()
    because = {one.name: one.excluded_because for one in table.columns if one.excluded_because}
    return {"workspace": opened.name, "left_out": because}


def open_tables(name: str) -> tuple[Workspace, TableSet]:
    """A workspace of several tables, and the tables.

    Raises:
        StorageError: there is no such workspace.
        TableError: it has no set of tables.
    """
    from core.workspace import open_workspace

    opened = open_workspace(name)
    if opened.tables is None:
        raise TableError(
            f"The workspace {opened.name!r} has no set of tables",
            action="Import several files, or one zip of several, into it",
        )
    return opened, opened.tables


def _column(tables: TableSet, text: str) -> tuple[LinkedTable, str]:
    """Reads TABLE.COL; a column's name may hold "." itself."""
    table, dot, column = text.partition(".")
    if not dot:
        raise TableError(
            f"The column {text!r} is not understood", expected="TABLE.COL, such as contact.company_id"
        )
    linked = tables.table(table)
    return linked, linked.column(column).name


def _store(opened: Workspace, tables: TableSet) -> None:
    opened = opened.with_tables(tables).store()
    answer(tables_summary(opened, tables))


def _store_clock(opened: Workspace, tables: TableSet, linked: LinkedTable) -> None:
    """Stores a table with another clock; tables that take their time from its rows follow."""
    with quiet_stdout():
        opened = opened.with_clocks(tables.with_table(linked))
    _store(opened, opened.tables or tables)


def tables_summary(
    opened: Workspace,
    tables: TableSet,
    report: IntegrityReport | None = None,
    failures: Sequence[Failure] = (),
) -> dict[str, Any]:
    """A set of tables as JSON: keys, times and columns of each table, links, and what is wrong with them."""
    said: dict[str, Any] = {
        "workspace": opened.name,
        "layout": tables.layout,
        "tables": {
            linked.name: {
                **linked.model_dump(mode="json", exclude={"table"}),
                "file": linked.table.source_name,
                "rows": linked.table.n_rows,
                "rejected_lines": linked.table.n_rejected,
                "set_aside": [one.to_json() for one in linked.table.set_aside],
                "columns": {column.name: column.role.value for column in linked.table.columns},
            }
            for linked in tables.tables
        },
        "links": [one.to_json() for one in tables.links],
        "notes": list(tables.notes),
        "failures": [{"file": file, "error": str(error)} for file, error in failures],
    }
    if report is not None:
        from core.tables.key_repairs import key_repairs

        said |= proposals_summary([linked.table for linked in tables.tables], several=True)
        said |= {
            "data_end": report.data_end,
            "findings": [one.to_json() for one in report.findings],
            "repairs": [one.to_json() for one in key_repairs(tables)],
        }
    return said

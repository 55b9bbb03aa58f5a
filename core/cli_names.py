"""The command that says what tables, columns and values are called on screen and in exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from core.console import Home, InWorkspace, answer, quiet_stdout
from core.errors import TableError

if TYPE_CHECKING:
    from core.tables.table import Table
    from core.workspace import Workspace


def name(
    what: Annotated[
        str, typer.Argument(metavar="TABLE[.COL]", help="A table or a column; of one file COL alone.")
    ],
    called: Annotated[
        str | None,
        typer.Argument(help="What it is called; '' shows the proposed name again, nothing lists the names."),
    ] = None,
    *,
    workspace: InWorkspace,
    value: Annotated[
        str | None, typer.Option("--value", help="Names this value of the column instead.")
    ] = None,
    home: Home = None,
) -> None:
    """Says what a table, a column or one of its values is called on screen; files, models and JSON keep their names."""
    from core.tables.display import named_in_set, named_table, shown_columns, shown_table
    from core.workspace import open_workspace

    with quiet_stdout():
        opened = open_workspace(workspace)
        table, column = _asked(opened, what)
        layout = table.layout if opened.tables is None else opened.tables.layout
        if called is not None:
            if value is not None and column is None:
                raise TableError(
                    f"{what!r} is a table and has no value {value!r}", expected="TABLE.COL --value VALUE"
                )
            if value is not None and column is not None:
                table = named_table(table, values={column: {value: called}}, layout=layout)
            elif column is not None:
                table = named_table(table, {column: called}, layout=layout)
            else:
                table = named_table(table, called=called)
            if opened.tables is None:
                opened.with_table(table).store()
            else:
                linked = opened.tables.table(table.name)
                opened.with_tables(named_in_set(opened.tables, linked, table)).store()
    answer(
        {
            "table": table.name,
            "called": shown_table(table),
            "columns": shown_columns(table, layout),
            "values": {one.name: dict(one.value_names) for one in table.columns if one.value_names},
        }
    )


def _asked(workspace: Workspace, what: str) -> tuple[Table, str | None]:
    """The table that is meant and its column; None for the table itself. A column's name may hold "." itself."""
    if workspace.tables is not None:
        tables = workspace.tables
        if what in tables.names:
            return tables.table(what).table, None
        table, _, column = what.partition(".")
        return tables.table(table).table, tables.table(table).column(column).name
    if workspace.table is None:
        raise TableError(f"The workspace {workspace.name!r} has no data yet", action="Import a file first")
    one, known = workspace.table, [column.name for column in workspace.table.columns]
    if what in known:
        return one, what
    if what == one.name:
        return one, None
    column = what.removeprefix(f"{one.name}.")
    if column not in known:
        raise TableError(f"{one.name} has no column {what!r}", found=", ".join(known))
    return one, column

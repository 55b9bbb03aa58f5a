"""A key made of columns: of two that name a row only together, or of one that repeats and the row's place in it."""
# ruff: noqa: S608 - every name goes through engine.quoted, every text through engine.literal

from __future__ import annotations

from collections.abc import Sequence

from core.errors import TableError
from core.storage import fingerprint
from core.tables.engine import engine, explaining_engine_errors, literal, quoted, scratch_folder
from core.tables.expressions import key_cell, stored_types
from core.tables.made_rows import PLACE, rows_sql, stored_rows
from core.tables.names import MAX_NAME
from core.tables.recoded import changed_on_base
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet

MADE_KEYS_VERSION = 1  # changes when the same columns would give another key
BETWEEN = " | "  # a bar inside a value is doubled, so that no two rows fall together
ROW = " row"


def made_key_name(table: Table, columns: Sequence[str]) -> str:
    """What a table's key made of columns is called, or would be: "order_id + line_no", or "opportunity_id row" where
    one column repeats; with a number behind it where another column is called so.
    """
    there = next((column.name for column in table.columns if column.made_of == tuple(columns)), None)
    if there is not None:
        return there
    wanted = " + ".join(columns) if len(columns) > 1 else columns[0] + ROW
    taken = {column.name.casefold() for column in table.columns}
    name, place = wanted[:MAX_NAME], 1
    while name.casefold() in taken:
        place += 1
        ending = f"_{place}"
        name = wanted[: MAX_NAME - len(ending)] + ending
    return name


def key_repair(table: str, column: str) -> str:
    """What a made key is called as a repair of keys."""
    return f"key {table}.{column}"


def made_keys(linked: LinkedTable) -> tuple[Column, ...]:
    """The columns of a table that were made as keys."""
    return tuple(column for column in linked.table.columns if column.made_of)


def is_declined(tables: TableSet, linked: LinkedTable, columns: Sequence[str]) -> bool:
    """Whether somebody took back the key that was made of these columns."""
    keys = [one for one in tables.taken_back if one.to is None]
    if any((one.table, one.columns) == (linked.name, tuple(columns)) for one in keys):
        return True
    name = key_repair(linked.name, made_key_name(linked.table, columns))
    return name in tables.declined and all(one.name != name for one in keys)  # of before, by its name alone


def with_made_key(linked: LinkedTable, columns: Sequence[str]) -> LinkedTable:
    """The table with one more column that names its rows, in a new file beside the one before.

    Of several columns it is their values with `BETWEEN` them, missing where one is. Of one column it is its value,
    in later rows with the same one "5 (2)", "5 (3)", …, and where it has none the row's place, "#17".

    Args:
        linked: The table; its key, links and clock stay.
        columns: What the key is made of.

    Raises:
        TableError: a column is unknown, or the table's file is damaged.
        StorageError: the disk is full.
    """
    if not columns or len(set(columns)) < len(columns):
        raise TableError("A key is made of one column or of several different ones", found=", ".join(columns))
    for name in columns:
        linked.column(name)
    if any(column.made_of == tuple(columns) for column in linked.table.columns):
        return linked
    name = made_key_name(linked.table, columns)

    def change(base: Table) -> Table:
        return _made(linked.model_copy(update={"table": base}), tuple(columns), name)

    return linked.model_copy(update={"table": changed_on_base(linked.table, change)})


def without_made_key(linked: LinkedTable, name: str) -> LinkedTable:
    """The table without a column that was made as a key; where it was the key, the table has none.

    Raises:
        TableError: the column was not made.
    """
    if not linked.column(name).made_of:
        raise TableError(f"{linked.name}.{name} is a column of the file", action="Choose another key instead")
    table = changed_on_base(linked.table, lambda base: _dropped(base, name))
    is_key = linked.primary_key == name
    said = {"primary_key": None, "key_why": "Taken out."} if is_key else {}
    return linked.model_copy(update={"table": table, **said})


def without_key_made(tables: TableSet, name: str, column: str) -> TableSet:
    """The set without a made key; links that led to it, or stood in it, go too."""
    linked = tables.table(name)
    gone = [link for link in tables.links if (link.table, link.column) == (name, column)]
    gone += tables.links_to(name) if linked.primary_key == column else ()
    for link in gone:
        tables = tables.without_link(link.table, link.column)
    return tables.with_table(without_made_key(tables.table(name), column))


def _made(linked: LinkedTable, columns: tuple[str, ...], name: str) -> Table:
    table = linked.table
    content = fingerprint([table.content_hash, linked.short_ids, columns, name, MADE_KEYS_VERSION])
    why = f"Made of {' and '.join(columns)}, so that every row has a name."
    column = Column(name=name, role=Role.IGNORE, guessed_role=Role.IGNORE, why=why, made_of=columns)
    before = table.columns if len(columns) > 1 else _with_role(table, columns[0], Role.IGNORE)
    wanted = table.model_copy(
        update={"content_hash": content, "read_hash": table.file_hash, "columns": (*before, column)}
    )
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors(table.name):
        stored = stored_types(connection, linked)
        cells = [key_cell(linked, part, stored[part], False) for part in columns]
        key = _together(cells) if len(cells) > 1 else _counted(cells[0])
        select = (
            f"SELECT * EXCLUDE ({PLACE}), {key} AS {quoted(name)} FROM {rows_sql(table)} ORDER BY {PLACE}"
        )
        stored_table = stored_rows(connection, select, wanted, [column])
    # roles and reasons as they are now, counts of the new column as they were measured
    return wanted.model_copy(update={"columns": (*before, stored_table.columns[-1])})


def _with_role(table: Table, name: str, role: Role) -> tuple[Column, ...]:
    """The columns with another role for one of them: an id that repeats is no input either."""
    return tuple(c.model_copy(update={"role": role}) if c.name == name else c for c in table.columns)


def _together(cells: Sequence[str]) -> str:
    """Values side by side; NULL where one is missing."""
    return f" || {literal(BETWEEN)} || ".join(f"replace({cell}, '|', '||')" for cell in cells)


def _counted(cell: str) -> str:
    """A value, and from its second row on its number among them; the row's place where there is none."""
    place = f"row_number() OVER (PARTITION BY {cell} ORDER BY {PLACE})"
    return (
        f"CASE WHEN {cell} IS NULL THEN '#' || CAST({PLACE} + 1 AS VARCHAR) "
        f"WHEN {place} = 1 THEN {cell} ELSE {cell} || ' (' || CAST({place} AS VARCHAR) || ')' END"
    )


def _dropped(table: Table, name: str) -> Table:
    """The table without one of its columns, in a file of its own."""
    made_of = table.column(name).made_of
    if len(made_of) == 1:
        back = table.column(made_of[0]).guessed_role
        table = table.model_copy(update={"columns": _with_role(table, made_of[0], back)})
    columns = tuple(column for column in table.columns if column.name != name)
    wanted = table.model_copy(
        update={"content_hash": fingerprint([table.content_hash, "without", name]), "columns": columns}
    )
    with scratch_folder() as scratch, engine(scratch) as connection, explaining_engine_errors(table.name):
        select = f"SELECT * EXCLUDE ({PLACE}, {quoted(name)}) FROM {rows_sql(table)} ORDER BY {PLACE}"
        stored_rows(connection, select, wanted, [])
    return wanted

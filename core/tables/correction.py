"""Roles as the user corrects them: where a role needs other values, the table's values change with it."""

from __future__ import annotations

import pyarrow.parquet as pq
import pyarrow.types as kinds

from core.tables.recoded import recoded, restored
from core.tables.recoding import DATES, ColumnRecoding, Recoding
from core.tables.role_fit import fit_roles
from core.tables.table import Role, Table


def correct_roles(table: Table, roles: dict[str, Role]) -> Table:
    """The table with corrected roles; counts of missing cells follow.

    Text or numbers that are said to be dates are read by the parser of every other date (`core.tables.dates`) and
    stored so; a column that is a date no longer gets its values back.

    Args:
        table: As read, or with changed values.
        roles: The new role by column name; columns that are not named keep theirs.

    Raises:
        TableError: all that does not fit: two targets, two ids, words that should be numbers or dates.
        StorageError: the disk is full.
    """
    changed = {name: role for name, role in roles.items() if table.column(name).role is not role}
    before = table
    table = _with_values_back(table, [name for name, role in changed.items() if role is not Role.DATE])
    dates = [
        name for name, role in changed.items() if role is Role.DATE and not _is_stored_as_date(table, name)
    ]
    read = recoded(
        table, Recoding(columns=tuple(ColumnRecoding(column=name, read_as="dates") for name in dates))
    )
    fitted = fit_roles(read, roles, cells_of=table)
    return _guessed_as(before, fitted)


def _with_values_back(table: Table, names: list[str]) -> Table:
    """The table in which columns that were read as dates hold again what they held; what counts as empty stays."""
    for name in names:
        change = table.value_change(name)
        if change is not None and change.read_as in DATES:
            empty = ColumnRecoding(column=name, empty=change.empty)
            table = restored(table, [name])
            table = table if empty.says_nothing else recoded(table, Recoding(columns=(empty,)))
    return table


def _is_stored_as_date(table: Table, name: str) -> bool:
    return bool(kinds.is_timestamp(pq.read_schema(table.parquet).field(name).type))


def _guessed_as(before: Table, after: Table) -> Table:
    """The table with the roles that were guessed before a person chose."""
    columns = tuple(
        new.model_copy(update={"guessed_role": old.guessed_role, "why": old.why})
        for old, new in zip(before.columns, after.columns, strict=True)
    )
    return after.model_copy(update={"columns": columns})

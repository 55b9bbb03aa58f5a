"""Roles as the user corrects them: where a role needs other values, the table's values change with it."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq
import pyarrow.types as kinds

from core.tables.date_proposals import count_of
from core.tables.recoded import recoded, restored
from core.tables.recoding import DATES, ColumnRecoding, ReadAs, Recoding
from core.tables.role_fit import fit_roles
from core.tables.table import Role, Table, typed


def correct_roles(table: Table, roles: dict[str, Role]) -> Table:
    """The table with corrected roles; counts of missing cells follow.

    Text or numbers that are said to be dates are read by the parser of every other date (`core.tables.dates`) and
    stored so, counts of days or seconds as what they count, and text that is said to be numbers by the reader of every
    other number; a column that is neither any longer gets its values back.

    Args:
        table: As read, or with changed values.
        roles: The new role by column name; columns that are not named keep theirs.

    Raises:
        TableError: all that does not fit: two targets, two ids, words that should be numbers or dates.
        StorageError: the disk is full.
    """
    changed = {name: role for name, role in roles.items() if table.column(name).role is not role}
    before = table
    table = _with_values_back(table, changed)
    anew = [
        ColumnRecoding(column=name, read_as=how)
        for name, role in changed.items()
        if (how := _how(table, name, role)) is not None
    ]
    read = recoded(table, Recoding(columns=tuple(anew)))
    fitted = fit_roles(read, roles, cells_of=table)
    return _guessed_as(before, fitted)


def _with_values_back(table: Table, roles: dict[str, Role]) -> Table:
    """The table in which columns that were read for another role hold again what they held; what counts as empty
    stays.
    """
    for name, role in roles.items():
        change = table.value_change(name)
        wanted = DATES if role is Role.DATE else {"numbers"} if role is Role.NUMBER else frozenset()
        if change is None or change.read_as in (None, "text", *wanted):
            continue
        empty = ColumnRecoding(column=name, empty=change.empty)
        table = restored(table, [name])
        table = table if empty.says_nothing else recoded(table, Recoding(columns=(empty,)))
    return table


def _how(table: Table, name: str, role: Role) -> ReadAs | None:
    """How the cells of a column are to be read anew for a role; None: they fit as they are stored."""
    kind = pq.read_schema(table.parquet).field(name).type
    if role is Role.DATE and kinds.is_timestamp(kind):
        return None
    if role is Role.DATE:
        return count_of(pd.read_parquet(table.parquet, columns=[name])[name]) or "dates"
    if role is not Role.NUMBER or not (kinds.is_string(kind) or kinds.is_large_string(kind)):
        return None
    cells = pd.read_parquet(table.parquet, columns=[name])[name]
    return "numbers" if typed(cells, role).notna().sum() < cells.notna().sum() else None


def _guessed_as(before: Table, after: Table) -> Table:
    """The table with the roles that were guessed before a person chose."""
    columns = tuple(
        new.model_copy(update={"guessed_role": old.guessed_role, "why": old.why})
        for old, new in zip(before.columns, after.columns, strict=True)
    )
    return after.model_copy(update={"columns": columns})

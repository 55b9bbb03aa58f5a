"""Roles checked against each other and against the stored values; how many cells each leaves missing."""

from __future__ import annotations

import pandas as pd

from core.cell_words import cell_words
from core.errors import TableError
from core.settings import load_settings
from core.tables.roles import positive_value
from core.tables.table import Column, Role, Table, typed

_MAX_LOST = 0.5


def fit_roles(table: Table, roles: dict[str, Role], cells_of: Table | None = None) -> Table:
    """The table with other roles for its values as they are stored; counts of missing cells follow.

    Args:
        table: Its stored values stay.
        roles: The new role by column name; columns that are not named keep theirs.
        cells_of: The table before its values were read anew for these roles: what was filled there and is missing
            now did not fit.

    Raises:
        TableError: all that does not fit: two targets, two ids, words that should be numbers or dates.
    """
    cells = cells_of or table
    changed = table.with_roles(roles)
    problems = [
        f"only one column can be the {role.value}, and {' and '.join(names)} are"
        for role in (Role.TARGET, Role.ID)
        if len(names := [column.name for column in changed.columns if column.role is role]) > 1
    ]
    columns = []
    for before, after in zip(cells.columns, changed.columns, strict=True):
        if before.role is after.role:
            columns.append(after)
            continue
        stored = pd.read_parquet(cells.parquet, columns=[before.name])[before.name]
        now = (
            stored if cells_of is None else pd.read_parquet(table.parquet, columns=[before.name])[before.name]
        )
        values = typed(now, after.role)
        counted = {
            "n_missing": len(stored) - int(values.notna().sum()),
            "n_distinct": int(values.nunique()),
            "n_unreadable": _n_unreadable(cells, before.name)
            + int(stored.notna().sum() - values.notna().sum()),
        }
        columns.append(after.model_copy(update=counted))
        problems += _misfit(stored, values, after)
    if problems:
        raise TableError(
            "These roles do not fit: " + "; ".join(problems),
            action="Choose other roles for these columns; nothing was changed",
        )
    changed = changed.model_copy(update={"columns": tuple(columns)})
    target = next((column.name for column in changed.columns if column.role is Role.TARGET), None)
    if target is None or (table.target_hint and table.target_hint[0] == target):
        return changed
    counts = changed.frame([target])[target].value_counts()
    hint = (target, positive_value([str(value) for value in counts.index])) if len(counts) == 2 else None
    return changed.model_copy(update={"target_hint": hint})


def _n_unreadable(table: Table, name: str) -> int:
    """The cells of a column that were lost when its values were stored, whatever roles it was given since."""
    path = load_settings().tables_dir / table.content_hash / "table.json"
    stored = Table.load(path) if path.is_file() else table
    known = {column.name: column.n_unreadable for column in stored.columns}
    return known.get(name, table.column(name).n_unreadable)


def _misfit(stored: pd.Series, values: pd.Series, column: Column) -> list[str]:
    """What is wrong where most of the filled cells do not fit the role."""
    filled, usable = int(stored.notna().sum()), int(values.notna().sum())
    if not filled or usable >= (1 - _MAX_LOST) * filled:
        return []
    example = str(stored[stored.notna() & values.isna()].iloc[0])[:40]
    return [f"{column.name} holds no {column.role.value}s, such as {cell_words(example)}"]

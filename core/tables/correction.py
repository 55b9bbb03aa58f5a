"""Roles as the user corrects them, checked against each other and against the values."""

from __future__ import annotations

import pandas as pd

from core.errors import TableError
from core.tables.roles import positive_value
from core.tables.table import Column, Role, Table, typed

_MAX_LOST = 0.5


def correct_roles(table: Table, roles: dict[str, Role]) -> Table:
    """The table with corrected roles; counts of missing cells follow.

    Args:
        table: As read.
        roles: The new role by column name; columns that are not named keep theirs.

    Raises:
        TableError: all that does not fit: two targets, two ids, words that should be numbers or dates.
    """
    changed = table.with_roles(roles)
    problems = [
        f"only one column can be the {role.value}, and {' and '.join(names)} are"
        for role in (Role.TARGET, Role.ID)
        if len(names := [column.name for column in changed.columns if column.role is role]) > 1
    ]
    columns = []
    for before, after in zip(table.columns, changed.columns, strict=True):
        if before.role is after.role:
            columns.append(after)
            continue
        stored = pd.read_parquet(table.parquet, columns=[before.name])[before.name]
        problem, column = _checked(stored, after)
        columns.append(column)
        if problem:
            problems.append(problem)
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


def _checked(stored: pd.Series, column: Column) -> tuple[str | None, Column]:
    """A problem if most values do not fit the role, and the column with its counts of missing cells."""
    values = typed(stored, column.role)
    filled, usable = int(stored.notna().sum()), int(values.notna().sum())
    problem = None
    if filled and usable < (1 - _MAX_LOST) * filled:
        example = str(stored[stored.notna() & values.isna()].iloc[0])[:40]
        problem = f"{column.name} holds no {column.role.value}s, such as {example!r}"
    counted = {
        "n_missing": len(stored) - usable,
        "n_distinct": int(values.nunique()),
        "n_unreadable": max(column.n_unreadable, filled - usable),
    }
    return problem, column.model_copy(update=counted)

"""Saying by hand when the columns of a table came to be known: with the row, from a date on, or after the outcome."""

from __future__ import annotations

from core.errors import TableError
from core.tables.outcome_proposals import timed_by
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet

WITH_ROW = "with the row"
AFTER_OUTCOME = "after the outcome"
FILLED_IN_LATER = "It is filled in later than the rest of the row."


def when_known(linked: LinkedTable, column: str) -> str:
    """`WITH_ROW`, `AFTER_OUTCOME`, or the date column from which on it is known."""
    if column in linked.outcome_columns:
        return AFTER_OUTCOME
    if column in linked.late_columns or column == linked.late_time:
        return linked.late_time or AFTER_OUTCOME
    return WITH_ROW


def marked(linked: LinkedTable, column: str, when: str) -> LinkedTable:
    """The table with one column known at another time.

    Args:
        linked: The table.
        column: Which column.
        when: `WITH_ROW`, `AFTER_OUTCOME`, or the date column that says when it was filled in.

    Raises:
        TableError: the column names the row or its time, the date is none, or other columns have another date.
    """
    linked.column(column)
    if when == when_known(linked, column):
        return linked
    if column in (linked.primary_key, linked.time_column):
        raise TableError(
            f"{linked.name}.{column} says which row it is or since when it is known",
            action="Choose another key or time column first",
        )
    if column == linked.late_time:
        raise TableError(
            f"{linked.name}.{column} says when other columns were filled in",
            action="Choose another date for those first",
        )
    rest = linked.model_copy(
        update={
            "late_columns": tuple(name for name in linked.late_columns if name != column),
            "outcome_columns": tuple(name for name in linked.outcome_columns if name != column),
        }
    )
    if when == WITH_ROW:
        return rest
    if when == AFTER_OUTCOME:
        return rest.with_outcomes([column])
    _check_date(rest, when)
    late = tuple(dict.fromkeys((*rest.late_columns, when, column)))
    after = tuple(name for name in rest.outcome_columns if name != when)
    return rest.model_copy(update={"late_time": when, "late_columns": late, "outcome_columns": after})


def without_late_time(linked: LinkedTable) -> LinkedTable:
    """The table without the date from which on some columns are known: they then came after the outcome."""
    after = [name for name in linked.late_columns if name != linked.late_time]
    return linked.model_copy(update={"late_time": None, "late_columns": ()}).with_outcomes(after)


def known_always(linked: LinkedTable, why: str, *, by_hand: bool = True) -> LinkedTable:
    """The table whose rows count as known always; what is filled in later stays no input."""
    said = {"time_why": why, "time_by_hand": by_hand, "time_confidence": 1.0}
    return without_late_time(linked).model_copy(update={"time_column": None, "time_from": None, **said})


def _check_date(linked: LinkedTable, when: str) -> None:
    if linked.column(when).role is not Role.DATE or when == linked.time_column:
        raise TableError(
            f"{linked.name}.{when} cannot say when a column was filled in",
            found="the time of the row itself"
            if when == linked.time_column
            else linked.column(when).role.value,
            expected="another date column",
            action=f"Choose one of {', '.join(later_dates(linked)) or 'no date: say that it came after the outcome'}",
        )
    if linked.late_time not in (None, when):
        raise TableError(
            f"Columns of {linked.name} are filled in from {linked.late_time} on already",
            found=when,
            expected="one such date a table",
            action=f"Use {linked.late_time}, or say that the column came after the outcome",
        )


def later_dates(linked: LinkedTable) -> list[str]:
    """The date columns that can say when others were filled in."""
    if linked.late_time is not None:
        return [linked.late_time]
    return [c.name for c in linked.table.columns if c.role is Role.DATE and c.name != linked.time_column]


def with_time_from(tables: TableSet, name: str, column: str) -> LinkedTable:
    """The table whose rows take the time of the row that a key names.

    Raises:
        TableError: the column names no row, or one of a table without a time.
    """
    linked = tables.table(name)
    link = next((one for one in tables.links_from(name) if one.column == column), None)
    if link is None or not tables.table(link.to).has_clock:
        raise TableError(
            f"{name}.{column} names no row that has a time",
            found="no link" if link is None else f"{link.to} counts as known always",
            expected="a key that names a row of a table with a date",
        )
    return timed_by(linked, link)


def marked_in_file(table: Table, column: str, *, later: bool) -> Table:
    """The same for a file of its own: a column filled in later is left out, with that reason.

    Raises:
        TableError: there is no such column.
    """
    if column not in [one.name for one in table.columns]:
        raise TableError(
            f"{table.name} has no column {column!r}", found=", ".join(one.name for one in table.columns)
        )
    reason = FILLED_IN_LATER if later else None
    columns = tuple(_because(one, reason) if one.name == column else one for one in table.columns)
    return table.model_copy(update={"columns": columns})


def _because(column: Column, reason: str | None) -> Column:
    return column.model_copy(update={"excluded_because": reason})

"""Tables as one clock sees them: a table whose rows are written in two steps counts as two, early and late."""

from __future__ import annotations

from dataclasses import dataclass

from core.errors import TableError
from core.tables.table import FEATURE_ROLES, Column, Role
from core.tables.table_set import Link, LinkedTable, TableSet

_INPUT_ROLES = (*FEATURE_ROLES, Role.TEXT, Role.TARGET)  # the answer of one table may be an input elsewhere


@dataclass(frozen=True)
class LogicalTable:
    """A table, or its early or late half; each row has one time.

    A row whose time is empty, in a table that has a time column, has no place on the clock. The late half has
    one row for each row of the table whose `late_time` is filled.

    Attributes:
        name: The table's name, for the late half with "_late".
        linked: The table as it is.
        is_late: True for the half that is known from `late_time` on.
        key_column: The column that names a row; None where rows have no name, and for late halves.
        time_column: The date column that says when a row became known; None: see `time_from`.
        time_from: The link whose row's time counts, where there is no date; None as well: known always.
        columns: What may be used as inputs: neither keys nor times nor ignored columns.
        links: The foreign keys that stand in it; for late halves also the one to the early half.
    """

    name: str
    linked: LinkedTable
    is_late: bool
    key_column: str | None
    time_column: str | None
    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    time_from: Link | None = None

    @property
    def has_clock(self) -> bool:
        """Whether its rows have a time at all; else they are known always."""
        return self.time_column is not None or self.time_from is not None

    @property
    def table(self) -> str:
        """The name of the table whose rows these are."""
        return self.linked.name


def logical_tables(tables: TableSet) -> tuple[LogicalTable, ...]:
    """Each table, followed by its late half where it has one.

    A table with late columns and without `late_time` has no late half: nobody can say when those columns were
    filled in, so they are no inputs at all. The same holds for columns written after the outcome.
    """
    taken = set(tables.names)
    found: list[LogicalTable] = []
    for linked in tables.tables:
        found.append(_early(tables, linked))
        if linked.late_time is not None:
            name = late_name(linked.name, taken)
            taken.add(name)
            found.append(_late(tables, linked, name))
    return tuple(found)


def logical_table(tables: TableSet, name: str) -> LogicalTable:
    """The logical table of that name.

    Raises:
        TableError: there is none; the message lists those there are.
    """
    found = logical_tables(tables)
    for table in found:
        if table.name == name:
            return table
    raise TableError(f"There is no table {name!r}", found=", ".join(table.name for table in found) or "none")


def half_of(tables: TableSet, name: str, *, late: bool) -> LogicalTable:
    """The early or the late half of a table.

    Raises:
        TableError: it has no such half.
    """
    for half in logical_tables(tables):
        if half.table == name and half.is_late is late:
            return half
    raise TableError(f"The table {name} has no columns that are written later than its rows")


def late_name(name: str, taken: set[str]) -> str:
    """What the late half of a table is called, where no other table has that name."""
    wanted, place = f"{name}_late", 1
    while wanted in taken:
        place += 1
        wanted = f"{name}_late_{place}"
    return wanted


def _early(tables: TableSet, linked: LinkedTable) -> LogicalTable:
    later = linked.not_with_row
    links = tuple(link for link in tables.links_from(linked.name) if link.column not in later)
    return LogicalTable(
        name=linked.name,
        linked=linked,
        is_late=False,
        key_column=linked.primary_key,
        time_column=linked.time_column,
        columns=tuple(column for column in _inputs(tables, linked) if column.name not in later),
        links=links,
        time_from=_timed_link(tables, linked),
    )


def _timed_link(tables: TableSet, linked: LinkedTable, seen: frozenset[str] = frozenset()) -> Link | None:
    """The link whose row gives a row its time, where that row has one in the end and the way there is no circle."""
    if linked.time_column is not None or linked.name in seen:
        return None
    link = next((one for one in tables.links_from(linked.name) if one.column == linked.time_from), None)
    if link is None or link.column in linked.not_with_row:
        return None
    named = tables.table(link.to)
    is_timed = named.time_column is not None or _timed_link(tables, named, seen | {linked.name}) is not None
    return link if is_timed else None


def _late(tables: TableSet, linked: LinkedTable, name: str) -> LogicalTable:
    after = linked.outcome_columns
    links = [
        link.model_copy(update={"table": name})
        for link in tables.links_from(linked.name)
        if link.column not in after
    ]
    key = linked.primary_key
    if key is not None:
        own = Link(
            table=name, column=key, to=linked.name, why=f"What became of a row of {linked.name} later."
        )
        # where the key is itself a link (one row beside one row), both ways lead on from the same column
        links.insert(0, own)
    return LogicalTable(
        name=name,
        linked=linked,
        is_late=True,
        key_column=None,
        time_column=linked.late_time,
        columns=tuple(
            c for c in _inputs(tables, linked) if c.name in linked.late_columns and c.name not in after
        ),
        links=tuple(links),
    )


def _inputs(tables: TableSet, linked: LinkedTable) -> tuple[Column, ...]:
    keys = {link.column for link in tables.links_from(linked.name)}
    aside = {linked.primary_key, linked.time_column, linked.late_time} | keys
    return tuple(
        column
        for column in linked.table.columns
        if column.name not in aside and column.role in _INPUT_ROLES and column.excluded_because is None
    )

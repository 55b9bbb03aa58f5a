"""What a model needs of linked tables: names of columns, keys, links and clocks, and nothing that stands in a row."""

from __future__ import annotations

from collections.abc import Collection

from pydantic import Field

from core.record import Record
from core.tables.table import FEATURE_ROLES, Role
from core.tables.table_set import LinkedTable, TableSet

_KINDS = {Role.NUMBER: "numbers", Role.DATE: "dates"}


class ColumnSchema(Record):
    """A column the model needs."""

    name: str = Field(min_length=1)
    role: Role


class TableSchema(Record):
    """A table the model needs.

    Attributes:
        columns: Its inputs, keys and times.
        links: (column, table it points at).
        late_columns, outcome_columns: As the question saw them, see `core.tables.table_set.LinkedTable`.
    """

    name: str = Field(min_length=1)
    columns: tuple[ColumnSchema, ...]
    links: tuple[tuple[str, str], ...] = ()
    primary_key: str | None = None
    time_column: str | None = None
    time_from: str | None = None
    late_time: str | None = None
    late_columns: tuple[str, ...] = ()
    outcome_columns: tuple[str, ...] = ()


def schema_of_set(tables: TableSet, allowed: Collection[str]) -> tuple[TableSchema, ...]:
    """What is needed of the tables that a question may look at."""
    return tuple(_schema(tables, linked, allowed) for linked in tables.tables if linked.name in allowed)


def misfits(needed: tuple[TableSchema, ...], tables: TableSet) -> list[str]:
    """What the tables lack, in words; empty where they fit."""
    found = []
    for one in needed:
        if one.name not in tables.names:
            found.append(f"no table {one.name}")
            continue
        linked = tables.table(one.name)
        roles = {column.name: column.role for column in linked.table.columns}
        lacking = [column.name for column in one.columns if column.name not in roles]
        if lacking:
            found.append(f"{one.name} has no column {', '.join(lacking)}")
        found += [
            f"{one.name}.{column.name} holds {_kind(roles[column.name])}, the model needs {_kind(column.role)}"
            for column in one.columns
            if column.name in roles and _kind(roles[column.name]) != _kind(column.role)
        ]
        there = {(link.column, link.to) for link in tables.links_from(one.name)}
        found += [
            f"{one.name}.{column} does not name rows of {to}"
            for column, to in one.links
            if (column, to) not in there
        ]
        found += [
            f"{what} of {one.name} is {now or 'not set'}, the model needs {wanted or 'none'}"
            for what, wanted, now in (
                ("the primary key", one.primary_key, linked.primary_key),
                ("the time", one.time_column, linked.time_column),
                ("the row its time is taken from", one.time_from, linked.time_from),
                ("the time of what is filled in later", one.late_time, linked.late_time),
            )
            if wanted != now
        ]
    return found


def as_taught(tables: TableSet, needed: tuple[TableSchema, ...]) -> TableSet:
    """The tables with the same columns known late, or never an input, as where the model learned."""
    for one in needed:
        linked = tables.table(one.name)
        there = {column.name for column in linked.table.columns}
        changes = {
            "late_columns": tuple(name for name in one.late_columns if name in there),
            "outcome_columns": tuple(name for name in one.outcome_columns if name in there),
        }
        tables = tables.with_table(linked.model_copy(update=changes))
    return tables


def _schema(tables: TableSet, linked: LinkedTable, allowed: Collection[str]) -> TableSchema:
    links = tuple((link.column, link.to) for link in tables.links_from(linked.name) if link.to in allowed)
    keys = {linked.primary_key, linked.time_column, linked.late_time, *(column for column, _ in links)}
    return TableSchema(
        name=linked.name,
        columns=tuple(
            ColumnSchema(name=column.name, role=column.role)
            for column in linked.table.columns
            if column.name in keys
            or (column.role in (*FEATURE_ROLES, Role.TEXT) and column.name not in linked.outcome_columns)
        ),
        links=links,
        **{
            name: getattr(linked, name)
            for name in TableSchema.model_fields
            if name not in ("name", "columns", "links")
        },
    )


def _kind(role: Role) -> str:
    return _KINDS.get(role, "words")

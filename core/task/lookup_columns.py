"""Columns of rows that an entity names over its keys: what is looked up there, and what would only name the row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from core.errors import StorageError
from core.tables.logical import half_of
from core.tables.table import Column, Role, Table
from core.tables.table_set import Link, LinkedTable, TableSet
from core.task.answer_columns import answer_columns
from core.task.collected_ways import ways_up
from core.task.prediction_task import PredictionTask
from core.task.query.ast import ColumnRef, Query

LEVEL_ROLES = (Role.CATEGORY, Role.YES_NO, Role.TARGET)
MOST_CATEGORIES = 40  # as many as an encoder tells apart; more names say nothing about others
_LOOKUP_ROLES = (*LEVEL_ROLES, Role.NUMBER, Role.DATE)
_SINCE = "days since "
_NAMED_KINDS = ("company", "contact")
_NAMES = 0.9  # different values a row


@dataclass(frozen=True)
class LookupColumn:
    """A column of the entity's own later half, or of a row that the entity names over one key or several.

    Attributes:
        title: Its name among the columns of the examples.
        ref: The column.
        links: The foreign keys from the entity on.
        column: What is known of the column; dates become days before the seed time.
    """

    title: str
    ref: ColumnRef
    links: tuple[Link, ...]
    column: Column


def lookup_columns(
    tables: TableSet, query: Query, *, naming_too: bool = False
) -> tuple[list[LookupColumn], list[LookupColumn]]:
    """All columns that can be looked up to learn from, near before far, and those that would only name their row.

    Args:
        tables, query: Where and what is asked.
        naming_too: True: the latter are among the former as well.
    """
    every = list(_lookups(tables, query))
    naming = [one for one in every if one.links and _names_its_row(tables.table(one.ref.table), one.column)]
    return every if naming_too else [one for one in every if one not in naming], naming


def counting_days(table: Table, task: PredictionTask) -> frozenset[str]:
    """The columns of a table of examples that hold the days from a date to the day of the question.

    Examples of before this was kept for each column say it of none; of those it is read from the tables that they
    were made of, whose dates are named in such columns' names.
    """
    kept = frozenset(column.name for column in table.columns if column.counts_days)
    if kept or task.origin is None:
        return kept
    try:
        tables = task.origin.tables
    except StorageError:  # nothing is kept to read it from
        return kept
    query = task.origin.query
    dates = [
        column.name for column in tables.table(query.entity.table).table.columns if column.role is Role.DATE
    ]
    titles = {f"{_SINCE}{name}" for name in dates}
    titles |= {one.title for one in _lookups(tables, query) if one.column.role is Role.DATE}
    return frozenset(titles & {column.name for column in table.columns})


def _lookups(tables: TableSet, query: Query) -> Iterator[LookupColumn]:
    entity = query.entity.table
    if tables.table(entity).late_time is not None and not answer_columns(query):
        for column in half_of(tables, entity, late=True).columns:
            if column.role in _LOOKUP_ROLES:
                yield _lookup(column, column.name, entity, ())
    for links, words in ways_up(tables, query):
        yield from _of_table(tables, words, links[-1].to, links)


def _of_table(tables: TableSet, words: str, table: str, links: tuple[Link, ...]) -> Iterator[LookupColumn]:
    linked = tables.table(table)
    for late in (False, True) if linked.late_time is not None else (False,):
        half = half_of(tables, table, late=late)
        for column in half.columns:
            if column.role in _LOOKUP_ROLES:
                yield _lookup(column, f"{words}: {column.name}", table, links)
    if linked.time_column is not None:
        column = linked.column(linked.time_column)
        yield _lookup(column, f"{words}: {column.name}", table, links)


def _names_its_row(linked: LinkedTable, column: Column) -> bool:
    """Whether nearly each row of companies, of people or of a large table has words of its own there, such as a name:
    a model that is passed on must not hold the names of all clients' companies. The industries or regions of a small
    table are categories, though each has but one row.
    """
    table = linked.table
    return (
        column.role is Role.CATEGORY
        and (linked.kind in _NAMED_KINDS or table.n_rows > MOST_CATEGORIES)
        and column.n_distinct > _NAMES * max(table.n_rows - column.n_missing, 1)
    )


def _lookup(column: Column, title: str, table: str, links: tuple[Link, ...]) -> LookupColumn:
    shown = f"{_SINCE}{title}" if column.role is Role.DATE else title
    return LookupColumn(shown, ColumnRef(table=table, column=column.name), links, column)

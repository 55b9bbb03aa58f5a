"""The question a set of tables is asked first: a proposal that a person changes."""

from __future__ import annotations

from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import ColumnRef, IsIn, Query
from core.task.query.definitions import definitions
from core.task.query.form import QueryForm, query_of
from core.task.query.sorted_answers import with_answers_sorted
from core.task.query.won import won_values

_PEOPLE = ("contact", "lead", "client")
_LEAST_ROWS = 200  # fewer rows of a table teach little


def first_question(tables: TableSet) -> Query:
    """A sensible first question.

    Of people, whether they convert; else of deals, whether they are won; else of any table with enough rows for which
    a named definition fits; else whether another row comes to a table that something points at.
    """
    keyed = [one for one in tables.tables if one.primary_key]
    people = sorted(
        (one for one in keyed if one.kind in _PEOPLE), key=lambda one: _PEOPLE.index(str(one.kind))
    )
    large = [one for one in keyed if one.table.n_rows >= _LEAST_ROWS]
    for one in people:
        if found := _named(tables, one):
            return found
    for one in large:
        if found := _won(tables, one):
            return found
    for one in [*sorted(large, key=lambda one: -one.table.n_rows), *keyed]:
        if found := _named(tables, one):
            return found
    return _another_row(tables)


def _named(tables: TableSet, linked: LinkedTable) -> Query | None:
    known = definitions(tables, linked.name)
    return query_of(QueryForm(entity=linked.name, name=known[0].name)) if known else None


def _won(tables: TableSet, linked: LinkedTable) -> Query | None:
    """Whether a row of deals itself is won, against those that are lost; the others are open yet."""
    for column in linked.table.columns:
        if column.name in linked.late_columns and (values := won_values(linked.table, column)):
            stage = ColumnRef(table=linked.name, column=column.name)
            entity = ColumnRef(table=linked.name, column=str(linked.primary_key))
            won = Query(target=stage, op="=", value=values[0], entity=entity)
            if len(values) > 1:
                won = Query(target=IsIn(left=stage, values=values), entity=entity)
            return with_answers_sorted(won, tables)[0]
    return None


def _another_row(tables: TableSet) -> Query:
    """Whether a row comes to what something with a clock points at."""
    for link in tables.links:
        if tables.table(link.table).time_column:
            return query_of(QueryForm(entity=link.to, table=link.table))
    entity = next((one.name for one in tables.tables if one.primary_key), tables.names[0])
    return query_of(QueryForm(entity=entity, table=tables.names[-1]))

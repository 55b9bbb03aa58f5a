"""The question a set of tables is asked first: a proposal that a person changes."""

from __future__ import annotations

from core.tables.table import Role
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import ColumnRef, IsIn, Query
from core.task.query.definitions import definitions
from core.task.query.form import QueryForm, query_of
from core.task.query.sorted_answers import proposed_answers, with_answers_sorted, with_heaps
from core.task.query.won import won_values
from core.task.settled import ANSWER_NAMES

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


def question_for(tables: TableSet, entity: str) -> Query:
    """A question about the rows of one table that can be asked: whether a deal is won, else a definition that fits,
    else rows that come to it, else a column of its own."""
    linked = tables.table(entity)
    found = _won(tables, linked, any_column=True) if linked.kind not in _PEOPLE else None
    found = found or _named(tables, linked)
    if found:
        return found
    come = [link.table for link in tables.links_to(entity) if tables.table(link.table).has_clock]
    if come:
        return query_of(QueryForm(entity=entity, table=come[0]))
    return column_question(tables, entity, own_column(tables, entity))


def own_column(tables: TableSet, entity: str) -> str:
    """The column of a table that is asked about first: a stage, else one of two values; a key only if all are keys."""
    linked = tables.table(entity)
    keys = {linked.primary_key, *(link.column for link in tables.links_from(entity))}
    columns = [one for one in linked.table.columns if one.name not in keys and one.role is not Role.DATE]
    staged = [one for one in columns if ANSWER_NAMES.search(one.name) and won_values(linked.table, one)]
    two = [one for one in columns if one.n_distinct == 2]
    return next((one.name for one in (*staged, *two, *columns)), linked.table.columns[0].name)


def column_question(tables: TableSet, entity: str, column: str) -> Query:
    """The question about a column of the rows themselves, with its values sorted by what their words say."""
    ref = ColumnRef(table=entity, column=column)
    form = QueryForm(entity=entity, own_column=True, column=column)
    if tables.table(entity).table.column(column).role is Role.NUMBER:
        return query_of(form.model_copy(update={"op": ">", "value": 0}))
    found = proposed_answers(ref, tables)
    if found is None or not found.heaps.yes:
        return query_of(form.model_copy(update={"op": "=", "value": "yes"}))
    return with_heaps(query_of(form.model_copy(update={"op": "=", "value": found.heaps.yes[0]})), found.heaps)


def _named(tables: TableSet, linked: LinkedTable) -> Query | None:
    known = definitions(tables, linked.name)
    return query_of(QueryForm(entity=linked.name, name=known[0].name)) if known else None


def _won(tables: TableSet, linked: LinkedTable, *, any_column: bool = False) -> Query | None:
    """Whether a row of deals itself is won, against those that are lost; the others are open yet."""
    for column in linked.table.columns:
        fits = bool(ANSWER_NAMES.search(column.name)) if any_column else column.name in linked.late_columns
        if fits and (values := won_values(linked.table, column)):
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

"""What a question must not see: the columns of the entity's own row that its answer is read from."""

from __future__ import annotations

from core.tables.table_set import TableSet
from core.task.conditions import terms
from core.task.query.ast import Aggregation, ColumnRef, Named, Query


def answer_columns(query: Query) -> tuple[ColumnRef, ...]:
    """The columns of the entity's own row from which the answer is read; none where future rows are counted."""
    target = query.target
    if isinstance(target, Aggregation | Named):
        return ()
    if isinstance(target, ColumnRef):
        return (target,)
    return tuple(term for term in terms(target) if isinstance(term, ColumnRef))


def without_answers(tables: TableSet, query: Query) -> TableSet:
    """The tables as a question may see them: the columns of its answer are no inputs, in any row.

    Where a date says when such a column was filled in (`late_time`), the values of other rows stay an input from that
    date on; the row's own is not there yet when it is asked. Without such a date nobody can say which other rows'
    values were known, so none of them is an input.
    """
    for ref in answer_columns(query):
        tables = never_input(tables, ref.table, [ref.column], like=ref.column)
    return tables


def never_input(tables: TableSet, table: str, names: list[str], *, like: str | None = None) -> TableSet:
    """The columns get the fate of `like`, a column of the same table: filled in late with it; else never an input."""
    if table not in tables.names:
        return tables
    linked = tables.table(table)
    if linked.late_time is not None and like in linked.late_columns and like not in linked.outcome_columns:
        late = tuple(dict.fromkeys((*linked.late_columns, *names)))
        return tables.with_table(linked.model_copy(update={"late_columns": late}))
    return tables.with_table(linked.with_outcomes(names))

"""The query as the fields of a form: what a person fills in, and whether a line says more than the form can show."""

from __future__ import annotations

from typing import Literal

from core.record import Record
from core.task.query.ast import (
    Aggregation,
    ColumnRef,
    Compare,
    Condition,
    Function,
    IsIn,
    IsNull,
    Named,
    Operator,
    Query,
    Unit,
    Value,
)

FilterOperator = Literal["=", "!=", "<", "<=", ">", ">=", "is filled", "is empty"]


class QueryForm(Record):
    """The fields of the form.

    Attributes:
        entity: The table whose rows are asked about.
        name: A named definition; empty: the fields below say what is predicted.
        own_column: A column of the entity itself is predicted, not rows of another table.
        also, against: Of such a column: further values that mean yes, and those that mean no (the rest is open; none:
            the rest is no).
        function: What is done with the rows of `table`.
        table, column: The rows that count; "*" for all of a row.
        filter_column, filter_op, filter_value: Only rows for which this holds; no filter where the column is "".
        start, end, unit: The window after the seed time: later than start, up to and including end.
        op, value: What the result is compared with; not for EXISTS.
    """

    entity: str
    name: str = ""
    own_column: bool = False
    function: Function = "EXISTS"
    table: str = ""
    column: str = "*"
    filter_column: str = ""
    filter_op: FilterOperator = "="
    filter_value: Value = ""
    start: float = 0
    end: float = 90
    unit: Unit = "days"
    op: Operator = ">"
    value: Value = 0
    also: tuple[Value, ...] = ()
    against: tuple[Value, ...] = ()


def query_of(form: QueryForm, entity_key: str = "", like: Query | None = None) -> Query:
    """The query that a filled-in form means.

    Args:
        form: The fields.
        entity_key: The entity's primary key; empty: the query names the table only.
        like: A query whose other parts (ids, WHERE, ASSUMING, USING, RANK, TOP) are kept.
    """
    op: Operator | None = form.op
    value: Value | None = form.value
    target: Aggregation | ColumnRef | Named | IsIn
    against: tuple[Value, ...] = ()
    if form.name:
        target, op, value = Named(name=form.name), None, None
    elif form.own_column:
        target = ColumnRef(table=form.entity, column=form.column)
        if form.op == "=":
            against = form.against
        if form.op == "=" and form.also:
            target, op, value = IsIn(left=target, values=(form.value, *form.also)), None, None
    else:
        column = "*" if form.function in ("COUNT", "EXISTS") else form.column
        target = Aggregation(
            function=form.function,
            over=ColumnRef(table=form.table, column=column),
            where=_filter(form),
            start=form.start,
            end=form.end,
            unit=form.unit,
        )
        if form.function == "EXISTS":
            op, value = None, None
    entity = ColumnRef(table=form.entity, column=entity_key)
    if like is None or like.entity.table != form.entity:
        return Query(target=target, op=op, value=value, against=against, entity=entity)
    changed = {"target": target, "op": op, "value": value, "against": against, "entity": entity, "name": ""}
    return like.model_copy(update=changed)


def form_of(query: Query) -> QueryForm | None:
    """The form that shows a query's target; None where the line says more than the form can show."""
    entity, target = query.entity.table, query.target
    if isinstance(target, Named):
        return QueryForm(entity=entity, name=target.name)
    if not isinstance(target, Aggregation):
        return _own_column(query)
    compared = {} if query.op is None or query.value is None else {"op": query.op, "value": query.value}
    found = _filter_fields(target.where, target.over.table)
    fits = (target.function == "EXISTS") == (not compared)
    fits &= target.function != "COUNT" or target.over.column == "*"
    if found is None or target.start is None or not fits:
        return None
    return QueryForm(
        entity=entity,
        function=target.function,
        table=target.over.table,
        column=target.over.column,
        start=target.start,
        end=target.end,
        unit=target.unit,
        **found,
        **compared,
    )


def _own_column(query: Query) -> QueryForm | None:
    """The form of a target that is a column, compared with a value or by IN; None for every other condition."""
    entity, target = query.entity.table, query.target
    op: Operator
    values: tuple[Value, ...]
    if isinstance(target, IsIn) and not target.negated and target.left.table in (entity, ""):
        column, op, values = target.left.column, "=", target.values
    elif isinstance(target, ColumnRef) and query.op is not None and query.value is not None:
        column, op, values = target.column, query.op, (query.value,)
    else:
        return None
    form = QueryForm(entity=entity, own_column=True, column=column, op=op, value=values[0])
    return form.model_copy(update={"also": values[1:], "against": query.against})


def _filter(form: QueryForm) -> Condition | None:
    if not form.filter_column:
        return None
    left = ColumnRef(table=form.table, column=form.filter_column)
    if form.filter_op in ("is filled", "is empty"):
        return IsNull(left=left, negated=form.filter_op == "is filled")
    return Compare(left=left, op=form.filter_op, value=form.filter_value)


def _filter_fields(where: Condition | None, table: str) -> dict[str, Value] | None:
    """The filter's fields; {} without a filter, None where the form cannot show it."""
    if where is None:
        return {}
    if isinstance(where, IsIn) and len(where.values) == 1 and not where.negated:
        where = Compare(left=where.left, op="=", value=where.values[0])
    if not isinstance(where, Compare | IsNull) or not isinstance(where.left, ColumnRef):
        return None
    if where.left.table not in (table, ""):
        return None
    if isinstance(where, IsNull):
        return {"filter_column": where.left.column, "filter_op": "is filled" if where.negated else "is empty"}
    return {"filter_column": where.left.column, "filter_op": where.op, "filter_value": where.value}

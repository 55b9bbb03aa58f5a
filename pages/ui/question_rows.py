"""Which rows of another table are counted, and how: the part of the question's form for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import streamlit as st

from core.tables.table import Role
from core.tables.table_set import TableSet
from core.task.query.ast import Function, Operator, Unit, Value
from core.task.query.form import FilterOperator, QueryForm
from core.task.query.values import column_values
from pages.ui.mirror import mirror
from pages.ui.plain_text import plain

_FUNCTIONS: dict[Function, str] = {
    "EXISTS": "at least one row",
    "COUNT": "number of rows",
    "SUM": "sum of",
    "AVG": "mean of",
    "MIN": "smallest",
    "MAX": "largest",
    "COUNT_DISTINCT": "different values of",
}
_ANY_ROW = "any row"


def rows(tables: TableSet, form: QueryForm) -> QueryForm:
    """Inputs for the rows that count and what is done with them; the form as it is filled in now."""
    compared, counted = form.function != "EXISTS", form.function in ("EXISTS", "COUNT")
    columns = iter(st.columns([3, 3] + [3] * (not counted) + [1, 2] * compared))
    first, second = next(columns), next(columns)
    third = first if counted else next(columns)
    others = [one.name for one in tables.tables if one.has_clock or one.late_time]
    table = pick(
        second,
        "Of table",
        others if form.table in others else [form.table, *others],
        form.table,
        "task.table",
    )
    function: Any = pick(
        first,
        "Predict",
        list(_FUNCTIONS),
        form.function,
        "task.function",
        shown=lambda name: _FUNCTIONS[name],
    )
    changed: dict[str, Any] = {"table": table, "function": function}
    if table != form.table:
        changed |= {"column": "*", "filter_column": "", "filter_value": ""}
    elif function not in ("EXISTS", "COUNT"):
        changed["column"] = _numbers(third, tables, form, function)
    else:
        changed["column"] = "*"
    if function != "EXISTS" and table == form.table and compared:
        changed["op"], changed["value"] = comparison(next(columns), next(columns), form)
    form = form.model_copy(update=changed)
    return _window(tables, form) if table == form.table else form


def _numbers(place: Any, tables: TableSet, form: QueryForm, function: Function) -> str:
    columns = tables.table(form.table).table.columns
    names = [c.name for c in columns if function == "COUNT_DISTINCT" or c.role is Role.NUMBER]
    if not names:
        place.caption(f"{plain(form.table)} has no number column.")
        return form.column
    now = form.column if form.column in names else names[0]
    chosen: str = pick(place, "Column", names, now, "task.column")
    return chosen


def _window(tables: TableSet, form: QueryForm) -> QueryForm:
    """Which rows count, and how far ahead."""
    filtered = bool(form.filter_column)
    value = filtered and not form.filter_op.startswith("is ")
    widths = [4] + [2] * filtered + [3] * value
    columns = st.columns([*widths, 2, 2, 2])
    names = [_ANY_ROW, *(column.name for column in tables.table(form.table).table.columns)]
    name = pick(columns[0], "Only rows where", names, form.filter_column or _ANY_ROW, "task.filter")
    changed: dict[str, Any] = {"filter_column": "" if name == _ANY_ROW else name}
    if changed["filter_column"] not in ("", form.filter_column):
        changed |= {"filter_op": "=", "filter_value": _usual(tables, form.table, name)}
    if changed["filter_column"] and filtered:
        changed["filter_op"] = pick(
            columns[1], "is", list(get_args(FilterOperator)), form.filter_op, "task.filter_op"
        )
        if value:
            mirror("task.filter_value", str(form.filter_value))
            changed["filter_value"] = _value(
                columns[2].text_input("Value", key="task.filter_value"), form.filter_value
            )
    for place, label, field in ((columns[-3], "After", "start"), (columns[-2], "Up to", "end")):
        mirror(f"task.{field}", float(getattr(form, field)))
        changed[field] = place.number_input(label, 0.0, 100_000.0, step=1.0, format="%g", key=f"task.{field}")
    changed["unit"] = pick(columns[-1], "Unit", list(get_args(Unit)), form.unit, "task.unit")
    return form.model_copy(update=changed)


def _usual(tables: TableSet, table: str, column: str) -> str:
    """The most frequent value of a column, to begin with."""
    linked = tables.table(table)
    return next(iter(column_values(linked.table, linked.column(column))), "")


def comparison(left: Any, right: Any, form: QueryForm) -> tuple[Operator, Value]:
    """Inputs for an operator and the value after it."""
    op: Any = pick(left, "is", list(get_args(Operator)), form.op, "task.op")
    mirror("task.value", str(form.value))
    return op, _value(right.text_input("Value", key="task.value"), form.value)


def _value(text: str, before: Value) -> Value:
    """What was typed: a number where it reads like one and the value before was one or empty."""
    if isinstance(before, str) and before:
        return text
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def pick(
    place: Any,
    label: str,
    options: list[Any],
    value: Any,
    key: str,
    help_text: str | None = None,
    shown: Callable[[Any], str] = str,
) -> Any:
    """A select box that shows what is stored."""
    mirror(key, value if value in options else options[0])
    if st.session_state[key] not in options:
        st.session_state[key] = options[0]
    return place.selectbox(label, options, key=key, help=help_text, format_func=shown)

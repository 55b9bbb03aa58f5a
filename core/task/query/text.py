"""The one line that says a query: always the same line for the same query, and read back as that query."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from core.task.query.ast import (
    Aggregation,
    All,
    Any,
    ColumnRef,
    Compare,
    Condition,
    IsIn,
    IsNull,
    Named,
    Not,
    Query,
    Target,
    Value,
)
from core.task.query.parse import parser

_FREE = {"NAME", "UNIT", "EVER", "NUMBER", "FUNCTION"}  # words that are no keywords, or only in one place


def query_text(query: Query) -> str:
    """The query in one line (unless a text in it holds a line break); `parse_query` gives it back."""
    parts = ["PREDICT", _target(query.target)]
    if query.op is not None and query.value is not None:
        parts.append(f"{query.op} {value_text(query.value)}")
    if query.against:
        parts.append(f"AGAINST {_values(query.against)}")
    if query.name:
        parts.append(f"AS {name_text(query.name)}")
    parts.append(f"FOR {'EACH ' if query.each else ''}{_entity(query.entity)}")
    if len(query.ids) == 1:
        parts.append(f"= {value_text(query.ids[0])}")
    elif query.ids:
        parts.append(f"IN {_values(query.ids)}")
    if query.where is not None:
        parts.append(f"WHERE {condition_text(query.where)}")
    if query.assuming is not None:
        parts.append(f"ASSUMING {condition_text(query.assuming)}")
    if query.using:
        parts.append(f"USING {', '.join(name_text(name) for name in query.using)}")
    if query.rank:
        parts.append("RANK")
    if query.top is not None:
        parts.append(f"TOP {query.top}")
    return " ".join(parts)


def aggregation_text(counted: Aggregation) -> str:
    """An aggregation as it stands in a query, such as `COUNT(activity.*, -30, 0, days)`."""
    over = _rows(counted.over)
    where = "" if counted.where is None else f" WHERE {condition_text(counted.where)}"
    start = "-INF" if counted.start is None else _number(counted.start)
    return f"{counted.function}({over}{where}, {start}, {_number(counted.end)}, {counted.unit})"


def condition_text(condition: Condition) -> str:
    """A condition as it stands after WHERE."""
    if isinstance(condition, All | Any):
        word = " AND " if isinstance(condition, All) else " OR "
        return word.join(_inside(part, condition) for part in condition.parts)
    if isinstance(condition, Not):
        return f"NOT {_inside(condition.part, condition)}"
    if isinstance(condition, Compare):
        return _comparison(condition)
    column, negation = column_text(condition.left), "NOT " if condition.negated else ""
    if isinstance(condition, IsNull):
        return f"{column} IS {negation}NULL"
    if isinstance(condition, IsIn):
        return f"{column} {negation}IN {_values(condition.values)}"
    return f"{column} {negation}LIKE {value_text(condition.pattern)}"


def column_text(ref: ColumnRef) -> str:
    """A column as it stands in a condition: `table.column`, or the column alone."""
    return f"{name_text(ref.table)}.{name_text(ref.column)}" if ref.table else name_text(ref.column)


def name_text(name: str) -> str:
    """A name as it stands in a query: in double quotes where it is no plain word or is a keyword."""
    plain, reserved = _patterns()
    if plain.fullmatch(name) and not reserved.fullmatch(name):
        return name
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def value_text(value: Value) -> str:
    """A value as it stands in a query."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        doubled = value.replace("'", "''")
        return f"'{doubled}'"
    return repr(value)


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What a plain name looks like, and the keywords, both from the grammar."""
    terminals = {terminal.name: terminal.pattern.to_regexp() for terminal in parser().terminals}
    keywords = [
        pattern
        for name, pattern in terminals.items()
        if name not in _FREE and re.match(r"\(\?i:[A-Z]", pattern)
    ]
    return re.compile(terminals["NAME"]), re.compile("|".join(f"(?:{pattern})" for pattern in keywords))


def _target(target: Target) -> str:
    if isinstance(target, Named):
        return name_text(target.name)
    if isinstance(target, Aggregation):
        return aggregation_text(target)
    return column_text(target) if isinstance(target, ColumnRef) else condition_text(target)


def _entity(entity: ColumnRef) -> str:
    return column_text(entity) if entity.column else name_text(entity.table)


def _rows(over: ColumnRef) -> str:
    if over.column != "*":
        return column_text(over)
    return f"{name_text(over.table)}.*" if over.table else "*"


def _comparison(compare: Compare) -> str:
    left = compare.left
    if isinstance(left, ColumnRef):
        return f"{column_text(left)} {compare.op} {value_text(compare.value)}"
    if left.function == "EXISTS" and compare.op == "=" and compare.value is True:
        return aggregation_text(left)
    return f"{aggregation_text(left)} {compare.op} {value_text(compare.value)}"


def _inside(part: Condition, outer: All | Any | Not) -> str:
    """A part of a condition, in parentheses where it would be read otherwise without them."""
    loose = isinstance(part, Any) or (isinstance(part, All) and not isinstance(outer, Any))
    return f"({condition_text(part)})" if loose else condition_text(part)


def _values(values: Iterable[Value]) -> str:
    return f"({', '.join(value_text(value) for value in values)})"


def _number(number: float) -> str:
    return str(int(number)) if float(number).is_integer() and abs(number) < 1e15 else repr(number)

"""Whether functions, comparisons and windows make sense for the columns and times they are used on."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable
from datetime import datetime

from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable
from core.task.query.ast import Aggregation, Operator, Value
from core.task.query.figures import iso_dates, plain_number

LONGEST_WINDOW = 36_525  # days: a hundred years
_ROLE_WORDS = {
    Role.ID: "a key",
    Role.NUMBER: "a number",
    Role.CATEGORY: "a category",
    Role.YES_NO: "a yes/no",
    Role.DATE: "a date",
    Role.TEXT: "text",
    Role.TARGET: "an answer",
    Role.IGNORE: "left aside",
}
_OPERATIONS: dict[Operator, Callable[[float, float], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}

Problem = tuple[str, str]  # what is wrong, what to do


def function_problem(counted: Aggregation, linked: LinkedTable) -> Problem | None:
    """Why a function cannot be used on a column."""
    function, name = counted.function, counted.over.column
    if function in ("COUNT", "EXISTS"):
        return None
    numbers = [column.name for column in linked.table.columns if column.role is Role.NUMBER]
    if name == "*":
        example = next(iter(numbers), linked.table.columns[0].name if linked.table.columns else "column")
        return f"{function} needs a column", f"Write {function}({linked.name}.{example}, …)"
    role = linked.column(name).role
    if function == "COUNT_DISTINCT" or role is Role.NUMBER:
        return None
    choose = (
        f"Choose a number of {linked.name}: {', '.join(numbers[:8])}" if numbers else "Count its rows instead"
    )
    return f"{function} needs a number, and {linked.name}.{name} is {_ROLE_WORDS[role]}", choose


def comparison_problem(column: Column, op: Operator, value: Value) -> Problem | None:
    """Why a column cannot be compared with a value."""
    if column.role is Role.NUMBER:
        number = plain_number(value) if isinstance(value, str) else None
        written = f"Write {op} {number}" if number else "Compare it with one, such as > 10"
        return None if _is_number(value) else (f"{column.name} is a number", written)
    if column.role is Role.DATE:
        days = iso_dates(value) if isinstance(value, str) else _year(value)
        shown = " or ".join(f"{op} '{day}'" for day in days)
        written = f"Write {shown}" if days else "Compare it with one, such as >= '2026-01-31'"
        return None if _is_date(value) else (f"{column.name} is a date", written)
    if op not in ("=", "!=") and column.role is not Role.IGNORE:
        return f"{column.name} is {_ROLE_WORDS[column.role]}, which has no order", "Use = or !="
    return None


def pattern_problem(column: Column) -> Problem | None:
    """Why a column cannot be searched for a piece of text."""
    if column.role not in (Role.NUMBER, Role.DATE):
        return None
    return f"LIKE looks into text, and {column.name} is {_ROLE_WORDS[column.role]}", "Use =, < or >"


def result_problem(counted: Aggregation, op: Operator, value: Value) -> Problem | None:
    """Why the result of a function cannot be compared with a value, or always has the same answer."""
    function = counted.function
    if function == "EXISTS":
        fits = isinstance(value, bool) and op in ("=", "!=")
        return None if fits else ("EXISTS is true or false", "Leave the comparison out, or write = false")
    if isinstance(value, str | bool):
        number = plain_number(value) if isinstance(value, str) else None
        return (
            f"{function} gives a number",
            f"Write {op} {number}" if number else "Compare it with one, such as > 0",
        )
    if function in ("COUNT", "COUNT_DISTINCT"):
        near = {0, max(0, math.floor(value)), max(0, math.ceil(value)), max(0, math.ceil(value)) + 1}
        answers = {_OPERATIONS[op](number, float(value)) for number in near}
        if len(answers) == 1:
            always = "always true" if answers.pop() else "never true"
            return f"{function} {op} {value} is {always}, as a count is 0, 1, 2, …", "Compare it with > 0"
    return None


def window_problem(counted: Aggregation, *, ahead: bool) -> Problem | None:
    """Why a window does not fit: answers look ahead of the day of the question, filters look back."""
    start, end = counted.start, counted.end
    far = max(abs(start or 0), abs(end)) or 30
    if ahead and (start is None or start < 0):
        return (
            "What is predicted lies ahead of the day of the question",
            f"Write a window such as 0, {far:g}, {counted.unit}",
        )
    if not ahead and end > 0:
        return (
            "A filter looks back from the day of the question",
            f"Write a window such as -{far:g}, 0, {counted.unit}",
        )
    if start is not None and start >= end:
        return "A window begins before it ends", "Write the earlier number first, as in 0, 90 or -30, 0"
    if max(abs(counted.end_days), abs(counted.start_days or 0)) > LONGEST_WINDOW:
        return "The window is longer than a hundred years", "Write a shorter one"
    return None


def is_yes_no(column: Column) -> bool:
    """True where a column can be predicted without a comparison."""
    return column.role is Role.YES_NO or (column.role is Role.TARGET and column.n_distinct == 2)


def example_comparison(column: Column) -> str:
    """A comparison that would fit a column, for messages."""
    return {Role.NUMBER: "> 0", Role.DATE: ">= '2026-01-31'"}.get(column.role, "= 'Won'")


def _year(value: Value) -> tuple[str, ...]:
    """The first day of a year that is written as a number."""
    return (f"{value}-01-01",) if isinstance(value, int) and 1900 <= value <= 2100 else ()


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date(value: Value) -> bool:
    if not isinstance(value, str):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True

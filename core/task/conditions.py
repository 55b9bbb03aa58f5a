"""A condition of the query language as an expression over columns that are already there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import reduce
from operator import and_, or_
from typing import Any

from core.errors import TaskError
from core.tables.answer_words import Says, words_that_say
from core.task.query.ast import (
    Aggregation,
    All,
    ColumnRef,
    Compare,
    Condition,
    IsIn,
    IsNull,
    Like,
    Not,
    Operator,
    Value,
)
from core.task.query.ast import Any as AnyOf

Term = ColumnRef | Aggregation


def terms(condition: Condition | None) -> Iterator[Term]:
    """Every column and number of rows that a condition speaks of, each once, in order."""
    seen: set[str] = set()
    for term in (leaf.left for leaf in leaves(condition)):
        if term.key not in seen:
            seen.add(term.key)
            yield term


def leaves(condition: Condition | None) -> Iterator[Compare | IsIn | IsNull | Like]:
    """The single comparisons that a condition is made of, in order."""
    if condition is None:
        return
    if isinstance(condition, All | AnyOf):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        yield condition


def truth(condition: Condition, values: Mapping[str, Any]) -> Any:
    """The condition as a boolean expression; empty where a value it needs is empty.

    Args:
        condition: What must hold.
        values: Key of a term (`Term.key`) -> its expression.
    """
    if isinstance(condition, All | AnyOf):
        return reduce(
            and_ if isinstance(condition, All) else or_, [truth(p, values) for p in condition.parts]
        )
    if isinstance(condition, Not):
        return ~truth(condition.part, values)
    left = values[condition.left.key]
    if isinstance(condition, Compare):
        return compared(left, condition.op, condition.value, _name(condition.left))
    if isinstance(condition, IsNull):
        return left.notnull() if condition.negated else left.isnull()
    if isinstance(condition, IsIn):
        inside = reduce(
            or_, [compared(left, "=", value, _name(condition.left)) for value in condition.values]
        )
        return ~inside if condition.negated else inside
    return _like(left, condition)


def _like(left: Any, condition: Like) -> Any:
    matches = left.cast("string").like(condition.pattern)
    return ~matches if condition.negated else matches


def compared(left: Any, op: Operator, value: Value, name: str) -> Any:
    """`left op value`, the value read as what the column holds; true and false as the words that say so.

    Raises:
        TaskError: the value is no number, or no date, where the column holds such; or true and false are ordered.
    """
    if isinstance(value, bool) and left.type().is_string():
        return _says(left, op, value, name)
    right = _read(left, value, name)
    if op in ("=", "!="):
        return left == right if op == "=" else left != right
    if op in ("<", "<="):
        return left < right if op == "<" else left <= right
    return left > right if op == ">" else left >= right


def _says(left: Any, op: Operator, value: bool, name: str) -> Any:
    """Whether a text says yes (`= true`) or no (`= false`), by the words that the heaps of a target go by."""
    if op not in ("=", "!="):
        raise TaskError(f"{name} cannot be more or less than {str(value).lower()}", action="Write = or !=")
    text, words = left.strip(), words_that_say(Says.YES if value else Says.NO)
    # an engine may know small letters of plain Latin only (PostgreSQL in the locale C)
    says = text.lower().isin(words) | text.isin([form for w in words for form in (w.upper(), w.capitalize())])
    return says if op == "=" else ~says


def _read(left: Any, value: Value, name: str) -> Any:
    import ibis
    import pandas as pd

    kind = left.type()
    try:
        if kind.is_numeric():
            return ibis.literal(float(value))
        if kind.is_temporal():
            return ibis.literal(pd.Timestamp(str(value)).isoformat(sep=" ")).cast("timestamp")
    except ValueError as error:
        wanted = "a number" if kind.is_numeric() else "a date such as 2026-01-31"
        raise TaskError(
            f"{name} cannot be compared with {value!r}", expected=wanted, action="Change the value"
        ) from error
    if kind.is_boolean():
        return ibis.literal(str(value).lower() in ("true", "yes", "1", "1.0"))
    return ibis.literal(_text(value))


def _text(value: Value) -> str:
    """A value as the tables write it: whole numbers without decimals."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _name(term: Term) -> str:
    if isinstance(term, ColumnRef):
        return f"{term.table}.{term.column}"
    return f"{term.function}({term.over.table}.{term.over.column})"

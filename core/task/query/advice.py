"""What to write for a target whose name nobody knows: what is known by another word, or the count that would say it."""

from __future__ import annotations

from collections.abc import Sequence

from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import ColumnRef
from core.task.query.errors import nearest
from core.task.query.fitting import example_comparison, is_yes_no
from core.task.query.reach import best_ways
from core.task.query.synonyms import columns_named, same_names
from core.task.query.text import column_text, name_text, value_text
from core.task.query.values import column_values
from core.task.query.won import won_values

_LEFT = (
    "churn",
    "churned",
    "churner",
    "attrition",
    "leave",
    "left",
    "lapse",
    "lapsed",
    "cancel",
    "cancelled",
    "lost",
    "inactive",
)
_WON = ("won", "win", "is_won", "iswon", "closed_won", "closedwon", "converted", "conversion", "deal_won")


def target_advice(name: str, tables: TableSet, entity: str, ready: Sequence[str]) -> str | None:
    """What to write instead of a target's name that is none; None where nothing comes near.

    Args:
        name: What stands after PREDICT.
        tables, entity: The tables, and the one that is asked about.
        ready: The names of the definitions that fit it.
    """
    linked = tables.table(entity)
    if name.casefold() in _WON and (column := _won_column(linked)):
        return f"Write {column.name} {example_of(linked, column)}"
    if same := same_names(name, [*ready, *(column.name for column in linked.table.columns)]):
        return f"Did you mean {' or '.join(same[:3])}"
    reached = _reached(tables, entity)
    for other in reached:
        if same_names(name, [other.name]):
            return f"Write EXISTS({name_text(other.name)}.*, 0, 90, days)"
    for other in reached:
        for _, found in columns_named(name, [(other.name, [one.name for one in other.table.columns])]):
            return f"{found} is a column of {other.name}: write {count_of(other, other.column(found))}"
    if name.casefold() in _LEFT and reached:
        return f"Write EXISTS({name_text(reached[0].name)}.*, 0, 90, days) = false"
    near = nearest(name, [*ready, *(column.name for column in linked.table.columns)])
    return f"Did you mean {near}" if near else None


def count_of(linked: LinkedTable, column: Column) -> str:
    """A target over rows of a table that asks for one of its columns."""
    if column.role is Role.NUMBER:
        return f"SUM({column_text(ColumnRef(table=linked.name, column=column.name))}, 0, 90, days) > 0"
    test = f"{name_text(column.name)} {example_of(linked, column)}"
    return f"EXISTS({name_text(linked.name)}.* WHERE {test}, 0, 90, days)"


def example_count(tables: TableSet, entity: str) -> str:
    """A count that fits an entity, for messages."""
    reached = [name_text(one.name) for one in _reached(tables, entity)]
    return f"EXISTS({reached[0] if reached else 'table'}.*, 0, 90, days)"


def example_of(linked: LinkedTable, column: Column) -> str:
    """A comparison that fits a column, with a value that stands in it: one that means won, else the most frequent."""
    if column.role in (Role.NUMBER, Role.DATE):
        return example_comparison(column)
    if is_yes_no(column):
        return "= true"
    values = won_values(linked.table, column) if linked.table.parquet.is_file() else ()
    values = values or tuple(column_values(linked.table, column))[:1]
    return f"= {value_text(values[0])}" if values else example_comparison(column)


def _won_column(linked: LinkedTable) -> Column | None:
    if not linked.table.parquet.is_file():
        return None
    return next((one for one in linked.table.columns if won_values(linked.table, one)), None)


def _reached(tables: TableSet, entity: str) -> list[LinkedTable]:
    """The tables with a clock whose rows can be counted for an entity, those that name it directly first."""
    direct = {link.table for link in tables.links_to(entity)}
    found = []
    for other in sorted(tables.tables, key=lambda one: one.name not in direct):
        if other.name == entity or not other.time_column:
            continue
        ways = best_ways(tables, entity, ColumnRef(table=other.name, column="*"))
        if len(ways) == 1 and not ways[0].is_single:
            found.append(other)
    return found

"""Conditions and counts of a query held against tables: columns, values, windows, clocks and the way to the rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from core.record import Record
from core.tables.paths import FAR
from core.tables.table import Column
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.advice import count_of
from core.task.query.ast import (
    Aggregation,
    All,
    Any,
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
from core.task.query.fitting import (
    comparison_problem,
    function_problem,
    pattern_problem,
    result_problem,
    window_problem,
)
from core.task.query.lookup import Lookup
from core.task.query.places import Places
from core.task.query.reach import best_ways, names_one_row
from core.task.query.spelling import UnknownValueError, pattern_misses, values_meant
from core.task.query.text import aggregation_text, value_text


@dataclass(frozen=True)
class Scope:
    """Where a condition stands.

    Attributes:
        table: Whose columns it may name; a column written alone is one of them.
        counts: Counts of linked rows may be compared.
        columns: Columns may be compared.
        ahead: Counts look ahead of the day of the question; otherwise back.
    """

    table: str
    counts: bool = False
    columns: bool = True
    ahead: bool = False


class Conditions(Lookup):
    """Resolves conditions and counts for one entity.

    Attributes:
        entity: The table that is asked about.
        using: The tables named after USING.
        notes: What was read otherwise than it was written, in plain sentences.
    """

    def __init__(self, text: str, places: Places, tables: TableSet) -> None:
        super().__init__(text, places, tables)
        self.entity = ""
        self.using: tuple[str, ...] = ()
        self.notes: list[str] = []

    def aggregation(self, counted: Aggregation, *, ahead: bool) -> Aggregation:
        """A count over rows that can be reached, in a window that looks ahead or back."""
        over = self._over(counted.over)
        linked = self.tables.table(over.table)
        where = counted.where and self.condition(counted.where, Scope(over.table))
        resolved = counted.model_copy(update={"over": over, "where": where})
        self.refuse(function_problem(resolved, linked), counted.over, "column")
        self.refuse(window_problem(resolved, ahead=ahead), counted, "window")
        self._check_way(over, counted)
        self._check_clock(resolved, counted, linked)
        return resolved

    def _over(self, over: ColumnRef) -> ColumnRef:
        if not over.table:  # COUNT(*, …): the one table with a clock that is linked to the entity
            linked = dict.fromkeys(link.table for link in self.tables.links_to(self.entity))
            timed = [name for name in linked if name != self.entity and self.tables.table(name).time_column]
            if len(timed) != 1:
                raise self.error(
                    f"Which rows of {self.entity} are meant",
                    over,
                    expected=f"a table, such as {timed[0]}.*" if timed else "a table",
                )
            return ColumnRef(table=timed[0], column="*")
        table = self.table(over.table, over)
        if over.column == "*":
            return ColumnRef(table=table.name, column="*")
        return ColumnRef(table=table.name, column=self.column(table, over).name)

    def _check_clock(self, resolved: Aggregation, counted: Aggregation, linked: LinkedTable) -> None:
        late = late_columns_used(resolved, linked)
        clock = linked.late_time if late else linked.time_column
        if clock is None and (late or resolved.start is not None or resolved.end != 0):
            known = (
                f"{late[0]} of {linked.name} was filled in" if late else f"a row of {linked.name} was known"
            )
            raise self.error(
                f"Nothing says when {known}, so {aggregation_text(resolved)} has no answer",
                counted.over,
                action="Choose its time column on the Data page, or count rows of another table",
            )

    def _check_way(self, over: ColumnRef, counted: Aggregation) -> None:
        if over.table == self.entity:
            raise self.error(
                f"{over.table} is the table that is asked about",
                counted.over,
                expected="a table that is linked to it",
                action=f"To predict one of its own columns, write PREDICT {over.table}.column = …",
            )
        ways = best_ways(self.tables, self.entity, over, self.using)
        if not ways:
            raise self.error(
                f"No link leads from {self.entity} to {over.table}",
                counted.over,
                expected=f"a table at most {FAR} links away, each key naming one row on, or over a table that only "
                "joins two others",
                action="Link the tables on the Data page",
            )
        if ways[0].is_single:
            raise self.error(
                f"Each row of {self.entity} names one row of {over.table}, so there is nothing to count",
                counted.over,
                expected=f"a table whose rows name a row of {self.entity}, or of a table that it names",
                action=f"Compare its columns instead, as in WHERE {over.table}.column = 'x'",
            )
        if len(ways) > 1:
            shown = "; ".join(f"{way.words} ({way.keys})" for way in ways)
            raise self.error(
                f"{len(ways)} ways lead from {self.entity} to {over.table}",
                counted.over,
                found=shown,
                action="Name the tables of one way after USING, count the column of the link that is meant, "
                "or take the other link away on the Data page",
            )

    def condition(self, condition: Condition, scope: Scope) -> Condition:
        """A condition whose columns, values and counts fit where it stands."""
        if isinstance(condition, All | Any):
            parts = tuple(self.condition(part, scope) for part in condition.parts)
            return condition.model_copy(update={"parts": parts})
        if isinstance(condition, Not):
            return Not(part=self.condition(condition.part, scope))
        if isinstance(condition, Compare) and isinstance(condition.left, Aggregation):
            return self._counted(condition, condition.left, scope)
        return self._tested(condition, *self._cell(condition.left, scope))

    def _tested(
        self, condition: Compare | IsIn | Like | IsNull, column: Column, ref: ColumnRef
    ) -> Compare | IsIn | Like | IsNull:
        """A test of one column, its values as the table spells them."""
        linked = self.tables.table(ref.table)
        if isinstance(condition, Compare):
            meant = self.meant(linked, column, condition.op, condition.value, condition, "value")
            if len(meant) > 1:
                return IsIn(left=ref, values=meant, negated=condition.op == "!=")
            return condition.model_copy(update={"left": ref, "value": meant[0]})
        if isinstance(condition, IsIn):
            meant = self.all_meant(linked, column, condition.values, condition, "value")
            return condition.model_copy(update={"left": ref, "values": meant})
        if isinstance(condition, Like):
            problem = pattern_problem(column) or pattern_misses(linked, column, condition.pattern)
            self.refuse(problem, condition, "value")
        return condition.model_copy(update={"left": ref})

    def all_meant(
        self, linked: LinkedTable, column: Column, values: tuple[Value, ...], part: Record, field: str
    ) -> tuple[Value, ...]:
        """What each of several values means, each once; `field` and a number name their places."""
        found = [
            one
            for place, value in enumerate(values)
            for one in self.meant(linked, column, "=", value, part, f"{field}{place}")
        ]
        return tuple({(type(one), one): one for one in found}.values())

    def meant(
        self, linked: LinkedTable, column: Column, op: Operator, value: Value, part: Record, field: str
    ) -> tuple[Value, ...]:
        """The values, as the table spells them, that a column is compared with; several where spellings differ."""
        self.refuse(comparison_problem(column, op, value), part, field)
        if op not in ("=", "!=") or self._is_key(linked, column):
            return (value,)
        try:
            found = values_meant(linked, column, value)
        except UnknownValueError as unknown:
            raise self.error(str(unknown), part, field, action=unknown.advice) from None
        if found != (value,):
            shown = " or ".join(map(value_text, found))
            self.notes.append(f"{linked.name}.{column.name}: {value_text(value)} is read as {shown}.")
        return found

    def _is_key(self, linked: LinkedTable, column: Column) -> bool:
        """True for columns whose values are written alike on both sides of a link, not as the file has them."""
        links = self.tables.links_from(linked.name)
        return column.name == linked.primary_key or any(link.column == column.name for link in links)

    def _counted(self, condition: Compare, counted: Aggregation, scope: Scope) -> Compare:
        if not scope.counts:
            raise self.error(
                "Inside a count, only columns of its rows can be compared",
                counted,
                action="Move it to the WHERE after FOR",
            )
        resolved = self.aggregation(counted, ahead=scope.ahead)
        self.refuse(result_problem(counted, condition.op, condition.value), condition, "value")
        return condition.model_copy(update={"left": resolved})

    def _cell(self, ref: ColumnRef | Aggregation, scope: Scope) -> tuple[Column, ColumnRef]:
        if isinstance(ref, Aggregation):
            raise self.error("A count cannot stand here", ref, action="Compare it with a number, such as > 0")
        if not scope.columns:
            raise self.error(
                "ASSUMING says what comes true after the day of the question, so it counts rows",
                ref,
                expected="for example COUNT(activity.*, 0, 30, days) > 0",
                action="Filters on columns belong after WHERE",
            )
        linked = self.tables.table(scope.table) if not ref.table else self.table(ref.table, ref)
        if linked.name != scope.table and scope.ahead:
            raise self.error(
                f"{linked.name}.{ref.column} is no column of {scope.table}",
                ref,
                expected=f"a column of {scope.table}, or a count over {linked.name}",
                action=f"Write for example {count_of(linked, self.column(linked, ref))}",
            )
        if linked.name != scope.table and not names_one_row(self.tables, scope.table, linked.name):
            raise self.error(
                f"A row of {scope.table} does not name one row of {linked.name}",
                ref,
                expected=f"a column of {scope.table}, or of a table that its keys name",
                action=self._count_instead(linked) if scope.counts else None,
            )
        column = self.column(linked, ref)
        if scope.ahead and column.name == linked.primary_key:
            raise self.error(
                f"{column.name} is the key of {linked.name}", ref, "column", action="Choose another column"
            )
        return column, ColumnRef(table=linked.name, column=column.name)

    def _count_instead(self, linked: LinkedTable) -> str | None:
        over = ColumnRef(table=linked.name, column="*")
        if not best_ways(self.tables, self.entity, over, self.using):
            return None
        window = "-30, 0, days" if linked.time_column else "-INF, 0, days"
        return f"Count rows instead, such as COUNT({linked.name}.*, {window}) > 0"


def late_columns_used(counted: Aggregation, linked: LinkedTable) -> list[str]:
    """The late columns that a resolved aggregation looks at: with one of them, its rows count at `late_time`."""
    used = [counted.over, *_columns_of(counted.where)]
    return [ref.column for ref in used if ref.table == linked.name and ref.column in linked.late_columns]


def _columns_of(condition: Condition | None) -> Iterable[ColumnRef]:
    if condition is None:
        return
    if isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _columns_of(part)
    elif isinstance(condition, Not):
        yield from _columns_of(condition.part)
    elif isinstance(condition.left, ColumnRef):
        yield condition.left

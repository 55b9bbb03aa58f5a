"""A query held against tables: names found, the key filled in, and everything refused that cannot be answered."""

from __future__ import annotations

from collections.abc import Sequence

from core.tables.table import Column, Role
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.advice import count_of, example_count, example_of, target_advice
from core.task.query.ast import Aggregation, ColumnRef, Condition, Definition, IsIn, Named, Query
from core.task.query.conditions import Conditions, Scope
from core.task.query.definitions import definition_of, definitions
from core.task.query.errors import quoted
from core.task.query.fitting import is_yes_no, result_problem
from core.task.query.lookup import find_name
from core.task.query.parse import parse_with_places
from core.task.query.places import Places
from core.task.query.sorted_answers import with_answers_sorted
from core.task.query.text import column_text, name_text, query_text, value_text


def resolve(query: Query | str, tables: TableSet, own: Sequence[Definition] = ()) -> Query:
    """The query as it is meant for these tables.

    Names are found whatever their case; the entity's key is filled in; `table` for columns written alone; a named
    definition is replaced by what it means, and `Query.name` keeps its name. A yes/no column without a comparison
    gets `= true`, `IN` with one value becomes `=`; a target left without a comparison is EXISTS, a condition, or
    a number (`Query.is_number`).

    Args:
        query: The query, or the line as a person wrote it (mistakes then point into that line).
        tables: The tables, their links and clocks.
        own: Definitions that people named themselves.

    Raises:
        QueryError: something is unknown or cannot be answered; it points at the character and proposes the
            nearest name.
    """
    return resolve_and_say(query, tables, own)[0]


def resolve_and_say(
    query: Query | str, tables: TableSet, own: Sequence[Definition] = ()
) -> tuple[Query, tuple[str, ...]]:
    """The same, and in plain sentences which values are read otherwise than they were written.

    Raises:
        QueryError: as for `resolve`.
    """
    text = query if isinstance(query, str) else query_text(query)
    written, places = parse_with_places(text)
    resolver = _Resolver(text, places, tables, tuple(own))
    resolved, sorting = with_answers_sorted(resolver.query(written), tables)
    return resolved, (*dict.fromkeys(resolver.notes), *sorting)


class _Resolver(Conditions):
    """Resolves one query."""

    def __init__(self, text: str, places: Places, tables: TableSet, own: tuple[Definition, ...]) -> None:
        super().__init__(text, places, tables)
        self.own = own

    def query(self, query: Query) -> Query:
        self.written = query  # later copies of it have no place in the text
        entity = self._entity(query.entity)
        self.entity = entity.table
        self.using = self._using(query)
        for place, one in enumerate(query.ids):
            if isinstance(one, bool):
                raise self.error(
                    "true and false are no keys", query, f"id{place}", action="Write the key's value"
                )
        if isinstance(query.target, Named):
            query = self._meaning(query, query.target)
        if isinstance(query.target, Aggregation):
            query = self._counted_target(query, query.target)
        elif isinstance(query.target, ColumnRef):
            query = self._column_target(query, query.target)
        elif not isinstance(query.target, Named):
            query = self._condition_target(query, query.target)
        self.pinned = None
        query = self._with_against(query)
        where = Scope(self.entity, counts=True)
        assuming = Scope(self.entity, counts=True, columns=False, ahead=True)
        return query.model_copy(
            update={
                "entity": entity,
                "where": query.where and self.condition(query.where, where),
                "assuming": query.assuming and self.condition(query.assuming, assuming),
                "using": self.using,
                "rank": query.rank or query.top is not None,
            }
        )

    def _entity(self, ref: ColumnRef) -> ColumnRef:
        linked = self.table(ref.table, ref)
        key = linked.primary_key
        if key is None:
            raise self.error(
                f"{linked.name} has no primary key, so its rows cannot be told apart",
                ref,
                action="Choose the column that names a row on the Data page",
            )
        if ref.column and self.column(linked, ref).name != key:
            raise self.error(
                f"{linked.name}.{ref.column} is not the key of {linked.name}",
                ref,
                "column",
                expected=f"FOR EACH {linked.name}.{key}",
                action=self._for_each_named(linked, self.column(linked, ref)),
            )
        return ColumnRef(table=linked.name, column=key)

    def _for_each_named(self, linked: LinkedTable, column: Column) -> str | None:
        """What asks for each row of the table that a key of another one names."""
        to = next((one.to for one in self.tables.links_from(linked.name) if one.column == column.name), None)
        return f"To ask for each row of {to}, write FOR EACH {name_text(to)}" if to else None

    def _using(self, query: Query) -> tuple[str, ...]:
        named = [self.table(name, query, f"using{i}").name for i, name in enumerate(query.using)]
        return tuple(dict.fromkeys([self.entity, *named])) if named else ()

    def _meaning(self, query: Query, target: Named) -> Query:
        """The query with what its named target means: a definition, or a column of the entity."""
        found = definition_of(target.name, self.tables, self.entity, self.own, using=self.using)
        columns = [column.name for column in self.tables.table(self.entity).table.columns]
        if found is None and find_name(target.name, columns) is not None:
            ref = ColumnRef(table=self.entity, column=target.name)
            self.places.put(ref, start=self.places.at(target))
            return query.model_copy(update={"target": ref})
        if found is None:
            known = definitions(self.tables, self.entity, self.own, using=self.using)
            names = [one.name for one in known]
            raise self.error(
                f"There is no definition {quoted(target.name)} for {self.entity}",
                target,
                expected=", ".join(
                    [*names, f"a column, or a count such as {example_count(self.tables, self.entity)}"]
                ),
                action=target_advice(target.name, self.tables, self.entity, names),
            )
        if query.op is not None:
            raise self.error(
                f"{found.name} is a yes/no already", self.written, "op", action="Leave the comparison out"
            )
        self.pinned = self.places.at(target)
        meaning = {"target": found.target, "op": found.op, "value": found.value}
        return query.model_copy(update={**meaning, "name": query.name or found.name})

    def _counted_target(self, query: Query, target: Aggregation) -> Query:
        resolved = self.aggregation(target, ahead=True)
        if query.op is None or query.value is None:
            return query.model_copy(update={"target": resolved})
        self.refuse(result_problem(target, query.op, query.value), self.written, "value")
        if target.function == "EXISTS":
            wanted = (query.op == "=") == query.value
            asked = {"op": None, "value": None} if wanted else {"op": "=", "value": False}
            return query.model_copy(update={"target": resolved, **asked})
        return query.model_copy(update={"target": resolved})

    def _column_target(self, query: Query, target: ColumnRef) -> Query:
        linked = self.table(target.table, target)
        if linked.name != self.entity:
            raise self.error(
                f"{linked.name}.{target.column} is no column of {self.entity}",
                target,
                expected=f"a column of {self.entity}, or a count over {linked.name}",
                action=f"Write for example {count_of(linked, self.column(linked, target))}",
            )
        column = self.column(linked, target)
        if column.name == linked.primary_key:
            raise self.error(
                f"{column.name} is the key of {linked.name}", target, "column", action="Choose another column"
            )
        resolved = ColumnRef(table=linked.name, column=column.name)
        if query.op is not None and query.value is not None:
            meant = self.meant(linked, column, query.op, query.value, self.written, "value")
            if len(meant) > 1:
                several = IsIn(left=resolved, values=meant, negated=query.op == "!=")
                return query.model_copy(update={"target": several, "op": None, "value": None})
            return query.model_copy(update={"target": resolved, "value": meant[0]})
        if is_yes_no(column):
            return query.model_copy(update={"target": resolved, "op": "=", "value": True})
        if column.role is not Role.NUMBER:
            raise self.error(
                f"{column.name} is no yes/no and no number, so it needs a comparison",
                target,
                "column",
                action=f"Write for example {column_text(target)} {example_of(linked, column)}",
            )
        return query.model_copy(update={"target": resolved})

    def _condition_target(self, query: Query, target: Condition) -> Query:
        scope = Scope(self.entity, counts=True, ahead=True)
        resolved = self.condition(target, scope)
        if isinstance(resolved, IsIn) and len(resolved.values) == 1:
            op = "!=" if resolved.negated else "="
            return query.model_copy(update={"target": resolved.left, "op": op, "value": resolved.values[0]})
        return query.model_copy(update={"target": resolved})

    def _with_against(self, query: Query) -> Query:
        """AGAINST names values of the one column that is compared with values by `=` or `IN`."""
        if not query.against:
            return query
        target = query.target
        if isinstance(target, ColumnRef) and query.op == "=" and query.value is not None:
            column, yes = target, frozenset({query.value})
        elif isinstance(target, IsIn) and not target.negated:
            column, yes = target.left, frozenset(target.values)
        else:
            raise self.error(
                "AGAINST names the values that mean no, so the target is a column and the values that mean yes",
                self.written,
                "against0",
                action=f"Write for example PREDICT {self.entity}.status IN ('B', 'D') AGAINST ('A', 'C')",
            )
        linked = self.tables.table(column.table)
        against = linked.column(column.column)
        for place, value in enumerate(query.against):
            if yes & set(self.meant(linked, against, "=", value, self.written, f"against{place}")):
                raise self.error(
                    f"{value_text(value)} cannot mean yes and no",
                    self.written,
                    f"against{place}",
                    action="Name it in one of the two",
                )
        every = self.all_meant(linked, against, query.against, self.written, "against")
        return query.model_copy(update={"against": every})

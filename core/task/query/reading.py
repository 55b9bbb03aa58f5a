"""From the parse tree of a query to its value, with the place of every part in the text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Generic, TypeAlias, TypeVar, cast

from lark import Token, v_args
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive

from core.record import Record
from core.task.query.ast import (
    Aggregation,
    All,
    Any,
    ColumnRef,
    Compare,
    Condition,
    Function,
    IsIn,
    IsNull,
    Like,
    Named,
    Not,
    Operator,
    Query,
    Unit,
    Value,
)
from core.task.query.errors import QueryError, quoted

MAX_DEPTH = 40
_LARGEST_WHOLE = 2**63 - 1  # what a table can hold
_LONGEST_WHOLE = 100  # digits; beyond, a number is read as float, which is quick
_SIGNS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}

T = TypeVar("T")
P = TypeVar("P", bound=Record)


@dataclass(frozen=True)
class Written(Generic[T]):
    """A piece of the text: what it means and the character where it begins."""

    value: T
    place: int


class Places:
    """Where the parts of one query stand in its text."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, str], int] = {}
        self._kept: list[Record] = []  # an id is only a name while its object lives

    def put(self, part: Record, **fields: int) -> None:
        """Notes where a part begins (`start`) and where its fields stand."""
        self._kept.append(part)
        self._places.update({(id(part), field): place for field, place in fields.items()})

    def at(self, part: Record, field: str = "start") -> int:
        """The character where a field of a part stands; the part's beginning where the field is not written."""
        return self._places.get((id(part), field), self._places.get((id(part), "start"), 0))


@dataclass(frozen=True)
class _Comparison:
    op: Operator
    place: int
    value: Written[Value]


_Values: TypeAlias = tuple[Written[Value], ...]


@v_args(inline=True, meta=True)
class Reader(Transformer_NonRecursive[Token, Query]):
    """Makes a query of the parse tree of `text`, bottom up; each method is a rule of the grammar.

    Raises:
        QueryError: a number that no table can hold, an empty name, a condition nested too deep, a function
            without a comparison.
    """

    def __init__(self, text: str) -> None:
        super().__init__(visit_tokens=False)
        self.text = text
        self.places = Places()
        self._depth: dict[int, int] = {}

    def name(self, meta: Meta, token: Token) -> Written[str]:
        text = str(token) if token.type == "NAME" else _unquoted(token)
        if not text:
            raise self._error("A name cannot be empty", meta.start_pos, "Write the name between the quotes")
        return Written(text, meta.start_pos)

    def string(self, meta: Meta, token: Token) -> Written[str]:
        return Written(_unquoted(token), meta.start_pos)

    def value(self, meta: Meta, token: Token) -> Written[Value]:
        if token.type in ("STRING", "QUOTED"):
            return Written(_unquoted(token), meta.start_pos)
        if token.type == "NUMBER":
            return Written(self._number(token), meta.start_pos)
        return Written(token.type == "TRUE", meta.start_pos)

    def values(self, _: Meta, *values: Written[Value]) -> tuple[Written[Value], ...]:
        return values

    def comparison(self, _: Meta, op: Token, value: Written[Value]) -> _Comparison:
        return _Comparison(cast("Operator", _SIGNS.get(op, str(op))), op.start_pos or 0, value)

    def column(self, _: Meta, table: Written[str], column: Written[str]) -> ColumnRef:
        return self._ref(table, column)

    def bare_column(self, _: Meta, column: Written[str]) -> ColumnRef:
        return self._ref(Written("", column.place), column)

    def table(self, _: Meta, table: Written[str]) -> ColumnRef:
        return self._ref(table, Written("", table.place))

    def all_rows(self, _: Meta, table: Written[str], star: Token | None = None) -> ColumnRef:
        return self._ref(table, Written("*", table.place if star is None else star.start_pos or 0))

    def any_rows(self, meta: Meta, _: Token) -> ColumnRef:
        return self._ref(Written("", meta.start_pos), Written("*", meta.start_pos))

    def named(self, _: Meta, name: Written[str]) -> Named:
        named = Named(name=name.value)
        self.places.put(named, start=name.place)
        return named

    def bound(self, meta: Meta, token: Token) -> Written[float | None]:
        return Written(None if token.type == "EVER" else float(self._number(token)), meta.start_pos)

    def aggregation(
        self,
        meta: Meta,
        function: Token,
        over: ColumnRef,
        where: Condition | None,
        start: Written[float | None],
        end: Written[float | None],
        unit: Token | None,
    ) -> Aggregation:
        if end.value is None:
            raise self._error("A window cannot end at -INF", end.place, "Begin with -INF, end with a number")
        made = Aggregation(
            function=cast("Function", function.upper()),
            over=over,
            where=where,
            start=start.value,
            end=end.value,
            unit=cast("Unit", "days" if unit is None else f"{unit.lower().removesuffix('s')}s"),
        )
        self.places.put(made, window=start.place, after=meta.end_pos)
        return self._nested(made, meta, where)

    def where(self, _: Meta, condition: Condition) -> Condition:
        return condition

    def assuming(self, _: Meta, condition: Condition) -> Condition:
        return condition

    def any_of(self, meta: Meta, *parts: Condition) -> Any:
        return self._nested(Any(parts=parts), meta, *parts)

    def all_of(self, meta: Meta, *parts: Condition) -> All:
        return self._nested(All(parts=parts), meta, *parts)

    def not_(self, meta: Meta, _: Token, part: Condition) -> Not:
        return self._nested(Not(part=part), meta, part)

    def compare(self, meta: Meta, left: ColumnRef | Aggregation, compared: _Comparison) -> Compare:
        made = Compare(left=left, op=compared.op, value=compared.value.value)
        self.places.put(made, op=compared.place, value=compared.value.place)
        return self._nested(made, meta, left)

    def exists(self, meta: Meta, counted: Aggregation) -> Compare:
        if counted.function != "EXISTS":
            raise self._error(
                f"{counted.function} needs a comparison here", meta.end_pos, "Add one, such as > 0"
            )
        return self._nested(Compare(left=counted, op="=", value=True), meta, counted)

    def is_in(self, meta: Meta, left: ColumnRef, negation: Token | None, values: _Values) -> IsIn:
        made = IsIn(left=left, values=tuple(one.value for one in values), negated=negation is not None)
        self.places.put(made, **{f"value{i}": one.place for i, one in enumerate(values)})
        return self._nested(made, meta)

    def like(self, meta: Meta, left: ColumnRef, negation: Token | None, pattern: Written[str]) -> Like:
        made = Like(left=left, pattern=pattern.value, negated=negation is not None)
        self.places.put(made, value=pattern.place)
        return self._nested(made, meta)

    def contains(self, meta: Meta, left: ColumnRef, negation: Token | None, text: Written[str]) -> Like:
        return self.like(meta, left, negation, Written(f"%{text.value}%", text.place))

    def is_null(self, meta: Meta, left: ColumnRef, negation: Token | None) -> IsNull:
        return self._nested(IsNull(left=left, negated=negation is not None), meta)

    def chosen(self, _: Meta, *chosen: Written[Value] | Token | _Values) -> _Values:
        last = chosen[-1]
        return (last,) if isinstance(last, Written) else cast("_Values", last)

    def using(self, _: Meta, *names: Written[str]) -> tuple[Written[str], ...]:
        return names

    def start(
        self,
        _: Meta,
        target: Aggregation | ColumnRef | Named,
        compared: _Comparison | None,
        name: Written[str] | None,
        each: Token | None,
        entity: ColumnRef,
        ids: _Values | None,
        where: Condition | None,
        assuming: Condition | None,
        using: tuple[Written[str], ...] | None,
    ) -> Query:
        query = Query(
            target=target,
            op=compared and compared.op,
            value=None if compared is None else compared.value.value,
            entity=entity,
            each=each is not None,
            ids=tuple(one.value for one in ids or ()),
            where=where,
            assuming=assuming,
            using=tuple(one.value for one in using or ()),
            name="" if name is None else name.value,
        )
        self.places.put(query, **{f"using{i}": one.place for i, one in enumerate(using or ())})
        self.places.put(query, **{f"id{i}": one.place for i, one in enumerate(ids or ())})
        if compared is not None:
            self.places.put(query, op=compared.place, value=compared.value.place)
        if name is not None:
            self.places.put(query, name=name.place)
        return query

    def _ref(self, table: Written[str], column: Written[str]) -> ColumnRef:
        ref = ColumnRef(table=table.value, column=column.value)
        self.places.put(ref, start=table.place, column=column.place)
        return ref

    def _nested(self, made: P, meta: Meta, *inside: Record | None) -> P:
        """Notes where a part begins, and that it nests one deeper than what is inside it."""
        depth = 1 + max((self._depth.get(id(part), 0) for part in inside), default=0)
        if depth > MAX_DEPTH:
            raise self._error(
                f"The condition nests more than {MAX_DEPTH} deep",
                meta.start_pos,
                "Write it with fewer NOT and parentheses",
            )
        self._depth[id(made)] = depth
        self.places.put(made, start=meta.start_pos)
        return made

    def _number(self, token: Token) -> int | float:
        """A whole number as int, any other as float."""
        whole = token.lstrip("+-").isdigit()
        number = int(token) if whole and len(token) < _LONGEST_WHOLE else float(token)
        if not math.isfinite(number) or (whole and abs(number) > _LARGEST_WHOLE):
            raise self._error(
                f"The number {quoted(token)} is too large", token.start_pos or 0, "Write a smaller one"
            )
        return number

    def _error(self, problem: str, place: int, action: str) -> QueryError:
        return QueryError(problem, text=self.text, position=place, action=action)


def _unquoted(token: Token) -> str:
    """The text between quotes; a doubled quote inside stands for one."""
    return token[1:-1].replace(token[0] * 2, token[0])

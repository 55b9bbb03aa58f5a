"""From the parse tree of a query to its value, with the place of every part in the text."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import TypeAlias, TypeVar, cast

from lark import Token, v_args
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive

from core.number_words import number_words
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
    Target,
    Unit,
    Value,
)
from core.task.query.errors import QueryError, quoted
from core.task.query.places import Places, T, Written

MAX_DEPTH = 40
_LARGEST_WHOLE = 2**63 - 1  # what a table can hold
_LONGEST_WHOLE = 100  # digits; beyond, a number is read as float, which is quick
# 10.000 is ten for some and ten thousand for others; 007 loses its zeros
_DOUBTFUL = re.compile(r"[+-]?(?:([1-9][0-9]{0,2})(\.[0-9]{2}0)|0[0-9]+)")
_SIGNS = {"==": "=", "<>": "!=", "≠": "!=", "≤": "<=", "≥": ">="}

P = TypeVar("P", bound=Record)


@dataclass(frozen=True)
class _Comparison:
    op: Operator
    place: int
    value: Written[Value]


@dataclass(frozen=True)
class _Alone:
    """A column or a function that is compared with nothing."""

    part: ColumnRef | Aggregation
    end: int


@dataclass(frozen=True)
class _Ranked:
    rank: bool
    top: int | None


_Values: TypeAlias = tuple[Written[Value], ...]
_Part: TypeAlias = Condition | _Alone


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
        self._ranges: set[int] = set()  # conditions that stand for one BETWEEN

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

    def where(self, _: Meta, condition: _Part) -> Condition:
        return self._whole(condition)

    def assuming(self, _: Meta, condition: _Part) -> Condition:
        return self._whole(condition)

    def any_of(self, meta: Meta, *parts: _Part) -> Any:
        whole = tuple(self._whole(part) for part in parts)
        return self._nested(Any(parts=whole), meta, *whole)

    def all_of(self, meta: Meta, *parts: _Part) -> All:
        whole: list[Condition] = []
        for part in map(self._whole, parts):
            whole += part.parts if isinstance(part, All) and id(part) in self._ranges else [part]
        return self._nested(All(parts=tuple(whole)), meta, *whole)

    def not_(self, meta: Meta, _: Token, part: _Part) -> Not:
        whole = self._whole(part)
        return self._nested(Not(part=whole), meta, whole)

    def compare(self, meta: Meta, left: ColumnRef | Aggregation, compared: _Comparison) -> Compare:
        made = Compare(left=left, op=compared.op, value=compared.value.value)
        self.places.put(made, op=compared.place, value=compared.value.place)
        return self._nested(made, meta, left)

    def between(
        self,
        meta: Meta,
        left: ColumnRef | Aggregation,
        negation: Token | None,
        low: Written[Value],
        high: Written[Value],
    ) -> All | Not:
        low_end = self.compare(meta, left, _Comparison(">=", low.place, low))
        high_end = self.compare(meta, left, _Comparison("<=", high.place, high))
        made = self._nested(All(parts=(low_end, high_end)), meta, low_end)
        if negation is not None:
            return self._nested(Not(part=made), meta, made)
        self._ranges.add(id(made))
        return made

    def exists(self, meta: Meta, counted: Aggregation) -> _Alone:
        return _Alone(counted, meta.end_pos)

    def alone(self, meta: Meta, cell: ColumnRef) -> _Alone:
        return _Alone(cell, meta.end_pos)

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

    def ranked(self, _: Meta, rank: Token | None, top: Token | None) -> _Ranked:
        return _Ranked(rank is not None, None if top is None else self._top(top))

    def top(self, _: Meta, top: Token) -> _Ranked:
        return _Ranked(False, self._top(top))

    def start(
        self,
        _: Meta,
        target: _Part,
        against: _Values | None,
        name: Written[str] | None,
        each: Token | None,
        entity: ColumnRef,
        ids: _Values | None,
        where: Condition | None,
        assuming: Condition | None,
        using: tuple[Written[str], ...] | None,
        ranked: _Ranked | None,
    ) -> Query:
        goal, compared = self._goal(target)
        query = Query(
            target=goal,
            op=compared and compared.op,
            value=None if compared is None else compared.value,
            against=tuple(one.value for one in against or ()),
            entity=entity,
            each=each is not None,
            ids=tuple(one.value for one in ids or ()),
            where=where,
            assuming=assuming,
            using=tuple(one.value for one in using or ()),
            name="" if name is None else name.value,
            rank=ranked is not None and ranked.rank,
            top=ranked and ranked.top,
        )
        self._put_each(query, "using", using)
        self._put_each(query, "id", ids)
        self._put_each(query, "against", against)
        if compared is not None:
            places = {field: self.places.at(compared, field) for field in ("op", "value")}
            self.places.put(query, **places)
        if name is not None:
            self.places.put(query, name=name.place)
        return query

    def _put_each(self, query: Query, field: str, written: tuple[Written[T], ...] | None) -> None:
        self.places.put(query, **{f"{field}{place}": one.place for place, one in enumerate(written or ())})

    def _goal(self, target: _Part) -> tuple[Target, Compare | None]:
        """The target, and what it is compared with where it is a single comparison."""
        compared = target if isinstance(target, Compare) else None
        left = target.part if isinstance(target, _Alone) else compared.left if compared else target
        if isinstance(left, ColumnRef) and not left.table:
            named = Named(name=left.column)
            self.places.put(named, start=self.places.at(left))
            return named, compared
        if isinstance(left, Aggregation) and isinstance(target, _Alone):
            self.places.put(left, after=target.end)
        return cast("Target", left), compared

    def _whole(self, part: _Part) -> Condition:
        """A part of a condition; what is compared with nothing is a yes/no only where it is EXISTS."""
        if not isinstance(part, _Alone):
            return part
        if isinstance(part.part, ColumnRef) or part.part.function != "EXISTS":
            word = part.part.column if isinstance(part.part, ColumnRef) else part.part.function
            raise self._error(f"{word} needs a comparison here", part.end, "Add one, such as > 0")
        whole = Compare(left=part.part, op="=", value=True)
        self.places.put(whole, start=self.places.at(part.part))
        self._depth[id(whole)] = self._depth.get(id(part.part), 0) + 1
        return whole

    def _top(self, token: Token) -> int:
        number = self._number(token)
        if not isinstance(number, int) or number < 1:
            raise self._error("TOP takes a whole number", token.start_pos or 0, "Write for example TOP 20")
        return number

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
        """A whole number as int, any other as float; what may be meant otherwise is refused."""
        if found := _DOUBTFUL.fullmatch(token):
            thousands = f"{found[1]}{found[2]}".replace(".", "")
            action = (
                f"Write {thousands} or {number_words(float(token), 10, is_code=True)}"
                if found[2]
                else f"Put it in quotes to keep the zeros: '{token}'"
            )
            raise self._error(f"{token} may be read in two ways", token.start_pos or 0, action)
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

"""A predictive query as a value: what the form edits and what the one line says; knows nothing of text or tables."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from core.record import Record

Function = Literal["COUNT", "SUM", "AVG", "MIN", "MAX", "COUNT_DISTINCT", "EXISTS"]
Unit = Literal["days", "hours", "minutes", "months"]
Operator = Literal["=", "!=", "<", "<=", ">", ">="]
Number = Annotated[float, Field(allow_inf_nan=False)]
Value = str | Number | int | bool
DAYS = {"days": 1.0, "hours": 1 / 24, "minutes": 1 / 1440, "months": 30.4375}


class ColumnRef(Record):
    """`table.column`; `column` is "*" where all rows of a table are meant.

    Before a query is resolved against tables, `table` may be "": the text names the column only.
    """

    table: str
    column: str


class Compare(Record):
    """`left op value`, with a column, or a number of past rows, on the left."""

    kind: Literal["compare"] = "compare"
    left: ColumnRef | Aggregation
    op: Operator
    value: Value


class IsIn(Record):
    """`column [NOT] IN (value, …)`."""

    kind: Literal["in"] = "in"
    left: ColumnRef
    values: tuple[Value, ...] = Field(min_length=1)
    negated: bool = False


class Like(Record):
    """`column [NOT] LIKE pattern`; % stands for any text."""

    kind: Literal["like"] = "like"
    left: ColumnRef
    pattern: str
    negated: bool = False


class IsNull(Record):
    """`column IS [NOT] NULL`."""

    kind: Literal["null"] = "null"
    left: ColumnRef
    negated: bool = False


class All(Record):
    """`a AND b AND …`."""

    kind: Literal["and"] = "and"
    parts: tuple[Condition, ...] = Field(min_length=2)


class Any(Record):
    """`a OR b OR …`."""

    kind: Literal["or"] = "or"
    parts: tuple[Condition, ...] = Field(min_length=2)


class Not(Record):
    """`NOT a`."""

    kind: Literal["not"] = "not"
    part: Condition


Condition = Annotated[Compare | IsIn | Like | IsNull | All | Any | Not, Field(discriminator="kind")]


class Aggregation(Record):
    """`AGG(table.column [WHERE …], start, end, unit)`: rows with time in (seed + start, seed + end].

    A target looks ahead: 0 <= start < end. A condition may look back: start < end <= 0; start None is since ever.
    """

    function: Function
    over: ColumnRef
    where: Condition | None = None
    start: Number | None = 0
    end: Number
    unit: Unit = "days"

    @property
    def start_days(self) -> float | None:
        return None if self.start is None else self.start * DAYS[self.unit]

    @property
    def end_days(self) -> float:
        return self.end * DAYS[self.unit]


class Named(Record):
    """A target with a name, such as `will_convert`; see `core.task.query.definitions`."""

    name: str


class Definition(Record):
    """A target with a name.

    Attributes:
        name: How it is written after PREDICT.
        sentence: What it means, in plain words.
        target: The rows that are counted, and in which window.
        op, value: What the count is compared with; both None for EXISTS.
    """

    name: str
    sentence: str
    target: Aggregation
    op: Operator | None = None
    value: Value | None = None


Target = Aggregation | ColumnRef | Named | Condition


class Query(Record):
    """`PREDICT target [op value] [AGAINST …] [AS name] FOR [EACH] entity [= id | IN (…)] [WHERE …] [ASSUMING …]
    [USING …] [RANK] [TOP k]`.

    Attributes:
        target: What is predicted: a number of future rows, a column of the entity, a named definition, or a
            condition over columns of the entity and counts that look ahead. A single comparison is never a
            condition here: its left side is the target, and `op` and `value` stand beside it.
        op, value: What the target is compared with; both or neither. Neither: the target is a yes/no itself, or
            a number (see `is_number`).
        against: The values of a column target that mean "no"; every other filled value is then "no answer yet".
            Empty: every other filled value is "no".
        name: What the answer is called; where a named definition was resolved, its name. Empty: it has none.
        entity: Table and primary key of those it is predicted for. The key may be "" where the text names the
            table only; resolving the query against tables fills it in.
        each: True for `FOR EACH`.
        ids: Predict for these only; empty: for all.
        where: Only entities for which this held at the seed time.
        assuming: Learn only from examples for which this came true within its window.
        using: Tables the models may use; empty: all.
        rank: The answer is a list in order of chance or amount.
        top: So many of the list; None: all.
    """

    target: Target
    op: Operator | None = None
    value: Value | None = None
    against: tuple[Value, ...] = ()
    entity: ColumnRef
    each: bool = True
    ids: tuple[Value, ...] = ()
    where: Condition | None = None
    assuming: Condition | None = None
    using: tuple[str, ...] = ()
    name: str = ""
    rank: bool = False
    top: int | None = Field(default=None, ge=1)

    def allowed(self, names: Iterable[str]) -> list[str]:
        """Those of the tables that a model may look at: all, or those named after USING."""
        return [name for name in names if not self.using or name in {*self.using, self.entity.table}]

    @model_validator(mode="after")
    def _both_or_neither(self) -> Self:
        if (self.op is None) != (self.value is None):
            raise ValueError("a comparison needs an operator and a value")
        if isinstance(self.target, Compare):
            raise ValueError("a single comparison is written as target, op and value")
        if self.op is not None and isinstance(self.target, IsIn | Like | IsNull | All | Any | Not):
            raise ValueError("a condition is compared with nothing")
        return self

    @property
    def is_number(self) -> bool:
        """True where a resolved query asks for a number and not for a yes or no.

        Resolving writes a yes/no column without comparison as `= true`, so that a column left alone is a number.
        """
        if self.op is not None:
            return False
        if isinstance(self.target, Aggregation):
            return self.target.function != "EXISTS"
        return isinstance(self.target, ColumnRef)


for _model in (Compare, All, Any, Not, Aggregation, Definition, Query):
    _model.model_rebuild()

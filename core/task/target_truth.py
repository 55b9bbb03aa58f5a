"""Whether the target of a query came true, did not, or nobody knows; and the moment from which that is known."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import TYPE_CHECKING, Any

from core.errors import TaskError
from core.tables.table_set import TableSet
from core.task.answer_columns import answer_columns
from core.task.asked import ENTITY, SEED, Asked, after, moment
from core.task.conditions import compared, terms, truth
from core.task.keyed_rows import AT, known_half, needs_late
from core.task.query.ast import (
    Aggregation,
    All,
    ColumnRef,
    Compare,
    Condition,
    IsIn,
    IsNull,
    Like,
    Named,
    Not,
    Query,
    Value,
)
from core.task.query.ast import Any as AnyOf
from core.task.query.text import value_text
from core.task.seed_times import SeedTimes
from core.task.settled import Settled, settled_beside

if TYPE_CHECKING:
    import ibis.expr.types as ir

TRUTH = "_truth"  # True, False or empty: not known by the end of the data
SINCE = "_since"  # the moment from which it is known
AMOUNT = "_amount"  # of a question for a number: the number; empty where `TRUTH` is
_Leaf = Compare | IsIn | IsNull | Like
_Known = tuple[Any, Any]  # a three-valued truth, and the moment from which it is known
_ORDERED = ("<", "<=", ">", ">=")
WithNumber = Callable[[Asked, Aggregation, str, str], Asked]


def target_condition(query: Query) -> Condition:
    """The target as one condition: the comparison that it is, or that "is yes" of a yes/no stands for.

    Of a number without a comparison: that anything comes. How much is read beside it, see `AMOUNT`.

    Raises:
        TaskError: the target is a name that was not resolved.
    """
    target = query.target
    if isinstance(target, Named):
        raise TaskError(f"Nothing is known by the name {target.name!r}")
    if not isinstance(target, Aggregation | ColumnRef):
        return target
    if query.op is not None and query.value is not None:
        return Compare(left=target, op=query.op, value=query.value)
    if query.is_number:
        return Compare(left=target, op=">", value=0)
    return Compare(left=target, op="=", value=True)


def parts_of(query: Query) -> list[ColumnRef | Aggregation]:
    """The columns and numbers of rows that the target is made of."""
    target = query.target
    if isinstance(target, Named):
        return []
    return [target] if isinstance(target, Aggregation | ColumnRef) else list(terms(target))


def horizon(query: Query) -> float:
    """How many days ahead a query looks, ASSUMING included; 0 for columns alone."""
    ahead = [*parts_of(query), *terms(query.assuming)]
    return max((part.end_days for part in ahead if isinstance(part, Aggregation)), default=0.0)


def is_undated(tables: TableSet, query: Query) -> bool:
    """Whether nothing says when the answer was known: the target is columns that are written with their row.

    Raises:
        TaskError: a column of the target is filled in later, and nothing says when.
    """
    parts, columns = parts_of(query), answer_columns(query)
    late = [ref for ref in columns if needs_late(tables, ref.table, {ref.column}, answering=True)]
    return bool(parts) and len(columns) == len(parts) and not late


def with_truth_of_target(asked: Asked, query: Query, seeds: SeedTimes, with_number: WithNumber) -> Asked:
    """Adds `TRUTH` and `SINCE` of the target to each example.

    A number of rows is known when its window is over (`SINCE` is its end), or true before that where nothing can
    undo it. A column that is filled in later is known from its own time on, and empty before; one that nothing
    dates is known `horizon_days` after the seed time and no later than the end of the data. AND and OR are
    three-valued, and known as soon as the parts that decide them are. A question for a number gets `AMOUNT` as well.

    Raises:
        TaskError: the target cannot be answered with yes or no.
    """
    condition = target_condition(query)
    parts = list(terms(condition))
    for part in parts:
        _check_column(asked, part)
    undated = is_undated(asked.source.tables, query)
    if undated and not asked.own and seeds.kind == "rolling":
        first = answer_columns(query)[0]
        raise TaskError(
            f"Nobody can say since when {first.table}.{first.column} is known",
            action=f"Choose the date column of {first.table} that says when {first.column} was filled in, or the "
            "one that says since when its rows are known",
        )
    settled = settled_beside(query, asked.source.tables)
    read = answer_columns(query) if settled is None else (*answer_columns(query), settled.column)
    asked = _with_late(asked, read, seeds)
    added: list[str] = []
    for place, part in enumerate(parts):
        value, since = f"_v{place}", f"_s{place}"
        asked = _with_part(asked, part, value, since, seeds, with_number, undated=undated)
        added += [value, since]
    names = {part.key: (f"_v{place}", f"_s{place}") for place, part in enumerate(parts)}
    rows = asked.rows
    if settled is not None:
        rows = _left_open(rows, _read(rows, settled.column.column), names, settled)
    holds, known = _fold(condition, rows, names, query, seeds)
    rows = rows.mutate(**{TRUTH: holds, SINCE: known})
    if query.is_number:
        rows = rows.mutate(**{AMOUNT: rows["_v0"].cast("float64")})
    return asked.with_rows(rows.drop(*added, *[n for n in rows.columns if n.startswith("_late_")]))


def with_sure_answer(rows: ir.Table, query: Query, seeds: SeedTimes, tables: TableSet) -> ir.Table:
    """The rows of the entity whose values alone are an answer, whenever they were written.

    That is a yes; and a no where the question names its values, or a column beside the answer says what is closed. Any
    other value may be a stage that is still open.
    """
    parts = parts_of(query)
    names = {part.key: (f"_v{place}", f"_s{place}") for place, part in enumerate(parts)}
    values = {names[p.key][0]: rows[p.column] for p in parts if isinstance(p, ColumnRef)}
    known = {since: moment(seeds.now) for _, since in names.values()}
    rows = rows.mutate(**values, **known)
    settled = settled_beside(query, tables)
    if settled is not None:
        rows = _left_open(rows, rows[settled.column.column], names, settled)
    holds, _ = _fold(target_condition(query), rows, names, query, seeds)
    sure = holds.notnull() if query.against or settled is not None else holds
    return rows.filter(sure).drop(*values, *known)


def _left_open(rows: ir.Table, beside: Any, names: dict[str, tuple[str, str]], settled: Settled) -> ir.Table:
    """The rows with the answer's own value empty where it is no yes and the column beside it says: not closed yet."""
    import ibis

    name = names[settled.answer.left.key][0]
    value = rows[name]
    still_open = [compared(beside, "=", one, settled.column.column) for one in settled.open]
    no_yes = ~truth(settled.answer, {settled.answer.left.key: value})
    is_open = reduce(lambda a, b: a | b, still_open) & no_yes
    return rows.mutate(**{name: is_open.ifelse(ibis.null(value.type()), value)})


def _check_column(asked: Asked, part: ColumnRef | Aggregation) -> None:
    if isinstance(part, ColumnRef) and part.table != asked.entity:
        raise TaskError(
            f"{part.table}.{part.column} is no column of {asked.entity}",
            action=f"Choose a column of {asked.entity}, or count rows of {part.table}",
        )


def _with_late(asked: Asked, columns: tuple[ColumnRef, ...], seeds: SeedTimes) -> Asked:
    """The columns of the entity that are filled in later, and when they were, as far as the data reach."""
    tables = asked.source.tables
    late = [ref.column for ref in columns if needs_late(tables, ref.table, {ref.column}, answering=True)]
    if not late:
        return asked
    written = known_half(asked.source, asked.entity, late=True)
    written = written.filter(written[AT] <= moment(seeds.now))
    written = written.select(
        _late_key=written[str(tables.table(asked.entity).primary_key)],
        _late_at=written[AT],
        **{f"_late_{name}": written[name] for name in late},
    )
    rows = asked.rows
    return asked.with_rows(rows.left_join(written, rows[ENTITY] == written["_late_key"]))


def _with_part(
    asked: Asked,
    part: ColumnRef | Aggregation,
    value: str,
    since: str,
    seeds: SeedTimes,
    with_number: WithNumber,
    *,
    undated: bool,
) -> Asked:
    import ibis

    if isinstance(part, Aggregation):
        asked = with_number(asked, part, value, seeds.now)
        return asked.with_rows(asked.rows.mutate(**{since: after(asked.rows[SEED], part.end_days)}))
    rows = asked.rows
    if f"_late_{part.column}" in rows.columns:
        return asked.with_rows(rows.mutate(**{value: _read(rows, part.column), since: rows["_late_at"]}))
    known = rows[SEED]
    if undated:
        known = ibis.least(after(rows[SEED], seeds.horizon_days), moment(seeds.now))
    return asked.with_rows(rows.mutate(**{value: rows[part.column], since: known}))


def _read(rows: ir.Table, column: str) -> Any:
    """A column of the entity, as it was filled in later where it was."""
    late = f"_late_{column}"
    return rows[late if late in rows.columns else column]


def _fold(
    condition: Condition, rows: ir.Table, names: dict[str, tuple[str, str]], query: Query, seeds: SeedTimes
) -> _Known:
    if isinstance(condition, All | AnyOf):
        parts = [_fold(part, rows, names, query, seeds) for part in condition.parts]
        return _together(parts, every=isinstance(condition, All))
    if isinstance(condition, Not):
        holds, known = _fold(condition.part, rows, names, query, seeds)
        return ~holds, known
    value, since = (rows[name] for name in names[condition.left.key])
    if isinstance(condition.left, Aggregation):
        return _number_truth(condition, value, since, seeds)
    return _column_truth(condition, value, since, query.against)


def _together(parts: list[_Known], *, every: bool) -> _Known:
    """AND (`every`) or OR of parts: decided at once by one false (true) part, else when all are known."""
    import ibis

    never = ibis.null("timestamp")
    holds = reduce(lambda a, b: a & b if every else a | b, [part[0] for part in parts])
    deciding = [(ibis.coalesce(~t if every else t, False)).ifelse(at, never) for t, at in parts]
    first, last = ibis.least(*deciding), ibis.greatest(*[at for _, at in parts])
    return holds, ibis.coalesce(first, holds.notnull().ifelse(last, never))


def _number_truth(condition: _Leaf, value: Any, since: Any, seeds: SeedTimes) -> _Known:
    """A number of rows: known when its window is over; before that only what nothing can undo."""
    import ibis

    holds = ibis.coalesce(truth(condition, {condition.left.key: value}), False)
    so_far = ibis.literal(False)
    if isinstance(condition, Compare) and isinstance(condition.left, Aggregation):
        so_far = holds if stays_true(condition.left, condition.op, condition.value) else so_far
    nobody_knows = ibis.null("boolean")
    return (since <= moment(seeds.now)).ifelse(holds, so_far.ifelse(True, nobody_knows)), since


def stays_true(target: Aggregation, op: str, value: Value) -> bool:
    """Whether a comparison that holds stays true however the rest of the window goes on."""
    if target.function == "EXISTS":
        return op == "=" and bool(value)
    growing = target.function in ("COUNT", "COUNT_DISTINCT", "MAX") and op in (">", ">=")
    return growing or (target.function == "MIN" and op in ("<", "<="))


def _column_truth(condition: _Leaf, value: Any, since: Any, against: tuple[Value, ...]) -> _Known:
    """A column: empty where it is not filled in, or where its value is neither a yes nor one of those against."""
    import ibis

    key, name = condition.left.key, _name(condition)
    if isinstance(condition, Compare) and condition.value is True and not _is_yes_no(value):
        raise TaskError(f"{name} is no yes/no column", action="Add a comparison, such as = 'Won' or > 1000")
    if isinstance(condition, Compare) and condition.op in _ORDERED and value.type().is_string():
        raise TaskError(
            f"{name} holds texts, so it is not {condition.op} {value_text(condition.value)}",
            action="Ask for one of its values, such as = 'yes'",
        )
    holds = truth(condition, {key: value})
    if against:
        no = reduce(lambda a, b: a | b, [compared(value, "=", one, name) for one in against])
        holds = ibis.cases((holds, True), (no, False), else_=ibis.null("boolean"))
    return since.notnull().ifelse(holds, ibis.null("boolean")), since


def _is_yes_no(value: Any) -> bool:
    return bool(value.type().is_string() or value.type().is_boolean())


def _name(condition: _Leaf) -> str:
    left = condition.left
    return f"{left.table}.{left.column}" if isinstance(left, ColumnRef) else left.function

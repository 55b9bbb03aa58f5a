"""The answer of each example: what happened to the entity in its window after the seed time, or that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import TaskError
from core.tables.paths import LinkPath
from core.tables.table_set import TableSet
from core.task.asked import ENTITY, SEED, Asked, after, attach, moment, rows_between
from core.task.conditions import terms, truth
from core.task.keyed_rows import AT, KEY, Way, keyed_rows, needs_late
from core.task.query.ast import Aggregation, ColumnRef, Condition, Query
from core.task.query.reach import best_ways
from core.task.seed_times import SeedTimes
from core.task.target_truth import AMOUNT, SINCE, TRUTH, is_undated, stays_true, with_truth_of_target

if TYPE_CHECKING:
    import ibis.expr.types as ir

ANSWER = "_answer"  # True, False or empty: not known
ANSWERED = "_answered"  # the moment from which the answer is known
_VALUE = "_value"
_FOUND = "_found"
HOLDS = "_holds"  # True where the filter after WHERE lets an example in
STATE = "_state"  # why this is no example; "" where it is one
_NO_ROWS_IS_ZERO = ("COUNT", "SUM", "COUNT_DISTINCT", "EXISTS")


def goes_back(path: LinkPath) -> bool:
    """True where a way goes down to rows and up the same key again: it ends at the row it began with."""
    pairs = zip(path.steps, path.steps[1:], strict=False)
    return any(not first.up and second.up and first.link == second.link for first, second in pairs)


def way_to(tables: TableSet, entity: str, over: ColumnRef, using: tuple[str, ...] = ()) -> Way:
    """The way from the entity to the rows that are counted; see `core.task.query.reach.best_ways`.

    Raises:
        TaskError: no way leads to several rows.
    """
    found = best_ways(tables, entity, over, using)
    rows = [path for path in found if not path.is_single and not goes_back(path)]
    if rows:
        return Way(entity, rows[0].steps)
    raise TaskError(
        f"Rows of {over.table} cannot be counted for each row of {entity}",
        found=f"each row of {entity} names one row of {over.table}" if found else "no way leads to them",
        expected=f"a key in {over.table} that names a row of {entity}, or of a table that {entity} names",
        action="Link the tables, or choose another table to count",
    )


def matching_rows(
    asked: Asked, aggregation: Aggregation, keep: tuple[str, ...] = (), until: str | None = None
) -> ir.Table:
    """The rows that an aggregation counts, each with the `SEED` in whose window it falls.

    Args:
        asked: The examples.
        aggregation: What is counted, and in which window.
        keep: More columns of the counted table to keep, under names "_keep0", "_keep1", …
        until: The ISO day on which the data end; later rows do not count.

    Returns:
        `KEY`, `AT`, `SEED`, "_value" (the column that is aggregated; `KEY` for "*") and the kept columns.
    """
    tables, goal = asked.source.tables, aggregation.over.table
    way = way_to(tables, asked.entity, aggregation.over, asked.using)
    asks = [term for term in terms(aggregation.where) if isinstance(term, ColumnRef)]
    columns = {f"_w{place}": ref for place, ref in enumerate(asks)}
    if aggregation.over.column != "*":
        columns[_VALUE] = aggregation.over
    own = {ref.column for ref in columns.values() if ref.table == goal}
    columns.update({f"_keep{place}": ColumnRef(table=goal, column=name) for place, name in enumerate(keep)})
    ahead = aggregation.end_days > 0
    late = needs_late(tables, goal, own, answering=ahead)
    if keep and not late and needs_late(tables, goal, set(keep), answering=ahead):
        raise TaskError(f"These columns of {goal} are written later than its rows", found=", ".join(keep))
    rows = keyed_rows(asked.source, way, columns, late=late, answering=ahead)
    if until is not None:
        rows = rows.filter(rows[AT].isnull() | (rows[AT] <= moment(until)))
    if aggregation.where is not None:
        values = {ref.key: rows[f"_w{place}"] for place, ref in enumerate(asks)}
        rows = rows.filter(truth(aggregation.where, values))
    if _VALUE not in columns:
        rows = rows.mutate(**{_VALUE: rows[KEY]})
    rows = rows.drop(*[name for name in columns if name.startswith("_w")])
    return rows_between(asked, rows, _anchor(way), aggregation.start_days, aggregation.end_days)


def _anchor(way: Way) -> str:
    return ENTITY if way.anchor is None else way.anchor.link.column


def with_number(asked: Asked, aggregation: Aggregation, name: str, until: str | None = None) -> Asked:
    """Adds the value of an aggregation over each example's window.

    No rows: 0 for COUNT, COUNT_DISTINCT and SUM, False for EXISTS, empty for AVG, MIN and MAX. An aggregation
    over rows of a shared parent is computed once for each (parent, seed time).
    """
    import ibis

    way = way_to(asked.source.tables, asked.entity, aggregation.over, asked.using)
    rows = matching_rows(asked, aggregation, until=until)
    value = rows[_VALUE]
    number = {
        "COUNT": value.count,
        "EXISTS": value.count,
        "COUNT_DISTINCT": value.nunique,
        "SUM": value.sum if value.type().is_numeric() else value.count,
        "AVG": value.mean if value.type().is_numeric() else value.count,
        "MIN": value.min,
        "MAX": value.max,
    }[aggregation.function]()
    numbers = rows.group_by([KEY, SEED]).agg(**{_FOUND: number})
    numbers = numbers.rename({"_join": KEY, "_then": SEED})
    base = asked.rows
    joined = base.left_join(
        numbers, (base[_anchor(way)] == numbers["_join"]) & (base[SEED] == numbers["_then"])
    )
    result: Any = joined[_FOUND]
    if aggregation.function in _NO_ROWS_IS_ZERO:
        result = ibis.coalesce(result, ibis.literal(0).cast(result.type()))
    if aggregation.function == "EXISTS":
        result = result > 0
    return asked.with_rows(joined.mutate(**{name: result}).drop("_join", "_then", _FOUND))


def with_filter(asked: Asked, condition: Condition | None) -> tuple[Asked, str]:
    """Adds `HOLDS`: whether a condition held at the seed time of each example; returns its name as well."""
    import ibis

    if condition is None:
        return asked.with_rows(asked.rows.mutate(**{HOLDS: ibis.literal(True)})), HOLDS
    asked, names, holds = with_truth(asked, condition)
    rows = asked.rows.mutate(**{HOLDS: ibis.coalesce(holds, False)})
    return asked.with_rows(rows.drop(*names)), HOLDS


def only_where(asked: Asked, condition: Condition | None) -> Asked:
    """The examples for which a condition held at their seed time."""
    asked, name = with_filter(asked, condition)
    return asked.with_rows(asked.rows.filter(asked.rows[name]).drop(name))


def with_truth(asked: Asked, condition: Condition) -> tuple[Asked, list[str], Any]:
    """Adds what a condition speaks of; returns the added columns and the condition as an expression."""
    names = {term.key: f"_t{place}" for place, term in enumerate(terms(condition))}
    for term in terms(condition):
        if isinstance(term, ColumnRef):
            asked = attach(asked, {names[term.key]: term})
        else:
            asked = with_number(asked, term, names[term.key])
    values = {key: asked.rows[name] for key, name in names.items()}
    return asked, [*names.values()], truth(condition, values)


def with_answers(asked: Asked, query: Query, seeds: SeedTimes) -> Asked:
    """Adds `ANSWER` and `ANSWERED` to each example, and drops examples that are none; see `with_states`."""
    asked = with_states(asked, query, seeds)
    rows = asked.rows
    return asked.with_rows(rows.filter(rows[STATE] == "").drop(STATE))


def with_states(asked: Asked, query: Query, seeds: SeedTimes) -> Asked:
    """Adds `ANSWER`, `ANSWERED` and `STATE` to each example.

    The answer is True or False where it was known by the end of the data (`seeds.now`), else empty: nobody knows
    yet. `STATE` says which are no examples: "before": the answer was known at the seed time already; "recent": it
    is known although not all of (t, t + horizon] is over, and those whose answer comes fast are not like the
    others; "unassumed": the answer is known, and ASSUMING did not come true.

    Raises:
        TaskError: the target cannot be answered with yes or no.
    """
    import ibis

    undated = is_undated(asked.source.tables, query)
    asked = with_truth_of_target(asked, query, seeds, with_number)
    rows = asked.rows
    over = after(rows[SEED], seeds.horizon_days)
    covered = over <= moment(seeds.now)
    holds, since = rows[TRUTH], rows[SINCE]
    before = holds.notnull() & (since <= rows[SEED])
    recent = holds.notnull() & ~covered & ibis.literal(not undated)
    if seeds.open_is == "no" and not undated:
        inside = ibis.coalesce(since <= over, False)
        holds = covered.ifelse(inside & ibis.coalesce(holds, False), holds)
        since = inside.ifelse(since, over)
    state = ibis.cases((before, "before"), (recent, "recent"), else_="")
    if query.is_number:  # nothing where it did not come in time; what is below 0 stays, to be counted
        came = ibis.coalesce(holds.ifelse(rows[AMOUNT], ibis.least(rows[AMOUNT], 0.0)), 0.0)
        rows = rows.mutate(**{AMOUNT: holds.notnull().ifelse(came, ibis.null("float64"))})
    rows = rows.mutate(**{ANSWER: holds, ANSWERED: since, STATE: state}).drop(TRUTH, SINCE)
    asked = asked.with_rows(rows)
    if query.assuming is None:
        return asked
    asked, names, held = with_truth(asked, query.assuming)
    rows = asked.rows
    kept = rows[ANSWER].isnull() | (rows[STATE] != "") | ibis.coalesce(held, False)
    state = kept.ifelse(rows[STATE], "unassumed")
    return asked.with_rows(rows.mutate(**{STATE: state}).drop(*names))


def cannot_be_undone(target: Aggregation, query: Query) -> bool:
    """Whether a yes stays a yes however the rest of the window goes on."""
    if query.op is None or query.value is None:
        return target.function == "EXISTS"
    return stays_true(target, query.op, query.value)

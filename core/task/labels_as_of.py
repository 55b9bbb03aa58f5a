"""The answer of each example: what happened to the entity in its window after the seed time, or that nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.errors import TaskError
from core.tables.answer_words import YES_WORDS
from core.tables.paths import LinkPath
from core.tables.table_set import TableSet
from core.task.asked import ENTITY, SEED, Asked, after, attach, moment, rows_between
from core.task.conditions import compared, terms, truth
from core.task.keyed_rows import AT, KEY, Way, keyed_rows, known_half, needs_late
from core.task.query.ast import Aggregation, ColumnRef, Condition, Query
from core.task.query.reach import best_ways
from core.task.seed_times import SeedTimes

if TYPE_CHECKING:
    import ibis.expr.types as ir

ANSWER = "_answer"  # True, False or empty: not known
ANSWERED = "_answered"  # the moment from which the answer is known
_VALUE = "_value"
_FOUND = "_found"
_SETTLED = "_settled"  # True where nobody need be called any more, whatever else happens in the window
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


def only_where(asked: Asked, condition: Condition | None) -> Asked:
    """The examples for which a condition held at their seed time."""
    if condition is None:
        return asked
    asked, names, holds = with_truth(asked, condition)
    return asked.with_rows(asked.rows.filter(holds).drop(*names))


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
    """Adds `ANSWER` and `ANSWERED` to each example, and drops examples that are none.

    True or False where the whole window (t, t + horizon] lies before the end of the data (`seeds.now`), else
    empty. Dropped are: entities whose answer was written already at the seed time; those whose window is not
    over yet but whose answer has already come true (there is nobody left to call); and labelled examples for
    which ASSUMING did not come true.

    Raises:
        TaskError: the target cannot be answered with yes or no.
    """
    import ibis

    if isinstance(query.target, Aggregation):
        asked = _with_happening(asked, query.target, query, seeds)
    elif isinstance(query.target, ColumnRef):
        asked = _with_column(asked, query.target, query, seeds)
    else:
        raise TaskError("This target cannot be answered", expected="a resolved column or count")
    rows = asked.rows
    covered = after(rows[SEED], seeds.horizon_days) <= moment(seeds.now)
    if not _is_known_always(asked.source.tables, query):
        rows = rows.filter(covered | ~rows[_SETTLED])
        rows = rows.mutate(**{ANSWER: covered.ifelse(rows[ANSWER], ibis.null("boolean"))})
    asked = asked.with_rows(rows.drop(_SETTLED))
    if query.assuming is None:
        return asked
    asked, names, holds = with_truth(asked, query.assuming)
    rows = asked.rows
    return asked.with_rows(rows.filter(rows[ANSWER].isnull() | holds).drop(*names))


def _with_happening(asked: Asked, target: Aggregation, query: Query, seeds: SeedTimes) -> Asked:
    import ibis

    asked = with_number(asked, target, _VALUE, until=seeds.now)
    value = asked.rows[_VALUE]
    if query.op is not None and query.value is not None:
        name = f"{target.function}({target.over.table}.{target.over.column})"
        answer = compared(value, query.op, query.value, name)
    elif target.function == "EXISTS":
        answer = value
    else:
        raise TaskError(
            f"{target.function} gives a number, and the answer must be yes or no",
            action="Add a comparison such as > 0",
        )
    answer = ibis.coalesce(answer, False)
    settled = answer if cannot_be_undone(target, query) else ibis.literal(False)
    over = after(asked.rows[SEED], seeds.horizon_days)
    added = {ANSWER: answer, _SETTLED: settled, ANSWERED: over}
    return asked.with_rows(asked.rows.mutate(**added).drop(_VALUE))


def cannot_be_undone(target: Aggregation, query: Query) -> bool:
    """Whether a yes stays a yes however the rest of the window goes on."""
    if query.op is None:
        return target.function == "EXISTS"
    if target.function == "EXISTS":
        return query.op == "=" and bool(query.value)
    growing = target.function in ("COUNT", "COUNT_DISTINCT", "MAX") and query.op in (">", ">=")
    return growing or (target.function == "MIN" and query.op in ("<", "<="))


def _is_known_always(tables: TableSet, query: Query) -> bool:
    """Whether the target is a column that is written with its row: there is no window to wait for."""
    target = query.target
    return isinstance(target, ColumnRef) and not needs_late(
        tables, target.table, {target.column}, answering=True
    )


def _with_column(asked: Asked, target: ColumnRef, query: Query, seeds: SeedTimes) -> Asked:
    """The answer that stands in a column of the entity, written in the window, or with the row itself."""
    import ibis

    tables = asked.source.tables
    if target.table != asked.entity:
        raise TaskError(
            f"{target.table}.{target.column} is no column of {asked.entity}",
            action=f"Choose a column of {asked.entity}, or count rows of {target.table}",
        )
    rows, no = asked.rows, ibis.literal(False)
    if _is_known_always(tables, query):
        if not asked.own:
            raise TaskError(
                f"Nobody can say since when {target.table}.{target.column} is known",
                action=f"Choose the date column of {target.table} that says when {target.column} was filled "
                "in, or the one that says since when its rows are known",
            )
        answer = _is_yes(rows[target.column], query)
        return asked.with_rows(rows.mutate(**{ANSWER: answer, _SETTLED: no, ANSWERED: rows[SEED]}))
    written = known_half(asked.source, target.table, late=True)
    written = written.select(
        _join=written[str(tables.table(target.table).primary_key)],
        _then=written[AT],
        **{_VALUE: written[target.column]},
    )
    rows = rows.left_join(written, rows[ENTITY] == written["_join"])
    rows = rows.filter(rows["_then"].isnull() | (rows["_then"] > rows[SEED]))
    over = after(rows[SEED], seeds.horizon_days)
    inside = ibis.coalesce(rows["_then"] <= over, no)
    answer = ibis.coalesce(inside & _is_yes(rows[_VALUE], query), no)
    settled = ibis.coalesce(rows["_then"] <= moment(seeds.now), no)
    added = {ANSWER: answer, _SETTLED: settled, ANSWERED: inside.ifelse(rows["_then"], over)}
    return asked.with_rows(rows.mutate(**added).drop("_join", "_then", _VALUE))


def _is_yes(value: Any, query: Query) -> Any:
    target = query.target
    name = f"{target.table}.{target.column}" if isinstance(target, ColumnRef) else "the target"
    if query.op is not None and query.value is not None:
        return compared(value, query.op, query.value, name)
    if value.type().is_string():
        return value.lower().isin(YES_WORDS)
    raise TaskError(f"{name} is no yes/no column", action="Add a comparison, such as = 'Won' or > 1000")

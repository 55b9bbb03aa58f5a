"""Entities that nobody need ask about: silent for years, or had already what comes once; filters are proposed."""

from __future__ import annotations

from core.tables.expressions import OpenTables
from core.task.asked import ENTITY, asked_on
from core.task.example_counts import FilterProposal
from core.task.labels_as_of import cannot_be_undone, with_filter
from core.task.query.ast import Aggregation, All, ColumnRef, Compare, Condition, Query
from core.task.query.ast import Any as AnyOf
from core.task.seed_proposal import comes_once
from core.task.seed_times import SeedTimes

QUIET_YEARS = 2
_YEAR = 365
_LEAST_SHARE, _LEAST_ROWS = 0.05, 20  # fewer do no harm to a list
_MOST_SHARE = 0.95  # more say that these tables are no sign of life


def propose_filters(
    source: OpenTables, query: Query, seeds: SeedTimes, leads: set[str], history_days: int
) -> tuple[FilterProposal, ...]:
    """Filters for leads of whom there has been no row for `QUIET_YEARS` years, and for those who had what comes once.

    Signs of life are rows with a time in the tables whose keys name the entity, where there are as many as entities
    or more. The history must be twice as long as the silence, else silence says nothing.

    Args:
        source, query, seeds: The question.
        leads: The keys of those who are scored.
        history_days: How long the data are.
    """
    found = []
    n_days = QUIET_YEARS * _YEAR
    lively = _lively(source, query, n_days) if history_days >= 2 * n_days else None
    if lively is not None:
        condition, tables = lively
        left_out, n = _left_out(source, query, seeds, leads, condition)
        if max(_LEAST_ROWS, _LEAST_SHARE * n) <= left_out <= _MOST_SHARE * n:
            found.append(
                FilterProposal(
                    kind="gone", n=left_out, n_of=n, days=n_days, tables=tables, condition=condition
                )
            )
    once = _once(source, query) if seeds.kind == "rolling" else None
    if once is not None:
        left_out, n = _left_out(source, query, seeds, leads, once)
        if _LEAST_ROWS <= left_out < n and isinstance(query.target, Aggregation):
            table = query.target.over.table
            found.append(
                FilterProposal(kind="once", n=left_out, n_of=n, days=0, tables=(table,), condition=once)
            )
    return tuple(found)


def _left_out(
    source: OpenTables, query: Query, seeds: SeedTimes, leads: set[str], condition: Condition
) -> tuple[int, int]:
    """(leads that a condition leaves out, leads)."""
    asked, holds = with_filter(asked_on(source, query.entity.table, seeds.now, query.using), condition)
    found = asked.rows.select(ENTITY, holds).execute()
    found = found[found[ENTITY].isin(leads)]
    return int((~found[holds]).sum()), len(found)


def _once(source: OpenTables, query: Query) -> Condition | None:
    """That what is asked about never came before, where no entity has two of it and any one would be a yes."""
    target = query.target
    if not isinstance(target, Aggregation) or target.where is not None or target.over.column != "*":
        return None
    if not comes_once(source, query) or not cannot_be_undone(target, query):
        return None
    before = Aggregation(function="COUNT", over=target.over, start=None, end=0)
    return Compare(left=before, op="=", value=0)


def with_condition(query: Query, condition: Condition) -> Query:
    """The query for fewer entities: its filter and this one."""
    if query.where is None:
        return query.model_copy(update={"where": condition})
    before = query.where.parts if isinstance(query.where, All) else (query.where,)
    return query.model_copy(update={"where": All(parts=(*before, condition))})


def _lively(source: OpenTables, query: Query, n_days: int) -> tuple[Condition, tuple[str, ...]] | None:
    tables, entity = source.tables, query.entity.table
    names = [
        link.table
        for link in tables.links_to(entity)
        if link.table != entity
        and tables.table(link.table).has_clock
        and (not query.using or link.table in query.using)
        and tables.table(link.table).table.n_rows >= tables.table(entity).table.n_rows
    ]
    names = list(dict.fromkeys(names))
    if not names:
        return None
    parts = []
    for name in names:
        over = ColumnRef(table=name, column="*")
        counted = Aggregation(function="COUNT", over=over, start=-n_days, end=0)
        parts.append(Compare(left=counted, op=">", value=0))
    return (parts[0] if len(parts) == 1 else AnyOf(parts=tuple(parts))), tuple(names)

"""Entities that are long gone: no row names them for years; a filter that leaves them out is proposed, with counts."""

from __future__ import annotations

from core.tables.expressions import OpenTables
from core.task.asked import ENTITY, asked_on
from core.task.example_counts import FilterProposal
from core.task.labels_as_of import with_filter
from core.task.query.ast import Aggregation, All, ColumnRef, Compare, Condition, Query
from core.task.query.ast import Any as AnyOf
from core.task.seed_times import SeedTimes

QUIET_YEARS = 2
_YEAR = 365
_LEAST_SHARE, _LEAST_ROWS = 0.05, 20  # fewer do no harm to a list
_MOST_SHARE = 0.95  # more say that these tables are no sign of life


def propose_filter(
    source: OpenTables, query: Query, seeds: SeedTimes, leads: set[str], history_days: int
) -> FilterProposal | None:
    """A filter for leads of whom there has been no row for `QUIET_YEARS` years; None: there is no need of one.

    Signs of life are rows with a time in the tables whose keys name the entity. The history must be twice as long
    as the silence, else silence says nothing.

    Args:
        source, query, seeds: The question.
        leads: The keys of those who are scored.
        history_days: How long the data are.
    """
    n_days = QUIET_YEARS * _YEAR
    lively = _lively(source, query, n_days)
    if lively is None or history_days < 2 * n_days:
        return None
    condition, tables = lively
    asked, holds = with_filter(asked_on(source, query.entity.table, seeds.now, query.using), condition)
    found = asked.rows.select(ENTITY, holds).execute()
    found = found[found[ENTITY].isin(leads)]
    n, quiet = len(found), int((~found[holds]).sum())
    if quiet < max(_LEAST_ROWS, _LEAST_SHARE * n) or quiet > _MOST_SHARE * n:
        return None
    return FilterProposal(n=quiet, n_of=n, days=n_days, tables=tables, condition=condition)


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
        and tables.table(link.table).time_column is not None
        and (not query.using or link.table in query.using)
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

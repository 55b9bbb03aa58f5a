"""Who is asked about, and when: one row for each entity and seed time, with what was known of it then."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from core.errors import TaskError
from core.tables.expressions import OpenTables
from core.tables.logical import half_of
from core.tables.table_set import Link
from core.task.keyed_rows import AT, KEY, known_half, known_rows, needs_late
from core.task.query.ast import ColumnRef
from core.task.query.reach import links_up

if TYPE_CHECKING:
    import ibis.expr.types as ir

ENTITY = "_entity"
SEED = "_seed"
_JOIN = "_join"
_THEN = "_then"


@dataclass(frozen=True)
class Asked:
    """The examples before anything is known of their answers.

    Attributes:
        source: The tables.
        entity: The table whose rows are asked about.
        rows: Its early columns under their own names, `ENTITY` (its key as text), `SEED` (timestamp), and
            whatever was attached. One row an example.
        day: The ISO day on which all of them are asked; None: the days differ.
        own: Each entity is asked at its own time.
        apart: On one day: what is collected of rows of the entity's own table leaves out the row that is asked about,
            as it always does at own times. So leads of now are described as the examples that were learned from.
        using: The tables named after USING, where several ways lead to rows that are counted.
    """

    source: OpenTables
    entity: str
    rows: ir.Table
    day: str | None
    own: bool = False
    using: tuple[str, ...] = ()
    apart: bool = False

    def with_rows(self, rows: ir.Table) -> Asked:
        """The same question for changed or fewer rows."""
        return replace(self, rows=rows)


def moment(day: str) -> Any:
    """The first moment of an ISO day as an expression."""
    import ibis

    return ibis.literal(day).cast("timestamp")


def after(seed: Any, days: float) -> Any:
    """A moment some days later (earlier where negative), to the second."""
    import ibis

    seconds = round(abs(days) * 86_400)
    step = ibis.interval(seconds=seconds)
    return seed + step if days >= 0 else seed - step


def asked_on(
    source: OpenTables,
    entity: str,
    day: str,
    using: tuple[str, ...] = (),
    *,
    undated: bool = False,
    apart: bool = False,
) -> Asked:
    """Everybody who was known on a day, asked on that day; `undated`: rows without a time are asked as well."""
    rows = _entities(source, entity, undated=undated)
    rows = rows.filter(rows[AT].isnull() | (rows[AT] <= moment(day)))
    return Asked(source, entity, rows.mutate(**{SEED: moment(day)}).drop(AT), day, using=using, apart=apart)


def asked_on_days(
    source: OpenTables, entity: str, days: tuple[str, ...], using: tuple[str, ...] = ()
) -> Asked:
    """Everybody who was known on a day, asked on that day, for several days at once."""
    import ibis
    import pandas as pd

    seeds = ibis.memtable(pd.DataFrame({SEED: pd.to_datetime(list(days)).astype("datetime64[us]")}))
    rows = _entities(source, entity).cross_join(seeds)
    rows = rows.filter(rows[AT].isnull() | (rows[AT] <= rows[SEED]))
    return Asked(source, entity, rows.drop(AT), None, using=using)


def asked_at_own_time(source: OpenTables, entity: str, using: tuple[str, ...] = ()) -> Asked:
    """Each entity asked once, at its own time; those without a time cannot be asked.

    Raises:
        TaskError: the table has no time, of its own or of rows that it names.
    """
    if not half_of(source.tables, entity, late=False).has_clock:
        raise TaskError(
            f"Rows of {entity} have no time of their own",
            action=f"Choose the date column of {entity} that says since when a row is known",
        )
    rows = _entities(source, entity)
    rows = rows.filter(rows[AT].notnull()).mutate(**{SEED: rows[AT]}).drop(AT)
    return Asked(source, entity, rows, None, own=True, using=using)


def _entities(source: OpenTables, entity: str, *, undated: bool = False) -> ir.Table:
    linked = source.tables.table(entity)
    if linked.primary_key is None:
        raise TaskError(
            f"The table {entity} has no primary key, so nobody can be asked about its rows one by one",
            action=f"Choose the column that names a row of {entity}",
        )
    rows = known_rows(source, half_of(source.tables, entity, late=False), undated=undated)
    rows = rows.filter(rows[linked.primary_key].notnull())
    late = linked.not_with_row.difference(linked.outcome_columns) & set(rows.columns)
    return rows.mutate(**{ENTITY: rows[linked.primary_key]}).drop(*late)


def attach(asked: Asked, columns: Mapping[str, ColumnRef], through: tuple[Link, ...] | None = None) -> Asked:
    """Adds columns of the entity, or of rows it names, as far as they were known at the seed time.

    Args:
        asked: The examples.
        columns: New name -> a column of the entity or of a table that its keys name, over one key or several.
        through: The foreign keys to follow, from the entity on; None: the shortest way.

    Returns:
        The examples with the columns; empty where a row on the way was not known yet, or is missing.

    Raises:
        TaskError: no key leads from the entity to a table.
    """
    for table in dict.fromkeys(ref.table for ref in columns.values()):
        wanted = {name: ref.column for name, ref in columns.items() if ref.table == table}
        late = {name for name, column in wanted.items() if needs_late(asked.source.tables, table, {column})}
        links = through if through is not None else _links_up(asked, table)
        for names, is_late in (([n for n in wanted if n not in late], False), (sorted(late), True)):
            if names:
                asked = _attach_half(asked, table, {n: wanted[n] for n in names}, links, late=is_late)
    return asked


def _links_up(asked: Asked, table: str) -> tuple[Link, ...]:
    if table == asked.entity:
        return ()
    found = links_up(asked.source.tables, asked.entity, table)
    if not found:
        raise TaskError(
            f"Rows of {asked.entity} do not name a row of {table}",
            action=f"Use a column of {asked.entity}, or a number of rows such as COUNT({table}.*, -30, 0, days)",
        )
    return found


def _attach_half(
    asked: Asked, table: str, wanted: dict[str, str], links: tuple[Link, ...], *, late: bool
) -> Asked:
    rows = asked.rows
    if not links:
        if not late:
            return asked.with_rows(rows.mutate(**{name: rows[column] for name, column in wanted.items()}))
        return asked.with_rows(_joined(asked, rows[ENTITY], table, wanted, late=True))
    key, between = rows[links[0].column], []
    for place, (link, onward) in enumerate(pairwise(links)):
        between.append(f"_between{place}")
        asked = asked.with_rows(_joined(asked, key, link.to, {between[-1]: onward.column}, late=False))
        key = asked.rows[between[-1]]
    found = _joined(asked, key, table, wanted, late=late)
    return asked.with_rows(found.drop(*between) if between else found)


def _joined(asked: Asked, key: Any, table: str, wanted: dict[str, str], *, late: bool) -> ir.Table:
    """The examples with columns of the row that `key` names, where it was known at the seed time."""
    half = half_of(asked.source.tables, table, late=late)
    named = known_half(asked.source, table, late=late)
    named = named.select(
        **{_JOIN: named[str(half.linked.primary_key)], _THEN: named[AT]},
        **{name: named[column] for name, column in wanted.items()},
    )
    rows = asked.rows
    known = named[_THEN].isnull() | (named[_THEN] <= rows[SEED])
    return rows.left_join(named, (key == named[_JOIN]) & known).drop(_JOIN, _THEN)


def anchored(asked: Asked, column: str, *, weekly: bool = False) -> ir.Table:
    """The different (`KEY`, `SEED`) in the examples: what is aggregated once and joined back to many of them.

    Args:
        asked: The examples.
        column: `ENTITY`, or the foreign key to the row that examples share.
        weekly: Look as of the Monday before the seed time instead: far fewer moments.
    """
    rows = asked.rows
    seed = rows[SEED].truncate("W") if weekly else rows[SEED]
    return rows.filter(rows[column].notnull()).select(**{KEY: rows[column], SEED: seed}).distinct()


def rows_between(
    asked: Asked,
    rows: ir.Table,
    column: str,
    start: float | None,
    end: float,
    *,
    weekly: bool = False,
) -> ir.Table:
    """The rows that fall into (seed + start, seed + end], each with the `SEED` it belongs to.

    On one day for everybody no join is needed; with own times each row meets the seeds of its key.

    Args:
        asked: The examples.
        rows: Rows of `keyed_rows`; those known always count as long ago.
        column: The column of the examples that `KEY` refers to.
        start, end: Days from the seed time; start None: since ever.
        weekly: See `anchored`.
    """
    if asked.day is not None:
        rows = rows.mutate(**{SEED: moment(asked.day)})
    else:
        seeds = anchored(asked, column, weekly=weekly).rename({_JOIN: KEY})
        rows = rows.inner_join(seeds, rows[KEY] == seeds[_JOIN]).drop(_JOIN)
    until = moment(asked.day) if asked.day is not None else rows[SEED]
    inside = rows[AT] <= after(until, end)
    if start is None:
        return rows.filter(rows[AT].isnull() | inside)
    return rows.filter((rows[AT] > after(until, start)) & inside)

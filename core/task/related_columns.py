"""Chooses what examples know of linked rows: which ways, which columns, the most general first, up to a cap."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.tables.expressions import OpenTables
from core.tables.logical import LogicalTable
from core.tables.paths import LinkPath, Step, paths
from core.tables.table import Column, Role
from core.tables.table_set import Link, TableSet
from core.task.aggregates import AmountColumn, BlockColumn, LevelColumn, RowBlock
from core.task.answer_columns import answer_columns
from core.task.asked import ENTITY, SEED, Asked, moment
from core.task.keyed_rows import AT, KEY, Way, half_of, keyed_rows
from core.task.labels_as_of import goes_back
from core.task.query.ast import Aggregation, ColumnRef, Query
from core.task.velocity import PACES, PaceColumn

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_COLUMNS = 120
_MOST_LEVELS = 5
_PLAIN_PACES = 4  # of `PACES`: what is said of far rows before anything else
_MOST_DISTINCT = 200  # levels of a category of which the most usual are counted
_MOST_PAIRS = 20_000_000  # (example, row) pairs through a shared row, above which they are looked at weekly
_LEVEL_ROLES = (Role.CATEGORY, Role.YES_NO, Role.TARGET)
_FINISHED = (
    ("clos", "closed"),
    ("won", "won"),
    ("respon", "answered"),
    ("end", "ended"),
    ("resolv", "resolved"),
)
_LOOKUP_ROLES = (*_LEVEL_ROLES, Role.NUMBER, Role.DATE)


@dataclass(frozen=True)
class LookupColumn:
    """A column of the entity's own later half, or of a row that the entity names in one or two steps.

    Attributes:
        title: Its name among the columns of the examples.
        ref: The column.
        links: The foreign keys from the entity on.
        column: What is known of the column; dates become days before the seed time.
    """

    title: str
    ref: ColumnRef
    links: tuple[Link, ...]
    column: Column


@dataclass(frozen=True)
class RelatedColumns:
    """The choice.

    Attributes:
        lookups, blocks: What is looked up and aggregated.
        n_left_out: Columns that were possible but are above the cap.
    """

    lookups: tuple[LookupColumn, ...]
    blocks: tuple[RowBlock, ...]
    n_left_out: int

    @property
    def n(self) -> int:
        return len(self.lookups) + sum(len(block.columns) for block in self.blocks)


@dataclass(frozen=True)
class _Candidate:
    """A possible column and how early it is taken: by rank, then in turns."""

    rank: float
    turn: int
    place: int
    what: LookupColumn | BlockColumn
    block: int = -1


def choose_columns(
    source: OpenTables, query: Query, asked: Asked, learn_until: str, most: int = MOST_COLUMNS
) -> RelatedColumns:
    """All columns of one and two links, and of a shared row's other rows, cut to the most general ones.

    Args:
        source: The tables.
        query: Its USING names the tables that may be used; its target column is never one of the columns.
        asked: The examples (of one of the days); only their keys are looked at.
        learn_until: The last day for learning: which levels are usual is seen on rows up to it.
        most: The cap.
    """
    lookups = list(_lookups(source.tables, query))
    blocks = [
        _with_columns(source, way, half, learn_until)
        for way, half in _ways(source.tables, query, own_times=asked.own)
    ]
    candidates = [
        _Candidate(1 if len(one.links) < 2 else 4, place, 0, one) for place, one in enumerate(lookups)
    ]
    for number, block in enumerate(blocks):
        hops = len(block.way.steps)
        for column in block.columns:
            rank, turn = _rank(column, hops)
            candidates.append(_Candidate(rank, turn, number, column, number))
    candidates.sort(key=lambda one: (one.rank, one.turn, one.place))
    taken = candidates[:most]
    kept: list[RowBlock] = []
    for number, block in enumerate(blocks):
        columns = tuple(
            one.what for one in taken if one.block == number and not isinstance(one.what, LookupColumn)
        )
        if columns:
            kept.append(replace(block, columns=columns, weekly=_is_crowded(asked, block, learn_until)))
    return RelatedColumns(
        lookups=tuple(one.what for one in taken if isinstance(one.what, LookupColumn)),
        blocks=tuple(_narrowed(block) for block in kept),
        n_left_out=len(candidates) - len(taken),
    )


def _rank(column: BlockColumn, hops: int) -> tuple[float, int]:
    """Numbers of rows before levels before amounts, near before far."""
    if isinstance(column, PaceColumn):
        place = PACES.index(column)
        finer = 2 if hops > 1 and place >= _PLAIN_PACES else 0
        return (0, 2, 3)[hops - 1] + finer + 0.1 * place, 0
    if isinstance(column, LevelColumn):
        return (2, 4, 6)[hops - 1] + (2 if column.share else 0), 0
    late = column.amount in ("max", "last")
    return (3, 5, 7)[hops - 1] + (2 if late else 0), 1


def _usable(tables: TableSet, query: Query) -> list[str]:
    return [name for name in tables.names if not query.using or name in {*query.using, query.entity.table}]


def _lookups(tables: TableSet, query: Query) -> Iterator[LookupColumn]:
    entity = query.entity.table
    if tables.table(entity).late_time is not None and not answer_columns(query):
        for column in half_of(tables, entity, late=True).columns:
            if column.role in _LOOKUP_ROLES:
                yield _lookup(column, column.name, entity, ())
    usable = _usable(tables, query)
    for first in half_of(tables, entity, late=False).links:
        if first.to not in usable:
            continue
        words = _named(tables, Step(first, up=True))
        yield from _of_table(tables, words, first.to, (first,))
        for second in half_of(tables, first.to, late=False).links:
            if second.to in usable and second.to != entity:
                yield from _of_table(tables, f"{_whose(words)} {second.to}", second.to, (first, second))


def _of_table(tables: TableSet, words: str, table: str, links: tuple[Link, ...]) -> Iterator[LookupColumn]:
    linked = tables.table(table)
    for late in (False, True) if linked.late_time is not None else (False,):
        half = half_of(tables, table, late=late)
        for column in half.columns:
            if column.role in _LOOKUP_ROLES:
                yield _lookup(column, f"{words}: {column.name}", table, links)
    if linked.time_column is not None:
        column = linked.column(linked.time_column)
        yield _lookup(column, f"{words}: {column.name}", table, links)


def _lookup(column: Column, title: str, table: str, links: tuple[Link, ...]) -> LookupColumn:
    shown = f"days since {title}" if column.role is Role.DATE else title
    return LookupColumn(shown, ColumnRef(table=table, column=column.name), links, column)


def _ways(tables: TableSet, query: Query, *, own_times: bool) -> Iterator[tuple[Way, LogicalTable]]:
    """Every way to several rows: one or two links, and down from the siblings that share a row.

    Where each entity is asked once, at its own time, the row that is the answer is never there yet: its table is
    no way on.
    """
    entity, usable = query.entity.table, _usable(tables, query)
    named = {link.to for link in tables.links_from(entity)}
    found: list[LinkPath] = []
    once = _asked_once(query) if own_times else None
    for goal in usable:
        two = paths(tables, entity, goal, most=2)
        found += [path for path in two if not path.is_single and not goes_back(path)]
    siblings = [
        path for path in found if path.tables[-1] == entity and len(path.steps) == 2 and path.is_family
    ]
    children = [Step(link, up=False) for link in tables.links_to(entity) if link.table != entity]
    found += [LinkPath((*path.steps, step)) for path in siblings for step in children]
    for path in sorted(found, key=lambda path: len(path.steps)):
        if any(table not in usable for table in path.tables) or not _early_keys(tables, path):
            continue
        if not path.steps[0].up and path.steps[0].target == once:
            continue
        if path.steps[-1].up and path.tables[-1] in named:
            continue  # a deal's company is the contact's company
        way = Way(entity, path.steps)
        yield way, half_of(tables, path.tables[-1], late=False)
        if tables.table(path.tables[-1]).late_time is not None:
            yield way, half_of(tables, path.tables[-1], late=True)


def _asked_once(query: Query) -> str | None:
    return query.target.over.table if isinstance(query.target, Aggregation) else None


def _early_keys(tables: TableSet, path: LinkPath) -> bool:
    """Whether all keys on the way are known with their rows, and all rows on it have a name."""
    for step in path.steps:
        linked = tables.table(step.link.table)
        if step.link.column in linked.not_with_row or tables.table(step.link.to).primary_key is None:
            return False
    return True


def _named(tables: TableSet, step: Step) -> str:
    """The table a step arrives at; with the key where several lead there, by the key alone up to its own table."""
    if step.up and step.source == step.target:
        return step.link.column
    same = [one for one in tables.links if (one.table, one.to) == (step.link.table, step.link.to)]
    several = len(same) > 1 or step.source == step.target
    return f"{step.target} ({step.link.column})" if several else step.target


def _finished(table: str, time_column: str) -> str:
    """What rows are called once they are completed, such as "closed opportunity" from `closed_on`."""
    name = time_column.lower()
    word = next((word for part, word in _FINISHED if part in name), None)
    return f"{table} ({time_column})" if word is None else f"{word} {table}"


def _whose(owner: str) -> str:
    """As in "company's", "accounts'"."""
    return f"{owner}'" if owner.endswith("s") else f"{owner}'s"


def _with_columns(source: OpenTables, way: Way, half: LogicalTable, learn_until: str) -> RowBlock:
    *owners, last = [_named(source.tables, step) for step in way.steps]
    if half.is_late:
        last = _finished(last, str(half.time_column))
    words = "".join(f"{_whose(owner)} " for owner in owners) + last
    places = {f"_v{place}": column for place, column in enumerate(half.columns)}
    refs = {name: ColumnRef(table=half.table, column=column.name) for name, column in places.items()}
    rows = keyed_rows(source, way, refs, late=half.is_late)
    columns: list[BlockColumn] = []
    repeats = way.steps[-1].up  # a call's campaign: as many rows as there are calls
    if not repeats:
        timed = any(source.tables.table(table).time_column for table in (half.table, *_between(way)))
        columns += PACES if timed else PACES[:1]
    for name, column in places.items():
        if column.role in _LEVEL_ROLES and column.n_distinct <= _MOST_DISTINCT:
            for level in _levels(rows, name, learn_until):
                columns += [
                    LevelColumn(name, column.name, level),
                    LevelColumn(name, column.name, level, share=True),
                ]
        elif column.role is Role.NUMBER:
            columns += [AmountColumn(name, column.name, amount) for amount in ("mean", "sum", "max", "last")]
    of_entity = way.goal == way.entity and not half.is_late
    return RowBlock(way, words, rows, tuple(columns), of_entity=of_entity)


def _between(way: Way) -> list[str]:
    return [step.source for step in way.down[1:]]


def _levels(rows: ir.Table, name: str, learn_until: str) -> list[str]:
    """The most usual values of a category up to a day; of two, the rarer one says all."""
    known = rows.filter(rows[AT].isnull() | (rows[AT] <= moment(learn_until)))
    known = known.filter(known[name].notnull())
    counts = known.group_by(name).agg(n=known.count()).execute()
    counts = counts.sort_values(["n", name], ascending=[False, True], kind="stable")
    levels = [str(value) for value in counts[name]]
    return levels[1:] if len(levels) == 2 else levels[:_MOST_LEVELS]


def _is_crowded(asked: Asked, block: RowBlock, learn_until: str) -> bool:
    """Whether examples with own times share so many rows that each pair of them cannot be looked at."""
    if not asked.own or block.anchor == ENTITY:
        return False
    rows, asks = block.rows, asked.rows.filter(asked.rows[SEED] <= moment(learn_until))
    rows = rows.filter(rows[AT].isnull() | (rows[AT] <= moment(learn_until)))
    rows = rows.group_by(KEY).agg(n_rows=rows.count())
    asks = asks.group_by(_shared=asks[block.anchor]).agg(n_asks=asks.count())
    both = rows.inner_join(asks, rows[KEY] == asks["_shared"])
    pairs = both.aggregate(n=(both["n_rows"].cast("float64") * both["n_asks"].cast("float64")).sum())
    n = pairs.execute()["n"].fillna(0.0).iloc[0]
    return bool(n > _MOST_PAIRS)


def _narrowed(block: RowBlock) -> RowBlock:
    """The block without the columns of its rows that nothing is made of."""
    used = dict.fromkeys(c.column for c in block.columns if not isinstance(c, PaceColumn))
    return replace(block, rows=block.rows.select(KEY, AT, *used))

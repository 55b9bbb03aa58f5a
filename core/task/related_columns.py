"""What examples can know of linked rows: every column of every way, the most general first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from core.errors import TaskError
from core.storage import fingerprint
from core.tables.expressions import OpenTables
from core.tables.logical import LogicalTable, half_of
from core.tables.table import Column, Role
from core.task.aggregates import SELF, AmountColumn, BlockColumn, LevelColumn, RowBlock
from core.task.asked import ENTITY, SEED, Asked, moment
from core.task.collected import CollectedColumn, Levels
from core.task.collected_ways import CollectedWay, way_name, ways_to_rows
from core.task.examples import MOST_COLUMNS
from core.task.keyed_rows import AT, KEY, Way, keyed_rows
from core.task.lookup_columns import LEVEL_ROLES, LookupColumn, lookup_columns
from core.task.query.ast import ColumnRef, Query
from core.task.velocity import PACES, PaceColumn

if TYPE_CHECKING:
    import ibis.expr.types as ir

MOST_CANDIDATES = 600
_MOST_LEVELS = 5
_FEWEST_OF_LEVEL = (
    5  # entities; what fewer have tells nothing, and a model that is passed on must not name it
)
_PLAIN_PACES = 4  # of `PACES`: what is said of far rows before anything else
_SHOWN = 3  # lacking columns that are named
_MOST_DISTINCT = 200  # levels of a category of which the most usual are counted
_MOST_PAIRS = 20_000_000  # (example, row) pairs through a shared row, above which they are looked at weekly


@dataclass(frozen=True)
class RelatedColumns:
    """The choice.

    Attributes:
        lookups, blocks: What is looked up and aggregated.
        n_left_out: Columns that were possible but are above the cap.
        shown: Looked up as well, but no inputs: what names the linked rows, such as the company's name.
    """

    lookups: tuple[LookupColumn, ...]
    blocks: tuple[RowBlock, ...]
    n_left_out: int
    shown: tuple[LookupColumn, ...] = ()

    @property
    def n(self) -> int:
        return len(self.lookups) + sum(len(block.columns) for block in self.blocks)


@dataclass(frozen=True)
class Candidate:
    """A possible column and how general it is: by rank, then in turns.

    Attributes:
        rank, turn, place: Lower ones are more general.
        what: The column.
        block: The number of its block; -1: it is looked up.
    """

    rank: float
    turn: int
    place: int
    what: LookupColumn | BlockColumn
    block: int = -1


@dataclass(frozen=True)
class Candidates:
    """Everything that could be collected.

    Attributes:
        blocks: The linked rows with all their columns; of a sample only the rows that belong to it.
        rows: All rows of each block.
        columns: The most general first.
        ways: The name of the way to each block.
        n_ways_left_out: Ways beyond the cap, of which no column is there.
        naming: Columns that name nearly each row of a linked table; they are looked up to be shown, and are no inputs.
    """

    blocks: tuple[RowBlock, ...]
    rows: tuple[ir.Table, ...]
    columns: tuple[Candidate, ...]
    ways: tuple[tuple[str, ...], ...]
    n_ways_left_out: int = 0
    naming: tuple[LookupColumn, ...] = ()

    def told(self, one: Candidate) -> CollectedColumn:
        """The column as a record, from which `named` finds it again among the candidates of other rows."""
        what = one.what
        if isinstance(what, LookupColumn):
            way = way_name(((link, True) for link in what.links), what.ref.table)
            return CollectedColumn(way=way, what="looked up", column=what.ref.column)
        way = self.ways[one.block]
        if isinstance(what, PaceColumn):
            return CollectedColumn(way=way, what=what.pace, days=what.days)
        if isinstance(what, LevelColumn):
            kind = "share" if what.share else "level"
            return CollectedColumn(way=way, what=kind, column=what.words, level=what.level)
        return CollectedColumn(way=way, what=what.amount, column=what.words)

    def named(self, wanted: Sequence[CollectedColumn]) -> list[Candidate]:
        """The columns of these records, in their order.

        Raises:
            TaskError: some are not among the candidates.
        """
        known = {self.told(one): one for one in self.columns}
        lacking = [one for one in wanted if one not in known]
        if lacking:
            shown = [f"{one.column or one.what} over {', '.join(one.way)}" for one in lacking[:_SHOWN]]
            raise TaskError(
                f"{len(lacking):,} of the {len(wanted):,} columns that the model was made with cannot be collected "
                "from these tables",
                found=f"no {'; '.join(shown)}",
                action="Bring tables with the same columns, keys, links and times, or train a new model on these",
            )
        return [known[one] for one in wanted]

    def in_order(self, taken: Collection[Candidate]) -> list[Candidate]:
        """The columns as `related` has them: looked-up ones first, then way by way."""
        return sorted(taken, key=lambda one: one.block)

    def related(self, taken: Sequence[Candidate], *, of_sample: bool = False) -> RelatedColumns:
        """These columns only, way by way; made of all rows, or of those of the sample."""
        lookups, columns = [], dict[int, list[BlockColumn]]()
        for one in taken:
            if isinstance(one.what, LookupColumn):
                lookups.append(one.what)
            else:
                columns.setdefault(one.block, []).append(one.what)
        kept = []
        for number, mine in columns.items():
            block = self.blocks[number]
            rows = block.rows if of_sample else self.rows[number]
            kept.append(_narrowed(replace(block, rows=rows, columns=tuple(mine))))
        shown = tuple(one for one in self.naming if one not in lookups)
        return RelatedColumns(tuple(lookups), tuple(kept), len(self.columns) - len(taken), shown)


def choose_columns(
    source: OpenTables, query: Query, asked: Asked, learn_until: str, most: int = MOST_COLUMNS
) -> RelatedColumns:
    """The most general columns there are, whatever they are worth; see `candidates`.

    Args:
        most: The cap.
    """
    found = candidates(source, query, asked, learn_until)
    return looked_at_weekly(found.related(found.in_order(found.columns[:most])), asked, learn_until)


def candidates(
    source: OpenTables,
    query: Query,
    asked: Asked,
    learn_until: str,
    *,
    is_sample: bool = False,
    levels: Levels | None = None,
) -> Candidates:
    """All columns of all ways, the most general first: near before far, numbers of rows before levels and amounts.

    Args:
        source: The tables.
        query: Its USING names the tables that may be used; its target column is never one of the columns.
        asked: The examples (of one of the days); only their keys are looked at.
        learn_until: The last day for learning: which levels are usual is seen on rows up to it.
        is_sample: The examples are few: only the rows that belong to them are worked out, once for all.
        levels: Which values are counted; None: the most usual ones.
    """
    given = levels is not None  # a model's own columns are collected whatever these rows hold
    lookups, naming = lookup_columns(source.tables, query, naming_too=given)
    found = [
        Candidate(1 if len(one.links) < 2 else 2 + len(one.links), place, 0, one)
        for place, one in enumerate(lookups)
    ]
    ways, n_left_out = ways_to_rows(source.tables, query, own_times=asked.own)
    blocks, whole = [], []
    for number, way in enumerate(ways):
        whole.append(_rows(source, way))
        rows = _of_sample(source, whole[-1], way, asked, learn_until) if is_sample else whole[-1]
        blocks.append(_with_columns(source, way, rows, learn_until, levels))
        for column in blocks[-1].columns:
            rank, turn = _rank(column, way.n_hops)
            found.append(Candidate(rank, turn, number, column, number))
    found.sort(key=lambda one: (one.rank, one.turn, one.place))
    names = tuple(way.name for way in ways)
    return Candidates(tuple(blocks), tuple(whole), tuple(found), names, n_left_out, tuple(naming))


def looked_at_weekly(related: RelatedColumns, asked: Asked, learn_until: str) -> RelatedColumns:
    """The columns, those of rows that too many examples share as of the Monday before (see `anchored`)."""
    blocks = [replace(one, weekly=_is_crowded(asked, one, learn_until)) for one in related.blocks]
    return replace(related, blocks=tuple(blocks))


def _rank(column: BlockColumn, n_hops: int) -> tuple[float, int]:
    """Numbers of rows before levels before amounts, near before far."""
    if isinstance(column, PaceColumn):
        place = PACES.index(column)
        finer = 2 if n_hops > 1 and place >= _PLAIN_PACES else 0
        return (0 if n_hops == 1 else n_hops) + finer + 0.1 * place, 0
    if isinstance(column, LevelColumn):
        return 2 * n_hops + (2 if column.share else 0), 0
    late = column.amount in ("max", "last")
    return 1 + 2 * n_hops + (2 if late else 0), 1


def _rows(source: OpenTables, collected: CollectedWay) -> ir.Table:
    half = collected.half
    refs = {name: ColumnRef(table=half.table, column=column.name) for name, column in _places(half).items()}
    if _is_of_entity(collected):
        refs[SELF] = ColumnRef(table=half.table, column=str(half.linked.primary_key))
    return keyed_rows(source, collected.way, refs, late=half.is_late)


def _is_of_entity(collected: CollectedWay) -> bool:
    return collected.way.goal == collected.way.entity and not collected.half.is_late


def _places(half: LogicalTable) -> dict[str, Column]:
    """The columns under names that collide with none."""
    return {f"_v{place}": column for place, column in enumerate(half.columns)}


def _of_sample(
    source: OpenTables, rows: ir.Table, collected: CollectedWay, sample: Asked, learn_until: str
) -> ir.Table:
    """The rows that belong to the examples of a sample, stored until the tables are closed."""
    way = collected.way
    anchor = ENTITY if way.anchor is None else way.anchor.link.column
    known = rows.filter(rows[AT].isnull() | (rows[AT] <= moment(learn_until)))
    keys = sample.rows.filter(sample.rows[anchor].notnull()).select(_mine=sample.rows[anchor]).distinct()
    mine = known.semi_join(keys, known[KEY] == keys["_mine"])
    steps = [f"{step.link.name} {step.up}" for step in way.steps]
    return stored_rows(source, mine, "sample", collected.half.name, *steps)


def stored_rows(source: OpenTables, rows: ir.Table, *told_apart_by: str) -> ir.Table:
    """The rows worked out once; they go when the tables are closed."""
    name = f"_rows_{fingerprint(list(told_apart_by))}"
    return source.backend.create_table(name, rows, temp=True)


def _with_columns(
    source: OpenTables, collected: CollectedWay, rows: ir.Table, learn_until: str, given: Levels | None
) -> RowBlock:
    """All columns that can be made of the rows at the end of a way."""
    way, half = collected.way, collected.half
    columns: list[BlockColumn] = []
    if not collected.repeats:
        timed = any(half_of(source.tables, one, late=False).has_clock for one in (half.table, *_between(way)))
        columns += PACES if timed else PACES[:1]
    for name, column in _places(half).items():
        if given is not None:
            levels = given.get((collected.name, column.name), ())
        elif column.role in LEVEL_ROLES and column.n_distinct <= _MOST_DISTINCT:
            levels = _levels(rows, name, learn_until, of_entities=way.anchor is None)
        else:
            levels = ()
        if levels:
            for level in levels:
                columns += [
                    LevelColumn(name, column.name, level),
                    LevelColumn(name, column.name, level, share=True),
                ]
        elif column.role is Role.NUMBER:
            columns += [AmountColumn(name, column.name, amount) for amount in ("mean", "sum", "max", "last")]
    return RowBlock(way, collected.words, rows, tuple(columns), of_entity=_is_of_entity(collected))


def _between(way: Way) -> list[str]:
    return [step.source for step in way.down[1:]]


def _levels(rows: ir.Table, name: str, learn_until: str, *, of_entities: bool) -> Sequence[str]:
    """The most usual values of a category up to a day; of two, the rarer one says all.

    Rows that hang on the entity itself are counted by entity where it says how rare a value is: one client's many
    payments to somebody would name him.
    """
    known = rows.filter(rows[AT].isnull() | (rows[AT] <= moment(learn_until)))
    known = known.filter(known[name].notnull())
    holders = known[KEY].nunique() if of_entities else known.count()
    counts = known.group_by(name).agg(n=known.count(), n_of=holders).execute()
    counts = counts.sort_values(["n", name], ascending=[False, True], kind="stable")
    usual = counts.iloc[1:] if len(counts) == 2 else counts.iloc[:_MOST_LEVELS]
    return [str(value) for value in usual.loc[usual["n_of"] >= _FEWEST_OF_LEVEL, name]]


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
    own = (SELF,) if block.of_entity else ()
    return replace(block, rows=block.rows.select(KEY, AT, *own, *used))

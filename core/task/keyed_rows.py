"""The rows at the end of a way between tables: what each hangs on, and since when all of the way was known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from core.errors import TaskError
from core.tables.expressions import ROW, OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import LogicalTable, half_of
from core.tables.paths import Step, hops
from core.tables.table_set import TableSet
from core.task.query.ast import ColumnRef
from core.task.query.reach import links_up

if TYPE_CHECKING:
    import ibis.expr.types as ir

KEY = "_key"  # the row that the rows hang on: a key of the table where the way begins
AT = "_at"  # the moment from which the row and all rows on the way to it were known
_JOIN = "_join"


@dataclass(frozen=True)
class Way:
    """A way from the entity to other rows, as `core.tables.paths` finds them, cut in two.

    Attributes:
        entity: The table whose rows are asked about.
        steps: At least one.
    """

    entity: str
    steps: tuple[Step, ...]

    @property
    def anchor(self) -> Step | None:
        """The step from the entity up to the row it shares with others; None: the rows hang on the entity."""
        return self.steps[0] if self.steps[0].up else None

    @property
    def down(self) -> tuple[Step, ...]:
        """The steps from there on."""
        return self.steps[1:] if self.steps[0].up else self.steps

    @property
    def goal(self) -> str:
        return self.steps[-1].target


def known_half(source: OpenTables, name: str, *, late: bool) -> ir.Table:
    """The rows of the early or the late half of a table, as `known_rows` gives them."""
    return known_rows(source, half_of(source.tables, name, late=late))


def needs_late(
    tables: TableSet,
    table: str,
    columns: Mapping[str, str] | set[str] | list[str],
    *,
    answering: bool = False,
) -> bool:
    """Whether one of these columns is known only later than its row.

    Args:
        tables, table: Where the columns stand.
        columns: Their names.
        answering: They are read for the answer, which may also come from columns that are never an input; it then
            counts by the row's own time.

    Raises:
        TaskError: it is, and nothing says when it was written.
    """
    linked = tables.table(table)
    after = set(linked.outcome_columns)
    late = linked.not_with_row - after if answering else linked.not_with_row
    asked = [name for name in columns if name in late]
    if asked and (linked.late_time is None or not after.isdisjoint(asked)):
        raise TaskError(
            f"Nobody can say when {table}.{asked[0]} was written",
            found=f"{asked[0]} is filled in later than its row, and no date column says when",
            action=f"Choose the date column of {table} that says when {asked[0]} was filled in",
        )
    return bool(asked)


def known_rows(source: OpenTables, half: LogicalTable, *, undated: bool = False) -> ir.Table:
    """The rows of one half with `AT`: those without a time have no place on the clock and are left out.

    `undated`: they stay, with an empty `AT`. Where a key names several rows, the first known of them counts. `AT`
    is empty where rows are known always.
    """
    import ibis

    rows = with_known(source, half).rename({AT: KNOWN})
    if half.has_clock and not undated:
        rows = rows.filter(rows[AT].notnull())
    key = half.linked.primary_key
    if key is None or _is_unique(half, key):
        return rows
    place = ibis.row_number().over(group_by=[rows[key]], order_by=[rows[AT], rows[ROW]])
    rows = rows.mutate(_place=place)
    return rows.filter((rows["_place"] == 0) | rows[key].isnull()).drop("_place")


def keyed_rows(
    source: OpenTables, way: Way, columns: Mapping[str, ColumnRef], *, late: bool, answering: bool = False
) -> ir.Table:
    """The rows at the end of a way.

    Args:
        source: The tables.
        way: From the entity to the rows.
        columns: New name -> column of the goal, or of a row that a row of the goal names.
        late: Take the goal's late half: rows count from the moment their late columns were written.
        answering: See `needs_late`.

    Returns:
        One row for each row of the goal and key that it hangs on: `KEY` (text), `AT` (timestamp, empty: known
        always; else all rows of the way were known by then, and of several ways to the same row the first counts)
        and the columns under their new names. Where the last step goes up to a row that others name as well (a
        call's campaign), there is one for each of those.
    """
    tables = source.tables
    rows = with_columns(
        source, known_half(source, way.goal, late=late), way.goal, columns, answering=answering
    )
    names, steps = [*columns], list(way.down)
    key = _key_before(tables, way.goal, steps[-1])
    kept = [*names, ROW]
    rows = rows.select(**{KEY: rows[key], AT: rows[AT]}, **{name: rows[name] for name in kept})
    while steps:
        step = steps.pop()
        if steps or step.up:
            onward = _key_before(tables, step.source, steps[-1] if steps else None)
            rows = _one_back(source, rows, step, kept, onward)
    rows = rows.filter(rows[KEY].notnull())
    if way.anchor is not None:
        rows = _once_the_shared_row_is_known(source, rows, way.anchor.target)
    if is_reached_again(tables, way):
        rows = _each_once(rows, names)
    return rows.drop(ROW)


def is_reached_again(tables: TableSet, way: Way) -> bool:
    """Whether the same row may be found several times and must count once: the way goes down and up before it."""
    once = hops(tables, way.steps)
    comes_back = any(not first.up and second.up for first, second in pairwise(way.steps))
    return comes_back and not (len(once[-1]) == 1 and once[-1][0].up)


def _each_once(rows: ir.Table, names: list[str]) -> ir.Table:
    """One row for each key and row of the goal: known from the first time on; empty times mean always."""
    import ibis

    always = rows[AT].isnull()
    found = rows.group_by([KEY, ROW]).agg(
        **{_JOIN: always.any(), "_first": rows[AT].min()}, **{name: rows[name].max() for name in names}
    )
    at = found[_JOIN].ifelse(ibis.null("timestamp"), found["_first"])
    return found.mutate(**{AT: at}).drop(_JOIN, "_first")


def _once_the_shared_row_is_known(source: OpenTables, rows: ir.Table, table: str) -> ir.Table:
    """Rows that hang on a row with a time of its own are known from then on, and never where it has none."""
    linked = source.tables.table(table)
    if not linked.has_clock:
        return rows
    shared = known_half(source, table, late=False)
    shared = shared.select(**{_JOIN: shared[str(linked.primary_key)], "_then": shared[AT]})
    joined = rows.inner_join(shared, rows[KEY] == shared[_JOIN])
    return joined.mutate(**{AT: later_of(joined[AT], joined["_then"])}).drop(_JOIN, "_then")


def _key_before(tables: TableSet, table: str, step: Step | None) -> str:
    """The column of a table that leads one step back; without a step its primary key."""
    if step is not None and not step.up:
        return step.link.column
    key = tables.table(table).primary_key
    if key is None:
        raise TaskError(f"The table {table} has no primary key", action="Choose its primary key first")
    return key


def _one_back(source: OpenTables, rows: ir.Table, step: Step, names: list[str], onward: str) -> ir.Table:
    """Joins the rows of the table one step back, and keys the rows by what leads on from there."""
    before = known_half(source, step.source, late=False)
    match = step.link.column if step.up else str(source.tables.table(step.source).primary_key)
    before = before.select(**{_JOIN: before[match], "_onward": before[onward], "_then": before[AT]})
    joined = rows.inner_join(before, rows[KEY] == before[_JOIN])
    return joined.select(
        **{KEY: joined["_onward"], AT: later_of(joined[AT], joined["_then"])},
        **{name: joined[name] for name in names},
    )


def later_of(first: Any, second: Any) -> Any:
    """The later of two moments; an empty one means always."""
    import ibis

    return ibis.cases(
        (first.isnull(), second), (second.isnull(), first), (first > second, first), else_=second
    )


def with_columns(
    source: OpenTables,
    rows: ir.Table,
    table: str,
    columns: Mapping[str, ColumnRef],
    *,
    answering: bool = False,
) -> ir.Table:
    """Adds columns under new names: the table's own, and those of rows that its keys name.

    A row counts as known when what it is asked for is: `AT` moves to the time of the named row where that is
    later. A key that names nothing gives an empty value.
    """
    tables = source.tables
    own = {name: rows[ref.column] for name, ref in columns.items() if ref.table == table}
    rows = rows.mutate(**own) if own else rows
    for other in dict.fromkeys(ref.table for ref in columns.values() if ref.table != table):
        wanted = {name: ref.column for name, ref in columns.items() if ref.table == other}
        links = links_up(tables, table, other)
        if not links:
            raise TaskError(
                f"Rows of {table} do not name a row of {other}",
                action=f"Use a column of {table}, or link the two tables",
            )
        key = links[0].column
        for link, onward in pairwise(links):
            rows = _named(source, rows, key, link.to, {"_onward": onward.column}, late=False)
            key = "_onward"
        late = needs_late(tables, other, [*wanted.values()], answering=answering)
        rows = _named(source, rows, key, other, wanted, late=late)
    return rows


def _named(
    source: OpenTables, rows: ir.Table, key: str, table: str, wanted: Mapping[str, str], *, late: bool
) -> ir.Table:
    """Adds columns of the row that a key names; `AT` moves to its time where that is later."""
    named = known_half(source, table, late=late)
    named = named.select(
        **{_JOIN: named[str(source.tables.table(table).primary_key)], "_then": named[AT]},
        **{f"_new{place}": named[column] for place, column in enumerate(wanted.values())},
    )
    joined = rows.left_join(named, rows[key] == named[_JOIN])
    added = {name: joined[f"_new{place}"] for place, name in enumerate(wanted)}
    joined = joined.mutate(**{AT: later_of(joined[AT], joined["_then"])}, **added)
    return joined.drop(_JOIN, "_then", *[f"_new{place}" for place in range(len(wanted))])


def _is_unique(half: LogicalTable, key: str) -> bool:
    column = half.linked.column(key)
    return column.n_distinct >= half.linked.table.n_rows - column.n_missing

"""The rows at the end of a way between tables: what each hangs on, and since when all of the way was known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from core.errors import TaskError
from core.tables.expressions import ROW, OpenTables
from core.tables.logical import LogicalTable, logical_tables
from core.tables.paths import Step
from core.tables.table_set import TableSet
from core.task.query.ast import ColumnRef

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


def half_of(tables: TableSet, name: str, *, late: bool) -> LogicalTable:
    """The early or the late half of a table.

    Raises:
        TaskError: it has no late half.
    """
    for half in logical_tables(tables):
        if half.table == name and half.is_late is late:
            return half
    raise TaskError(f"The table {name} has no columns that are written later than its rows")


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


def known_rows(source: OpenTables, half: LogicalTable) -> ir.Table:
    """The rows of one half with `AT`: those without a time have no place on the clock and are left out.

    Where a key names several rows, the first known of them counts. `AT` is empty where rows are known always.
    """
    import ibis

    rows = source.logical(half)
    if half.time_column is None:
        rows = rows.mutate(**{AT: ibis.null("timestamp")})
    else:
        rows = rows.filter(rows[half.time_column].notnull()).mutate(
            **{AT: rows[half.time_column].cast("timestamp")}
        )
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
        One row for each row of the goal (more where it is reached several times): `KEY` (text), `AT`
        (timestamp, empty: known always) and the columns under their new names.
    """
    tables = source.tables
    rows = with_columns(
        source, known_half(source, way.goal, late=late), way.goal, columns, answering=answering
    )
    names, steps = [*columns], list(way.down)
    key = _key_before(tables, way.goal, steps[-1])
    rows = rows.select(**{KEY: rows[key], AT: rows[AT]}, **{name: rows[name] for name in names})
    while steps:
        step = steps.pop()
        if steps or step.up:
            onward = _key_before(tables, step.source, steps[-1] if steps else None)
            rows = _one_back(source, rows, step, names, onward)
    return rows.filter(rows[KEY].notnull())


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
        link = next((link for link in tables.links_from(table) if link.to == other), None)
        if link is None:
            raise TaskError(
                f"Rows of {table} do not name a row of {other}",
                action=f"Use a column of {table}, or link the two tables",
            )
        late = needs_late(tables, other, [*wanted.values()], answering=answering)
        named = known_half(source, other, late=late)
        named = named.select(
            **{_JOIN: named[str(tables.table(other).primary_key)], "_then": named[AT]},
            **{name: named[column] for name, column in wanted.items()},
        )
        joined = rows.left_join(named, rows[link.column] == named[_JOIN])
        rows = joined.mutate(**{AT: later_of(joined[AT], joined["_then"])}).drop(_JOIN, "_then")
    return rows


def _is_unique(half: LogicalTable, key: str) -> bool:
    column = half.linked.column(key)
    return column.n_distinct >= half.linked.table.n_rows - column.n_missing

"""Linked rows as numbers: counts, levels and amounts of what was known at the seed time (deep feature synthesis).

After Kanter and Veeramachaneni, "Deep Feature Synthesis", DSAA 2015, with one clock: only rows whose time is not
after the seed time enter. Sums are made of whole billionths, so that neither the order of the rows nor the number
of threads changes a single bit of the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from core.storage import fingerprint
from core.task.asked import ENTITY, SEED, Asked, rows_between
from core.task.keyed_rows import AT, KEY, Way
from core.task.velocity import PaceColumn, pace_totals, pace_value

if TYPE_CHECKING:
    import ibis.expr.types as ir

_LARGEST = 1e15  # amounts beyond are no amounts
_EXACT = "decimal(38, 9)"

Amount = Literal["sum", "mean", "max", "last"]
SELF = "_self"  # of rows of the entity's own table: which one it is
_WORDS = {"sum": "total", "mean": "average", "max": "largest", "last": "latest"}


@dataclass(frozen=True)
class LevelColumn:
    """How many of the rows have a certain value, or which share of them.

    Attributes:
        column: The name that `RowBlock.columns` gives the column.
        words: The column in plain words.
        level: The value.
        share: The share instead of the number.
    """

    column: str
    words: str
    level: str
    share: bool = False

    def title(self, rows: str) -> str:
        """The column's name in plain words."""
        what = f"{self.words} is {self.level}"
        return f"{rows}: share of {what}" if self.share else f"{rows}: {what}, ever"

    @property
    def is_count(self) -> bool:
        return not self.share


@dataclass(frozen=True)
class AmountColumn:
    """Total, average, largest or latest value of a number."""

    column: str
    words: str
    amount: Amount

    def title(self, rows: str) -> str:
        """The column's name in plain words."""
        return f"{rows}: {_WORDS[self.amount]} {self.words}"

    @property
    def is_count(self) -> bool:
        return False


BlockColumn = PaceColumn | LevelColumn | AmountColumn


@dataclass(frozen=True)
class RowBlock:
    """Rows at the end of one way, and what is to be known of them.

    Attributes:
        way: From the entity to the rows.
        words: What the rows are, in plain words, such as "company's opportunity".
        rows: `KEY`, `AT`, the columns that are aggregated, as `keyed_rows` gives them, and `SELF` where `of_entity`.
        columns: What to aggregate.
        weekly: Rows that many examples share are looked at as of the Monday before (see `anchored`).
        of_entity: The rows are of the entity's own table, known from the time at which they are asked about.
    """

    way: Way
    words: str
    rows: ir.Table
    columns: tuple[BlockColumn, ...]
    weekly: bool = False
    of_entity: bool = False

    @property
    def anchor(self) -> str:
        """The column of the examples to which `KEY` refers."""
        return ENTITY if self.way.anchor is None else self.way.anchor.link.column

    def key_of(self, asked: Asked) -> str:
        """The column of the examples to which the `KEY` of what is aggregated for them refers."""
        return ENTITY if self.is_apart(asked) else self.anchor

    def is_apart(self, asked: Asked) -> bool:
        """Whether each example needs numbers of its own, without itself; among very many rows one more is nothing."""
        return self.of_entity and asked.apart and asked.day is not None and not self.weekly

    @property
    def titles(self) -> list[str]:
        return [column.title(self.words) for column in self.columns]


def aggregated(asked: Asked, block: RowBlock) -> ir.Table:
    """The columns of a block for each (`KEY`, `SEED`) that has any row: "c0", "c1", … in the block's order.

    An example whose key is not among them had no row: 0 for counts, empty for the rest.
    """
    known = rows_between(asked, block.rows, block.anchor, None, 0.0, weekly=block.weekly)
    if block.of_entity and asked.own:
        known = known.filter(known[AT] < known[SEED])  # without the row that is asked about
    if block.is_apart(asked):
        known = _without_itself(asked, known, block.anchor)
    totals: dict[str, Any] = {}
    for column in block.columns:
        totals.update(_totals(known, column))
    found = known.group_by([KEY, SEED]).agg(**totals)
    if any(isinstance(column, AmountColumn) and column.amount == "last" for column in block.columns):
        found = _with_latest(known, found, block.columns)
    return found.select(
        KEY, SEED, **{f"c{place}": _value(found, column) for place, column in enumerate(block.columns)}
    )


def _without_itself(asked: Asked, known: ir.Table, anchor: str) -> ir.Table:
    """The rows of each example but its own, keyed by the example."""
    asks = asked.rows.filter(asked.rows[anchor].notnull())
    asks = asks.select(_who=asks[ENTITY], _shared=asks[anchor])
    others = known.inner_join(asks, (known[KEY] == asks["_shared"]) & (known[SELF] != asks["_who"]))
    return others.mutate(**{KEY: others["_who"]}).drop("_who", "_shared")


def _totals(rows: ir.Table, column: BlockColumn) -> dict[str, Any]:
    if isinstance(column, PaceColumn):
        return pace_totals(rows, column)
    value = rows[column.column]
    if isinstance(column, LevelColumn):
        totals = {_level_name(column): rows.count(where=value == column.level)}
        return {**totals, f"_filled_{column.column}": value.count()} if column.share else totals
    if column.amount == "max":
        return {f"_max_{column.column}": value.max()}
    if column.amount == "last":
        return {"_latest": rows[AT].max()}
    usable = value.abs() < _LARGEST
    exact = usable.ifelse(value, None).cast(_EXACT)
    return {f"_sum_{column.column}": exact.sum(), f"_sum_n_{column.column}": rows.count(where=usable)}


def _level_name(column: LevelColumn) -> str:
    return f"_level_{column.column}_{fingerprint(column.level, 8)}"


def _value(totals: ir.Table, column: BlockColumn) -> Any:
    if isinstance(column, PaceColumn):
        return pace_value(totals, column)
    if isinstance(column, LevelColumn):
        n = totals[_level_name(column)]
        if not column.share:
            return n
        filled = totals[f"_filled_{column.column}"]
        return (filled > 0).ifelse(n.cast("float64") / filled.nullif(0).cast("float64"), None)
    if column.amount in ("max", "last"):
        return totals[f"_{column.amount}_{column.column}"].cast("float64")
    total = totals[f"_sum_{column.column}"].cast("float64")
    if column.amount == "sum":
        return total
    return total / totals[f"_sum_n_{column.column}"].nullif(0).cast("float64")


def _with_latest(rows: ir.Table, found: ir.Table, columns: tuple[BlockColumn, ...]) -> ir.Table:
    """Adds the values of the latest rows; of several at the same moment the largest value counts."""
    names = [c.column for c in columns if isinstance(c, AmountColumn) and c.amount == "last"]
    moments = found.select(_k=found[KEY], _s=found[SEED], _at=found["_latest"])
    same = (rows[KEY] == moments["_k"]) & (rows[SEED] == moments["_s"]) & (rows[AT] == moments["_at"])
    latest = rows.inner_join(moments, same)
    latest = latest.group_by(_k=latest[KEY], _s=latest[SEED]).agg(
        **{f"_last_{name}": latest[name].max() for name in names}
    )
    joined = found.left_join(latest, (found[KEY] == latest["_k"]) & (found[SEED] == latest["_s"]))
    return joined.drop("_k", "_s")

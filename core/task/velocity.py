"""How lively something was before the seed time: numbers of rows in windows, recency and change of pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from core.task.asked import SEED, after
from core.task.keyed_rows import AT

if TYPE_CHECKING:
    import ibis.expr.types as ir

WINDOWS = (90, 30, 7)  # days, the most telling first
_DAY = 86_400.0

Pace = Literal["ever", "window", "since last", "since first", "change"]


@dataclass(frozen=True)
class PaceColumn:
    """One column that says how lively the rows of a key were.

    Attributes:
        pace: "ever": all rows known at the seed time; "window": those of the last `days` days;
            "since last", "since first": days between the seed time and the latest or the first row; "change":
            rows of the last 30 days less a third of those of the last 90: what the last month was above the
            usual month.
        days: For "window".
    """

    pace: Pace
    days: int = 0

    def title(self, rows: str) -> str:
        """The column's name in plain words, such as "activity: last 30 days"."""
        if self.pace == "since last":
            return f"days since last {rows}"
        if self.pace == "since first":
            return f"days since first {rows}"
        what = {"ever": "ever", "change": "change of pace"}.get(self.pace, f"last {self.days} days")
        return f"{rows}: {what}"

    @property
    def is_count(self) -> bool:
        """True where no row at all means 0, not empty."""
        return self.pace in ("ever", "window", "change")


PACES = (
    PaceColumn("ever"),
    PaceColumn("window", 30),
    PaceColumn("since last"),
    PaceColumn("window", 90),
    PaceColumn("change"),
    PaceColumn("window", 7),
    PaceColumn("since first"),
)


def in_window(rows: ir.Table, days: int) -> Any:
    """Whether a row lies in (seed - days, seed]; the rows are those known at the seed time."""
    return rows[AT] > after(rows[SEED], -days)


def pace_totals(rows: ir.Table, column: PaceColumn) -> dict[str, Any]:
    """What has to be counted over the rows of one (key, seed), by a name that columns may share."""
    if column.pace == "ever":
        return {"_n": rows.count()}
    if column.pace == "since last":
        return {"_last": rows[AT].max()}
    if column.pace == "since first":
        return {"_first": rows[AT].min()}
    windows = (30, 90) if column.pace == "change" else (column.days,)
    return {f"_n{days}": rows.count(where=in_window(rows, days)) for days in windows}


def pace_value(totals: ir.Table, column: PaceColumn) -> Any:
    """The column made of the totals; `totals` has `SEED` and what `pace_totals` named."""
    if column.pace == "ever":
        return totals["_n"]
    if column.pace in ("since last", "since first"):
        moment = totals["_last" if column.pace == "since last" else "_first"]
        return (totals[SEED].epoch_seconds() - moment.epoch_seconds()) / _DAY
    if column.pace == "change":
        return totals["_n30"] - totals["_n90"] / 3.0
    return totals[f"_n{column.days}"]

"""What is predicted, from which columns, and which rows are for learning, practising and the final exam."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from core.record import Record
from core.tables.table import FEATURE_ROLES, Table

SplitKind = Literal["random", "time", "order"]


class SplitConfig(Record):
    """How the labelled rows are divided.

    Attributes:
        kind: "random" (stratified by the target), "time" (by `time_column`), "order" (file order).
        time_column: The date column for kind "time".
        fractions: Shares of train, validation and test; they sum to 1.
        sizes: Exact numbers of rows instead of fractions.
        seed: Seed of the random split.
    """

    kind: SplitKind = "random"
    time_column: str | None = None
    fractions: tuple[float, float, float] = (0.64, 0.16, 0.20)
    sizes: tuple[int, int, int] | None = None
    seed: int = 0

    @model_validator(mode="after")
    def _combinations(self) -> Self:
        if self.kind == "time" and not self.time_column:
            raise ValueError("a split by time needs a date column")
        if abs(sum(self.fractions) - 1.0) > 1e-6 or min(self.fractions) <= 0:
            raise ValueError("the three shares must be above 0 and sum to 1")
        if self.sizes is not None and min(self.sizes) <= 0:
            raise ValueError("each part needs at least one row")
        return self

    @property
    def has_clock(self) -> bool:
        """True when rows have an order, so that "earlier" has a meaning."""
        return self.kind != "random"


class Exclusion(Record):
    """A column that is not used, and why."""

    column: str
    reason: str


class PredictionTask(Record):
    """The question: for each row of a table, how likely is `target` = `positive`?"""

    table_hash: str
    target: str
    positive: str
    excluded: tuple[Exclusion, ...] = ()
    split: SplitConfig = SplitConfig()

    def feature_columns(self, table: Table) -> list[str]:
        """The columns that may be used as inputs, in file order."""
        excluded = {item.column for item in self.excluded} | {self.target}
        return [
            column.name
            for column in table.columns
            if column.role in FEATURE_ROLES and column.name not in excluded
        ]

    @property
    def outcome_words(self) -> str:
        """The target in the words of the table, as in 'y = yes'."""
        return f"{self.target} = {self.positive}"

"""What is predicted, from which columns, and which rows are for learning, practising and the final exam."""

from __future__ import annotations

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from core.record import Record
from core.storage import fingerprint
from core.tables.answer_doubts import spelled
from core.tables.answer_words import is_plain
from core.tables.kept_tables import keep_tables, kept_tables
from core.tables.table import FEATURE_ROLES, Table
from core.tables.table_set import TableSet
from core.task.collected import CollectedColumn
from core.task.query.ast import Query
from core.task.seed_times import SeedTimes

SplitKind = Literal["random", "time", "order"]
_MOST_NAMED = 3


class SplitConfig(Record):
    """How the labelled rows are divided.

    Attributes:
        kind: "random" (stratified by the target), "time" (by `time_column`), "order" (file order).
        time_column: The date column for kind "time".
        fractions: Shares of train, validation and test; they sum to 1.
        sizes: Exact numbers of rows instead of fractions.
        boundaries: Kind "time" only, instead of fractions: the ISO days on which the practice exam and the
            final exam begin.
        seed: Seed of the random split.
    """

    kind: SplitKind = "random"
    time_column: str | None = None
    fractions: tuple[float, float, float] = (0.64, 0.16, 0.20)
    sizes: tuple[int, int, int] | None = None
    boundaries: tuple[str, str] | None = None
    seed: int = 0

    @model_validator(mode="after")
    def _combinations(self) -> Self:
        if self.kind == "time" and not self.time_column:
            raise ValueError("a split by time needs a date column")
        if abs(sum(self.fractions) - 1.0) > 1e-6 or min(self.fractions) <= 0:
            raise ValueError("the three shares must be above 0 and sum to 1")
        if self.sizes is not None and min(self.sizes) <= 0:
            raise ValueError("each part needs at least one row")
        if self.boundaries is not None and (self.kind != "time" or self.boundaries[0] >= self.boundaries[1]):
            raise ValueError("boundaries belong to a split by time and must rise")
        return self

    @property
    def has_clock(self) -> bool:
        """True when rows have an order, so that "earlier" has a meaning."""
        return self.kind != "random"


class Exclusion(Record):
    """A column that is not used, and why."""

    column: str
    reason: str


class QueryOrigin(Record):
    """Where a table of examples came from: many tables, a query, and the days on which it was asked.

    Attributes:
        tables_key: Names the tables and links the examples were made of; they lie in `core.tables.kept_tables`, so that
            a task, and a model that is saved with it, holds nothing that stands in their rows.
        query: The query, resolved against the tables.
        seeds: The days on which it was asked.
        entity_column: The column of the examples that holds the entity's primary key.
        time_column: The column of the examples that holds the seed time.
        collected: The columns that were made of linked rows; None: a question of before this was kept.
    """

    tables_key: str = Field(pattern=r"^[0-9a-f]{16}$")
    query: Query
    seeds: SeedTimes
    entity_column: str
    time_column: str
    collected: tuple[CollectedColumn, ...] | None = None

    @model_validator(mode="before")
    @classmethod
    def _by_reference(cls, value: Any) -> Any:
        """Tables in place of their key, as tasks were saved formerly, are kept and named."""
        if not isinstance(value, dict) or "tables" not in value:
            return value
        left = {name: one for name, one in value.items() if name != "tables"}
        return {**left, "tables_key": keep_tables(TableSet.model_validate(value["tables"]))}

    @property
    def tables(self) -> TableSet:
        """The tables. What is shown for their names is read from the workspace (see `core.runs.run_names`).

        Raises:
            StorageError: they are not kept here.
        """
        return kept_tables(self.tables_key)


class PredictionTask(Record):
    """The question: for each row of a table, how likely is `target` = `positive`?

    Attributes:
        table_hash: The table's content hash.
        target, positive: The column to predict and the value that counts as yes.
        also_positive: Further values that count as yes.
        negative: The values that count as no; empty: every value that is in no other heap.
        no_answer: Values that mean "no answer yet". Where `negative` is given, so does every value that is in no heap.
        settled_by: A column that says whether the answer is there at all, such as is_closed beside is_won, or a stage:
            rows with a no that it calls open have no answer yet.
        excluded: Columns that are not used, with reasons.
        split: How rows are divided into the parts.
        origin: Set where the table's rows are examples made from many tables.
        amount_column: The column that holds how much came, where a number is asked for; the target then says whether
            anything came, and the expected amount is its chance times the amount if something comes.
    """

    table_hash: str
    target: str
    positive: str
    also_positive: tuple[str, ...] = ()
    negative: tuple[str, ...] = ()
    no_answer: tuple[str, ...] = ()
    settled_by: str | None = None
    excluded: tuple[Exclusion, ...] = ()
    split: SplitConfig = SplitConfig()
    origin: QueryOrigin | None = None
    amount_column: str | None = None

    @model_validator(mode="after")
    def _one_heap_each(self) -> Self:
        heaped = [*self.yes_values, *self.negative, *self.no_answer]
        if len(set(heaped)) < len(heaped):
            raise ValueError("each value of the target belongs to one heap: yes, no or no answer yet")
        return self

    @property
    def yes_values(self) -> tuple[str, ...]:
        """Every value that counts as yes; the first one names the answer."""
        return (self.positive, *self.also_positive)

    @property
    def answer_key(self) -> str:
        """Equal for tasks that ask the same of the same column: what a cache of answers and an exam depend on."""
        heaps = [self.yes_values, self.negative, self.no_answer]
        return fingerprint([self.target, *heaps, self.settled_by])

    def feature_columns(self, table: Table) -> list[str]:
        """The columns that may be used as inputs, in file order."""
        excluded = {item.column for item in self.excluded} | {
            self.target,
            self.settled_by,
            self.amount_column,
        }
        return [
            column.name
            for column in table.columns
            if column.role in FEATURE_ROLES and column.name not in excluded
        ]

    def said_beside(self, before: PredictionTask) -> str:
        """What is asked otherwise than before, in sentences: columns left out now, and how rows are divided."""
        known = {item.column for item in before.excluded}
        said = [
            f"{item.column} is left out now: {item.reason}"
            for item in self.excluded
            if item.column not in known
        ]
        if (self.split.kind, self.split.time_column) != (before.split.kind, before.split.time_column):
            how = {"random": "at random", "order": "by file order"}.get(
                self.split.kind, f"by {self.split.time_column}"
            )
            said.append(f"Learning and exams are now divided {how}.")
        return " ".join(said)

    @property
    def outcome_words(self) -> str:
        """The target in the words of the table, as in 'y = yes' or 'stage = won or renewed'."""
        return f"{self.target} = {either(self.yes_values)}"


def either(values: tuple[str, ...]) -> str:
    """Values as words: 'yes', 'yes or maybe', 'a, b or 3 more'; other spellings of one already named are not."""
    folded = {"yes" if is_plain(value) else spelled(value): value for value in reversed(values)}
    named = [value for value in values if value in folded.values()]
    shown = named if len(named) <= _MOST_NAMED else [*named[: _MOST_NAMED - 1], f"{len(named) - 2} more"]
    return shown[0] if len(shown) == 1 else f"{', '.join(shown[:-1])} or {shown[-1]}"

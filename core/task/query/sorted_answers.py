"""What each value of a predicted column means: AGAINST filled in from the words of the values, and said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from core.errors import TaskError
from core.tables.answer_words import Says, says
from core.tables.table_set import TableSet
from core.task.heaps import UNANSWERED, Heaps, can_be_sorted, listed, propose_heaps
from core.task.query.ast import ColumnRef, IsIn, Query, Value
from core.task.query.values import column_values
from core.task.settled import Settled, settled_beside


@dataclass(frozen=True)
class SortedAnswers:
    """The values of the column that a query predicts.

    Attributes:
        column: The column.
        heaps: Which of its values mean what.
        counts: Rows of each value, most frequent first.
        n_blank: Rows without a value.
        settled: Which rows are left open by a column beside it; None: none.
    """

    column: ColumnRef
    heaps: Heaps
    counts: Mapping[str, int]
    n_blank: int
    settled: Settled | None = None

    @property
    def sentence(self) -> str:
        name = f"{self.column.table}.{self.column.column}"
        return f"{name}: {self.heaps.sentence(self.counts, self.n_blank)}"

    def to_words(self) -> dict[str, Any]:
        """The heaps as JSON for people, and what a column beside them leaves open."""
        told = self.heaps.to_words(self.counts, self.n_blank)
        if self.settled is None:
            return told
        beside = {"settled_by": self.settled.column.column, "n_open": self.settled.n_open}
        return told | beside | {"sentence": f"{told['sentence']} {self.settled.told}"}


def sorted_answers(query: Query, tables: TableSet) -> SortedAnswers | None:
    """What the values of a column target mean, as the query says it or, without AGAINST, as their words do.

    Returns:
        None where the target is no column with few values that is compared by `=` or `IN`, or its rows are not at hand.
    """
    column, values = _column_and_yes(query)
    found = None if column is None else proposed_answers(column, tables)
    if found is None:
        return None
    counts = found.counts
    if any(isinstance(value, float | int) for value in values):
        counts = {_whole(value): n for value, n in counts.items()}
    yes = [value for value in counts if says(value) is Says.YES] if values == (True,) else _texts(values)
    if not set(yes) & set(counts):
        return None
    heaps = _told(query, yes, counts) if query.against else _proposed(yes, counts)
    return replace(found, heaps=heaps, counts=counts, settled=settled_beside(query, tables))


def proposed_answers(column: ColumnRef, tables: TableSet) -> SortedAnswers | None:
    """What the values of a column mean by their words; None where it has too many, or its rows are not at hand."""
    if column.table not in tables.names:
        return None
    table = tables.table(column.table).table
    described = next((one for one in table.columns if one.name == column.column), None)
    counts = {} if described is None else column_values(table, described)
    if described is None or not counts or not can_be_sorted(counts):
        return None
    return SortedAnswers(column, propose_heaps(counts), counts, described.n_missing)


def with_answers_sorted(query: Query, tables: TableSet) -> tuple[Query, tuple[str, ...]]:
    """A resolved query whose AGAINST is filled in where some values look as if their answer is still open.

    Returns:
        The query, and what is said of it: the values of each heap with counts, what to write where every other value is
        meant to be a no, and questions.
    """
    found = None if query.against else sorted_answers(query, tables)
    if found is None or not found.heaps.unanswered:
        settled = settled_beside(query, tables) if found is None else found.settled
        return query, () if settled is None else (settled.told,)
    if not found.heaps.no:
        told = f"{found.sentence} As no value reads like a no, every other value counts as one."
        return query, (told,)
    filled = query.model_copy(update={"against": _as_held(found.heaps.no, query)})
    told = f"{found.sentence} To count every other value as a no, name them all after AGAINST."
    return filled, (told, *found.heaps.questions)


def with_heaps(query: Query, heaps: Heaps) -> Query:
    """The query that predicts the same column with these heaps.

    Raises:
        TaskError: no value means yes.
    """
    column, _ = _column_and_yes(query)
    if column is None or not heaps.yes:
        raise TaskError("No value is left that means yes", action="Put at least one value in the heap of yes")
    yes = _as_held(heaps.yes, query)
    one = len(yes) == 1
    return query.model_copy(
        update={
            "target": column if one else IsIn(left=column, values=yes),
            "op": "=" if one else None,
            "value": yes[0] if one else None,
            "against": _as_held(heaps.no, query),
        }
    )


def _column_and_yes(query: Query) -> tuple[ColumnRef | None, tuple[Value, ...]]:
    """The column whose values are compared, and those that mean yes; no column where the target is something else."""
    target = query.target
    if isinstance(target, ColumnRef) and query.op == "=" and query.value is not None:
        return target, (query.value,)
    if isinstance(target, IsIn) and not target.negated:
        return target.left, target.values
    return None, ()


def _told(query: Query, yes: Sequence[str], counts: Mapping[str, int]) -> Heaps:
    no = [value for value in _texts(query.against) if value in counts]
    rest = [value for value in counts if value not in yes and value not in no]
    return Heaps(yes=tuple(value for value in yes if value in counts), no=tuple(no), unanswered=tuple(rest))


def _proposed(yes: Sequence[str], counts: Mapping[str, int]) -> Heaps:
    """By the words; what else reads like a yes is asked about and not added, as a person named the yes."""
    heaps = propose_heaps(counts, yes)
    joined = [value for value in heaps.yes if value not in yes]
    if not joined:
        return heaps
    question = f"{listed(joined, counts)} reads like a yes too and counts as no answer yet; if it is one, name it too."
    return heaps.moved(joined, UNANSWERED).model_copy(update={"questions": (*heaps.questions, question)})


def _as_held(values: Sequence[str], query: Query) -> tuple[Value, ...]:
    """Values as the query compares them: as numbers where its own are."""
    _, own = _column_and_yes(query)
    if any(isinstance(value, str | bool) for value in own):
        return tuple(values)
    numbers = [float(value) for value in values]
    return tuple(int(number) if number.is_integer() else number for number in numbers)


def _texts(values: Sequence[Value]) -> list[str]:
    return [_whole(str(value)) if isinstance(value, float | int) else value for value in values]


def _whole(text: str) -> str:
    """A number without needless decimals, as in '2' for '2.0'."""
    whole = text.removesuffix(".0")
    return whole if whole.lstrip("-").isdigit() else text

"""Who is not on the list of leads, counted by reason: every entity is scored, or counted once."""

from __future__ import annotations

from core.tables.expressions import OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import LogicalTable, half_of
from core.task.answer_columns import answer_columns
from core.task.example_counts import NotScored, NotScoredKind
from core.task.query.ast import Query
from core.task.query.text import condition_text
from core.task.seed_times import SeedTimes
from core.task.target_truth import parts_of
from core.task.undated_answers import UndatedAnswers


def not_scored_of(
    source: OpenTables,
    query: Query,
    seeds: SeedTimes,
    *,
    known: set[str],
    answered: set[str],
    filtered: set[str],
    undated: UndatedAnswers,
) -> tuple[NotScored, ...]:
    """Counts the entities that are no leads.

    Args:
        source: The tables.
        query: The question.
        seeds: The days; leads are scored as of `seeds.now`.
        known: The keys of entities that were known then (and have a time, or are asked without one).
        answered: Those whose answer is there already.
        filtered: Those whom the filter after WHERE keeps out.
        undated: Those whose answer is there as well, and nothing says since when.
    """
    linked = source.tables.table(query.entity.table)
    half = half_of(source.tables, linked.name, late=False)
    rows = with_known(source, half)
    key = rows[str(linked.primary_key)]
    everybody = rows.filter(key.notnull())
    nowhere: set[str] = set()
    if half.has_clock:
        empty = everybody.filter(everybody[KNOWN].isnull())
        nowhere = {str(value) for value in empty.select(k=key).execute()["k"]} - known
    unsaid = (undated.keys & (known | nowhere)) - answered
    n_all = int(everybody.select(k=key).distinct().count().execute())
    wanted = known - answered - unsaid - filtered
    ids = {as_id(value) for value in query.ids}
    counts: list[tuple[NotScoredKind, int, str, str]] = [
        ("answered", len(answered), _answered_words(query, seeds), ""),
        ("answer without a date", len(unsaid), undated.words, ""),
        (
            "no time",
            len(nowhere - unsaid),
            f"{_lacks(half)}, so nobody can say since when they are known",
            _DATE,
        ),
        ("filter", len(filtered - answered - unsaid), _filter_words(query), ""),
        ("not asked for", len(wanted - ids) if ids else 0, "are not among the ids asked for", ""),
        ("not yet known", n_all - len(known | nowhere), f"are not known yet on {seeds.now}", ""),
    ]
    return tuple(
        NotScored(kind=kind, n=n, reason=reason, action=action) for kind, n, reason, action in counts if n > 0
    )


_DATE = "Ask about them as of now all the same, or choose another date column"


def _lacks(half: LogicalTable) -> str:
    if half.time_from is None:
        return f"have no {half.time_column}"
    return f"name no row of {half.time_from.to} that has a time"


def as_id(value: object) -> str:
    """An id of a query as the tables write keys."""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _answered_words(query: Query, seeds: SeedTimes) -> str:
    columns = answer_columns(query)
    if len(columns) == len(parts_of(query)):
        return f"have their answer already: {' and '.join(ref.column for ref in columns)} is filled in"
    if seeds.kind == "own":
        return f"have their answer already: it came true, or their {seeds.horizon_days:g} days are over"
    return "have their answer already"


def _filter_words(query: Query) -> str:
    return (
        "do not fit the filter" if query.where is None else f"do not fit WHERE {condition_text(query.where)}"
    )

"""A few examples with the rows that gave their answer, so that a person can check the question."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any

import pandas as pd

from core.record import Record
from core.tables.expressions import OpenTables
from core.tables.table import Role
from core.task.asked import ENTITY, SEED, Asked, asked_at_own_time, asked_on
from core.task.conditions import terms
from core.task.example_answers import LEARNING, Answers
from core.task.keyed_rows import AT, KEY, known_half, needs_late
from core.task.labels_as_of import ANSWER, matching_rows, way_to
from core.task.query.ast import Aggregation, ColumnRef, Query
from core.task.seed_times import SeedTimes

_EACH = 3  # samples with yes, and as many with no
_MOST_ROWS = 5
_MOST_COLUMNS = 8


class Sample(Record):
    """One example and the evidence for its answer.

    Attributes:
        entity: The key of who was asked about.
        asked_on: The day of the question, ISO.
        answer: "yes" or "no".
        sentence: What was found in the window.
        evidence: The first rows that count, as text, column by column.
        n_rows: How many there are.
    """

    entity: str
    asked_on: str
    answer: str
    sentence: str
    evidence: tuple[dict[str, str], ...] = ()
    n_rows: int = 0

    @property
    def title(self) -> str:
        return f"{self.entity}, asked on {self.asked_on}: {self.answer}."

    @property
    def rows(self) -> pd.DataFrame:
        """The evidence as a table."""
        return pd.DataFrame(list(self.evidence))


def samples(source: OpenTables, query: Query, seeds: SeedTimes, answers: Answers) -> tuple[Sample, ...]:
    """Up to three examples with yes and three with no of the latest learning day."""
    frame = answers.frame[answers.frame["part"] == LEARNING]
    if seeds.kind == "rolling" and seeds.train:
        frame = frame[frame[SEED] == pd.Timestamp(seeds.train[-1])]
    chosen = pd.concat([frame[frame[ANSWER] == answer].head(_EACH) for answer in (1.0, 0.0)])
    if chosen.empty:
        return ()
    rows = _evidence(source, query, seeds, chosen)
    return tuple(_sample(query, seeds, row, rows) for row in chosen.to_dict("records"))


def _sample(query: Query, seeds: SeedTimes, row: dict[Hashable, Any], rows: pd.DataFrame) -> Sample:
    mine = rows[(rows[ENTITY] == row[ENTITY]) & (rows[SEED] == row[SEED])].drop(columns=[ENTITY, SEED])
    n = len(mine)
    return Sample(
        entity=str(row[ENTITY]),
        asked_on=str(row[SEED])[:10],
        answer="yes" if row[ANSWER] == 1.0 else "no",
        sentence=f"{_what(query, n)} in the {seeds.horizon_days:g} days after.",
        evidence=tuple(
            {str(name): str(cell) for name, cell in record.items()}
            for record in mine.head(_MOST_ROWS).astype("string").fillna("").to_dict("records")
        ),
        n_rows=n,
    )


def _what(query: Query, n: int) -> str:
    target = query.target
    if isinstance(target, Aggregation):
        return f"{n or 'No'} row{'s' if n > 1 else ''} of {target.over.table}"
    name = target.column if isinstance(target, ColumnRef) else "the answer"
    return f"{name} was filled in" if n else f"{name} was not filled in"


def _evidence(source: OpenTables, query: Query, seeds: SeedTimes, chosen: pd.DataFrame) -> pd.DataFrame:
    asked = _asked(source, query, chosen, own=seeds.kind == "own")
    target = query.target
    if not isinstance(target, Aggregation):
        return _written(asked, query, seeds)
    names = _shown(source, target)
    found = matching_rows(asked, target, keep=tuple(names))
    way = way_to(source.tables, query.entity.table, target.over, query.using)
    anchor = ENTITY if way.anchor is None else way.anchor.link.column
    asks = asked.rows.select(ENTITY, _key=asked.rows[anchor], _when=asked.rows[SEED])
    joined = asks.inner_join(found, (asks["_key"] == found[KEY]) & (asks["_when"] == found[SEED]))
    kept = {name: joined[f"_keep{place}"] for place, name in enumerate(names)}
    shown: pd.DataFrame = joined.select(
        **{ENTITY: joined[ENTITY], SEED: joined[SEED], "known since": joined[AT]}, **kept
    ).execute()
    return shown.sort_values("known since", kind="stable")


def _asked(source: OpenTables, query: Query, chosen: pd.DataFrame, *, own: bool) -> Asked:
    entity = query.entity.table
    asked = (
        asked_at_own_time(source, entity, query.using)
        if own
        else asked_on(source, entity, chosen[SEED].iloc[0].strftime("%Y-%m-%d"), query.using)
    )
    return asked.with_rows(asked.rows.filter(asked.rows[ENTITY].isin([*chosen[ENTITY]])))


def _shown(source: OpenTables, target: Aggregation) -> list[str]:
    linked = source.tables.table(target.over.table)
    asks = {ref.column for ref in _own_columns(target)}
    late = needs_late(source.tables, linked.name, asks, answering=True)
    names = [linked.primary_key] if linked.primary_key else []
    for column in linked.table.columns:
        is_late = column.name in linked.not_with_row and column.name not in linked.outcome_columns
        if column.role is not Role.IGNORE and column.name not in names and (late or not is_late):
            names.append(column.name)
    return names[:_MOST_COLUMNS]


def _own_columns(target: Aggregation) -> list[ColumnRef]:
    refs = [term for term in terms(target.where) if isinstance(term, ColumnRef)]
    refs += [] if target.over.column == "*" else [target.over]
    return [ref for ref in refs if ref.table == target.over.table]


def _written(asked: Asked, query: Query, seeds: SeedTimes) -> pd.DataFrame:
    """The rows of the entity itself, where its column was written within the window."""
    target = query.target
    tables, entity = asked.source.tables, query.entity.table
    name = target.column if isinstance(target, ColumnRef) else query.entity.column
    rows = asked.rows
    if not needs_late(tables, entity, {name}, answering=True):
        shown: pd.DataFrame = rows.select(ENTITY, SEED, **{name: rows[name]}).execute()
        return shown
    half = known_half(asked.source, entity, late=True)
    key = str(tables.table(entity).primary_key)
    half = half.select(_key=half[key], **{AT: half[AT]}, _value=half[name])
    joined = rows.select(ENTITY, SEED).inner_join(half, rows[ENTITY] == half["_key"])
    found: pd.DataFrame = joined.select(
        ENTITY, SEED, **{"known since": joined[AT], name: joined["_value"]}
    ).execute()
    inside = found["known since"] <= found[SEED] + pd.Timedelta(days=seeds.horizon_days)
    return found[inside]

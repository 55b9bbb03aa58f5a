"""Who is an example on which day, and with which answer; refuses questions that give nothing to learn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.errors import TaskError
from core.tables.expressions import OpenTables
from core.task.asked import ENTITY, SEED, Asked, asked_at_own_time, asked_on, asked_on_days
from core.task.labels import MIN_PER_CLASS, Labels
from core.task.labels_as_of import ANSWER, ANSWERED, only_where, with_answers
from core.task.query.ast import Aggregation, Query
from core.task.seed_times import SeedTimes

if TYPE_CHECKING:
    import ibis.expr.types as ir

LEARNING, PRACTICE, EXAM, NOW = "learning", "practice exam", "final exam", "now"
_ALL_AT_ONCE = 2_000_000  # rows times days; a query of its own costs more than that


@dataclass(frozen=True)
class Answers:
    """The examples in order of seed time and key.

    Attributes:
        frame: `ENTITY` (text), `SEED` (datetime64), `ANSWER` (1.0, 0.0 or NaN: unknown, a lead), `ANSWERED` and "part".
        n_unknown: By day: asked, and not used because nobody knows the answer.
        notes: What was left out and why, in plain sentences with numbers.
    """

    frame: pd.DataFrame
    n_unknown: dict[str, int]
    notes: tuple[str, ...]

    @property
    def y(self) -> Labels:
        """(n,) int8: 1 yes, 0 no, -1 unknown."""
        return np.asarray(self.frame[ANSWER].fillna(-1), dtype=np.int8)


def batches(source: OpenTables, query: Query, seeds: SeedTimes) -> Iterator[tuple[str, Asked]]:
    """The examples before filters and answers: all at once, or one day after the other where tables are large."""
    entity = query.entity.table
    if seeds.kind == "own":
        yield "", asked_at_own_time(source, entity, query.using)
        return
    days = (*seeds.train, seeds.validation, seeds.test, seeds.now)
    if len(days) * sum(linked.table.n_rows for linked in source.tables.tables) <= _ALL_AT_ONCE:
        yield "", asked_on_days(source, entity, days, query.using)
        return
    for day in days:
        yield day, asked_on(source, entity, day, query.using)


def answers_of(
    source: OpenTables, query: Query, seeds: SeedTimes, tell: Callable[[str, float], None]
) -> Answers:
    """Finds the examples and their answers.

    Raises:
        TaskError: an id is unknown, nobody fits the filter, or nothing came true (or everything did).
    """
    _check_ids(source, query)
    found, n_asked = [], 0
    for place, (day, asked) in enumerate(batches(source, query, seeds)):
        tell(f"looking for answers{f' as of {day}' if day else ''}", 0.03 * place)
        n_asked += int(asked.rows.count().execute())
        kept = only_where(asked, query.where)
        answered: ir.Table = with_answers(kept, query, seeds).rows
        found.append(answered.select(ENTITY, SEED, ANSWER, ANSWERED).execute())
    frame = pd.concat(found, ignore_index=True)
    if frame.empty:
        raise _nobody(query, n_asked)
    frame[SEED] = pd.to_datetime(frame[SEED]).astype("datetime64[us]")
    frame[ANSWER] = frame[ANSWER].astype("boolean").astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    frame["part"] = _parts(frame, seeds)
    answers = _own(source, query, seeds, frame) if seeds.kind == "own" else _rolling(seeds, frame)
    _check_answers(query, seeds, answers)
    return _only_ids(query, answers)


def _parts(frame: pd.DataFrame, seeds: SeedTimes) -> np.ndarray:
    at, validation, test = frame[SEED], pd.Timestamp(seeds.validation), pd.Timestamp(seeds.test)
    is_now = frame[ANSWER].isna() if seeds.kind == "own" else at == pd.Timestamp(seeds.now)
    return np.select([is_now, at < validation, at < test], [NOW, LEARNING, PRACTICE], EXAM)


def _sorted(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.sort_values([SEED, ENTITY], kind="stable").reset_index(drop=True)


def _rolling(seeds: SeedTimes, frame: pd.DataFrame) -> Answers:
    """Days other than now keep only those whose answer is known."""
    unknown = frame[ANSWER].isna() & (frame["part"] != NOW)
    days = frame.loc[unknown, SEED].dt.strftime("%Y-%m-%d").value_counts().to_dict()
    notes = []
    if days:
        notes.append(
            f"{int(unknown.sum()):,} examples are not used: their {seeds.horizon_days:g} days are not over by "
            f"{seeds.now}, the end of the data."
        )
    return Answers(_sorted(frame[~unknown]), {str(day): int(n) for day, n in days.items()}, tuple(notes))


def _own(source: OpenTables, query: Query, seeds: SeedTimes, frame: pd.DataFrame) -> Answers:
    """Own times: leaves out what cannot have an honest answer, and answers not known when an exam begins."""
    notes = []
    linked = source.tables.table(query.entity.table)
    n_timeless = linked.column(str(linked.time_column)).n_missing
    if n_timeless:
        notes.append(
            f"{n_timeless:,} rows of {linked.name} have no {linked.time_column}, so they are not asked about."
        )
    late = frame[SEED] > pd.Timestamp(seeds.now)
    frame = frame[~late]
    early = frame[SEED] + pd.Timedelta(days=seeds.horizon_days) < _first_target(source, query)
    if early.any():
        frame = frame[~early]
        notes.append(
            f"{int(early.sum()):,} examples are left out: their {seeds.horizon_days:g} days ended before the first "
            "row that could hold a yes."
        )
    overlap = _overlapping(frame, seeds)
    if overlap.any():
        rest = frame[~overlap]
        counts = rest[rest["part"] == LEARNING][ANSWER].value_counts().reindex([1.0, 0.0], fill_value=0)
        others = rest[rest["part"] == PRACTICE][ANSWER].value_counts().reindex([1.0, 0.0], fill_value=0)
        if counts.min() >= MIN_PER_CLASS and others.min() >= MIN_PER_CLASS:
            frame = rest
            notes.append(
                f"{int(overlap.sum()):,} examples are left out: their answers were not known yet when the next exam "
                "begins."
            )
        else:
            notes.append(
                f"The answers of {int(overlap.sum()):,} examples were not known yet when the next exam begins; "
                "without them there would be too few to learn from, so they stay."
            )
    return Answers(_sorted(frame), {}, tuple(notes))


def _overlapping(frame: pd.DataFrame, seeds: SeedTimes) -> pd.Series:
    """Whose answer was not known yet when the next exam begins."""
    known = pd.to_datetime(frame[ANSWERED])
    learning = (frame["part"] == LEARNING) & (known > pd.Timestamp(seeds.validation))
    return learning | ((frame["part"] == PRACTICE) & (known > pd.Timestamp(seeds.test)))


def _first_target(source: OpenTables, query: Query) -> pd.Timestamp:
    """The time of the first row that counts; the beginning of time where that is not to be said."""
    if not isinstance(query.target, Aggregation):
        return pd.Timestamp.min
    linked = source.tables.table(query.target.over.table)
    if linked.time_column is None:
        return pd.Timestamp.min
    first = source.table(linked.name)[linked.time_column].cast("timestamp").min().execute()
    return pd.Timestamp.min if pd.isna(first) else pd.Timestamp(first)


def _check_ids(source: OpenTables, query: Query) -> None:
    if not query.ids:
        return
    key = source.tables.table(query.entity.table).primary_key
    rows = source.table(query.entity.table)
    wanted = [_id(value) for value in query.ids]
    column = rows[str(key)]
    known = set(rows.filter(column.isin(wanted)).select(k=column).execute()["k"])
    unknown = [value for value in wanted if value not in known]
    if unknown:
        some = rows.filter(column.notnull()).select(k=column).order_by("k").limit(3).execute()["k"]
        raise TaskError(
            f"There is no {query.entity.table} with the {key} {', '.join(unknown[:5])}",
            found=f"{len(unknown):,} unknown of {len(wanted):,}",
            expected=f"values of {query.entity.table}.{key} such as {', '.join(some)}",
            action="Correct the ids, or leave them out to ask about everybody",
        )


def _id(value: object) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value).strip()


def _only_ids(query: Query, answers: Answers) -> Answers:
    """Leads only for the ids that were asked for; everybody teaches."""
    if not query.ids:
        return answers
    frame = answers.frame
    wanted = frame[ENTITY].isin([_id(value) for value in query.ids])
    kept = frame[wanted | (frame["part"] != NOW)].reset_index(drop=True)
    notes = answers.notes
    if not (kept["part"] == NOW).any():
        notes = (
            *notes,
            "None of the ids asked for is a lead now: the filter or a known answer rules them out.",
        )
    return Answers(kept, answers.n_unknown, notes)


def _nobody(query: Query, n_asked: int) -> TaskError:
    if query.where is not None and n_asked:
        return TaskError(
            "The filter after WHERE removes everybody",
            found=f"{n_asked:,} times a row of {query.entity.table} was asked about, and none fits the filter",
            action="Loosen the filter, or check how its values are written in the table",
        )
    return TaskError(
        f"No row of {query.entity.table} can be asked about on these days",
        found="none was known yet, or every answer was known already",
        action="Choose later days, or check the time column",
    )


def _check_answers(query: Query, seeds: SeedTimes, answers: Answers) -> None:
    known = answers.frame[answers.frame["part"] != NOW][ANSWER]
    n_yes, n = int((known == 1).sum()), len(known)
    if n == 0:
        raise TaskError(
            "No example has a known answer",
            found=f"a horizon of {seeds.horizon_days:g} days, and data that end on {seeds.now}",
            action="Shorten the horizon, choose earlier days, or loosen the filters",
        )
    if n_yes in (0, n):
        happened = "never came true" if n_yes == 0 else "came true every time"
        raise TaskError(
            f"The answer {happened}, so there is nothing to learn",
            found=f"{n_yes:,} yes in {n:,} examples with a known answer",
            expected="some yes and some no",
            action=f"Check the values in the question as they stand in the tables, or lengthen the window; asked "
            f"about was {query.entity.table}",
        )

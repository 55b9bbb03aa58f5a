"""Who is an example on which day, and with which answer; refuses questions that give nothing to learn from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.errors import TaskError
from core.tables.expressions import OpenTables
from core.tables.known_from import KNOWN, with_known
from core.tables.logical import half_of
from core.task.answer_columns import answer_columns
from core.task.asked import ENTITY, SEED, Asked, asked_at_own_time, asked_on, asked_on_days
from core.task.example_counts import NotScored, Overlap
from core.task.labels import MIN_PER_CLASS, Labels
from core.task.labels_as_of import ANSWER, ANSWERED, HOLDS, STATE, with_filter, with_states
from core.task.not_scored import as_id, not_scored_of
from core.task.query.ast import Aggregation, Query
from core.task.seed_times import SeedTimes
from core.task.target_truth import AMOUNT, horizon, is_undated
from core.task.undated_answers import UndatedAnswers, undated_answers

if TYPE_CHECKING:
    import ibis.expr.types as ir

LEARNING, PRACTICE, EXAM, NOW = "learning", "practice exam", "final exam", "now"
_ALL_AT_ONCE = 2_000_000  # rows times days; a query of its own costs more than that


@dataclass(frozen=True)
class Answers:
    """The examples in order of seed time and key.

    Attributes:
        frame: `ENTITY` (text), `SEED` (datetime64), `ANSWER` (1.0, 0.0 or NaN: unknown, a lead), `ANSWERED` and "part";
            of a question for a number `AMOUNT` as well.
        n_unknown: By day: asked, and not used because nobody knows the answer.
        notes: What was left out and why, in plain sentences with numbers.
        not_scored: Who is no lead, and why.
        overlap: The examples whose answer was not known when the next part began; None: there are none.
    """

    frame: pd.DataFrame
    n_unknown: dict[str, int]
    notes: tuple[str, ...]
    not_scored: tuple[NotScored, ...] = ()
    overlap: Overlap | None = None

    @property
    def leads(self) -> set[str]:
        """The keys of those who are scored."""
        return set(self.frame.loc[self.frame["part"] == NOW, ENTITY])

    @property
    def y(self) -> Labels:
        """(n,) int8: 1 yes, 0 no, -1 unknown."""
        return np.asarray(self.frame[ANSWER].fillna(-1), dtype=np.int8)


def batches(source: OpenTables, query: Query, seeds: SeedTimes) -> Iterator[tuple[str, Asked]]:
    """The examples before filters and answers: all at once, or one day after the other where tables are large.

    At own times those who are to be scored come in a batch of their own, as of now.
    """
    entity = query.entity.table
    if seeds.kind == "own":
        yield "", asked_at_own_time(source, entity, query.using)
        undated = seeds.undated == "as of now"
        yield seeds.now, asked_on(source, entity, seeds.now, query.using, undated=undated, apart=True)
        return
    days = seeds.days
    if len(days) * sum(linked.table.n_rows for linked in source.tables.tables) <= _ALL_AT_ONCE:
        yield "", asked_on_days(source, entity, days, query.using)
        return
    for day in days:
        yield day, asked_on(source, entity, day, query.using)


def of_batch(answers: Answers, day: str, seeds: SeedTimes) -> pd.DataFrame:
    """The examples of `Answers.frame` that belong to a batch of `batches`."""
    frame = answers.frame
    if seeds.kind == "own":
        frame = frame[(frame["part"] == NOW) == bool(day)]
    elif day:
        frame = frame[frame[SEED] == pd.Timestamp(day)]
    return frame.reset_index(drop=True)


def answers_of(
    source: OpenTables, query: Query, seeds: SeedTimes, tell: Callable[[str, float], None]
) -> Answers:
    """Finds the examples and their answers.

    Raises:
        TaskError: an id is unknown, nobody fits the filter, or nothing came true (or everything did).
    """
    _check_ids(source, query)
    found = []
    for place, (day, asked) in enumerate(batches(source, query, seeds)):
        tell(f"looking for answers{f' as of {day}' if day else ''}", 0.25 * place / len(seeds.days))
        found.append(_batch(asked, query, seeds))
    asked_about = pd.concat(found, ignore_index=True)
    undated = undated_answers(source, query, seeds)
    answers = (_own if seeds.kind == "own" else _rolling)(source, query, seeds, asked_about, undated)
    if answers.frame.empty:
        raise _nobody(query, len(asked_about))
    answers = _without_overlap(source, query, seeds, answers)
    _check_answers(query, seeds, answers)
    return _only_ids(query, answers)


def _batch(asked: Asked, query: Query, seeds: SeedTimes) -> pd.DataFrame:
    """Everybody of a batch: `ENTITY`, `SEED`, `ANSWER`, `ANSWERED`, `STATE`, and whether the filter lets them in."""
    asked, holds = with_filter(asked, query.where)
    rows: ir.Table = with_states(asked, query, seeds).rows
    amount = (AMOUNT,) if query.is_number else ()
    frame: pd.DataFrame = rows.select(ENTITY, SEED, ANSWER, ANSWERED, STATE, holds, *amount).execute()
    frame[SEED] = pd.to_datetime(frame[SEED]).astype("datetime64[us]")
    frame[ANSWER] = frame[ANSWER].astype("boolean").astype("Float64").to_numpy(dtype=float, na_value=np.nan)
    frame["own"] = asked.own
    return frame


def _with_part(frame: pd.DataFrame, seeds: SeedTimes) -> pd.DataFrame:
    at, validation, test = frame[SEED], pd.Timestamp(seeds.validation), pd.Timestamp(seeds.test)
    parts = np.select(
        [at == pd.Timestamp(seeds.now), at < validation, at < test], [NOW, LEARNING, PRACTICE], EXAM
    )
    kept = [name for name in (ENTITY, SEED, ANSWER, ANSWERED, AMOUNT) if name in frame.columns]
    frame = frame[kept].assign(part=parts)
    return frame.sort_values([SEED, ENTITY], kind="stable").reset_index(drop=True)


def _rolling(
    source: OpenTables, query: Query, seeds: SeedTimes, asked: pd.DataFrame, undated: UndatedAnswers
) -> Answers:
    """Days other than now keep only those whose answer is known."""
    now = asked[SEED] == pd.Timestamp(seeds.now)
    usable = asked[HOLDS] & (asked[STATE] == "") & ~asked[ENTITY].isin(undated.keys)
    unknown = usable & asked[ANSWER].isna() & ~now
    days = asked.loc[unknown, SEED].dt.strftime("%Y-%m-%d").value_counts().to_dict()
    over = asked[SEED] + pd.Timedelta(days=seeds.horizon_days) <= pd.Timestamp(seeds.now)
    notes = []
    if n := int((unknown & ~over).sum()):
        notes.append(
            f"{n:,} examples are not used: their {seeds.horizon_days:g} days are not over by {seeds.now}, the end of "
            "the data."
        )
    if n := int((unknown & over).sum()):
        notes.append(f"{n:,} examples are not used: they have no answer yet.")
    leads = asked[now]
    not_scored = not_scored_of(
        source,
        query,
        seeds,
        known=set(leads[ENTITY]),
        answered=set(leads.loc[leads[STATE] != "", ENTITY]),
        filtered=set(leads.loc[~leads[HOLDS], ENTITY]),
        undated=undated,
    )
    kept = _with_part(asked[usable & ~unknown], seeds)
    return Answers(kept, {str(day): int(n) for day, n in days.items()}, tuple(notes), not_scored)


def _own(
    source: OpenTables, query: Query, seeds: SeedTimes, asked: pd.DataFrame, undated: UndatedAnswers
) -> Answers:
    """Own times teach with their answers; whoever has none is asked as of now, however long ago the own time was."""
    now = pd.Timestamp(seeds.now)
    past = asked[asked["own"] & (asked[SEED] <= now) & ~asked[ENTITY].isin(undated.keys)]
    leads = asked[~asked["own"]]
    answered = set(leads.loc[(leads[STATE] != "") | leads[ANSWER].notna(), ENTITY])
    if has_window(query):  # the window is that of the own time, not one that begins now
        closed = past[past[ANSWER].notna() | (past[STATE] != "")]
        answered |= set(closed[ENTITY])
    n_recent = int((past[HOLDS] & (past[STATE] == "recent")).sum())
    notes = []
    if n_recent:
        notes.append(
            f"{n_recent:,} examples of the last {seeds.horizon_days:g} days are left out: their answer came already, "
            "and answers that come fast are not like the others."
        )
    if n_before := int((past[HOLDS] & (past[STATE] == "before")).sum()):
        notes.append(
            f"{n_before:,} examples are left out: their answer was known on the day of the question already."
        )
    past = past[past[HOLDS] & (past[STATE] == "") & past[ANSWER].notna()]
    early = past[SEED] + pd.Timedelta(days=seeds.horizon_days) < _first_target(source, query)
    if early.any():
        past = past[~early]
        notes.append(
            f"{int(early.sum()):,} examples are left out: their {seeds.horizon_days:g} days ended before the first "
            "row that could hold a yes."
        )
    filtered = set(leads.loc[~leads[HOLDS], ENTITY])
    not_scored = not_scored_of(
        source,
        query,
        seeds,
        known=set(leads[ENTITY]),
        answered=answered,
        filtered=filtered,
        undated=undated,
    )
    leads = leads[~leads[ENTITY].isin(answered | filtered | undated.keys)]
    frame = _with_part(pd.concat([past, leads], ignore_index=True), seeds)
    return Answers(frame, {}, tuple(notes), not_scored)


def has_window(query: Query) -> bool:
    """Whether the target counts rows of a window, rather than reading columns alone."""
    return horizon(query) > 0


def _without_overlap(source: OpenTables, query: Query, seeds: SeedTimes, answers: Answers) -> Answers:
    """Leaves out examples whose answer was not known when the next part begins, and says so; see `Overlap`."""
    frame = answers.frame
    late = _overlapping(frame, seeds)
    n = int(late.sum())
    if not n:
        return answers
    count = f"The answers of {n:,} examples were not known yet when the next part begins"
    if is_undated(source.tables, query) and _at_the_end(frame, seeds):
        names = " and ".join(f"{ref.table}.{ref.column}" for ref in answer_columns(query))
        found = Overlap(
            n=n,
            kept=True,
            why="assumed",
            sentence=f"Nothing says when {names} was filled in, so it counts as known only at the end of the data. "
            "Earlier rows teach and later rows examine all the same; in real life their answers may have come too "
            "late for that. No model sees the answer of another row.",
        )
    elif seeds.overlap == "kept":
        found = Overlap(
            n=n, kept=True, why="asked", sentence=f"{count}; they are kept because you chose that."
        )
    elif _enough(frame[~late]):
        found = Overlap(
            n=n,
            kept=False,
            sentence=f"{n:,} examples are left out: their answers were not known yet when the next part begins.",
        )
    else:
        found = Overlap(
            n=n,
            kept=True,
            why="few",
            sentence=f"{count}; without them there would be too few to learn from, so they stay. In real life you "
            "would not have known them: the exams are easier than they should be.",
        )
    kept = frame if found.kept else frame[~late].reset_index(drop=True)
    return replace(answers, frame=kept, overlap=found, notes=(*answers.notes, found.sentence))


def _overlapping(frame: pd.DataFrame, seeds: SeedTimes) -> pd.Series:
    """Whose answer was not known yet when the next part begins."""
    known = pd.to_datetime(frame[ANSWERED])
    found = pd.Series(False, index=frame.index)
    for part, ends in ((LEARNING, seeds.validation), (PRACTICE, seeds.test), (EXAM, seeds.now)):
        found |= (frame["part"] == part) & (known > pd.Timestamp(ends))
    return found


def _at_the_end(frame: pd.DataFrame, seeds: SeedTimes) -> bool:
    """Whether every answer of learning counts as known at the end of the data only."""
    known = pd.to_datetime(frame.loc[frame["part"] == LEARNING, ANSWERED])
    return bool((known >= pd.Timestamp(seeds.now)).all())


def _enough(frame: pd.DataFrame) -> bool:
    """Whether both answers are left often enough to learn from and to practise on."""
    parts = [frame.loc[frame["part"] == part, ANSWER] for part in (LEARNING, PRACTICE, EXAM)]
    counts = [min(int((part == 1).sum()), int((part == 0).sum())) for part in parts]
    return counts[0] >= MIN_PER_CLASS and counts[1] >= MIN_PER_CLASS and counts[2] >= 1


def _first_target(source: OpenTables, query: Query) -> pd.Timestamp:
    """The time of the first row that counts; the beginning of time where that is not to be said."""
    if not isinstance(query.target, Aggregation):
        return pd.Timestamp.min
    half = half_of(source.tables, query.target.over.table, late=False)
    if not half.has_clock:
        return pd.Timestamp.min
    first = with_known(source, half)[KNOWN].min().execute()
    return pd.Timestamp.min if pd.isna(first) else pd.Timestamp(first)


def _check_ids(source: OpenTables, query: Query) -> None:
    if not query.ids:
        return
    key = source.tables.table(query.entity.table).primary_key
    rows = source.table(query.entity.table)
    wanted = [as_id(value) for value in query.ids]
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


def _only_ids(query: Query, answers: Answers) -> Answers:
    """Leads only for the ids that were asked for; everybody teaches."""
    if not query.ids:
        return answers
    frame = answers.frame
    wanted = frame[ENTITY].isin([as_id(value) for value in query.ids])
    kept = frame[wanted | (frame["part"] != NOW)].reset_index(drop=True)
    notes = answers.notes
    if not (kept["part"] == NOW).any():
        notes = (
            *notes,
            "None of the ids asked for is a lead now: the filter or a known answer rules them out.",
        )
    return replace(answers, frame=kept, notes=notes)


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

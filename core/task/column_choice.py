"""Chooses among possible columns those that tell the answers apart on learning examples, and each fact once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

from core.evaluation.metrics import standard_error
from core.tables.expressions import OpenTables
from core.task.asked import ENTITY, SEED, Asked, asked_at_own_time, asked_on_days
from core.task.collected import CollectedColumn, levels_of
from core.task.example_answers import LEARNING, Answers
from core.task.example_table import example_columns, example_rows
from core.task.labels_as_of import ANSWER
from core.task.query.ast import Query
from core.task.related_columns import (
    MOST_CANDIDATES,
    Candidate,
    Candidates,
    RelatedColumns,
    candidates,
    looked_at_weekly,
    stored_rows,
)
from core.task.seed_times import SeedTimes
from core.task.separation import bin_numbers, separation

_MOST_SAMPLED = 1_000  # half of each answer where there are as many: rare ones are told apart by few
_LEAST_SAMPLED = 100  # fewer examples say neither what is useful nor what is the same
_LEAST_OF_EACH = 10
_SAME = 0.999  # rank correlation from which two columns say the same
_ALIKE = 0.95  # from which the second one comes after all others
_TOLD = 3  # twins that are named; the rest is counted


@dataclass(frozen=True)
class Choice:
    """The columns that were chosen, and what is to be said of it.

    Attributes:
        related: The columns.
        collected: The same as records.
        notes: How many there were, which of them say the same, and what was left out, in plain sentences.
    """

    related: RelatedColumns
    collected: tuple[CollectedColumn, ...]
    notes: tuple[str, ...]


def given_columns(
    source: OpenTables, query: Query, seeds: SeedTimes, asked: Asked, wanted: tuple[CollectedColumn, ...]
) -> Choice:
    """The columns that a model was made with, collected from these tables; nothing is chosen.

    Raises:
        TaskError: some cannot be collected.
    """
    until = _learn_until(seeds)
    found = candidates(source, query, asked, until, levels=levels_of(wanted))
    return Choice(looked_at_weekly(found.related(found.named(wanted)), asked, until), wanted, ())


def useful_columns(
    source: OpenTables, query: Query, seeds: SeedTimes, asked: Asked, answers: Answers, most: int
) -> Choice:
    """The most telling columns, judged on a sample of the examples for learning; exams have no say.

    Of columns that say the same the one over the shorter way is kept; those that have one value for all are left
    out. The rest comes by how well each alone tells the answers apart, beyond what chance gives; among those that
    do not, by how general they are. What is much like a column before it comes after all others. Where there are
    too few examples to judge by, the most general columns are taken.

    Args:
        source: The tables.
        query: The question.
        seeds: Its days.
        asked: The examples (of one of the days); only their keys are looked at.
        answers: The examples with their answers.
        most: The cap.
    """
    learn_until = _learn_until(seeds)
    sample = _sample(answers)
    if sample is None:
        found = candidates(source, query, asked, learn_until)
        general = found.in_order(found.columns[:most])
        return _chosen(found, general, asked, learn_until, _said(found, len(general), most))
    few = _asked(source, query, seeds, sample)
    found = candidates(source, query, few, learn_until, is_sample=True)
    possible = found.columns[:MOST_CANDIDATES]
    values = _values(
        source, query, seeds, found.related(found.in_order(possible), of_sample=True), few, sample
    )
    judged = judge(found.in_order(possible), values, np.asarray(sample[ANSWER], dtype=np.int8))
    taken = judged.best[:most]
    in_order = found.in_order(sorted(taken, key=possible.index))
    return _chosen(found, in_order, asked, learn_until, _said(found, len(taken), most, judged))


def _chosen(
    found: Candidates, taken: list[Candidate], asked: Asked, learn_until: str, notes: tuple[str, ...]
) -> Choice:
    related = looked_at_weekly(found.related(taken), asked, learn_until)
    return Choice(related, tuple(found.told(one) for one in taken), notes)


def _learn_until(seeds: SeedTimes) -> str:
    return seeds.train[-1] if seeds.kind == "rolling" else seeds.validation


def _sample(answers: Answers) -> pd.DataFrame | None:
    """Learning examples with an answer, at most `_MOST_SAMPLED`; None where there are too few."""
    frame = answers.frame
    frame = frame[(frame["part"] == LEARNING) & frame[ANSWER].isin([0.0, 1.0])]
    is_yes = frame[ANSWER].to_numpy() == 1
    yes, no = np.flatnonzero(is_yes), np.flatnonzero(~is_yes)
    if len(frame) < _LEAST_SAMPLED or min(len(yes), len(no)) < _LEAST_OF_EACH:
        return None
    n_yes = min(len(yes), max(_MOST_SAMPLED // 2, _MOST_SAMPLED - len(no)))
    generator = np.random.default_rng(0)
    rows = [
        generator.choice(of, min(len(of), n), replace=False)
        for of, n in ((yes, n_yes), (no, _MOST_SAMPLED - n_yes))
    ]
    frame = frame.iloc[np.sort(np.concatenate(rows))]
    return frame.reset_index(drop=True)


def _asked(source: OpenTables, query: Query, seeds: SeedTimes, sample: pd.DataFrame) -> Asked:
    import ibis

    entity = query.entity.table
    if seeds.kind == "own":
        asked = asked_at_own_time(source, entity, query.using)
    else:
        days = tuple(sample[SEED].dt.strftime("%Y-%m-%d").unique())
        asked = asked_on_days(source, entity, days, query.using)
    wanted = sample[[ENTITY, SEED]].rename(columns={ENTITY: "_who", SEED: "_when"})
    wanted["_who"] = wanted["_who"].astype("object")
    few, rows = ibis.memtable(wanted), asked.rows
    mine = rows.semi_join(few, (rows[ENTITY] == few["_who"]) & (rows[SEED] == few["_when"]))
    return asked.with_rows(stored_rows(source, mine, "asked of the sample"))


def _values(
    source: OpenTables,
    query: Query,
    seeds: SeedTimes,
    related: RelatedColumns,
    asked: Asked,
    sample: pd.DataFrame,
) -> pd.DataFrame:
    """What each possible column holds for the examples of the sample, in the order of `related`."""
    columns = example_columns(source.tables, query, seeds, related)
    columns = tuple(column for column in columns if column.kind in ("looked up", "aggregated"))
    return example_rows(asked, columns, related, sample, seeds.now)


@dataclass(frozen=True)
class Judged:
    """What the sample says of the possible columns.

    Attributes:
        best: The most telling first; without those that say nothing and those that say the same.
        n_constant: Columns with one value for all.
        twins: (column, the one that says the same and is kept).
        n_sampled: Examples that were looked at.
    """

    best: tuple[Candidate, ...]
    n_constant: int
    twins: tuple[tuple[str, str], ...]
    n_sampled: int


def judge(possible: Sequence[Candidate], values: pd.DataFrame, y: npt.NDArray[np.int8]) -> Judged:
    """See `useful_columns`; (n_sampled, len(possible)) values."""
    if not possible:  # a table that nothing is linked to
        return Judged(best=(), n_constant=0, twins=(), n_sampled=len(y))
    general = sorted(range(len(possible)), key=lambda place: _generality(possible[place]))
    ranks = np.column_stack([_ranks(values.iloc[:, place]) for place in general])
    varies = np.ptp(ranks, axis=0) > 0
    places = np.asarray(general)[varies]
    ranks = ranks[:, varies]
    correlation = np.abs(_correlation(ranks))
    first = _first_twins(ranks, correlation)
    is_twin = first < np.arange(len(places))
    names = [str(name) for name in values.columns]
    kept = np.flatnonzero(~is_twin)
    worth = np.array([_worth(values.iloc[:, places[one]], y) for one in kept])
    by_worth = kept[np.argsort(-worth, kind="stable")]
    new, like = _apart(by_worth, correlation)
    return Judged(
        best=tuple(possible[places[one]] for one in (*new, *like)),
        n_constant=int((~varies).sum()),
        twins=tuple((names[places[one]], names[places[first[one]]]) for one in np.flatnonzero(is_twin)),
        n_sampled=len(y),
    )


def _generality(candidate: Candidate) -> tuple[float, int, int]:
    return candidate.rank, candidate.turn, candidate.place


def _ranks(values: pd.Series) -> npt.NDArray[np.float64]:
    """(n,) mean ranks of a number, missing ones below all others; of a text the number of its value."""
    if pd.api.types.is_numeric_dtype(values.dtype):
        known = values.to_numpy(dtype=np.float64, na_value=np.nan)
        return np.asarray(rankdata(np.where(np.isnan(known), -np.inf, known)))
    return bin_numbers(values).astype(np.float64)


def _correlation(ranks: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(k, k) rank correlations of (n, k) columns, none of them constant."""
    centred = ranks - ranks.mean(axis=0)
    scaled = centred / np.sqrt((centred**2).sum(axis=0))
    return np.asarray(scaled.T @ scaled)


def _first_twins(
    ranks: npt.NDArray[np.float64], correlation: npt.NDArray[np.float64]
) -> npt.NDArray[np.int64]:
    """(k,) the first column that says the same as each, itself where there is none before it.

    Most examples have no row at all, so columns of few rows go together whatever they hold: they must do so
    as well where either has another value than its usual one.
    """
    first = np.arange(ranks.shape[1])
    usual = np.array([_most_frequent(ranks[:, one]) for one in first])
    for one in first:
        for before in np.flatnonzero(correlation[:one, one] >= _SAME):
            if first[before] == before and _same_where_told(ranks[:, [before, one]], usual[[before, one]]):
                first[one] = before
                break
    return first


def _most_frequent(ranks: npt.NDArray[np.float64]) -> float:
    values, counts = np.unique(ranks, return_counts=True)
    return float(values[np.argmax(counts)])


def _same_where_told(pair: npt.NDArray[np.float64], usual: npt.NDArray[np.float64]) -> bool:
    """Whether two columns go together on the rows on which either of them is unusual."""
    told = pair[(pair != usual).any(axis=1)]
    varies = np.ptp(told, axis=0) > 0
    if not varies.any():
        return True
    return bool(varies.all()) and abs(float(np.corrcoef(told.T)[0, 1])) >= _SAME


def _worth(values: pd.Series, y: npt.NDArray[np.int8]) -> float:
    """By how much a column alone tells the answers apart beyond what chance gives; 0 where it does not."""
    found = separation(values, y)
    n_yes = int(y.sum())
    beyond = found - 0.5 - standard_error(found, n_yes, len(y) - n_yes)
    return round(max(beyond, 0.0), 3)


def _apart(order: npt.NDArray[np.int64], correlation: npt.NDArray[np.float64]) -> tuple[list[int], list[int]]:
    """The columns that differ from all before them, and those much like one of them, each in order."""
    new: list[int] = []
    like: list[int] = []
    for one in order:
        is_alike = bool(new) and float(correlation[one, new].max()) >= _ALIKE
        (like if is_alike else new).append(int(one))
    return new, like


def _said(found: Candidates, n: int, most: int, judged: Judged | None = None) -> tuple[str, ...]:
    """How the columns were chosen; nothing where all there are were taken."""
    notes = []
    if found.n_ways_left_out:
        notes.append(f"{found.n_ways_left_out:,} longer ways to linked rows are not followed.")
    if found.naming:
        notes.append(
            f"{len(found.naming):,} columns name nearly each row of a linked table (such as companies' names): they "
            "are shown, and are no inputs."
        )
    if judged is None:
        n_left_out = len(found.columns) - n
        if n_left_out:
            notes.append(
                f"{n:,} columns are made of other tables, the most general ones; {n_left_out:,} more would be "
                f"possible and are left out (at most {most:,})."
            )
        return tuple(notes)
    if judged.twins:
        told = "; ".join(f"“{twin}” is “{kept}”" for twin, kept in judged.twins[:_TOLD])
        notes.append(f"{len(judged.twins):,} columns say the same as another and are left out: {told}.")
    if judged.n_constant:
        notes.append(f"{judged.n_constant:,} columns have one value for all and are left out.")
    n_less = len(judged.best) - n
    if n_less:
        notes.append(
            f"{n:,} columns are made of other tables: of {len(judged.best):,} those that tell yes from no best, "
            f"judged on {judged.n_sampled:,} examples for learning; {n_less:,} are left out (at most {most:,})."
        )
    n_unseen = len(found.columns) - len(judged.best) - len(judged.twins) - judged.n_constant
    if n_unseen:
        notes.append(f"{n_unseen:,} columns of far rows were not looked at (at most {MOST_CANDIDATES:,}).")
    return tuple(notes)

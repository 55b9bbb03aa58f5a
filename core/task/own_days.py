"""Proposed days where each entity is asked at its own time: where the exams begin, and how long answers take."""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil

import numpy as np
import pandas as pd

from core.errors import TaskError
from core.tables.expressions import OpenTables
from core.tables.known_from import KNOWN, moment_of, with_known
from core.tables.logical import half_of
from core.task.answer_columns import answer_columns
from core.task.asked import SEED, asked_at_own_time
from core.task.data_span import Span, too_long
from core.task.labels_as_of import ANSWER, ANSWERED, only_where, with_answers
from core.task.query.ast import Query
from core.task.seed_times import SeedTimes
from core.task.target_truth import horizon, is_undated

_NICE = (7, 14, 30, 45, 60, 90, 120, 180, 270, 365, 545, 730)
_PRACTICE_OF_REST = 0.2  # own times: of what the final exam leaves, this share is for the practice exam
_EXAM_SHARE = 0.2  # of the answers, for the final exam
_MOST_TRIED = 100  # days on which the practice exam might begin


def own_days(source: OpenTables, query: Query, span: Span) -> SeedTimes:
    """Each at its own time; the exams begin where they hold their shares of the answers, and of the rarer one too."""
    undated = is_undated(source.tables, query)
    own = own_times(source, query)
    own = own[own <= pd.Timestamp(span.end)]
    if undated:  # nothing says when an answer came: it counts as known when all the data are
        days = float(max(span.days, (pd.Timestamp(span.end) - own.min()).days + 1)) if len(own) else 1.0
    else:
        days = horizon(query) or _usual_wait(source, query, span)
    if own.empty or (days >= span.days and not undated):
        raise too_long(days, span, ceil(days) + 1)
    seeds = SeedTimes(
        kind="own",
        validation=own.iloc[0].date().isoformat(),
        test=(own.iloc[0].date() + timedelta(days=1)).isoformat(),
        now=max(span.end, own.iloc[0].date() + timedelta(days=2)).isoformat(),
        horizon_days=days,
    )
    known = _answers(source, query, seeds)
    if known.empty:
        raise too_long(days, span, ceil(days) + 1)
    first = known[SEED].iloc[0].date()
    test = max(_final_exam(known), first + timedelta(days=2))
    validation = min(max(_practice_exam(known, test), first + timedelta(days=1)), test - timedelta(days=1))
    if test >= span.end:
        raise too_long(days, span, ceil(days) + 3)
    return SeedTimes.model_validate(
        seeds.model_dump()
        | {"validation": validation.isoformat(), "test": test.isoformat(), "now": span.end.isoformat()}
    )


def _rarer(known: pd.DataFrame) -> pd.DataFrame:
    """The rows with the rarer of the two answers."""
    return known[known[ANSWER] == bool(known[ANSWER].mean() < 0.5)]


def _final_exam(known: pd.DataFrame) -> date:
    """The day from which on its share of the answers lies; earlier where the rarer answer's share begins earlier."""
    days = [
        part[SEED].iloc[int((1 - _EXAM_SHARE) * (len(part) - 1))].date()
        for part in (known, _rarer(known))
        if len(part)
    ]
    earliest: date = min(days)
    return earliest


def _practice_exam(known: pd.DataFrame, test: date) -> date:
    """The day on which the practice exam begins, so that it holds a fifth of what is left for it and learning.

    Left are answers that are known when the next part begins, all of them and the rarer ones: where answers take
    long, a practice exam of few days would hold those alone that came fast.
    """
    before = known[known[SEED] < pd.Timestamp(test)]
    if before.empty:
        return test
    at, since = before[SEED].to_numpy(), before[ANSWERED].to_numpy()
    rarer = before.index.isin(_rarer(known).index)
    dated = since < np.datetime64(
        known[ANSWERED].max()
    )  # else nothing dates the answers, and nothing is left out
    days = np.unique(at.astype("datetime64[D]"))
    days = days[np.linspace(0, len(days) - 1, _MOST_TRIED).round().astype(int)]

    def miss(day: np.datetime64) -> float:
        learning = (at < day) & (~dated.any() | (since <= day))
        practice = (at >= day) & (~dated.any() | (since <= np.datetime64(test)))
        if not practice.any() or not learning.any():
            return float("inf")
        shares = [
            float((practice & rows).sum() / max((practice & rows).sum() + (learning & rows).sum(), 1))
            for rows in (np.ones(len(at), dtype=bool), rarer)
        ]
        return sum(abs(share - _PRACTICE_OF_REST) for share in shares)

    best: date = pd.Timestamp(min(days, key=miss)).date()
    return best


def _answers(source: OpenTables, query: Query, seeds: SeedTimes) -> pd.DataFrame:
    """The answers that are known by now, in order of own time: `SEED`, `ANSWER` and `ANSWERED`."""
    asked = only_where(asked_at_own_time(source, query.entity.table, query.using), query.where)
    rows = with_answers(asked, query, seeds).rows
    found: pd.DataFrame = rows.filter(rows[ANSWER].notnull()).select(SEED, ANSWER, ANSWERED).execute()
    found = found.assign(**{ANSWER: found[ANSWER].astype(bool)})
    found = found[found[SEED] <= pd.Timestamp(seeds.now)]
    return found.sort_values(SEED, kind="stable", ignore_index=True)


def own_times(source: OpenTables, query: Query) -> pd.Series:
    """The own times of entities, in order."""
    rows = with_known(source, half_of(source.tables, query.entity.table, late=False))
    found: pd.DataFrame = rows.filter(rows[KNOWN].notnull()).select(at=rows[KNOWN]).execute()
    return found["at"].sort_values().reset_index(drop=True)


def _usual_wait(source: OpenTables, query: Query, span: Span) -> float:
    """Days within which 9 of 10 answers of a column came, rounded up; at most a third of the data."""
    linked = source.tables.table(query.entity.table)
    rows = with_known(source, half_of(source.tables, linked.name, late=False))
    late = moment_of(source, rows, linked.name, str(linked.late_time))
    rows = rows.select(wait=late.epoch_seconds() - rows[KNOWN].epoch_seconds())
    waits = rows.filter(rows["wait"].notnull() & (rows["wait"] > 0)).execute()["wait"] / 86_400
    if waits.empty:
        names = " and ".join(ref.column for ref in answer_columns(query))
        raise TaskError(
            f"{linked.name}.{names} is filled in for no row after the row itself",
            action=f"Check the two time columns of {linked.name}",
        )
    usual = float(waits.quantile(0.9))
    nice = next((days for days in _NICE if days >= usual), _NICE[-1])
    return float(max(1, min(nice, span.days // 3)))

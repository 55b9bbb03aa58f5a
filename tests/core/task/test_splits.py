"""Splits: sizes, strata, order of time, ties, undated rows and refusals."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import TaskError
from core.tables.table import Table
from core.task.prediction_task import PredictionTask, SplitConfig
from core.task.splits import (
    TEST,
    TRAIN,
    UNLABELLED,
    VALIDATION,
    assign_parts,
    day_number,
    split_rows,
)
from tests.core.task.small_tables import table_of

N = 1000


def some_labels(n: int = N, n_unknown: int = 0) -> np.ndarray:
    y = (np.random.default_rng(1).random(n) < 0.2).astype(np.int8)
    y[:n_unknown] = -1
    return np.random.default_rng(2).permutation(y)


def dated_table(dates: pd.Series) -> Table:
    return table_of(pd.DataFrame({"when": dates, "number": np.arange(len(dates))}))


def task_with(table: Table, **split: object) -> PredictionTask:
    return PredictionTask(
        table_hash=table.content_hash, target="y", positive="yes", split=SplitConfig.model_validate(split)
    )


@pytest.fixture
def table() -> Table:
    days = np.random.default_rng(3).permutation(N)
    return dated_table(pd.Series(pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D")))


@given(
    seed=st.integers(0, 1000),
    n=st.integers(10, 400),
    rate=st.floats(0.05, 0.95),
    train=st.floats(0.2, 0.7),
)
def test_random_parts_cover_all_labelled_rows_and_are_stratified(
    seed: int, n: int, rate: float, train: float
) -> None:
    y = (np.random.default_rng(seed).random(n) < rate).astype(np.int8)
    fractions = (train, (1 - train) / 2, 1 - train - (1 - train) / 2)
    config = SplitConfig(kind="random", fractions=fractions, seed=seed)
    # a random split reads nothing of the table
    split = assign_parts(None, config, y)  # type: ignore[arg-type]
    assert split.time is None
    assert not (split.part == UNLABELLED).any()
    for part, share in ((TRAIN, train), (VALIDATION, fractions[1]), (TEST, fractions[2])):
        rows = split.part == part
        assert abs(rows.sum() - share * n) <= 1.5
        assert abs(y[rows].sum() - share * y.sum()) <= 1.5


def test_random_split_is_fixed_by_its_seed(table: Table) -> None:
    y = some_labels(n_unknown=30)
    one, same, other = (assign_parts(table, SplitConfig(seed=s), y).part for s in (5, 5, 6))
    assert (one == same).all()
    assert (one != other).any()
    assert (one[y < 0] == UNLABELLED).all()


def test_by_time_no_part_overlaps_the_next(table: Table) -> None:
    y = some_labels(n_unknown=40)
    split = split_rows(table, task_with(table, kind="time", time_column="when"), y)
    assert split.time is not None
    times = [split.time[split.part == part] for part in (TRAIN, VALIDATION, TEST)]
    assert times[0].max() < times[1].min() and times[1].max() < times[2].min()
    assert [len(t) for t in times] == [614, 154, 192]
    expected = (table.frame()["when"] - pd.Timestamp("1970-01-01")).dt.days
    assert split.time == pytest.approx(expected.to_numpy())


def test_by_order_uses_the_row_number_and_exact_sizes(table: Table) -> None:
    y = some_labels()
    split = split_rows(table, task_with(table, kind="order", sizes=(700, 100, 200)), y)
    assert split.time is not None and (split.time == np.arange(N)).all()
    assert (split.part == np.repeat([TRAIN, VALIDATION, TEST], [700, 100, 200])).all()


def test_rows_of_one_day_stay_together() -> None:
    table = dated_table(
        pd.Series(pd.to_datetime("2024-01-01") + pd.to_timedelta(np.arange(N) // 90, unit="D"))
    )
    split = assign_parts(table, SplitConfig(kind="time", time_column="when"), some_labels())
    days = np.arange(N) // 90
    for day in np.unique(days):
        assert len(np.unique(split.part[days == day])) == 1
    assert (split.part == TRAIN).sum() == 630  # 640 wanted; the day ends at 630


def test_undated_rows_are_scored_last_and_never_learned_from(table: Table) -> None:
    dates = table.frame()["when"].copy()
    dates.iloc[:50] = pd.NaT
    undated = dated_table(dates)
    y = some_labels(n_unknown=0)
    split = split_rows(undated, task_with(undated, kind="time", time_column="when"), y)
    assert (split.part[:50] == UNLABELLED).all()
    assert split.time is not None
    assert (split.time[:50] == split.time[50:].max() + 1).all()
    assert split.n_undated == 50
    assert len(split.summary()) == 3  # they have an answer: they are not among those without one
    y[:20] = -1
    last = split_rows(undated, task_with(undated, kind="time", time_column="when"), y).summary()[-1]
    assert (last.part, last.n, last.first, last.last) == (UNLABELLED, 20, None, None)  # its day was made up


def test_summary_counts_sizes_positives_and_times(table: Table) -> None:
    y = some_labels(n_unknown=25)
    split = split_rows(table, task_with(table, kind="order"), y)
    summary = split.summary()
    assert [s.name for s in summary] == ["train", "validation", "test", "unlabelled"]
    for s in summary:
        rows = np.flatnonzero(split.part == s.part)
        assert s.n == rows.size
        assert s.n_positive == int((y[rows] == 1).sum())
        assert (s.first, s.last) == (rows.min(), rows.max())
    assert sum(s.n for s in summary) == N


def test_refusals_say_what_is_wrong(table: Table) -> None:
    y = some_labels()
    with pytest.raises(TaskError, match="1,000, the rows with a known answer"):
        split_rows(table, task_with(table, kind="order", sizes=(700, 100, 100)), y)
    with pytest.raises(TaskError, match="'number' is no date"):
        split_rows(table, task_with(table, kind="time", time_column="number"), y)
    with pytest.raises(TaskError, match="no column 'nowhere'"):
        split_rows(table, task_with(table, kind="time", time_column="nowhere"), y)
    y = np.r_[np.ones(100), np.zeros(N - 100)].astype(np.int8)
    with pytest.raises(TaskError, match=r"validation part cannot be used.*160 rows, 0 of them y = yes"):
        split_rows(table, task_with(table, kind="order"), y)


def test_day_number_keeps_hours_and_gaps() -> None:
    values = pd.Series(pd.to_datetime(["1970-01-02 00:00", "1970-01-01 12:00", None]))
    assert day_number(values).tolist()[:2] == [1.0, 0.5]
    assert np.isnan(day_number(values)[2])


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "time"},
        {"fractions": (0.5, 0.5, 0.5)},
        {"fractions": (1.0, 0.0, 0.0)},
        {"sizes": (1, 0, 2)},
        {"kind": "soon"},
        {"unknown": 1},
    ],
)
def test_combinations_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError):
        SplitConfig.model_validate(wrong)


def test_a_part_begins_with_the_first_moment_of_its_day() -> None:
    """The day of a border belongs to the later part, to the second."""
    when = [
        "2024-02-29 23:59:59",
        "2024-03-01 00:00:00",
        "2024-03-31 23:59:59",
        "2024-04-01 00:00:00",
        "2024-04-01 00:00:01",
    ]
    table = dated_table(pd.Series(pd.to_datetime(when)))
    config = SplitConfig(kind="time", time_column="when", boundaries=("2024-03-01", "2024-04-01"))
    found = assign_parts(table, config, np.array([1, 0, 1, 0, 1], dtype=np.int8))
    assert found.part.tolist() == [TRAIN, VALIDATION, VALIDATION, TEST, TEST]

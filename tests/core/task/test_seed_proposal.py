"""Proposed days: the end of the data, horizons between the parts, own times, and what does not fit."""

from __future__ import annotations

from itertools import pairwise

import pandas as pd
import pytest

from core.errors import TaskError
from core.tables.expressions import opened
from core.tables.table_set import TableSet
from core.task.query.ast import Aggregation, ColumnRef, Compare, Query
from core.task.seed_proposal import data_span, is_asked_once, propose_seeds
from tests.core.task.crm_tables import asks, count, crm, link, linked, random_frames

EXISTS_30 = asks(count("activity", 0, 30, function="EXISTS"))


def long_crm(n_days: int, per_day: int = 4, extra: tuple[str, ...] = ()) -> TableSet:
    """A steady stream of activities from 2025-01-01 on, `n_days` long, plus some odd times."""
    frames = random_frames(1)
    stream = pd.date_range("2025-01-01", periods=n_days, freq="D").repeat(per_day)
    times = pd.concat([pd.Series(stream), pd.Series(pd.to_datetime(list(extra)))], ignore_index=True)
    frames["activity"] = pd.DataFrame(
        {
            "activity_id": range(len(times)),
            "contact_id": [f"C{i % 40}" for i in range(len(times))],
            "happened_on": times.astype("datetime64[us]"),
        }
    )
    for table, column in (("contact", "created_on"), ("opportunity", "opened_on")):
        frames[table][column] = pd.Timestamp("2025-01-01")
    frames["opportunity"] = frames["opportunity"].assign(closed_on=pd.Timestamp("2025-01-02"))
    return crm(frames)


def test_parts_lie_a_horizon_apart_and_learning_goes_back_six_times() -> None:
    seeds = propose_seeds(long_crm(401), EXISTS_30)  # the last row is of 2026-02-05
    assert (seeds.kind, seeds.horizon_days) == ("rolling", 30)
    assert (seeds.now, seeds.test, seeds.validation) == ("2026-02-05", "2026-01-06", "2025-12-07")
    assert seeds.train == (
        "2025-06-10",
        "2025-07-10",
        "2025-08-09",
        "2025-09-08",
        "2025-10-08",
        "2025-11-07",
    )


def test_no_learning_before_there_is_history() -> None:
    seeds = propose_seeds(long_crm(140), EXISTS_30)  # until 2025-05-20
    assert seeds.train == ("2025-01-20", "2025-02-19")  # 2024-12-21 is before the first row


def test_a_row_in_the_middle_of_a_day_belongs_to_the_past_of_now() -> None:
    tables = long_crm(400, extra=("2026-02-05 18:23",))
    assert propose_seeds(tables, EXISTS_30).now == "2026-02-06"


def test_months_are_whole_days_and_windows_never_overlap() -> None:
    target = Aggregation(
        function="EXISTS", over=ColumnRef(table="activity", column="*"), start=0, end=2, unit="months"
    )
    seeds = propose_seeds(long_crm(400), asks(target))
    assert seeds.horizon_days == pytest.approx(60.875)
    every = [pd.Timestamp(day) for day in (seeds.train[-1], seeds.validation, seeds.test, seeds.now)]
    for first, second in pairwise(every):
        assert pd.Timedelta(days=60.875) <= second - first < pd.Timedelta(days=62)


def test_short_windows_take_weekly_steps_and_whole_days() -> None:
    target = Aggregation(
        function="EXISTS", over=ColumnRef(table="activity", column="*"), start=0, end=12, unit="hours"
    )
    seeds = propose_seeds(long_crm(400), asks(target))
    assert (seeds.now, seeds.test, seeds.validation) == ("2026-02-04", "2026-02-03", "2026-02-02")
    assert (pd.Timestamp(seeds.train[-1]) - pd.Timestamp(seeds.train[-2])).days == 7


def test_dates_in_the_far_future_are_ignored_and_counted() -> None:
    tables = long_crm(400, extra=("2031-01-01", "9999-12-31"))
    with opened(tables) as source:
        span = data_span(source, EXISTS_30)
    assert (str(span.end), span.n_beyond) == ("2026-02-04", 2)
    assert propose_seeds(tables, EXISTS_30).now == "2026-02-04"


def test_an_old_founding_date_in_another_table_is_no_history() -> None:
    tables = long_crm(70)
    with opened(tables) as source:
        assert str(data_span(source, EXISTS_30).first) == "2025-01-01"


def test_a_horizon_longer_than_the_data_says_both_lengths() -> None:
    with pytest.raises(TaskError, match=r"horizon of 200 days, and data of 398 days.*at least 614 days"):
        propose_seeds(long_crm(400), asks(count("activity", 0, 200, function="EXISTS")))


def test_assuming_may_look_further_than_the_target() -> None:
    query = EXISTS_30.model_copy(update={"assuming": Compare(left=count("activity", 0, 45), op=">", value=0)})
    assert propose_seeds(long_crm(400), query).horizon_days == 45


def test_tables_without_times_are_refused() -> None:
    frames = random_frames(1)
    tables = TableSet(
        tables=(
            linked("contact", frames["contact"], primary_key="contact_id"),
            linked("activity", frames["activity"], primary_key="activity_id"),
        ),
        links=(link("activity", "contact_id", "contact"),),
    )
    with pytest.raises(TaskError, match="No table of this question has a time"):
        propose_seeds(tables, EXISTS_30)


def leads(per_lead: int) -> TableSet:
    """200 leads in 2025, one a day or so, each with so many deals 20 days later."""
    lead = pd.DataFrame(
        {
            "contact_id": [f"C{i}" for i in range(200)],
            "created_on": pd.date_range("2025-01-01", periods=200, freq="D").astype("datetime64[us]"),
        }
    )
    deals = pd.concat([lead.iloc[:100]] * per_lead)
    deals = pd.DataFrame(
        {
            "contact_id": deals["contact_id"].to_numpy(),
            "won_on": (deals["created_on"] + pd.Timedelta(days=20)).to_numpy(),
        }
    )
    return TableSet(
        tables=(
            linked("contact", lead, primary_key="contact_id", time_column="created_on"),
            linked("deal", deals, time_column="won_on"),
        ),
        links=(link("deal", "contact_id", "contact"),),
    )


def test_who_can_come_true_once_is_asked_at_the_own_time() -> None:
    query = asks(count("deal", 0, 30, function="EXISTS"))
    seeds = propose_seeds(leads(1), query)
    assert (seeds.kind, seeds.train, seeds.now) == ("own", (), "2025-07-19")
    # answers are known for the 170 leads up to 2025-06-19
    assert (seeds.validation, seeds.test) == ("2025-04-19", "2025-05-16")
    with opened(leads(2)) as source:
        assert not is_asked_once(source, query)


def test_a_late_column_looks_as_far_as_nine_of_ten_answers_took() -> None:
    opened_on = pd.date_range("2025-01-01", periods=300, freq="D").astype("datetime64[us]")
    wait = [10 + i % 41 for i in range(300)]  # 10 to 50 days: the 90th percentile is 46
    deals = linked(
        "opportunity",
        pd.DataFrame(
            {
                "opportunity_id": [str(i) for i in range(300)],
                "opened_on": opened_on,
                "closed_on": opened_on + pd.to_timedelta(wait, unit="D"),
                "stage": ["Won", "Lost"] * 150,
            }
        ),
        primary_key="opportunity_id",
        time_column="opened_on",
        late_time="closed_on",
        late_columns=("stage", "closed_on"),
    )
    query = Query(
        target=ColumnRef(table="opportunity", column="stage"),
        op="=",
        value="Won",
        entity=ColumnRef(table="opportunity", column="opportunity_id"),
    )
    seeds = propose_seeds(TableSet(tables=(deals,)), query)
    assert (seeds.kind, seeds.horizon_days) == ("own", 60)
    never = deals.model_copy(update={"late_time": "opened_on"})
    with pytest.raises(TaskError, match="filled in for no row"):
        propose_seeds(TableSet(tables=(never,)), query)

"""Proposed days: the end of the data, horizons between the parts, own times, and what does not fit."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pandas as pd
import pytest

from core.errors import TaskError
from core.tables.expressions import opened
from core.tables.table_set import TableSet
from core.task.data_span import Span, data_span
from core.task.query.ast import Aggregation, ColumnRef, Compare, Query
from core.task.seed_proposal import _rolling, is_asked_once, propose_seeds
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


def gaps(days: tuple[str, ...]) -> set[int]:
    return {(pd.Timestamp(b) - pd.Timestamp(a)).days for a, b in pairwise(days)}


def test_the_history_is_filled_with_days_a_window_apart_and_three_are_for_the_exam() -> None:
    seeds = propose_seeds(long_crm(401), EXISTS_30)  # the last row is of 2026-02-05
    assert (seeds.kind, seeds.horizon_days) == ("rolling", 30)
    assert (seeds.now, seeds.test_days[-1]) == ("2026-02-05", "2026-01-06")
    # from 2025-01-15 on there are 386 days: 12 windows beside the end of each part
    assert (len(seeds.train), len(seeds.validation_days), len(seeds.test_days)) == (7, 2, 3)
    assert (seeds.n_possible, len(seeds.days)) == (12, 13)
    assert gaps(seeds.days) == {30}


@pytest.mark.parametrize("n_days", [60, 75, 100, 140, 200, 365, 400, 1200, 5000])
@pytest.mark.parametrize("window", [1, 7, 14, 30, 90, 200])
def test_parts_lie_a_window_apart_whatever_the_history(n_days: int, window: int) -> None:
    span = Span(date(2000, 1, 1), date(2000, 1, 1) + timedelta(days=n_days), 0)
    if n_days < 3 * window + min(14, window):
        with pytest.raises(TaskError, match="further ahead than the data allow"):
            _rolling(span, window, 24)
        return
    seeds = _rolling(span, window, 24)
    ends = [(seeds.train[-1], seeds.validation), (seeds.validation_days[-1], seeds.test)]
    ends.append((seeds.test_days[-1], seeds.now))
    assert all((pd.Timestamp(b) - pd.Timestamp(a)).days >= window for a, b in ends)
    assert pd.Timestamp(seeds.train[0]) >= pd.Timestamp(span.first) + pd.Timedelta(days=min(14, window))
    assert 3 <= len(seeds.days) - 1 <= 24
    assert len(seeds.days) - 1 == min(seeds.n_possible, 24)
    if seeds.n_possible >= 5:
        assert len(seeds.test_days) >= 3
    # nothing of the history is wasted: one step more would not fit before the first day
    step = max(gaps(seeds.train) or {0})
    room = pd.Timestamp(seeds.train[0]) - pd.Timestamp(span.first)
    assert room.days < max(step, 90) + 14 + 1


def test_more_days_than_the_cap_are_thinned_evenly_and_said() -> None:
    span = Span(date(2000, 1, 1), date(2020, 1, 1), 0)
    seeds = _rolling(span, 30, 24)
    assert (seeds.most_days, len(seeds.days)) == (24, 25)
    assert seeds.n_possible > 200
    assert max(gaps(seeds.train)) - min(gaps(seeds.train)) <= 30
    assert pd.Timestamp(seeds.train[0]) < pd.Timestamp("2000-03-01")
    assert pd.Timestamp(seeds.test) < pd.Timestamp("2016-06-01")  # a fifth of twenty years
    assert len(_rolling(span, 30, 60).days) == 61


def test_many_rows_make_fewer_days() -> None:
    tables = long_crm(1200)
    many = tables.table("contact")
    huge = many.model_copy(update={"table": many.table.model_copy(update={"n_rows": 20_000})})
    seeds = propose_seeds(tables.with_table(huge), EXISTS_30)
    assert len(seeds.days) - 1 == seeds.most_days == 10
    assert seeds.n_possible > 30
    assert propose_seeds(tables.with_table(huge), EXISTS_30, most_days=20).most_days == 20


def test_no_learning_before_there_is_history() -> None:
    seeds = propose_seeds(long_crm(140), EXISTS_30)  # until 2025-05-20
    assert pd.Timestamp(seeds.train[0]) >= pd.Timestamp("2025-01-15")
    assert len(seeds.test_days) == 3  # closer together than a window, which no other part may reach
    assert min(gaps(seeds.test_days)) == 10


def test_a_row_in_the_middle_of_a_day_belongs_to_the_past_of_now() -> None:
    tables = long_crm(400, extra=("2026-02-05 18:23",))
    assert propose_seeds(tables, EXISTS_30).now == "2026-02-06"


def test_months_are_whole_days_and_windows_never_overlap() -> None:
    target = Aggregation(
        function="EXISTS", over=ColumnRef(table="activity", column="*"), start=0, end=2, unit="months"
    )
    seeds = propose_seeds(long_crm(400), asks(target))
    assert seeds.horizon_days == pytest.approx(60.875)
    ends = [(seeds.train[-1], seeds.validation), (seeds.validation_days[-1], seeds.test)]
    for first, second in (*ends, (seeds.test_days[-1], seeds.now)):
        assert 60.875 <= (pd.Timestamp(second) - pd.Timestamp(first)).days < 62


def test_short_windows_take_weekly_steps_and_whole_days() -> None:
    target = Aggregation(
        function="EXISTS", over=ColumnRef(table="activity", column="*"), start=0, end=12, unit="hours"
    )
    seeds = propose_seeds(long_crm(400), asks(target))
    assert (seeds.now, seeds.test_days[-1]) == ("2026-02-04", "2026-02-03")
    assert (pd.Timestamp(seeds.test) - pd.Timestamp(seeds.validation_days[-1])).days == 1
    assert min(gaps(seeds.test_days)) >= 7


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
    # answers are known for the 170 leads up to 2025-06-19; the rarer no came after 2025-04-10, its last fifth from
    # day 155 on, the last fifth of all from day 135 on
    assert seeds.test == "2025-05-16"
    assert "2025-02-01" < seeds.validation < "2025-04-16"  # a window before the final exam there are answers
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


def test_own_exams_hold_the_rarer_answer_and_those_that_took_long() -> None:
    opened_on = pd.date_range("2025-01-01", periods=400, freq="D").astype("datetime64[us]")
    lost = [i % 8 == 0 and i < 240 for i in range(400)]  # the bad ones are old
    deals = linked(
        "opportunity",
        pd.DataFrame(
            {
                "opportunity_id": [str(i) for i in range(400)],
                "opened_on": opened_on,
                "stage": ["Lost" if bad else "Won" for bad in lost],
            }
        ),
        primary_key="opportunity_id",
        time_column="opened_on",
    )
    query = Query(
        target=ColumnRef(table="opportunity", column="stage"),
        op="=",
        value="Lost",
        entity=ColumnRef(table="opportunity", column="opportunity_id"),
    )
    seeds = propose_seeds(TableSet(tables=(deals,)), query)
    bad = pd.Series(opened_on)[lost]
    assert (bad >= seeds.test).sum() >= 6  # a fifth of 30
    assert ((bad >= seeds.validation) & (bad < seeds.test)).sum() >= 4
    assert (bad < seeds.validation).sum() >= 12


def test_where_nobody_is_left_to_be_asked_at_the_own_time_everybody_is_asked_on_days() -> None:
    tables = leads(1)
    times = pd.date_range("2025-01-01", "2026-12-31", freq="D").astype("datetime64[us]")
    call = pd.DataFrame({"contact_id": [f"C{i % 200}" for i in range(len(times))], "called_on": times})
    tables = TableSet(
        tables=(*tables.tables, linked("call", call, time_column="called_on")),
        links=(*tables.links, link("call", "contact_id", "contact")),
    )
    query = asks(count("deal", 0, 30, function="EXISTS"))  # all had their 30 days long ago
    with opened(tables) as source:
        assert is_asked_once(source, query)
    assert propose_seeds(tables, query).kind == "rolling"

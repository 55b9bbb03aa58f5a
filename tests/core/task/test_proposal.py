"""The proposed task: target, positive value, exclusions and split."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import TaskError
from core.tables.reading import read_table
from core.tables.table import Role
from core.task.column_power import column_powers
from core.task.prediction_task import Exclusion
from core.task.proposal import contact_date, propose_task, task_for, with_exclusions, with_split
from tests.core.task.small_tables import table_of

N = 400
RNG = np.random.default_rng(0)


def frame(**more: object) -> pd.DataFrame:
    y = RNG.random(N) < 0.3
    return pd.DataFrame({"age": RNG.integers(20, 60, N), **more, "subscribed": np.where(y, "yes", "no")})


def dates(first: str = "2024-01-01") -> pd.DatetimeIndex:
    return pd.Timestamp(first) + pd.to_timedelta(np.arange(N), unit="D")


def test_a_named_yes_no_column_is_the_target_and_the_split_is_random() -> None:
    task = propose_task(table_of(frame(loan=RNG.choice(["yes", "no"], N))))
    assert (task.target, task.positive, task.split.kind) == ("subscribed", "yes", "random")
    assert task.excluded == ()


def test_a_role_set_by_the_user_wins_and_a_hint_comes_second() -> None:
    data = frame(loan=RNG.choice(["yes", "no"], N))
    assert propose_task(table_of(data, {"loan": Role.TARGET})).target == "loan"
    hinted = table_of(data, target_hint=("loan", "no"))
    task = propose_task(hinted)
    assert (task.target, task.positive) == ("loan", "no")


def test_a_clear_contact_date_gives_a_split_by_time() -> None:
    table = table_of(frame(contact_date=dates(), birth_date=dates("1980-01-01")))
    task = propose_task(table)
    assert (task.split.kind, task.split.time_column) == ("time", "contact_date")


def test_no_clear_date_means_random() -> None:
    assert contact_date(table_of(frame(birth_date=dates()))) is None
    assert contact_date(table_of(frame(one=dates(), two=dates("2023-01-01")))) is None
    gaps = pd.Series(dates())
    gaps.iloc[::4] = pd.NaT
    assert contact_date(table_of(frame(contact_date=gaps))) is None


def test_file_order_is_used_where_it_is_time() -> None:
    assert propose_task(table_of(frame(), file_order_is_time=True)).split.kind == "order"


def test_certain_leaks_are_left_out_with_their_reason() -> None:
    data = frame()
    data["contract_code"] = np.where(data["subscribed"] == "yes", "T", "none")
    task = propose_task(table_of(data))
    assert [item.column for item in task.excluded] == ["contract_code"]
    assert "answer in other words" in task.excluded[0].reason


def test_a_target_that_cannot_be_learned_is_still_proposed() -> None:
    data = frame().assign(subscribed=["yes"] * 10 + ["no"] * (N - 10))
    assert propose_task(table_of(data)).target == "subscribed"


def test_nothing_to_predict_is_said() -> None:
    with pytest.raises(TaskError, match="no column that could be the target"):
        propose_task(table_of(pd.DataFrame({"age": RNG.integers(20, 60, N)})))


def test_exclusions_keep_their_first_reason_and_never_name_the_target() -> None:
    task = task_for(table_of(frame()), "subscribed")
    once = with_exclusions(task, [Exclusion(column="age", reason="one")])
    twice = with_exclusions(
        once, [Exclusion(column="age", reason="two"), Exclusion(column="subscribed", reason="x")]
    )
    assert twice.excluded == (Exclusion(column="age", reason="one"),)


def test_another_split_keeps_shares_and_seed() -> None:
    table = table_of(frame(contact_date=dates()))
    task = propose_task(table)
    changed = with_split(table, task, "order")
    assert changed.split.kind == "order" and changed.split.time_column is None
    assert with_split(table, changed, "time").split.time_column == "contact_date"
    with pytest.raises(TaskError, match="no split 'weekly'"):
        with_split(table, task, "weekly")
    plain = table_of(frame())
    with pytest.raises(TaskError, match="no column that is clearly the date"):
        with_split(plain, propose_task(plain), "time")


@pytest.mark.data
@pytest.mark.parametrize(("name", "kind"), [("bank.csv", "random"), ("bank-additional-full.csv.gz", "order")])
def test_the_real_bank_files(bank_data: Path, name: str, kind: str) -> None:
    task = propose_task(read_table(bank_data / name))
    assert (task.target, task.positive, task.split.kind) == ("y", "yes", kind)
    assert [item.column for item in task.excluded] == ["duration"]


def deals(**more: object) -> pd.DataFrame:
    stage = np.array(["Closed Won", "Closed Lost", "Negotiation", "Prospecting"])[np.arange(N) % 4]
    return pd.DataFrame(
        {"age": RNG.integers(20, 60, N), "vip": RNG.choice(["yes", "no"], N), "stage": stage, **more}
    )


def test_a_stage_is_the_target_and_its_open_values_have_no_answer_yet() -> None:
    task = propose_task(table_of(deals()))
    assert (task.target, task.positive, task.negative) == ("stage", "Closed Won", ("Closed Lost",))
    assert set(task.no_answer) == {"Negotiation", "Prospecting"}


def test_spellings_of_one_answer_are_joined() -> None:
    said = np.array(["Yes", "no", "Y", "FALSE", "TRUE", "0"])[np.arange(N) % 6]
    task = propose_task(table_of(pd.DataFrame({"age": RNG.integers(20, 60, N), "converted": said})))
    assert set(task.yes_values) == {"Yes", "Y", "TRUE"}
    assert set(task.negative) == {"no", "FALSE", "0"}
    assert task.outcome_words in {f"converted = {one}" for one in ("Yes", "TRUE")}


def test_a_deal_not_won_is_a_no_only_once_it_is_closed() -> None:
    place = np.arange(N) % 4
    flags = {"is_won": place == 0, "is_closed": place < 2}
    task = task_for(table_of(deals(**flags).drop(columns="stage")), "is_won")
    assert (task.settled_by, task.positive) == ("is_closed", "True")
    assert task_for(table_of(deals(**flags).drop(columns="is_closed")), "is_won").settled_by == "stage"
    other = deals(is_won=place == 0, is_closed=place == 1)  # won where it says open: it means something else
    assert task_for(table_of(other.drop(columns="stage")), "is_won").settled_by is None


def test_undated_rows_may_be_those_without_an_answer() -> None:
    opened = pd.Series(dates())
    opened[np.arange(N) % 4 == 3] = pd.NaT
    table = table_of(deals(contacted=opened))
    assert propose_task(table).split.kind == "time"
    assert contact_date(table) is None


def test_a_chosen_yes_must_be_there() -> None:
    with pytest.raises(TaskError, match=r"never is 'Won'.*Closed Won \(100\)"):
        task_for(table_of(deals()), "stage", "Won")


def test_a_pipeline_is_split_by_the_date_on_which_its_deals_began_and_asks_about_what_moves() -> None:
    opened = pd.Series(dates())
    moved = RNG.permutation(opened + pd.Timedelta(days=20))
    rows = {"Created": opened, "Close Date": opened + pd.Timedelta(days=40), "Last Activity": moved}
    table = table_of(deals(**rows, **{"Next Step": RNG.choice(["call", "mail"], N)}))
    task = propose_task(table)
    assert (task.split.kind, task.split.time_column) == ("time", "Created")
    asked = {one.column for one in column_powers(table, task).suspicious}
    assert {"Last Activity", "Next Step"} <= asked | {one.column for one in task.excluded}
    spanish = table_of(deals(creado=opened, cerrado=opened, otra=moved))
    assert contact_date(spanish) == "creado"
    backwards = {"Created": opened + pd.Timedelta(days=90), "Close Date": opened, "Opened": opened}
    assert contact_date(table_of(deals(**backwards))) == "Opened"


def test_nought_one_and_a_code_for_no_answer_are_a_target_where_the_column_is_called_like_one() -> None:
    codes = RNG.choice([0, 1, 2], N, p=[0.6, 0.3, 0.1])
    data = pd.DataFrame(
        {"age": RNG.integers(20, 60, N), "children": RNG.choice([0, 1, 2], N), "converted": codes}
    )
    task = propose_task(table_of(data))
    assert (task.target, task.positive, task.negative, task.no_answer) == ("converted", "1", ("0",), ("2",))
    with pytest.raises(TaskError, match="no column that could be the target"):
        propose_task(table_of(data.drop(columns="converted")))


def test_the_day_a_row_began_comes_before_the_last_visit() -> None:
    opened, some = pd.Series(dates()), np.arange(N) % 10 == 3
    visit = (opened + pd.Timedelta(days=9)).mask(some)
    rows = {"Opened": opened, "Last visit": visit}
    assert propose_task(table_of(deals(**rows))).split.time_column == "Opened"
    assert propose_task(table_of(frame(**rows))).split.time_column == "Opened"
    assert contact_date(table_of(frame(Updated=opened, start_date=opened))) == "start_date"
    both = {"Call date": opened + pd.Timedelta(days=3), "created": opened}
    assert contact_date(table_of(frame(**both))) == "created"
    fuller = {"created": opened.mask(np.arange(N) % 4 == 3), "Started": opened + pd.Timedelta(days=3)}
    assert contact_date(table_of(deals(**fuller)), "stage", N // 2) == "Started"
    assert (
        contact_date(table_of(frame(customer_since=opened, contact_date=visit.fillna(opened))))
        == "contact_date"
    )

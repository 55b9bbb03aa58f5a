"""The demo bank: repeatable, well read, and its planted effects are really there."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from core.tables.demo_bank import DELAY_DAYS, MAX_HEARD, MEMORY_DAYS, demo_bank, write_demo_bank
from core.tables.reading import read_table
from core.tables.table import Role


@pytest.fixture(scope="module")
def bank() -> tuple[pd.DataFrame, pd.DataFrame]:
    """Clients by id, and the truth."""
    frame, truth = demo_bank()
    return frame.set_index("client_id", drop=False), truth


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    paths = [
        write_demo_bank(tmp_path / name, n_clients=400, seed=s) for name, s in (("a", 1), ("b", 1), ("c", 2))
    ]
    one, same, other = (p.read_bytes() for p in paths)
    assert one == same != other
    truths = [p.with_name("demo_truth.csv").read_bytes() for p in paths]
    assert truths[0] == truths[1] != truths[2]


def test_it_is_read_as_an_analyst_would(tmp_path: Path) -> None:
    table = read_table(write_demo_bank(tmp_path))
    roles = {column.name: column.role for column in table.columns}
    assert roles.pop("client_id") is Role.ID
    assert roles.pop("contact_date") is Role.DATE
    assert roles.pop("subscribed") is Role.TARGET
    numbers = ("age", "yearly_income_eur", "balance_eur", "calls_so_far", "call_minutes")
    assert all(roles.pop(name) is Role.NUMBER for name in numbers)
    assert roles.pop("housing_loan") is Role.YES_NO
    assert set(roles.values()) == {Role.CATEGORY}
    assert table.n_rows == 3000 and table.n_rejected == 0
    assert table.target_hint == ("subscribed", "yes")


def test_two_years_the_latest_clients_have_no_answer(bank: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    frame, _ = bank
    days = pd.to_datetime(frame["contact_date"])
    assert 700 <= (days.max() - days.min()).days <= 735
    assert (days.dt.dayofweek < 5).all()
    unknown = frame["subscribed"].isna()
    assert unknown.sum() == 150
    assert days[unknown].min() >= days[~unknown].max()
    assert 0.12 <= (frame.loc[~unknown, "subscribed"] == "yes").mean() <= 0.28


def test_nobody_hears_what_was_not_known_yet(bank: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    frame, truth = bank
    heard = truth.dropna(subset=["heard_from"])
    day = pd.to_datetime(frame["contact_date"])
    gap = (day[heard["client_id"]].to_numpy() - day[heard["heard_from"]].to_numpy()) / np.timedelta64(1, "D")
    partner = (heard["channel"] == "household").to_numpy()
    assert gap.min() >= DELAY_DAYS
    assert gap[~partner].max() <= MEMORY_DAYS
    assert heard.groupby("client_id").size().max() <= MAX_HEARD
    answer = frame["subscribed"][heard["heard_from"]]
    known = answer.notna().to_numpy()
    assert (answer[known].to_numpy() == heard["answer_heard"].to_numpy()[known]).all()
    assert (np.sign(heard["push"]) == np.where(heard["answer_heard"] == "yes", 1, -1)).all()


def test_channels_say_who_they_are(bank: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    frame, truth = bank
    heard = truth.dropna(subset=["heard_from"])
    for channel, column in (("household", "household"), ("colleague", "employer")):
        mine = heard[heard["channel"] == channel]
        assert len(mine) > 100
        here, there = (frame[column][mine[who]].to_numpy() for who in ("client_id", "heard_from"))
        assert (here == there).all()
    nobody = truth[truth["heard_from"].isna()]
    assert (nobody["channel"] == "nobody").all() and (nobody["push"] == 0).all()
    assert set(truth["client_id"]) == set(frame["client_id"])


def test_others_answers_matter_beyond_the_columns(bank: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    frame, truth = bank
    each = truth.drop_duplicates("client_id").set_index("client_id").loc[frame["client_id"]]
    push = truth.groupby("client_id")["push"].sum().loc[frame["client_id"]].to_numpy()
    known = frame["subscribed"].notna().to_numpy()
    y = (frame["subscribed"] == "yes").to_numpy()[known]
    alone = roc_auc_score(y, each["chance_alone"].to_numpy()[known])
    whole = roc_auc_score(y, each["chance"].to_numpy()[known])
    assert 0.62 <= alone <= 0.80
    assert whole >= alone + 0.10
    assert roc_auc_score(y, push[known]) >= 0.68
    gap = each["chance"].to_numpy()[known].mean() - y.mean()
    assert abs(gap) <= 0.02


def test_the_chances_come_true(bank: tuple[pd.DataFrame, pd.DataFrame]) -> None:
    frame, truth = bank
    chance = (
        truth.drop_duplicates("client_id").set_index("client_id")["chance"].loc[frame["client_id"]].to_numpy()
    )
    y = (frame["subscribed"] == "yes").to_numpy()
    known = frame["subscribed"].notna().to_numpy()
    for low, high in ((0.0, 0.1), (0.1, 0.3), (0.3, 0.6), (0.6, 1.0)):
        here = known & (chance >= low) & (chance < high)
        error = 4 * np.sqrt(0.25 / here.sum())
        assert y[here].mean() == pytest.approx(chance[here].mean(), abs=error)


@pytest.mark.parametrize("n", [200, 12_000])
def test_other_sizes(n: int) -> None:
    frame, _ = demo_bank(n, seed=3)
    assert len(frame) == n and frame["client_id"].is_unique
    days = pd.to_datetime(frame["contact_date"])
    assert 100 <= (days.max() - days.min()).days <= 735

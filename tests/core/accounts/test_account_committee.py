"""Status, champion, missing roles and advice, worked by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.accounts.board import account_board, members, peers_that_bought
from core.accounts.committee import RoleShare, chances, committee, role_shares
from core.accounts.engagement import ACTIVE, COOLING, DARK, NEVER, depth, status
from core.accounts.events import engagement_counts
from core.accounts.scored import chances_as_of, days_of, said_yes_by
from core.accounts.shape import AccountShape
from core.tables.expressions import opened
from tests.core.tables.linked_files import linked

AS_OF = datetime(2024, 7, 1)
USUAL = {
    "negotiates": RoleShare(buyers=0.8, others=0.3, n_buyers=10, n_others=20),
    "uses it": RoleShare(buyers=0.1, others=0.2, n_buyers=10, n_others=20),
}


def touches(n_30: float, n_90: float, n_ever: float, deep: float = 0) -> dict[str, float]:
    return {"n_30": n_30, "n_90": n_90, "n_180": n_90, "n_ever": n_ever, "deep_90": deep}


def test_status_by_hand() -> None:
    counts = pd.DataFrame(
        [
            touches(1, 1, 1),  # in touch lately
            touches(1, 5, 5),  # 1 in 30 days against 4 in 60: half as often is the limit
            touches(1, 6, 6),  # 1 in 30 days against 5 in 60: less than half
            touches(0, 2, 2),
            touches(0, 0, 4),
            touches(np.nan, np.nan, np.nan),
        ]
    )
    assert list(status(counts)) == [ACTIVE, ACTIVE, COOLING, COOLING, DARK, NEVER]


def test_depth_counts_talks_three_times() -> None:
    counts = pd.DataFrame([touches(1, 4, 4, deep=2), touches(np.nan, np.nan, np.nan)])
    assert depth(counts).tolist() == [8.0, 0.0]


def test_the_chance_of_an_account_is_that_of_at_least_one() -> None:
    assert chances(pd.Series([0.5, 0.5])) == 0.75
    assert chances(pd.Series([0.2, np.nan])) == 0.2 or abs(chances(pd.Series([0.2, np.nan])) - 0.2) < 1e-12
    assert np.isnan(chances(pd.Series([np.nan])))


def test_the_committee_of_one_account(shape: AccountShape) -> None:
    with opened(shape.tables) as tables:
        counts, found = engagement_counts(tables, shape, AS_OF), members(tables, shape)
    mine = found.people[found.people["account"] == "c1"].assign(chance=[0.6, 0.3, np.nan])
    result = committee(mine, counts, AS_OF, USUAL)
    people = result.people.set_index("key")
    assert people["name"].to_dict() == {"p1": "Ada A", "p2": "Bo B", "p3": "Cy C"}
    assert people["role"].to_dict() == {"p1": "decides", "p2": "evaluates it", "p3": "holds the budget"}
    assert people["status"].to_dict() == {"p1": NEVER, "p2": ACTIVE, "p3": COOLING}
    assert result.champion is not None and result.champion.key == "p2"
    assert (
        "5 touches in 90 days, 3 of them meetings or calls; the last 6 days ago" in result.champion.evidence
    )
    assert "Does not decide alone" in result.champion.evidence
    assert [role for role, _ in result.missing] == ["negotiates", "uses it"]
    assert [one.key for one in result.advice] == ["p1", "p2"]
    assert "ask Bo B for an introduction" in result.advice[0].why
    assert "In touch now" in result.advice[1].why
    assert "trial" in result.advice[1].why and "trial" not in result.advice[0].why  # by the part each plays


def test_nobody_is_champion_of_a_quiet_account(shape: AccountShape) -> None:
    with opened(shape.tables) as tables:
        counts, found = engagement_counts(tables, shape, AS_OF), members(tables, shape)
    quiet = found.people[found.people["account"] == "c2"].assign(chance=[0.2])
    result = committee(quiet, counts, AS_OF)
    assert result.champion is None
    assert result.people["status"].tolist() == [DARK]
    assert "a first call is due" in result.advice[0].why


def test_the_board_and_peers(shape: AccountShape) -> None:
    with opened(shape.tables) as tables:
        counts, found = engagement_counts(tables, shape, AS_OF), members(tables, shape)
    now = pd.DataFrame({"key": ["p1", "p2", "p4"], "chance": [0.5, 0.5, 0.9]})
    board = account_board(shape, found, now, counts)
    assert board["account"].tolist() == ["c2", "c1", "c3", "c4"]
    first = board.set_index("account").loc["c1"]
    assert first["chance"] == pytest.approx(0.75)
    assert (first["best"], first["people"], first["in_touch"]) == (0.5, 3, 1)
    assert (first["n_30"], first["n_60"]) == (3, 5)
    assert first["moves"] == (3 / 30) / (5 / 60) - 1
    assert np.isnan(board.set_index("account").loc["c4", "chance"])
    yes = pd.DataFrame({"key": ["p4", "p5"], "known": pd.to_datetime(["2024-06-01", "2024-06-02"])})
    assert peers_that_bought(board, found, yes, "c1")["account"].tolist() == ["c2"]
    assert peers_that_bought(board, found, yes, "c4").empty


def test_how_usual_a_part_is_stands_beside_the_accounts_that_did_not_buy(shape: AccountShape) -> None:
    with opened(shape.tables) as tables:
        found = members(tables, shape)
    usual = role_shares(found.people, {"c1"})  # c1: CEO, Head of IT, accountant; c2: CFO; c3: no title
    assert usual["holds the budget"] == RoleShare(buyers=1.0, others=0.5, n_buyers=1, n_others=2)
    assert usual["decides"] == RoleShare(buyers=1.0, others=0.0, n_buyers=1, n_others=2)
    nobody = role_shares(found.people, set())["decides"]
    assert (nobody.buyers, nobody.n_buyers, nobody.n_others) == (None, 0, 3)
    assert role_shares(found.people.head(0), {"c1"}) == {}


def test_only_what_was_known_by_the_day_counts() -> None:
    examples = pd.DataFrame(
        {
            "key": ["a", "a", "b"],
            "day": pd.to_datetime(["2024-01-01", "2024-03-01", "2024-03-01"]),
            "chance": [0.1, 0.2, 0.3],
            "y": [1, -1, 1],
        }
    )
    assert chances_as_of(examples, 60, datetime(2024, 2, 1))["chance"].tolist() == [0.1]
    assert chances_as_of(examples, 60, datetime(2024, 3, 1))["chance"].tolist() == [0.2, 0.3]
    assert chances_as_of(examples, 31, datetime(2024, 2, 1)).empty  # decided that very day
    assert said_yes_by(examples, 60, datetime(2024, 2, 1)).empty
    assert said_yes_by(examples, 60, datetime(2024, 3, 2))["key"].tolist() == ["a"]
    assert days_of(examples, datetime(2024, 3, 1)) == [datetime(2024, 1, 1), datetime(2024, 3, 1)]


def test_days_of_deals_that_were_each_asked_once_are_ends_of_months() -> None:
    days = pd.date_range("2024-01-10", "2024-03-05", freq="D")
    examples = pd.DataFrame({"key": range(len(days)), "day": days, "chance": 0.5, "y": -1})
    now = datetime(2024, 4, 2)
    ends = [datetime(2024, 1, 31), datetime(2024, 2, 29), datetime(2024, 3, 31)]
    assert days_of(examples, now) == [*ends, now]


def test_people_and_accounts_that_came_later_are_not_counted(shape: AccountShape, tmp_path: Path) -> None:
    since = ["2024-01-01", "2024-07-02", "2024-07-01", None, "2024-09-01"]
    keys = ["p1", "p2", "p3", "p4", "p5"]
    people = linked(
        tmp_path,
        "contact",
        {"contact_id": keys, "company_id": ["c1", "c1", "c1", "c2", "c3"], "created": since, "title": "CEO"},
        primary_key="contact_id",
        time_column="created",
        kind="contact",
    )
    tables = shape.tables.with_table(people)
    with opened(tables) as source:
        found = members(source, replace(shape, tables=tables)).as_of(AS_OF)
        counts = engagement_counts(source, shape, AS_OF)
    assert found.people["key"].tolist() == ["p1", "p3", "p4"]  # of p4 nobody can say that it came later
    board = account_board(shape, found, pd.DataFrame({"key": ["p1"], "chance": [0.5]}), counts)
    assert board.set_index("account")["people"].to_dict() == {"c1": 2, "c2": 1, "c3": 0, "c4": 0}

"""Who speaks for us: what was said and what was won count, not only how often; worked by hand."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pandas as pd
import pytest

from core.accounts.board import account_board, members, peer_deals
from core.accounts.committee import Committee, committee
from core.accounts.deals import LOST, OPEN, UNCLEAR, WON, deal_table, deals, deals_as_of
from core.accounts.events import engagement_counts
from core.accounts.notes import favour, talks
from core.accounts.shape import AccountShape, account_shape
from core.tables.expressions import opened
from core.tables.table_set import Link, TableSet
from tests.core.tables.linked_files import linked

AS_OF = datetime(2024, 7, 1)
LOUD, KIND = "p1", "p2"


@pytest.fixture
def spoken(tmp_path: Path) -> AccountShape:
    """One company in which the loud one complains and the quieter one praises, and a peer that bought."""
    company = linked(
        tmp_path,
        "company",
        {
            "company_id": ["c1", "c2", "c3", "c4"],
            "name": ["Own", "Peer", "Late peer", "Other"],
            "industry": ["metal", "metal", "metal", "food"],
        },
        primary_key="company_id",
        kind="company",
    )
    contact = linked(
        tmp_path,
        "contact",
        {
            "contact_id": [LOUD, KIND, "p3"],
            "company_id": ["c1", "c1", "c2"],
            "name": ["Lou <b>", "Kim", "Pat"],
            "job_title": ["Head of IT", "CFO", "CEO"],
        },
        primary_key="contact_id",
        kind="contact",
    )
    notes = [
        *[(LOUD, "2024-06-20", "call", f"Complained about slow answers, case {i}") for i in range(6)],
        (LOUD, "2024-06-25", "call", "Still not happy with the price"),
        (LOUD, "2024-06-26", "email", "Delighted to hear from us, best regards"),
        *[(KIND, "2024-06-01", "meeting", f"Very happy with the pilot, round {i}") for i in range(3)],
        (KIND, "2024-07-20", "call", "Now furious about the invoice"),  # after the day
    ]
    activity = linked(
        tmp_path,
        "activity",
        {
            "contact_id": [n[0] for n in notes],
            "happened_on": [n[1] for n in notes],
            "kind": [n[2] for n in notes],
            "note": [n[3] for n in notes],
        },
        time_column="happened_on",
    )
    product = linked(
        tmp_path,
        "product",
        {"product_id": ["x", "y"], "name": ["Leasing", "Factoring"]},
        primary_key="product_id",
    )
    deal = linked(
        tmp_path,
        "deal",
        {
            "deal_id": ["d1", "d2", "d3", "d4"],
            "company_id": ["c2", "c3", "c2", "c4"],
            "contact_id": ["p3", None, "p3", None],
            "product_id": ["x", "y", "y", "x"],
            "opened": ["2024-03-01", "2024-06-15", "2024-02-01", "2024-03-01"],
            "stage": ["Won", "Won", "Lost", "Won"],
            "value": [1000, 500, 70, 90],
            "closed": ["2024-04-01", "2024-08-01", "2024-02-20", "2024-04-01"],
        },
        primary_key="deal_id",
        time_column="opened",
        late_time="closed",
        late_columns=("stage", "closed", "value"),
        kind="opportunity",
    )
    links = (
        Link(table="contact", column="company_id", to="company"),
        Link(table="activity", column="contact_id", to="contact"),
        Link(table="deal", column="company_id", to="company"),
        Link(table="deal", column="contact_id", to="contact"),
        Link(table="deal", column="product_id", to="product"),
    )
    tables = TableSet(tables=(company, contact, activity, product, deal), links=links)
    return account_shape(tables, "contact")


def _committee(shape: AccountShape, wins: dict[str, int] | None = None, *, heard: bool = True) -> Committee:
    with opened(shape.tables) as tables:
        counts, found = engagement_counts(tables, shape, AS_OF), members(tables, shape)
        said = favour(talks(tables, shape, AS_OF), AS_OF) if heard else None
    mine = found.people[found.people["account"] == "c1"].assign(chance=[0.4, 0.3])
    return committee(mine, counts, AS_OF, said=said, wins=wins)


def test_the_loudest_is_no_champion_when_the_notes_are_against_us(spoken: AccountShape) -> None:
    found = _committee(spoken)
    people = found.people.set_index("key")
    assert people.loc[LOUD, "depth"] > people.loc[KIND, "depth"]
    assert (people.loc[LOUD, "n_for"], people.loc[LOUD, "n_against"]) == (1, 7)
    assert found.champion is not None and found.champion.key == KIND
    assert "3 notes for us and 0 against" in found.champion.evidence


def test_where_nobody_favours_us_nobody_is_named_and_it_is_said(spoken: AccountShape) -> None:
    with opened(spoken.tables) as tables:
        counts, found = engagement_counts(tables, spoken, AS_OF), members(tables, spoken)
        said = favour(talks(tables, spoken, AS_OF), AS_OF)
    loud = found.people[found.people["key"] == LOUD].assign(chance=[0.4])
    alone = committee(loud, counts, AS_OF, said=said)
    assert alone.champion is None
    assert "most engaged" in alone.no_champion and "1 note for us and 7 against" in alone.no_champion


def test_a_won_deal_counts_but_not_against_what_is_said(spoken: AccountShape) -> None:
    assert _committee(spoken, wins={LOUD: 9}).champion.key == KIND  # type: ignore[union-attr]  # none is a failure too


def test_without_notes_it_is_engagement_only_and_says_so(spoken: AccountShape) -> None:
    found = _committee(spoken, heard=False)
    assert found.champion is not None and found.champion.key == LOUD
    assert "engagement only" in found.champion.evidence


def test_advice_differs_by_person_and_quotes_the_last_conversation(spoken: AccountShape) -> None:
    first, second = _committee(spoken).advice
    assert (first.key, second.key) == (LOUD, KIND)
    assert first.quote == "Still not happy with the price"  # the last call, not the polite email after it
    assert first.quoted_at == datetime(2024, 6, 25)
    assert "answer that first" in first.why and "answer that first" not in second.why
    assert second.quote == "Very happy with the pilot, round 2"  # nothing from after the day
    assert "cost and return" in second.why  # the CFO holds the budget


def test_deals_as_they_stood_on_a_day(spoken: AccountShape) -> None:
    found = deal_table(spoken)
    assert found is not None and (found.stage, found.won, found.value) == ("stage", ("Won",), "value")
    with opened(spoken.tables) as tables:
        every = deals(tables, spoken, found)
    then = deals_as_of(every, found, AS_OF).set_index("account")
    late = then.loc["c3"]
    assert late["state"] == OPEN and pd.isna(late["closed"]) and pd.isna(late["value"])
    assert deals_as_of(every, found, datetime(2024, 2, 10))["account"].tolist() == ["c2"]


def test_peers_show_what_they_bought_for_how_much_and_when(spoken: AccountShape) -> None:
    found = deal_table(spoken)
    assert found is not None
    with opened(spoken.tables) as tables:
        counts, everybody = engagement_counts(tables, spoken, AS_OF), members(tables, spoken)
        then = deals_as_of(deals(tables, spoken, found), found, AS_OF)
    board = account_board(spoken, everybody, pd.DataFrame({"key": [LOUD], "chance": [0.2]}), counts)
    peers = peer_deals(board, then, "c1")
    rows = peers[["account", "state", "product", "day"]].to_dict("records")
    assert rows == [
        {"account": "c2", "state": "won", "product": "Leasing", "day": pd.Timestamp("2024-04-01")},
        {"account": "c3", "state": "open", "product": "Factoring", "day": pd.Timestamp("2024-06-15")},
    ]
    assert peers["value"].iloc[0] == 1000
    assert peer_deals(board, then, "c4").empty  # nobody else in food


def test_a_deal_on_its_way_is_open_whatever_its_date_of_closing_says(
    spoken: AccountShape, tmp_path: Path
) -> None:
    """A planned date of closing ends no deal, and where there is no such date open deals are not lost."""
    columns = {
        "deal_id": ["d1", "d2", "d3", "d4"],
        "company_id": ["c1", "c2", "c3", "c4"],
        "opened": ["2024-01-01"] * 4,
        "closed": ["2024-02-01"] * 4,
        "stage": ["Prospecting", "Closed Won", "Closed Lost", None],
    }
    for late in ({"late_time": "closed", "late_columns": ("stage", "closed")}, {}):
        deal = linked(tmp_path, "deal", columns, primary_key="deal_id", time_column="opened", **late)
        shape = account_shape(spoken.tables.without_table("deal").with_table(deal), "contact")
        links = (*shape.tables.links, Link(table="deal", column="company_id", to="company"))
        shape = account_shape(shape.tables.model_copy(update={"links": links}), "contact")
        found = deal_table(shape)
        assert found is not None
        with opened(shape.tables) as tables:
            every = deals(tables, shape, found)
        assert every.sort_values("account")["state"].tolist() == [OPEN, WON, LOST, OPEN]


def _deals_of(spoken: AccountShape, folder: Path, stages: list[str], **late: object) -> AccountShape:
    """The set with other deals, one a company, in the order of the companies."""
    columns = {
        "deal_id": [f"d{place}" for place in range(len(stages))],
        "company_id": [f"c{place + 1}" for place in range(len(stages))],
        "opened": ["2024-01-01"] * len(stages),
        "closed": ["2024-02-01"] * len(stages),
        "stage": stages,
    }
    deal = linked(folder, "deal", columns, primary_key="deal_id", time_column="opened", **late)
    tables = spoken.tables.without_table("deal").with_table(deal)
    links = (*tables.links, Link(table="deal", column="company_id", to="company"))
    return account_shape(tables.model_copy(update={"links": links}), "contact")


def test_an_end_without_a_date_is_known_at_the_end_of_the_data_only(
    spoken: AccountShape, tmp_path: Path
) -> None:
    """Else every win would be known from the day the deal was opened."""
    shape = _deals_of(spoken, tmp_path, ["Closed Won", "Closed Lost", "Prospecting"])
    found = deal_table(shape)
    assert found is not None and found.linked.late_time is None
    with opened(shape.tables) as tables:
        every = deals(tables, shape, found)
    before = deals_as_of(every, found, datetime(2024, 3, 1), last=AS_OF)
    assert before["state"].tolist() == [OPEN, OPEN, OPEN]
    assert deals_as_of(every, found, AS_OF, last=AS_OF)["state"].tolist() == [WON, LOST, OPEN]
    assert deals_as_of(every, found, AS_OF)["state"].tolist() == [OPEN, OPEN, OPEN]


def test_a_stage_that_no_word_explains_is_unclear_not_lost(spoken: AccountShape, tmp_path: Path) -> None:
    """A CRM's own codes, such as HubSpot's numbers, say neither won nor lost."""
    late = {"late_time": "closed", "late_columns": ("stage", "closed")}
    shape = _deals_of(spoken, tmp_path, ["Closed Won", "1089340", "Closed Lost", "Churned"], **late)
    found = deal_table(shape)
    assert found is not None
    with opened(shape.tables) as tables:
        counts, everybody = engagement_counts(tables, shape, AS_OF), members(tables, shape)
        then = deals_as_of(deals(tables, shape, found), found, AS_OF)
    assert then.sort_values("account")["state"].tolist() == [WON, UNCLEAR, LOST, LOST]
    board = account_board(shape, everybody, pd.DataFrame({"key": [LOUD], "chance": [0.2]}), counts)
    assert peer_deals(board, then, "c1")["state"].tolist() == [UNCLEAR]  # shown as such: c2 is a peer of c1


def test_tables_without_a_stage_have_no_deals(spoken: AccountShape) -> None:
    tables = spoken.tables.without_table("deal")
    assert deal_table(account_shape(tables, "contact")) is None

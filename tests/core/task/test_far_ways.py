"""Counts and columns over three links and more, through a table that only joins two others: brute force in pandas."""

from __future__ import annotations

import pandas as pd
import pytest

from core.errors import TaskError
from core.tables.expressions import opened
from core.tables.link_tables import is_link_table
from core.tables.paths import paths, ways
from core.tables.table_set import TableSet
from core.task.asked import ENTITY, SEED, asked_at_own_time, asked_on, attach
from core.task.labels_as_of import only_where, way_to, with_number
from core.task.query.ast import Aggregation, ColumnRef, Compare
from core.task.query.check import resolve
from core.task.query.errors import QueryError
from core.task.query.reach import best_ways
from tests.core.task.crm_tables import count, crm, days, link, linked, random_frames
from tests.core.task.small_bank import bank_frames, bank_of

DAY = pd.Timestamp("2025-07-01")


@pytest.fixture(scope="module")
def frames() -> dict[str, pd.DataFrame]:
    return bank_frames(3)


@pytest.fixture
def bank(frames: dict[str, pd.DataFrame]) -> TableSet:
    return bank_of(frames)


def test_a_table_that_only_joins_two_others_is_known_by_what_it_holds(bank: TableSet) -> None:
    assert [name for name in bank.names if is_link_table(bank, name)] == ["disp"]
    assert not any(is_link_table(crm(random_frames(1)), name) for name in ("contact", "activity"))
    events = bank.with_table(bank.table("disp").model_copy(update={"time_column": "type"}))
    assert is_link_table(events, "disp")  # by its name
    without = bank.without_link("disp", "client_id")
    assert not is_link_table(without, "disp")


def test_long_ways_go_up_first_and_down_from_there_but_for_joining_tables(bank: TableSet) -> None:
    assert {path.words for path in ways(bank, "client", "loan")} == {
        "client <- disp -> account <- loan",
        "client -> district <- account <- loan",
    }
    assert [path.words for path in best_ways(bank, "client", ColumnRef(table="loan", column="*"))] == [
        "client <- disp -> account <- loan"
    ]
    assert "loan -> account <- disp -> client" in {path.words for path in ways(bank, "loan", "client")}
    assert {path.words for path in ways(bank, "card", "trans")} == {
        "card -> disp -> account <- trans",
        "card -> disp -> client -> district <- account <- trans",
    }
    calls = crm(random_frames(1)).with_link(
        link("activity", "kind", "opportunity")
    )  # no table that only joins
    mixed = "contact <- activity -> opportunity -> company"
    assert mixed in {path.words for path in paths(calls, "contact", "company", 3)}
    assert mixed not in {path.words for path in ways(calls, "contact", "company")}


def test_the_loans_of_a_client_are_counted_once_and_only_after_the_account_is_known(
    bank: TableSet, frames: dict[str, pd.DataFrame]
) -> None:
    with opened(bank) as source:
        asked = asked_on(source, "client", DAY.isoformat())
        asked = with_number(asked, count("loan", -180, 0), "n")
        asked = with_number(asked, count("loan", -180, 0, column="amount", function="SUM"), "total")
        found = asked.rows.select(ENTITY, "n", "total").execute().set_index(ENTITY)
    held = frames["disp"].merge(frames["account"].dropna(subset=["opened_on"]), on="account_id")
    loans = held.merge(frames["loan"], on="account_id")
    assert loans.duplicated(["client_id", "loan_id"]).any()  # held twice, or by two dispositions
    loans["known"] = loans[["granted_on", "opened_on"]].max(axis=1)
    assert (loans.known > loans.granted_on).any()
    loans = loans.drop_duplicates(["client_id", "loan_id"])
    inside = loans[(loans.known > DAY - pd.Timedelta(days=180)) & (loans.known <= DAY)]
    expected = inside.groupby("client_id")["amount"].agg(["size", "sum"]).reindex(found.index, fill_value=0)
    assert found["n"].tolist() == expected["size"].tolist()
    assert found["total"].fillna(0).tolist() == pytest.approx(expected["sum"].tolist())
    assert (found["n"] > 0).sum() > 5


def test_columns_are_named_over_three_keys_and_each_row_on_the_way_must_be_known(bank: TableSet) -> None:
    salary = ColumnRef(table="district", column="salary")
    with opened(bank) as source:
        asked = attach(asked_at_own_time(source, "loan"), {"salary": salary})
        found = asked.rows.select(ENTITY, SEED, "account_id", "salary").execute()
        account = source.table("account").execute().set_index("account_id")
        where = Compare(left=salary, op=">", value=1000)
        rich = only_where(asked_at_own_time(source, "loan"), where).rows.count().execute()
    opened_on = found["account_id"].map(account["opened_on"])
    expected = found["account_id"].map(account["district_id"]).map({"D0": 900.0, "D1": 1400.0})
    expected = expected.where(
        opened_on <= found[SEED]
    )  # an account not yet opened, or without a date, says nothing
    pd.testing.assert_series_equal(found["salary"], expected, check_names=False)
    assert 0 < found["salary"].notna().sum() < len(found)
    assert rich == (expected == 1400).sum()


def test_conditions_inside_a_count_follow_several_keys(
    bank: TableSet, frames: dict[str, pd.DataFrame]
) -> None:
    text = "PREDICT EXISTS(loan.*, 0, 90) FOR client WHERE COUNT(trans.* WHERE district.salary > 1000, -90, 0) > 1"
    query = resolve(text, bank)
    assert isinstance(query.where, Compare) and isinstance(query.where.left, Aggregation)
    with opened(bank) as source:
        asked = with_number(asked_on(source, "client", DAY.isoformat()), query.where.left, "n")
        found = asked.rows.select(ENTITY, "n").execute().set_index(ENTITY)["n"]
    rich = frames["account"].dropna(subset=["opened_on"]).query("district_id == 'D1'")
    rows = frames["disp"].merge(rich, on="account_id").merge(frames["trans"], on="account_id")
    rows = rows.drop_duplicates(["client_id", "trans_id"])
    known = rows[["opened_on", "booked_on"]].max(axis=1)
    rows = rows[(known > DAY - pd.Timedelta(days=90)) & (known <= DAY)]
    assert found.to_dict() == rows.groupby("client_id").size().reindex(found.index, fill_value=0).to_dict()


def test_a_shared_row_that_is_not_there_yet_hides_what_hangs_on_it() -> None:
    frames = random_frames(1)
    company = frames["company"].assign(founded_on=pd.Timestamp("2025-06-15"))
    tables = crm(frames)
    tables = tables.with_table(linked("company", company, primary_key="company_id", time_column="founded_on"))
    for day, hidden in (("2025-06-01", True), ("2025-07-01", False)):
        with opened(tables) as source:
            asked = with_number(asked_on(source, "contact", day), count("opportunity", -3_650, 0), "n")
            total = asked.rows.select("n").execute()["n"].sum()
        assert bool(total == 0) is hidden


def test_ways_over_rows_that_gather_strangers_need_to_be_asked_for(bank: TableSet) -> None:
    only = bank.without_table("disp")
    with pytest.raises(QueryError, match="No link leads from client to loan"):
        resolve("PREDICT EXISTS(loan.*, 0, 90) FOR client", only)
    query = resolve("PREDICT EXISTS(loan.*, 0, 90) FOR client USING district, account", only)
    assert way_to(only, "client", ColumnRef(table="loan", column="*"), query.using).goal == "loan"
    with pytest.raises(TaskError, match="do not name a row of loan"), opened(bank) as source:
        attach(asked_on(source, "client", "2025-07-01"), {"a": ColumnRef(table="loan", column="amount")})


def test_a_key_that_is_filled_in_later_is_no_way() -> None:
    contact = pd.DataFrame({"contact_id": ["1"], "company_id": ["a"], "moved_on": days("2025-05-01")})
    company = pd.DataFrame({"company_id": ["a"], "country_id": ["x"]})
    country = pd.DataFrame({"country_id": ["x"], "name": ["Y"]})
    late = {"late_time": "moved_on", "late_columns": ("company_id", "moved_on")}
    tables = TableSet(
        tables=(
            linked("contact", contact, primary_key="contact_id", **late),
            linked("company", company, primary_key="company_id"),
            linked("country", country, primary_key="country_id"),
        ),
        links=(link("contact", "company_id", "company"), link("company", "country_id", "country")),
    )
    with opened(tables) as source, pytest.raises(TaskError, match="do not name a row of country"):
        attach(asked_on(source, "contact", "2025-04-01"), {"c": ColumnRef(table="country", column="name")})

"""Named targets: which fit which tables, what they mean, and which names people may give."""

from __future__ import annotations

import pandas as pd
import pytest

from core.tables.table import Role
from core.tables.table_set import LinkedTable, TableSet
from core.task.query.ast import Definition
from core.task.query.check import resolve
from core.task.query.definitions import check_name, definition_of, definitions, own_definition
from core.task.query.errors import QueryError
from core.task.query.text import query_text
from tests.core.task.small_crm import b2b, bank, linked, links
from tests.core.task.small_tables import table_of

TABLES = b2b()


def said(tables: TableSet, entity: str) -> list[tuple[str, str]]:
    return [(one.name, one.sentence) for one in definitions(tables, entity)]


def test_a_crm_has_created_and_won() -> None:
    for entity in ("contact", "company"):
        assert said(TABLES, entity) == [
            ("will_convert", "opportunity created within 90 days"),
            ("closed_won_within_180_days", "closed-won within 180 days"),
        ]
    assert said(TABLES, "activity") == said(TABLES, "sales team") == []


def test_a_bank_has_products_bought() -> None:
    assert said(bank(), "client") == [("will_convert", "product bought within 90 days")]
    target = resolve("PREDICT will_convert FOR client", bank())
    assert query_text(target) == (
        "PREDICT COUNT(product.*, 0, 90, days) > 0 AS will_convert FOR client.client_id"
    )


def test_every_definition_resolves() -> None:
    for tables in (TABLES, bank()):
        for name in tables.names:
            for one in definitions(tables, name):
                query = resolve(f'PREDICT {one.name} FOR "{name}"', tables)
                assert (query.name, query.op, query.value) == (one.name, one.op, one.value)


@pytest.mark.parametrize(
    ("name", "end"),
    [
        ("closed_won_within_30_days", 30),
        ("Closed_Won_Within_180_Days", 180),
        ('"closed-won within 14 days"', 14),
        ('"opportunity created within 90 days"', 90),
        ("opportunity_created_within_7_days", 7),
    ],
)
def test_by_its_sentence_with_any_number_of_days(name: str, end: int) -> None:
    query = resolve(f"PREDICT {name} FOR contact", TABLES)
    assert query.target.end == end  # type: ignore[union-attr]
    assert query.name.endswith(f"within_{end}_days") or query.name == "will_convert"


def test_days_that_make_no_window_are_refused() -> None:
    with pytest.raises(QueryError, match="begins before it ends"):
        resolve("PREDICT closed_won_within_0_days FOR contact", TABLES)
    with pytest.raises(QueryError, match="a hundred years") as caught:
        resolve("PREDICT closed_won_within_99999_days FOR contact", TABLES)
    assert caught.value.position == len("PREDICT ")
    assert definition_of("product_bought_within_9_days", TABLES, "contact") is None


def deals(stages: list[str], **fields: object) -> LinkedTable:
    frame = pd.DataFrame(
        {
            "deal_id": [f"d{i}" for i in range(len(stages))],
            "account": "a1",
            "deal_stage": stages,
            "engage_date": pd.Timestamp("2026-01-01"),
            "close_date": pd.Timestamp("2026-02-01"),
        }
    )
    roles = {"deal_id": Role.ID, "deal_stage": Role.CATEGORY}
    made = {
        "table": table_of(frame, roles, name="sales_pipeline"),
        "primary_key": "deal_id",
        "time_column": "engage_date",
        "late_time": "close_date",
        "late_columns": ("deal_stage", "close_date"),
    }
    return LinkedTable.model_validate(made | fields)


def pipeline(deal: LinkedTable) -> TableSet:
    return TableSet(
        tables=(linked("accounts", "account:i sector:c", primary_key="account"), deal),
        links=links("sales_pipeline.account=accounts"),
    )


@pytest.mark.parametrize(
    ("stages", "where"),
    [
        (["Won", "Lost", "Engaging"], "sales_pipeline.deal_stage = 'Won'"),
        (["closedwon", "closedlost"], "sales_pipeline.deal_stage = 'closedwon'"),
        (["Closed Won", "Gewonnen", "x"], "sales_pipeline.deal_stage IN ('Closed Won', 'Gewonnen')"),
        (["Fermée gagnée", "perdue"], "sales_pipeline.deal_stage = 'Fermée gagnée'"),
    ],
)
def test_won_is_read_from_the_rows(stages: list[str], where: str) -> None:
    query = resolve("PREDICT closed_won_within_180_days FOR accounts", pipeline(deals(stages)))
    assert query_text(query).startswith(f"PREDICT COUNT(sales_pipeline.* WHERE {where}, 0, 180, days) > 0")


def test_won_needs_a_winning_value_that_is_filled_in_later() -> None:
    created = ("will_convert", "opportunity created within 90 days")
    assert said(pipeline(deals(["Lost", "Engaging"])), "accounts") == [created]
    at_once = deals(["Won", "Lost"], late_time=None, late_columns=())
    assert said(pipeline(at_once), "accounts") == [created]


def test_a_yes_no_column_of_winning() -> None:
    tables = TableSet(
        tables=(
            linked("Account", "Id:i", primary_key="Id", kind="company"),
            linked(
                "Opportunity",
                "Id:i AccountId:i IsWon:b CreatedDate:d CloseDate:d",
                primary_key="Id",
                time_column="CreatedDate",
                late_time="CloseDate",
                late_columns=("IsWon", "CloseDate"),
            ),
        ),
        links=links("Opportunity.AccountId=Account"),
    )
    query = resolve("PREDICT closed_won_within_180_days FOR Account", tables)
    assert "WHERE Opportunity.IsWon = true" in query_text(query)


def test_a_table_of_won_deals_only() -> None:
    tables = TableSet(
        tables=(
            linked("leads", "mql_id:i first_contact:d", primary_key="mql_id", time_column="first_contact"),
            linked("closed_deals", "mql_id:i seller_id:i won_date:d", time_column="won_date"),
        ),
        links=links("closed_deals.mql_id=leads"),
    )
    assert said(tables, "leads") == [("will_convert", "closed-won within 180 days")]
    assert query_text(resolve("PREDICT will_convert FOR leads", tables)).startswith(
        "PREDICT COUNT(closed_deals.*, 0, 180, days) > 0"
    )


def test_a_table_of_closed_deals_says_neither_created_nor_won() -> None:
    tables = TableSet(
        tables=(
            linked("leads", "id:i", primary_key="id"),
            linked("deals", "id:i lead:i close_date:d", time_column="close_date"),
        ),
        links=links("deals.lead=leads"),
    )
    assert said(tables, "leads") == []


def test_a_shared_sales_rep_is_no_tie() -> None:
    tables = TABLES.without_link("opportunity", "company_id")
    assert said(tables, "contact") == []
    assert resolve("PREDICT COUNT(opportunity, 0, 90) > 0 FOR contact", tables).target


def big_deal(name: str = "big_deal_soon", taken: tuple[Definition, ...] = ()) -> Definition:
    query = resolve("PREDICT SUM(opportunity.amount, 0, 60, days) > 10000 FOR contact", TABLES)
    return own_definition(name, query, TABLES, taken, sentence="more than 10,000 of opportunities in 60 days")


def test_people_name_their_own() -> None:
    own = (big_deal(),)
    assert [one.name for one in definitions(TABLES, "contact", own)][-1] == "big_deal_soon"
    query = resolve("PREDICT Big_Deal_Soon FOR EACH contact", TABLES, own)
    assert query_text(query) == (
        "PREDICT SUM(opportunity.amount, 0, 60, days) > 10000 AS big_deal_soon FOR EACH contact.contact_id"
    )
    assert Definition.model_validate(own[0].to_json()) == own[0]


def test_an_own_definition_whose_tables_are_gone_says_so_at_its_name() -> None:
    gone = TABLES.without_table("opportunity")
    assert definitions(gone, "contact", (big_deal(),)) == ()
    with pytest.raises(QueryError, match="no table 'opportunity'") as caught:
        resolve("PREDICT big_deal_soon FOR contact", gone, (big_deal(),))
    assert caught.value.position == len("PREDICT ")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("will_convert", "already"),
        ("Will_Convert", "already"),
        ("closed_won_within_9_days", "already"),
        ("Big_Deal_Soon", "already"),
        ("for", "word of the query language"),
        ("Count", "word of the query language"),
        ("day", "word of the query language"),
        ("two words", "plain word"),
        ("9lives", "plain word"),
        ("", "plain word"),
        ("x" * 61, "plain word"),
        ("opportunity", "table or column"),
        ("AGE", "table or column"),
    ],
)
def test_names_that_are_refused(name: str, words: str) -> None:
    with pytest.raises(QueryError, match=words):
        big_deal(name, taken=(big_deal(),))


def test_names_of_any_language_are_fine_and_columns_need_none() -> None:
    for name in ("großer_abschluss", "大口案件"):
        check_name(name, TABLES)
        assert resolve(f"PREDICT {name} FOR contact", TABLES, (big_deal(name),)).name == name
    with pytest.raises(QueryError, match="Only a count"):
        own_definition("young", resolve("PREDICT age < 30 FOR contact", TABLES), TABLES)

"""Queries against small tables: names, keys, functions, windows and ways, each resolved or refused by hand."""

from __future__ import annotations

import pytest

from core.tables.table_set import TableSet
from core.task.query.ast import Aggregation, ColumnRef, Compare, Named, Not, Query
from core.task.query.check import resolve
from core.task.query.conditions import late_columns_used
from core.task.query.errors import QueryError
from core.task.query.parse import parse_query
from core.task.query.reach import best_ways
from core.task.query.text import query_text
from tests.core.task.small_crm import b2b, bank, linked, links

TABLES = b2b()


def resolved(text: str, tables: TableSet = TABLES) -> str:
    return query_text(resolve(text, tables))


DEAL = "PREDICT COUNT(opportunity.*, 0, 90, days) > 0 FOR EACH contact.contact_id"

RESOLVED = {
    # names in any case, the key filled in
    "PREDICT count(OPPORTUNITY, 0, 90, days) > 0 FOR EACH Contact": DEAL,
    "PREDICT COUNT(opportunity.*, 0, 90) > 0 FOR EACH CONTACT.Contact_ID": DEAL,
    # columns written alone belong to the rows around them
    "PREDICT COUNT(opportunity WHERE STAGE = 'Won', 0, 180, days) > 0 FOR EACH contact WHERE age > 3": (
        "PREDICT COUNT(opportunity.* WHERE opportunity.stage = 'Won', 0, 180, days) > 0 "
        "FOR EACH contact.contact_id WHERE contact.age > 3"
    ),
    # columns of rows that a key names
    f"{DEAL} WHERE company.industry = 'bank'": f"{DEAL} WHERE company.industry = 'bank'",
    "PREDICT EXISTS(activity WHERE contact.age > 3, 0, 9) FOR EACH company": (
        "PREDICT EXISTS(activity.* WHERE contact.age > 3, 0, 9, days) FOR EACH company.company_id"
    ),
    # EXISTS and yes/no columns need no comparison
    "PREDICT EXISTS(activity, 0, 30) = true FOR EACH contact": (
        "PREDICT EXISTS(activity.*, 0, 30, days) FOR EACH contact.contact_id"
    ),
    "PREDICT EXISTS(activity, 0, 30) != true FOR EACH contact": (
        "PREDICT EXISTS(activity.*, 0, 30, days) = false FOR EACH contact.contact_id"
    ),
    "PREDICT contact.opted_in FOR EACH contact": "PREDICT contact.opted_in = true FOR EACH contact.contact_id",
    "PREDICT Opted_In FOR EACH contact": "PREDICT contact.opted_in = true FOR EACH contact.contact_id",
    "PREDICT stage = 'Won' FOR EACH opportunity": (
        "PREDICT opportunity.stage = 'Won' FOR EACH opportunity.opportunity_id"
    ),
    # `*` alone where one table is meant
    "PREDICT COUNT(*, 0, 30) > 0 FOR EACH contact": (
        "PREDICT COUNT(activity.*, 0, 30, days) > 0 FOR EACH contact.contact_id"
    ),
    # past counts, ids, ASSUMING, USING
    f"{DEAL} WHERE COUNT(activity, -INF, 0) > 2 AND NOT EXISTS(opportunity, -30, -7)": (
        f"{DEAL} WHERE COUNT(activity.*, -INF, 0, days) > 2 AND NOT EXISTS(opportunity.*, -30, -7, days)"
    ),
    "PREDICT will_convert FOR contact = 'c1' ASSUMING COUNT(activity, 0, 30) > 1 USING Activity, activity": (
        "PREDICT COUNT(opportunity.*, 0, 90, days) > 0 AS will_convert FOR contact.contact_id = 'c1' "
        "ASSUMING COUNT(activity.*, 0, 30, days) > 1 USING contact, activity"
    ),
    "PREDICT will_convert AS buys FOR contact": (
        "PREDICT COUNT(opportunity.*, 0, 90, days) > 0 AS buys FOR contact.contact_id"
    ),
    # numbers as targets, lists
    "PREDICT SUM(opportunity.amount, 0, 180) FOR EACH company TOP 20": (
        "PREDICT SUM(opportunity.amount, 0, 180, days) FOR EACH company.company_id RANK TOP 20"
    ),
    "PREDICT COUNT(opportunity, 0, 90) FOR EACH contact": (
        "PREDICT COUNT(opportunity.*, 0, 90, days) FOR EACH contact.contact_id"
    ),
    "PREDICT close_value FOR EACH opportunity RANK": (
        "PREDICT opportunity.close_value FOR EACH opportunity.opportunity_id RANK"
    ),
    # targets of several parts
    "PREDICT stage IN ('Won') FOR EACH opportunity": (
        "PREDICT opportunity.stage = 'Won' FOR EACH opportunity.opportunity_id"
    ),
    "PREDICT stage NOT IN ('Won') FOR EACH opportunity": (
        "PREDICT opportunity.stage != 'Won' FOR EACH opportunity.opportunity_id"
    ),
    "PREDICT stage IN ('Won', 'Signed') AGAINST 'Lost' FOR EACH opportunity": (
        "PREDICT opportunity.stage IN ('Won', 'Signed') AGAINST ('Lost') FOR EACH opportunity.opportunity_id"
    ),
    "PREDICT stage = 'Won' AGAINST ('Lost', 'Dead') FOR EACH opportunity": (
        "PREDICT opportunity.stage = 'Won' AGAINST ('Lost', 'Dead') FOR EACH opportunity.opportunity_id"
    ),
    "PREDICT EXISTS(opportunity, 0, 90) AND NOT COUNT(activity, 0, 30) > 3 FOR EACH contact": (
        "PREDICT EXISTS(opportunity.*, 0, 90, days) AND NOT COUNT(activity.*, 0, 30, days) > 3 "
        "FOR EACH contact.contact_id"
    ),
    "PREDICT stage = 'Won' AND close_value BETWEEN 10 AND 20 FOR EACH opportunity": (
        "PREDICT opportunity.stage = 'Won' AND opportunity.close_value >= 10 AND opportunity.close_value <= 20 "
        "FOR EACH opportunity.opportunity_id"
    ),
    f"{DEAL} WHERE COUNT(activity WHERE minutes NOT BETWEEN 1 AND 9 OR kind IN ('a', 'b'), -9, 0) BETWEEN 1 AND 3": (
        f"{DEAL} WHERE COUNT(activity.* WHERE NOT (activity.minutes >= 1 AND activity.minutes <= 9) OR "
        "activity.kind IN ('a', 'b'), -9, 0, days) >= 1 AND COUNT(activity.* WHERE NOT (activity.minutes >= 1 AND "
        "activity.minutes <= 9) OR activity.kind IN ('a', 'b'), -9, 0, days) <= 3"
    ),
    # numbers, dates
    "PREDICT SUM(opportunity.amount, 0, 3, months) >= 10.5 FOR EACH company WHERE EXISTS(contact WHERE created "
    ">= '2026-01-31', -INF, 0)": (
        "PREDICT SUM(opportunity.amount, 0, 3, months) >= 10.5 FOR EACH company.company_id WHERE "
        "EXISTS(contact.* WHERE contact.created >= '2026-01-31', -INF, 0, days)"
    ),
    "PREDICT COUNT_DISTINCT(activity.kind, 0, 30) > 1 FOR EACH contact": (
        "PREDICT COUNT_DISTINCT(activity.kind, 0, 30, days) > 1 FOR EACH contact.contact_id"
    ),
}


@pytest.mark.parametrize("text", RESOLVED)
def test_resolved(text: str) -> None:
    assert resolved(text) == RESOLVED[text]
    assert resolved(RESOLVED[text]) == RESOLVED[text]


# query, where the caret must stand (the last occurrence), words of the message
REFUSED = {
    "PREDICT COUNT(oportunity.*, 0, 90) > 0 FOR contact": ("oportunity", "Did you mean opportunity"),
    "PREDICT will_convrt FOR contact": ("will_convrt", "Did you mean will_convert"),
    "PREDICT will_convert FOR contct": ("contct", "Did you mean contact"),
    "PREDICT will_convert FOR contact.id": ("id", "no column 'id'"),
    "PREDICT will_convert FOR contact.age": ("age", "FOR EACH contact.contact_id"),
    "PREDICT will_convert FOR contact USING contact, companies": ("companies", "Did you mean company"),
    "PREDICT will_convert FOR contact IN ('a', true)": ("true", "no keys"),
    "PREDICT will_convert > 0 FOR contact": ("> 0", "is a yes/no already"),
    "PREDICT will_convert FOR activity": ("will_convert", "no definition"),
    "PREDICT COUNT(opportunity.* WHERE stge = 'x', 0, 9) > 0 FOR contact": ("stge", "Did you mean stage"),
    "PREDICT COUNT(opportunity.* WHERE activity.kind = 'x', 0, 9) > 0 FOR contact": (
        "activity.kind",
        "does not name one row of activity",
    ),
    "PREDICT COUNT(opportunity WHERE COUNT(activity, -9, 0) > 1, 0, 9) > 0 FOR contact": (
        "COUNT(activity",
        "only columns of its rows",
    ),
    "PREDICT SUM(opportunity.source, 0, 90) > 1 FOR contact": ("source", "amount, close_value"),
    "PREDICT SUM(opportunity.created, 0, 90) > 1 FOR contact": ("created", "is a date"),
    "PREDICT AVG(opportunity, 0, 90) > 1 FOR contact": ("opportunity", "AVG(opportunity.amount, …)"),
    "PREDICT COUNT(opportunity, 0, 90) > 'x' FOR contact": ("'x'", "gives a number"),
    "PREDICT COUNT(opportunity, 0, 90) > true FOR contact": ("true", "gives a number"),
    "PREDICT COUNT(opportunity, 0, 90) >= 0 FOR contact": ("0 FOR", "always true"),
    "PREDICT COUNT(opportunity, 0, 90) = 0.5 FOR contact": ("0.5", "never true"),
    "PREDICT COUNT(opportunity, 0, 90) < 0 FOR contact": ("0 FOR", "never true"),
    "PREDICT EXISTS(opportunity, 0, 90) > 2 FOR contact": ("2 FOR", "EXISTS is true or false"),
    "PREDICT COUNT(opportunity, -30, 0) > 0 FOR contact": ("-30", "lies ahead"),
    "PREDICT COUNT(opportunity, -INF, 9) > 0 FOR contact": ("-INF", "lies ahead"),
    "PREDICT COUNT(opportunity, 9, 9) > 0 FOR contact": ("9, 9", "begins before it ends"),
    "PREDICT COUNT(opportunity, 90, 0) > 0 FOR contact": ("90", "begins before it ends"),
    "PREDICT COUNT(opportunity, 0, 9000, months) > 0 FOR contact": ("0, 9000", "a hundred years"),
    "PREDICT will_convert FOR contact WHERE COUNT(activity, 0, 30) > 1": ("0, 30", "looks back"),
    "PREDICT will_convert FOR contact WHERE COUNT(activity, 0, -30) > 1": ("0, -30", "earlier number first"),
    "PREDICT will_convert FOR contact WHERE COUNT(activity, -9, 0) > 'x'": ("'x'", "gives a number"),
    "PREDICT will_convert FOR contact ASSUMING COUNT(activity, -9, 0) > 1": ("-9", "lies ahead"),
    "PREDICT will_convert FOR contact ASSUMING age > 3": ("age", "after WHERE"),
    "PREDICT will_convert FOR contact WHERE age > 'x'": ("'x'", "age is a number"),
    "PREDICT will_convert FOR contact WHERE age IN (1, 'x')": ("'x'", "age is a number"),
    "PREDICT will_convert FOR contact WHERE age LIKE '1%'": ("'1%'", "LIKE looks into text"),
    "PREDICT will_convert FOR contact WHERE country > 'A'": ("'A'", "has no order"),
    "PREDICT will_convert FOR contact WHERE created > 'last week'": ("'last week'", "'2026-01-31'"),
    "PREDICT will_convert FOR contact WHERE created > 2026": ("2026", "is a date"),
    "PREDICT will_convert FOR contact WHERE activity.kind = 'x'": (
        "activity.kind",
        "COUNT(activity.*, -30, 0",
    ),
    "PREDICT contact.created FOR contact": ("created", "contact.created >= '2026-01-31'"),
    "PREDICT contact.country FOR contact": ("country", "= 'Won'"),
    "PREDICT contact.age > 'x' FOR contact": ("'x'", "is a number"),
    "PREDICT age > 'x' FOR contact": ("'x'", "is a number"),
    "PREDICT contact.contact_id = 3 FOR contact": ("contact_id", "is the key"),
    "PREDICT opportunity.stage = 'Won' FOR contact": (
        "opportunity.stage",
        "EXISTS(opportunity.* WHERE stage = 'Won', 0, 90, days)",
    ),
    "PREDICT stage = 'x' AND age > 3 FOR contact": ("stage", "has no column 'stage'"),
    "PREDICT company.industry = 'x' OR age > 3 FOR contact": ("company.industry", "is no column of contact"),
    "PREDICT NOT contact_id = 3 FOR contact": ("contact_id", "is the key"),
    "PREDICT age > 3 OR COUNT(activity, -9, 0) > 1 FOR contact": ("-9", "lies ahead"),
    "PREDICT stage = 'Won' AGAINST ('Lost', 'Won') FOR opportunity": ("'Won') FOR", "cannot mean yes and no"),
    "PREDICT close_value > 3 AGAINST 2 FOR opportunity": ("2 FOR", "AGAINST names the values that mean no"),
    "PREDICT will_convert AGAINST 'x' FOR contact": ("'x'", "AGAINST names the values that mean no"),
    "PREDICT COUNT(contact, 0, 90) > 0 FOR contact": ("contact, 0", "is the table that is asked about"),
    "PREDICT COUNT(company, 0, 90) > 0 FOR contact": ("company", "names one row of company"),
    'PREDICT COUNT("sales team", 0, 90) > 0 FOR contact': ('"sales team"', "No link leads"),
    "PREDICT COUNT(*, 0, 90) > 0 FOR sales_rep": ("*", "Which rows of sales_rep"),
}


@pytest.mark.parametrize("text", REFUSED)
def test_refused(text: str) -> None:
    with pytest.raises(QueryError) as caught:
        resolve(text, TABLES)
    piece, words = REFUSED[text]
    assert words in str(caught.value)
    assert text[caught.value.position :].startswith(piece), str(caught.value)


NUMBERS = {
    "PREDICT SUM(opportunity.amount, 0, 180) FOR EACH company": True,
    "PREDICT SUM(opportunity.amount, 0, 180) > 3 FOR EACH company": False,
    "PREDICT COUNT(opportunity, 0, 180) FOR EACH company": True,
    "PREDICT EXISTS(opportunity, 0, 180) FOR EACH company": False,
    "PREDICT close_value FOR EACH opportunity": True,
    "PREDICT opted_in FOR EACH contact": False,
    "PREDICT will_convert FOR EACH contact": False,
    "PREDICT stage IN ('Won', 'Signed') FOR EACH opportunity": False,
}


@pytest.mark.parametrize("text", NUMBERS)
def test_a_number_is_told_from_a_yes_or_no(text: str) -> None:
    assert resolve(text, TABLES).is_number == NUMBERS[text]


def test_a_single_comparison_is_no_condition() -> None:
    compared = Compare(left=ColumnRef(table="contact", column="age"), op=">", value=3)
    with pytest.raises(ValueError, match="target, op and value"):
        Query(target=compared, entity=ColumnRef(table="contact", column=""))
    with pytest.raises(ValueError, match="compared with nothing"):
        Query(target=Not(part=compared), op="=", value=3, entity=ColumnRef(table="contact", column=""))


def test_a_query_saved_before_is_still_read() -> None:
    ref = {"table": "contact", "column": "age"}
    old = {"target": ref, "op": ">", "value": 3, "entity": ref, "each": True, "ids": [], "where": None}
    old |= {"assuming": None, "using": [], "name": ""}
    query = Query.model_validate(old)
    assert (query.against, query.rank, query.top) == ((), False, None)


def test_a_query_from_the_form_is_pointed_at_in_its_own_line() -> None:
    query = Query(
        target=Aggregation(function="SUM", over=ColumnRef(table="opportunity", column="source"), end=90),
        op=">",
        value=0,
        entity=ColumnRef(table="contact", column=""),
    )
    with pytest.raises(QueryError) as caught:
        resolve(query, TABLES)
    assert caught.value.line == query_text(query)
    assert query_text(query)[caught.value.position :].startswith("source")


def test_value_and_text_give_the_same() -> None:
    text = "PREDICT will_convert FOR contact USING contact, company, activity, opportunity"
    query = resolve(parse_query(text), TABLES)
    assert query == resolve(text, TABLES)
    assert not isinstance(query.target, Named)
    assert (query.name, query.op, query.value) == ("will_convert", ">", 0)
    assert query.entity == ColumnRef(table="contact", column="contact_id")
    assert resolve(query, TABLES) == query


def test_a_table_without_key_cannot_be_asked_about() -> None:
    tables = TABLES.with_table(TABLES.table("contact").model_copy(update={"primary_key": None}))
    with pytest.raises(QueryError, match="no primary key"):
        resolve("PREDICT COUNT(activity, 0, 9) > 0 FOR contact", tables)


def test_a_table_without_clock_can_only_be_counted_since_ever() -> None:
    tables = TABLES.with_table(TABLES.table("activity").model_copy(update={"time_column": None}))
    with pytest.raises(QueryError, match="Nothing says when a row of activity was known"):
        resolve("PREDICT COUNT(activity, 0, 9) > 0 FOR contact", tables)
    with pytest.raises(QueryError, match="Nothing says when"):
        resolve(f"{DEAL} WHERE COUNT(activity, -9, 0) > 0", tables)
    assert resolve(f"{DEAL} WHERE COUNT(activity, -INF, 0) > 0", tables).where is not None


def test_a_late_column_needs_the_day_it_was_filled_in() -> None:
    text = "PREDICT COUNT(opportunity WHERE NOT stage = 'Won', 0, 90) > 0 FOR contact"
    target = resolve(text, TABLES).target
    assert isinstance(target, Aggregation)
    assert late_columns_used(target, TABLES.table("opportunity")) == ["stage"]
    kind = resolve("PREDICT COUNT(activity WHERE contact.title = 'x', 0, 90) > 0 FOR company", TABLES).target
    assert late_columns_used(kind, TABLES.table("activity")) == []  # type: ignore[arg-type]
    unknown = TABLES.with_table(TABLES.table("opportunity").model_copy(update={"late_time": None}))
    with pytest.raises(QueryError, match="when stage of opportunity was filled in"):
        resolve(text, unknown)
    assert resolve(DEAL, unknown).target


def test_the_way_of_fewest_strangers_is_taken() -> None:
    over = ColumnRef(table="opportunity", column="*")
    (way,) = best_ways(TABLES, "contact", over)
    assert way.words == "contact -> company <- opportunity"
    (by_using,) = best_ways(TABLES, "contact", over, ("contact", "sales_rep", "opportunity"))
    assert by_using.words == "contact -> sales_rep <- opportunity"


def test_two_equal_ways_are_named_and_the_counted_link_decides() -> None:
    with pytest.raises(QueryError) as caught:
        resolve("PREDICT COUNT(transfer, 0, 30) > 0 FOR client", bank())
    message = str(caught.value)
    assert "2 ways lead from client to transfer" in message
    assert "transfer.from_client" in message and "transfer.to_client" in message
    text = "PREDICT COUNT(transfer.to_client, 0, 30, days) > 0 FOR client.client_id"
    assert resolved(text, bank()) == text
    (way,) = best_ways(bank(), "client", ColumnRef(table="transfer", column="to_client"))
    assert way.keys == "transfer.to_client"


def test_names_that_differ_in_case_alone() -> None:
    tables = TableSet(
        tables=(
            linked("Lead", "id:i won:b", primary_key="id"),
            linked("lead", "id:i won:b", primary_key="id"),
            linked("straße", "id:i größe:n", primary_key="id"),
        )
    )
    assert resolve("PREDICT lead.won FOR lead", tables).entity.table == "lead"
    with pytest.raises(QueryError, match="no table 'LEAD'"):
        resolve("PREDICT lead.won FOR LEAD", tables)
    found = resolve("PREDICT STRASSE.GRÖSSE > 0 FOR STRASSE", tables)
    assert found.target == ColumnRef(table="straße", column="größe")


def test_odd_names_and_the_empty_set() -> None:
    text = 'PREDICT "sales team".größe > 3 FOR EACH "sales team"."team id" WHERE "sales team".名前 = \'x\''
    assert resolved(text) == text
    with pytest.raises(QueryError, match="no table 'contact'"):
        resolve(DEAL, TableSet())


def test_keys_are_not_checked_but_kept() -> None:
    query = resolve("PREDICT will_convert FOR contact IN (1, 'c2', 2.5)", TABLES)
    assert query.ids == (1, "c2", 2.5)


def test_conditions_keep_their_form() -> None:
    where = resolve(
        f"{DEAL} WHERE NOT (country IN ('DE') OR title CONTAINS 'chief') AND age IS NULL", TABLES
    ).where
    assert query_text(resolve(DEAL, TABLES).model_copy(update={"where": where})).endswith(
        "WHERE NOT (contact.country IN ('DE') OR contact.title LIKE '%chief%') AND contact.age IS NULL"
    )
    exists = resolve(f"{DEAL} WHERE EXISTS(activity, -9, 0)", TABLES).where
    assert isinstance(exists, Compare)
    assert exists.value is True


def test_company_of_company() -> None:
    tables = TableSet(
        tables=(
            linked("company", "id:i parent:i size:n", primary_key="id"),
            linked("deal", "id:i company:i day:d", primary_key="id", time_column="day"),
        ),
        links=links("company.parent=company", "deal.company=company"),
    )
    text = "PREDICT COUNT(deal.*, 0, 90, days) > 0 FOR EACH company.id"
    assert resolved(text, tables) == text

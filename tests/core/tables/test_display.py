"""Shown names: proposed from names, given by people, and never more than words."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.errors import TableError
from core.tables.display import UNNAMED, Names, named_table, shown_columns
from core.tables.proposed_names import proposed_name
from core.tables.reading import read_table
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("num_emp_last_yr", "Num emp last yr"),
        ("customerId", "Customer ID"),
        ("AnnualRevenue", "Annual revenue"),
        ("cust_nr", "Customer number"),
        ("account_no", "Account number"),
        ("no_of_calls", "No of calls"),
        ("avg_amt", "Average amount"),
        ("dob", "Date of birth"),
        ("Lead_Score__c", "Lead score"),
        ("firstname", "First name"),
        ("CUSTOMER_NR", "Customer number"),
        ("Lead Source", "Lead Source"),  # written for people already
        ("emp.var.rate", "Emp var rate"),
        ("größe", "Größe"),
        ("___", "___"),
        ("", ""),
        ("VATNumber", "VAT number"),
    ],
)
def test_names_are_taken_apart(name: str, shown: str) -> None:
    assert proposed_name(name) == shown


def test_templates_know_what_columns_mean() -> None:
    assert proposed_name("emp.var.rate", "UCI Bank Marketing (additional)") == "Employment variation rate"
    assert proposed_name("A11", "Berka: Czech bank") == "Average salary"


def column(name: str, **more: object) -> Column:
    return Column.model_validate({"name": name, "role": "category", "guessed_role": "category", **more})


def table(*columns: Column, name: str = "t", **more: object) -> Table:
    return Table.model_validate(
        {"content_hash": "h", "name": name, "source_name": "t.csv", "n_rows": 1, "columns": columns, **more}
    )


def test_two_names_that_would_be_alike_stay_apart() -> None:
    assert shown_columns(table(column("job_type"), column("job.type"), column("age"))) == {
        "job_type": "job_type",
        "job.type": "job.type",
        "age": "Age",
    }


def test_a_given_name_wins_and_can_be_taken_back() -> None:
    named = named_table(table(column("num_emp"), column("age")), {"num_emp": "  Employees \n"})
    assert shown_columns(named) == {"num_emp": "Employees", "age": "Age"}
    assert shown_columns(named_table(named, {"num_emp": ""})) == {"num_emp": "Num emp", "age": "Age"}


def test_names_that_cannot_be_told_apart_are_refused() -> None:
    with pytest.raises(TableError, match="would be shown as 'age'"):
        named_table(table(column("num_emp"), column("age")), {"num_emp": "age"})
    with pytest.raises(TableError, match="no column"):
        named_table(table(column("age")), {"size": "Size"})


def test_values_have_names_too() -> None:
    named = named_table(table(column("y")), values={"y": {"1": "converted"}})
    assert Names.of_table(named).value("y", "1") == "converted"
    assert Names.of_table(named).value("y", "0") == "0"
    back = named_table(named, values={"y": {"1": ""}})
    assert back.column("y").value_names == ()


def crm() -> TableSet:
    company = table(column("num_emp", display_name="Employees"), column("sector_cd"), name="company")
    deal = table(column("amt"), column("stage"), name="deal", display_name="Opportunity")
    contact = table(column("job_title"), column("created_on"), column("VAT_no"), name="contact")
    return TableSet(tables=tuple(LinkedTable(table=one) for one in (company, deal, contact)))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("job_title", "Job title"),
        ("days since created_on", "Days since created on"),
        ("company: num_emp", "Company: employees"),
        ("company's deal: average amt", "Company's opportunity: average amount"),
        (
            "company's deal: share of stage is amt of stage",
            "Company's opportunity: share of stage is amt of stage",
        ),
        (
            "company's contact: job_title is Head is away, ever",
            "Company's contact: job title is Head is away, ever",
        ),
        ("days since last company's deal", "Days since last company's opportunity"),
        ("company's contact: VAT_no", "Company's contact: VAT number"),
        ("closed deal: ever", "Closed opportunity: number so far"),
        ("closed deal: last 30 days", "Closed opportunity: number in the last 30 days"),
        ("something else: ever", "something else: ever"),
    ],
)
def test_collected_columns_are_shown_part_by_part(name: str, shown: str) -> None:
    assert Names.of_tables(crm(), "contact").column(name) == shown


def test_without_names_everything_stays() -> None:
    assert UNNAMED.column("company's deal: average amt") == "company's deal: average amt"


def test_names_are_words_only(tmp_path: Path) -> None:
    """No key that decides what is computed may change with a name, or a model would be trained again."""
    pd.DataFrame({"age": range(30), "y": ["yes", "no"] * 15}).to_csv(tmp_path / "c.csv", index=False)
    before = read_table(tmp_path / "c.csv")
    after = named_table(before, {"age": "Years"}, called="People", values={"y": {"yes": "bought"}})
    assert (after.roles_key, after.typed_key) == (before.roles_key, before.typed_key)
    sets = [TableSet(tables=(LinkedTable(table=one),)) for one in (before, after)]
    assert sets[0].content_key == sets[1].content_key
    assert Role.NUMBER is after.column("age").role


def test_tables_of_older_workspaces_load() -> None:
    old = table(column("age")).to_json()
    del old["display_name"], old["columns"][0]["display_name"], old["columns"][0]["value_names"]
    assert shown_columns(Table.model_validate(old)) == {"age": "Age"}


def test_sentences_are_told_with_shown_names() -> None:
    one = Names.of_table(
        table(
            column("num_emp", display_name="Employees"), column("job", display_name="Position"), column("y")
        )
    )
    assert one.told("num_emp is empty in 3 rows.", "num_emp") == "Employees is empty in 3 rows."
    assert one.told("Clients with the same job are linked.", "job") == (
        "Clients with the same position are linked."
    )
    assert one.told("It follows from num_emp; no job does.") == "It follows from employees; no job does."
    assert one.told("y is 'num_emp' in 99 %.", "y") == "Y is 'num_emp' in 99 %."  # a value, not a name
    assert one.told("nothing (is) said: a[b", "a[b") == "nothing (is) said: a[b"


def test_sentences_on_tables_name_table_and_column() -> None:
    names = Names.of_tables(crm())
    assert names.told("deal.amt names 3 rows of company.", "deal") == (
        "Opportunity: Amount names 3 rows of company."
    )
    assert names.told("rows of deal by amt", "deal", "amt", table="deal") == "rows of opportunity by amount"
    collected = Names.of_tables(crm(), "contact")
    assert collected.told("The column company: num_emp alone does.", "company: num_emp") == (
        "The column company: employees alone does."
    )

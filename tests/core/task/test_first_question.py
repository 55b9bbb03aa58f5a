"""The first question of tables of several kinds can be asked as it stands."""

from __future__ import annotations

from pathlib import Path

from core.tables.table_set import Link, TableSet
from core.task.query.check import resolve
from core.task.query.first_question import first_question, own_column, question_for
from core.task.query.form import form_of
from core.task.query.text import query_text
from tests.core.tables.linked_files import linked

DEALS = {
    "deal_id": [f"d{i}" for i in range(240)],
    "company_id": [f"c{i % 30}" for i in range(240)],
    "opened": [f"2024-{1 + i % 12:02d}-01" for i in range(240)],
    "stage": ["Won" if i % 3 else "Lost" for i in range(240)],
    "closed": [f"2025-{1 + i % 12:02d}-01" for i in range(240)],
}


def a_crm(folder: Path, people: bool) -> TableSet:
    deal = linked(
        folder,
        "deal",
        DEALS,
        primary_key="deal_id",
        kind="opportunity",
        time_column="opened",
        late_time="closed",
        late_columns=("stage", "closed"),
    )
    company = linked(
        folder,
        "company",
        {"company_id": [f"c{i}" for i in range(30)], "size": list(range(30))},
        primary_key="company_id",
    )
    tables, links = [company, deal], [Link(table="deal", column="company_id", to="company")]
    if people:
        rows = {"contact_id": [f"p{i}" for i in range(60)], "company_id": [f"c{i % 30}" for i in range(60)]}
        tables.append(linked(folder, "contact", rows, primary_key="contact_id", kind="contact"))
        links.append(Link(table="contact", column="company_id", to="company"))
    return TableSet(tables=tuple(tables), links=tuple(links))


def test_people_come_first(tmp_path: Path) -> None:
    tables = a_crm(tmp_path, people=True)
    question = first_question(tables)
    assert question.entity.table == "contact"
    assert resolve(question, tables).name


def test_without_people_it_is_asked_whether_a_deal_is_won(tmp_path: Path) -> None:
    tables = a_crm(tmp_path, people=False)
    question = first_question(tables)
    assert query_text(question) == "PREDICT deal.stage = 'Won' FOR EACH deal.deal_id"
    assert resolve(question, tables).entity.column == "deal_id"


def test_tables_without_a_deal_are_asked_for_another_row(tmp_path: Path) -> None:
    visit = linked(
        tmp_path, "visit", {"who": ["a", "b"], "day": ["2024-01-01", "2024-01-02"]}, time_column="day"
    )
    person = linked(tmp_path, "person", {"who": ["a", "b"], "age": [3, 4]}, primary_key="who")
    tables = TableSet(tables=(visit, person), links=(Link(table="visit", column="who", to="person"),))
    question = first_question(tables)
    assert question.entity.table == "person"
    resolve(question, tables)


def test_a_single_table_still_gets_a_line(tmp_path: Path) -> None:
    tables = TableSet(tables=(linked(tmp_path, "note", {"text": ["x", "y"], "n": [1, 2]}),))
    assert query_text(first_question(tables)).startswith("PREDICT ")


def test_each_table_that_is_chosen_gets_a_question_that_can_be_asked(tmp_path: Path) -> None:
    n = 40
    account = linked(
        tmp_path, "account", {"account_id": list(range(n)), "size": [1, 2] * 20}, primary_key="account_id"
    )
    deal = {
        "deal_id": [f"d{i}" for i in range(n)],
        "account_id": list(range(n)),
        "opened": ["2024-01-01", "2024-02-01"] * (n // 2),
        "stage": ["Closed Won", "Closed Lost", "Prospecting", "Negotiation"] * (n // 4),
    }
    deals = linked(tmp_path, "deal", deal, primary_key="deal_id", time_column="opened")
    tables = TableSet(tables=(account, deals), links=(Link(table="deal", column="account_id", to="account"),))
    asked = question_for(tables, "deal")
    assert query_text(resolve(asked, tables)).startswith("PREDICT deal.stage = 'Closed Won'")
    assert form_of(asked) is not None  # the form can show it
    assert own_column(tables, "deal") == "stage"
    assert resolve(question_for(tables, "account"), tables).entity.table == "account"

"""Early and late halves of tables."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import TableError
from core.tables.logical import logical_table, logical_tables
from core.tables.table_set import Link, TableSet
from tests.core.tables.linked_files import linked


@pytest.fixture
def crm(tmp_path: Path) -> TableSet:
    company = linked(
        tmp_path, "company", {"company_id": [1, 2, 3], "employees": [5, 70, 900]}, primary_key="company_id"
    )
    deal = linked(
        tmp_path,
        "deal",
        {
            "deal_id": ["a", "b", "c"],
            "company_id": [1, 1, 2],
            "winner_id": [2, 3, None],
            "topic": ["x", "y", "x"],
            "opened": ["2024-01-01", "2024-01-05", "2024-01-07"],
            "stage": ["won", "lost", None],
            "value": [10.5, 20.5, None],
            "closed": ["2024-02-01", "2024-02-05", None],
        },
        primary_key="deal_id",
        time_column="opened",
        late_time="closed",
        late_columns=("stage", "value", "closed", "winner_id"),
    )
    links = (
        Link(table="deal", column="company_id", to="company"),
        Link(table="deal", column="winner_id", to="company"),
    )
    return TableSet(tables=(company, deal), links=links)


def test_a_table_without_late_columns_stays_one(crm: TableSet) -> None:
    company = logical_table(crm, "company")
    assert (company.key_column, company.time_column, company.is_late) == ("company_id", None, False)
    assert [column.name for column in company.columns] == ["employees"]
    assert company.links == ()


def test_late_columns_and_links_are_only_in_the_late_half(crm: TableSet) -> None:
    assert [table.name for table in logical_tables(crm)] == ["company", "deal", "deal_late"]
    early, late = logical_table(crm, "deal"), logical_table(crm, "deal_late")
    assert [column.name for column in early.columns] == ["topic"]
    assert [column.name for column in late.columns] == ["stage", "value"]
    assert (early.time_column, late.time_column) == ("opened", "closed")
    assert (early.key_column, late.key_column) == ("deal_id", None)
    assert [(link.name, link.to) for link in early.links] == [("deal.company_id", "company")]
    assert [(link.name, link.to) for link in late.links] == [
        ("deal_late.deal_id", "deal"),
        ("deal_late.company_id", "company"),
        ("deal_late.winner_id", "company"),
    ]
    assert late.table == early.table == "deal"


def test_late_columns_without_a_time_are_no_inputs(crm: TableSet) -> None:
    deal = crm.table("deal").model_copy(update={"late_time": None})
    changed = crm.with_table(deal)
    assert [table.name for table in logical_tables(changed)] == ["company", "deal"]
    assert [column.name for column in logical_table(changed, "deal").columns] == ["topic"]


def test_the_name_of_the_late_half_is_free(crm: TableSet, tmp_path: Path) -> None:
    more = crm.with_table(linked(tmp_path, "deal_late", {"a": [1, 2], "b": [3, 4]}))
    names = [table.name for table in logical_tables(more)]
    assert len(set(names)) == len(names) == 4
    assert "deal_late_2" in names
    with pytest.raises(TableError, match=r"no table 'nope'.*deal_late_2"):
        logical_table(more, "nope")

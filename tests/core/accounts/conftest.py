"""A small CRM with two companies in one industry and one in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.accounts.shape import AccountShape, account_shape
from core.tables.table_set import Link, TableSet
from tests.core.tables.linked_files import linked


@pytest.fixture
def crm(tmp_path: Path) -> TableSet:
    company = linked(
        tmp_path,
        "company",
        {
            "company_id": ["c1", "c2", "c3", "c4"],
            "name": ["Müller & Söhne", "<b>Bold</b> AG", "=SUM(1)", "Far Ltd"],
            "industry": ["metal", "metal", "food", "glass"],
        },
        primary_key="company_id",
        kind="company",
    )
    contact = linked(
        tmp_path,
        "contact",
        {
            "contact_id": ["p1", "p2", "p3", "p4", "p5"],
            "company_id": ["c1", "c1", "c1", "c2", "c3"],
            "first_name": ["Ada", "Bo", "Cy", "Di", "Ed"],
            "last_name": ["A", "B", "C", "D", "E"],
            "job_title": ["CEO", "Head of IT", "Accountant", "CFO", None],
        },
        primary_key="contact_id",
        kind="contact",
    )
    activity = linked(
        tmp_path,
        "activity",
        {
            "contact_id": ["p2"] * 5 + ["p3"] * 3 + ["p4"] + ["p2"],
            "kind": [
                "meeting",
                "call",
                "email",
                "email",
                "meeting",
                "email",
                "email",
                "email",
                "call",
                "call",
            ],
            "happened_on": [
                *("2024-06-25", "2024-06-20", "2024-06-10", "2024-05-20", "2024-04-20"),
                *("2024-04-10", "2024-04-12", "2024-04-14"),
                *("2024-01-05", "2024-07-20"),
            ],
        },
        time_column="happened_on",
    )
    deal = linked(
        tmp_path,
        "deal",
        {
            "deal_id": ["d1", "d2"],
            "company_id": ["c2", "c1"],
            "opened": ["2024-03-01", "2024-06-15"],
            "stage": ["won", None],
            "closed": ["2024-04-01", None],
        },
        primary_key="deal_id",
        time_column="opened",
        late_time="closed",
        late_columns=("stage", "closed"),
    )
    links = (
        Link(table="contact", column="company_id", to="company"),
        Link(table="activity", column="contact_id", to="contact"),
        Link(table="deal", column="company_id", to="company"),
    )
    return TableSet(tables=(company, contact, activity, deal), links=links)


@pytest.fixture
def shape(crm: TableSet) -> AccountShape:
    return account_shape(crm, "contact")

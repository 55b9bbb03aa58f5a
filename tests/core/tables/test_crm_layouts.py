"""Layouts of CRMs and banks are recognised, and their templates are whole."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from core.tables.bundle import read_bundle
from core.tables.crm_layouts import CRM_LAYOUTS
from core.tables.link_proposals import propose_links
from core.tables.name_words import words
from core.tables.table_set import TableSet

N = 60
DAYS = pd.date_range("2024-01-01", periods=N, freq="D")
_CODES = "abcdefghijklmnopqrstuvwxyz"


def ids(prefix: str, n: int = N) -> list[str]:
    """Keys as Salesforce writes them: 18 letters and digits."""
    return [f"{prefix}5g00000{_CODES[i % 26]}{_CODES[(i * 7) % 26]}{i:05d}AA" for i in range(n)]


def read(folder: Path, tables: dict[str, dict[str, Any]]) -> TableSet:
    paths = []
    for name, columns in tables.items():
        paths.append(folder / f"{name}.csv")
        pd.DataFrame(columns).to_csv(paths[-1], index=False)
    return propose_links(read_bundle(paths).tables)


def kinds(tables: TableSet) -> dict[str, str | None]:
    return {linked.name: linked.kind for linked in tables.tables}


def links(tables: TableSet) -> dict[str, str]:
    return {link.name: link.to for link in tables.links}


def test_salesforce_export(tmp_path: Path) -> None:
    account, contact, user, deal = ids("001", 20), ids("003"), ids("005", 6), ids("006")
    campaign, lead = ids("701", 8), ids("00Q")
    owner = [user[i % 6] for i in range(N)]
    tables = read(
        tmp_path,
        {
            "Account": {
                "Id": account,
                "Name": [f"Firm {i}" for i in range(20)],
                "ParentId": [account[0] if i > 15 else None for i in range(20)],
                "OwnerId": owner[:20],
                "CreatedDate": DAYS[:20],
            },
            "Contact": {
                "Id": contact,
                "AccountId": [account[i % 20] for i in range(N)],
                "LastName": [f"Person {i}" for i in range(N)],
                "ReportsToId": [contact[i % 5] if i > 9 else None for i in range(N)],
                "CreatedDate": DAYS,
            },
            "Lead": {
                "Id": lead,
                "Company": [f"Firm {i}" for i in range(N)],
                "Status": ["Open", "Closed"] * 30,
                "IsConverted": ["true", "false"] * 30,
                "ConvertedDate": [
                    str(day.date()) if i % 2 else None for i, day in enumerate(DAYS + pd.Timedelta(days=9))
                ],
                "CreatedDate": DAYS,
            },
            "Opportunity": {
                "Id": deal,
                "AccountId": [account[i % 20] for i in range(N)],
                "OwnerId": owner,
                "StageName": ["Closed Won", "Closed Lost", "Prospecting"] * 20,
                "Amount": [100.5 + i for i in range(N)],
                "IsWon": ["true", "false", "false"] * 20,
                "CloseDate": DAYS + pd.Timedelta(days=40),
                "CreatedDate": DAYS,
            },
            "Task": {
                "Id": ids("00T"),
                "WhoId": [contact[i % N] for i in range(N)],
                "WhatId": [deal[i % N] for i in range(N)],
                "OwnerId": owner,
                "Status": ["Completed", "Open"] * 30,
                "ActivityDate": DAYS + pd.Timedelta(days=1),
                "CreatedDate": DAYS,
            },
            "Campaign": {
                "Id": campaign,
                "Name": list("abcdefgh"),
                "Status": ["Done"] * 7 + ["Open"],
                "CreatedDate": DAYS[:8],
            },
            "CampaignMember": {
                "Id": ids("00v"),
                "CampaignId": [campaign[i % 8] for i in range(N)],
                "ContactId": [contact[i] if i % 2 else None for i in range(N)],
                "LeadId": [None if i % 2 else lead[i] for i in range(N)],
                "Status": ["Sent", "Responded"] * 30,
                "CreatedDate": DAYS,
            },
            "User": {"Id": user, "Username": list("abcdef"), "CreatedDate": DAYS[:6]},
        },
    )
    assert tables.layout == "Salesforce export"
    assert kinds(tables) == {
        "account": "company",
        "contact": "contact",
        "lead": "lead",
        "opportunity": "opportunity",
        "task": "activity",
        "campaign": "campaign",
        "campaignmember": "campaign_member",
        "user": "user",
    }
    assert {linked.primary_key for linked in tables.tables} == {"Id"}
    assert {linked.time_column for linked in tables.tables} == {"CreatedDate"}
    assert links(tables) == {
        "account.ParentId": "account",
        "account.OwnerId": "user",
        "contact.AccountId": "account",
        "contact.ReportsToId": "contact",
        "opportunity.AccountId": "account",
        "opportunity.OwnerId": "user",
        "task.WhoId": "contact",
        "task.WhatId": "opportunity",
        "task.OwnerId": "user",
        "campaignmember.CampaignId": "campaign",
        "campaignmember.ContactId": "contact",
        "campaignmember.LeadId": "lead",
    }
    opportunity, lead_table = tables.table("opportunity"), tables.table("lead")
    assert opportunity.late_time == "CloseDate"
    assert set(opportunity.late_columns) == {"StageName", "Amount", "IsWon", "CloseDate"}
    assert (lead_table.late_time, set(lead_table.late_columns)) == (
        "ConvertedDate",
        {"Status", "IsConverted", "ConvertedDate"},
    )


def test_hubspot_export(tmp_path: Path) -> None:
    company = [9_000_000 + 37 * i for i in range(20)]
    contact = [5_000_000 + 11 * i for i in range(N)]
    tables = read(
        tmp_path,
        {
            "hubspot-crm-exports-all-companies-2024-06-01": {
                "Record ID": company,
                "Company name": [f"Firm {i}" for i in range(20)],
                "Create Date": DAYS[:20],
                "Industry": ["A", "B"] * 10,
            },
            "hubspot-crm-exports-all-contacts-2024-06-01": {
                "Record ID": contact,
                "First Name": [f"P{i}" for i in range(N)],
                "Email": [f"p{i}@example.com" for i in range(N)],
                "Lifecycle Stage": ["Lead", "Customer"] * 30,
                "Create Date": DAYS,
                "Became a Customer Date": [
                    str(d.date()) if i % 2 else None for i, d in enumerate(DAYS + pd.Timedelta(days=30))
                ],
                "Associated Company IDs": [company[i % 20] for i in range(N)],
            },
            "hubspot-crm-exports-all-deals-2024-06-01": {
                "Record ID": [7_000_000 + 13 * i for i in range(N)],
                "Deal Name": [f"Deal {i}" for i in range(N)],
                "Deal Stage": ["Closed Won", "Closed Lost"] * 30,
                "Amount": [10.5 * i for i in range(N)],
                "Create Date": DAYS,
                "Close Date": DAYS + pd.Timedelta(days=30),
                "Associated Company IDs": [company[i % 20] for i in range(N)],
                "Associated Contact IDs": [contact[i] for i in range(N)],
            },
        },
    )
    assert tables.layout == "HubSpot export"
    assert kinds(tables) == {"companies": "company", "contacts": "contact", "deals": "opportunity"}
    assert {linked.primary_key for linked in tables.tables} == {"Record ID"}
    assert {linked.time_column for linked in tables.tables} == {"Create Date"}
    assert links(tables) == {
        "contacts.Associated Company IDs": "companies",
        "deals.Associated Company IDs": "companies",
        "deals.Associated Contact IDs": "contacts",
    }
    assert set(tables.table("deals").late_columns) == {"Deal Stage", "Amount", "Close Date"}
    assert set(tables.table("contacts").late_columns) == {"Lifecycle Stage", "Became a Customer Date"}


def test_retail_bank(tmp_path: Path) -> None:
    tables = read(
        tmp_path,
        {
            "clients": {"client_id": range(1, 41), "age": [30, 40] * 20},
            "accounts": {
                "account_id": range(100, 150),
                "client_id": [1 + i % 40 for i in range(50)],
                "opened_on": DAYS[:50],
            },
            "transactions": {
                "account_id": [100 + i % 50 for i in range(N)],
                "booked_on": DAYS,
                "amount": [i + 0.5 for i in range(N)],
            },
            "transfers": {
                "from_client": [1 + i % 40 for i in range(N)],
                "to_client": [1 + (3 * i) % 40 for i in range(N)],
                "sent_on": DAYS,
                "amount": [i + 0.5 for i in range(N)],
            },
            "calls": {
                "client_id": [1 + i % 40 for i in range(N)],
                "called_on": DAYS,
                "outcome": ["yes", "no"] * 30,
            },
        },
    )
    assert tables.layout == "Retail bank"
    assert list(kinds(tables).values()) == ["client", "account", "transaction", "transfer", "call"]
    assert len(tables.links) == 5
    assert [linked.time_column for linked in tables.tables[1:]] == [
        "opened_on",
        "booked_on",
        "sent_on",
        "called_on",
    ]


def test_b2b_crm_with_a_table_of_another_layout(tmp_path: Path) -> None:
    tables = read(
        tmp_path,
        {
            "company": {"company_id": range(1, 21), "industry": ["A", "B"] * 10, "customer_since": DAYS[:20]},
            "contact": {
                "contact_id": range(100, 160),
                "company_id": [1 + i % 20 for i in range(N)],
                "job_title": ["x", "y"] * 30,
            },
            "activity": {
                "contact_id": [100 + i for i in range(N)],
                "happened_on": DAYS,
                "kind": ["call", "email"] * 30,
            },
            "rep": {"rep_id": range(1, 7), "name": list("abcdef")},
            "opportunity": {
                "opportunity_id": range(N),
                "contact_id": [100 + i for i in range(N)],
                "rep_id": [1 + i % 6 for i in range(N)],
                "created_on": DAYS,
                "stage": ["won", "lost"] * 30,
                "value": [i + 0.5 for i in range(N)],
                "closed_on": DAYS + pd.Timedelta(days=30),
            },
            "transfer": {
                "from_company": [1 + i % 20 for i in range(N)],
                "to_company": [1 + i % 7 for i in range(N)],
                "sent_on": DAYS,
            },
        },
    )
    assert tables.layout == "B2B CRM"
    assert list(kinds(tables).values()) == [
        "company",
        "contact",
        "activity",
        "sales_rep",
        "opportunity",
        "transfer",
    ]
    assert links(tables)["transfer.from_company"] == links(tables)["transfer.to_company"] == "company"
    assert tables.table("opportunity").late_columns == ("stage", "value", "closed_on")


def test_unrelated_tables_have_no_layout(tmp_path: Path) -> None:
    tables = read(
        tmp_path,
        {"weather": {"town": list("abcd"), "rain": range(4)}, "tide": {"port": list("wxyz"), "m": range(4)}},
    )
    assert tables.layout is None and set(kinds(tables).values()) == {None}


@pytest.mark.parametrize("layout", list(CRM_LAYOUTS))
def test_templates_are_whole(layout: str) -> None:
    """Kinds that links point at exist in the layout, and no alternative is said twice."""
    templates = CRM_LAYOUTS[layout]
    known = {template.kind for template in templates}
    for template in templates:
        for target in template.links.values():
            assert set(target.split("|")) <= known, template
        for names in (template.names, *template.columns, template.key, template.time, template.late):
            asked = [words(name) for name in names.split("|")]
            assert len(asked) == len(set(asked)), names
        assert bool(template.late) <= bool(template.late_time)

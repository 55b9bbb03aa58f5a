"""Columns that name rows or people are found by name and values, and never become inputs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.identifiers import reason_of_name, says_id, says_people, says_row, shape_of
from core.tables.reading import read_table
from core.tables.table import FEATURE_ROLES, Role, Table

N = 120


def table(tmp_path: Path, **columns: list[object]) -> Table:
    rows = pd.DataFrame(
        {**columns, "visits": [i % 7 for i in range(N)], "converted": ["yes", "no"] * (N // 2)}
    )
    rows.to_csv(tmp_path / "t.csv", index=False)
    return read_table(tmp_path / "t.csv")


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Phone Number",
            "Mobile Phone Number",
            "fax",
            "Tel.",
            "phone1",
            "Phone (Work)",
            "WhatsApp",
            "Telefonnummer",
        ),
        *(
            "VAT",
            "vat_number",
            "Tax ID",
            "USt-IdNr.",
            "SSN",
            "IBAN",
            "Email",
            "E-Mail Address",
            "Website",
            "LinkedIn URL",
        ),
    ],
)
def test_names_of_what_only_says_who(name: str) -> None:
    assert reason_of_name(name) is not None


@pytest.mark.parametrize(
    "name",
    [
        "email_opens",
        "mobile_visits",
        "phone calls",
        "taxes paid",
        "web visits",
        "tax rate",
        "url clicks",
        "amount",
        "cellar size",
    ],
)
def test_names_of_what_says_more(name: str) -> None:
    assert reason_of_name(name) is None


def test_words_for_ids_rows_and_people() -> None:
    assert all(
        map(says_id, ("CustomerId", "Owner ID", "Lead Number", "customer_no", "kundennr", "id", "id_cliente"))
    )
    assert not any(
        map(says_id, ("No of Products", "NumOfProducts", "house_number", "paid", "android", "period"))
    )
    assert all(map(says_row, ("RowNumber", "row_no", "index", "Unnamed: 0", "S.No", "#", "Sr No")))
    assert not any(map(says_row, ("price index of goods", "customer_id", "lead number")))
    assert all(map(says_people, ("Owner ID", "AgentId", "created_by_id", "Sales Rep Number")))
    assert not any(map(says_people, ("customer_id", "owner", "agent")))


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_second_ids_and_phones_are_no_input_and_the_client_is_named(tmp_path: Path, kind: str) -> None:
    rows = pd.DataFrame(
        {
            "RowNumber": range(1, N + 1),
            "CustomerId": [15_600_000 + 37 * i for i in range(N)],
            "Owner ID": [20_111_000 + i % 9 for i in range(N)],
            "Lead Number": [660_000 + 3 * i for i in range(N)],
            "Mobile": [7_000_000_000 + 999 * i for i in range(N)],
            "Email": [f"p{i}@example.com" for i in range(N)],
            "branch_id": [i % 5 for i in range(N)],
            "visits": [i % 7 for i in range(N)],
            "converted": ["yes", "no", "no"] * (N // 3),
        }
    )
    path = tmp_path / f"t.{kind}"
    rows.to_csv(path, index=False) if kind == "csv" else rows.to_parquet(path)
    read = read_table(path)
    assert read.id_column == "CustomerId"
    inputs = [column.name for column in read.columns if column.role in FEATURE_ROLES]
    assert inputs == ["branch_id", "visits"]
    for name in ("RowNumber", "Owner ID", "Lead Number", "Mobile", "Email"):
        assert read.column(name).role is Role.IGNORE
        assert read.column(name).why.endswith(".")


def test_a_row_number_names_the_client_where_nothing_else_does(tmp_path: Path) -> None:
    assert table(tmp_path, RowNumber=list(range(N))).id_column == "RowNumber"


def test_counts_and_answers_called_like_phones_stay_inputs(tmp_path: Path) -> None:
    read = table(
        tmp_path,
        mobile=[i % 9 for i in range(N)],
        phone=["yes", "no", "no"] * (N // 3),
        contact=["cellular", "telephone", "unknown"] * (N // 3),
        email=["opened", "bounced", "sent"] * (N // 3),
    )
    assert read.column("mobile").role in FEATURE_ROLES
    assert read.column("phone").role is Role.YES_NO
    assert read.column("contact").role is Role.CATEGORY
    assert read.column("email").role is Role.CATEGORY


def test_shapes_of_values() -> None:
    assert shape_of([f"p{i}@x.org" for i in range(9)]) == "email"
    assert shape_of(["https://x.org/a", "www.y.org"]) == "address of a page"
    assert shape_of(["+41 79 123 45 67", "0041 44 987 65 43"]) == "phone number"
    assert shape_of(["CH93 0076 2011 6238 5295 7", "DE89370400440532013000"]) == "IBAN"
    assert shape_of(["Bern", "a@x.org", "Rome"]) is None
    assert shape_of([]) is None


@pytest.mark.parametrize("name", ["Deal No.", "Order #", "Case Number", "Nr", "Number", "order_nr"])
def test_the_number_of_a_thing_names_the_row_before_the_number_of_the_row(tmp_path: Path, name: str) -> None:
    own = [90_000 + 7 * i for i in range(N)]
    assert table(tmp_path, RowNumber=list(range(N)), **{name: own}).id_column == name
    assert table(tmp_path, **{name: own, "CustomerId": own}).id_column == "CustomerId"


def test_a_phone_or_a_number_that_repeats_names_no_row(tmp_path: Path) -> None:
    assert table(tmp_path, **{"Phone No": [7_000_000_000 + 9 * i for i in range(N)]}).id_column is None
    assert table(tmp_path, **{"Floor No": [i % 60 for i in range(N)]}).id_column is None

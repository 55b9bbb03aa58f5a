"""Columns that name rows or people are found by name and values, and never become inputs."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.tables.identifiers import (
    reason_of_name,
    says_id,
    says_version,
)
from core.tables.proposal_search import find_proposals
from core.tables.reading import read_table
from core.tables.table import FEATURE_ROLES, Role
from tests.core.tables.id_columns import N, table


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


@pytest.mark.parametrize("name", ["Deal No.", "Order #", "Case Number", "Nr", "Number", "order_nr"])
def test_the_number_of_a_thing_names_the_row_before_the_number_of_the_row(tmp_path: Path, name: str) -> None:
    own = [90_000 + 7 * i for i in range(N)]
    assert table(tmp_path, RowNumber=list(range(N)), **{name: own}).id_column == name
    assert table(tmp_path, **{name: own, "CustomerId": own}).id_column == "CustomerId"


def test_a_phone_or_a_number_that_repeats_names_no_row(tmp_path: Path) -> None:
    assert table(tmp_path, **{"Phone No": [7_000_000_000 + 9 * i for i in range(N)]}).id_column is None
    assert table(tmp_path, **{"Floor No": [i % 60 for i in range(N)]}).id_column is None


def test_a_name_for_phones_needs_digits_in_its_cells(tmp_path: Path) -> None:
    goals = table(tmp_path, cel=[f"goal {chr(97 + i % 26)}{chr(97 + i // 26)}" for i in range(N)])
    assert reason_of_name("cel", like_numbers=False) is None
    assert goals.column("cel").role is not Role.IGNORE


def test_codes_with_an_e_and_versions_stay_as_written(tmp_path: Path) -> None:
    made = table(
        tmp_path,
        batch=[f"{10 + i % 80}E{i % 12 + 1:02d}" for i in range(N)],
        app_version=["5.1", "5.10", "5.2"] * (N // 3),
        step=["1.1", "1.9", "1.10"] * (N // 3),
        rank=["007", *["12", "15", "21"] * 40][:N],
        share=[f"{i % 9}.5" for i in range(N)],
    )
    cells = made.frame(["batch", "app_version", "step", "rank", "share"])
    assert list(cells["batch"][:2]) == ["10E01", "11E02"]
    assert set(cells["app_version"]) == {"5.1", "5.10", "5.2"} and set(cells["step"]) == {
        "1.1",
        "1.9",
        "1.10",
    }
    assert cells["rank"][0] == "007" and cells["share"].dtype == float
    assert all(any(note.startswith(f"{name}:") for note in made.notes) for name in ("batch", "step", "rank"))


def test_a_drivers_license_says_who_and_a_license_does_not(tmp_path: Path) -> None:
    made = table(tmp_path, **{"Driver License": [f"D{i * 7919 % 10**6:06d}X" for i in range(N)]})
    assert made.column("Driver License").role is Role.IGNORE
    assert reason_of_name("software license") is None


def test_called_like_versions_and_numbers_all_the_same(tmp_path: Path) -> None:
    names = ("build_cost", "release_fee", "release_pct", "kernel_density", "version_count")
    cells = [f"{i % 40}.{i % 9}5" for i in range(N)]
    made = table(
        tmp_path,
        **{name: list(cells) for name in names},
        price=["9.5", "9.50", "12.5"] * (N // 3),
        hours=["7.1", "7.10", "7.9", "7.50"] * (N // 4),
        release=["2.0", "3.0", "12.0"] * (N // 3),
    )
    for name in (*names, "price", "hours", "release"):
        assert made.column(name).role is Role.NUMBER, name
    assert all(map(says_version, ("App Version", "version no", "wersja aplikacji", "OS Version 2")))
    assert not any(map(says_version, names))


def test_zeros_left_out_behind_long_ids_are_said(tmp_path: Path) -> None:
    made = table(tmp_path, contact_id=[f"{10**17 + 7919 * i}" + ".0" * (i % 2) for i in range(N)])
    (note,) = (note for note in made.notes if note.startswith("contact_id:"))
    assert "without the .0 that a program wrote behind 60 of them" in note
    assert made.frame(["contact_id"])["contact_id"][1] == f"{10**17 + 7919}"


def test_a_clients_number_names_it_although_a_few_rows_stand_there_twice(tmp_path: Path) -> None:
    places = [*range(1, N - 1), 5, 40]  # two rows were copied
    for order in (places, [*places[:20], 5, *places[20:-1]]):
        made = table(
            tmp_path,
            **{
                "Lp.": list(order),
                "place": [N + 1 - one - 3 if order is places else one for one in order],
                "Nr klienta": [f"K{one:05d}" for one in order],
                "Osoba kontaktowa": [f"Anna Nowak{one % 9}" for one in order],
                "order no": [9_000 + 7 * one for one in order],
            },
        )
        assert made.id_column == "Nr klienta"
        assert made.column("Nr klienta").why == "Its name says so; 2 rows repeat the one of an earlier row."
        assert [one.name for one in made.columns if one.role in FEATURE_ROLES] == ["visits"]


def test_the_number_of_the_row_is_no_client(tmp_path: Path) -> None:
    own = [70_000 + 13 * i for i in range(N)]
    made = table(tmp_path, **{"Nº": list(range(1, N + 1)), "Código de cliente": own})
    assert made.id_column == "Código de cliente" and made.column("Nº").role is Role.IGNORE


@pytest.mark.parametrize(
    "name",
    [
        *("Bestellnr", "Interessentennr", "Rechnungs-Nr.", "N° devis", "Nota fiscal", "PO", "VBELN", "KUNNR"),
        *("Matchcode", "Mandant", "Nr oferty", "Número de presupuesto"),
    ],
)
def test_numbers_of_things_nearly_every_row_its_own_are_no_input(tmp_path: Path, name: str) -> None:
    own = [100_000 + (7919 * i) % 800_000 for i in range(N)]
    made = table(tmp_path, CustomerId=[5_000_000 + i for i in range(N)], **{name: own})
    assert made.column(name).role is Role.IGNORE


@pytest.mark.parametrize(
    "name", ["Hausnr", "Haus-Nr.", "Hausnummer", "Anzahl", "Número de empleados", "Nr of visits", "Zimmer Nr"]
)
def test_numbers_of_houses_and_of_how_many_stay_inputs(tmp_path: Path, name: str) -> None:
    assert not says_id(name)
    assert (
        table(tmp_path, **{"CustomerId": range(N), name: [i % 9 for i in range(N)]}).column(name).role
        in FEATURE_ROLES
    )


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Account Manager",
            "Vertreter",
            "Außendienst-Nr",
            "Code vendeur",
            "Comercial",
            "Agent",
            "Created By",
        ),
        *(
            "Zuständig",
            "Chargé d'affaires",
            "Assigned To",
            "Kundenbetreuer-Nr.",
            "Teamleiter ID",
            "Personalnummer",
        ),
        *("Erstellt von", "LastModifiedBy", "Sales Rep", "SalesRep", "Bearbeiter"),
    ],
)
def test_numbers_of_people_who_sell_are_no_input_and_no_dates(tmp_path: Path, name: str) -> None:
    people = [(40_011, 40_012, 40_017, 40_023, 40_155)[i * i % 7 % 5] for i in range(N)]
    made = table(tmp_path, **{"CustomerId": [5_000_000 + i for i in range(N)], name: people})
    assert made.column(name).role is Role.IGNORE
    assert not any(one.recommended for one in find_proposals(made))


def test_counts_and_amounts_that_are_called_like_sellers_stay_numbers(tmp_path: Path) -> None:
    made = table(
        tmp_path,
        CustomerId=[5_000_000 + i for i in range(N)],
        agents=[i % 12 for i in range(N)],
        commercial=[1_000 + 37 * i for i in range(N)],
        mitarbeiter=[(100, 200, 500)[i % 3] for i in range(N)],
    )
    assert {made.column(name).role for name in ("agents", "commercial", "mitarbeiter")} == {Role.NUMBER}

"""What cells are by how they are written decides before names do: phones, pages, counters and long numbers."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.identifier_shapes import shape_of
from core.tables.table import Role
from tests.core.tables.id_columns import N, table


def test_shapes_of_values() -> None:
    assert shape_of([f"p{i}@x.org" for i in range(9)]) == "email"
    assert shape_of(["https://x.org/a", "www.y.org"]) == "page"
    assert shape_of(["+41 79 123 45 67", "0041 44 987 65 43"]) == "phone"
    assert shape_of(["CH93 0076 2011 6238 5295 7", "DE89370400440532013000"]) == "tax"
    assert shape_of(["Bern", "a@x.org", "Rome"]) is None
    assert shape_of([]) is None


@pytest.mark.parametrize(
    ("cells", "shape"),
    [
        ([f"+48 {i} 342 526" for i in range(500, 560)], "phone"),
        ([f"8 (9{i}) 666-41-00" for i in range(10, 70)], "phone"),
        ([f"03-95{i}-4721" for i in range(10, 70)], "phone"),
        ([f"e3e706{i}-c209-4cac-629f-6fbed82c07cd" for i in range(10, 70)], "machine"),
        ([f"10.0.3.{i}" for i in range(60)], "machine"),
        ([f"1.234.{i}7.890" for i in range(30, 70)], None),  # rupiah
        ([f"361.072.7{i}-05" for i in range(10, 70)], "tax"),
        ([f"www{i}.firma.com.pl" for i in range(60)], "page"),
        ([f"{i}7340811509" for i in range(10, 70)], "digits"),
        ([f"17{i}340811" for i in range(10, 70)], None),  # seconds since 1970
        ([f"{i}.02.2024" for i in range(10, 29)], None),
        ([f"{i}734081" for i in range(10, 70)], None),  # eight digits may be an amount
    ],
)
def test_what_cells_are_by_how_they_are_written(cells: list[str], shape: str | None) -> None:
    assert shape_of(cells) == shape
    assert shape != "digits" or shape_of(cells, "annual revenue") is None


@pytest.mark.parametrize("as_parquet", [False, True])
def test_what_counts_the_rows_or_names_something_is_no_input(tmp_path: Path, as_parquet: bool) -> None:
    cells = {
        "order_place": list(range(1, N + 1)),
        "backwards": [N - i for i in range(N)],
        "since": [5 + i for i in range(N)],
        "register": [10**10 + 987_654_321 * (i + 1) % (8 * 10**10) for i in range(N)],
    }
    made = table(tmp_path, as_parquet=as_parquet, **cells)
    roles = {column.name: column.role for column in made.columns}
    assert roles["order_place"] is roles["backwards"] is roles["register"] is Role.IGNORE
    assert roles["since"] is Role.NUMBER
    assert "counts the rows" in made.column("order_place").why


def test_phone_numbers_are_no_amounts(tmp_path: Path) -> None:
    made = table(tmp_path, kontakt=[f"+48 {500 + i} 342 526" for i in range(N)])
    assert made.frame(["kontakt"])["kontakt"][0] == "+48 500 342 526"
    assert made.column("kontakt").role is Role.IGNORE


def test_ids_with_a_blank_between_them_are_no_amounts(tmp_path: Path) -> None:
    cells = [f"{100 + i} {200 + i}" if i % 4 else str(100 + i) for i in range(N)]
    made = table(tmp_path, contact_ids=cells, paid=cells)
    assert made.frame(["contact_ids"])["contact_ids"].tolist() == cells
    assert made.frame(["paid"])["paid"][1] == 101_201


def test_signs_that_are_digits_and_no_numbers_are_read(tmp_path: Path) -> None:
    cells = [f"{1000 + 7 * i}" for i in range(N)]
    made = table(tmp_path, square=[*cells[:60], "999²", *cells[61:]], all=["²³¹²"] * 50 + cells[50:])
    assert made.column("square").n_unreadable <= 1
    assert shape_of(["1234567890", *["123456789²"] * 2]) is None


def test_few_domains_and_pages_are_groups_and_many_say_who(tmp_path: Path) -> None:
    made = table(
        tmp_path,
        email_domain=["gmail.com", "web.de", "acme.com"] * (N // 3),
        stack=["asp.net", "vb.net", "node.js"] * (N // 3),
        referrer=["https://google.com", "https://bing.com/a", "www.x.org"] * (N // 3),
        site=[f"firma{i}.de" for i in range(N)],
    )
    assert {made.column(name).role for name in ("email_domain", "stack", "referrer")} == {Role.CATEGORY}
    assert made.column("site").role is Role.IGNORE


@pytest.mark.parametrize("as_parquet", [False, True])
def test_amounts_of_taxes_and_counts_of_phones_are_inputs(tmp_path: Path, as_parquet: bool) -> None:
    names = ("IVA", "MwSt", "TVA", "gst", "Property tax", "mobile")
    cells = {name: [120 + 37 * i * (i % 5 + 1) for i in range(N)] for name in names}
    cells["Income tax"] = [1_000_000 + 7919 * i for i in range(N)]
    cells["USt-Nr"] = [123_400_000 + 7919 * i for i in range(N)]
    cells["net_worth"] = cells["売上高 年間"] = [223_400_000 + 79_190 * i for i in range(N)]
    cells["register"] = list(cells["net_worth"])
    made = table(tmp_path, as_parquet=as_parquet, **cells)
    roles = {column.name: column.role for column in made.columns}
    assert {roles[name] for name in (*names, "Income tax", "net_worth", "売上高 年間")} == {Role.NUMBER}
    assert roles["USt-Nr"] is roles["register"] is Role.IGNORE

"""Several files and zips of several, with broken ones among them."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pandas as pd
import pytest

from core.errors import TableError
from core.tables.bundle import is_several, read_bundle
from core.tables.name_words import says_id, table_slug, without_id, words

CLIENTS = pd.DataFrame({"client_id": range(1, 61), "age": range(20, 80)})
CALLS = pd.DataFrame({"call_id": range(100, 220), "client_id": [1 + i % 60 for i in range(120)]})


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("accounts.csv", "accounts"),
        ("olist_closed_deals_dataset.csv", "olist_closed_deals"),
        ("Sales Pipeline (2).CSV.gz", "sales_pipeline"),
        ("hubspot-crm-exports-all-contacts-2024-05-01.csv", "contacts"),
        ("trans_before_loan_1997_1998.csv.gz", "trans_before_loan_1997_1998"),
        ("Kontakte_Größe.xlsx", "kontakte_grosse"),
        ("2024.csv", "table_2024"),
        ("_dataset.csv", "dataset"),
        ("日本.csv", "table"),
        ("folder/sub\\x.asc", "x"),
    ],
)
def test_tables_are_called_after_their_files(file: str, name: str) -> None:
    assert table_slug(file) == name


def test_names_in_words() -> None:
    assert words("OwnerIDs") == words("owner_id") == words("Owner ID") == ("owner", "id")
    assert words("Companies") == ("company",) and words("address") == ("address",)
    assert without_id(("parent", "account", "id")) == ("parent", "account")
    assert without_id(words("kundennr")) == ("kunden",)
    assert says_id(words("id_client")) and says_id(words("companyid")) and not says_id(words("paid"))


def test_several_files(tmp_path: Path) -> None:
    CLIENTS.to_csv(tmp_path / "clients.csv", index=False)
    CALLS.to_csv(tmp_path / "calls.tsv", index=False, sep="\t")
    CALLS.to_parquet(tmp_path / "more.parquet")
    with pd.ExcelWriter(tmp_path / "book.xlsx") as book:
        CLIENTS.to_excel(book, sheet_name="Clients", index=False)
        CALLS.to_excel(book, sheet_name="Sheet2", index=False)
        pd.DataFrame().to_excel(book, sheet_name="empty", index=False)
    said: list[tuple[str, float]] = []
    bundle = read_bundle(
        [tmp_path / name for name in ("clients.csv", "calls.tsv", "more.parquet", "book.xlsx")],
        lambda phase, share: said.append((phase, share)),
    )
    assert bundle.failures == ()
    assert bundle.tables.names == ["clients", "calls", "more", "clients_2", "book_sheet2"]
    assert [linked.table.n_rows for linked in bundle.tables.tables] == [60, 120, 120, 60, 120]
    assert any("clients_2" in note for note in bundle.tables.notes)
    shares = [share for _, share in said]
    assert shares == sorted(shares) and shares[-1] == 1.0 and "calls.tsv" in said[len(said) // 3][0]


def test_a_broken_file_of_a_zip_does_not_take_the_others_with_it(tmp_path: Path) -> None:
    path = tmp_path / "crm.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("crm/clients.csv", CLIENTS.to_csv(index=False))
        archive.writestr("crm/broken.parquet", b"PAR1 no parquet")
        archive.writestr("crm/empty.csv", b"")
        archive.writestr("crm/orders.asc", CALLS.to_csv(index=False, sep=";"))
        archive.writestr("__MACOSX/crm/._clients.csv", b"\x00")
        archive.writestr("crm/README.md", "read me")
    assert is_several([path])
    bundle = read_bundle([path])
    assert bundle.tables.names == ["clients", "orders"]
    assert sorted(title for title, _ in bundle.failures) == [
        "crm/broken.parquet in crm.zip",
        "crm/empty.csv in crm.zip",
    ]
    assert any("broken.parquet" in note and "could not be read" in note for note in bundle.tables.notes)


def test_a_table_is_the_same_packed_and_unpacked(tmp_path: Path) -> None:
    CLIENTS.to_csv(tmp_path / "clients.csv", index=False)
    CALLS.to_csv(tmp_path / "calls.csv", index=False)
    with zipfile.ZipFile(tmp_path / "both.zip", "w") as archive:
        for name in ("clients.csv", "calls.csv"):
            archive.write(tmp_path / name, name)
    loose = read_bundle([tmp_path / "clients.csv", tmp_path / "calls.csv"]).tables
    assert read_bundle([tmp_path / "both.zip"]).tables == loose


def test_nothing_readable_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(TableError, match=r"a\.csv is empty"):
        read_bundle([tmp_path / "a.csv", tmp_path / "gone.csv"])
    with pytest.raises(TableError, match="no file"):
        read_bundle([])


def test_unsafe_zips_are_refused_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    CALLS.to_csv(tmp_path / "calls.csv", index=False)
    with zipfile.ZipFile(tmp_path / "escape.zip", "w") as archive:
        archive.writestr("clients.csv", CLIENTS.to_csv(index=False))
        archive.writestr("../../evil.csv", CLIENTS.to_csv(index=False))
    bundle = read_bundle([tmp_path / "calls.csv", tmp_path / "escape.zip"])
    assert bundle.tables.names == ["calls"]
    assert "points outside" in str(bundle.failures[0][1])
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.csv", b"a,b\n" + b"1,2\n" * 400_000)
        archive.writestr("b.csv", b"a,b\n" + b"1,2\n" * 400_000)
    monkeypatch.setenv("GRAPHLEADIQ_MAX_UNPACKED_MB", "1")
    bundle = read_bundle([tmp_path / "calls.csv", tmp_path / "bomb.zip"])
    assert bundle.tables.names == ["calls"] and "unpack to too much" in str(bundle.failures[0][1])


def test_one_file_is_not_several(tmp_path: Path) -> None:
    CALLS.to_csv(tmp_path / "calls.csv", index=False)
    with zipfile.ZipFile(tmp_path / "one.zip", "w") as archive:
        archive.write(tmp_path / "calls.csv", "calls.csv")
    assert not is_several([tmp_path / "calls.csv"]) and not is_several([tmp_path / "one.zip"])
    assert is_several([tmp_path / "calls.csv", tmp_path / "one.zip"])

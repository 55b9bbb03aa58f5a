"""The command line on several tables: import, schema, key, link and time."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from core.cli import app
from core.tables.demo_bank import write_demo_bank
from core.workspace import open_workspace


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def ok(*words: object) -> Any:
    result = call(*words)
    assert result.exit_code == 0, result.stderr
    (line,) = result.stdout.splitlines()
    return json.loads(line)


def refused(*words: object) -> str:
    result = call(*words)
    assert result.exit_code == 2 and result.stdout == "" and "Traceback" not in result.stderr
    return result.stderr.splitlines()[-1]


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    n = 60
    days = pd.date_range("2024-01-01", periods=n, freq="D")
    tables = {
        "company": pd.DataFrame({"company_id": range(20), "size": [5, 7] * 10}),
        "contact": pd.DataFrame(
            {
                "contact_id": range(100, 100 + n),
                "company_id": [i % 25 for i in range(n)],  # five companies are missing
                "first_seen": days,
                "mentor": [100 + i % 7 for i in range(n)],
            }
        ),
        "deal": pd.DataFrame(
            {
                "deal_id": range(n),
                "contact_id": [100 + i for i in range(n)],
                "opened_on": days,
                "due_day": days + pd.Timedelta(days=3),
                "decided_on": days + pd.Timedelta(days=30),
                "stage": ["won", "lost"] * 30,
            }
        ),
        "weather": pd.DataFrame({"town": ["A", "B"] * 10, "rain": [1, 2] * 10}),
    }
    for name, frame in tables.items():
        frame.to_csv(tmp_path / f"{name}.csv", index=False)
    return [tmp_path / f"{name}.csv" for name in tables]


def test_several_files_become_linked_tables(files: list[Path]) -> None:
    read = ok("import", *files, "--workspace", "w")
    assert list(read["tables"]) == ["company", "contact", "deal", "weather"]
    assert {f"{link['table']}.{link['column']}": link["to"] for link in read["links"]} == {
        "contact.company_id": "company",
        "deal.contact_id": "contact",
    }
    deal = read["tables"]["deal"]
    assert (deal["primary_key"], deal["time_column"], deal["late_time"]) == (
        "deal_id",
        "opened_on",
        "decided_on",
    )
    assert set(deal["late_columns"]) == {"decided_on", "stage"} and deal["rows"] == 60
    assert read["failures"] == []
    found = {(item["kind"], item["table"]): item["count"] for item in read["findings"]}
    assert found["lone table", "weather"] == 20
    assert found["dangling keys", "contact"] == sum(i % 25 >= 20 for i in range(60))
    opened = open_workspace("w")
    assert opened.tables is not None and opened.table is None
    assert sorted(path.name for path in opened.uploads.iterdir()) == sorted(path.name for path in files)


def test_a_zip_of_several_with_a_broken_one(files: list[Path], tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "crm.zip", "w") as archive:
        for file in files:
            archive.write(file, file.name)
        archive.writestr("broken.parquet", b"PAR1 nothing")
    read = ok("import", tmp_path / "crm.zip", "--workspace", "w")
    assert list(read["tables"]) == ["company", "contact", "deal", "weather"]
    assert [item["file"] for item in read["failures"]] == ["broken.parquet in crm.zip"]
    assert "broken.parquet" in read["failures"][0]["error"]
    assert open_workspace("w").tables is not None


def test_one_more_file_is_one_more_table(files: list[Path]) -> None:
    ok("import", *files[:2], "--workspace", "w")
    read = ok("import", files[2], "--workspace", "w")
    assert list(read["tables"]) == ["company", "contact", "deal"] and len(read["links"]) == 2
    again = ok("import", files[2], "--workspace", "w")
    assert again == read


def test_schema_in_lines_and_as_json(files: list[Path]) -> None:
    read = ok("import", *files, "--workspace", "w")
    told = ok("schema", "--workspace", "w", "--json")
    assert told == read
    lines = call("schema", "--workspace", "w").stdout.splitlines()
    assert "deal: 60 rows, opportunity" in lines
    assert any(line.startswith("  company_id -> company (") for line in lines)
    assert any(line.startswith("  time opened_on then decided_on: ") for line in lines)
    assert any("weather is linked to no other table" in line for line in lines)


def test_links_keys_and_times_are_corrected(files: list[Path]) -> None:
    ok("import", *files, "--workspace", "w")
    linked = ok("link", "contact.mentor=contact", "--workspace", "w")["links"][-1]
    assert (linked["column"], linked["to"], linked["confidence"], linked["n_dangling"]) == (
        "mentor",
        "contact",
        1,
        0,
    )
    removed = ok("link", "contact.mentor", "--remove", "--workspace", "w")
    assert [link["column"] for link in removed["links"]] == ["company_id", "contact_id"]

    deal = ok("time", "deal.due_day", "--workspace", "w")["tables"]["deal"]
    assert (deal["time_column"], deal["late_time"]) == ("due_day", "decided_on")
    deal = ok("time", "deal.decided_on", "--workspace", "w")["tables"]["deal"]
    assert (deal["time_column"], deal["late_time"], deal["late_columns"]) == ("decided_on", None, [])
    ok("time", "deal.opened_on", "--workspace", "w")
    deal = ok("time", "deal.decided_on", "--late", "--workspace", "w")["tables"]["deal"]
    assert (deal["time_column"], deal["late_time"]) == ("opened_on", "decided_on")
    assert set(deal["late_columns"]) == {"decided_on", "stage"}
    deal = ok("time", "deal", "--none", "--workspace", "w")["tables"]["deal"]
    assert (deal["time_column"], deal["late_time"]) == (None, None)

    changed = ok("key", "company.size", "--workspace", "w")
    assert changed["tables"]["company"]["primary_key"] == "size"
    assert changed["links"][-1]["n_dangling"] > 40  # few companies are called 5 or 7
    told = ok("schema", "--json", "--workspace", "w")
    assert any(item["kind"] == "repeated keys" and item["count"] == 18 for item in told["findings"])


def test_columns_are_marked_as_filled_in_later(files: list[Path]) -> None:
    ok("import", *files, "--workspace", "w")
    told = ok("late", "deal.stage", "--known", "--workspace", "w")["tables"]["deal"]
    assert (told["late_columns"], told["outcome_columns"]) == (["decided_on"], [])
    told = ok("late", "deal.stage", "--after-outcome", "--workspace", "w")["tables"]["deal"]
    assert told["outcome_columns"] == ["stage"]
    assert (
        "  after the outcome, never an input: stage" in call("schema", "--workspace", "w").stdout.splitlines()
    )
    told = ok("late", "deal.stage", "--from", "decided_on", "--workspace", "w")["tables"]["deal"]
    assert (told["late_columns"], told["outcome_columns"]) == (["decided_on", "stage"], [])
    assert "one of --from" in refused("late", "deal.stage", "--workspace", "w")
    assert "one such date" in refused("late", "deal.stage", "--from", "due_day", "--workspace", "w")
    told = ok("time", "deal", "--none", "--workspace", "w")["tables"]["deal"]
    assert (told["late_time"], told["outcome_columns"]) == (None, ["stage"])  # still no input


def test_numbers_are_no_dates_and_a_key_does_not_name_its_own_row(files: list[Path]) -> None:
    ok("import", *files, "--workspace", "w")
    assert "holds numbers, not dates" in refused("time", "company.size", "--workspace", "w")
    assert "each row would name itself" in refused("link", "deal.deal_id=deal", "--workspace", "w")


def test_in_a_file_of_its_own_a_later_column_is_left_out(tmp_path: Path) -> None:
    rows = {
        "due_day": range(200),
        "size": [i % 7 for i in range(200)],
        "stage": ["won", "lost", "lost"] * 66 + ["won", "won"],
    }
    pd.DataFrame(rows).to_csv(tmp_path / "deals.csv", index=False)
    ok("import", tmp_path / "deals.csv", "--workspace", "one", "--target", "stage=won")
    told = ok("late", "due_day", "--after-outcome", "--workspace", "one")
    assert told == {
        "workspace": "one",
        "left_out": {"due_day": "It is filled in later than the rest of the row."},
    }
    assert ok("late", "due_day", "--known", "--workspace", "one")["left_out"] == {}
    assert "no date column" in refused("late", "due_day", "--from", "size", "--workspace", "one")
    assert "what is asked about" in refused("late", "stage", "--after-outcome", "--workspace", "one")


def test_mistakes_are_one_line(files: list[Path], tmp_path: Path) -> None:
    assert "no workspace" in refused("schema", "--workspace", "w")
    ok("import", write_demo_bank(tmp_path, n_clients=300), "--workspace", "one")
    for words in (("link", "a.b=c"), ("time", "a.b"), ("key", "a.b")):
        assert "no set of tables" in refused(*words, "--workspace", "one")
    assert "no file" in refused("import", files[0], tmp_path / "gone.csv", "--workspace", "w")
    assert "one table" in refused("import", *files, "--workspace", "w", "--target", "stage=won")
    ok("import", *files, "--workspace", "w")
    assert "not understood" in refused("link", "contact.mentor", "--workspace", "w")
    assert "not understood" in refused("time", "deal", "--workspace", "w")
    assert "no table 'deals'" in refused("link", "deals.x=company", "--workspace", "w")
    assert "no column 'x'" in refused("link", "deal.x=company", "--workspace", "w")
    assert "no table 'firm'" in refused("link", "contact.mentor=firm", "--workspace", "w")
    assert "no primary key" in refused("link", "contact.mentor=weather", "--workspace", "w")
    assert "stage" in refused("time", "deal.stage", "--workspace", "w")
    assert "already" in refused("time", "deal.opened_on", "--late", "--workspace", "w")
    (tmp_path / "empty.csv").write_bytes(b"")
    kept = ok("import", files[0], tmp_path / "empty.csv", "--workspace", "other")
    assert [item["file"] for item in kept["failures"]] == ["empty.csv"]


def test_one_file_in_a_new_workspace_is_as_before(files: list[Path]) -> None:
    read = ok("import", files[2], "--workspace", "w")
    assert "table" in read and "tables" not in read
    assert open_workspace("w").tables is None


def test_a_database_is_imported_by_its_address(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "shop.db") as connection:
        connection.executescript(
            "CREATE TABLE client(id INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE sale(id INTEGER PRIMARY KEY, buyer INTEGER REFERENCES client(id), amount REAL);"
            "INSERT INTO client VALUES (1, 'Ann'), (2, 'Bo'); INSERT INTO sale VALUES (1, 1, 2.5), (2, 2, 9.0);"
        )
    address = f"sqlite:///{tmp_path}/shop.db"
    said = ok("import", address, "--workspace", "shop")
    assert list(said["tables"]) == ["client", "sale"]
    assert [(one["column"], one["to"], one["confidence"]) for one in said["links"]] == [
        ("buyer", "client", 1.0)
    ]
    alone = ok("import", address, "--table", "client", "--workspace", "alone")
    assert list(alone["tables"]) == ["client"]


def test_an_address_is_refused_without_repeating_its_password(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUBSPOT_TOKEN", raising=False)
    for address in ("mysql://me:s3cr3t@host/db", "postgresql://me:s3cr3t@host:port/db"):
        assert "s3cr3t" not in refused("import", address, "--workspace", "w")
    assert "HUBSPOT_TOKEN" in refused("import", "hubspot://", "--workspace", "w")
    assert "s3cr3t" not in refused("import", "salesforce://me:s3cr3t@host", "--workspace", "w")
    (tmp_path / "a.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    problem = refused("import", tmp_path / "a.csv", "sqlite:///a.db", "--workspace", "w")
    assert "A database is read by itself" in problem


def test_a_table_is_made_of_a_column(tmp_path: Path) -> None:
    transfer = tmp_path / "transfer.csv"
    rows = [f"{i},acc{i % 7},acc{(3 * i) % 11},2024-01-{1 + i % 28:02d}" for i in range(60)]
    transfer.write_text("\n".join(["transfer_id,from_account,to_account,sent_on", *rows]))
    client = tmp_path / "client.csv"
    client.write_text("\n".join(["client_id,name", *[f"c{i},n{i}" for i in range(30)]]))
    ok("import", transfer, client, "--workspace", "w")
    ends = ("transfer.from_account", "transfer.to_account")
    made = ok("entity", *ends, "--name", "account", "--workspace", "w")
    account = made["tables"]["account"]
    assert (account["rows"], account["primary_key"], account["time_column"]) == (11, "account", "first_seen")
    assert {f"{one['table']}.{one['column']}" for one in made["links"] if one["to"] == "account"} == set(ends)
    again = refused("entity", "transfer.sent_on", "--name", "day", "--workspace", "w")
    assert "cannot become a table" in again


def test_repairs_of_keys_are_listed_accepted_and_taken_back(tmp_path: Path) -> None:
    (tmp_path / "product.csv").write_text("product,price\nGTX Pro,5\nMG Special,6\nGTK 500,7\n")
    lines = "".join(f"{i},{('GTXPro', 'MG Special', 'GTK 500')[i % 3]}\n" for i in range(30))
    (tmp_path / "deal.csv").write_text("deal_id,product\n" + lines)
    read = ok("import", tmp_path / "product.csv", tmp_path / "deal.csv", "--workspace", "w")
    (waiting,) = read["repairs"]
    assert (waiting["name"], waiting["is_made"]) == ("spelling deal.product of product", False)
    (made,) = ok("repair", "--workspace", "w", "--all")["repairs"]
    assert (made["name"], made["is_made"]) == ("spelling of product", True)
    tables = open_workspace("w").tables
    assert tables is not None and tables.links[0].n_dangling == 0
    assert "spelling of product" in call("schema", "--workspace", "w").stdout
    (back,) = ok("repair", "--workspace", "w", "--undo", "spelling of product")["repairs"]
    assert back == waiting
    assert "No repair of keys waits" in refused("repair", "--workspace", "w", "--accept", "nothing")


def test_a_file_is_put_beside_the_one_that_is_there(files: list[Path]) -> None:
    company, contact = (next(file for file in files if file.stem == name) for name in ("company", "contact"))
    ok("import", contact, "--workspace", "grown")
    asked = open_workspace("grown")
    assert asked.tables is None and asked.brought is not None and asked.brought.names == ["contact"]
    found = ok("import", company, "--workspace", "grown", "--beside")
    assert "question" not in found
    grown = open_workspace("grown")
    assert grown.tables is not None and grown.tables.names == ["contact", "company"]
    assert [(link["column"], link["to"]) for link in found["links"]][:1] == [("company_id", "company")]
    assert grown.uploads.joinpath(contact.name).is_file() and grown.uploads.joinpath(company.name).is_file()


def test_several_files_take_the_place_of_a_single_one(files: list[Path], tmp_path: Path) -> None:
    single = tmp_path / "answers.csv"
    single.write_text(
        "client,visits,bought\n" + "".join(f"C{i},{i % 7},{'yes' if i % 3 else 'no'}\n" for i in range(240))
    )
    ok("import", single, "--workspace", "other", "--target", "bought=yes")
    assert open_workspace("other").task is not None
    found = ok("import", *files[:2], "--workspace", "other")
    tables = open_workspace("other").tables
    assert tables is not None and "answers" not in tables.names
    assert "was asked of one table and was dropped" in found["question"]

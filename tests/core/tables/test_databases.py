"""Tables out of databases: SQLite and DuckDB files always, a real PostgreSQL where it is installed."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pandas as pd
import pytest

from core.errors import GraphLeadError, TableError
from core.settings import load_settings
from core.tables.database_address import is_address, parse_address
from core.tables.databases import tables_from_database
from core.tables.link_proposals import propose_links
from core.tables.table import Role
from core.tables.table_set import TableSet
from core.workspace import create_workspace
from tests.postgresql import USER, Server, postgres_server

PASSWORD = "s3cr3t +/@#"  # noqa: S105 - of a server that lives as long as these tests
SCHEMA = (
    "CREATE TABLE company(company_id INTEGER PRIMARY KEY, name VARCHAR(40), since DATE)",
    "CREATE TABLE contact(contact_id INTEGER PRIMARY KEY, company INTEGER REFERENCES company(company_id), "
    "job_title VARCHAR(40), zip VARCHAR(9), seen TIMESTAMP, score DOUBLE PRECISION)",
    "CREATE TABLE member(campaign INTEGER, contact INTEGER, PRIMARY KEY(campaign, contact))",
    "INSERT INTO company VALUES (1, 'Oak', '2020-01-02'), (2, 'Fir, 50 % ''A''', '2021-03-04')",
    "INSERT INTO contact VALUES (12, NULL, NULL, '99999', '2024-02-01 00:00:00', NULL), "
    "(10, 1, 'CFO', '00123', '2024-01-01 10:00:00', 1.5), (11, 2, 'Sales Manager', '01234', NULL, -2.25)",
    "INSERT INTO member VALUES (1, 10), (1, 11)",
    "CREATE VIEW recent AS SELECT contact_id, seen FROM contact",
)


@pytest.fixture
def sqlite_file(tmp_path: Path) -> Path:
    path = tmp_path / "crm.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(";".join(SCHEMA))
    return path


@pytest.fixture
def duckdb_file(tmp_path: Path) -> Path:
    path = tmp_path / "crm.duckdb"
    with duckdb.connect(str(path)) as connection:
        for statement in SCHEMA:
            connection.execute(statement)
    return path


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with postgres_server(PASSWORD) as running:
        import psycopg

        with psycopg.connect(
            host="127.0.0.1", port=running.port, user=USER, password=PASSWORD, dbname="postgres"
        ) as connection:
            for statement in SCHEMA:
                connection.execute(statement)
        yield running


def address_of(server: Server, password: str = PASSWORD) -> str:
    return f"postgresql://{USER}:{quote(password, safe='')}@127.0.0.1:{server.port}/postgres"


def check_crm(tables: TableSet) -> None:
    assert tables.names == ["company", "contact", "member"]  # the view repeats rows and is left out
    company, contact, member = tables.tables
    assert (company.primary_key, contact.primary_key, member.primary_key) == (
        "company_id",
        "contact_id",
        None,
    )
    assert contact.key_confidence == 1 and "primary key of the database" in contact.key_why
    assert any("campaign and contact name a row together" in note for note in tables.notes)
    ((link),) = tables.links
    assert (link.name, link.to, link.confidence, link.n_dangling) == ("contact.company", "company", 1, 0)
    frame = contact.table.frame()
    assert frame["contact_id"].astype(int).tolist() == [10, 11, 12]  # in the order of the key
    assert frame["zip"].tolist() == ["00123", "01234", "99999"]  # codes stay codes
    assert frame["score"].tolist()[:2] == [1.5, -2.25] and pd.isna(frame["score"][2])
    assert frame["seen"].tolist()[::2] == [pd.Timestamp("2024-01-01 10:00"), pd.Timestamp("2024-02-01")]
    assert contact.column("seen").role is Role.DATE and company.column("since").role is Role.DATE
    assert company.table.frame()["name"].tolist() == ["Oak", "Fir, 50 % 'A'"]
    assert frame["department"].tolist()[:2] == ["finance", "sales"]
    linked = propose_links(tables)
    assert linked.links[0] == link and {one.name for one in linked.links} >= {
        "contact.company",
        "member.contact",
    }


def test_sqlite(sqlite_file: Path) -> None:
    bundle = tables_from_database(f"sqlite:///{sqlite_file}")
    check_crm(bundle.tables)
    assert bundle.failures == ()
    again = tables_from_database(f"sqlite:///{sqlite_file}")
    assert again.tables == bundle.tables  # the same rows: the same files, under the same hash


def test_duckdb(duckdb_file: Path) -> None:
    check_crm(tables_from_database(f"duckdb:///{duckdb_file}").tables)


def test_postgresql(server: Server) -> None:
    check_crm(tables_from_database(address_of(server)).tables)
    plain = f"postgresql://{USER}@127.0.0.1:{server.port}/postgres"
    check_crm(tables_from_database(plain, password=PASSWORD).tables)


def test_types_of_postgresql(server: Server) -> None:
    import psycopg

    with psycopg.connect(
        host="127.0.0.1", port=server.port, user=USER, password=PASSWORD, dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(
            "CREATE TABLE odd AS SELECT i AS id, '2024-01-01 12:00+02'::timestamptz AS at, "
            "CASE i WHEN 1 THEN 'infinity' ELSE '2024-01-01'::timestamp + i * interval '1 day' END AS until, "
            "(i * 1.25)::numeric(9,2) AS price, i % 2 = 0 AS even, '{}'::jsonb AS doc, ARRAY[i] AS list, "
            "'\\x00'::bytea AS raw, gen_random_uuid() AS code FROM generate_series(1, 400) AS i"
        )
        try:
            (odd,) = tables_from_database(address_of(server), ["odd"]).tables.tables
        finally:
            connection.execute("DROP TABLE odd")
    frame = odd.table.frame()
    assert set(frame["at"]) == {pd.Timestamp("2024-01-01 10:00")}  # in UTC
    assert frame["until"].isna().sum() == 1 and frame["price"].tolist()[:3] == [1.25, 2.5, 3.75]
    assert odd.column("even").role is Role.YES_NO and odd.column("code").n_distinct == 400
    assert "raw" not in frame and any(note.startswith("raw: left out") for note in odd.table.notes)


def test_named_tables_and_views_alone(sqlite_file: Path) -> None:
    bundle = tables_from_database(f"sqlite:///{sqlite_file}", ["recent"])
    assert bundle.tables.names == ["recent"]
    with pytest.raises(TableError, match=r"no table 'nope'.*company, contact"):
        tables_from_database(f"sqlite:///{sqlite_file}", ["company", "nope"])


def test_later_changes_there_change_nothing_here(sqlite_file: Path) -> None:
    before = tables_from_database(f"sqlite:///{sqlite_file}").tables
    with sqlite3.connect(sqlite_file) as connection:
        connection.execute("UPDATE company SET name = 'Ash'")
    after = tables_from_database(f"sqlite:///{sqlite_file}").tables
    assert before.table("company").table.frame()["name"].tolist()[0] == "Oak"
    assert after.table("company").table.content_hash != before.table("company").table.content_hash
    assert after.table("contact").table.content_hash == before.table("contact").table.content_hash


def test_sqlite_cells_of_any_type(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "odd.sqlite") as connection:
        connection.execute("CREATE TABLE t(id INTEGER, n INTEGER, word TEXT)")
        rows = [(i, i, "x") for i in range(200)]
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", [*rows, (200, "many", b"\xff\xfe")])
    (table,) = tables_from_database(f"sqlite:///{tmp_path}/odd.sqlite").tables.tables
    assert table.table.n_rows == 201 and table.column("n").n_unreadable == 1


def test_memory_is_bounded_by_batches(
    duckdb_file: Path, sqlite_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.tables.databases.BATCH_ROWS", 2)
    check_crm(tables_from_database(f"sqlite:///{sqlite_file}").tables)
    check_crm(tables_from_database(f"duckdb:///{duckdb_file}").tables)


def test_a_table_that_is_gone_does_not_take_the_others_with_it(sqlite_file: Path) -> None:
    def drop(phase: str, _share: float) -> None:
        if phase == "company: done":
            with sqlite3.connect(sqlite_file) as connection:
                connection.execute("DROP TABLE contact")

    bundle = tables_from_database(f"sqlite:///{sqlite_file}", report=drop)
    assert bundle.tables.names == ["company", "member"]
    ((name, error),) = bundle.failures
    assert name == "contact" and "cannot be read" in str(error)


def test_too_many_rows_and_empty_tables_are_said(sqlite_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLEADIQ_MAX_ROWS", "2")
    bundle = tables_from_database(f"sqlite:///{sqlite_file}")
    assert bundle.tables.names == ["company", "member"]
    assert "3 rows" in str(bundle.failures[0][1])
    with sqlite3.connect(sqlite_file) as connection:
        connection.executescript("DROP TABLE member; DROP TABLE contact; DELETE FROM company;")
    with pytest.raises(TableError, match="no rows"):
        tables_from_database(f"sqlite:///{sqlite_file}")


def test_a_database_that_goes_away_in_the_middle(server: Server) -> None:
    def leave(phase: str, _share: float) -> None:
        if phase == "company: done":
            server.stop()

    try:
        bundle = tables_from_database(address_of(server), report=leave)
    finally:
        server.start()
    assert bundle.tables.names == ["company"]
    ((name, error),) = bundle.failures
    assert name == "contact" and "went away while contact was read" in str(error)
    assert "1 of 3 tables were read before that and stay" in str(error)
    check_no_secret(str(error), bundle.tables.model_dump_json())


@pytest.mark.parametrize("wrong", ["other", "p%40ss", "+"])
def test_a_wrong_password_is_one_clear_error_without_it(
    server: Server, wrong: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with pytest.raises(TableError, match="cannot be reached") as caught:
        tables_from_database(address_of(server, f"wrong-{wrong}-word"))
    assert "password authentication failed" in str(caught.value)
    told = f"{caught.value} {caught.value.__cause__} {caught.value.__context__} {caplog.text}"
    assert f"wrong-{wrong}-word" not in told and quote(f"wrong-{wrong}-word", safe="") not in told


def check_no_secret(*texts: str) -> None:
    for text in texts:
        for secret in (PASSWORD, quote(PASSWORD, safe="")):
            assert secret not in text


def test_the_password_is_stored_nowhere(
    server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    said: list[str] = []
    bundle = tables_from_database(address_of(server), report=lambda phase, _share: said.append(phase))
    create_workspace("crm").with_tables(propose_links(bundle.tables)).store()
    printed = capfd.readouterr()
    check_no_secret(*said, caplog.text, printed.out, printed.err, repr(parse_address(address_of(server))))
    files = [path for path in load_settings().home.rglob("*") if path.is_file()]
    assert any(path.name == "workspace.json" for path in files)
    for path in files:
        data = path.read_bytes()
        assert PASSWORD.encode() not in data and quote(PASSWORD, safe="").encode() not in data


@pytest.mark.parametrize(
    "text",
    [
        "mysql://root:s3cr3t@host/db",
        "postgresql://",
        "postgresql://u:s3cr3t@host:port/db",
        "postgresql://u:s3cr3t@[::1/db",
        "oracle://s3cr3t",
        "http://s3cr3t.example",
        "://s3cr3t",
        "",
        "s3cr3t",
        "sqlite://",
        "sqlite:///nowhere/at/all.db",
        "duckdb:///",
    ],
)
def test_bad_addresses_are_refused_without_repeating_a_password(text: str) -> None:
    with pytest.raises(GraphLeadError) as caught:
        tables_from_database(text)
    assert "s3cr3t" not in str(caught.value)


def test_a_server_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("psycopg")
    monkeypatch.setattr("core.tables.database_connection._SECONDS", 2)
    with pytest.raises(TableError, match="cannot be reached") as caught:
        tables_from_database("postgresql://me:s3cr3t@127.0.0.1:1/db?password=s3cr3t2&token=s3cr3t3")
    assert "s3cr3t" not in str(caught.value)


@pytest.mark.parametrize("scheme", ["snowflake", "bigquery"])
def test_a_missing_driver_names_the_extra(scheme: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.tables.database_connection._is_installed", lambda _module: False)
    with pytest.raises(TableError, match=rf"pip install -e '\.\[{scheme}\]'"):
        tables_from_database(f"{scheme}://me:s3cr3t@account/db")


def test_damaged_files_are_said(tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(b"no database at all" * 100)
    for url in (f"sqlite:///{tmp_path}/bad.db", f"duckdb:///{tmp_path}/bad.db"):
        with pytest.raises(TableError, match="cannot be"):
            tables_from_database(url)


def test_what_an_address_is() -> None:
    assert is_address("postgresql://h/d") and is_address("SQLITE:///a.db")
    assert not is_address("clients.csv") and not is_address("C:/data/clients.csv")
    parsed = parse_address("postgresql://ann%40x:a%2Bb@host:5433/shop?sslmode=require")
    assert (parsed.user, parsed.password) == ("ann@x", "a+b")
    assert parsed.shown == "postgresql://host:5433/shop" and "a%2Bb" not in parsed.url
    assert parsed.hide("said a+b and a%2Bb") == "said *** and ***"

"""Connecting to a database on the Data page: tables come with their keys, and secrets go."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.workspace import list_workspaces, open_workspace

OpenPage = Callable[..., AppTest]


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    path = tmp_path / "shop.db"
    with sqlite3.connect(path) as connection:
        connection.executescript(
            "CREATE TABLE client(id INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE sale(id INTEGER PRIMARY KEY, buyer INTEGER REFERENCES client(id), amount REAL);"
            "INSERT INTO client VALUES (1, 'Ann'), (2, 'Bo');"
            "INSERT INTO sale VALUES (1, 1, 2.5), (2, 1, 3.5), (3, 2, 9.0);"
        )
    return path


def ask(app: AppTest, address: str, password: str = "", names: str = "") -> AppTest:
    app.text_input(key="data.connect.address").set_value(address)
    app.text_input(key="data.connect.password").set_value(password)
    app.text_input(key="data.connect.names").set_value(names)
    (button,) = [one for one in app.button if one.label == "Connect"]
    return button.click().run()


def test_a_database_opens_a_workspace(open_page: OpenPage, shop: Path) -> None:
    app = ask(open_page("data"), f"sqlite:///{shop}")
    assert not app.exception and not app.error
    tables = open_workspace("shop").tables
    assert tables is not None and tables.names == ["client", "sale"]
    assert [(link.name, link.to, link.confidence) for link in tables.links] == [("sale.buyer", "client", 1.0)]


def test_more_tables_join_those_that_are_there(open_page: OpenPage, shop: Path) -> None:
    app = ask(open_page("data"), f"sqlite:///{shop}", names="client")
    assert not app.exception and not app.error
    tables = open_workspace("shop").tables
    assert tables is not None and tables.names == ["client"]


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://me:s3cr3t@127.0.0.1:1/db",
        "postgresql://me:s3cr3t@host:port/db",
        "mysql://me:s3cr3t@host/db",
        "sqlite:///nowhere.db",
    ],
)
def test_what_goes_wrong_is_said_without_the_password(open_page: OpenPage, address: str) -> None:
    pytest.importorskip("psycopg")
    app = ask(open_page("data"), address, "pa55word")
    assert not app.exception and len(app.error) == 1
    shown = "\n".join(str(one.value) for one in [*app.error, *app.text, *app.caption, *app.markdown])
    assert "s3cr3t" not in shown and "pa55word" not in shown
    assert list_workspaces() == []

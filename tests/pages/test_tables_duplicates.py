"""Duplicates on the Data page of several tables: proposed, accepted, undone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.tables.table_set import Link, TableSet
from core.workspace import Workspace, create_workspace, open_workspace
from tests.core.tables.linked_files import linked

OpenPage = Callable[..., AppTest]


@pytest.fixture
def crm(tmp_path: Path) -> Workspace:
    company = linked(
        tmp_path,
        "company",
        {
            "company_id": ["C1", "C2", "C3"],
            "name": ["Müller GmbH", "MUELLER AG", "<b>Oak</b>"],
            "domain": ["m.de", "m.de", "oak.com"],
        },
        primary_key="company_id",
        kind="company",
    )
    deal = linked(tmp_path, "deal", {"company": ["C1", "C2", "C2"], "amount": [1, 2, 3]})
    links = (Link(table="deal", column="company", to="company"),)
    return create_workspace("crm").with_tables(TableSet(tables=(company, deal), links=links)).store()


def text(app: AppTest) -> str:
    return "\n".join(str(part.value) for part in [*app.text, *app.caption, *app.subheader])


def merges_of(name: str) -> int:
    tables = open_workspace(name).tables
    assert tables is not None
    return len(tables.merges)


def test_accepted_and_undone(open_page: OpenPage, crm: Workspace) -> None:
    app = open_page("data", workspace="crm")
    assert not app.exception and "1 proposal." in text(app)
    assert app.button(key="data.duplicates.merge").disabled  # nothing is ticked by itself
    app.toggle(key="data.duplicates.sure").set_value(True).run()
    app.button(key="data.duplicates.merge").click().run()
    assert not app.exception and merges_of("crm") == 1
    assert "Nothing else looks like a duplicate" in text(app) and "1 row counts as another one" in text(app)
    app.button(key="data.merges.undo_all").click().run()
    assert not app.exception and "1 proposal." in text(app)
    assert open_workspace("crm") == crm


def test_without_duplicates_it_says_so(open_page: OpenPage, tmp_path: Path) -> None:
    tables = TableSet(tables=(linked(tmp_path, "deal", {"id": [1, 2], "x": [1, 2]}),))
    create_workspace("few").with_tables(tables).store()
    app = open_page("data", workspace="few")
    assert not app.exception and "Nothing looks like a duplicate" in text(app)


def test_masked_names_stay_masked(open_page: OpenPage, crm: Workspace) -> None:
    app = open_page("data", workspace="crm", masked="1")
    assert not app.exception and "Names are masked" in text(app)
    assert not [button for button in app.button if button.key == "data.duplicates.merge"]

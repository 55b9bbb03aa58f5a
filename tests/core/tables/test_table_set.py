"""Sets of tables: what names them, joining them, and a workspace that holds one."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import TableError
from core.tables.table import Role
from core.tables.table_set import Link, TableSet
from core.workspace import create_workspace, open_workspace
from tests.core.tables.linked_files import linked, small_table


@pytest.fixture
def crm(tmp_path: Path) -> TableSet:
    company = linked(tmp_path, "company", {"id": range(9), "size": range(9)}, primary_key="id")
    contact = linked(tmp_path, "contact", {"company": range(9), "age": range(9), "seen": ["2024-01-05"] * 9})
    return TableSet(
        tables=(company, contact),
        links=(Link(table="contact", column="company", to="company", confidence=0.9),),
    )


def test_the_content_key_follows_what_can_be_computed(crm: TableSet) -> None:
    contact, link = crm.table("contact"), crm.links[0]
    same = crm.with_table(
        contact.model_copy(update={"time_why": "Because.", "key_confidence": 0.5})
    ).with_link(link.model_copy(update={"confidence": 0.1, "why": "So.", "n_dangling": 7}))
    assert same.content_key == crm.content_key and same != crm
    recoloured = contact.model_copy(update={"table": contact.table.with_roles({"age": Role.CATEGORY})})
    others = [
        crm.with_table(contact.model_copy(update={"time_column": "seen"})),
        crm.with_table(contact.model_copy(update={"late_time": "seen", "late_columns": ("seen",)})),
        crm.with_table(crm.table("company").model_copy(update={"primary_key": "size"})),
        crm.with_table(recoloured),
        crm.without_link("contact", "company"),
        crm.without_table("contact"),
    ]
    keys = {crm.content_key, *(other.content_key for other in others)}
    assert len(keys) == len(others) + 1


def test_joining_sets(crm: TableSet, tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    deal = linked(tmp_path / "new", "deal", {"a": range(3), "b": range(3)})
    newer = linked(tmp_path / "new", "contact", {"company": range(4), "age": range(4)})
    again = crm.joined(TableSet(tables=(crm.table("contact").model_copy(update={"primary_key": None}), deal)))
    assert again.names == ["company", "contact", "deal"] and again.links == crm.links
    changed = crm.joined(TableSet(tables=(newer,), notes=("Read.",)))
    assert changed.table("contact").table.n_rows == 4 and changed.links == () and changed.notes == ("Read.",)


def test_links_need_a_key(crm: TableSet) -> None:
    with pytest.raises(TableError, match="no primary key"):
        crm.with_link(Link(table="company", column="size", to="contact"))
    with pytest.raises(TableError, match="no column 'x'"):
        crm.with_link(Link(table="company", column="x", to="company"))


def test_a_workspace_keeps_what_still_fits(crm: TableSet, tmp_path: Path) -> None:
    examples = small_table(tmp_path, "examples", {"a": [1, 2], "y": ["yes", "no"]})
    opened = create_workspace("w").with_tables(crm).with_table(examples).with_run("run").store()
    assert open_workspace("w") == opened
    told = crm.with_table(crm.table("contact").model_copy(update={"time_why": "Because."}))
    assert opened.with_tables(told).run_id == "run" and opened.with_tables(told).tables == told
    changed = opened.with_tables(crm.without_link("contact", "company"))
    assert (changed.table, changed.run_id) == (None, None)
    assert opened.with_tables(None).tables is None and opened.with_tables(None).table is None

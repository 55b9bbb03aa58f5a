"""What was said of keys stays: names of files and columns decide nothing, and a file brought again keeps its links."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.tables.derived import titles_read
from core.tables.entity_table import is_made_of_columns, with_entity_table
from core.tables.key_repairs import key_repairs, with_repairs, without_repairs
from core.tables.link_proposals import propose_links
from core.tables.list_tables import list_place
from core.tables.made_keys import made_key_name, with_made_key
from core.tables.merges import Merge
from core.tables.names import MAX_NAME
from core.tables.recoded import recoded, restored
from core.tables.table import Role, Table
from core.tables.table_set import LinkedTable, TableSet
from core.workspace import Workspace
from tests.core.tables.linked_files import linked, small_table
from tests.core.tables.recodings import emptied

IDS = [*range(1, 40), 7]  # one deal was opened again
DEALS = {
    "opportunity_id": IDS,
    "amount": [round(i * 1.5, 1) for i in range(40)],
    "stage": ["won", "lost"] * 20,
}


def calls(folder: Path) -> LinkedTable:
    return linked(
        folder,
        "call",
        {"opportunity_id": [1 + i % 30 for i in range(60)], "called_on": ["2024-03-05", "2024-03-06"] * 30},
    )


def pairs(folder: Path, entries: str = "100;-") -> TableSet:
    people = linked(folder, "people", {"person_id": range(100, 120), "age": range(20)})
    cells = [f"{100 + i % 20};{100 + (i + 3) % 20}" for i in range(30)] + [entries]
    visit = linked(folder, "visit", {"visit_id": range(31), "person_ids": cells})
    return propose_links(TableSet(tables=(people, visit)))


@pytest.mark.parametrize("name", ["opps", "pipeline_2024"])
def test_a_repeated_id_gets_a_made_key_whatever_the_file_is_called(tmp_path: Path, name: str) -> None:
    tables = propose_links(TableSet(tables=(linked(tmp_path, name, DEALS), calls(tmp_path))))
    assert tables.table(name).primary_key == "opportunity_id row"
    assert {(link.name, link.to) for link in tables.links} == {
        (f"{name}.opportunity_id", "opportunity_id"),
        ("call.opportunity_id", "opportunity_id"),
    }
    assert f"key {name}.opportunity_id row" in [one.name for one in key_repairs(tables)]


def test_an_id_of_another_table_makes_no_key_though_it_is_nearly_unique(tmp_path: Path) -> None:
    place = {"client_id": IDS, "town": ["Ulm", "Bonn", "Kiel", "Ulm"] * 10}
    client = linked(tmp_path, "kunden", {"client_id": range(1, 41), "age": range(40)})
    tables = propose_links(TableSet(tables=(linked(tmp_path, "place", place), client)))
    assert tables.table("place").primary_key is None
    assert {(link.name, link.to) for link in tables.links} == {("place.client_id", "kunden")}


def test_files_called_as_made_tables_are_files(tmp_path: Path) -> None:
    told = {"customer_id": range(20), "size": range(20)}
    split = linked(tmp_path, "split from customers.all", told)
    made = linked(tmp_path, "made of customers", {"customer_id": range(20), "sum": range(20)})
    assert list_place(split.table) is None and not is_made_of_columns(made.table)
    tables = propose_links(TableSet(tables=(split, made)))
    assert tables.names == [split.name, made.name]
    assert all(one.primary_key == "customer_id" for one in tables.tables)


def test_made_tables_of_older_workspaces_are_known(tmp_path: Path) -> None:
    tables = pairs(tmp_path)
    tables = with_entity_table(tables, [("people", "age")], "years")
    new = ("split_from", "made_of", "read_hash")
    for name in ("visit_people", "years"):
        told = tables.table(name).table.to_json()
        old = Table.model_validate({key: value for key, value in told.items() if key not in new})
        assert list_place(old) == list_place(tables.table(name).table)
        assert is_made_of_columns(old) is (name == "years")
    assert list_place(tables.table("visit_people").table) == ("visit", "person_ids")


def test_a_change_to_values_of_made_tables_stays(tmp_path: Path) -> None:
    before = with_entity_table(pairs(tmp_path), [("people", "age")], "years")
    workspace = Workspace(name="w").with_tables(before)
    for name, column, value in (("visit_people", "person_ids", "-"), ("years", "years", "7")):
        assert workspace.tables is not None
        table = workspace.tables.table(name).table
        workspace = workspace.with_values(recoded(table, emptied(column, value)))
        assert workspace.tables is not None
        kept = workspace.tables.table(name).table
        assert kept.value_change(column) is not None
        assert kept.frame([column])[column].isna().sum() == 1
    assert workspace.tables is not None
    assert list_place(workspace.tables.table("visit_people").table) == ("visit", "person_ids")
    back = workspace.with_values(restored(workspace.tables.table("visit_people").table)).tables
    assert back is not None
    assert back.table("visit_people").table.content_hash == before.table("visit_people").table.content_hash


def test_a_made_key_never_takes_the_name_of_a_column(tmp_path: Path) -> None:
    table = linked(tmp_path, "order", {"Order": IDS, "order row": ["x"] * 40})
    made = with_made_key(table, ("Order",))
    assert made.table.columns[-1].made_of == ("Order",) and made.table.columns[-1].name == "Order row_2"
    assert made.table.frame(["Order row_2"]).iloc[-1, 0] == "7 (2)"
    assert made.table.frame(["order row"])["order row"].tolist() == ["x"] * 40
    assert with_made_key(made, ("Order",)) == made


def test_long_names_cut_short_are_taken_back_and_made_again(tmp_path: Path) -> None:
    long = ["a" * (MAX_NAME - 1) + end for end in "xyz"]
    columns = {name: [i // 6, i % 6, i] for i, name in enumerate(long)}
    columns = {long[0]: [i // 6 for i in range(36)], long[1]: [i % 6 for i in range(36)], long[2]: range(36)}
    table = linked(tmp_path, "t", columns)
    both = with_made_key(with_made_key(table, (long[0], long[1])), (long[0], long[2]))
    names = [column.name for column in both.table.columns[-2:]]
    assert len(set(names)) == 2 and all(len(name) <= MAX_NAME for name in names)
    tables = TableSet(tables=(both,))
    back = without_repairs(tables, [f"key t.{names[1]}"])
    back = TableSet.model_validate(back.to_json())
    again = with_repairs(back, [f"key t.{names[1]}"])
    assert again.table("t").table.column(made_key_name(both.table, (long[0], long[2]))).made_of == (
        long[0],
        long[2],
    )
    assert (again.declined, again.taken_back) == ((), ())


def test_a_repair_taken_back_in_an_older_workspace_can_be_made_again(tmp_path: Path) -> None:
    tables = propose_links(TableSet(tables=(linked(tmp_path, "opps", DEALS), calls(tmp_path))))
    name = "key opps.opportunity_id row"
    told = without_repairs(tables, [name]).to_json()
    del told["taken_back"]
    old = TableSet.model_validate(told)
    assert propose_links(old).table("opps").primary_key is None
    assert with_repairs(old, [name]).table("opps").primary_key == "opportunity_id row"


def test_a_made_key_leaves_merges_and_the_same_file_again_leaves_all(tmp_path: Path) -> None:
    people = {"person_id": range(100, 140), "job_title": ["Chief Financial Officer", "Engineer"] * 20}
    person = linked(tmp_path, "people", people, primary_key="person_id")
    tables = TableSet(tables=(person,)).with_merge(Merge(table="people", kept="100", merged=("101",)))
    made = tables.with_table(with_made_key(person, ("job_title",)))
    assert made.merges == tables.merges
    kept = made.with_table(made.table("people").model_copy(update={"time_why": "Said by hand."}))
    again = TableSet(tables=(linked(tmp_path, "people", people),))
    assert kept.joined(again) == kept
    derived = again.model_copy(update={"tables": (LinkedTable(table=titles_read(again.tables[0].table)),)})
    assert kept.joined(derived) == kept
    other = TableSet(tables=(linked(tmp_path, "people", {**people, "person_id": range(200, 240)}),))
    assert kept.joined(other).table("people").primary_key is None


def test_the_same_file_again_fits_a_table_of_an_older_workspace(tmp_path: Path) -> None:
    people = {"person_id": range(100, 140), "job_title": ["Chief Financial Officer", "Engineer"] * 20}
    table = titles_read(small_table(tmp_path, "people", people))
    old = LinkedTable(table=table.model_copy(update={"read_hash": None}), primary_key="person_id")
    tables = TableSet(tables=(old,))
    assert tables.joined(TableSet(tables=(LinkedTable(table=table),))) == tables


def test_columns_are_read_out_of_a_table_with_changed_values(tmp_path: Path) -> None:
    people = {
        "person_id": range(40),
        "job_title": ["Chief Financial Officer", "Engineer"] * 20,
        "town": ["Ulm", "-", "Bonn", "Kiel"] * 10,
    }
    changed = recoded(small_table(tmp_path, "people", people), emptied("town", "-"))
    table = titles_read(changed)
    assert table.frame()["town"].isna().sum() == 10
    assert table.recoding == changed.recoding and table.column("seniority").role is Role.CATEGORY
    more = recoded(table, emptied("seniority", "board"))
    assert more.frame()["seniority"].isna().sum() >= 20
    assert restored(more).frame()["town"].isna().sum() == 0
    assert titles_read(table) == table

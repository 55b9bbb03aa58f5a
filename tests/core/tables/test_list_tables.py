"""Lists of keys in a cell: every entry is linked, whatever stands between them, and it can be taken back."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from core.cli_recode import with_recommended
from core.errors import TableError
from core.tables.correction import correct_roles
from core.tables.expressions import opened
from core.tables.link_proposals import propose_links
from core.tables.list_tables import (
    lists_split_anew,
    split_places,
    with_list_split,
    without_left_lists,
    without_list_split,
)
from core.tables.marking import known_always
from core.tables.recoded import restored
from core.tables.table import Role, Table
from core.tables.table_set import LinkedTable, TableSet
from core.tables.time_proposals import with_time
from core.workspace import Workspace
from tests.core.tables.linked_files import linked

N = 30
LISTS = [[100 + i % 20] if i % 3 else [100 + i % 20, 100 + (i + 7) % 20] for i in range(N)]


def deals(folder: Path, cells: list[str]) -> TableSet:
    contacts = linked(
        folder,
        "contacts",
        {"Record ID": range(100, 120), "Create Date": ["2024-01-05"] * 20, "size": [3, 4] * 10},
    )
    made = linked(
        folder,
        "deals",
        {
            "Record ID": range(900, 900 + N),
            "Create Date": [f"2024-02-{1 + i % 28:02d}" for i in range(N)],
            "Associated Contact IDs": cells,
        },
    )
    return TableSet(tables=(contacts, made))


def pairs(tables: TableSet, name: str) -> set[tuple[str, str]]:
    """The pairs of keys that meet rows of both tables."""
    with opened(tables) as source:
        frame = source.table(name).execute()
    return {(str(one), str(other)) for one, other in frame.itertuples(index=False)}


TRUTH = {(str(900 + i), str(key)) for i, keys in enumerate(LISTS) for key in keys}


@pytest.mark.parametrize(
    "written",
    [
        ";".join,
        ", ".join,
        " | ".join,
        "\n".join,
        "/n".join,
        "/".join,
        " ".join,
        lambda keys: "[" + ", ".join(keys) + "]",
        lambda keys: '["' + '","'.join(keys) + '"]',
        lambda keys: ", ".join(f"Ada Lund ({key})" for key in keys),
    ],
)
def test_each_entry_of_a_list_is_linked(tmp_path: Path, written: object) -> None:
    assert callable(written)
    tables = propose_links(deals(tmp_path, [written([str(k) for k in keys]) for keys in LISTS]))
    assert split_places(tables) == {("deals", "Associated Contact IDs"): "deals_contacts"}
    assert pairs(tables, "deals_contacts") == TRUTH
    assert {(link.table, link.to, link.n_dangling) for link in tables.links} == {
        ("deals_contacts", "deals", 0),
        ("deals_contacts", "contacts", 0),
    }
    assert tables.table("deals").column("Associated Contact IDs").role is Role.IGNORE
    made = tables.table("deals_contacts")
    assert made.time_from == "deal Record ID"  # a pair is known with the row that holds the list
    assert any("split into deals_contacts" in note for note in tables.notes)


def test_one_key_a_cell_stays_a_plain_link(tmp_path: Path) -> None:
    tables = propose_links(deals(tmp_path, [str(keys[0]) for keys in LISTS]))
    assert tables.names == ["contacts", "deals"]
    assert [link.name for link in tables.links] == ["deals.Associated Contact IDs"]


def test_names_with_a_comma_and_words_are_no_lists(tmp_path: Path) -> None:
    firms = [f"Firm {i}, Inc" for i in range(12)]
    companies = linked(tmp_path, "companies", {"company": firms, "size": range(12)})
    orders = linked(
        tmp_path,
        "orders",
        {
            "order_id": range(24),
            "company": firms * 2,
            "note": [f"called, wrote; asked {i}" for i in range(24)],
        },
    )
    tables = propose_links(TableSet(tables=(companies, orders)))
    assert tables.names == ["companies", "orders"]
    assert {link.name: link.n_dangling for link in tables.links} == {"orders.company": 0}


def test_repeated_and_empty_entries_and_entries_without_a_row(tmp_path: Path) -> None:
    cells = ["100;100; ;101", "102;777", "000000000000000;103", "104;105", "", "106;107"] * 5
    tables = propose_links(deals(tmp_path, cells))
    with opened(tables) as source:
        found = source.table("deals_contacts").execute()
    assert sorted(found.iloc[:, 1][found.iloc[:, 0] == "900"]) == ["100", "101"]
    assert sorted(found.iloc[:, 1][found.iloc[:, 0] == "902"]) == ["103"]
    assert tables.links_from("deals_contacts")[1].n_dangling == 5  # 777, said as every lost key is
    assert not (found.iloc[:, 0] == "904").any()


def test_a_split_is_taken_back_and_not_made_again(tmp_path: Path) -> None:
    before = deals(tmp_path, [";".join(map(str, keys)) for keys in LISTS])
    tables = propose_links(before)
    back = without_list_split(tables, "deals_contacts")
    assert back.names == ["contacts", "deals"]
    assert (
        back.table("deals").table.columns
        == propose_links(
            before.model_copy(update={"declined": ("list deals.Associated Contact IDs of contacts",)})
        )
        .table("deals")
        .table.columns
    )
    again = propose_links(
        back.model_copy(update={"declined": ("list deals.Associated Contact IDs of contacts",)})
    )
    assert "deals_contacts" not in again.names
    with pytest.raises(TableError, match="not split"):
        without_list_split(tables, "deals")


def test_another_file_of_the_name_gives_other_pairs(tmp_path: Path) -> None:
    tables = propose_links(deals(tmp_path, [";".join(map(str, keys)) for keys in LISTS]))
    (tmp_path / "next").mkdir()
    other = deals(tmp_path / "next", ["100;101"] * N).table("deals")
    assert without_left_lists(tables.joined(TableSet(tables=(other,)))).names == ["contacts", "deals"]
    changed = other.model_copy(update={"primary_key": "Record ID"})
    anew = lists_split_anew(tables.with_table(changed))
    assert {key for _, key in pairs(anew, "deals_contacts")} == {"100", "101"}
    assert lists_split_anew(tables) == tables


def test_what_was_chosen_for_pairs_stays_when_they_are_split_anew(tmp_path: Path) -> None:
    tables = propose_links(deals(tmp_path, [";".join(map(str, keys)) for keys in LISTS]))
    pair = tables.table("deals_contacts")
    name = pair.table.columns[1].name
    columns = tuple(
        one.model_copy(update={"role": Role.CATEGORY, "display_name": "Contact"}) if one.name == name else one
        for one in pair.table.columns
    )
    chosen = pair.table.model_copy(update={"columns": columns})
    tables = tables.with_table(pair.model_copy(update={"table": chosen}))
    (tmp_path / "next").mkdir()
    other = deals(tmp_path / "next", ["100;101"] * N).table("deals")
    changed = other.model_copy(update={"primary_key": "Record ID"})
    anew = lists_split_anew(tables.with_table(changed)).table("deals_contacts").table
    assert anew.content_hash != chosen.content_hash
    assert (anew.column(name).role, anew.column(name).display_name) == (Role.CATEGORY, "Contact")


def test_what_cannot_be_split_is_said(tmp_path: Path) -> None:
    tables = deals(tmp_path, [str(keys[0]) for keys in LISTS])
    with pytest.raises(TableError, match="rows of deals have no name"):
        with_list_split(tables, ("deals", "Associated Contact IDs"), "contacts")
    with pytest.raises(TableError, match="holds no lists"):
        with_list_split(propose_links(tables), ("deals", "Associated Contact IDs"), "contacts")


def _crm(folder: Path, *, as_serials: bool) -> TableSet:
    """Contacts with the day of their creation and calls of several contacts each, dated by days or by Excel serials."""
    folder.mkdir()
    days = pd.date_range("2024-01-10 09:00", periods=60, freq="53h")
    serials = ((days - pd.Timestamp("1899-12-30")) / pd.Timedelta("1D")).round(5)
    people = {
        "Contact ID": [f"003Vw{i:03}" for i in range(30)],
        "Create Date": pd.date_range("2023-01-01", periods=30).strftime("%Y-%m-%d"),
    }
    calls = {
        "Activity ID": [f"00T{i:05}" for i in range(60)],
        "Associated Contact IDs": [f"003Vw{i % 30:03};003Vw{(i + 7) % 30:03}" for i in range(60)],
        "Date": list(serials) if as_serials else days.strftime("%Y-%m-%d %H:%M:%S"),
    }
    lines = {"Line No": range(90), "Activity ID": [f"00T{i % 60:05}" for i in range(90)]}
    given = {"contacts": people, "activities": calls, "activity_lines": lines}
    return propose_links(
        TableSet(tables=tuple(linked(folder, name, columns) for name, columns in given.items()))
    )


def _clocks(tables: TableSet) -> dict[str, object]:
    return {one.name: (one.clock_key, one.time_why) for one in tables.tables}


def test_serials_accepted_later_give_the_times_that_days_give_at_the_import(tmp_path: Path) -> None:
    as_days, serials = (_crm(tmp_path / str(flag), as_serials=flag) for flag in (False, True))
    assert as_days.table("activities_contacts").time_from == "Activity ID"
    assert serials.table("activities_contacts").time_from == "Associated Contact IDs"
    workspace = Workspace(name="w", tables=serials)
    changed = with_recommended(serials.table("activities").table)
    accepted = workspace.with_values(changed)
    assert accepted.tables is not None
    assert _clocks(accepted.tables) == _clocks(as_days)
    back = accepted.with_values(restored(changed, ["Date"])).tables
    assert back is not None and _clocks(back) == _clocks(serials)


@pytest.mark.parametrize("table", ["activities_contacts", "activity_lines"])
def test_a_time_set_by_hand_stays_when_values_of_another_table_change(tmp_path: Path, table: str) -> None:
    serials = _crm(tmp_path / "crm", as_serials=True)
    always = known_always(serials.table(table), "Set by hand.")
    workspace = Workspace(name="w", tables=serials.with_table(always))
    accepted = workspace.with_values(with_recommended(serials.table("activities").table)).tables
    assert accepted is not None and accepted.table("activities").time_column == "Date"
    assert not accepted.table(table).has_clock


def test_a_role_or_a_clock_set_by_hand_makes_the_other_tables_follow(tmp_path: Path) -> None:
    as_days, serials = (_crm(tmp_path / str(flag), as_serials=flag) for flag in (False, True))
    as_dates = correct_roles(serials.table("activities").table, {"Date": Role.DATE})
    followed = Workspace(name="w", tables=serials).with_values(as_dates).tables
    assert followed is not None and _clocks(followed) == _clocks(as_days)
    always = known_always(as_days.table("activities"), "Set by hand.")
    changed = Workspace(name="w", tables=as_days).with_clocks(as_days.with_table(always)).tables
    assert changed is not None and changed.table("activities_contacts").time_from == "Associated Contact IDs"
    back = with_time(changed.table("activities"), "Date")
    again = Workspace(name="w", tables=changed).with_clocks(changed.with_table(back)).tables
    assert again is not None and again.table("activities_contacts").time_from == "Activity ID"


def test_a_time_that_was_set_by_hand_before_the_record_said_so_still_counts() -> None:
    table = Table(content_hash="0" * 16, name="t", source_name="t.csv", n_rows=0, columns=())
    old = LinkedTable(table=table, time_why="Set by hand.").model_dump(mode="json")
    del old["time_by_hand"]
    assert LinkedTable.model_validate(old).time_by_hand
    assert not LinkedTable.model_validate({**old, "time_why": "It has no dates."}).time_by_hand

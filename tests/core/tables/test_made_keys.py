"""Made keys: rows that share an id, or are named by two columns only, get a name of their own; nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import TableError
from core.tables.expressions import opened
from core.tables.link_proposals import propose_links
from core.tables.made_keys import with_made_key, without_key_made
from core.tables.recoded import recoded
from core.tables.table import Role
from core.tables.table_set import TableSet
from tests.core.tables.linked_files import linked
from tests.core.tables.recodings import emptied

N = 40
IDS = [*range(1, 33), *range(1, 9)]  # eight deals were opened again


def deals(folder: Path, *, calls: bool = False) -> TableSet:
    contact = linked(folder, "contact", {"contact_id": range(100, 120), "age": [30, 40] * 10})
    opportunity = linked(
        folder,
        "opportunity",
        {
            "opportunity_id": IDS,
            "contact_id": [100 + i % 20 for i in range(N)],
            "opened_on": [f"2024-01-{1 + i % 28:02d}" for i in range(N)],
        },
    )
    call = linked(
        folder,
        "call",
        {"opportunity_id": [1 + i % 30 for i in range(60)], "called_on": ["2024-03-05", "2024-03-06"] * 30},
    )
    return TableSet(tables=(contact, opportunity, *([call] if calls else [])))


def test_rows_that_repeat_an_id_get_a_name_of_their_own(tmp_path: Path) -> None:
    tables = propose_links(deals(tmp_path))
    table = tables.table("opportunity")
    assert (table.primary_key, table.table.n_rows) == ("opportunity_id row", N)
    assert any("8 of 40 rows repeat" in note for note in tables.notes)
    with opened(tables) as source:
        rows = source.table("opportunity").execute()
    assert rows["opportunity_id row"].tolist() == [
        str(one) if place < 32 else f"{one} (2)" for place, one in enumerate(IDS)
    ]
    assert rows["contact_id"].tolist() == [str(100 + i % 20) for i in range(N)]
    assert table.column("opportunity_id").role is Role.IGNORE  # an id is no input, repeated or not


def test_who_names_a_repeated_id_reaches_each_of_its_rows(tmp_path: Path) -> None:
    tables = propose_links(deals(tmp_path, calls=True))
    assert {link.name: link.to for link in tables.links} == {
        "opportunity.contact_id": "contact",
        "opportunity.opportunity_id": "opportunity_id",
        "call.opportunity_id": "opportunity_id",
    }
    assert any("many to many" in note for note in tables.notes)
    with opened(tables) as source:
        call, opportunity = source.table("call"), source.table("opportunity")
        n = call.join(opportunity, "opportunity_id").count().execute()
    assert n == sum(IDS.count(1 + i % 30) for i in range(60))
    again = propose_links(tables)  # what was made is not made twice
    assert (again.names, again.links) == (tables.names, tables.links)


def test_a_key_of_two_columns_is_used_and_linked(tmp_path: Path) -> None:
    orders = linked(tmp_path, "orders", {"order_id": range(1, 21), "total": [i * 1.5 for i in range(20)]})
    lines = linked(
        tmp_path,
        "lines",
        {
            "order_id": [1 + i // 3 for i in range(60)],
            "line_no": [1 + i % 3 for i in range(60)],
            "sku": ["a|", "b", "c"] * 20,
        },
    )
    returned = linked(
        tmp_path,
        "returned",
        {
            "OrderId": [1, 2, 2, 99, 5, 6, 7],
            "Line No": [2, 1, 3, 1, 1, 1, 1],
            "why": ["late", "broken", "late", "wrong", "late", "late", "wrong"],
        },
    )
    tables = propose_links(TableSet(tables=(orders, lines, returned)))
    assert tables.table("lines").primary_key == "order_id + line_no"
    links = {link.name: (link.to, link.n_dangling) for link in tables.links}
    assert links == {
        "lines.order_id": ("orders", 0),
        "returned.OrderId": ("orders", 1),
        "returned.OrderId + Line No": ("lines", 1),
    }
    with opened(tables) as source:
        rows = source.table("returned").join(
            source.table("lines").select(k="order_id + line_no", sku="sku"), [("OrderId + Line No", "k")]
        )
        found = rows.execute()
    assert dict(zip(found["OrderId + Line No"], found["sku"], strict=True)) == {
        "1 | 2": "b",
        "2 | 1": "a|",
        "2 | 3": "c",
        "5 | 1": "a|",
        "6 | 1": "a|",
        "7 | 1": "a|",
    }


def test_columns_that_differ_by_chance_are_no_key(tmp_path: Path) -> None:
    shops = linked(
        tmp_path,
        "shops",
        {"colour": [f"c{i // 5}" for i in range(25)], "kind": [f"k{i % 5}" for i in range(25)]},
    )
    other = linked(tmp_path, "other", {"other_id": range(10), "n": range(10)})
    tables = propose_links(TableSet(tables=(shops, other)))
    assert tables.table("shops").primary_key is None


def test_values_side_by_side_never_fall_together(tmp_path: Path) -> None:
    parts = [("a|", "b"), ("a", "|b"), ("a | b", "c"), ("a", "b | c"), ("a||", "b"), (None, "b"), ("a", "b")]
    table = linked(tmp_path, "t", {"x": [p for p, _ in parts], "y": [q for _, q in parts], "n": range(7)})
    made = with_made_key(table, ("x", "y"))
    keys = made.table.frame(["x + y"])["x + y"]
    assert keys.isna().tolist() == [False] * 5 + [True, False]
    assert keys.dropna().is_unique
    assert (made.column("x + y").n_missing, made.column("x + y").n_distinct) == (1, 6)
    with pytest.raises(TableError, match="several different"):
        with_made_key(table, ("x", "x"))
    with pytest.raises(TableError, match="no column 'z'"):
        with_made_key(table, ("x", "z"))


def test_a_made_key_is_taken_back_and_not_made_again(tmp_path: Path) -> None:
    before = deals(tmp_path)
    tables = propose_links(before)
    back = without_key_made(tables, "opportunity", "opportunity_id row")
    assert back.table("opportunity").primary_key is None
    assert back.table("opportunity").table.columns == before.table("opportunity").table.columns
    assert list(back.table("opportunity").table.frame().columns) == [
        "opportunity_id",
        "contact_id",
        "opened_on",
    ]
    again = propose_links(back.model_copy(update={"declined": ("key opportunity.opportunity_id row",)}))
    assert again.table("opportunity").primary_key is None
    with pytest.raises(TableError, match="a column of the file"):
        without_key_made(tables, "contact", "contact_id")


def test_values_that_a_person_changed_stay_changed(tmp_path: Path) -> None:
    table = deals(tmp_path).table("opportunity")
    table = table.model_copy(update={"table": recoded(table.table, emptied("contact_id", "103"))})
    made = with_made_key(table, ("opportunity_id",))
    assert made.table.frame(["contact_id"])["contact_id"].isna().sum() == 2
    assert made.table.recoding == table.table.recoding
    assert made.table.frame(["opportunity_id row"]).iloc[-1, 0] == "8 (2)"

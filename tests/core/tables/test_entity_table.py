"""A table made of columns: one row a value, known since it was first seen, linked back; against pandas and by hand."""

from __future__ import annotations

import pandas as pd
import pytest

from core.errors import TableError
from core.tables.entity_table import FIRST_SEEN, with_entity_table
from core.tables.expressions import opened
from core.tables.table import Role
from core.tables.table_set import TableSet
from core.workspace import create_workspace
from tests.core.task.crm_tables import days, link, linked

ENDS = [("transfer", "from_account"), ("transfer", "to_account")]


@pytest.fixture
def tables() -> TableSet:
    """Three transfers; order lines take the time of their order."""
    transfer = pd.DataFrame(
        {
            "transfer_id": ["1", "2", "3", "4"],
            "from_account": ["a", "b", "a ", None],
            "to_account": ["c", "a", "", "d"],
            "sent_on": days("2025-03-01", "2025-01-01", "2025-02-01", None),
            "bank": [12, 12, 7, 7],
        }
    )
    order = pd.DataFrame({"order_id": ["o1", "o2"], "ordered_on": days("2025-05-01", "2025-04-01")})
    line = pd.DataFrame({"order_id": ["o1", "o2", "o2"], "sku": ["x", "x", "y"], "note": ["p", "q", "q"]})
    return TableSet(
        tables=(
            linked("transfer", transfer, primary_key="transfer_id", time_column="sent_on"),
            linked("order", order, primary_key="order_id", time_column="ordered_on"),
            linked("line", line, time_from="order_id"),
        ),
        links=(link("line", "order_id", "order"),),
    )


def test_both_ends_of_a_transfer_give_one_table_that_knows_when_each_was_first_seen(tables: TableSet) -> None:
    made = with_entity_table(tables, ENDS, "account")
    account = made.table("account")
    frame = account.table.frame()
    assert frame["account"].tolist() == ["a", "b", "c", "d"]
    assert frame[FIRST_SEEN].tolist()[:3] == list(days("2025-01-01", "2025-01-01", "2025-03-01"))
    assert frame[FIRST_SEEN].isna().tolist() == [False, False, False, True]  # seen on no day
    assert (account.primary_key, account.time_column) == ("account", FIRST_SEEN)
    assert account.table.column("account").role is Role.ID
    assert [(one.name, one.to, one.n_dangling) for one in made.links[1:]] == [
        ("transfer.from_account", "account", 0),
        ("transfer.to_account", "account", 0),
    ]
    with opened(made) as source:
        rows, keys = source.table("transfer"), source.table("account")
        joined = rows.inner_join(keys, rows["from_account"] == keys["account"])
        assert joined.count().execute() == 3  # blanks at the end of a value make no other account


def test_numbers_times_of_named_rows_and_tables_without_a_clock(tables: TableSet) -> None:
    bank = with_entity_table(tables, [("transfer", "bank")], "bank")
    assert bank.table("bank").table.n_rows == 2
    with opened(bank) as source:
        rows, keys = source.table("transfer"), source.table("bank")
        assert rows.inner_join(keys, rows["bank"] == keys["bank"]).count().execute() == 4
    product = with_entity_table(tables, [("line", "sku")], "product").table("product")
    assert product.table.frame()[FIRST_SEEN].tolist() == list(days("2025-04-01", "2025-04-01"))
    timeless = tables.with_table(tables.table("line").model_copy(update={"time_from": None}))
    product = with_entity_table(timeless, [("line", "sku")], "product").table("product")
    assert product.time_column is None and [c.name for c in product.table.columns] == ["product"]


def test_it_is_made_anew_under_its_own_name_and_refused_under_another(tables: TableSet) -> None:
    made = with_entity_table(tables, ENDS[:1], "account")
    again = with_entity_table(made, ENDS, "account")
    assert again.names == made.names and len(again.links_to("account")) == 2
    assert again.table("account").table.n_rows == 4
    assert with_entity_table(again, ENDS, "account") == again
    for places, name, message in (
        (ENDS, "Order", "There is a table Order already"),
        ([], "x", "one column"),
        ([ENDS[0], ENDS[0]], "x", "one column"),
        ([("line", "order_id")], "x", "points at order already"),
        ([("transfer", "transfer_id")], "x", "key of its table"),
        ([("transfer", "sent_on")], "x", "it is a date"),
        ([("transfer", "nothing")], "x", "no column 'nothing'"),
        (ENDS, " ", "cannot be called"),
    ):
        with pytest.raises(TableError, match=message):
            with_entity_table(tables, places, name)
    one = linked("t", pd.DataFrame({"k": ["1", "2"], "v": ["z", "z"]}), primary_key="k")
    with pytest.raises(TableError, match="too few different values"):
        with_entity_table(TableSet(tables=(one,)), [("t", "v")], "v2")


def test_times_over_two_keys_count_and_a_changed_clock_gives_another_table(tables: TableSet) -> None:
    part = pd.DataFrame({"line_id": ["l1", "l2", "l3"], "maker": ["m", "n", "m"]})
    line = tables.table("line").table.frame().assign(line_id=["l1", "l2", "l3"])
    order = tables.table("order").table.frame()
    later = order.assign(paid_on=days("2025-06-01", "2025-07-01"))
    chain = tables.with_table(linked("line", line, primary_key="line_id", time_from="order_id"))
    chain = chain.with_table(linked("order", later, primary_key="order_id", time_column="ordered_on"))
    chain = chain.with_table(linked("part", part, time_from="line_id")).with_link(
        link("part", "line_id", "line")
    )
    chain = chain.with_link(link("line", "order_id", "order"))
    made = with_entity_table(chain, [("part", "maker")], "maker").table("maker")
    assert made.table.frame()[FIRST_SEEN].tolist() == list(days("2025-04-01", "2025-04-01"))
    paid = chain.table("order").model_copy(update={"time_column": "paid_on"})
    made = with_entity_table(chain.with_table(paid), [("part", "maker")], "maker").table("maker")
    assert made.table.frame()[FIRST_SEEN].tolist() == list(days("2025-06-01", "2025-07-01"))


def test_another_clock_of_its_source_makes_it_anew_in_the_workspace(tables: TableSet) -> None:
    """Else the moments that were first seen by the former clock would stay in force."""
    transfer = tables.table("transfer").table.frame()
    transfer = transfer.assign(booked_on=days("2025-03-09", "2025-01-09", "2025-02-09", None))
    later = linked("transfer", transfer, primary_key="transfer_id", time_column="sent_on")
    workspace = create_workspace("Clock").with_tables(
        with_entity_table(tables.with_table(later), ENDS, "account")
    )
    made = workspace.tables
    assert made is not None
    booked = made.table("transfer").model_copy(update={"time_column": "booked_on"})
    changed = workspace.with_tables(made.with_table(booked)).tables
    assert changed is not None and changed.links == made.links
    seen = changed.table("account").table.frame()[FIRST_SEEN]
    assert seen.tolist()[:3] == list(days("2025-01-09", "2025-01-09", "2025-03-09"))
    always = made.table("transfer").model_copy(update={"time_column": None})
    timeless = workspace.with_tables(made.with_table(always)).tables
    assert timeless is not None and timeless.table("account").time_column is None
    assert FIRST_SEEN not in timeless.table("account").table.frame()
    again = workspace.with_tables(timeless.with_table(made.table("transfer"))).tables
    assert again is not None and again.table("account").time_column == FIRST_SEEN

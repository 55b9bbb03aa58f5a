"""Keys that are nearly the same: each kind of difference is proposed, accepted, undone; nothing is guessed twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import TableError
from core.tables.expressions import opened
from core.tables.integrity import check_integrity
from core.tables.key_repairs import key_repairs, with_repairs, without_repairs
from core.tables.key_spellings import propose_spellings
from core.tables.link_proposals import propose_links
from core.tables.merges import Merge
from core.tables.table_set import TableSet
from tests.core.tables.linked_files import linked

PRODUCTS = ["GTX Pro", "GTX Basic", "MG Advanced", "GTX Plus Basic", "GTK 500", "Café Créme"]


def sales(folder: Path, keys: list[str], named: list[str]) -> TableSet:
    products = linked(folder, "products", {"product": keys, "price": range(len(keys))})
    deals = linked(folder, "deals", {"deal_id": [f"d{i}" for i in range(len(named))], "product": named})
    return propose_links(TableSet(tables=(products, deals)))


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("GTXPro", "GTX Pro"),
        ("gtx  basic", "GTX Basic"),
        ("MG-Advanced", "MG Advanced"),
        ("Cafe Creme", "Café Créme"),
        ("GTX Plus Basik", "GTX Plus Basic"),
        ("GTK 550", None),  # another number is another thing
        ("Nothing alike", None),
    ],
)
def test_one_other_spelling(tmp_path: Path, written: str, meant: str | None) -> None:
    tables = sales(tmp_path, PRODUCTS, [*PRODUCTS * 3, written, written])
    found = propose_spellings(tables)
    assert [one.pairs for one in found] == ([((written, meant),)] if meant else [])
    assert tables.links[0].n_dangling == 2
    if meant is None:
        return
    assert found[0].count == 2 and written in found[0].sentence
    changed = with_repairs(tables, ["spelling deals.product of products"])
    assert changed.links[0].n_dangling == 0
    assert not [one for one in check_integrity(changed).findings if one.kind == "dangling keys"]
    assert changed.content_key != tables.content_key  # what was computed before is not taken for what is now
    with opened(changed) as source:
        deals, products = source.table("deals"), source.table("products")
        assert deals.join(products, "product").count().execute() == 20
        assert products.count().execute() == 6
    assert without_repairs(changed, ["spelling of products"]) == tables


@pytest.mark.parametrize(
    ("keys", "named", "because"),
    [
        ([f"C{i}" for i in range(1, 31)], [f"C{i:05d}" for i in range(1, 31)], "leading zeros"),
        ([f"ACC-{i}" for i in range(1, 31)], [f"{i}" for i in range(1, 31)], "the beginning 'ACC-'"),
        ([f"AB{i}x" for i in range(1, 31)], [f"ab{i}X" for i in range(1, 31)], "upper and lower case"),
    ],
)
def test_a_whole_column_written_otherwise_is_linked_and_proposed(
    tmp_path: Path, keys: list[str], named: list[str], because: str
) -> None:
    account = linked(tmp_path, "account", {"account_id": keys, "size": range(30)})
    deal = linked(tmp_path, "deal", {"deal_id": range(60), "account_id": [*named, *named]})
    tables = propose_links(TableSet(tables=(account, deal)))
    (link,) = tables.links
    assert (link.name, link.to, link.n_dangling) == ("deal.account_id", "account", 60)
    (found,) = propose_spellings(tables)
    assert (len(found.pairs), found.count) == (30, 60)
    assert because in found.sentence
    assert with_repairs(tables, ["spelling deal.account_id of account"]).links[0].n_dangling == 0


def test_what_means_two_keys_or_counts_its_case_is_not_guessed(tmp_path: Path) -> None:
    tables = sales(tmp_path, [*PRODUCTS, "GT XPro"], [*PRODUCTS * 3, "GTXPro"])
    assert propose_spellings(tables) == ()
    cased = sales(
        tmp_path, ["aB12", "ab12", "cD34", "ee11", "ff22"], ["aB12", "cD34", "ee11", "ff22", "AB12"] * 3
    )
    assert propose_spellings(cased) == ()


def test_a_key_that_was_merged_leads_on(tmp_path: Path) -> None:
    tables = sales(tmp_path, PRODUCTS, [*PRODUCTS * 3, "GTXPro"])
    tables = tables.with_merge(Merge(table="products", kept="GTX Basic", merged=("GTX Pro",)))
    changed = with_repairs(tables, [one.name for one in key_repairs(tables) if not one.is_made])
    with opened(changed) as source:
        assert (source.table("deals")["product"] == "GTX Basic").sum().execute() == 7
    assert without_repairs(changed, ["spelling of products"]).merges == tables.merges


def test_a_list_and_a_key_are_taken_back_and_made_again(tmp_path: Path) -> None:
    people = linked(tmp_path, "people", {"person_id": range(100, 120), "age": range(20)})
    visit = linked(
        tmp_path,
        "visit",
        {
            "visit_id": [*range(30), 3],
            "person_ids": [f"{100 + i % 20};{100 + (i + 3) % 20}" for i in range(31)],
        },
    )
    tables = propose_links(TableSet(tables=(people, visit)))
    names = [one.name for one in key_repairs(tables)]
    assert names == ["key visit.visit_id row", "list visit.person_ids of people"]
    assert all(one.is_made for one in key_repairs(tables))
    back = without_repairs(tables, ["list visit.person_ids of people", "key visit.visit_id row"])
    assert back.names == ["people", "visit"] and back.table("visit").primary_key is None
    assert sorted(back.declined) == names and not any(one.is_made for one in key_repairs(back))
    assert propose_links(back).names == ["people", "visit"]
    again = with_repairs(back, names)
    assert again.declined == () and again.names == tables.names
    assert again.table("visit").primary_key == "visit_id row"
    with pytest.raises(TableError, match="No repair of keys waits"):
        with_repairs(tables, ["spelling x"])
    with pytest.raises(TableError, match="No repair of keys is in force"):
        without_repairs(tables, ["spelling x"])


def test_the_same_number_after_another_beginning_is_another_thing(tmp_path: Path) -> None:
    company = linked(
        tmp_path, "company", {"company_id": [f"C-{i:04d}" for i in range(40)], "size": range(40)}
    )
    account = linked(tmp_path, "account", {"account_id": [f"A-{i:04d}" for i in range(40)], "sum": range(40)})
    assert propose_links(TableSet(tables=(company, account))).links == ()

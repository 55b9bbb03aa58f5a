"""Merged rows: they disappear, keys that named them name the kept row, and an undo brings all of it back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pydantic import ValidationError

from core.errors import TableError
from core.graph.recipe import GraphRecipe
from core.graph.relational_building import relational_key
from core.storage import file_sha256
from core.tables.expressions import ROW, opened
from core.tables.merges import Merge, final_keys
from core.tables.table_set import Link, LinkedTable, TableSet
from core.task.examples import examples_key
from core.task.query.parse import parse_query
from core.task.seed_times import SeedTimes
from tests.core.tables.linked_files import linked


@pytest.fixture
def tables(tmp_path: Path) -> TableSet:
    company = linked(
        tmp_path,
        "company",
        {
            "company_id": ["001", "002", "003", "004"],
            "parent": [None, "001", "002", None],
            "name": ["Acme AG", "ACME", "Birch Ltd", "Cedar"],
        },
        primary_key="company_id",
    )
    contact = linked(
        tmp_path,
        "contact",
        {"contact_id": [1, 2, 3, 4], "company": ["001", "002", "002", "009"], "age": [31, 42, 53, 64]},
        primary_key="contact_id",
    )
    # the card's key is the company's: one card beside one company
    card = linked(
        tmp_path,
        "card",
        {"company_id": ["001", "002", "003"], "limit": [10, 20, 30]},
        primary_key="company_id",
    )
    use = linked(tmp_path, "use", {"card": ["002", "003", "001"], "amount": [5, 6, 7]})
    links = (
        Link(table="company", column="parent", to="company"),
        Link(table="contact", column="company", to="company"),
        Link(table="card", column="company_id", to="company"),
        Link(table="use", column="card", to="card"),
    )
    return TableSet(tables=(company, contact, card, use), links=links)


def rows(tables: TableSet, name: str) -> pd.DataFrame:
    with opened(tables) as source:
        frame: pd.DataFrame = source.backend.to_pandas(source.numbered(name).order_by(ROW))
    return frame.astype(object).where(frame.notna(), None)


def lists(tables: TableSet, name: str, *columns: str) -> list[list[Any]]:
    return [list(rows(tables, name)[column]) for column in columns]


def test_merged_rows_disappear_and_keys_follow(tables: TableSet) -> None:
    merged = tables.with_merge(Merge(table="company", kept="001", merged=("002",)))
    keys, parents, row = lists(merged, "company", "company_id", "parent", ROW)
    assert keys == ["001", "003", "004"] and row == [0, 2, 3]
    assert parents == [None, "001", None]
    assert lists(merged, "contact", "company", "age") == [["001", "001", "001", "009"], [31, 42, 53, 64]]


def test_a_company_merged_with_its_parent_is_not_its_own_parent(tables: TableSet) -> None:
    merged = tables.with_merge(Merge(table="company", kept="002", merged=("001",)))
    keys, parents = lists(merged, "company", "company_id", "parent")
    assert keys == ["002", "003", "004"] and parents == [None, "002", None]


def test_a_key_that_is_a_link_follows_over_two_tables(tables: TableSet) -> None:
    merged = tables.with_merge(Merge(table="company", kept="001", merged=("002",)))
    # both cards stay as rows; the later one has lost its name to the first
    assert lists(merged, "card", "company_id", "limit") == [["001", None, "003"], [10, 20, 30]]
    assert lists(merged, "use", "card") == [["001", "003", "001"]]


def test_a_kept_row_may_be_merged_later_and_each_merge_undone_alone(tables: TableSet) -> None:
    first = Merge(table="company", kept="002", merged=("001",))
    second = Merge(table="company", kept="003", merged=("002",))
    both = tables.with_merge(first).with_merge(second)
    assert final_keys(both.merges, "company") == {"001": "003", "002": "003"}
    assert lists(both, "contact", "company") == [["003", "003", "003", "009"]]
    only = both.without_merge(first)
    assert lists(only, "contact", "company") == [["001", "003", "003", "009"]]
    with pytest.raises(TableError, match="'001' of company was merged into '002' already"):
        tables.with_merge(first).with_merge(Merge(table="company", kept="004", merged=("001",)))


def test_keys_compared_as_numbers_are_merged_as_numbers(tmp_path: Path) -> None:
    client = linked(
        tmp_path, "client", {"id": ["0012", "0013", "0014"], "x": ["a", "b", "c"]}, primary_key="id"
    )
    call = linked(tmp_path, "call", {"client": [12, 13, 14], "y": [1, 2, 3]})
    tables = TableSet(tables=(client, call), links=(Link(table="call", column="client", to="client"),))
    merged = tables.with_merge(Merge(table="client", kept="0012", merged=("0014",)))
    assert lists(merged, "client", "id") == [["12", "13"]]
    assert lists(merged, "call", "client") == [["12", "13", "12"]]


def test_undo_restores_everything_bit_for_bit(tables: TableSet) -> None:
    files = {one.name: file_sha256(one.table.parquet) for one in tables.tables}
    before = {name: rows(tables, name) for name in tables.names}
    merge = Merge(table="company", kept="001", merged=("002", "003"))
    merged = tables.with_merge(merge)
    assert len(rows(merged, "company")) == 2
    undone = merged.without_merge(merge)
    assert undone == tables and undone.content_key == tables.content_key
    for name in tables.names:
        pd.testing.assert_frame_equal(rows(undone, name), before[name])
    assert {one.name: file_sha256(one.table.parquet) for one in tables.tables} == files


def test_a_merge_makes_other_examples_and_another_graph(tables: TableSet) -> None:
    merge = Merge(table="company", kept="001", merged=("002",))
    merged = tables.with_merge(merge)
    query = parse_query("PREDICT COUNT(contact.*, 0, 30, days) > 0 FOR EACH company.company_id")
    days = {"validation": "2024-02-01", "test": "2024-03-01", "now": "2024-04-01"}
    seeds = SeedTimes(train=("2024-01-01",), horizon_days=30, **days)
    recipe = GraphRecipe(relations=())

    def keys(of: TableSet) -> tuple[str, str, str]:
        return examples_key(of, query, seeds), relational_key(of, recipe, 1.0), of.content_key

    assert all(one != other for one, other in zip(keys(tables), keys(merged), strict=True))
    assert keys(merged.without_merge(merge)) == keys(tables)


def test_merges_fit_the_keys_they_were_made_for(tables: TableSet) -> None:
    merged = tables.with_merge(Merge(table="company", kept="001", merged=("002",)))
    company = merged.table("company")
    assert merged.with_table(company.model_copy(update={"kind": "company"})).merges == merged.merges
    assert merged.with_table(company.model_copy(update={"primary_key": "name"})).merges == ()
    assert merged.without_table("company").merges == ()
    assert merged.without_table("card").merges == merged.merges
    keyless = LinkedTable(table=tables.table("use").table)
    with pytest.raises(TableError, match="use has no primary key"):
        TableSet(tables=(keyless,)).with_merge(Merge(table="use", kept="1", merged=("2",)))


@pytest.mark.parametrize("merged", [(), ("001",), ("002", "002")])
def test_senseless_merges_are_refused(merged: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError):
        Merge(table="company", kept="001", merged=merged)

"""Who is around a row as of a time, against plain loops; nothing later; words for rows."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import GraphError
from core.graph.recipe import GraphRecipe
from core.graph.relational_building import relational_graph_for
from core.graph.relational_graph import ALWAYS, RelationalGraph
from core.graph.relational_neighborhood import relational_neighborhood
from core.graph.row_labels import row_labels
from core.graph.table_proposal import default_recipe
from core.tables.merges import Merge
from core.tables.table_set import TableSet
from tests.core.graph.random_relational import random_world, seeds
from tests.core.graph.small_crm import FIRST_DAY, frames, linked, table_set
from tests.core.tables.linked_files import linked as from_file


def crm(seed: int) -> tuple[RelationalGraph, TableSet]:
    tables = table_set(frames(np.random.default_rng(seed)))
    return relational_graph_for(tables, default_recipe(tables), FIRST_DAY + 50), tables


@pytest.mark.parametrize("seed", range(25))
def test_hears_the_latest_known_links(seed: int) -> None:
    rng = np.random.default_rng(seed)
    world = random_world(rng)
    graph = world.graph()
    name, node, time = seeds(world, rng, n=1)
    row, t = int(node[0]), float(time[0])
    around = relational_neighborhood(graph, name, row, t, per_relation=2)
    assert (around.middle.node_type, around.middle.node, around.middle.hop) == (name, row, 0)
    heard = {h.edge_type: h for h in around.heard}
    for edge_type, edges in world.edges.items():
        if edge_type[2] != name:
            continue
        known = sorted(e.time for e in edges if e.destination == row and e.time <= t)
        assert heard[edge_type].n_known == len(known)
        assert heard[edge_type].n_shown == min(len(known), 2)
        latest = known[-1] if known and known[-1] != ALWAYS else None
        assert heard[edge_type].latest == latest
    for link in around.links:
        assert link.time is None or link.time <= t
    for shown in around.rows[1:]:
        assert shown.time is None or shown.time <= t
        assert any(link.source == around.rows.index(shown) for link in around.links)


def test_two_hops_take_turns_and_stop_at_the_limit() -> None:
    graph, _ = crm(0)
    degree = np.diff(graph.relations["contact", "works_at", "company"].indptr)
    firm = int(degree.argmax())
    around = relational_neighborhood(graph, "company", firm, FIRST_DAY + 99, hops=2, max_rows=15)
    assert len(around.rows) == 15
    assert [row.hop for row in around.rows] == sorted(row.hop for row in around.rows)
    assert {row.node_type for row in around.rows} >= {"company", "contact"}
    assert all(0 <= link.source < 15 and 0 <= link.destination < 15 for link in around.links)
    titles = {link.title for link in around.links}
    assert "people who work there" in titles and "employer" in titles


def test_a_deal_shows_its_value_only_once_it_is_closed() -> None:
    data = frames(np.random.default_rng(1))
    tables = table_set(data)
    graph = relational_graph_for(tables, default_recipe(tables), FIRST_DAY + 50)
    deals = data["opportunity"]
    place = int(np.flatnonzero(deals["closed"].notna() & (deals["closed"] > deals["opened"]))[0])
    deal = deals.iloc[place]
    closed = (deal["closed"] - pd.Timestamp(0)) / pd.Timedelta(days=1)
    before = relational_neighborhood(graph, "opportunity", place, closed - 0.5, tables=tables)
    after = relational_neighborhood(graph, "opportunity", place, closed, tables=tables)
    assert not [row for row in before.rows if row.node_type == "opportunity_late"]
    late = next(row for row in after.rows if row.node_type == "opportunity_late")
    assert late.id == deal["opportunity_id"] and late.row == place
    assert late.labels == (("value", f"{deal['value']:,.0f}"),)
    assert before.middle.labels == (("product", deal["product"]),)
    assert before.middle.time == (deal["opened"] - pd.Timestamp(0)) / pd.Timedelta(days=1)


def test_labels_are_words() -> None:
    frame = pd.DataFrame(
        {
            "id": ["a", "b"],
            "size": [1234.0, None],
            "name": ["Long " * 30, "<b>x</b>"],
            "day": pd.to_datetime(["2024-03-01", None]),
        }
    )
    table = linked(
        "firm", frame, {"id": "id", "size": "number", "name": "text", "day": "date"}, primary_key="id"
    )
    one, other = row_labels(TableSet(tables=(table,)), "firm", np.array([0, 1]))
    assert [name for name, _ in one] == ["name", "size", "day"]
    assert len(one[0][1]) == 60 and one[0][1].endswith("…")
    assert one[1:] == (("size", "1,234"), ("day", "2024-03-01"))
    assert other == (("name", "<b>x</b>"),)


def test_no_such_row() -> None:
    graph, _ = crm(2)
    for kind, row in (("planet", 0), ("contact", 999), ("contact", -1)):
        with pytest.raises(GraphError, match="There is no row"):
            relational_neighborhood(graph, kind, row, FIRST_DAY)


def test_nodes_are_found_by_id_the_first_where_one_repeats() -> None:
    graph, _ = crm(3)
    contact = graph.nodes["contact"]
    assert contact.nodes_of(["P3", "nobody", "P0"]).tolist() == [3, -1, 0]
    late = graph.nodes["opportunity_late"]
    assert late.rows_in_table(np.array([0]))[0] == int(str(late.ids[0])[1:])


def test_rows_behind_a_merged_one_are_described_by_themselves(tmp_path: Path) -> None:
    columns = {"company_id": ["c1", "c2", "c3"], "name": ["Alpha", "Alfa", "Gamma"]}
    company = from_file(tmp_path, "company", columns, primary_key="company_id")
    tables = TableSet(tables=(company,), merges=(Merge(table="company", kept="c1", merged=("c2",)),))
    graph = relational_graph_for(tables, GraphRecipe(relations=()), 0.0)
    nodes = graph.nodes["company"]
    assert nodes.ids.tolist() == ["c1", "c3"]
    assert nodes.rows_in_table(np.arange(2)).tolist() == [0, 2]
    around = relational_neighborhood(graph, "company", 1, 0.0, tables=tables)
    assert dict(around.middle.labels)["name"] == "Gamma"

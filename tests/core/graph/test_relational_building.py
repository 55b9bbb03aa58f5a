"""The graph of many tables against pandas; time; odd tables; the store."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import GraphError, StorageError
from core.graph.recipe import GraphRecipe, KnnRelation
from core.graph.relational_building import relational_graph_for, relational_key
from core.graph.relational_graph import ALWAYS, NEVER, EdgeType, RelationalGraph
from core.graph.relational_store import graph_directory, load_relational
from core.graph.table_proposal import default_recipe
from core.graph.table_recipe import LinkRelation, OverlapRelation, PeerRelation, TransferRelation
from core.graph.temporal_sampler import TemporalSampler
from core.tables.table_set import Link, TableSet
from tests.core.graph.small_crm import FIRST_DAY, Frames, changed_after, frames, linked, table_set

SLOW = settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
Triple = tuple[str, str, float]


def built(given_frames: Frames, until: float = FIRST_DAY + 50) -> RelationalGraph:
    tables = table_set(given_frames)
    return relational_graph_for(tables, default_recipe(tables), until)


def edges_by_id(graph: RelationalGraph, edge_type: EdgeType) -> list[Triple]:
    """(id heard, id that hears, day known)."""
    relation = graph.relations[edge_type]
    destination = np.repeat(np.arange(len(relation.indptr) - 1), np.diff(relation.indptr))
    source_ids, ids = graph.nodes[edge_type[0]].ids, graph.nodes[edge_type[2]].ids
    return sorted(
        (str(source_ids[s]), str(ids[d]), float(t))
        for s, d, t in zip(relation.source, destination, relation.time, strict=True)
    )


def days(values: pd.Series) -> pd.Series:
    return (values - pd.Timestamp(0)) / pd.Timedelta(days=1)


def joined(
    child: pd.DataFrame, key: str, time: str | None, parent: pd.DataFrame, parent_time: str | None
) -> pd.DataFrame:
    """Child and parent rows by a plain pandas merge, with the later of their two times."""
    one = child.assign(row=[f"#{i + 1}" for i in range(len(child))])
    one = one.assign(t_child=days(one[time]) if time else ALWAYS)
    other = parent.assign(t_parent=days(parent[parent_time]) if parent_time else ALWAYS)
    both = one.merge(other, left_on=key, right_on=parent.columns[0], suffixes=("", "_parent"))
    return both.dropna(subset=["t_child", "t_parent"]).assign(
        t=lambda f: f[["t_child", "t_parent"]].max(axis=1)
    )


def test_links_equal_a_pandas_merge() -> None:
    data = frames(np.random.default_rng(0))
    graph = built(data)
    works = joined(data["contact"], "company_id", "created", data["company"], None)
    truth = sorted(zip(works["contact_id"], works["company_id"], works["t"], strict=True))
    assert len(truth) > 20
    assert edges_by_id(graph, ("contact", "works_at", "company")) == truth
    turned = sorted((c, p, t) for p, c, t in truth)
    assert edges_by_id(graph, ("company", "employs", "contact")) == turned

    done = joined(data["activity"], "contact_id", "at", data["contact"], "created")
    truth = sorted(zip(done["activity_id"], done["contact_id"], done["t"], strict=True))
    assert edges_by_id(graph, ("activity", "done_with", "contact")) == truth


def test_late_halves_are_known_from_the_late_time_on() -> None:
    data = frames(np.random.default_rng(1))
    graph = built(data)
    closed = data["opportunity"].dropna(subset=["closed"])
    late = graph.nodes["opportunity_late"]
    assert late.ids.tolist() == closed["opportunity_id"].tolist()
    assert late.time.tolist() == days(closed["closed"]).tolist()
    assert set(late.feature_columns) == {"value"}
    assert set(graph.nodes["opportunity"].feature_columns) == {"product"}
    own = edges_by_id(graph, ("opportunity_late", "later_part_of", "opportunity"))
    both = closed.dropna(subset=["opened"])
    time = np.maximum(days(both["closed"]), days(both["opened"]))
    assert own == sorted(zip(both["opportunity_id"], both["opportunity_id"], time, strict=True))
    deals = joined(closed, "company_id", "closed", data["company"], None)
    truth = sorted(zip(deals["opportunity_id"], deals["company_id"], deals["t"], strict=True))
    assert edges_by_id(graph, ("opportunity_late", "related_to", "company")) == truth


def test_titles_tell_what_a_row_hears() -> None:
    graph = built(frames(np.random.default_rng(1)))
    for name in graph.nodes:
        titles = [relation.title for relation in graph.relations_into(name)]
        assert len(set(titles)) == len(titles) and all(titles)
    assert [relation.title for relation in graph.relations_into("company")] == [
        "people who work there",
        "opportunities",
        "opportunities: what became of them",
        "same industry",
        "alike",
    ]
    member = pd.DataFrame({"lead": ["x"], "product": ["p"]})
    one = pd.DataFrame({"id": ["x", "p"]})
    tables = TableSet(
        tables=(
            linked("deal", member, dict.fromkeys(member, "category"), kind="opportunity"),
            linked("lead", one, {"id": "id"}, primary_key="id", kind="lead"),
            linked("product", one, {"id": "id"}, primary_key="id", kind="product"),
        ),
        links=(
            Link(table="deal", column="lead", to="lead"),
            Link(table="deal", column="product", to="product"),
        ),
    )
    deals = relational_graph_for(tables, default_recipe(tables), 0.0)
    titles = [relation.title for relation in deals.relations_into("deal")]
    assert titles == ["what it is about (lead)", "what it is about (product)"]


def test_transfers_join_sender_and_receiver() -> None:
    data = frames(np.random.default_rng(2))
    graph = built(data)
    known = dict(zip(data["contact"]["contact_id"], days(data["contact"]["created"]), strict=True))
    truth = []
    for row in data["transfer"].itertuples():
        one, two = known.get(row.from_contact), known.get(row.to_contact)
        t = (row.day - pd.Timestamp(0)) / pd.Timedelta(days=1)
        if one is None or two is None or np.isnan([one, two, t]).any() or row.from_contact == row.to_contact:
            continue
        truth.append((row.from_contact, row.to_contact, max(one, two, t)))
    assert len(truth) > 10
    assert edges_by_id(graph, ("contact", "transfers_to", "contact")) == sorted(truth)
    turned = sorted((b, a, t) for a, b, t in truth)
    assert edges_by_id(graph, ("contact", "received_from", "contact")) == turned


def test_peers_and_overlap_of_rows_known_always() -> None:
    data = frames(np.random.default_rng(3))
    graph = built(data)
    company = data["company"]
    peers = nx.DiGraph((s, d) for s, d, _ in edges_by_id(graph, ("company", "industry_peer", "company")))
    truth = nx.DiGraph(
        (a.company_id, b.company_id)
        for a in company.itertuples()
        for b in company.itertuples()
        if a.industry == b.industry and a.company_id != b.company_id
    )
    assert set(peers.edges) == set(truth.edges)  # 12 companies: no value has more than the cap
    items = {row.company_id: set(row.technologies.split("; ")) for row in company.itertuples()}
    alike = edges_by_id(graph, ("company", "similar_to", "company"))
    assert {(a, b) for a, b, _ in alike} == {(b, a) for a, b, _ in alike}
    for a, b, t in alike:
        assert len(items[a] & items[b]) / len(items[a] | items[b]) >= 0.25
        assert t == ALWAYS


def test_notes_count_what_is_not_linked() -> None:
    data = frames(np.random.default_rng(4))
    graph = built(data)
    notes = " ".join(graph.notes)
    keys = data["activity"]["contact_id"].dropna()
    n_dangling = int((~keys.isin(data["contact"]["contact_id"])).sum())
    n_undated = int(data["activity"]["at"].isna().sum())
    assert n_dangling > 0 and n_undated > 0
    assert f"{n_dangling} rows of activity have a contact_id that names no row of contact" in notes
    assert f"{n_undated} rows of activity have no readable at" in notes
    undated = data["activity"]["at"].isna().to_numpy()
    assert np.array_equal(graph.nodes["activity"].time == NEVER, undated)


def seen_by(graph: RelationalGraph, name: str, ids: list[str], day: float) -> list[object]:
    """All a model gets to see of these entities at a day, rows told by their names."""
    place = {str(one): i for i, one in reversed(list(enumerate(graph.nodes[name].ids)))}
    node = np.array([place[one] for one in ids])
    batch = TemporalSampler(graph, (3, 3, 3)).sample(name, node, np.full(len(ids), day))
    seen: list[object] = []
    for kind, rows in batch.rows.items():
        has_key = kind not in ("transfer",)
        seen += [kind, graph.nodes[kind].ids[rows].tolist() if has_key else None, batch.tree[kind].tolist()]
        seen += [np.asarray(graph.nodes[kind].x[rows]).tobytes(), batch.age[kind].tobytes()]
    for edge_type, index in batch.edge_index.items():
        seen += [edge_type, index.tolist(), batch.edge_age[edge_type].tobytes()]
        seen.append(batch.degree[edge_type].tolist())
    return seen


@given(st.integers(0, 2**32 - 1), st.integers(30, 90))
@SLOW
def test_rows_after_t_change_nothing_that_is_seen_at_t(seed: int, day: int) -> None:
    rng = np.random.default_rng(seed)
    data = frames(rng)
    t = FIRST_DAY + day
    before = built(data, until=t)
    after = built(changed_after(data, day, rng), until=t)
    assert before.key != after.key
    assert before.encoders == after.encoders
    created = data["contact"]["created"]
    ids = data["contact"]["contact_id"][(days(created) <= t)].tolist()
    assert seen_by(before, "contact", ids, t) == seen_by(after, "contact", ids, t)
    firms = data["company"]["company_id"].tolist()
    assert seen_by(before, "company", firms, t - 10) == seen_by(after, "company", firms, t - 10)


def test_cycles_self_references_and_two_links_to_one_table() -> None:
    company = pd.DataFrame({"id": ["a", "b", "c"], "parent": ["a", "a", "b"], "boss": ["x", None, "y"]})
    person = pd.DataFrame({"id": ["x", "y"], "works_at": ["a", "c"], "founded": ["b", "zzz"]})
    role = dict.fromkeys(("parent", "boss", "works_at", "founded"), "category") | {"id": "id"}
    tables = TableSet(
        tables=(
            linked("company", company, role, primary_key="id", kind="company"),
            linked("person", person, role, primary_key="id", kind="contact"),
        ),
        links=(
            Link(table="company", column="parent", to="company"),
            Link(table="company", column="boss", to="person"),
            Link(table="person", column="works_at", to="company"),
            Link(table="person", column="founded", to="company"),
        ),
    )
    graph = relational_graph_for(tables, default_recipe(tables), 0.0)
    assert edges_by_id(graph, ("company", "company_by_parent", "company")) == [
        ("b", "a", ALWAYS),
        ("c", "b", ALWAYS),
    ]
    assert edges_by_id(graph, ("company", "parent_of_company", "company")) == [
        ("a", "b", ALWAYS),
        ("b", "c", ALWAYS),
    ]
    assert edges_by_id(graph, ("person", "person_by_works_at", "company")) == [
        ("x", "a", ALWAYS),
        ("y", "c", ALWAYS),
    ]
    assert edges_by_id(graph, ("person", "person_by_founded", "company")) == [("x", "b", ALWAYS)]
    assert edges_by_id(graph, ("person", "boss_of_company", "company")) == [
        ("x", "a", ALWAYS),
        ("y", "c", ALWAYS),
    ]
    batch = TemporalSampler(graph, (4, 4, 4)).sample("company", np.array([0]), np.array([0.0]))
    assert sorted(graph.nodes["company"].ids[batch.rows["company"]]) == ["a", "b", "c"]


def test_keys_of_different_types_and_repeated_keys() -> None:
    parent = pd.DataFrame({"id": ["0007", "12", "12"], "v": [1.0, 2.0, 3.0]})
    child = pd.DataFrame({"to": [7, 12, 99]})
    tables = TableSet(
        tables=(
            linked("parent", parent, {"id": "id", "v": "number"}, primary_key="id"),
            linked("child", child, {"to": "number"}),
        ),
        links=(Link(table="child", column="to", to="parent"),),
    )
    graph = relational_graph_for(tables, default_recipe(tables), 0.0)
    assert [(s, d) for s, d, _ in edges_by_id(graph, ("child", "child_by_to", "parent"))] == [
        ("#1", "7"),
        ("#2", "12"),
    ]
    assert np.diff(graph.relations["child", "child_by_to", "parent"].indptr).tolist() == [1, 1, 0]
    assert graph.nodes["child"].x.shape == (3, 0)


def test_a_table_without_rows_or_links_stays() -> None:
    empty = pd.DataFrame({"id": pd.Series([], dtype="str"), "at": pd.Series([], dtype="datetime64[us]")})
    alone = pd.DataFrame({"v": [1.0, 2.0]})
    tables = TableSet(
        tables=(
            linked("empty", empty, {"id": "id", "at": "date"}, primary_key="id", time_column="at"),
            linked("alone", alone, {"v": "number"}),
        )
    )
    graph = relational_graph_for(tables, default_recipe(tables), 0.0)
    assert {name: nodes.n for name, nodes in graph.nodes.items()} == {"empty": 0, "alone": 2}
    assert graph.relations == {}


def test_nothing_later_shapes_the_encoders() -> None:
    data = frames(np.random.default_rng(5))
    none = built(data, until=FIRST_DAY - 1)
    assert none.nodes["contact"].x.shape[1] == 0
    assert none.nodes["company"].x.shape[1] > 0
    assert built(data, until=FIRST_DAY + 99).encoders != built(data, until=FIRST_DAY + 20).encoders


@pytest.mark.parametrize(
    ("relation", "words"),
    [
        (LinkRelation(table="contact", column="title"), "no link contact.title"),
        (LinkRelation(table="planet", column="x"), "no link planet.x"),
        (PeerRelation(table="company", column="colour"), "cannot link rows"),
        (PeerRelation(table="opportunity", column="value"), "filled in later"),
        (OverlapRelation(table="planet", column="x"), "no table 'planet'"),
        (TransferRelation(table="activity"), "not about transfers"),
    ],
)
def test_relations_that_do_not_fit(relation: LinkRelation, words: str) -> None:
    tables = table_set(frames(np.random.default_rng(6)))
    recipe = GraphRecipe(relations=(relation,))
    with pytest.raises(GraphError, match=words):
        relational_graph_for(tables, recipe, FIRST_DAY)
    assert not graph_directory(relational_key(tables, recipe, FIRST_DAY)).exists()


def test_stored_once_and_mapped(home: Path) -> None:
    tables = table_set(frames(np.random.default_rng(7)))
    recipe = default_recipe(tables)
    phases: list[dict[str, object]] = []
    graph = relational_graph_for(tables, recipe, FIRST_DAY + 50, phases.append)
    assert phases[-1] == {"phase": "graph built", "progress": 1.0}
    shares = [float(str(p["progress"])) for p in phases]
    assert shares == sorted(shares)
    phases.clear()
    again = relational_graph_for(tables, recipe, FIRST_DAY + 50, phases.append)
    assert again is graph and not phases
    with_other = GraphRecipe(relations=(*recipe.relations, KnnRelation()))
    assert relational_key(tables, with_other, FIRST_DAY + 50) == graph.key
    assert relational_key(tables, recipe, FIRST_DAY + 51) != graph.key
    late = tables.table("opportunity").model_copy(update={"late_time": None})
    assert relational_key(tables.with_table(late), recipe, FIRST_DAY + 50) != graph.key


def test_a_damaged_graph_is_built_again(home: Path) -> None:
    tables = table_set(frames(np.random.default_rng(8)))
    recipe = default_recipe(tables)
    graph = relational_graph_for(tables, recipe, FIRST_DAY)
    (graph_directory(graph.key) / "source_0.npy").write_bytes(b"nothing")
    other = table_set(frames(np.random.default_rng(9)))
    relational_graph_for(other, recipe, FIRST_DAY)  # the one loaded last is kept at hand
    with pytest.raises(StorageError, match="damaged"):
        load_relational(graph.key)
    mended = relational_graph_for(tables, recipe, FIRST_DAY)
    assert np.array_equal(mended.nodes["contact"].x, graph.nodes["contact"].x)
    with pytest.raises(StorageError, match="not there any more"):
        load_relational("0" * 16)


def test_a_lost_file_is_said(home: Path) -> None:
    tables = table_set(frames(np.random.default_rng(10)))
    tables.table("contact").table.parquet.unlink()
    with pytest.raises(StorageError, match="contact is not there any more"):
        relational_graph_for(tables, default_recipe(tables), FIRST_DAY)

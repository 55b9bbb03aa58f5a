"""Lines of a recipe of many tables: they parse, join the recipe, and get names that tell what they join."""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
import pytest
from pydantic import ValidationError

from core.errors import GraphError
from core.graph.building import build_graph
from core.graph.recipe import (
    GraphRecipe,
    HistoryRelation,
    KnnRelation,
    PeersRelation,
    RecentRelation,
    SharedRelation,
    parse_relation,
)
from core.graph.relation_names import KNOWN_NAMES, apart, link_names, title_of
from core.graph.relational_graph import ALWAYS, NEVER
from core.graph.table_pairs import overlap_pairs, same_value_pairs
from core.graph.table_proposal import default_recipe
from core.graph.table_recipe import (
    TABLE_RELATIONS,
    LateRelation,
    LinkRelation,
    OverlapRelation,
    PeerRelation,
    TransferRelation,
    named,
)
from core.tables.table_set import Link, TableSet
from tests.core.graph.small_crm import frames, linked, table_set

TABLES = ["contact", "company", "order.items"]


@pytest.mark.parametrize(
    ("text", "relation"),
    [
        ("link:contact.company_id", LinkRelation(table="contact", column="company_id")),
        ("link:order.items.product id", LinkRelation(table="order.items", column="product id")),
        ("peers:company.industry", PeerRelation(table="company", column="industry")),
        ("overlap:company.tech.stack", OverlapRelation(table="company", column="tech.stack")),
        ("transfer:order.items", TransferRelation(table="order.items")),
        ("late:contact", LateRelation(table="contact")),
        ("knn:5", KnnRelation(k=5)),
        ("peers:emp.var.rate", PeersRelation(column="emp.var.rate")),
        ("knn:8,scale=all rows", KnnRelation(k=8, scale="all rows")),
        (
            "history:32,delay=50,unit=days,frozen=true",
            HistoryRelation(k=32, delay=50, unit="days", frozen=True),
        ),
        ("recent:16,k=20", RecentRelation(k=20)),
        ("shared:a,b,hub_cap=9", SharedRelation(column="a,b", hub_cap=9)),
        ("peers:company.industry,hub_cap=5", PeerRelation(table="company", column="industry", hub_cap=5)),
    ],
)
def test_lines(text: str, relation: object) -> None:
    assert parse_relation(text, TABLES) == relation
    name = getattr(relation, "name")  # noqa: B009 - any kind
    if isinstance(relation, TABLE_RELATIONS) and "=" not in text:
        assert name == text


def test_without_table_names_peers_are_those_of_one_table() -> None:
    assert parse_relation("peers:company.industry") == PeersRelation(column="company.industry")
    assert parse_relation("link:contact.company_id") == LinkRelation(table="contact", column="company_id")


@pytest.mark.parametrize(
    "text",
    [
        "link:planet.x",
        "link:contact",
        "transfer:contact.x",
        "late:",
        "junk:1",
        "",
        "knn:8,scale=some rows",
        "knn:8,colour=red",
        "history:8,delay=soon",
        "history:8,delay=0",
    ],
)
def test_broken_lines(text: str) -> None:
    with pytest.raises(GraphError):
        parse_relation(text, TABLES)


def test_default_recipe_names_what_it_joins() -> None:
    recipe = default_recipe(table_set(frames(np.random.default_rng(0))))
    found = {relation.name: relation.names for relation in recipe.table_relations}
    assert found == {
        "link:contact.company_id": ("works_at", "employs"),
        "link:activity.contact_id": ("done_with", "had_activity"),
        "link:opportunity.company_id": ("related_to", "has_opportunity"),
        "link:transfer.from_contact": ("transfer_by_from_contact", "from_contact_of_transfer"),
        "link:transfer.to_contact": ("transfer_by_to_contact", "to_contact_of_transfer"),
        "late:opportunity": ("later_part_of", "early_part_of"),
        "transfer:transfer": ("transfers_to", "received_from"),
        "peers:company.industry": ("industry_peer", "industry_peer"),
        "overlap:company.technologies": ("similar_to", "similar_to"),
    }
    assert GraphRecipe.model_validate(recipe.to_json()) == recipe
    for relation in recipe.relations:
        assert relation.sentence.endswith(".") and relation.title


@pytest.mark.parametrize(
    ("child", "parent", "names"),
    [
        ("contact", "company", ("works_at", "employs")),
        ("activity", "contact", ("done_with", "had_activity")),
        ("activity", "rep", ("assigned_to", "looks_after")),
        ("contact", "campaign", ("engaged_with", "reached")),
        ("opportunity", "contact", ("related_to", "has_opportunity")),
        ("account", "client", ("belongs_to", "holds_account")),
        ("transaction", "account", ("booked_on", "triggered")),
        ("planet", "star", None),
    ],
)
def test_known_kinds(child: str, parent: str, names: tuple[str, str] | None) -> None:
    assert link_names(child, parent) == names
    for name in names or ():
        assert title_of(name)


def test_no_name_is_contained_in_another() -> None:
    def clashes(names: list[str]) -> list[tuple[str, str]]:
        return [(a, b) for a, b in itertools.permutations(set(names), 2) if a in b]

    assert not clashes(list(KNOWN_NAMES))
    frame = pd.DataFrame({"rep": ["1"], "rep_2": ["1"], "works_at": ["1"], "id": ["1"]})
    role = dict.fromkeys(("rep", "rep_2", "works_at"), "category") | {"id": "id"}
    tables = TableSet(
        tables=(linked("t", frame, role, primary_key="id"), linked("by", frame, role, primary_key="id")),
        links=tuple(
            Link(table=table, column=column, to=to)
            for table, to in (("t", "by"), ("by", "t"), ("t", "t"))
            for column in ("rep", "rep_2", "works_at")
        )[:6],
    )
    names = [name for relation in default_recipe(tables).table_relations for name in relation.names or ()]
    assert len(names) == 12 and not clashes(names)
    assert apart(["works_at", "x_works_at_y"]) == ["works_at", "link_002"]


def test_two_relations_of_one_table_have_two_names() -> None:
    tables = table_set(frames(np.random.default_rng(1)))
    peers = [PeerRelation(table="company", column=c) for c in ("industry", "sector")]
    one, other = named(peers, tables)
    assert one.names == ("industry_peer",) * 2 and other.names == ("same_sector",) * 2
    with pytest.raises(ValidationError, match="once"):
        GraphRecipe(relations=(peers[0], peers[0]))


def test_a_relation_of_many_tables_does_not_disturb_one_table(make_table, task_of) -> None:
    table = make_table()
    recipe = GraphRecipe(relations=(KnnRelation(k=3), LinkRelation(table="contact", column="x")))
    try:
        graph = build_graph(table, task_of(table), recipe)
    except GraphError as error:
        assert "several tables" in str(error)
    else:
        assert list(graph.relations) == ["similar_to"]


def test_peers_of_timed_rows_equal_brute_force() -> None:
    rng = np.random.default_rng(2)
    values = pd.Series(rng.choice(["a", "A ", "b", None], 60), dtype="str")
    time = rng.integers(0, 20, 60).astype(float)
    time[rng.random(60) < 0.1] = NEVER
    pairs = same_value_pairs(values, time, hub_cap=4)
    truth, n_capped = set(), 0
    keys = values.str.strip().str.lower()
    for row in range(60):
        if time[row] == NEVER or pd.isna(keys[row]):
            continue
        before = [r for r in range(60) if keys[r] == keys[row] and (time[r], r) < (time[row], row)]
        before.sort(key=lambda r: (time[r], r))
        truth |= {(r, row) for r in before[-4:]}
        n_capped += len(before) > 4
    assert set(zip(pairs.earlier.tolist(), pairs.later.tolist(), strict=True)) == truth
    assert pairs.n_capped == n_capped > 0


def test_peers_of_a_hub_known_always_are_capped() -> None:
    pairs = same_value_pairs(pd.Series(["x"] * 500), np.full(500, ALWAYS), hub_cap=5)
    source, _ = pairs.both_ways()
    assert np.bincount(source, minlength=500).max() == 10
    assert pairs.n_capped == 494
    assert not (pairs.earlier == pairs.later).any()


def test_overlap_equals_brute_force() -> None:
    rng = np.random.default_rng(3)
    cells = [", ".join(rng.choice(list("abcdefgh"), rng.integers(0, 5))) for _ in range(80)]
    values = pd.Series(cells, dtype="str").where(pd.Series(rng.random(80) > 0.1))
    time = rng.integers(0, 30, 80).astype(float)
    pairs = overlap_pairs(values, time, k=3, least=0.3)
    items = [set() if pd.isna(v) else {x.strip() for x in v.split(",")} - {""} for v in values]
    order = sorted((r for r in range(80) if items[r]), key=lambda r: (time[r], r))
    chosen, given = set(), dict.fromkeys(order, 0)
    for place, row in enumerate(order):
        alike = [
            (len(items[row] & items[o]) / len(items[row] | items[o]), back, o)
            for back, o in enumerate(order[:place])
        ]
        best = sorted((a for a in alike if a[0] >= 0.3), reverse=True)[:3]
        for _, _, other in best:
            given[other] += 1
            if given[other] <= 12:
                chosen.add((other, row))
    assert len(chosen) > 50
    assert set(zip(pairs.earlier.tolist(), pairs.later.tolist(), strict=True)) == chosen
    assert pairs.n_capped > 0


def test_pairs_of_earlier_rows_do_not_depend_on_later_ones() -> None:
    rng = np.random.default_rng(4)
    values = pd.Series([";".join(rng.choice(list("abcd"), 2)) for _ in range(200)], dtype="str")
    time = rng.integers(0, 50, 200).astype(float)
    changed = values.where(pd.Series(time <= 25), "a;b;c")
    for function in (
        lambda v: same_value_pairs(v, time, hub_cap=3),
        lambda v: overlap_pairs(v, time, k=2, least=0.2),
    ):
        kept = [
            {(e, la) for e, la in zip(p.earlier.tolist(), p.later.tolist(), strict=True) if time[la] <= 25}
            for p in (function(values), function(changed))
        ]
        assert kept[0] == kept[1] and kept[0]


def test_no_rows() -> None:
    empty = pd.Series([], dtype="str")
    assert len(same_value_pairs(empty, np.zeros(0), 3).earlier) == 0
    assert len(overlap_pairs(empty, np.zeros(0), 3, 0.5).earlier) == 0
    assert len(overlap_pairs(pd.Series([None, " ; "], dtype="str"), np.zeros(2), 3, 0.5).earlier) == 0

"""Ways from table to table, by hand and against networkx on random sets of links."""

from __future__ import annotations

import random

import networkx as nx
import pytest

from core.tables.paths import paths
from core.tables.table import Table
from core.tables.table_set import Link, LinkedTable, TableSet


def table_set(names: str, *pairs: str) -> TableSet:
    """Tables named by single words, links from "table.column=to"."""
    made = [
        LinkedTable(
            table=Table(content_hash=name, name=name, source_name=name, n_rows=0, columns=()),
            primary_key="id",
        )
        for name in names.split()
    ]
    links = []
    for pair in pairs:
        left, to = pair.split("=")
        table, column = left.split(".")
        links.append(Link(table=table, column=column, to=to))
    return TableSet(tables=tuple(made), links=tuple(links))


CRM = table_set(
    "contact company activity deal",
    "contact.company_id=company",
    "deal.company_id=company",
    "activity.contact_id=contact",
    "activity.deal_id=deal",
)


@pytest.mark.parametrize(
    ("start", "goal", "words"),
    [
        ("contact", "company", ["contact -> company"]),
        ("company", "contact", ["company <- contact"]),
        ("contact", "deal", ["contact -> company <- deal", "contact <- activity -> deal"]),
        ("company", "activity", ["company <- contact <- activity", "company <- deal <- activity"]),
        ("contact", "contact", ["contact -> company <- contact", "contact <- activity -> contact"]),
        ("activity", "company", ["activity -> contact -> company", "activity -> deal -> company"]),
    ],
)
def test_ways_of_a_crm(start: str, goal: str, words: list[str]) -> None:
    assert [path.words for path in paths(CRM, start, goal)] == words


def test_what_a_way_says() -> None:
    family, event = paths(CRM, "contact", "deal")
    assert family.tables == ("contact", "company", "deal")
    assert family.keys == "contact.company_id, deal.company_id"
    assert family.is_family and not family.is_single
    assert not event.is_family
    assert all(path.is_single for path in paths(CRM, "activity", "company"))


def test_the_shortest_comes_first_and_most_bounds_the_length() -> None:
    direct = CRM.model_copy(
        update={"links": (*CRM.links, Link(table="deal", column="contact_id", to="contact"))}
    )
    assert paths(direct, "contact", "deal")[0].words == "contact <- deal"
    assert [path.words for path in paths(direct, "contact", "deal", most=1)] == ["contact <- deal"]
    assert paths(CRM, "contact", "deal", most=1) == ()


def test_a_key_to_the_own_table_and_two_keys_to_one_table() -> None:
    own = table_set("company", "company.parent=company")
    assert [(path.words, len(path.steps)) for path in paths(own, "company", "company", most=1)] == [
        ("company -> company", 1),
        ("company <- company", 1),
    ]
    transfers = table_set("client transfer", "transfer.a=client", "transfer.b=client")
    assert [path.keys for path in paths(transfers, "client", "transfer", most=1)] == [
        "transfer.a",
        "transfer.b",
    ]


def test_as_many_ways_as_networkx_finds() -> None:
    generator = random.Random(3)  # noqa: S311 - only makes test input
    for _ in range(200):
        names = [f"t{i}" for i in range(generator.randint(2, 6))]
        pairs = [
            f"{generator.choice(names)}.c{i}={generator.choice(names)}"
            for i in range(generator.randint(1, 9))
        ]
        tables = table_set(" ".join(names), *pairs)
        graph = nx.MultiGraph()
        graph.add_nodes_from(names)
        graph.add_edges_from((link.table, link.to, link.name) for link in tables.links)
        start, goal = generator.sample(names, 2)
        expected = sorted(
            tuple(key for _, _, key in way) for way in nx.all_simple_edge_paths(graph, start, goal, 3)
        )
        found = sorted(tuple(step.link.name for step in path.steps) for path in paths(tables, start, goal, 3))
        assert found == expected

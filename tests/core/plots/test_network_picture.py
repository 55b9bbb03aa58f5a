"""The neighbourhood picture as data: fixed places, plain text, widths by strength."""

from __future__ import annotations

import json

from core.graph.neighborhood import Neighborhood, Neighbour
from core.plots.network import gap_words, network_payload

EVIL = '<script>alert(1)</script> href="x"'


def around(n: int = 14) -> Neighborhood:
    neighbours = tuple(
        Neighbour(
            row=10 + i,
            id=EVIL if i == 0 else f"#{i}",
            relations=("similar_outcome",) if i % 2 else ("similar_to",),
            similarity=1.0 - i / 20,
            gap=float(i),
            answer=(1, 0, -1)[i % 3],
        )
        for i in range(n)
    )
    links = (*((x.row, 5, x.relations[0]) for x in neighbours), (10, 11, "similar_to"))
    return Neighborhood(
        row=5, id="middle", neighbours=neighbours, links=links, n_heard=40, n_hearing=2, unit="days"
    )


def test_the_same_neighbourhood_gives_the_same_picture() -> None:
    assert json.dumps(network_payload(around())) == json.dumps(network_payload(around()))


def test_nodes_edges_and_places() -> None:
    payload = network_payload(around())
    nodes = {node["id"]: node for node in payload["nodes"]}
    assert payload["nodes"][0]["id"] == 5 and (nodes[5]["x"], nodes[5]["y"]) == (0.0, 0.0)
    assert len(nodes) == 15 and len({(node["x"], node["y"]) for node in nodes.values()}) == 15
    assert [nodes[row]["group"] for row in (5, 10, 11, 12)] == ["you", "yes", "no", "unknown"]
    assert nodes[10]["x"] == 0.0 and nodes[10]["y"] < 0  # the strongest stands on top
    main = {edge["from"]: edge for edge in payload["edges"] if edge["main"]}
    assert len(main) == 14 and len(payload["edges"]) == 15
    widths = [main[10 + i]["width"] for i in range(14)]
    assert widths == sorted(widths, reverse=True)
    assert not next(e for e in payload["edges"] if e["to"] == 11)["main"]


def test_strength_given_from_outside_sets_order_and_width() -> None:
    payload = network_payload(around(3), strength={12: 0.9, 10: 0.1}, strength_word="looked at")
    assert [node["id"] for node in payload["nodes"]] == [5, 12, 10, 11]
    assert "looked at 90 %" in payload["nodes"][1]["title"]


def test_text_stays_text() -> None:
    node = next(n for n in network_payload(around())["nodes"] if n["id"] == 10)
    assert EVIL in node["title"]  # set as text content by the component, never as HTML
    assert len(node["label"]) <= 18 and node["label"].startswith("<script>")
    named = network_payload(around(), names={10: "Client A"})
    assert next(n for n in named["nodes"] if n["id"] == 10)["label"] == "Client A"
    assert EVIL not in json.dumps(named["nodes"])


def test_one_sentence_says_the_same() -> None:
    text = network_payload(around(3))["text"]
    assert text == "middle hears 40 clients; shown are 3 of 40: 1 said yes, 1 said no, 1 not yet known."
    alone = Neighborhood(row=0, id="x", neighbours=(), links=(), n_heard=0, n_hearing=0, unit="")
    assert network_payload(alone)["text"] == "x has no links in this graph."


def test_gaps_in_words() -> None:
    assert gap_words(312, "rows") == "312 rows earlier"
    assert gap_words(1, "days") == "1 day earlier"
    assert gap_words(2.5, "days") == "2.5 days earlier"
    assert gap_words(-4, "rows") == "4 rows later"

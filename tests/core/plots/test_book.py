"""The whole book: every client once, final exam hidden, links of the chosen client only, text escaped."""

from __future__ import annotations

from typing import Any

import numpy as np

from core.graph.customer_graph import TEST, TRAIN, CustomerGraph
from core.plots.book import book_data, book_figure, island_names


def graph(n: int = 60) -> CustomerGraph:
    rng = np.random.default_rng(0)
    student = (np.arange(n) < n // 2).astype(np.float32)
    return CustomerGraph(
        key="k",
        ids=np.array([f"<b>{i}</b>" for i in range(n)], dtype=object),
        x=np.column_stack([student, rng.normal(size=n)]).astype(np.float32),
        feature_names=["job = <student>", "age"],
        feature_columns=["job", "age"],
        y=rng.integers(0, 2, n).astype(np.int8),
        part=np.where(np.arange(n) % 3 == 0, TEST, TRAIN).astype(np.int8),
        time=None,
        relations={},
    )


def made() -> tuple[CustomerGraph, Any, np.ndarray]:
    g = graph()
    islands = (np.arange(60) >= 30).astype(np.int32)
    places = np.random.default_rng(1).uniform(-1, 1, (60, 2)).astype(np.float32)
    return g, book_data(g, places, islands), islands


def test_each_client_is_one_point_and_the_exam_stays_hidden() -> None:
    g, data, _ = made()
    assert (data["answer"][g.part == TEST] == "hidden").all()
    assert ((data["answer"] == "yes") == ((g.y == 1) & (g.part != TEST))).all()
    points = [row for trace in book_figure(data).data for row in trace.customdata]
    assert sorted(points) == list(range(60))


def test_links_of_the_chosen_client_only() -> None:
    _, data, _ = made()
    assert not [t for t in book_figure(data).data if t.name == "links"]
    chart = book_figure(data, chosen=4, linked=np.array([7, 9]))
    links = next(t for t in chart.data if t.name == "links")
    assert len(links.x) == 6 and np.isnan(links.x[2])
    np.testing.assert_array_equal(np.array(links.x)[[0, 1, 3, 4]], data["x"].to_numpy()[[4, 7, 4, 9]])


def test_the_picture_does_not_move_when_a_client_is_chosen() -> None:
    _, data, _ = made()
    plain, chosen = book_figure(data), book_figure(data, chosen=4, linked=np.array([7]))
    assert plain.layout.xaxis.range == chosen.layout.xaxis.range
    assert plain.layout.uirevision == chosen.layout.uirevision is not None


def test_islands_are_named_by_what_stands_out_and_text_is_escaped() -> None:
    g, data, islands = made()
    names = island_names(g, islands)
    assert names[0].startswith("job = <student>")
    chart = book_figure(data, names=names, outcome="y = <i>")
    texts = [a.text for a in chart.layout.annotations] + [chart.layout.title.text]
    texts += [text for trace in chart.data for text in trace.text or ()]
    assert all("<student>" not in t and "<b>" not in t and "<i>" not in t for t in texts)
    assert any("&lt;student&gt;" in t for t in texts)

"""Where one earlier client's answer decides, the explanation names that client."""

import numpy as np
import pytest

from core.explanation.explained import explained_by
from core.graph.customer_graph import CustomerGraph, Edges
from core.training.config import TrainConfig
from core.training.fit import fit

N, HEARD = 900, 5


def planted_graph() -> tuple[CustomerGraph, np.ndarray]:
    """Each client hears five earlier ones and nearly always copies the one most like it: (graph, copied)."""
    draw = np.random.default_rng(5)
    y = np.zeros(N, dtype=np.int8)
    copied = np.full(N, -1)
    pairs, weights = [], []
    for row in range(N):
        y[row] = draw.random() < 0.4
        if row < 20:
            continue
        sources = np.sort(draw.choice(np.arange(row - 20, row), HEARD, replace=False))
        copied[row] = draw.choice(sources)
        y[row] = y[copied[row]] if draw.random() < 0.95 else 1 - y[copied[row]]
        pairs += [(source, row) for source in sources]
        weights += [1.0 if source == copied[row] else 0.1 for source in sources]
    index = np.ascontiguousarray(np.array(pairs, dtype=np.int64).T)
    edges = Edges(
        "similar_outcome",
        "by hand",
        index,
        np.array(weights, np.float32),
        np.ones(len(pairs), np.float32),
        True,
    )
    part = np.repeat([0, 1, 2], [600, 150, 150]).astype(np.int8)
    x = draw.normal(size=(N, 2)).astype(np.float32)
    names = ["noise", "more noise"]
    graph = CustomerGraph(
        "planted",
        np.arange(N).astype(object),
        x,
        names,
        names,
        y,
        part,
        np.arange(N, dtype=float),
        {edges.name: edges},
    )
    return graph, copied


@pytest.fixture(scope="module")
def fitted():
    graph, copied = planted_graph()
    config = TrainConfig.for_model(
        "gat", epochs=40, patience=0, hidden_channels=16, learning_rate=0.01, batch_size=128
    )
    return graph, copied, fit(graph, config.model_copy(update={"dropout": 0.0, "refit": False})).predictor


def test_the_explanation_names_the_planted_neighbour(fitted):
    graph, copied, predictor = fitted
    rows = np.arange(780, 810)
    by_points, by_attention, sign = [], [], []
    for row in rows:
        explained = explained_by(predictor, graph, int(row))
        attribution = explained.attribution
        outcome = attribution.from_outcome
        strongest = int(np.argmax(np.abs(attribution.contributions * outcome)))
        by_points.append(attribution.neighbours[strongest] == copied[row])
        sign.append(
            (attribution.contributions[strongest] > 0) == (graph.y[attribution.neighbours[strongest]] == 1)
        )
        looked = {source: share for source, share in explained.heard.attention.items() if source != row}
        by_attention.append(max(looked, key=looked.get) == copied[row])
    assert np.mean(by_points) >= 0.9  # by chance 0.2
    assert np.mean(by_attention) >= 0.6  # it looks at answers as well, so less sharp than contributions
    assert np.mean(sign) >= 0.9


def test_taking_the_planted_neighbour_away_moves_the_score_most(fitted):
    graph, copied, predictor = fitted
    hits = []
    for row in range(780, 800):
        explained = explained_by(predictor, graph, row)
        sources = np.unique(graph.relations["similar_outcome"].edge_index[0, _into(graph, row)])
        whole = predictor.predict(graph)[row]
        moves = [abs(explained.heard.without(int(source)) - whole) for source in sources]
        hits.append(sources[int(np.argmax(moves))] == copied[row])
    assert np.mean(hits) >= 0.9


def _into(graph: CustomerGraph, row: int) -> np.ndarray:
    return np.flatnonzero(graph.relations["similar_outcome"].edge_index[1] == row)

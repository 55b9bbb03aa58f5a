"""What a client's score may depend on: never its own outcome, nor one it may not know, nor the future."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hand_made_graph import make_graph

from core.graph.customer_graph import CustomerGraph, Edges
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.graph_predictor import GraphPredictor

QUICK = {"hidden_channels": 16, "heads": 2, "batch_size": 256, "epochs": 3, "patience": 0, "refit": False}


@pytest.fixture(scope="module", params=["gcn", "graphsage", "gat"])
def predictor(request: pytest.FixtureRequest, graph: CustomerGraph) -> GraphPredictor:
    fitted = fit(graph, TrainConfig.for_model(request.param, **QUICK)).predictor
    assert isinstance(fitted, GraphPredictor)
    return fitted


def test_a_flipped_outcome_reaches_those_who_may_know_it_and_nobody_else(
    predictor: GraphPredictor, graph: CustomerGraph
) -> None:
    before = predictor.predict(graph)
    source, destination = graph.relations["recent_outcome"].edge_index
    for row in (0, 57, 200, 311, 480, 599):
        y = graph.y.copy()
        y[row] = 1 - y[row]
        changed = np.flatnonzero(predictor.predict(replace(graph, y=y)) != before)
        may_know = np.unique(destination[source == row])
        assert row not in changed
        assert np.isin(changed, may_know).all()
        if row == 57:
            assert len(changed) > 0  # it is heard at all


def test_unlabelled_rows_without_outcome_edges_have_no_say(
    predictor: GraphPredictor, graph: CustomerGraph
) -> None:
    source = graph.relations["recent_outcome"].edge_index[0]
    silent = np.setdiff1d(np.arange(graph.n_nodes), source)
    y = graph.y.copy()
    y[silent] = -1
    assert np.array_equal(predictor.predict(replace(graph, y=y)), predictor.predict(graph))


def test_nothing_after_t_changes_a_score_up_to_t(predictor: GraphPredictor, graph: CustomerGraph) -> None:
    """Columns, outcomes and links of all later rows are others; earlier scores stay bit for bit."""
    t = 333
    before = predictor.predict(graph)
    other = make_graph(seed=9)
    x, y = graph.x.copy(), graph.y.copy()
    x[t:], y[t:] = other.x[t:], other.y[t:]
    relations = {}
    for name, edges in graph.relations.items():
        theirs = other.relations[name]
        mine, new = edges.edge_index[1] < t, theirs.edge_index[1] >= t
        relations[name] = replace(
            edges,
            edge_index=np.hstack([edges.edge_index[:, mine], theirs.edge_index[:, new]]),
            weight=np.concatenate([edges.weight[mine], theirs.weight[new]]),
            gap=np.concatenate([edges.gap[mine], theirs.gap[new]]),
        )
    after = predictor.predict(replace(graph, x=x, y=y, relations=relations))
    assert np.array_equal(after[:t], before[:t])
    assert not np.array_equal(after[t:], before[t:])


def test_a_batch_scores_as_the_whole_graph_does(predictor: GraphPredictor, graph: CustomerGraph) -> None:
    import torch

    from core.training.graph_inputs import BatchSource

    rows = np.array([5, 599, 120, 311])
    source = BatchSource(graph, predictor.static, predictor.outcome, predictor.num_hops, 2)
    logits = source.batch(rows).logits(predictor.module)
    np.testing.assert_allclose(torch.sigmoid(logits).numpy(), predictor.predict(graph)[rows], atol=1e-6)


def test_missing_relations_count_as_empty(predictor: GraphPredictor, graph: CustomerGraph) -> None:
    empty = {
        name: Edges(name, "", np.zeros((2, 0), np.int64), np.zeros(0, np.float32), np.zeros(0, np.float32),
                    carries_outcome=edges.carries_outcome)
        for name, edges in graph.relations.items()
    }  # fmt: skip
    gone = predictor.predict(replace(graph, relations={}))
    assert np.array_equal(gone, predictor.predict(replace(graph, relations=empty)))
    assert not np.array_equal(gone, predictor.predict(graph))

"""The network around one client gives the whole graph's score, and its attributions add up."""

import numpy as np
import pytest
import torch

from core.explanation.lead_explanation import LINK_COLUMNS
from core.explanation.network import LeadNetwork
from core.graph.subgraph import without_links, without_nodes
from core.training.calibration import log_odds
from core.training.config import TrainConfig
from core.training.graph_predictor import GraphPredictor, build_module

NETWORKS = ("mlp", "simple_graphsage", "gcn", "graphsage", "gat")
ROW = 57


@pytest.fixture
def graph(tiny_graph):
    draw = np.random.default_rng(4)
    similar = [(int(draw.integers(i)), i) for i in range(1, 60) for _ in range(4)]
    heard = [(int(draw.integers(i)), i) for i in range(1, 60) for _ in range(5)]
    names = ["age", "job = a", "job = b"]
    return tiny_graph(
        draw.normal(size=(60, 3)),
        names=names,
        columns=["age", "job", "job"],
        y=draw.integers(2, size=60),
        similar=similar,
        heard=heard,
    )


def predictor_of(model: str) -> GraphPredictor:
    torch.manual_seed(1)
    config = TrainConfig.for_model(model, hidden_channels=16)
    linked = model != "mlp"
    static = ("similar_to",) if linked else ()
    outcome = ("similar_outcome",) if linked and model != "simple_graphsage" else ()
    module = build_module(config, 3, static, outcome)
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.mul_(1.5)
    return GraphPredictor(config, ["age", "job = a", "job = b"], module, static, outcome)


@pytest.mark.parametrize("model", NETWORKS)
def test_the_cut_gives_the_score_of_the_whole_graph_also_with_parts_removed(graph, model):
    predictor = predictor_of(model)
    network = LeadNetwork(predictor, graph, ROW)
    assert network.rows[0] == ROW
    assert network.probability_raw() == pytest.approx(predictor.predict(graph)[ROW], abs=1e-6)
    assert network.probability_raw(no_links=True) == pytest.approx(
        predictor.predict(without_links(graph))[ROW], abs=1e-6
    )
    gone = [int(row) for row in network.rows[1:3]]
    assert network.probability_raw(gone) == pytest.approx(
        predictor.predict(without_nodes(graph, gone))[ROW], abs=1e-6
    )


@pytest.mark.parametrize("model", NETWORKS)
def test_copies_do_not_hear_each_other(graph, model):
    network = LeadNetwork(predictor_of(model), graph, ROW)
    draw = torch.Generator().manual_seed(0)
    x = torch.randn(3, *network.x.shape, generator=draw)
    y = torch.rand(3, *network.outcomes.shape, generator=draw)
    together = network.logits(x, y)
    alone = torch.cat([network.logits(x[i : i + 1], y[i : i + 1]) for i in range(3)])
    assert torch.allclose(together, alone, atol=1e-5)


@pytest.mark.parametrize("model", NETWORKS)
def test_integrated_gradients_are_complete_and_leave_the_shared_module_alone(graph, model):
    predictor = predictor_of(model)
    before = predictor.predict(graph)
    attribution = LeadNetwork(predictor, graph, ROW).attribution()
    assert attribution.value == pytest.approx(float(log_odds(before[ROW])), abs=1e-4)
    assert attribution.completeness_gap < 0.03
    assert (predictor.predict(graph) == before).all()
    assert not any(parameter.requires_grad for parameter in predictor.module.parameters())
    nothing, everything = attribution.removal(
        np.array([[False], [True]]).repeat(len(attribution.names), axis=1)
    )
    assert nothing == pytest.approx(attribution.value, abs=1e-4)
    assert everything == pytest.approx(attribution.baseline, abs=1e-4)


def test_units_name_columns_neighbours_and_outcomes(graph):
    attribution = LeadNetwork(predictor_of("graphsage"), graph, ROW).attribution()
    assert attribution.names[:2] == ["age", "job"]
    heard = set(
        graph.relations["similar_outcome"].edge_index[0][
            graph.relations["similar_outcome"].edge_index[1] == ROW
        ]
    )
    outcomes = attribution.from_outcome
    assert set(attribution.neighbours[outcomes]) == heard
    assert {attribution.names[i] for i in np.flatnonzero(outcomes)} == {"similar_outcome"}
    columns = (attribution.neighbours >= 0) & ~outcomes
    assert {attribution.names[i] for i in np.flatnonzero(columns)} == {LINK_COLUMNS}
    coarse, removal = attribution.grouped(most_neighbours=3)
    assert len(coarse) == 2 + 3 + 1
    assert coarse.sum() == pytest.approx(attribution.contributions.sum())
    assert removal(np.zeros((1, 6), dtype=bool))[0] == pytest.approx(attribution.value, abs=1e-4)


def test_a_linear_network_is_explained_by_hand(graph):
    """Simple GraphSAGE whose ReLUs are all open is linear: a neighbour's share is its weight in A·A."""
    predictor = predictor_of("simple_graphsage")
    module = predictor.module
    with torch.no_grad():
        for layer in (module.first, module.second):
            layer.weight.abs_()
            layer.bias.fill_(100.0)
    network = LeadNetwork(predictor, graph, ROW)
    attribution = network.attribution()
    index = graph.relations["similar_to"].edge_index
    adjacency = np.eye(60)
    adjacency[index[1], index[0]] = 1
    adjacency /= adjacency.sum(axis=1, keepdims=True)
    reach = (adjacency @ adjacency)[ROW]
    weights = (module.head.weight @ module.second.weight @ module.first.weight).detach().numpy()[0]
    by_hand = reach[:, None] * (graph.x - graph.x.mean(axis=0)) * weights
    own = [by_hand[ROW, 0], by_hand[ROW, 1:].sum()]
    assert attribution.contributions[:2] == pytest.approx(own, rel=2e-3, abs=2e-4)
    for row, value in zip(attribution.neighbours[2:], attribution.contributions[2:], strict=True):
        assert value == pytest.approx(by_hand[row].sum(), rel=5e-3, abs=5e-4)


def test_attention_sums_to_one_per_layer_and_combined(graph):
    network = LeadNetwork(predictor_of("gat"), graph, ROW)
    names, layers, combined = network.attention()
    assert names == ["layer 1", "layer 2", "known outcomes"]
    for layer in layers:
        assert sum(layer.values()) == pytest.approx(1.0)
    assert sum(combined.values()) == pytest.approx(1.0)
    public = predictor_of("gat").attention(graph, ROW)
    for mine, theirs in zip(layers, public, strict=True):
        for row in set(theirs.source_rows.tolist()):
            assert mine[row] == pytest.approx(theirs.alpha[theirs.source_rows == row].sum(), abs=1e-6)


def test_networks_without_attention_give_none(graph):
    assert LeadNetwork(predictor_of("gcn"), graph, ROW).attention() == ([], [], {})

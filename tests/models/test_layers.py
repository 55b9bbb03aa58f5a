"""Graph layers against dense matrices and PyG."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.layers import GCN, SAGE, GATv2, LayerEdges
from models.segments import segment_mean, segment_softmax, segment_sum

N, CHANNELS = 12, 8


@pytest.fixture
def edges() -> LayerEdges:
    random = np.random.default_rng(3)
    pairs = np.array([(i, j) for j in range(N) for i in range(N) if i != j and random.random() < 0.3])
    index = torch.from_numpy(pairs.T.copy())
    kinds = torch.from_numpy(random.integers(0, 2, len(pairs)))
    attributes = torch.from_numpy(random.normal(size=(len(pairs), 2)).astype(np.float32))
    return LayerEdges(index[0], index[1], kinds, attributes, torch.bincount(index[1], minlength=N) + 1)


@pytest.fixture
def h() -> torch.Tensor:
    return torch.from_numpy(np.random.default_rng(4).normal(size=(N, CHANNELS)).astype(np.float32))


def adjacency(edges: LayerEdges) -> np.ndarray:
    """Row = destination, column = source."""
    dense = np.zeros((N, N))
    dense[edges.destination.numpy(), edges.source.numpy()] = 1
    return dense


def test_gcn_is_the_symmetrically_normalised_propagation(edges: LayerEdges, h: torch.Tensor) -> None:
    layer = GCN(CHANNELS)
    with_self = adjacency(edges) + np.eye(N)
    scale = np.diag(with_self.sum(axis=1) ** -0.5)
    expected = scale @ with_self @ scale @ h.numpy() @ layer.linear.weight.detach().numpy().T
    expected = expected + layer.linear.bias.detach().numpy()
    found, _ = layer.gather(layer.project(h), edges, 0, N)
    np.testing.assert_allclose(found.detach().numpy(), expected, atol=1e-5)


def test_gcn_equals_pyg_on_a_symmetric_graph(h: torch.Tensor) -> None:
    from torch_geometric.nn import GCNConv

    pairs = [(0, 1), (1, 2), (2, 3), (0, 3), (4, 5), (1, 5)]
    both = sorted([*pairs, *((j, i) for i, j in pairs)], key=lambda pair: pair[1])
    index = torch.tensor(both).T.contiguous()
    edges = LayerEdges(
        index[0],
        index[1],
        torch.zeros(len(both), dtype=torch.int64),
        torch.zeros(len(both), 2),
        torch.bincount(index[1], minlength=N) + 1,
    )
    layer, theirs = GCN(CHANNELS), GCNConv(CHANNELS, CHANNELS)
    theirs.lin.weight.data = layer.linear.weight.data
    theirs.bias.data = layer.linear.bias.data
    found, _ = layer.gather(layer.project(h), edges, 0, N)
    torch.testing.assert_close(found, theirs(h, index))


def test_sage_is_own_plus_row_normalised_means(edges: LayerEdges, h: torch.Tensor) -> None:
    layer = SAGE(CHANNELS, 2)
    expected = layer.own(h).detach().numpy()
    for relation in (0, 1):
        dense = np.zeros((N, N))
        mine = (edges.relation == relation).numpy()
        dense[edges.destination.numpy()[mine], edges.source.numpy()[mine]] = 1
        mean = dense / np.maximum(dense.sum(axis=1, keepdims=True), 1)
        expected = expected + mean @ h.numpy() @ layer.linked[relation].weight.detach().numpy().T
    found, _ = layer.gather(layer.project(h), edges, 0, N)
    np.testing.assert_allclose(found.detach().numpy(), expected, atol=1e-5)


def test_gat_equals_pyg_gatv2(edges: LayerEdges, h: torch.Tensor) -> None:
    """PyG's layer with the relation embedding given as edge attributes, self-loops as edges of their own."""
    from torch_geometric.nn import GATv2Conv

    layer = GATv2(CHANNELS, 2, 2, heads=2)
    theirs = GATv2Conv(CHANNELS, CHANNELS // 2, heads=2, edge_dim=5, add_self_loops=False, bias=False)
    theirs.lin_l.weight.data, theirs.lin_r.weight.data = layer.source.weight, layer.destination.weight
    with torch.no_grad():
        layer.source.bias.zero_()  # PyG has no bias there without an output bias
        layer.destination.bias.zero_()
    theirs.lin_edge.weight.data = torch.cat([layer.attributes.weight, layer.relation.weight.T], dim=1)
    theirs.att.data = layer.attention.unsqueeze(0)
    nodes = torch.arange(N)
    index = torch.stack([torch.cat([edges.source, nodes]), torch.cat([edges.destination, nodes])])
    kinds = torch.cat([edges.relation, torch.full((N,), 2)])
    attributes = torch.cat([edges.attributes, torch.zeros(N, 2)])
    attributes = torch.cat([attributes, torch.nn.functional.one_hot(kinds, 3)], dim=1)
    expected, (_, alpha) = theirs(h, index, attributes, return_attention_weights=True)
    found, shares = layer.gather(layer.project(h), edges, 0, N)
    torch.testing.assert_close(found, layer.out(expected), atol=1e-5, rtol=1e-4)
    torch.testing.assert_close(torch.cat(shares), alpha, atol=1e-6, rtol=1e-4)


@pytest.mark.parametrize("layer", [GCN(CHANNELS), SAGE(CHANNELS, 2), GATv2(CHANNELS, 2, 2, heads=2)])
def test_pieces_give_what_the_whole_gives(layer: torch.nn.Module, edges: LayerEdges, h: torch.Tensor) -> None:
    projected = layer.project(h)
    whole, _ = layer.gather(projected, edges, 0, N)
    pieces = [layer.gather(projected, edges.into(a, b), a, b)[0] for a, b in ((0, 5), (5, 6), (6, N))]
    torch.testing.assert_close(torch.cat(pieces), whole)


def test_segments_by_hand() -> None:
    values = torch.tensor([[1.0], [2.0], [4.0]])
    index = torch.tensor([0, 0, 2])
    assert segment_sum(values, index, 3).ravel().tolist() == [3.0, 0.0, 4.0]
    assert segment_mean(values, index, 3).ravel().tolist() == [1.5, 0.0, 4.0]
    alpha, own = segment_softmax(torch.tensor([[0.0], [900.0], [1.0]]), index, 3, torch.zeros(3, 1))
    np.testing.assert_allclose(alpha.ravel(), [0, 1, np.e / (1 + np.e)], atol=1e-6)
    np.testing.assert_allclose(own.ravel(), [0, 1, 1 / (1 + np.e)], atol=1e-6)

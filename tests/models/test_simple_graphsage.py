"""The paper's model against dense matrices."""

from __future__ import annotations

import numpy as np
import torch

from models.graph_network import edge_type
from models.simple_graphsage import SimpleGraphSAGE


def test_two_dense_layers_over_the_row_normalised_adjacency() -> None:
    random = np.random.default_rng(0)
    n, n_features = 15, 4
    x = random.normal(size=(n, n_features)).astype(np.float32)
    pairs = np.array([(i, j) for j in range(n) for i in range(n) if i != j and random.random() < 0.3])
    module = SimpleGraphSAGE(n_features, relation="similar_to", hidden_channels=8).eval()
    dense = np.eye(n)
    dense[pairs[:, 1], pairs[:, 0]] = 1
    dense /= dense.sum(axis=1, keepdims=True)
    w = {name: value.detach().numpy() for name, value in module.named_parameters()}
    h = np.maximum(dense @ x @ w["first.weight"].T + w["first.bias"], 0)
    h = np.maximum(dense @ h @ w["second.weight"].T + w["second.bias"], 0)
    expected = (h @ w["head.weight"].T + w["head.bias"]).ravel()
    index = {edge_type("similar_to"): torch.from_numpy(pairs.T.copy())}
    found = module({"client": torch.from_numpy(x)}, index)
    np.testing.assert_allclose(found.detach().numpy(), expected, atol=1e-5)

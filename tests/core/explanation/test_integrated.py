"""Integrated gradients against hand-worked cases and completeness."""

import numpy as np
import pytest
import torch

from core.explanation.integrated import integrated_gradients

X = torch.tensor([[1.0, 2.0], [0.5, -1.0], [3.0, 0.0]])
OUTCOMES = torch.tensor([1.0, 0.0])
X_BASE = torch.tensor([0.2, 0.4])
RATE = torch.tensor(0.1)


def test_a_linear_graph_model_gives_weight_times_difference():
    weights = torch.tensor([[0.5, -1.0], [0.25, 2.0], [0.0, 0.0]])
    heard = torch.tensor([1.5, 0.7])

    def logit(x, y):
        return (x * weights).sum(dim=(1, 2)) + (y * heard).sum(dim=1) - 0.3

    result = integrated_gradients(logit, X, OUTCOMES, X_BASE, RATE)
    # by hand: w · (x - baseline) for each client and column, and for each outcome
    assert result.columns == pytest.approx(
        np.array([[0.5 * 0.8, -1.0 * 1.6], [0.25 * 0.3, 2.0 * -1.4], [0.0, 0.0]]), abs=1e-6
    )
    assert result.outcomes == pytest.approx([1.5 * 0.9, 0.7 * -0.1], abs=1e-6)
    assert result.gap < 1e-6


def test_a_product_is_shared_as_the_integral_says():
    # f = x00 · x01 from (0, 0) to (1, 2): the path integral gives each of them half of 2
    def logit(x, y):
        return x[:, 0, 0] * x[:, 0, 1]

    result = integrated_gradients(logit, X, OUTCOMES, torch.zeros(2), RATE)
    assert result.columns[0] == pytest.approx([1.0, 1.0], abs=1e-5)
    assert result.columns[1:] == pytest.approx(np.zeros((2, 2)))


def test_completeness_of_a_deep_network_with_attention_over_the_clients():
    torch.manual_seed(0)
    inner = torch.nn.Linear(2, 16)
    attend = torch.nn.Linear(16, 1)
    out = torch.nn.Linear(17, 1)

    def logit(x, y):
        h = torch.relu(inner(3 * x))
        alpha = torch.softmax(attend(h), dim=1)
        pooled = (alpha * h).sum(dim=1)
        said = (alpha[:, 1:, 0] * y).sum(dim=1, keepdim=True)
        return out(torch.cat([pooled, said], dim=1))[:, 0] * 3

    with torch.no_grad():
        value = float(logit(X[None], OUTCOMES[None])[0])
    result = integrated_gradients(logit, X, OUTCOMES, X_BASE, RATE)
    assert result.value == pytest.approx(value)
    assert result.columns.sum() + result.outcomes.sum() == pytest.approx(
        result.value - result.baseline, abs=0.02
    )


def test_no_outcomes_at_all():
    result = integrated_gradients(lambda x, y: x.sum(dim=(1, 2)), X, torch.zeros(0), X_BASE, RATE)
    assert result.outcomes.shape == (0,)
    assert result.columns.sum() == pytest.approx(result.value - result.baseline, abs=1e-5)

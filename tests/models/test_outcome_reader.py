"""What the reader of known outcomes tells, worked by hand."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from models.layers import LayerEdges
from models.outcome_reader import OutcomeReader


@pytest.fixture
def edges() -> LayerEdges:
    """Client 0 hears 1, 2 and 3; client 1 hears 3; client 2 hears nobody."""
    return LayerEdges(
        torch.tensor([1, 2, 3, 3]),
        torch.tensor([0, 0, 0, 1]),
        torch.zeros(4, dtype=torch.int64),
        torch.zeros(4, 2),
        torch.ones(0, dtype=torch.int64),
    )


Y_SOURCE = torch.tensor([1.0, 0.0, 1.0, 1.0])


def reader(heads: int) -> OutcomeReader:
    made = OutcomeReader(4, 1, 2, heads, [2])
    made.fit(0.25, [np.array([0.0, 0.5, 1.0])])
    return made


def test_the_plain_rate_as_steps_and_how_many_were_heard(edges: LayerEdges) -> None:
    h = torch.zeros(3, 4)
    told, alpha, nobody = reader(0).told(0, h, h, edges, Y_SOURCE, 0)
    # rates (2 + .25) / 4 = .5625, (1 + .25) / 2 = .625, .25; steps 0 … .5 and .5 … 1
    steps = [[1.0, 0.125], [1.0, 0.25], [0.5, 0.0]]
    expected = np.column_stack([steps, 0.2 * np.log1p([3, 1, 0])])
    np.testing.assert_allclose(told, expected, atol=1e-6)
    np.testing.assert_allclose(alpha.ravel(), [0.25, 0.25, 0.25, 0.5])
    np.testing.assert_allclose(nobody.ravel(), [0.25, 0.5, 1.0])


def test_attention_weighs_the_answers(edges: LayerEdges) -> None:
    torch.manual_seed(1)
    made = reader(2)
    h = torch.randn(4, 4)
    told, alpha, nobody = made.told(0, made.project(0, h), h[:3], edges, Y_SOURCE, 0)
    for head in range(2):
        rate = np.zeros(3)
        np.add.at(rate, edges.destination.numpy(), (alpha[:, head] * Y_SOURCE).detach().numpy())
        rate = rate + 0.25 * nobody[:, head].detach().numpy()
        steps = np.clip(np.column_stack([rate / 0.5, (rate - 0.5) / 0.5]), 0, 1)
        np.testing.assert_allclose(told[:, 2 * head : 2 * head + 2].detach(), steps, atol=1e-6)


def test_heads_are_shared_out_over_many_relations() -> None:
    assert OutcomeReader(4, 3, 2, 4, [1, 1, 1]).heads == 2
    assert OutcomeReader(4, 20, 2, 4, [1] * 20).heads == 1
    assert OutcomeReader(4, 20, 2, 0, [1] * 20).heads == 0


def test_channels_of_a_relation_stand_together() -> None:
    made = OutcomeReader(4, 2, 2, 2, [3, 1])
    assert made.groups.tolist() == [0] * 7 + [1] * 3  # 2 heads times the steps, and the count
    assert made.out_channels == 10

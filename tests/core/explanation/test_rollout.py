"""Attention rollout against the product of the attention matrices."""

import numpy as np
import pytest

from core.explanation.rollout import mixed, rollout


def random_attention(n: int, seed: int) -> np.ndarray:
    matrix = np.random.default_rng(seed).random((n, n)) + np.eye(n)
    return matrix / matrix.sum(axis=1, keepdims=True)


def as_mapping(matrix: np.ndarray) -> dict[int, dict[int, float]]:
    return {i: {j: float(a) for j, a in enumerate(row)} for i, row in enumerate(matrix)}


def test_rollout_is_the_matrix_product():
    first, second, third = (random_attention(6, seed) for seed in (1, 2, 3))
    combined = rollout(4, [as_mapping(m) for m in (first, second, third)])
    expected = (third @ second @ first)[4]
    assert [combined[i] for i in range(6)] == pytest.approx(expected)
    assert sum(combined.values()) == pytest.approx(1.0)


def test_a_node_without_attention_keeps_its_state():
    combined = rollout(0, [{}, {0: {0: 0.25, 1: 0.75}}])
    assert combined == {0: 0.25, 1: 0.75}


def test_mixed_is_the_mean_of_the_parts_that_heard_something():
    assert mixed([{0: 1.0}, {}, {1: 0.5, 2: 0.5}]) == pytest.approx({0: 0.5, 1: 0.25, 2: 0.25})
    assert mixed([]) == {}

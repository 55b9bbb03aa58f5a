"""Fidelity: the truth scores high, a shuffled explanation low."""

import numpy as np
import pytest

from core.explanation.fidelity import Fidelity, judge, measure_fidelity

TRUTH = np.array([3.0, -2.0, 1.0, 0.5, -0.2, 0.1, 0.05, 0.0])


def additive(taken):
    """A model whose logit is a plain sum, so that its contributions are known exactly."""
    return 0.3 + (~taken).astype(float) @ TRUTH


def test_exact_contributions_of_an_additive_model_agree_perfectly():
    fidelity = measure_fidelity(TRUTH, additive)
    assert fidelity.agreement == pytest.approx(1.0)
    assert fidelity.beats_random == 1.0
    assert fidelity.move_top > fidelity.move_random


def test_a_wrong_explanation_scores_low():
    wrong = measure_fidelity(-TRUTH[::-1], additive)
    assert wrong.value < 0.5
    assert judge(wrong, 0.0, "test").level == "poor"


def test_an_explanation_of_a_model_that_never_moves_is_not_faithful():
    still = measure_fidelity(TRUTH, lambda taken: np.zeros(len(taken)))
    assert still.beats_random == 0.0
    assert still.agreement == 0.0


def test_a_single_reason_needs_no_comparison():
    assert measure_fidelity(np.array([0.0, 2.0]), additive).value == 1.0


@pytest.mark.parametrize(
    ("value", "gap", "level"),
    [(0.95, 0.0, "good"), (0.95, 0.3, "fair"), (0.7, 0.0, "fair"), (0.2, 0.0, "poor")],
)
def test_the_level_follows_fidelity_and_completeness(value, gap, level):
    trust = judge(Fidelity(value, value, 1.0, 0.5, 48), gap, "test")
    assert trust.level == level
    assert trust.sentence.lower().startswith(level)
    assert [check.value for check in trust.checks] == pytest.approx([value, value, 1 - gap])


def test_a_training_client_is_marked():
    assert "learned from this client" in judge(Fidelity(1, 1, 1, 0, 9), 0, "train").sentence

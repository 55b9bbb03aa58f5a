"""Losses against scikit-learn and by hand."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.metrics import log_loss

from models.losses import bce, focal, loss_function, weighted_bce

LOGITS = torch.tensor([2.0, -1.0, 0.3, -3.0, 0.0])
Y = torch.tensor([1.0, 0.0, 0.0, 0.0, 1.0])
P = 1 / (1 + np.exp(-LOGITS.double().numpy()))


def test_bce_is_log_loss() -> None:
    assert np.isclose(float(bce(LOGITS, Y)), log_loss(Y.numpy(), P), atol=1e-6)


def test_weighted_is_log_loss_with_balanced_weights() -> None:
    weights = np.where(Y.numpy() == 1, 5 / (2 * 2), 5 / (2 * 3))  # scikit-learn's "balanced": n / (2 n_class)
    expected = log_loss(Y.numpy(), P, sample_weight=weights)
    assert np.isclose(float(weighted_bce(2 / 5)(LOGITS, Y)), expected, atol=1e-6)


def test_focal_by_hand() -> None:
    true_p = np.where(Y.numpy() == 1, P, 1 - P)
    expected = np.mean(-((1 - true_p) ** 2) * np.log(true_p))
    assert np.isclose(float(focal(2.0)(LOGITS, Y)), expected, atol=1e-6)


def test_focal_with_gamma_zero_is_bce() -> None:
    assert torch.isclose(loss_function("focal", 0.4, 0.0)(LOGITS, Y), bce(LOGITS, Y))


def test_focal_stays_finite_far_out() -> None:
    logits = torch.tensor([80.0, -80.0], requires_grad=True)
    loss = focal(2.0)(logits, torch.tensor([0.0, 1.0]))
    loss.backward()
    assert torch.isfinite(loss) and torch.isfinite(logits.grad).all()

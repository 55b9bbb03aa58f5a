"""Losses on logits for a rare yes: plain, class-weighted and focal binary cross-entropy."""

from __future__ import annotations

from collections.abc import Callable

from torch import Tensor
from torch.nn import functional

LossFunction = Callable[[Tensor, Tensor], Tensor]


def bce(logits: Tensor, y: Tensor) -> Tensor:
    """Mean of -log of the probability given to the true class."""
    return functional.binary_cross_entropy_with_logits(logits, y)


def weighted_bce(positive_share: float) -> LossFunction:
    """Cross-entropy where both classes weigh the same: w = 1 / (2 share of the class in training).

    Over the training rows the weights have mean 1, so that the loss is scikit-learn's log_loss with balanced weights.
    """
    yes, no = 0.5 / positive_share, 0.5 / (1 - positive_share)

    def loss(logits: Tensor, y: Tensor) -> Tensor:
        weight = y * yes + (1 - y) * no
        return functional.binary_cross_entropy_with_logits(logits, y, weight=weight)

    return loss


def focal(gamma: float) -> LossFunction:
    """Mean of -(1 - p)^gamma log p, p the probability given to the true class.

    T.-Y. Lin and others, "Focal loss for dense object detection", ICCV 2017, eq. 4.
    """

    def loss(logits: Tensor, y: Tensor) -> Tensor:
        log_p = functional.logsigmoid(logits * (2 * y - 1))
        return -((1 - log_p.exp()) ** gamma * log_p).mean()

    return loss


def loss_function(name: str, positive_share: float, gamma: float) -> LossFunction:
    """The loss of that name: "bce", "weighted" or "focal"."""
    return {"bce": bce, "weighted": weighted_bce(positive_share), "focal": focal(gamma)}[name]

"""Integrated gradients of one client's logit over client columns and heard outcomes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    import torch

    LogitFunction = Callable[[torch.Tensor, torch.Tensor], torch.Tensor]
    """(B, n, F) columns, (B, m) heard outcomes of B copies of a small graph -> (B,) logits of the client."""

Array = npt.NDArray[np.float64]

_STEPS = (32, 64, 160)
_CLOSE_ENOUGH = 0.02
_NUMBERS_AT_ONCE = 4_000_000


@dataclass(frozen=True)
class Integrated:
    """Integrated gradients.

    Attributes:
        columns: (n, F) contribution of each input of each client in the small graph.
        outcomes: (m,) contribution of each heard outcome.
        value: The logit.
        baseline: The logit at the baseline; `columns` and `outcomes` sum to `value - baseline`
            (completeness).
    """

    columns: Array
    outcomes: Array
    value: float
    baseline: float

    @property
    def gap(self) -> float:
        """What completeness leaves over, as a share of the way."""
        total = float(self.columns.sum() + self.outcomes.sum())
        return abs(self.value - self.baseline - total) / max(abs(self.value - self.baseline), 0.1)


def integrated_gradients(
    logit: LogitFunction,
    x: torch.Tensor,
    outcomes: torch.Tensor,
    x_base: torch.Tensor,
    outcome_base: torch.Tensor,
) -> Integrated:
    """Integrated gradients by captum.

    Sundararajan et al., 2017, "Axiomatic Attribution for Deep Networks", ICML. The straight path from
    baseline to input is sampled at 32 Gauss-Legendre points; where the contributions do not sum to the
    difference of the two logits within 2 %, at 64 and then 160.

    Args:
        logit: The model on B copies of a small graph.
        x: (n, F) columns of the clients in it.
        outcomes: (m,) outcomes heard over its edges, 0 or 1.
        x_base: (n, F) or (F,) baseline columns.
        outcome_base: (m,) or () baseline outcomes.
    """
    import torch
    from captum.attr import IntegratedGradients

    inputs = (x[None], outcomes[None])
    bases = (x_base.expand_as(x)[None].contiguous(), outcome_base.expand_as(outcomes)[None].contiguous())
    with torch.no_grad():
        ends = [float(logit(*pair)[0]) for pair in (inputs, bases)]
    at_once = max(1, _NUMBERS_AT_ONCE // max(x.numel(), 1))

    def whole(columns: torch.Tensor, heard: torch.Tensor) -> torch.Tensor:
        # An input that the model does not look at takes part too: its gradient is 0 then, not an error.
        return logit(columns, heard) + 0.0 * (columns.sum(dim=(1, 2)) + heard.sum(dim=1))

    result = Integrated(np.zeros(0), np.zeros(0), ends[0], ends[1])
    for steps in _STEPS:
        parts = IntegratedGradients(whole).attribute(
            inputs, baselines=bases, n_steps=steps, method="gausslegendre", internal_batch_size=at_once
        )
        columns, heard = (np.asarray(part.detach()[0].double().numpy()) for part in parts)
        result = Integrated(columns, heard, ends[0], ends[1])
        if result.gap <= _CLOSE_ENOUGH:
            break
    return result

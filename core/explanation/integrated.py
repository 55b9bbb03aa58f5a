"""Integrated gradients of one client's logit over client columns, heard outcomes, or any other inputs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
class IntegratedInputs:
    """Integrated gradients over several inputs.

    Attributes:
        parts: Contribution of each number of each input, in the shapes of the inputs.
        value: The logit.
        baseline: The logit at the baseline; the parts sum to `value - baseline` (completeness).
    """

    parts: tuple[Array, ...]
    value: float
    baseline: float

    @property
    def gap(self) -> float:
        """What completeness leaves over, as a share of the way."""
        total = sum(float(part.sum()) for part in self.parts)
        return abs(self.value - self.baseline - total) / max(abs(self.value - self.baseline), 0.1)


@dataclass(frozen=True)
class Integrated:
    """Integrated gradients over columns and heard outcomes.

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
        return IntegratedInputs((self.columns, self.outcomes), self.value, self.baseline).gap


def integrated_gradients(
    logit: LogitFunction,
    x: torch.Tensor,
    outcomes: torch.Tensor,
    x_base: torch.Tensor,
    outcome_base: torch.Tensor,
) -> Integrated:
    """Integrated gradients over the columns of the clients in a small graph and the outcomes heard over its edges.

    Args:
        logit: The model on B copies of a small graph.
        x: (n, F) columns of the clients in it.
        outcomes: (m,) outcomes heard over its edges, 0 or 1.
        x_base: (n, F) or (F,) baseline columns.
        outcome_base: (m,) or () baseline outcomes.
    """
    bases = (x_base.expand_as(x).contiguous(), outcome_base.expand_as(outcomes).contiguous())
    found = integrated_inputs(logit, (x, outcomes), bases)
    columns, heard = found.parts
    return Integrated(columns, heard, found.value, found.baseline)


def integrated_inputs(
    logit: Callable[..., torch.Tensor], inputs: Sequence[torch.Tensor], bases: Sequence[torch.Tensor]
) -> IntegratedInputs:
    """Integrated gradients by captum.

    Sundararajan et al., 2017, "Axiomatic Attribution for Deep Networks", ICML. The straight path from
    baseline to input is sampled at 32 Gauss-Legendre points; where the contributions do not sum to the
    difference of the two logits within 2 %, at 64 and then 160.

    Args:
        logit: Takes (B, …) of each input, gives (B,) logits.
        inputs: Of one client, without the leading B.
        bases: The baseline, in the same shapes.
    """
    import torch
    from captum.attr import IntegratedGradients

    starts = tuple(base[None].contiguous() for base in bases)
    ends = tuple(value[None] for value in inputs)
    with torch.no_grad():
        value, baseline = (float(logit(*pair)[0]) for pair in (ends, starts))
    at_once = max(1, _NUMBERS_AT_ONCE // max(sum(part.numel() for part in inputs), 1))

    def whole(*parts: torch.Tensor) -> torch.Tensor:
        # An input that the model does not look at takes part too: its gradient is 0 then, not an error.
        return logit(*parts) + 0.0 * sum(part.flatten(1).sum(dim=1) for part in parts)

    result = IntegratedInputs((), value, baseline)
    for steps in _STEPS:
        found = IntegratedGradients(whole).attribute(
            ends, baselines=starts, n_steps=steps, method="gausslegendre", internal_batch_size=at_once
        )
        parts = tuple(np.asarray(part.detach()[0].double().numpy()) for part in found)
        result = IntegratedInputs(parts, value, baseline)
        if result.gap <= _CLOSE_ENOUGH:
            break
    return result

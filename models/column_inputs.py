"""The first step of a network: sizes become steps between the quantiles seen in training, flags stay as they are."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn


class Steps(nn.Module):
    """Piecewise-linear encoding: for a size v and the step from a to b, clamp((v - a) / (b - a), 0, 1).

    A size beyond what training saw counts as the nearest one seen: after a drift a network then behaves as a
    tree does, and does not run away. Y. Gorishniy, I. Rubachev, A. Babenko, "On embeddings for numerical
    features in tabular deep learning", NeurIPS 2022, section 3.2 (there the outermost steps are not clamped).

    Attributes:
        source: (S,) the input each step belongs to.
        low, width: (S,) where the step begins and how wide it is.
    """

    source: Tensor
    low: Tensor
    width: Tensor

    def __init__(self, n_steps: int) -> None:
        super().__init__()
        self.register_buffer("source", torch.zeros(n_steps, dtype=torch.int64))
        self.register_buffer("low", torch.zeros(n_steps))
        self.register_buffer("width", torch.ones(n_steps))

    def forward(self, x: Tensor) -> Tensor:
        """(N, F) -> (N, S)."""
        return ((x.index_select(1, self.source) - self.low) / self.width).clamp(0, 1)

    def fits(self, n_inputs: int) -> bool:
        """True when every step belongs to one of `n_inputs` inputs and has a width; asked of stored steps."""
        inside = (self.source >= 0) & (self.source < n_inputs)
        sized = torch.isfinite(self.low) & torch.isfinite(self.width) & (self.width > 0)
        return bool((inside & sized).all())

    @classmethod
    def between(cls, edges: Sequence[tuple[int, npt.NDArray[np.float64]]]) -> Steps:
        """Steps between the edges (ascending, at least two) of each (input, edges)."""
        steps = cls(sum(len(ends) - 1 for _, ends in edges))
        if edges:
            steps.source.copy_(
                torch.from_numpy(np.concatenate([np.full(len(ends) - 1, number) for number, ends in edges]))
            )
            steps.low.copy_(torch.from_numpy(np.concatenate([ends[:-1] for _, ends in edges])))
            steps.width.copy_(torch.from_numpy(np.concatenate([np.diff(ends) for _, ends in edges])))
        return steps


class ColumnInputs(nn.Module):
    """Sizes as `Steps`; inputs with at most two values, and those named, are passed on as they are.

    Attributes:
        groups: (out_channels,) the source column of each channel, as a number.
    """

    flags: Tensor
    groups: Tensor

    def __init__(self, n_steps: int, n_flags: int) -> None:
        super().__init__()
        self.out_channels = n_steps + n_flags
        self.steps = Steps(n_steps)
        self.register_buffer("flags", torch.zeros(n_flags, dtype=torch.int64))
        self.register_buffer("groups", torch.zeros(self.out_channels, dtype=torch.int64))

    def forward(self, x: Tensor) -> Tensor:
        """(N, F) -> (N, out_channels)."""
        return torch.cat([self.steps(x), x.index_select(1, self.flags)], dim=1)

    def fits(self, in_channels: int) -> bool:
        """True when everything read is one of `in_channels` inputs; asked of stored column inputs."""
        inside = (self.flags >= 0) & (self.flags < in_channels)
        return bool(inside.all()) and self.steps.fits(in_channels)

    @classmethod
    def passing(cls, in_channels: int) -> ColumnInputs:
        """All inputs passed on as they are, each a column of its own."""
        inputs = cls(0, in_channels)
        inputs.flags.copy_(torch.arange(in_channels))
        inputs.groups.copy_(torch.arange(in_channels))
        return inputs

    @classmethod
    def fitted(
        cls,
        x: npt.NDArray[Any],
        feature_columns: Sequence[str],
        max_steps: int = 12,
        *,
        as_they_are: Collection[str] = (),
    ) -> ColumnInputs:
        """Steps between the quantiles of the training rows, at most `max_steps` an input.

        Args:
            x: (n, F) inputs of the training rows.
            feature_columns: F source column names.
            max_steps: Upper bound of steps an input.
            as_they_are: Source columns whose inputs get no steps, such as texts: a direction among words is no
                size.
        """
        columns = list(dict.fromkeys(feature_columns))
        group = np.array([columns.index(column) for column in feature_columns], dtype=np.int64)
        edges, flags = [], []
        for number in range(x.shape[1]):
            if feature_columns[number] in as_they_are:
                flags.append(number)
                continue
            ends = quantile_edges(x[:, number], max_steps)
            if len(ends) > 2 or (len(ends) == 2 and len(np.unique(x[:, number])) > 2):
                edges.append((number, ends))
            else:
                flags.append(number)
        inputs = cls(sum(len(ends) - 1 for _, ends in edges), len(flags))
        inputs.steps = Steps.between(edges)
        inputs.flags.copy_(torch.tensor(flags, dtype=torch.int64))
        sources = np.concatenate([inputs.steps.source.numpy(), np.array(flags, dtype=np.int64)])
        inputs.groups.copy_(torch.from_numpy(group[sources]))
        return inputs


def quantile_edges(values: npt.NDArray[Any], max_steps: int) -> npt.NDArray[np.float64]:
    """Ends of at most `max_steps` steps that hold nearly equal numbers of the values, ascending."""
    known = values.astype(np.float64)
    distinct = np.unique(known)
    if len(distinct) <= max_steps + 1:
        return distinct
    edges = np.unique(np.quantile(known, np.linspace(0, 1, max_steps + 1)))
    edges = edges[np.concatenate([[True], np.diff(edges) > 1e-6])]
    return edges if len(edges) > 1 else distinct[[0, -1]]

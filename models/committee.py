"""A committee of small networks, each of which sees only half of the columns; their mean decides."""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

MEMBERS = 16


class Committee(nn.Module):
    """Members m = 1 … M: logit_m = w_m . h_m + b_m, with h_m a small residual network of the channels m may see.

    A member that does not see a column has to make do with others, such as what linked clients answered; their
    mean is steadier than one large network, above all after a drift. Random subspaces: T. K. Ho, "The random
    subspace method for constructing decision forests", IEEE TPAMI 20(8), 1998.

    Args:
        in_channels: C channels in.
        groups: (C,) the group of each channel: channels of a group are seen by the same members, half of all.
        width: Width of a member.
        depth: Residual blocks of a member.
        dropout: Dropout after each block.

    Attributes:
        sees: (M, C) 1 where the member sees the channel; drawn once and stored.
    """

    sees: Tensor

    def __init__(
        self, in_channels: int, groups: Tensor, *, width: int = 32, depth: int = 1, dropout: float = 0.2
    ) -> None:
        super().__init__()
        self.width, self.dropout = width, dropout
        self.register_buffer("sees", _draw(groups))
        self.first = nn.Parameter(_uniform((MEMBERS * width, in_channels), in_channels / 2))
        self.first_bias = nn.Parameter(torch.zeros(MEMBERS * width))
        self.blocks = nn.ParameterList(
            nn.Parameter(_uniform((MEMBERS, width, width), width)) for _ in range(depth)
        )
        self.block_biases = nn.ParameterList(
            nn.Parameter(torch.zeros(MEMBERS, 1, width)) for _ in range(depth)
        )
        self.last = nn.Parameter(_uniform((MEMBERS, width, 1), 100 * width))
        self.last_bias = nn.Parameter(torch.zeros(MEMBERS, 1))

    def forward(self, z: Tensor) -> Tensor:
        """(N, C) -> logits of the members, (M, N)."""
        seen = self.sees.repeat_interleave(self.width, dim=0)  # (M * width, C)
        h = functional.gelu(functional.linear(z, self.first * seen, self.first_bias))
        h = h.view(-1, MEMBERS, self.width).transpose(0, 1)  # (M, N, width)
        h = functional.dropout(h, self.dropout, self.training)
        for weight, bias in zip(self.blocks, self.block_biases, strict=True):
            new = functional.gelu(torch.baddbmm(bias, h, weight))
            h = h + functional.dropout(new, self.dropout, self.training)
        return torch.baddbmm(self.last_bias.unsqueeze(1), h, self.last).squeeze(2)


def _draw(groups: Tensor) -> Tensor:
    """(M, C) of 0 and 1: each group is seen by half of the members; a member without any sees all."""
    n_groups = int(groups.max()) + 1 if len(groups) else 0
    sees = torch.zeros(MEMBERS, n_groups)
    for group in range(n_groups):
        sees[torch.randperm(MEMBERS)[: MEMBERS // 2], group] = 1
    sees[sees.sum(dim=1) == 0] = 1
    return sees[:, groups]


def _uniform(shape: tuple[int, ...], fan_in: float) -> Tensor:
    """Uniform values of variance 1 / fan_in."""
    limit = math.sqrt(3 / max(fan_in, 1))
    return torch.empty(shape).uniform_(-limit, limit)

"""The committee against members worked one by one, and who sees what."""

from __future__ import annotations

import numpy as np
import torch
from scipy.stats import norm

from models.column_inputs import ColumnInputs
from models.committee import MEMBERS, Committee
from models.graph_network import GraphNetwork

GROUPS = torch.tensor([0, 0, 1, 2, 3, 3])


def committee(depth: int = 2) -> Committee:
    torch.manual_seed(5)
    made = Committee(len(GROUPS), GROUPS, width=4, depth=depth, dropout=0.5).eval()
    with torch.no_grad():
        for value in made.parameters():
            value.normal_()  # biases too
    return made


def gelu(x: np.ndarray) -> np.ndarray:
    return np.asarray(x * norm.cdf(x))


def test_each_member_is_a_small_network_of_what_it_sees() -> None:
    made = committee()
    z = np.random.default_rng(0).normal(size=(7, len(GROUPS))).astype(np.float32)
    found = made(torch.from_numpy(z)).detach().numpy()
    w = {name: value.detach().numpy().astype(np.float64) for name, value in made.named_parameters()}
    sees = made.sees.numpy()
    assert found.shape == (MEMBERS, 7)
    for m in range(MEMBERS):
        mine = slice(m * 4, m * 4 + 4)
        h = gelu((z * sees[m]) @ w["first"][mine].T + w["first_bias"][mine])
        for block in ("0", "1"):
            h = h + gelu(h @ w[f"blocks.{block}"][m] + w[f"block_biases.{block}"][m])
        expected = (h @ w["last"][m] + w["last_bias"][m]).ravel()
        np.testing.assert_allclose(found[m], expected, rtol=1e-4, atol=1e-4)


def test_half_of_the_members_see_a_column_whole() -> None:
    sees = committee().sees
    assert torch.equal(sees[:, 0], sees[:, 1])
    assert torch.equal(sees[:, 4], sees[:, 5])
    n_blind = int((sees[:, [0, 2, 3, 4]].sum(dim=1) == 4).sum())  # drawn none, so they see all
    for channel in range(len(GROUPS)):
        assert MEMBERS // 2 <= sees[:, channel].sum() <= MEMBERS // 2 + n_blind
    assert (sees.sum(dim=1) > 0).all()


def test_a_single_column_is_seen_by_all() -> None:
    assert Committee(2, torch.tensor([0, 0])).sees.all()


def test_what_a_member_does_not_see_does_not_move_it() -> None:
    made = committee()
    z = torch.randn(3, len(GROUPS))
    other = z.clone()
    other[:, 2] += 10
    moved = (made(z) != made(other)).any(dim=1)
    assert torch.equal(moved, made.sees[:, 2] == 1)


def test_a_network_answers_the_mean_of_its_members() -> None:
    torch.manual_seed(0)
    network = GraphNetwork(ColumnInputs.passing(5), convolution="none").eval()
    x = {"client": torch.randn(9, 5)}
    each = network(x, {}, each_member=True)
    assert each.shape == (MEMBERS, 9)
    torch.testing.assert_close(network(x, {}), each.mean(dim=0))
    torch.testing.assert_close(network(x, {}, chunk_rows=4), network(x, {}))

"""Shapley values of a game with few players, and sampled ones where there are many."""

from __future__ import annotations

from collections.abc import Callable
from math import factorial

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[np.float64]
Game = Callable[[npt.NDArray[np.bool_]], Array]
"""(T, K) who is there in each of T coalitions -> (T,) what they reach together."""

EXACT_UP_TO = 7
_PERMUTATIONS = 32  # pairs: each order and its reverse


def shapley(game: Game, n_players: int, *, permutations: int = _PERMUTATIONS, seed: int = 0) -> Array:
    """What each player adds, on average over all orders of arrival; sums to game(all) - game(nobody).

    L. Shapley, 1953, "A value for n-person games". Up to 7 players all coalitions are asked, beyond that
    random orders and their reverses (Mitchell et al., 2022, "Sampling permutations for Shapley value
    estimation", JMLR 23: antithetic sampling).

    Args:
        game: Asked once, with all coalitions together.
        n_players: K.
        permutations: Orders drawn where K > 7, each with its reverse.
        seed: Of those orders.
    """
    if n_players == 0:
        return np.zeros(0)
    if n_players <= EXACT_UP_TO:
        return _exact(game, n_players)
    draw = np.random.default_rng(seed)
    orders = np.stack([draw.permutation(n_players) for _ in range(permutations)])
    return _along(game, np.concatenate([orders, orders[:, ::-1]]))


def _exact(game: Game, n: int) -> Array:
    codes = np.arange(1 << n)
    there = (codes[:, None] >> np.arange(n) & 1).astype(bool)
    reached = game(there)
    size = there.sum(axis=1)
    weight = np.array([factorial(int(s)) * factorial(n - int(s) - 1) / factorial(n) for s in range(n)])
    found = np.zeros(n)
    for player in range(n):
        before = codes[~there[:, player]]
        found[player] = (weight[size[before]] * (reached[before | 1 << player] - reached[before])).sum()
    return found


def _along(game: Game, orders: npt.NDArray[np.int64]) -> Array:
    """The mean of what each player adds when it arrives in each of the orders."""
    n_orders, n = orders.shape
    arrival = np.argsort(orders, axis=1)  # (orders, players): when each comes
    there = arrival[:, None, :] < np.arange(n + 1)[None, :, None]  # (orders, stages, players)
    reached = game(there.reshape(-1, n)).reshape(n_orders, n + 1)
    added = np.diff(reached, axis=1)  # (orders, places)
    return np.asarray(np.take_along_axis(added, arrival, axis=1).mean(axis=0), dtype=np.float64)

"""Shared values: hand-worked links, the hub cap with and without a clock."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.graph.clock import Clock
from core.graph.shared_links import shared_pairs


def clock(time: list[float] | None, n: int) -> Clock:
    zeros = np.zeros(n, dtype=np.int8)
    return Clock(time=None if time is None else np.array(time), part=zeros, y=zeros, kind="time")


def pairs_of(source: np.ndarray, destination: np.ndarray) -> set[tuple[int, int]]:
    return set(zip(source.tolist(), destination.tolist(), strict=True))


def test_the_most_recent_earlier_ones_are_heard() -> None:
    values = pd.Series(["a", "a", "b", "a", "a", None, "a"], dtype="str")
    source, destination, n_capped = shared_pairs(values, 2, clock([1, 2, 2, 2, 5, 5, 4], 7))
    assert pairs_of(source, destination) == {(0, 1), (0, 3), (1, 6), (3, 6), (3, 4), (6, 4)}
    assert n_capped == 2  # row 6 could hear three, row 4 four


def test_without_a_clock_small_groups_are_complete() -> None:
    values = pd.Series(["a", "b", "a", "a", "b", "c", None, None], dtype="str")
    source, destination, n_capped = shared_pairs(values, 50, clock(None, 8))
    one_way = {(0, 2), (0, 3), (2, 3), (1, 4)}
    assert pairs_of(source, destination) == one_way | {(b, a) for a, b in one_way}
    assert len(source) == 8 and n_capped == 0


@pytest.mark.parametrize("size", [2, 3, 10, 11, 30, 31])
@pytest.mark.parametrize("cap", [2, 3, 9, 10])
def test_the_cap_holds_and_links_stay_mutual(size: int, cap: int) -> None:
    values = pd.Series(["a"] * size + ["b"] * 4, dtype="str")
    source, destination, n_capped = shared_pairs(values, cap, clock(None, size + 4))
    pairs = pairs_of(source, destination)
    assert len(pairs) == len(source)
    assert pairs == {(b, a) for a, b in pairs}
    assert all(a != b for a, b in pairs)
    degree = np.bincount(destination, minlength=size + 4)
    assert degree.max() <= cap
    if size - 1 <= cap:
        assert (degree[:size] == size - 1).all()
    else:
        assert (degree[:size] >= cap - 1).all()
        assert n_capped >= size
    again = shared_pairs(values, cap, clock(None, size + 4))
    np.testing.assert_array_equal(again[0], source)

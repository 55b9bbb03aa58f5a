"""Answers of those with the same value: against a brute-force reading of the rule."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.graph.clock import Clock
from core.graph.peer_links import within_groups, without_self
from core.graph.relations import latest_pairs
from core.task.splits import TEST, TRAIN


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("frozen", [False, True])
def test_the_last_known_answers_of_the_group(seed: int, frozen: bool) -> None:
    draw = np.random.default_rng(seed)
    n, k, delay = 60, 3, 4.0
    time = np.sort(draw.integers(0, 30, n)).astype(float)
    y = draw.integers(-1, 2, n).astype(np.int8)
    part = np.where(np.arange(n) < 40, TRAIN, TEST).astype(np.int8)
    values = pd.Series(draw.choice(["a", "b", None], n))
    clock = Clock(time=time, part=part, y=y, kind="time")
    known = clock.known_outcomes(delay, "days", frozen=frozen)
    source, destination = without_self(*latest_pairs(within_groups(known, values), k + 1), k)
    found = {i: sorted(source[destination == i]) for i in range(n)}
    for i in range(n):
        may = [
            j
            for j in range(n)
            if isinstance(values[i], str)
            and values[j] == values[i]
            and y[j] >= 0
            and time[j] + delay <= time[i]
            and not (frozen and part[j] == TEST)
        ]
        assert len(found[i]) == min(k, len(may))
        assert set(found[i]) <= set(may)
        if len(may) > k:  # the latest ones; among equal times any may stand
            assert min(time[found[i]]) >= np.sort(time[may])[-k]


def test_without_a_clock_only_train_answers_and_never_the_own() -> None:
    y = np.array([1, 0, 1, 0, 1], dtype=np.int8)
    part = np.array([TRAIN, TRAIN, TRAIN, TRAIN, TEST], dtype=np.int8)
    clock = Clock(time=None, part=part, y=y, kind="random")
    values = pd.Series(["x", "x", "x", "y", "x"])
    known = clock.known_outcomes(1, "rows", frozen=False)
    source, destination = without_self(*latest_pairs(within_groups(known, values), 2), 1)
    pairs = dict(zip(destination.tolist(), source.tolist(), strict=True))
    assert pairs == {0: 2, 1: 2, 2: 1, 4: 2}

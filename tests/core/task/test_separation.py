"""How far one column gets alone, and how surely where rows belong together; against scikit-learn and drawn entities."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from core.evaluation.bootstrap import independent_share
from core.evaluation.metrics import standard_error
from core.task.separation import separated, separation

N = 2000


def drawn(seed: int, n: int = N) -> tuple[pd.Series, np.ndarray]:
    rng = np.random.default_rng(seed)
    values = rng.normal(size=n)
    y = (rng.random(n) < 1 / (1 + np.exp(1.5 - values))).astype(np.int8)
    return pd.Series(values), y


def test_a_rising_number_ranks_as_it_is_and_a_falling_one_turned() -> None:
    values, y = drawn(0)
    truth = roc_auc_score(y, values)
    assert separation(values, y) == pytest.approx(truth, abs=0.01)
    assert separation(-values, y) == pytest.approx(separation(values, y))
    assert separation(values, np.zeros(N, dtype=np.int8)) == 0.5


def test_what_rows_add_gives_the_spread_of_the_figure() -> None:
    values, y = drawn(1)
    found = separated(values, y)
    assert abs(found.adds.sum()) < 1e-9
    spread = np.std([separation(*drawn(seed)) for seed in range(2, 102)])
    assert np.sqrt((found.adds**2).sum()) / 2 == pytest.approx(spread, rel=0.25)  # the mean of two halves
    assert standard_error(found.roc_auc, int(y.sum()), N - int(y.sum())) == pytest.approx(spread, rel=0.25)


def test_the_same_rows_asked_on_four_days_say_no_more_than_on_one() -> None:
    values, y = drawn(3)
    often, whose = pd.concat([values] * 4, ignore_index=True), np.tile(np.arange(N), 4)
    found = separated(often, np.tile(y, 4))
    assert independent_share(found.adds, whose) == pytest.approx(1 / 4, rel=0.1)
    assert independent_share(found.adds, np.arange(4 * N)) == 1.0
    shuffled = np.random.default_rng(0).permutation(whose)  # days of strangers are independent
    assert independent_share(found.adds, shuffled) > 0.9

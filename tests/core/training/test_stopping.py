"""Early stopping by hand."""

from __future__ import annotations

import numpy as np

from core.training.stopping import Stopping


def test_one_lucky_epoch_does_not_decide() -> None:
    curve = [0.30, 0.80, 0.31, 0.40, 0.50, 0.60, 0.62, 0.61, 0.60, 0.50, 0.40]
    plain, smooth = Stopping(20, window=1), Stopping(20, window=3)
    for value in curve:
        plain.update(value)
        smooth.update(value)
    assert plain.best_epoch == 2
    assert smooth.best_epoch == 8  # mean of 0.60, 0.62, 0.61


def test_stops_after_patience() -> None:
    stopping = Stopping(2, window=1)
    assert [stopping.update(value) for value in (0.1, 0.3, 0.2, 0.2)] == [False, False, False, True]
    assert stopping.best_epoch == 2


def test_no_patience_never_stops() -> None:
    stopping = Stopping(0, window=1)
    assert not any(stopping.update(value) for value in np.linspace(1, 0, 50))


def test_never_before_the_least() -> None:
    stopping = Stopping(2, window=1, least=4)
    assert [stopping.update(value) for value in (0.9, 0.8, 0.7, 0.1, 0.2, 0.1, 0.1)] == [False] * 6 + [True]
    assert stopping.best_epoch == 5

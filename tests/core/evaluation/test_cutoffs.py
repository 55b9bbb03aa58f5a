"""The confusion matrix at any cut-off against counting row by row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.evaluation.cutoffs import CutoffTable

EXAMS = st.lists(st.tuples(st.integers(0, 1), st.integers(0, 8)), min_size=1, max_size=40)


@given(EXAMS, st.floats(-1, 10))
@settings(max_examples=200, deadline=None)
def test_at_any_score(rows: list[tuple[int, int]], cut: float) -> None:
    y, score = np.array(rows).T
    at = CutoffTable.of(y, score).at_score(cut)
    called = score >= cut
    assert (at.tp, at.fp) == ((called & (y == 1)).sum(), (called & (y == 0)).sum())
    assert (at.fn, at.tn) == ((~called & (y == 1)).sum(), (~called & (y == 0)).sum())
    assert at.n == len(y) and at.score == cut


@given(EXAMS, st.floats(0, 1))
@settings(max_examples=200, deadline=None)
def test_share_takes_the_nearest_cut_that_keeps_ties_together(
    rows: list[tuple[int, int]], share: float
) -> None:
    y, score = np.array(rows).T
    at = CutoffTable.of(y, score).at_share(share)
    possible = [0, *[int((score >= value).sum()) for value in np.unique(score)]]
    assert abs(at.n_called - share * len(y)) == pytest.approx(
        min(abs(count - share * len(y)) for count in possible)
    )
    assert at.n_called == (score >= at.score).sum()
    assert at.tp == y[score >= at.score].sum()


def test_distinct_scores_allow_every_share() -> None:
    rng = np.random.default_rng(0)
    table = CutoffTable.of(rng.integers(0, 2, 1000), rng.random(1000))
    assert [table.at_share(share).n_called for share in (0, 0.001, 0.25, 0.5, 1)] == [0, 1, 250, 500, 1000]
    assert table.at_share(0).score == math.inf


def test_lift_at_a_cut() -> None:
    at = CutoffTable.of([1, 1, 0, 0, 0, 0, 0, 0], [8, 7, 6, 5, 4, 3, 2, 1]).at_share(0.25)
    assert at.lift == pytest.approx(4.0)
    assert math.isnan(CutoffTable.of([0, 0], [1, 2]).at_share(0.5).lift)


def test_lift_interval_covers_the_true_lift() -> None:
    """Answers drawn anew from the same chances: the interval holds the lift of endless answers about 95 %."""
    rng = np.random.default_rng(4)
    chance = np.sort(rng.beta(1, 6, 2000))[::-1]
    true = chance[:200].mean() / chance.mean()
    inside = []
    for _ in range(400):
        y = rng.random(2000) < chance
        found = CutoffTable.of(y, -np.arange(2000)).at_share(0.1).lift_estimate()
        inside.append(found.low <= true <= found.high)
    assert np.mean(inside) >= 0.93
    assert not CutoffTable.of([0, 0], [1, 2]).at_share(0.5).lift_estimate().known


def test_precision_of_nobody_is_undefined_and_intervals_stay_in_range() -> None:
    table = CutoffTable.of([1, 0, 0, 0], [0.9, 0.5, 0.4, 0.1])
    assert not table.at_share(0).estimates()["precision"].known
    for estimate in table.at_share(0.5).estimates().values():
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1


def test_all_right_is_not_certainty() -> None:
    at = CutoffTable.of([1, 1, 1, 0, 0, 0], [0.9, 0.8, 0.7, 0.1, 0.1, 0.1]).at_score(0.5).estimates()
    assert (at["precision"].value, at["precision"].high) == (1.0, 1.0)
    assert at["precision"].low == pytest.approx(3 / (3 + 1.96**2), abs=1e-4)  # Wilson for 3 of 3
    assert at["accuracy"].low < 1

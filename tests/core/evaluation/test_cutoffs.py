"""The confusion matrix at any cut-off against counting row by row."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from core.evaluation.cutoffs import CutoffTable, choose_cutoff

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


def test_best_f1_is_the_best_of_all_cuts() -> None:
    rng = np.random.default_rng(1)
    y = (rng.random(300) < 0.2).astype(int)
    score = (rng.random(300) + 0.5 * y).round(2)
    best = max(f1_score(y, score >= cut) for cut in np.unique(score))
    chosen = choose_cutoff(y, score)
    assert f1_score(y, score >= chosen) == pytest.approx(best)
    assert chosen not in score  # between two scores: it does not hang on one row


def test_default_cut_without_positives_still_calls_somebody() -> None:
    cut = choose_cutoff([0, 0, 0], [0.1, 0.2, 0.3])
    assert 0.2 < cut < 0.3


def test_lift_at_a_cut() -> None:
    at = CutoffTable.of([1, 1, 0, 0, 0, 0, 0, 0], [8, 7, 6, 5, 4, 3, 2, 1]).at_share(0.25)
    assert at.lift == pytest.approx(4.0)
    assert math.isnan(CutoffTable.of([0, 0], [1, 2]).at_share(0.5).lift)


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

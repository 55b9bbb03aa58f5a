"""The move of the share of yes: Newcombe's own example, and when a sentence is worth it."""

from __future__ import annotations

import pytest

from core.evaluation.level_shift import level_shift, level_shift_sentence


def test_interval_is_that_of_newcombe() -> None:
    # Newcombe (1998), table II, example (a): 56/70 against 48/80, method 10: 0.0524 to 0.3339
    assert level_shift((48, 80), (56, 70)) == pytest.approx((0.0524, 0.3339), abs=5e-5)
    low, high = level_shift((56, 70), (48, 80))
    assert (low, high) == pytest.approx((-0.3339, -0.0524), abs=5e-5)
    assert level_shift((0, 0), (3, 9)) == (-1.0, 1.0)


def test_a_clear_move_is_said_with_both_shares_and_their_n() -> None:
    said = level_shift_sentence((140, 1000), (320, 1000))
    assert said is not None
    assert "rose from 14 % in the practice exam (n = 1,000) to 32 % in the final exam (n = 1,000)" in said
    assert "fell from 32 %" in str(level_shift_sentence((320, 1000), (140, 1000)))
    assert "to 1.2 %" in str(level_shift_sentence((50, 1000), (12, 1000)))


@pytest.mark.parametrize(
    ("practice", "exam"),
    [
        ((14, 100), (20, 100)),  # may be chance
        ((14_000, 100_000), (15_000, 100_000)),  # surely, and no matter
        ((1, 10), (9, 10)),  # too few to say anything
        ((0, 0), (5, 50)),
        ((0, 50), (0, 50)),
    ],
)
def test_no_sentence_where_chance_or_a_small_move_explains_it(
    practice: tuple[int, int], exam: tuple[int, int]
) -> None:
    assert level_shift_sentence(practice, exam) is None

"""The level of the chances: found where it moved, left alone where it did not, and its interval covers."""

from __future__ import annotations

import numpy as np
import pytest

from core.task.splits import TEST, TRAIN, UNLABELLED, VALIDATION
from core.training.calibration import log_odds, sigmoid
from core.training.level import Level, LevelShift, Periods, foretold, measured_level, periods

SIZES = {TRAIN: 3000, VALIDATION: 1500, TEST: 1500, UNLABELLED: 1000}


def history(shifts: dict[int, float], seed: int = 0):
    """Parts in order of time; answers drawn from the chances, moved by so much on the log-odds."""
    rng = np.random.default_rng(seed)
    part = np.repeat(list(SIZES), list(SIZES.values())).astype(np.int8)
    chance = rng.beta(1, 6, len(part))
    moved = log_odds(chance) + np.array([shifts.get(int(one), 0.0) for one in part])
    y = (rng.random(len(part)) < sigmoid(moved)).astype(np.int8)
    came = y[part == UNLABELLED].copy()
    y[part == UNLABELLED] = -1
    return part, y, chance, np.arange(len(part), dtype=float), came


def test_a_level_that_moved_is_found_and_one_that_did_not_is_left() -> None:
    part, y, chance, time, _ = history({TEST: 1.0, UNLABELLED: 1.0})
    moved = measured_level(part, y, chance, time)
    assert 0.5 < moved.correction.by < 1.1
    part, y, chance, time, _ = history({})
    still = measured_level(part, y, chance, time)
    assert abs(still.correction.by) < 0.12
    assert still.correction.sd < moved.correction.sd


def test_both_levels_are_told() -> None:
    part, y, chance, time, _ = history({TEST: 1.0})
    found = measured_level(part, y, chance, time)
    exam = part == TEST
    assert found.exam is not None and found.practice is not None and found.leads is not None
    assert found.exam.came == pytest.approx((y[exam] == 1).mean())
    assert found.exam.stated == pytest.approx(chance[exam].mean())
    corrected = sigmoid(log_odds(chance[part == UNLABELLED]) + found.correction.by).mean()
    told = found.model_copy(update={"leads_corrected": float(corrected)})
    assert told.moved
    assert f"from a level of {found.leads.stated:.0%}".replace("%", " %") in told.sentence()
    assert "Nobody sat a final exam" in Level().sentence()


def test_the_rehearsal_never_knows_the_exams_answers() -> None:
    part, y, chance, time, _ = history({TEST: 1.0})
    turned = np.where((part == TEST) & (y >= 0), 1 - y, y).astype(np.int8)
    first, second = (measured_level(part, answers, chance, time).rehearsal for answers in (y, turned))
    assert first == second
    assert first.by == 0
    assert first.sd > 0


def test_leads_answers_are_not_asked_for() -> None:
    part, y, chance, time, came = history({})
    known = y.copy()
    known[part == UNLABELLED] = came
    first, second = (measured_level(part, answers, chance, time) for answers in (y, known))
    assert first == second


def test_parts_drawn_at_random_move_nothing_within_the_noise() -> None:
    kept = []
    for seed in range(40):
        part, y, chance, _, _ = history({}, seed)
        found = measured_level(part, y, chance, None)
        assert not found.has_clock
        kept.append(found.correction.by)
    assert np.mean(np.array(kept) == 0) > 0.5
    assert np.abs(kept).max() < 0.3
    part, y, chance, _, _ = history({TEST: 1.0})
    assert measured_level(part, y, chance, None).correction.by > 0.8


def test_what_is_foretold_covers_levels_that_wander() -> None:
    """Levels drawn from the very model: the 95 % interval of the next one holds about 95 %."""
    rng = np.random.default_rng(3)
    inside = []
    for _ in range(400):
        walk = np.cumsum(rng.normal(0, 0.3, 13))
        seen = Periods(
            np.arange(12.0), walk[:12] + rng.normal(0, 0.1, 12), np.full(12, 0.01), np.full(12, 500.0)
        )
        empty = Periods(*(np.empty(0) for _ in range(4)))
        found = foretold(seen, empty, (12.0, 500), (0.0, 0.0))
        inside.append(abs(walk[12] - found.by) <= 1.96 * found.sd)
    assert 0.9 <= np.mean(inside) <= 0.99


def test_periods_keep_rows_of_one_day_together_and_have_enough_of_both_answers() -> None:
    rng = np.random.default_rng(5)
    time = np.sort(rng.integers(0, 9, 2000)).astype(float)
    y = (rng.random(2000) < 0.2).astype(np.int8)
    found = periods(y, np.full(2000, 0.2), time)
    assert 2 <= len(found.time) <= 6
    assert found.n.sum() == 2000
    bounds = np.cumsum(found.n).astype(int)[:-1]
    assert (time[bounds] != time[bounds - 1]).all()
    assert len(periods(y[:10], np.full(10, 0.2), time[:10]).time) == 1
    assert len(periods(y[:0], np.empty(0), np.empty(0)).time) == 0


def test_unmoved_chances_are_less_sure() -> None:
    assert LevelShift(by=0.3, sd=0.4, centre=1.0).unmoved() == LevelShift(by=0.0, sd=0.5, centre=0.7)


def test_no_exam_at_all() -> None:
    part = np.full(50, UNLABELLED, dtype=np.int8)
    found = measured_level(part, np.full(50, -1, np.int8), np.full(50, 0.2), np.arange(50.0))
    assert found.exam is None
    assert found.correction.by == 0
    assert found.correction.sd > 0.5


@pytest.mark.parametrize("scale", [1.0, 30.0, 1000.0])
def test_how_time_is_counted_changes_nothing_even_where_one_period_is_known(scale: float) -> None:
    """A practice exam of one day is one period; its distance to the exam in days or rows must not widen anything."""
    one = Periods(np.array([0.0]), np.array([0.1]), np.array([0.03]), np.array([300.0]))
    empty = periods(np.array([], dtype=np.int8), np.array([]), np.array([]))
    rng = np.random.default_rng(0)
    past = Periods(np.arange(-8.0, 0.0) * scale, rng.normal(0, 0.1, 8), np.full(8, 0.02), np.full(8, 300.0))
    usual = foretold(one, past, (scale, 300), (0.0, 0.0))
    unit = foretold(
        one, Periods(past.time / scale, past.shift, past.variance, past.n), (1.0, 300), (0.0, 0.0)
    )
    assert usual.sd == pytest.approx(unit.sd) and usual.sd < 0.5
    assert foretold(one, empty, (scale, 300), (0.0, 0.0)).sd < 1.2

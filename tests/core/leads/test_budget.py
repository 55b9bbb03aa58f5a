"""The budget against brute force: simulated campaigns, every possible cut, hand-worked sums."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.leads.budget import Budget, best_calls, expected_yes, forecast, outlook, profit_curve
from core.training.calibration import log_odds, sigmoid
from core.training.level import LevelShift


def falling(n: int, seed: int) -> np.ndarray:
    return np.sort(np.random.default_rng(seed).beta(1, 6, n))[::-1]


def test_interval_covers_simulated_campaigns() -> None:
    chances = falling(400, 0)
    rng = np.random.default_rng(1)
    campaigns = (rng.random((20_000, chances.size)) < chances).sum(axis=1)
    found = expected_yes(chances)
    assert found.value == pytest.approx(campaigns.mean(), rel=0.005)
    inside = np.mean((campaigns >= found.low) & (campaigns <= found.high))
    assert 0.945 <= inside <= 0.975
    assert (found.high - found.low) == pytest.approx(2 * 1.96 * campaigns.std() + 1, rel=0.03)


def test_interval_covers_campaigns_whose_level_and_slope_are_uncertain_too() -> None:
    chances, shift = falling(2000, 2)[:400], LevelShift(sd=0.25, slope_sd=0.1, centre=-1.0)
    rng = np.random.default_rng(3)
    z = log_odds(chances)
    campaigns = np.array(
        [
            (
                rng.random(chances.size)
                < sigmoid(z + rng.normal(0, shift.sd) + rng.normal(0, shift.slope_sd) * (z - shift.centre))
            ).sum()
            for _ in range(4000)
        ]
    )
    found = expected_yes(chances, shift)
    inside = np.mean((campaigns >= found.low) & (campaigns <= found.high))
    assert 0.94 <= inside <= 0.97
    without = expected_yes(chances)
    assert np.mean((campaigns >= without.low) & (campaigns <= without.high)) < 0.85


def test_an_unsure_level_reaches_less_far_down_than_up() -> None:
    """100 clients of 10 %, the level unsure by 0.5 on the log-odds: worked out by hand on each side."""
    moved = [100 / (1 + 9 * np.exp(step)) for step in (1.959964 * 0.5, -1.959964 * 0.5)]
    chance = 1.959964 * np.sqrt(100 * 0.1 * 0.9)
    found = outlook(np.full(100, 0.1), LevelShift(sd=0.5)).at(100)
    assert found.low == pytest.approx(10 - np.hypot(10 - moved[0], chance) - 0.5, abs=1e-4)
    assert found.high == pytest.approx(10 + np.hypot(moved[1] - 10, chance) + 0.5, abs=1e-4)
    assert found.value - found.low < found.high - found.value


def test_certain_clients_leave_no_interval() -> None:
    assert expected_yes(np.array([1.0, 1.0, 0.0])).to_json() == {"value": 2.0, "low": 2.0, "high": 2.0}
    assert expected_yes(np.array([])).value == 0


def test_interval_stays_within_the_clients() -> None:
    found = expected_yes(np.array([0.9, 0.02]), LevelShift(sd=5.0))
    assert found.low == 0 and found.high == 2


@given(
    st.lists(st.floats(0, 1), max_size=40),
    st.floats(0, 50),
    st.floats(0, 500),
)
def test_best_cut_is_the_best_of_all_cuts(values: list[float], cost: float, value: float) -> None:
    chances = np.sort(np.array(values, dtype=float))[::-1]
    profits = [value * chances[:k].sum() - cost * k for k in range(len(chances) + 1)]
    found = profits[best_calls(chances, cost, value)]
    assert found == pytest.approx(max(profits), abs=1e-6)


def test_best_cut_where_each_yes_has_its_own_worth() -> None:
    """Against every possible cut; the profit can fall and rise again."""
    rng = np.random.default_rng(4)
    chances, worth = falling(60, 4), rng.exponential(100, 60)
    profits = [(worth * chances)[:k].sum() - 12 * k for k in range(61)]
    assert best_calls(chances, 12, worth) == int(np.argmax(profits))


def test_what_each_yes_is_worth_moves_profit_and_its_interval() -> None:
    chances, worth = np.array([0.5, 0.25, 0.1]), np.array([10.0, 100.0, 1000.0])
    found = forecast(chances, Budget(calls=2, cost=1, value=7), worth=worth)
    assert found.profit.value == pytest.approx(5 + 25 - 2)
    assert found.random_profit == pytest.approx((5 + 25 + 100) * 2 / 3 - 2)
    same = outlook(chances, LevelShift(sd=0.3), np.full(3, 7.0))
    yes = outlook(chances, LevelShift(sd=0.3))
    for money, number in ((same.value, yes.value), (same.low, yes.low), (same.high, yes.high)):
        np.testing.assert_allclose(money, 7 * number)


def test_best_cut_by_hand() -> None:
    chances = np.array([0.5, 0.3, 0.1, 0.05])
    assert best_calls(chances, cost=10, worth=100) == 2  # 0.1 brings exactly nothing
    assert best_calls(chances, cost=0, worth=100) == 4
    assert best_calls(chances, cost=60, worth=100) == 0
    assert best_calls(chances, cost=1, worth=0) == 0
    assert best_calls(np.array([]), 1, 1) == 0


def test_forecast_by_hand() -> None:
    chances = np.array([0.5, 0.3, 0.1, 0.1])
    found = forecast(chances, Budget(calls=2, cost=4, value=100))
    assert found.yes.value == pytest.approx(0.8)
    assert found.profit.value == pytest.approx(72)
    assert found.random_yes == pytest.approx(0.5)
    assert found.random_profit == pytest.approx(42)
    assert found.cut == pytest.approx(0.3)
    assert (found.best_calls, found.best_profit) == (4, pytest.approx(84))
    assert found.profit.low == pytest.approx(100 * found.yes.low - 8)


def test_more_calls_than_clients_and_no_calls() -> None:
    chances = np.array([0.5, 0.25])
    assert forecast(chances, Budget(calls=10, cost=1, value=10)).calls == 2
    none = forecast(chances, Budget(calls=0, cost=1, value=10))
    assert none.yes.value == 0 and np.isnan(none.cut)
    assert forecast(np.array([]), Budget(calls=5, cost=1, value=10)).profit.value == 0


def test_curve_agrees_with_the_forecast_at_every_point() -> None:
    chances = falling(137, 5)
    budget = Budget(calls=33, cost=3, value=40)
    shift = LevelShift(sd=0.2, slope_sd=0.1, centre=-2.0)
    curve = profit_curve(chances, budget, shift, points=20)
    assert {0, 33, best_calls(chances, 3, 40), 137} <= set(curve["calls"])
    for point in curve.itertuples():
        there = forecast(chances, budget.model_copy(update={"calls": point.calls}), shift)
        assert point.profit == pytest.approx(there.profit.value)
        assert point.profit_low == pytest.approx(there.profit.low)
        assert point.profit_high == pytest.approx(there.profit.high)
        assert point.random_profit == pytest.approx(there.random_profit)
        assert point.cut == pytest.approx(there.cut, nan_ok=True)
    best = curve.loc[curve["profit"].idxmax()]
    assert best["calls"] == best_calls(chances, 3, 40)


def test_curve_of_nobody() -> None:
    assert profit_curve(np.array([]), Budget(calls=5, cost=1, value=1))["calls"].tolist() == [0]


@pytest.mark.parametrize(
    "wrong", [{"calls": -1}, {"cost": -0.1}, {"value": float("inf")}, {"cost": float("nan")}]
)
def test_impossible_budgets_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Budget(**{"calls": 1, "cost": 1, "value": 1, **wrong})

"""The budget against brute force: simulated campaigns, every possible cut, hand-worked sums."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from core.leads.budget import (
    Budget,
    best_calls,
    calibration_sd,
    expected_yes,
    forecast,
    profit_curve,
)


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


def test_interval_covers_campaigns_whose_level_is_uncertain_too() -> None:
    chances, level = falling(2000, 2), 0.1
    rng = np.random.default_rng(3)
    factors = np.clip(rng.normal(1, level, 4000), 0, None)
    campaigns = np.array([(rng.random(chances.size) < np.clip(f * chances, 0, 1)).sum() for f in factors])
    found = expected_yes(chances, level)
    inside = np.mean((campaigns >= found.low) & (campaigns <= found.high))
    assert 0.94 <= inside <= 0.97
    without = expected_yes(chances)
    assert np.mean((campaigns >= without.low) & (campaigns <= without.high)) < 0.85


def test_certain_clients_leave_no_interval() -> None:
    assert expected_yes(np.array([1.0, 1.0, 0.0])).to_json() == {"value": 2.0, "low": 2.0, "high": 2.0}
    assert expected_yes(np.array([])).value == 0


def test_interval_stays_within_the_clients() -> None:
    found = expected_yes(np.array([0.9, 0.02]), 1.0)
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


def test_best_cut_by_hand() -> None:
    chances = np.array([0.5, 0.3, 0.1, 0.05])
    assert best_calls(chances, cost=10, value=100) == 2  # 0.1 brings exactly nothing
    assert best_calls(chances, cost=0, value=100) == 4
    assert best_calls(chances, cost=60, value=100) == 0
    assert best_calls(chances, cost=1, value=0) == 0
    assert best_calls(np.array([]), 1, 1) == 0


def test_forecast_by_hand() -> None:
    chances = np.array([0.5, 0.3, 0.1, 0.1])
    found = forecast(chances, Budget(calls=2, cost=4, value=100))
    assert found.yes.value == pytest.approx(0.8)
    assert found.profit.value == pytest.approx(72)
    assert found.random_yes == pytest.approx(0.5)
    assert found.random_profit == pytest.approx(42)
    assert found.lift == pytest.approx(1.6)
    assert found.cut == pytest.approx(0.3)
    assert (found.best_calls, found.best_profit) == (4, pytest.approx(84))
    assert found.profit.low == pytest.approx(100 * found.yes.low - 8)


def test_more_calls_than_clients_and_no_calls() -> None:
    chances = np.array([0.5, 0.25])
    assert forecast(chances, Budget(calls=10, cost=1, value=10)).calls == 2
    assert forecast(chances, Budget(calls=10, cost=1, value=10)).lift == pytest.approx(1)
    none = forecast(chances, Budget(calls=0, cost=1, value=10))
    assert none.yes.value == 0 and np.isnan(none.lift) and np.isnan(none.cut)
    assert forecast(np.array([]), Budget(calls=5, cost=1, value=10)).profit.value == 0


def test_curve_agrees_with_the_forecast_at_every_point() -> None:
    chances = falling(137, 5)
    budget = Budget(calls=33, cost=3, value=40)
    curve = profit_curve(chances, budget, 0.07, points=20)
    assert {0, 33, best_calls(chances, 3, 40), 137} <= set(curve["calls"])
    for point in curve.itertuples():
        there = forecast(chances, budget.model_copy(update={"calls": point.calls}), 0.07)
        assert point.profit == pytest.approx(there.profit.value)
        assert point.profit_low == pytest.approx(there.profit.low)
        assert point.profit_high == pytest.approx(there.profit.high)
        assert point.random_profit == pytest.approx(there.random_profit)
        assert point.cut == pytest.approx(there.cut, nan_ok=True)
    best = curve.loc[curve["profit"].idxmax()]
    assert best["calls"] == best_calls(chances, 3, 40)


def test_curve_of_nobody() -> None:
    assert profit_curve(np.array([]), Budget(calls=5, cost=1, value=1))["calls"].tolist() == [0]


def test_calibration_of_an_honest_exam_is_its_sampling_error() -> None:
    """Where answers come from the stated chances, s is on average little above the standard error."""
    chances = falling(3000, 7)
    rng = np.random.default_rng(8)
    top = chances[:600]
    resolution = np.sqrt((top * (1 - top)).sum()) / top.sum()
    found = []
    for _ in range(200):
        exam = pd.DataFrame({"chance": chances, "y": (rng.random(chances.size) < chances).astype(int)})
        found.append(calibration_sd(exam, 0.2))
    assert min(found) == pytest.approx(resolution)
    assert resolution < np.mean(found) < 1.35 * resolution


def test_calibration_that_is_off_by_half_is_seen() -> None:
    chances = np.full(2000, 0.4)
    exam = pd.DataFrame({"chance": chances, "y": np.tile([1, 0, 0, 0, 0], 400)})
    assert calibration_sd(exam, 1.0) == pytest.approx(0.5)


def test_calibration_without_answers() -> None:
    assert calibration_sd(pd.DataFrame({"chance": [0.2], "y": [-1]}), 0.5) == 0
    assert calibration_sd(pd.DataFrame({"chance": [0.0], "y": [0]}), 0.5) == 1


@pytest.mark.parametrize(
    "wrong", [{"calls": -1}, {"cost": -0.1}, {"value": float("inf")}, {"cost": float("nan")}]
)
def test_impossible_budgets_are_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Budget(**{"calls": 1, "cost": 1, "value": 1, **wrong})

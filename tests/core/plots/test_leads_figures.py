"""The pictures of the Leads page say what the numbers say."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.leads.budget import Budget, forecast, profit_curve
from core.leads.grades import grade_quality
from core.plots.leads import grade_figure, profit_figure


def profit(cost: float, value: float, n: int = 50, calls: int = 10):
    chances = np.linspace(0.5, 0.01, n)
    budget = Budget(calls=calls, cost=cost, value=value)
    curve = profit_curve(chances, budget)
    return profit_figure(curve, forecast(chances, budget)), curve, forecast(chances, budget)


def test_profit_curve_and_its_cut() -> None:
    figure, curve, found = profit(4, 40)
    line = figure.data[2]
    assert list(line.x) == curve["calls"].tolist()
    assert list(line.y) == pytest.approx(curve["profit"].tolist())
    assert figure.layout.shapes[0].x0 == 10
    best = figure.data[3]
    assert best.x[0] == found.best_calls
    assert best.y[0] == pytest.approx(max(line.y))
    assert f"Profit peaks at {found.best_calls:,} calls" in figure.layout.title.text


@pytest.mark.parametrize(
    ("cost", "value", "words"),
    [(0, 100, "Every call pays"), (99, 100, "No call pays"), (1, 0, "No call pays")],
)
def test_profit_title_states_the_finding(cost: float, value: float, words: str) -> None:
    assert words in profit(cost, value)[0].layout.title.text


def test_no_clients_no_crash() -> None:
    empty = np.array([])
    budget = Budget(calls=3, cost=1, value=1)
    assert profit_figure(profit_curve(empty, budget), forecast(empty, budget)).data


def test_grades_with_whiskers() -> None:
    exam = pd.DataFrame({"chance": np.linspace(0.9, 0.1, 100), "y": ([1, 0] * 15 + [0] * 70)})
    quality = grade_quality(exam, exam)
    figure = grade_figure(quality, 0.15)
    bars = figure.data[0]
    assert list(bars.x) == ["A", "B", "C", "D"]
    assert list(bars.y) == pytest.approx((100 * quality["exam_share"]).tolist())
    top = np.array(bars.y) + np.array(bars.error_y.array)
    assert top == pytest.approx((100 * quality["exam_high"]).to_numpy())
    assert figure.layout.title.text.startswith("50 % of grade A said yes, 0 % of grade D")
    assert list(figure.layout.xaxis.ticktext)[:2] == ["A<br>n = 10", "B<br>n = 20"]


def test_grades_without_an_exam() -> None:
    nobody = pd.DataFrame({"chance": [], "y": []})
    assert "no final exam" in grade_figure(grade_quality(nobody, nobody), 0.0).layout.title.text

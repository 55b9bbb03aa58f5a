"""The picture of a column: its title says no more than the rows do, and its text is escaped."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from core.evaluation.bootstrap import wilson
from core.plots.column_shape import shape_figure, shape_finding, shape_table
from core.tables.column_shape import Bar, ColumnShape


def levels(*rates: float, n: int = 400) -> ColumnShape:
    """Values a, b, … with these rates of yes."""
    bars = tuple(
        Bar(kind="value", label="abcdef"[i], n=n, n_answered=n, n_yes=round(rate * n))
        for i, rate in enumerate(rates)
    )
    return ColumnShape(name="job", kind="levels", bars=bars)


def test_a_difference_beyond_chance_is_the_title() -> None:
    assert shape_finding(levels(0.1, 0.4), "job", "yes") == "job: yes 40 % at b, 10 % at a"


def test_chance_makes_no_title() -> None:
    """Of equal groups the best and the worst always differ: that alone is no finding."""
    rng = np.random.default_rng(0)
    told = 0
    for _ in range(200):
        yes = rng.binomial(200, 0.2, 6)
        told += "beyond chance" not in shape_finding(levels(*(yes / 200), n=200), "job", "yes")
    assert told <= 8  # 1 in 100 is expected


def test_of_many_columns_none_differs_by_chance() -> None:
    """Each alone would differ in 1 of 100 cases; of a table of 400 columns without any signal no title says so."""
    rng = np.random.default_rng(1)
    shapes = [levels(*(rng.binomial(200, 0.2, 6) / 200), n=200) for _ in range(400)]
    told = ["beyond chance" not in shape_finding(one, "job", "yes", among=400) for one in shapes]
    assert sum("beyond chance" not in shape_finding(one, "job", "yes") for one in shapes) > 0
    assert sum(told) == 0
    assert shape_finding(levels(0.1, 0.4), "job", "yes", among=400) == "job: yes 40 % at b, 10 % at a"


def test_few_answers_are_named_in_no_title() -> None:
    few = (*levels(0.1, 0.4).bars, Bar(kind="value", label="z", n=3, n_answered=3, n_yes=3))
    assert " z" not in shape_finding(ColumnShape(name="job", kind="levels", bars=few), "job", "yes")


def test_rates_have_wilson_intervals() -> None:
    data = shape_table(levels(0.25, 0.5))
    low, high = wilson([100, 200], [400, 400])
    assert data["rate"].tolist() == [0.25, 0.5]
    assert data["low"].tolist() == pytest.approx(list(low))
    assert data["high"].tolist() == pytest.approx(list(high))


def test_without_answers_the_spread_is_the_title() -> None:
    shape = levels(0.1, 0.4).without_answers()
    assert shape_finding(shape, "job", "yes") == "job: most often a (50 %)"
    assert len(shape_figure(shape, "job", "yes").data) == 1


@pytest.mark.parametrize("kind", ["levels", "number"])
def test_text_of_a_table_is_escaped(kind: str) -> None:
    bars = tuple(bar.model_copy(update={"label": "<img src=x>"}) for bar in levels(0.1, 0.4).bars)
    shape = ColumnShape(name="<b>x</b>", kind=kind, bars=bars)  # type: ignore[arg-type]  # both are kinds
    drawn = str(shape_figure(shape, "<b>x</b>", "<i>yes</i>").to_plotly_json())
    assert "<img" not in drawn and "<b>" not in drawn and "<i>" not in drawn


def test_masked_values_are_not_said() -> None:
    named = levels(0.1, 0.9)
    named = named.model_copy(
        update={"bars": tuple(bar.model_copy(update={"label": f"{bar.label} Rator"}) for bar in named.bars)}
    )
    assert set(shape_table(named, masked=True)["value"]) == {"•••"}
    for shape in (named, named.without_answers()):
        assert "Rator" in str(shape_figure(shape, "rep", "yes").to_plotly_json())
        assert "Rator" not in str(shape_figure(shape, "rep", "yes", masked=True).to_plotly_json())
    assert shape_finding(named, "rep", "yes", masked=True) == "rep: yes 90 % at •••, 10 % at •••"


def numbers(*special: str, n: int = 24) -> ColumnShape:
    """Ranges of a number with bars behind them that stand for none."""
    bars = [Bar(kind="value", label="", low=float(i), high=float(i + 1), n=9) for i in range(n)]
    bars += [Bar(kind=kind, label="", n=3) for kind in special]  # type: ignore[arg-type]  # of the kinds
    return ColumnShape(name="day", kind="number", bars=tuple(bars), quartiles=(3.0, 8.0, 16.0))


def test_no_name_below_the_axis_stands_over_another() -> None:
    axis = shape_figure(numbers("never", "empty"), "day", "yes").layout.xaxis
    places, names = list(axis.tickvals), list(axis.ticktext)
    assert places[-2:] == [24, 25] and names[-2:] == ["never", "<br>(empty)"]  # one below the other
    apart = [second - first for first, second in pairwise(places[:-1])]
    assert min(apart) >= 4
    assert list(shape_figure(numbers(), "day", "yes").layout.xaxis.tickvals) == [0, 4, 8, 12, 16, 20]


def test_a_long_title_takes_two_lines() -> None:
    name = "average number of employees of the companies"
    chart = shape_figure(numbers(), name, "yes")
    first, second, note = chart.layout.title.text.split("<br>")
    assert max(len(first), len(second)) <= 52 and note.endswith("rows</span>")
    assert f"{first} {second}" == f"{name}: half between 3 and 16, middle 8"
    assert chart.layout.margin.t > shape_figure(numbers(), "day", "yes").layout.margin.t

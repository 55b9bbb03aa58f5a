"""Pictures of the exam: titles state the finding, traces carry the figures, stay small, text stays text."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go
import pytest

from core.evaluation.bootstrap import Estimate
from core.evaluation.calibration import calibration_curve
from core.evaluation.curves import ExamCurves, exam_curves
from core.evaluation.cutoffs import CutoffTable
from core.evaluation.segments import segment_table
from core.plots.calibration import calibration_figure
from core.plots.confusion import confusion_figure, confusion_table
from core.plots.curves import gains_figure, lift_figure, pr_figure, roc_figure, two_runs_figure
from core.plots.segments import difference_figure, segment_figure, segment_finding

NAN = float("nan")


def estimate(value: float, low: float = NAN, high: float = NAN) -> Estimate:
    return Estimate(value=value, low=low, high=high)


@pytest.fixture(scope="module")
def curves() -> ExamCurves:
    rng = np.random.default_rng(0)
    y = (rng.random(20_000) < 0.12).astype(int)
    return exam_curves(y, rng.normal(size=20_000) + 1.4 * y, n_bootstrap=20)


def line(figure: go.Figure) -> go.Scatter:
    """The curve itself: the trace with cut-offs."""
    return next(trace for trace in figure.data if trace.customdata is not None)


def test_titles_state_findings(curves: ExamCurves) -> None:
    roc = roc_figure(curves, estimate(0.84, 0.83, 0.85))
    assert "in 84 % of pairs" in roc.layout.title.text and "0.84 (0.83–0.85)" in roc.layout.title.text
    rate = curves.base_rate
    assert "3.0 times cleaner" in pr_figure(curves, estimate(3 * rate, 0.3, 0.4)).layout.title.text
    reached = np.interp(0.2, curves.gains["share"], curves.gains["recall"])
    assert f"reaches {100 * reached:.0f} % of all yes" in gains_figure(curves).layout.title.text
    lift = np.interp(0.1, curves.gains["share"], curves.gains["recall"]) / 0.1
    assert f"{lift:.1f} times as frequent" in lift_figure(curves).layout.title.text


def test_traces_are_light_and_carry_the_curve(curves: ExamCurves) -> None:
    for figure in (roc_figure(curves, estimate(0.8, 0.7, 0.9)), gains_figure(curves), lift_figure(curves)):
        assert all(len(trace.x) <= 500 for trace in figure.data)
        assert len(figure.to_json()) < 60_000
        assert figure.layout.xaxis.title.text and figure.layout.yaxis.title.text
    drawn = line(roc_figure(curves, estimate(0.8, 0.7, 0.9)))
    assert np.array(drawn.y) == pytest.approx(curves.roc["recall"].to_numpy(), abs=1e-4)


def test_one_class_is_said_in_every_title() -> None:
    none = exam_curves([0, 0, 0], [0.1, 0.2, 0.3], n_bootstrap=10)
    assert "needs both yes and no" in roc_figure(none, estimate(NAN)).layout.title.text
    assert "needs a yes" in pr_figure(none, estimate(NAN)).layout.title.text
    assert "need a yes" in gains_figure(none).layout.title.text
    assert "needs a yes" in lift_figure(none).layout.title.text


def test_two_runs_are_named(curves: ExamCurves) -> None:
    for kind in ("roc", "pr", "gains"):
        figure = two_runs_figure((curves, curves), ("LightGBM", "GAT"), "finding", kind)
        assert [trace.name for trace in figure.data if trace.showlegend] == ["LightGBM", "GAT"]


def test_confusion_picture_and_table() -> None:
    at = CutoffTable.of([1, 1, 0, 0, 0], [0.9, 0.3, 0.8, 0.2, 0.1]).at_score(0.5)
    figure = confusion_figure(at)
    assert "Calling 2 of 5 clients reaches 1 of 2 yes" in figure.layout.title.text
    cells = np.array(figure.data[0].text)
    columns, rows = list(figure.data[0].x), list(figure.data[0].y)
    for row, column, number in (
        ("called", "says yes", at.tp),
        ("called", "says no", at.fp),
        ("left", "says yes", at.fn),
        ("left", "says no", at.tn),
    ):
        assert f"<b>{number}</b>" in cells[rows.index(row)][columns.index(column)]
    table = confusion_table(at)
    assert table["clients"].tolist() == [1, 1, 1, 2] and table["share"].sum() == pytest.approx(1)
    assert len(figure.to_json()) < 12_000


def test_calibration_titles() -> None:
    rng = np.random.default_rng(1)
    p = rng.beta(2, 8, 4000)
    y = (rng.random(4000) < p).astype(int)
    assert "come true" in calibration_figure(calibration_curve(y, p)).layout.title.text
    assert "too low" in calibration_figure(calibration_curve(y, p / 2)).layout.title.text
    squeezed = p.mean() + 0.2 * (p - p.mean())
    assert "right on average" in calibration_figure(calibration_curve(y, squeezed)).layout.title.text


def test_segments_name_who_differs_as_text() -> None:
    rng = np.random.default_rng(2)
    n = 3000
    segment = rng.choice(["good", "<b>bad</b>"], n)
    y = (rng.random(n) < 0.3).astype(int)
    score = rng.random(n) + y * (segment == "good")
    table = segment_table(y, score, pd.Series(segment), cutoff=0.5, n_bootstrap=100)
    figure = segment_figure(table, "job", "roc_auc", "how well it ranks", 0.75)
    assert "worse for &lt;b&gt;bad" in figure.layout.title.text
    assert any(text.startswith("&lt;b&gt;bad") for text in figure.layout.yaxis.ticktext)
    same = table.assign(roc_auc_low=0.6, roc_auc_high=0.9)
    assert "beyond chance" in segment_finding(same, "job", "roc_auc")
    assert "too few" in segment_finding(table.assign(roc_auc=NAN), "job", "roc_auc")


def test_differences_point_right_for_the_better() -> None:
    figure = difference_figure(
        {"roc_auc": estimate(0.02, 0.01, 0.03), "brier": estimate(-0.004, -0.006, -0.001)}, {}, "t", "n"
    )
    trace = figure.data[0]
    assert list(trace.x) == [0.02, 0.004]
    assert list(trace.error_x.array) == pytest.approx([0.01, 0.002])
    assert list(trace.error_x.arrayminus) == pytest.approx([0.01, 0.003])

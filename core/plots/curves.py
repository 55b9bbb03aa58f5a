"""ROC, precision-recall, gains and lift curves of one exam, or of two runs on the same clients."""

from __future__ import annotations

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.evaluation.bootstrap import Estimate
from core.evaluation.curves import ExamCurves
from core.evaluation.findings import percent
from core.plots.template import AMBER, GREY, TEAL, figure

COLOURS = (TEAL, AMBER)
_BAND = ("rgba(11,122,117,0.15)", "rgba(224,159,62,0.18)")
_DIGITS = 4


def _round(values: pd.Series) -> list[float]:
    """Four digits are more than a screen can show, and a third of the bytes."""
    return values.round(_DIGITS).tolist()


def _n(curves: ExamCurves) -> str:
    return f"final exam, n = {curves.n:,} ({curves.n_positive:,} yes)"


def _with_interval(value: Estimate) -> str:
    if not value.known:
        return "not defined"
    return f"{value.value:.2f} ({value.low:.2f}–{value.high:.2f})"


def _add_band(
    chart: go.Figure, band: pd.DataFrame, *, x: str, low: str = "low", high: str = "high", i: int = 0
) -> None:
    """The 95 % band as one closed area."""
    known = band[band[low].notna() & band[high].notna()]
    if known.empty:
        return
    chart.add_scatter(
        x=_round(known[x]) + _round(known[x][::-1]),
        y=_round(known[high]) + _round(known[low][::-1]),
        fill="toself",
        fillcolor=_BAND[i],
        line={"width": 0},
        hoverinfo="skip",
    )


def _add_line(
    chart: go.Figure, points: pd.DataFrame, *, x: str, y: str, hover: str, name: str = "", i: int = 0
) -> None:
    chart.add_scatter(
        x=_round(points[x]),
        y=_round(points[y]),
        customdata=_round(points["score"]),
        mode="lines",
        line={"color": COLOURS[i], "width": 2.5},
        name=name,
        hovertemplate=hover + "<br>cut-off %{customdata:.1%}<extra></extra>",
    )


def _add_chance(
    chart: go.Figure, x: list[float], y: list[float], words: str, at: tuple[float, float]
) -> None:
    """The dashed line of calling at random, with a direct label."""
    chart.add_scatter(
        x=x, y=y, mode="lines", line={"color": GREY, "dash": "dash", "width": 1}, hoverinfo="skip"
    )
    chart.add_annotation(
        x=at[0], y=at[1], text=words, showarrow=False, font={"color": GREY, "size": 12}, xanchor="left"
    )


def _shares(chart: go.Figure, *, y: bool = True) -> None:
    chart.update_xaxes(range=[0, 1.02], tickformat=".0%")
    if y:
        chart.update_yaxes(range=[0, 1.02], tickformat=".0%")


def roc_figure(curves: ExamCurves, auc: Estimate) -> go.Figure:
    """The ROC curve; the title says how often a yes is ranked before a no."""
    finding = (
        f"A yes is ranked before a no in {percent(auc.value)} of pairs"
        if auc.known
        else "The ROC curve needs both yes and no in the exam"
    )
    chart = figure(
        finding,
        "of those who say no, how many are called",
        "of those who say yes, how many are reached",
        note=f"ROC-AUC {_with_interval(auc)}; {_n(curves)}",
    )
    _add_band(chart, curves.roc_band, x="false_alarms")
    _add_chance(chart, [0, 1], [0, 1], "calling at random", (0.55, 0.48))
    hover = "reaches %{y:.1%} of yes<br>while calling %{x:.1%} of no"
    _add_line(chart, curves.roc, x="false_alarms", y="recall", hover=hover)
    _shares(chart)
    return chart


def pr_figure(curves: ExamCurves, ap: Estimate) -> go.Figure:
    """The precision-recall curve; the title compares with a list in random order."""
    times = ap.value / curves.base_rate if ap.known and curves.base_rate else float("nan")
    finding = (
        f"The top of the list is {times:.1f} times cleaner than a random list"
        if ap.known
        else "The precision-recall curve needs a yes in the exam"
    )
    chart = figure(
        finding,
        "of all who say yes, how many we reach (recall)",
        "of those we call, how many say yes (precision)",
        note=f"PR-AUC {_with_interval(ap)}; {_n(curves)}",
    )
    _add_band(chart, curves.pr_band, x="recall")
    rate = curves.base_rate
    _add_chance(
        chart, [0, 1], [rate, rate], f"calling at random: {percent(rate)}", (0.02, min(rate + 0.04, 0.97))
    )
    hover = "%{y:.1%} of those called say yes<br>reaching %{x:.1%} of all yes"
    _add_line(chart, curves.pr, x="recall", y="precision", hover=hover)
    _shares(chart)
    return chart


def gains_figure(curves: ExamCurves) -> go.Figure:
    """Cumulative gains; the title says what a fifth of the calls reaches."""
    reached = _at(curves.gains, "share", "recall", 0.2)
    chart = figure(
        f"Calling the first 20 % of the list reaches {percent(reached)} of all yes"
        if np.isfinite(reached)
        else "Gains need a yes in the exam",
        "share of clients called, best first",
        "share of all yes that is reached",
        note=_n(curves),
    )
    _add_band(chart, curves.gains_band, x="share")
    _add_chance(chart, [0, 1], [0, 1], "calling at random", (0.55, 0.48))
    hover = "calling %{x:.1%}<br>reaches %{y:.1%} of all yes"
    _add_line(chart, curves.gains, x="share", y="recall", hover=hover)
    _shares(chart)
    return chart


def lift_figure(curves: ExamCurves) -> go.Figure:
    """Lift by share called; the very first clients are left out, where a single answer moves it."""
    first = max(0.005, 20 / curves.n)
    points = curves.gains[curves.gains["share"] >= first]
    lift = _at(curves.gains, "share", "recall", 0.1) / 0.1
    chart = figure(
        f"In the first 10 % of the list, yes is {lift:.1f} times as frequent as at random"
        if np.isfinite(lift)
        else "Lift needs a yes in the exam",
        "share of clients called, best first",
        "times better than calling at random (lift)",
        note=_n(curves),
    )
    band = curves.gains_band[curves.gains_band["share"] >= first]
    _add_band(chart, band, x="share", low="lift_low", high="lift_high")
    _add_chance(chart, [0, 1], [1, 1], "calling at random: 1", (0.02, 1.0))
    chart.layout.annotations[-1].update(yshift=10)
    hover = "calling %{x:.1%}<br>%{y:.2f} times better than random"
    _add_line(chart, points, x="share", y="lift", hover=hover)
    _shares(chart, y=False)
    chart.update_yaxes(rangemode="tozero")
    return chart


def _at(points: pd.DataFrame, x: str, y: str, place: float) -> float:
    """The curve's height at one place."""
    return float(np.interp(place, points[x].to_numpy(), points[y].to_numpy()))


def two_runs_figure(
    curves: tuple[ExamCurves, ExamCurves], names: tuple[str, str], finding: str, kind: str = "pr"
) -> go.Figure:
    """Both runs' curves in one chart, named at the line.

    Args:
        curves: Of the same clients.
        names: How the runs are called on screen.
        finding: The title.
        kind: "roc", "pr" or "gains".
    """
    axes = {
        "roc": (
            "false_alarms",
            "recall",
            "of those who say no, how many are called",
            "of all yes, how many reached",
        ),
        "pr": (
            "recall",
            "precision",
            "of all who say yes, how many we reach",
            "of those we call, how many say yes",
        ),
        "gains": (
            "share",
            "recall",
            "share of clients called, best first",
            "share of all yes that is reached",
        ),
    }
    x, y, x_name, y_name = axes[kind]
    chart = figure(finding, x_name, y_name, note=_n(curves[0]))
    for i, (one, name) in enumerate(zip(curves, names, strict=True)):
        _add_band(chart, getattr(one, f"{kind}_band"), x=x, i=i)
        _add_line(chart, getattr(one, kind), x=x, y=y, hover="%{x:.1%}, %{y:.1%}", name=name, i=i)
    _shares(chart)
    for trace in chart.data:
        trace.showlegend = trace.name in names
    chart.update_layout(
        showlegend=True,
        legend={"orientation": "h", "yanchor": "bottom", "y": 1.0, "x": 1, "xanchor": "right"},
    )
    return chart

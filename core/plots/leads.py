"""Pictures of the call list: profit against calls, and how good each grade was on the final exam."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.leads.budget import Forecast
from core.plots.template import AMBER, GREY, LIGHT_TEAL, TEAL, figure

GRADE_COLOURS = {"A": TEAL, "B": LIGHT_TEAL, "C": AMBER, "D": GREY}


def profit_figure(curve: pd.DataFrame, forecast: Forecast, currency: str = "€") -> go.Figure:
    """Expected profit against the number of calls, with its interval, the cut and the best cut.

    Args:
        curve: From `core.leads.budget.profit_curve`.
        forecast: The forecast of the same list and budget.
        currency: Sign of the currency.
    """
    chart = figure(
        _profit_title(forecast, currency),
        "calls",
        f"expected profit ({currency})",
        note=f"{forecast.clients:,} clients in the list; the band is the 95 % interval",
    )
    calls = curve["calls"]
    chart.add_scatter(
        x=pd.concat([calls, calls[::-1]]),
        y=pd.concat([curve["profit_high"], curve["profit_low"][::-1]]),
        fill="toself",
        fillcolor="rgba(11,122,117,0.14)",
        line={"width": 0},
        hoverinfo="skip",
    )
    chart.add_scatter(
        x=calls,
        y=curve["random_profit"],
        mode="lines",
        line={"color": GREY, "dash": "dot", "width": 1.5},
        hovertemplate=f"%{{x:,}} calls at random<br>%{{y:,.0f}} {currency}<extra></extra>",
    )
    chart.add_scatter(
        x=calls,
        y=curve["profit"],
        mode="lines",
        line={"color": TEAL, "width": 2.5},
        customdata=100 * curve["cut"],
        hovertemplate=f"%{{x:,}} calls, down to a chance of %{{customdata:.1f}} %<br>%{{y:,.0f}} {currency}"
        "<extra></extra>",
    )
    last = curve.iloc[-1]
    chart.add_annotation(
        x=last["calls"],
        y=last["random_profit"],
        text="at random",
        showarrow=False,
        xanchor="right",
        yanchor="top",
        font={"color": GREY},
    )
    chart.add_vline(x=forecast.calls, line={"color": AMBER, "width": 2})
    chart.add_annotation(
        x=forecast.calls,
        y=1,
        yref="paper",
        text=f"your {forecast.calls:,} calls",
        showarrow=False,
        xanchor="left" if forecast.calls < 0.6 * forecast.clients else "right",
        yanchor="top",
        xshift=4 if forecast.calls < 0.6 * forecast.clients else -4,
        font={"color": AMBER},
    )
    if forecast.best_calls:
        chart.add_scatter(
            x=[forecast.best_calls],
            y=[forecast.best_profit],
            mode="markers",
            marker={"color": TEAL, "size": 11, "symbol": "diamond"},
            hovertemplate=f"best cut: %{{x:,}} calls<br>%{{y:,.0f}} {currency}<extra></extra>",
        )
    return chart


def _profit_title(forecast: Forecast, currency: str) -> str:
    if forecast.best_calls == 0:
        return "No call pays: its cost is above what the best client is expected to bring"
    if forecast.best_calls == forecast.clients:
        return (
            f"Every call pays: calling all {forecast.clients:,} brings {forecast.best_profit:,.0f} {currency}"
        )
    return f"Profit peaks at {forecast.best_calls:,} calls: {forecast.best_profit:,.0f} {currency} (◆)"


def grade_figure(quality: pd.DataFrame, base_rate: float) -> go.Figure:
    """Share that said yes of each grade on the final exam, with its interval and n.

    Args:
        quality: From `core.leads.grades.grade_quality`.
        base_rate: Share that said yes on the whole final exam, 0…1.
    """
    seen = quality[quality["exam_n"] > 0]
    n = int(seen["exam_n"].sum())
    chart = figure(
        _grade_title(seen),
        "grade",
        "said yes (%)",
        note=f"final exam, n = {n:,}; whiskers are 95 % intervals, ○ is the chance the model had stated",
    )
    share = 100 * seen["exam_share"]
    chart.add_bar(
        x=seen["grade"],
        y=share,
        width=0.6,
        marker={"color": [GRADE_COLOURS[grade] for grade in seen["grade"]]},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": 100 * seen["exam_high"] - share,
            "arrayminus": share - 100 * seen["exam_low"],
            "thickness": 1.5,
            "color": GREY,
        },
        customdata=seen[["exam_yes", "exam_n"]],
        hovertemplate="grade %{x}: %{customdata[0]:,} of %{customdata[1]:,} said yes (%{y:.1f} %)"
        "<extra></extra>",
    )
    chart.add_scatter(
        x=seen["grade"],
        y=100 * seen["exam_chance"],
        mode="markers",
        marker={"symbol": "circle-open", "size": 11, "color": GREY, "line": {"width": 2}},
        hovertemplate="grade %{x}: stated chance %{y:.1f} % on average<extra></extra>",
    )
    for grade, high, number in zip(seen["grade"], 100 * seen["exam_high"], seen["exam_n"], strict=True):
        chart.add_annotation(x=grade, y=high, text=f"n = {number:,}", showarrow=False, yshift=10)
    if n:
        chart.add_hline(y=100 * base_rate, line={"color": GREY, "dash": "dot", "width": 1.5})
        chart.add_annotation(
            x=1,
            xref="paper",
            y=100 * base_rate,
            text=f"all: {100 * base_rate:.1f} %",
            showarrow=False,
            xanchor="right",
            yanchor="bottom",
            font={"color": GREY},
        )
    return chart


def _grade_title(seen: pd.DataFrame) -> str:
    if seen.empty:
        return "There is no final exam to judge the grades by"
    first, last = seen.iloc[0], seen.iloc[-1]
    if len(seen) == 1:
        return f"{100 * first['exam_share']:.0f} % of grade {first['grade']} said yes"
    return (
        f"{100 * first['exam_share']:.0f} % of grade {first['grade']} said yes, "
        f"{100 * last['exam_share']:.0f} % of grade {last['grade']}"
    )

"""Pictures of the call list: profit against calls, and how good each grade was on the final exam."""

from __future__ import annotations

import numpy as np
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
        currency: Sign of the currency, or nothing.
    """
    chart = figure(
        _profit_title(forecast, currency),
        "calls",
        f"expected profit ({currency})" if currency else "expected profit",
        note=f"n = {forecast.clients:,} in the list; band: 95 % interval",
    )
    calls = curve["calls"].to_numpy()
    middle = curve.iloc[len(curve) // 2]
    left = forecast.calls < 0.6 * forecast.clients
    traces = [
        go.Scatter(
            x=np.concatenate([calls, calls[::-1]]),
            y=np.concatenate([curve["profit_high"], curve["profit_low"][::-1]]),
            fill="toself",
            fillcolor="rgba(11,122,117,0.14)",
            line={"width": 0},
            mode="lines",
            hoverinfo="skip",
        ),
        go.Scatter(
            x=calls,
            y=curve["random_profit"].to_numpy(),
            mode="lines",
            line={"color": GREY, "dash": "dot", "width": 1.5},
            hovertemplate=f"%{{x:,}} calls at random<br>%{{y:,.0f}} {currency}<extra></extra>",
        ),
        go.Scatter(
            x=calls,
            y=curve["profit"].to_numpy(),
            mode="lines+markers",  # plotly selects markers only, never a bare line
            line={"color": TEAL, "width": 2.5},
            marker={"color": TEAL, "size": 8, "opacity": 0},
            selected={"marker": {"opacity": 0}},
            unselected={"marker": {"opacity": 0}},
            customdata=100 * curve["cut"].to_numpy(),
            hovertemplate="%{x:,} calls, down to a chance of %{customdata:.1f} %<br>"
            f"%{{y:,.0f}} {currency}<extra></extra>",
        ),
    ]
    if forecast.best_calls:
        traces.append(
            go.Scatter(
                x=[forecast.best_calls],
                y=[forecast.best_profit],
                mode="markers",
                marker={"color": TEAL, "size": 11, "symbol": "diamond"},
                hovertemplate=f"best cut: %{{x:,}} calls<br>%{{y:,.0f}} {currency}<extra></extra>",
            )
        )
    chart.add_traces(traces)
    chart.update_layout(
        xaxis_tickformat=",",
        yaxis_tickformat=",",
        shapes=[_line("x", forecast.calls, {"color": AMBER, "width": 2})],
        annotations=[
            {
                "x": middle["calls"],
                "y": middle["random_profit"],
                "text": "calling at random",
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "top",
                "yshift": -4,
                "font": {"color": GREY},
            },
            {
                "x": forecast.calls,
                "y": 1,
                "yref": "paper",
                "text": f"your {forecast.calls:,} calls",
                "showarrow": False,
                "xanchor": "left" if left else "right",
                "yanchor": "top",
                "xshift": 4 if left else -4,
                "font": {"color": AMBER},
            },
        ],
    )
    return chart


def _line(axis: str, at: float, line: dict[str, object]) -> dict[str, object]:
    """A line across the whole chart: upright at an x, or level at a y."""
    other = "y" if axis == "x" else "x"
    return {
        "type": "line",
        f"{axis}0": at,
        f"{axis}1": at,
        f"{other}0": 0,
        f"{other}1": 1,
        f"{other}ref": f"{other} domain",
        "line": line,
    }


def _profit_title(forecast: Forecast, currency: str) -> str:
    money = f"{forecast.best_profit:,.0f} {currency}".rstrip()
    if forecast.best_calls == 0:
        return "No call pays at this cost, in this order"
    if forecast.best_calls == forecast.clients:
        return f"Every call pays: calling all {forecast.clients:,} brings {money}"
    return f"Profit peaks at {forecast.best_calls:,} calls: {money} (◆)"


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
        note=f"final exam, n = {n:,}; whiskers: 95 % interval, ○ stated chance",
    )
    share, high = 100 * seen["exam_share"].to_numpy(), 100 * seen["exam_high"].to_numpy()
    letters = seen["grade"].tolist()
    chart.add_traces(
        [
            go.Bar(
                x=letters,
                y=share,
                width=0.6,
                marker={"color": [GRADE_COLOURS[letter] for letter in letters]},
                error_y={
                    "type": "data",
                    "symmetric": False,
                    "array": high - share,
                    "arrayminus": share - 100 * seen["exam_low"].to_numpy(),
                    "thickness": 1.5,
                    "color": GREY,
                },
                customdata=seen[["exam_yes", "exam_n"]].to_numpy(),
                hovertemplate="grade %{x}: %{customdata[0]:,} of %{customdata[1]:,} said yes (%{y:.1f} %)"
                "<extra></extra>",
            ),
            go.Scatter(
                x=letters,
                y=100 * seen["exam_chance"].to_numpy(),
                mode="markers",
                marker={"symbol": "circle-open", "size": 11, "color": GREY, "line": {"width": 2}},
                hovertemplate="grade %{x}: stated chance %{y:.1f} % on average<extra></extra>",
            ),
        ]
    )
    ticks = [f"{letter}<br>n = {number:,}" for letter, number in zip(letters, seen["exam_n"], strict=True)]
    chart.update_xaxes(tickmode="array", tickvals=letters, ticktext=ticks)
    level = {
        "x": 1,
        "xref": "paper",
        "y": 100 * base_rate,
        "text": f"all: {100 * base_rate:.1f} %",
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"color": GREY},
    }
    if n:
        chart.update_layout(
            annotations=[level],
            shapes=[_line("y", 100 * base_rate, {"color": GREY, "dash": "dot", "width": 1.5})],
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

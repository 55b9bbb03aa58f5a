"""The reliability picture: stated chance against what happened, each group of clients one point."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.evaluation.findings import percent
from core.plots.template import GREY, TEAL, figure


def calibration_finding(curve: pd.DataFrame) -> str:
    """One sentence: do the chances come true, and if not, which way are they off?"""
    n = curve["n"].sum()
    stated = float((curve["stated"] * curve["n"]).sum() / n)
    observed = float((curve["observed"] * curve["n"]).sum() / n)
    inside = int(((curve["low"] <= curve["stated"]) & (curve["stated"] <= curve["high"])).sum())
    if inside >= 0.8 * len(curve):
        return f"The chances come true: {inside} of {len(curve)} groups are within their interval"
    if abs(stated - observed) > 0.1 * max(observed, 1e-9):
        direction = "low" if stated < observed else "high"
        return (
            f"The chances are too {direction}: {percent(stated, 1)} stated, {percent(observed, 1)} came true"
        )
    return f"The chances are right on average, but {len(curve) - inside} of {len(curve)} groups are off"


def calibration_figure(curve: pd.DataFrame) -> go.Figure:
    """Points with 95 % intervals and the diagonal on which a chance of 20 % comes true for 20 %."""
    chart = figure(
        calibration_finding(curve),
        "stated chance of yes (mean of the group)",
        "share that said yes",
        note=f"final exam, n = {int(curve['n'].sum()):,} in {len(curve)} groups of about equal size",
    )
    top = min(1.0, 1.08 * float(max(curve["stated"].max(), curve["high"].max())))
    chart.add_scatter(
        x=[0, top],
        y=[0, top],
        mode="lines",
        line={"color": GREY, "dash": "dash", "width": 1},
        hoverinfo="skip",
    )
    chart.add_annotation(
        x=top * 0.97,
        y=top * 0.97,
        text="stated = came true",
        showarrow=False,
        xanchor="right",
        yshift=10,
        font={"color": GREY, "size": 12},
    )
    chart.add_scatter(
        x=curve["stated"].round(4).tolist(),
        y=curve["observed"].round(4).tolist(),
        error_y={
            "type": "data",
            "symmetric": False,
            "array": (curve["high"] - curve["observed"]).round(4).tolist(),
            "arrayminus": (curve["observed"] - curve["low"]).round(4).tolist(),
            "thickness": 1.2,
            "width": 3,
        },
        customdata=curve["n"].tolist(),
        mode="markers+lines",
        marker={"color": TEAL, "size": 8},
        line={"color": TEAL, "width": 1},
        hovertemplate="stated %{x:.1%}<br>came true %{y:.1%}<br>%{customdata:,} clients<extra></extra>",
    )
    chart.update_xaxes(range=[0, top], tickformat=".0%")
    chart.update_yaxes(range=[0, top], tickformat=".0%")
    return chart

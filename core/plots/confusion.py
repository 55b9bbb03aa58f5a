"""The confusion matrix as a light 2 × 2 picture, and its numbers as a table."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.evaluation.cutoffs import Confusion
from core.evaluation.findings import percent
from core.plots.template import figure

_SHADES = ((0.0, "rgba(122,133,148,0.25)"), (0.5, "rgba(178,58,72,0.30)"), (1.0, "rgba(11,122,117,0.40)"))


def confusion_table(at: Confusion) -> pd.DataFrame:
    """One row a cell: `called`, `answer`, `clients`, `share`."""
    cells = (("called", "yes", at.tp), ("called", "no", at.fp), ("left", "yes", at.fn), ("left", "no", at.tn))
    table = pd.DataFrame(cells, columns=["called", "answer", "clients"])
    return table.assign(share=table["clients"] / at.n)


def confusion_finding(at: Confusion) -> str:
    """One sentence on what the cut-off does."""
    if not at.n_called:
        return "Nobody is called"
    return f"Calling {at.n_called:,} of {at.n:,} clients reaches {at.tp:,} of {at.n_positive:,} yes"


def confusion_figure(at: Confusion) -> go.Figure:
    """Rows: called or left; columns: said yes or no. Teal cells are right, red ones wrong, in words too."""
    cells = [
        [("missed", at.fn, 0.5), ("rightly left", at.tn, 1.0)],
        [("rightly called", at.tp, 1.0), ("called in vain", at.fp, 0.5)],
    ]
    text = [
        [f"<b>{number:,}</b><br>{name}<br>{percent(number / at.n, 1)} of all" for name, number, _ in row]
        for row in cells
    ]
    chart = figure(confusion_finding(at), "", "", note=f"final exam, n = {at.n:,}", height=300)
    chart.add_heatmap(
        z=[[shade for _, _, shade in row] for row in cells],
        x=["says yes", "says no"],
        y=["left", "called"],
        text=text,
        texttemplate="%{text}",
        textfont={"size": 15},
        colorscale=[list(stop) for stop in _SHADES],
        zmin=0,
        zmax=1,
        showscale=False,
        xgap=4,
        ygap=4,
        hoverinfo="skip",
    )
    chart.update_xaxes(side="top", fixedrange=True, showgrid=False)
    chart.update_yaxes(fixedrange=True, showgrid=False)
    chart.update_layout(margin={"t": 92})
    return chart

"""The confusion matrix as a light 2 × 2 picture, and its numbers as a table."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from core.evaluation.cutoffs import Confusion
from core.evaluation.findings import percent
from core.plots.template import INK, figure

# Opaque and light under dark words, so that both themes can be read.
_SHADES = ((0.0, "#F2D9DC"), (0.5, "#F2D9DC"), (0.5, "#BFE0DD"), (1.0, "#BFE0DD"))
_WRONG, _RIGHT = 0.0, 1.0


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
        [("missed", at.fn, _WRONG), ("rightly left", at.tn, _RIGHT)],
        [("rightly called", at.tp, _RIGHT), ("called in vain", at.fp, _WRONG)],
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
        textfont={"size": 15, "color": INK},
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

"""Figures by segment and of two runs' differences: one dot with its 95 % interval a line."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from core.evaluation.bootstrap import Estimate
from core.evaluation.segments import differing_segments
from core.plots.template import AMBER, GREY, TEAL, figure

_ROW_PX = 28


_FINDING_WORDS = {  # what is judged, and how a lower and a higher figure of a segment is called
    "roc_auc": ("The model ranks", "worse for", "better for"),
    "average_precision": ("The top of the list is", "less clean for", "cleaner for"),
    "precision": ("Of those called,", "fewer say yes in", "more say yes in"),
    "recall": ("Of all yes,", "fewer are reached in", "more are reached in"),
    "observed": ("Of all clients,", "fewer say yes in", "more say yes in"),
}


def segment_finding(table: pd.DataFrame, column: str, metric: str) -> str:
    """Which segments differ from the others beyond chance, if any; see `differing_segments`."""
    judged = differing_segments(table, metric)
    if len(judged) < 2:
        return f"There are too few answers to compare segments of {column}"
    start, lower, higher = _FINDING_WORDS[metric]
    parts = []
    for sign, words in ((-1, lower), (1, higher)):
        rows = judged[judged["differs"] & (sign * judged["difference"] > 0)]
        if not rows.empty:
            name = str(rows.sort_values("p", kind="stable")["segment"].iloc[0])
            more = f" and {len(rows) - 1} more" if len(rows) > 1 else ""
            parts.append(f"{words} {name[:30]}{more}")
    if not parts:
        return f"No segment of {column} differs from the others beyond chance"
    return f"{start} {', '.join(parts)}"


def segment_figure(
    table: pd.DataFrame, column: str, metric: str, metric_words: str, overall: float
) -> go.Figure:
    """One line a segment, in the table's order from the top; the dashed line is the whole exam."""
    labels = [
        f"{_plain(str(name)[:40])} (n = {n:,})" for name, n in zip(table["segment"], table["n"], strict=True)
    ]
    chart = figure(
        _plain(segment_finding(table, column, metric)),
        metric_words,
        "",
        note=f"final exam, n = {int(table['n'].sum()):,}; bars are 95 % intervals; dashed: everybody",
        height=130 + _ROW_PX * len(table),
    )
    _dots(chart, labels, table[metric], table[f"{metric}_low"], table[f"{metric}_high"])
    chart.add_vline(x=overall, line={"color": GREY, "dash": "dash", "width": 1})
    return chart


def difference_figure(
    differences: Mapping[str, Estimate], words: Mapping[str, str], finding: str, note: str
) -> go.Figure:
    """One line a metric: the difference of two runs, turned so that right is always better for the first.

    The metrics should be of one scale, since they share an axis.
    """
    signs = {name: -1.0 if name == "brier" else 1.0 for name in differences}
    rows = pd.DataFrame(
        [
            {
                "label": words.get(name, name),
                "value": signs[name] * value.value,
                "low": min(signs[name] * value.low, signs[name] * value.high),
                "high": max(signs[name] * value.low, signs[name] * value.high),
            }
            for name, value in differences.items()
        ]
    )
    chart = figure(
        finding, "difference (right: the run in use is better)", "", note=note, height=140 + 34 * len(rows)
    )
    _dots(chart, rows["label"].tolist(), rows["value"], rows["low"], rows["high"])
    chart.add_vline(x=0, line={"color": GREY, "dash": "dash", "width": 1})
    return chart


def _dots(chart: go.Figure, labels: list[str], value: pd.Series, low: pd.Series, high: pd.Series) -> None:
    colours = [AMBER if (high_ < 0) else TEAL for high_ in high]
    chart.add_scatter(
        x=value.round(4).tolist(),
        y=list(range(len(labels))),
        error_x={
            "type": "data",
            "symmetric": False,
            "array": (high - value).round(4).tolist(),
            "arrayminus": (value - low).round(4).tolist(),
            "thickness": 1.4,
            "width": 4,
            "color": TEAL,
        },
        mode="markers",
        marker={"color": colours, "size": 9},
        customdata=list(zip(labels, low.round(4), high.round(4), strict=True)),
        hovertemplate="%{customdata[0]}<br>%{x:.3f} (%{customdata[1]:.3f} – %{customdata[2]:.3f})"
        "<extra></extra>",
    )
    chart.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=labels, range=[len(labels) - 0.5, -0.5], showgrid=False
    )


def _plain(text: str) -> str:
    """Plotly reads a few HTML tags in its texts: a value from a table loses that meaning."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

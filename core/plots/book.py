"""The whole book of clients as points in fixed places; links are drawn of the chosen client only."""

from __future__ import annotations

import html

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from core.graph.customer_graph import TEST, CustomerGraph
from core.plots.template import AMBER, GREY, INK, LIGHT_GREY, LIGHT_TEAL, TEAL, figure

LABELLED_ISLANDS = 10
_MIN_LABELLED_SHARE = 0.03
_HEIGHT_PX = 620
_TEXT = (INK, "#E8ECF2")  # on light and dark
_KINDS = (  # (key, colours on light and dark, symbol, opacity); in this order the rare yes lies on top
    ("hidden", (LIGHT_GREY, GREY), "circle-open", 0.5),
    ("no", (GREY, GREY), "circle", 0.35),
    ("yes", (TEAL, LIGHT_TEAL), "diamond", 0.95),
)


def book_data(
    graph: CustomerGraph, places: npt.NDArray[np.float32], islands: npt.NDArray[np.int32]
) -> pd.DataFrame:
    """One row a client: row, id, x, y, island, answer ("yes", "no" or "hidden").

    Hidden are answers of the final exam and unknown ones.
    """
    answer = np.where(graph.y == 1, "yes", "no")
    answer = np.where((graph.y < 0) | (graph.part == TEST), "hidden", answer)
    return pd.DataFrame(
        {
            "row": np.arange(graph.n_nodes),
            "id": graph.ids,
            "x": places[:, 0],
            "y": places[:, 1],
            "island": islands,
            "answer": answer,
        }
    )


def island_names(graph: CustomerGraph, islands: npt.NDArray[np.int32]) -> dict[int, str]:
    """What the clients of each large island have in common: the two features that stand out most."""
    names = {}
    mean, spread = graph.x.mean(axis=0), graph.x.std(axis=0) + 1e-6
    for island in range(min(LABELLED_ISLANDS, int(islands.max(initial=0)) + 1)):
        rows = islands == island
        if rows.mean() < _MIN_LABELLED_SHARE:
            break
        stands_out = (graph.x[rows].mean(axis=0) - mean) / spread
        words: dict[str, str] = {}
        for place in np.argsort(-np.abs(stands_out), kind="stable"):
            column, above = graph.feature_columns[place], stands_out[place] > 0
            name = graph.feature_names[place]
            if column in words or not (above or "=" not in name) or "(" in name:
                continue
            words[column] = name if "=" in name else f"{'high' if above else 'low'} {name}"
            if len(words) == 2:
                break
        names[island] = "\n".join(words.values())
    return names


def book_figure(
    data: pd.DataFrame,
    *,
    chosen: int | None = None,
    linked: npt.NDArray[np.int64] | None = None,
    names: dict[int, str] | None = None,
    outcome: str = "yes",
    dark: bool = False,
) -> go.Figure:
    """Points for all clients and lines from the chosen one to those it hears.

    Args:
        data: Of `book_data`.
        chosen: Row of the client whose links are drawn.
        linked: Rows it hears.
        names: What large islands have in common.
        outcome: The target in words, such as "y = yes".
        dark: True on a dark page.

    Returns:
        The figure; each point carries its row as `customdata`.
    """
    n_islands = int(data["island"].max()) + 1 if len(data) else 0
    title = (
        f"{len(data):,} clients in {n_islands} {'island' if n_islands == 1 else 'islands'} of clients alike"
    )
    word = html.escape(outcome)
    chart = figure(
        title,
        "",
        "",
        note=f"<span style='color:{_KINDS[-1][1][dark]}'>◆</span> {word}   ● another answer   "
        "○ not known, or kept for the final exam",
        height=_HEIGHT_PX,
    )
    size = 6.0 if len(data) <= 5_000 else 3.0
    for key, colours, symbol, opacity in _KINDS:
        part = data[data["answer"] == key]
        chart.add_trace(
            go.Scattergl(
                x=part["x"].to_numpy(),
                y=part["y"].to_numpy(),
                mode="markers",
                marker={"color": colours[dark], "symbol": symbol, "size": size, "opacity": opacity},
                customdata=part["row"].to_numpy(),
                text=[html.escape(str(value)) for value in part["id"]],
                hovertemplate="%{text}<extra></extra>",
                selected={"marker": {"opacity": opacity}},
                unselected={"marker": {"opacity": opacity}},
                name=key,
            )
        )
    if chosen is not None:
        _draw_links(chart, data, chosen, np.zeros(0, dtype=np.int64) if linked is None else linked)
    _draw_names(chart, data, names or {}, _TEXT[dark])
    for axis, name in ((chart.update_xaxes, "x"), (chart.update_yaxes, "y")):
        low, high = (float(data[name].min()), float(data[name].max())) if len(data) else (-1.0, 1.0)
        axis(visible=False, range=[low - 0.04, high + (0.04 if name == "x" else 0.14)])
    chart.update_yaxes(scaleanchor="x", scaleratio=1)
    chart.update_layout(uirevision="book", clickmode="event+select")
    return chart


def _draw_links(chart: go.Figure, data: pd.DataFrame, chosen: int, linked: npt.NDArray[np.int64]) -> None:
    x, y = data["x"].to_numpy(), data["y"].to_numpy()
    gap = np.full(len(linked), np.nan)
    chart.add_trace(
        go.Scattergl(
            x=np.column_stack([np.full(len(linked), x[chosen]), x[linked], gap]).ravel(),
            y=np.column_stack([np.full(len(linked), y[chosen]), y[linked], gap]).ravel(),
            mode="lines",
            line={"color": AMBER, "width": 1.5},
            hoverinfo="skip",
            name="links",
        )
    )
    chart.add_trace(
        go.Scattergl(
            x=[x[chosen]],
            y=[y[chosen]],
            mode="markers",
            marker={"color": AMBER, "size": 14, "symbol": "circle", "line": {"width": 2, "color": "#14213D"}},
            hovertemplate=f"{html.escape(str(data['id'].iloc[chosen]))}<extra></extra>",
            customdata=[chosen],
            name="chosen",
        )
    )


def _draw_names(chart: go.Figure, data: pd.DataFrame, names: dict[int, str], colour: str) -> None:
    for island, name in names.items():
        part = data[data["island"] == island]
        chart.add_annotation(
            x=float(part["x"].mean()),
            y=float(part["y"].max()),
            text=html.escape(name).replace("\n", "<br>"),
            showarrow=False,
            yanchor="bottom",
            font={"size": 11, "color": colour},
        )

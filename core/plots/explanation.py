"""Pictures of one client's explanation: reasons, place among all clients, attention."""

from __future__ import annotations

from html import escape
from textwrap import wrap

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from core.explanation.lead_explanation import LeadExplanation
from core.explanation.sentences import LINK_WORDS, percent
from core.plots.template import AMBER, BRICK, GREY, LIGHT_TEAL, OKABE_ITO, TEAL, figure

_LONGEST = 34


def reasons_table(explanation: LeadExplanation) -> pd.DataFrame:
    """All reasons, strongest first: reason, value, points (percentage points)."""
    return pd.DataFrame(
        {
            "reason": [LINK_WORDS.get(r.column, r.called) for r in explanation.reasons],
            "value": [r.value for r in explanation.reasons],
            "points": [r.contribution for r in explanation.reasons],
        }
    )


def reasons_figure(explanation: LeadExplanation, most: int = 10) -> go.Figure:
    """What raised (teal) and lowered (brick) the chance, strongest first; the rest is one bar.

    Args:
        explanation: Of one client.
        most: Bars of their own.
    """
    table = reasons_table(explanation)
    table = table[table["points"].abs() >= 0.05]
    first, rest = table.iloc[:most], table.iloc[most:]
    labels = [_label(name, value) for name, value in zip(first["reason"], first["value"], strict=True)]
    points = first["points"].tolist()
    hover = [escape(f"{name}: {value}") for name, value in zip(first["reason"], first["value"], strict=True)]
    if len(rest):
        labels.append(f"{len(rest)} more, together")
        points.append(float(rest["points"].sum()))
        hover.append(escape(", ".join(rest["reason"])))
    start, end = percent(explanation.baseline_probability), percent(explanation.probability)
    note = f"from {start} ({escape(explanation.baseline_words)}) to {end}"
    height = 130 + 30 * max(len(labels), 1)
    chart = figure(_reasons_title(table), "percentage points of chance", "", note=note, height=height)
    chart.add_bar(
        x=points,
        y=list(range(len(labels))),
        orientation="h",
        marker={"color": [TEAL if value >= 0 else BRICK for value in points]},
        text=[signed(value) for value in points],
        textposition="outside",
        cliponaxis=False,
        customdata=hover,
        hovertemplate="%{customdata}<br>%{x:+.1f} points<extra></extra>",
    )
    chart.update_yaxes(
        tickvals=list(range(len(labels))), ticktext=labels, autorange="reversed", showgrid=False
    )
    size = max((abs(value) for value in points), default=1.0)
    low, high = min([*points, 0.0]), max([*points, 0.0])
    chart.update_xaxes(range=[low - 0.3 * size, high + 0.3 * size], zeroline=True, zerolinecolor=GREY)
    return chart


def rank_figure(chances: npt.NDArray[np.float64], chance: float, place: str) -> go.Figure:
    """Where a client stands among all in the list: a histogram of chances with the client marked.

    Args:
        chances: (N,) chances of the list.
        chance: The client's.
        place: Words under the marker, such as "rank 1 of 8,239".
    """
    counts, ends = np.histogram(chances, bins=24, range=(0.0, max(float(chances.max()), chance, 1e-6)))
    middle = (ends[:-1] + ends[1:]) / 2
    mine = int(np.clip(np.searchsorted(ends, chance, side="right") - 1, 0, len(middle) - 1))
    chart = figure(f"{escape(place)}, n = {len(chances):,}", "chance (%)", "", height=170)
    chart.add_bar(
        x=100 * middle,
        y=np.sqrt(counts),
        width=100 * (ends[1] - ends[0]) * 0.9,
        marker={"color": [TEAL if i == mine else LIGHT_TEAL for i in range(len(middle))]},
        customdata=counts,
        hovertemplate="about %{x:.0f} %: %{customdata:,}<extra></extra>",
    )
    chart.add_annotation(
        x=100 * middle[mine],
        y=1,
        yref="paper",
        text="● this one",
        showarrow=False,
        yanchor="top",
        xanchor="right" if mine > len(middle) / 2 else "left",
        font={"color": TEAL},
    )
    chart.update_yaxes(visible=False, range=[0, 1.4 * float(np.sqrt(counts.max()))])
    chart.update_layout(margin={"t": 36, "b": 4})
    return chart


def attention_figure(explanation: LeadExplanation, most: int = 12) -> go.Figure:
    """How much the model looked at each neighbour: combined as bars, each layer as a mark.

    Args:
        explanation: Of a client of a model with attention.
        most: Neighbours shown, most looked at first.
    """
    table = attention_table(explanation).head(most)
    labels = [
        _label(str(client), str(outcome))
        for client, outcome in zip(table["client"], table["outcome"], strict=True)
    ]
    places = list(range(len(table)))
    top = table.iloc[0] if len(table) else None
    title = "The model looked at no neighbour"
    if top is not None:
        title = (
            f"The model looked most at {escape(_cut(str(top['client'])))}: {percent(float(top['combined']))}"
        )
    chart = figure(
        title,
        "share of attention (%)",
        "",
        note="bar: all layers combined; marks: single layers. Looking is not causing.",
        height=150 + 26 * max(len(table), 1),
    )
    chart.add_bar(
        x=100 * table["combined"],
        y=places,
        orientation="h",
        marker={"color": LIGHT_TEAL},
        name="combined",
        hovertemplate="combined: %{x:.1f} %<extra></extra>",
    )
    marks = ("circle", "diamond", "square", "triangle-up", "cross", "x")
    colours = (GREY, AMBER, *OKABE_ITO)
    for i, layer in enumerate(explanation.layer_names):
        chart.add_scatter(
            x=100 * table[layer],
            y=places,
            mode="markers",
            name=layer,
            marker={"symbol": marks[i % len(marks)], "size": 9, "color": colours[i % len(colours)]},
            hovertemplate=f"{layer}: %{{x:.1f}} %<extra></extra>",
        )
    chart.update_yaxes(tickvals=places, ticktext=labels, autorange="reversed", showgrid=False)
    chart.update_layout(showlegend=True, legend={"orientation": "h", "y": 1.0, "yanchor": "bottom", "x": 0})
    chart.update_layout(margin={"t": 96})
    return chart


def attention_table(explanation: LeadExplanation) -> pd.DataFrame:
    """Neighbours by combined attention: client, outcome, combined, and one column a layer (shares, 0 … 1)."""
    heard = sorted(explanation.neighbours, key=lambda neighbour: -(neighbour.attention or 0.0))
    columns: dict[str, list[object]] = {
        "client": [n.id for n in heard],
        "outcome": [n.outcome for n in heard],
        "combined": [n.attention or 0.0 for n in heard],
    }
    for i, layer in enumerate(explanation.layer_names):
        columns[layer] = [n.attention_per_layer[i] for n in heard]
    return pd.DataFrame(columns)


def signed(points: float) -> str:
    """Percentage points with their sign and a true minus: +31, −1.2."""
    digits = 0 if abs(points) >= 9.95 else 1
    return f"{'+' if points >= 0 else '−'}{abs(points):.{digits}f}"


def _label(name: str, value: str) -> str:
    lines = wrap(_cut_inside(f"{name}: {value}" if value else name), _LONGEST)
    return "<br>".join(escape(line, quote=False) for line in lines)


def _cut_inside(text: str) -> str:
    """A label longer than two lines without its middle: collected columns begin alike and differ at their ends."""
    kept = 2 * (_LONGEST - _LONGEST // 4)
    return text if len(text) <= kept else f"{text[: kept // 3]}…{text[-(kept - 1 - kept // 3) :]}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _reasons_title(table: pd.DataFrame) -> str:
    if table.empty:
        return "Nothing sets this client apart from the average"
    top = table.iloc[0]
    return f"Most: {escape(_cut(str(top['reason'])))}, {signed(float(top['points']))} points"

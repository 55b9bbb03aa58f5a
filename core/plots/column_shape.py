"""Pictures of one column: how its values are spread, and the rate of yes in each with its 95 % interval."""

from __future__ import annotations

import datetime as dt
import html
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from core.evaluation.bootstrap import wilson
from core.number_words import number_words
from core.plots.template import AMBER, GREY, LIGHT_GREY, TEAL, figure
from core.tables.column_shape import Bar, ColumnShape

_HEIGHT_PX = 380  # of every picture, so that they stand in line
_LEAST_ANSWERS = 30  # below so many a rate is drawn, and named in no title
_DRAWN_ANSWERS = 10  # of fewer no rate is drawn: its interval would flatten all others
_P = 0.01  # that any of the columns of a table is said to differ by chance
_LABEL = 26
_TITLE, _LINES = 52, 2  # characters and lines that stand over a picture of half the page's width
_TWO_LINES_PX = 84
_SPECIAL = {"others": "all others", "never": "never", "empty": "(empty)"}


def shape_table(shape: ColumnShape, *, masked: bool = False) -> pd.DataFrame:
    """The numbers behind the picture: a line a bar."""
    low, high = _intervals(shape.bars)
    answered = np.array([bar.n_answered for bar in shape.bars], dtype=np.float64)
    yes = np.array([bar.n_yes for bar in shape.bars], dtype=np.float64)
    rate = np.divide(yes, answered, out=np.full(len(answered), np.nan), where=answered > 0)
    return pd.DataFrame(
        {
            "value": bar_labels(shape, masked=masked),
            "rows": [bar.n for bar in shape.bars],
            "answered": answered.astype(np.int64),
            "yes": yes.astype(np.int64),
            "rate": rate,
            "low": low,
            "high": high,
        }
    )


def bar_labels(shape: ColumnShape, *, masked: bool = False) -> list[str]:
    """What each bar stands for, in words."""
    ends = [bar for bar in shape.bars if bar.low is not None]
    labels = []
    for bar in shape.bars:
        if bar.kind == "value":
            labels.append(_range(shape, bar) if bar.low is not None else "•••" if masked else bar.label)
        elif bar.kind == "below" and ends:
            labels.append(
                f"before {_edge(shape, ends[0].low)}" if shape.unit else f"< {_edge(shape, ends[0].low)}"
            )
        elif bar.kind == "above" and ends:
            word = "from" if shape.unit else "≥"
            labels.append(f"{word} {_edge(shape, ends[-1].high)}{' on' if shape.unit else ''}")
        else:
            labels.append(_SPECIAL.get(bar.kind, "outside"))
    return labels


def shape_finding(shape: ColumnShape, name: str, said: str, *, among: int = 1, masked: bool = False) -> str:
    """The title: where the rate of yes differs beyond chance, else how the values are spread.

    Args:
        shape: The column.
        name: What it is called on screen.
        said: What a yes is called, such as "yes".
        among: So many columns of the table have such a title: the more, the clearer a difference must be.
        masked: True: values that could name somebody are not said.
    """
    rates = shape_table(shape, masked=masked)
    judged = rates[rates["answered"] >= _LEAST_ANSWERS]
    if len(judged) > 1 and _differ(judged, among):
        judged = judged.sort_values("rate", kind="stable")
        worst, best = judged.iloc[0], judged.iloc[-1]
        return (
            f"{name}: {said} {_percent(best['rate'])} at {_cut(str(best['value']))}, "
            f"{_percent(worst['rate'])} at {_cut(str(worst['value']))}"
        )
    if shape.n_answered:
        return f"{name}: no difference in {said} beyond chance"
    return f"{name}: {_spread(shape, masked=masked)}"


def shape_figure(
    shape: ColumnShape, name: str, said: str, note: str = "", *, among: int = 1, masked: bool = False
) -> go.Figure:
    """Bars of rows, and beside them the rate of yes of each bar where answers are known.

    Args:
        shape: The column.
        name: What it is called on screen.
        said: What a yes is called, such as "yes".
        note: What is to be known of the column, under the title.
        among: So many columns of the table are drawn, see `shape_finding`.
        masked: True: values that could name somebody are not said.
    """
    data = shape_table(shape, masked=masked)
    lines = wrap(shape_finding(shape, name, said, among=among, masked=masked), _TITLE)
    title = "<br>".join(html.escape(line) for line in lines[:_LINES])
    total, answered = int(data["rows"].sum()), shape.n_answered
    counted = f"n = {total:,} rows" + (
        f", {answered:,} with an answer; lines: 95 % interval" if answered else ""
    )
    draw = _level_figure if shape.kind == "levels" else _range_figure
    chart = draw(shape, data, title, f"{counted}{'; ' + html.escape(note) if note else ''}", said)
    chart.update_layout(title={"y": 1, "yanchor": "top", "pad": {"t": 10}})  # in line with its neighbour's
    if len(lines) > 1:
        chart.update_layout(margin_t=_TWO_LINES_PX)
    return chart


def _level_figure(shape: ColumnShape, data: pd.DataFrame, title: str, note: str, said: str) -> go.Figure:
    chart = figure(title, "rows", "", note=note, height=_HEIGHT_PX)
    places = list(range(len(data)))
    hover = "%{customdata}<br>%{x:,} rows<extra></extra>"
    labels = [html.escape(label) for label in data["value"]]
    chart.add_bar(
        x=data["rows"], y=places, orientation="h", marker={"color": _colours(shape.bars)}, customdata=labels,
        hovertemplate=hover,
    )  # fmt: skip
    ticks = [html.escape(_cut(str(label))) for label in data["value"]]
    chart.update_yaxes(tickvals=places, ticktext=ticks, range=[len(data) - 0.5, -0.5], showgrid=False)
    if shape.n_answered:
        axis = {"domain": [0.58, 1], "title": {"text": f"{html.escape(said)}, %"}, "rangemode": "tozero"}
        chart.update_layout(xaxis={"domain": [0, 0.52]}, xaxis2={**axis, "automargin": True, "anchor": "y"})
        _rates(chart, data, places, labels, across=True)
        overall = 100 * shape.n_yes / shape.n_answered
        chart.add_shape(
            type="line", xref="x2", yref="paper", x0=overall, x1=overall, y0=0, y1=1,
            line={"color": GREY, "dash": "dash", "width": 1},
        )  # fmt: skip
    return chart


def _range_figure(shape: ColumnShape, data: pd.DataFrame, title: str, note: str, said: str) -> go.Figure:
    chart = figure(title, "", "rows", note=note, height=_HEIGHT_PX)
    places = list(range(len(data)))
    labels = [html.escape(label) for label in data["value"]]
    chart.add_bar(
        x=places, y=data["rows"], marker={"color": _colours(shape.bars), "line": {"width": 0}}, customdata=labels,
        hovertemplate="%{customdata}<br>%{y:,} rows<extra></extra>",
    )  # fmt: skip
    shown, ticks = _ticks(shape, labels)
    chart.update_xaxes(tickvals=shown, ticktext=ticks, showgrid=False, tickangle=0)
    chart.update_layout(bargap=0.06)
    if shape.n_answered:
        axis = {"domain": [0, 0.42], "title": {"text": f"{html.escape(said)}, %"}, "rangemode": "tozero"}
        chart.update_layout(
            yaxis={"domain": [0.5, 1]},
            yaxis2={**axis, "automargin": True, "zeroline": False, "anchor": "x"},
            xaxis={"anchor": "y2"},
        )
        _rates(chart, data, places, labels, across=False)
        overall = 100 * shape.n_yes / shape.n_answered
        chart.add_shape(
            type="line", xref="paper", yref="y2", x0=0, x1=1, y0=overall, y1=overall,
            line={"color": GREY, "dash": "dash", "width": 1},
        )  # fmt: skip
    return chart


def _ticks(shape: ColumnShape, labels: list[str]) -> tuple[list[int], list[str]]:
    """The bars that are named below the axis and their names, none over another."""
    every = max(1, round(len(shape.bars) / 6))
    special = [place for place, bar in enumerate(shape.bars) if bar.kind in _SPECIAL]
    ranges = [place for place in range(len(shape.bars)) if place not in special][::every]
    if special:
        ranges = [place for place in ranges if special[0] - place >= every]
    # neighbours that stand for no range are named one below the other
    below = ["<br>" * number + _SPECIAL[shape.bars[place].kind] for number, place in enumerate(special)]
    return [*ranges, *special], [*(_tick(shape, place, labels) for place in ranges), *below]


def _rates(
    chart: go.Figure, data: pd.DataFrame, places: list[int], labels: list[str], *, across: bool
) -> None:
    """The rate of each bar as a dot with its interval; dots of few answers are hollow."""
    rate = (100 * data["rate"]).where(data["answered"] >= _DRAWN_ANSWERS)
    error = {
        "type": "data", "symmetric": False, "array": 100 * data["high"] - rate, "arrayminus": rate - 100 * data["low"],
        "thickness": 1.3, "width": 3, "color": AMBER,
    }  # fmt: skip
    few = [n < _LEAST_ANSWERS for n in data["answered"]]
    about = [
        f"{label}<br>{_percent(one)} ({_percent(low)} to {_percent(high)}), n = {n:,}" if n else label
        for label, one, low, high, n in zip(
            labels, data["rate"], data["low"], data["high"], data["answered"], strict=True
        )
    ]
    dots: dict[str, Any] = {
        "mode": "markers", "customdata": about, "hovertemplate": "%{customdata}<extra></extra>",
        "marker": {"color": AMBER, "size": 8, "symbol": ["circle-open" if one else "circle" for one in few]},
    }  # fmt: skip
    if across:
        chart.add_scatter(x=rate, y=places, error_x=error, xaxis="x2", yaxis="y", **dots)
    else:
        chart.add_scatter(x=places, y=rate, error_y=error, xaxis="x", yaxis="y2", **dots)


def _colours(bars: Sequence[Bar]) -> list[str]:
    return [TEAL if bar.kind == "value" else LIGHT_GREY if bar.kind == "empty" else GREY for bar in bars]


def _intervals(bars: Sequence[Bar]) -> tuple[Any, Any]:
    return wilson([bar.n_yes for bar in bars], [bar.n_answered for bar in bars])


def _differ(judged: pd.DataFrame, among: int) -> bool:
    """Whether the rates of the bars differ beyond chance (chi-square test of homogeneity, Bonferroni over columns)."""
    from scipy.stats import chi2_contingency

    answers = np.column_stack([judged["yes"], judged["answered"] - judged["yes"]])
    if (answers.sum(axis=0) == 0).any():
        return False
    return bool(chi2_contingency(answers).pvalue * max(1, among) < _P)


def _spread(shape: ColumnShape, *, masked: bool) -> str:
    if shape.quartiles is not None:
        low, middle, high = (_edge(shape, one) for one in shape.quartiles)
        return f"half between {low} and {high}, middle {middle}"
    filled = sum(bar.n for bar in shape.bars if bar.kind != "empty")
    values = [bar for bar in shape.bars if bar.kind == "value"]
    if not values or not filled:
        return "no value in any row"
    if values[0].n == 1:
        return "no value stands in two rows"
    label = bar_labels(shape, masked=masked)[shape.bars.index(values[0])]
    return f"most often {_cut(label)} ({_percent(values[0].n / filled)})"


def _range(shape: ColumnShape, bar: Bar) -> str:
    start = _edge(shape, bar.low)
    if shape.unit == "day":
        return start
    if shape.unit:
        moment = _moment(bar.low)
        words = {"week": f"week of {start}", "month": f"{moment:%b %Y}", "year": f"{moment:%Y}"}
        return words.get(shape.unit, f"Q{(moment.month + 2) // 3} {moment:%Y}")
    whole = bar.high is not None and bar.low is not None and bar.high - bar.low == 1 and bar.low % 1 == 0
    return start if whole else f"{start} to {_edge(shape, bar.high)}"


def _tick(shape: ColumnShape, place: int, labels: list[str]) -> str:
    bar = shape.bars[place]
    if shape.unit or bar.low is None:
        return labels[place]
    return _edge(shape, bar.low)


def _edge(shape: ColumnShape, value: float | None) -> str:
    if value is None:
        return ""
    if shape.kind == "date":
        moment = _moment(value)
        return f"{moment.day} {moment:%b %Y}"
    return number_words(value)


def _moment(seconds: float | None) -> dt.datetime:
    return dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(seconds=seconds or 0.0)


def _cut(text: str) -> str:
    return text if len(text) <= _LABEL else f"{text[: _LABEL - 1]}…"


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.095 else f"{100 * share:.0f} %"

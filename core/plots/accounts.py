"""Pictures of one account: how its chance and its engagement went over time."""

from __future__ import annotations

import html

import pandas as pd
import plotly.graph_objects as go

from core.plots.template import AMBER, GREY, TEAL, figure

_HEIGHT_PX = 300
_MOST_MONTHS = 24


def chance_figure(trend: pd.DataFrame, as_of: pd.Timestamp, who: str = "people") -> go.Figure:
    """The account's chance on each day on which the question was asked.

    Args:
        trend: `day`, `chance` (0…1), `people` scored that day, rising in time.
        as_of: The day the page looks from; later days are not drawn.
        who: What is scored, in the plural.
    """
    known = trend[trend["day"] <= as_of]
    who = html.escape(who)
    note = f"that at least one of its {who} says yes, on each day that was asked"
    chart = figure(_title(known), "", "chance, %", note=note, height=_HEIGHT_PX)
    chart.add_scatter(
        x=known["day"],
        y=100 * known["chance"],
        mode="lines+markers",
        line={"color": TEAL, "width": 2},
        marker={"size": 8, "color": TEAL},
        customdata=known["people"],
        hovertemplate=f"%{{x|%d %b %Y}}: %{{y:.0f}} %, %{{customdata}} {who} scored<extra></extra>",
    )
    chart.update_yaxes(rangemode="tozero")
    if len(known) == 1:  # else the axis would show parts of a second
        day, month = known["day"].iloc[0], pd.Timedelta(days=31)
        chart.update_xaxes(range=[day - month, day + month])
    return chart


def touches_figure(events: pd.DataFrame) -> go.Figure:
    """How many rows happened each month of the last two years, by what they are.

    Args:
        events: Of `core.accounts.events.timeline_of`.
    """
    months = events["time"].dt.to_period("M").dt.to_timestamp()
    late = months > months.max() - pd.DateOffset(months=_MOST_MONTHS)
    events, months = events[late], months[late]
    kinds = events["what"].str.partition(":")[0]
    counts = pd.DataFrame({"month": months, "what": kinds}).value_counts().reset_index(name="rows")
    note = f"{len(events):,} rows, at most two years back"
    chart = figure("What happened, month by month", "", "rows a month", note=note, height=_HEIGHT_PX)
    for colour, (kind, mine) in zip(_colours(), counts.groupby("what"), strict=False):
        chart.add_bar(
            x=mine["month"],
            y=mine["rows"],
            name=html.escape(str(kind)),
            marker={"color": colour, "line": {"width": 0}},
            hovertemplate=f"%{{x|%b %Y}}: %{{y}} {html.escape(str(kind))}<extra></extra>",
        )
    chart.update_layout(barmode="stack", showlegend=True, legend={"y": 1, "x": 1.02, "font": {"size": 11}})
    return chart


def _title(known: pd.DataFrame) -> str:
    if len(known) < 2:
        return "The chance of this account"
    first, last = 100 * float(known["chance"].iloc[0]), 100 * float(known["chance"].iloc[-1])
    if abs(last - first) < 2:
        return f"The chance stays near {last:.0f} %"
    return f"The chance went {'up' if last > first else 'down'} from {first:.0f} % to {last:.0f} %"


def _colours() -> list[str]:
    return [TEAL, AMBER, "#0072B2", "#CC79A7", "#56B4E9", "#D55E00", GREY, "#999999"]

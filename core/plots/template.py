"""The one plotly template and the colours of the product, used by every figure."""

from __future__ import annotations

import plotly.graph_objects as go

INK = "#14213D"
TEAL = "#17918B"  # a little lighter than the theme's primary, so that it stands out on dark as well
LIGHT_TEAL = "#66B3AE"
AMBER = "#E09F3E"
BRICK = "#B23A48"
GREY = "#7A8594"
LIGHT_GREY = "#C3CAD4"
OKABE_ITO = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#999999")

_HEIGHT_PX = 360


def figure(title: str, x: str, y: str, note: str | None = None, height: int = _HEIGHT_PX) -> go.Figure:
    """An empty figure with the product's layout; text and background colours come from the page's theme.

    Args:
        title: One sentence that states the finding.
        x: Name of the horizontal axis, with its unit.
        y: Name of the vertical axis, with its unit.
        note: A second, smaller line under the title, such as "final exam, n = 9,043".
        height: Height in pixels.
    """
    text = title if note is None else f"{title}<br><span style='font-size:0.8em'>{note}</span>"
    axis = {"automargin": True, "zeroline": False}
    return go.Figure(
        layout={  # all at once: each later update would be checked by plotly on its own
            "title": {"text": text, "x": 0, "xanchor": "left", "font": {"size": 15}},
            "height": height,
            "margin": {"l": 8, "r": 8, "t": 64, "b": 8},
            "hovermode": "closest",
            "showlegend": False,
            "dragmode": False,
            "paper_bgcolor": "rgba(0,0,0,0)",
            "plot_bgcolor": "rgba(0,0,0,0)",
            "font": {"size": 13},
            "separators": ".,",
            "xaxis": {"title": {"text": x}, **axis},
            "yaxis": {"title": {"text": y}, **axis},
        }
    )

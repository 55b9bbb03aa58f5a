"""Showing a figure: one look, no clutter, and its numbers and picture to take along."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st


def show(fig: go.Figure, data: pd.DataFrame, name: str, *, key: str | None = None, **options: Any) -> Any:
    """Draws a figure with a picture button in its mode bar and a CSV download under it.

    Args:
        fig: The figure, made by core.plots.
        data: The numbers behind it, one row a point.
        name: File name without ending; also the widget key unless `key` is given.
        options: Passed on to `st.plotly_chart`, such as `on_select`.

    Returns:
        What `st.plotly_chart` returns (the selection when `on_select` is given).
    """
    config = {
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "png", "filename": name, "scale": 2},
    }
    result = st.plotly_chart(fig, width="stretch", config=config, key=key or f"figure.{name}", **options)
    st.download_button(
        "CSV",
        data=lambda: _csv(data),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"csv.{key or name}",
        icon=":material/download:",
        type="tertiary",
        on_click="ignore",
        help="The numbers behind this chart. The picture button is at the chart's upper right.",
    )
    return result


def _csv(data: pd.DataFrame) -> bytes:
    from core.leads.export import to_csv

    return to_csv(data)

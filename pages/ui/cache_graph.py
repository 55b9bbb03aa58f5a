"""Cached views of a stored graph, by its key: measures, places, points of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from pages.ui import cache

if TYPE_CHECKING:
    from core.graph.measures import GraphMeasures


@st.cache_resource(max_entries=4, show_spinner="Measuring the graph …")
def measures(key: str) -> GraphMeasures:
    """The numbers of a graph."""
    from core.graph.measures import measures_for

    return measures_for(cache.graph(key))


@st.cache_resource(max_entries=2, show_spinner="Laying out the book …")
def book(key: str) -> tuple[pd.DataFrame, dict[int, str]]:
    """(points of all clients, names of the large islands); never change them in place."""
    from core.graph.layout import islands_and_places
    from core.plots.book import book_data, island_names

    graph = cache.graph(key)
    islands, places = islands_and_places(graph)
    return book_data(graph, places, islands), island_names(graph, islands)

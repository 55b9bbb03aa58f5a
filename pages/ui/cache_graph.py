"""Cached views of a stored graph, by its key: measures, places, points of the book, build jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import streamlit as st

from core.graph.recipe import GraphRecipe
from core.tables.table import Table
from core.task.prediction_task import PredictionTask
from pages.ui import cache

if TYPE_CHECKING:
    from core.graph.build_job import BuildJob
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


@st.cache_resource(max_entries=1, show_spinner=False)
def _jobs() -> dict[str, BuildJob]:
    return {}


def job(key: str) -> BuildJob | None:
    """The build of that graph, running or just ended, of any session."""
    return _jobs().get(key)


def start_job(key: str, table: Table, task: PredictionTask, recipe: GraphRecipe) -> None:
    """Starts a build, unless it runs already."""
    from core.graph.build_job import BuildJob

    running = _jobs().get(key)
    if running is None or not running.running:
        _jobs()[key] = BuildJob(table, task, recipe)


def forget_job(key: str) -> None:
    """Takes an ended build off the list."""
    _jobs().pop(key, None)

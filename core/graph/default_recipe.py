"""The relations that a graph has where nobody chose others."""

from __future__ import annotations

from core.graph.recipe import GraphRecipe
from core.graph.table_proposal import default_recipe
from core.task.prediction_task import PredictionTask


def recipe_for(task: PredictionTask) -> GraphRecipe:
    """The relations of the tables where the rows are examples of many; else those between clients."""
    if task.origin is not None:
        return default_recipe(task.origin.tables)
    return GraphRecipe.default(task.split.has_clock)

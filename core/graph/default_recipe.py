"""The relations that are in force: those that somebody chose, else the usual ones."""

from __future__ import annotations

from core.graph.recipe import GraphRecipe
from core.graph.table_proposal import default_recipe
from core.graph.table_recipe import LinkRelation
from core.task.prediction_task import PredictionTask, QueryOrigin


def recipe_for(task: PredictionTask) -> GraphRecipe:
    """The relations of the tables where the rows are examples of many; else those between clients."""
    if task.origin is not None:
        return _allowed(default_recipe(task.origin.tables), task.origin)
    return GraphRecipe.default(task.split.has_clock)


def recipe_in_force(chosen: GraphRecipe | None, task: PredictionTask) -> GraphRecipe:
    """The chosen relations, else the usual ones; never those of tables that the question keeps out (USING)."""
    if chosen is None:
        return recipe_for(task)
    return chosen if task.origin is None else _allowed(chosen, task.origin)


def _allowed(recipe: GraphRecipe, origin: QueryOrigin) -> GraphRecipe:
    """A recipe without the relations of tables that the question's models may not look at."""
    kept = set(origin.query.allowed(origin.tables.names))
    links = {(link.table, link.column) for link in origin.tables.links if link.to in kept}
    return GraphRecipe(
        relations=tuple(
            relation
            for relation in recipe.relations
            if relation not in recipe.table_relations
            or (
                relation.table in kept
                and (not isinstance(relation, LinkRelation) or (relation.table, relation.column) in links)
            )
        )
    )

"""Which models to train together: the chosen ones, and those that a graph model must be judged against."""

from __future__ import annotations

from collections.abc import Sequence

from core.graph.recipe import OUTCOME_KINDS, GraphRecipe
from core.runs.leaderboard import Standing
from core.runs.run import ACTIVE_STATES
from core.workspace import Workspace
from models.catalog import MODELS

STRONG_BASELINE = "lightgbm"
FAIR_RIVAL = "lightgbm_rates"
TWIN = "mlp"
TABLES_RIVALS = (
    "dfs_lightgbm",
    "flat_lightgbm",
)  # a strong model of linked columns, and one without any links


def first_choice(workspace: Workspace, standings: Sequence[Standing]) -> list[str]:
    """A good first model: the attention network, which can show whom it looked at; none where it is there already.

    Args:
        workspace: The one in use.
        standings: The leaderboard; what waits in the queue is there.
    """
    if workspace.task is None:
        return [STRONG_BASELINE]
    first = "gat" if workspace.task.origin is None else "hetero_gat"
    return [] if first in _there(standings) else [first]


def companions(chosen: Sequence[str], recipe: GraphRecipe, standings: Sequence[Standing]) -> list[str]:
    """The models that the chosen graph models must beat, as far as they are neither chosen nor trained.

    Args:
        chosen: Names of models about to be trained.
        recipe: The graph they hear; with known outcomes the rival knows recent rates as well.
        standings: The leaderboard; runs on the present exam count as trained.
    """
    graphs = [name for name in chosen if MODELS[name].hears_links or MODELS[name].hears_outcomes]
    wanted = _rivals(graphs, recipe)
    there = _there(standings)
    return [name for name in wanted if name not in chosen and name not in there]


def _there(standings: Sequence[Standing]) -> set[str]:
    """The models that are trained on the present exam, or wait for it."""
    return {
        one.model
        for one in standings
        if one.same_exam and one.state in ("finished", *ACTIVE_STATES) and not one.imported
    }


def _rivals(graphs: Sequence[str], recipe: GraphRecipe) -> list[str]:
    """What these graph models must beat."""
    families = {MODELS[name].family for name in graphs}
    if "relational" in families:
        return list(TABLES_RIVALS)
    if "graph" not in families:
        return []
    hears_outcomes = any(relation.kind in OUTCOME_KINDS for relation in recipe.relations)
    wanted = [TWIN, STRONG_BASELINE]
    if hears_outcomes and any(MODELS[name].hears_outcomes for name in graphs):
        wanted.append(FAIR_RIVAL)
    return wanted

"""A blend of chosen runs: checks that they sat the same exam, and puts their models together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from core.errors import RunError, TrainingError
from core.graph.recipe import GraphRecipe
from core.runs.registry import finished_run
from core.runs.run import Run, RunConfig
from core.runs.scores import read_scores
from models.catalog import MODELS

if TYPE_CHECKING:
    from core.graph.customer_graph import CustomerGraph
    from core.runs.fitted import Fitted

_MIN_RUNS = 2


def components_of(run_ids: Sequence[str]) -> list[Run]:
    """The finished runs a blend combines.

    Raises:
        RunError: fewer than two, unfinished, blends themselves, or made for different questions.
    """
    if len(set(run_ids)) < _MIN_RUNS:
        raise RunError(
            "A blend needs at least two runs",
            found=", ".join(run_ids) or "none",
            action="Choose two or more finished runs",
        )
    runs = [finished_run(run_id) for run_id in dict.fromkeys(run_ids)]
    configs = [run.config() for run in runs]
    for run, config in zip(runs, configs, strict=True):
        if config.train.model == "blend":
            raise RunError(f"{run.id} is a blend itself", action="Choose the runs it is made of")
        if config.table_hash != configs[0].table_hash or config.task != configs[0].task:
            raise RunError(
                "These runs answer different questions, so their scores cannot be blended",
                found=f"{runs[0].id} and {run.id} differ in table, target, exclusions or split",
                action="Choose runs of the same task, or train again",
            )
    return runs


def recipe_of_blend(run_ids: Sequence[str]) -> GraphRecipe:
    """The recipe of the component that hears most of other clients; on its graph the blend is explained."""
    return max((run.config() for run in components_of(run_ids)), key=_hears).recipe


def _hears(config: RunConfig) -> tuple[bool, bool]:
    spec = MODELS[config.train.model]
    return (spec.hears_outcomes and spec.family == "graph", spec.hears_links)


def blended(run: Run, graph: CustomerGraph) -> Fitted:
    """The blend of the runs that the config names, weights fitted on their practice scores.

    Raises:
        RunError: a component is not there any more.
        TrainingError: one of them has no practice scores.
    """
    from core.runs.fitted import Fitted
    from core.runs.run_graph import graph_of
    from core.task.splits import VALIDATION
    from core.training.blend import BlendPart, blend
    from core.training.calibrating import choose_calibration
    from core.training.checkpoint import load_predictor

    config = run.config()
    parts = []
    for component in components_of(config.train.blend_of):
        scores = read_scores(component)
        hears = MODELS[component.config().train.model]
        whole = (
            hears.hears_links or hears.hears_outcomes
        )  # such parts name the one graph that all of them share
        parts.append(
            BlendPart(
                run_id=component.id,
                predictor=load_predictor(component.directory),
                graph_key=graph_of(component, whole=whole).key,
                practice=scores["practice"].to_numpy(dtype=np.float64),
            )
        )
    if any(part.predictor.feature_names != graph.feature_names for part in parts):
        raise TrainingError(
            "These runs use different inputs, so they cannot be blended",
            action="Choose runs that were trained here on the same columns",
        )
    predictor, practice = blend(config.train, parts, graph.y)
    rows = graph.rows_of(VALIDATION)
    rows = rows[np.isfinite(practice[rows])]
    return Fitted(predictor, choose_calibration(graph.y[rows], practice[rows]), practice)

"""Models that hear no links do not wait for them, and nothing else about them changes, to the bit."""

from __future__ import annotations

import numpy as np
import pytest

from core.explanation.explain import explain_lead
from core.graph.building import graph_for, is_built
from core.graph.recipe import GraphRecipe
from core.runs.execute import train_now
from core.runs.opening import open_run
from core.runs.run_graph import graph_of, needs_links
from core.task.prediction_task import SplitConfig
from core.training.config import TrainConfig
from core.workspace import Workspace

DEAF = ("points", "logistic", "xgboost", "lightgbm", "lightgbm_rates", "instant", "mlp")
HEARING = ("simple_graphsage", "gcn", "graphsage", "gat")


@pytest.fixture
def ordered(workspace: Workspace) -> Workspace:
    """Rows in the order of time, with the known outcomes of earlier clients."""
    assert workspace.task is not None
    task = workspace.task.model_copy(update={"split": SplitConfig(kind="order")})
    return workspace.with_task(task).with_recipe(GraphRecipe.default(True)).store()


def is_whole(workspace: Workspace) -> bool:
    assert workspace.table and workspace.task and workspace.recipe
    return is_built(workspace.table, workspace.task, workspace.recipe)


@pytest.mark.parametrize("model", ["lightgbm", "lightgbm_rates", "points"])
def test_no_links_are_built_and_scores_and_reasons_are_the_same_with_them(
    ordered: Workspace, model: str
) -> None:
    run = train_now(ordered, TrainConfig.for_model(model, epochs=20))
    assert not is_whole(ordered)
    opened = open_run(run.id)
    assert not opened.graph.relations
    alone = explain_lead(opened, 3)
    assert ordered.table and ordered.task and ordered.recipe
    whole = graph_for(ordered.table, ordered.task, ordered.recipe)
    assert whole.relations and whole.key != opened.graph.key
    assert np.array_equal(whole.x, opened.graph.x) and whole.recipe == opened.graph.recipe
    assert np.array_equal(opened.predictor.predict(whole), opened.predictor.predict(opened.graph))
    assert graph_of(run).key == whole.key, "what lies there already is taken"
    assert explain_lead(open_run(run.id), 3) == alone
    again = train_now(ordered, TrainConfig.for_model(model, epochs=20))  # now on the whole graph
    assert open_run(again.id).scores.equals(opened.scores)


def test_who_hears_waits_and_a_blend_waits_for_its_parts(ordered: Workspace) -> None:
    assert {model: needs_links(TrainConfig(model=model)) for model in (*DEAF, *HEARING)} == {
        **dict.fromkeys(DEAF, False), **dict.fromkeys(HEARING, True)
    }  # fmt: skip
    parts = [train_now(ordered, TrainConfig.for_model(name, epochs=5)).id for name in ("lightgbm", "points")]
    deaf = train_now(ordered, TrainConfig.for_model("blend", blend_of=tuple(parts)))
    assert not is_whole(ordered)
    assert explain_lead(open_run(deaf.id), 3).sentence
    rates = train_now(ordered, TrainConfig.for_model("lightgbm_rates", epochs=5)).id
    mixed = train_now(ordered, TrainConfig.for_model("blend", blend_of=(parts[0], rates)))
    assert is_whole(ordered)
    assert open_run(mixed.id).graph.relations
    assert needs_links(TrainConfig.for_model("blend", blend_of=("gone-0101-dead", "gone-0101-beef")))

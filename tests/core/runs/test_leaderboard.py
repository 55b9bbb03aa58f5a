"""The leaderboard: order, twins, rivals and the sentence on links."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import average_precision_score

from core.graph.recipe import GraphRecipe
from core.runs.execute import train_now
from core.runs.leaderboard import (
    baseline_of,
    board_frame,
    leaderboard,
    link_verdict,
    twin_of,
)
from core.runs.plan import companions
from core.runs.registry import delete_run
from core.runs.run import Run
from core.runs.scores import read_scores, write_frame
from core.task.splits import TEST
from core.training.config import TrainConfig
from core.workspace import Workspace
from tests.standings import made


def test_twin_is_the_same_network_on_the_same_exam_and_seed() -> None:
    gat = made("gat", 0.6, seed=3)
    others = [
        made("mlp", 0.7, run_id="other-exam", exam="x", seed=3),
        made("mlp", 0.7, run_id="other-columns", task_key="x", seed=3),
        made("mlp", 0.7, run_id="other-seed", seed=1, created=9.0),
        made("mlp", 0.7, run_id="loaded", seed=3, imported=True),
        made("mlp", 0.7, run_id="unfinished", seed=3, state="running"),
    ]
    found = twin_of(gat, others)
    assert found is not None
    assert found.run_id == "other-seed"
    found = twin_of(gat, [*others, made("mlp", 0.1, run_id="twin", seed=3)])
    assert found is not None
    assert found.run_id == "twin"
    assert twin_of(gat, []) is None


def test_rival_is_the_best_practice_exam_without_a_graph() -> None:
    others = [made("lightgbm", 0.5), made("xgboost", 0.6), made("mlp", 0.9), made("logistic", 0.55)]
    found = baseline_of(made("gat", 0.7), others)
    assert found is not None
    assert found.model == "xgboost"


def test_companions_are_what_a_graph_model_must_beat_and_are_not_trained_twice() -> None:
    plain, clock = GraphRecipe.default(False), GraphRecipe.default(True)
    assert companions(["gat"], plain, []) == ["mlp", "lightgbm"]
    assert companions(["gat"], clock, []) == ["mlp", "lightgbm", "lightgbm_rates"]
    assert companions(["gat", "mlp"], plain, [made("lightgbm", 0.5)]) == []
    assert companions(["gat"], plain, [made("lightgbm", 0.5, same_exam=False)]) == ["mlp", "lightgbm"]
    assert companions(["lightgbm", "mlp", "lightgbm_rates"], clock, []) == []
    assert companions(["simple_graphsage"], clock, []) == ["mlp", "lightgbm"]


def test_board_is_sorted_by_practice_and_passes_over_damage(workspace: Workspace) -> None:
    runs = [train_now(workspace, TrainConfig.for_model(m, epochs=20)) for m in ("logistic", "lightgbm")]
    (runs[0].directory / "copy.json").write_text("{")
    damaged = train_now(workspace, TrainConfig(model="logistic", seed=1))
    (damaged.directory / "status.json").write_text("{")
    board = leaderboard(workspace)
    assert {one.run_id for one in board} == {run.id for run in runs}
    values = [one.practice.value for one in board if one.practice]
    assert values == sorted(values, reverse=True)
    frame = board_frame(board)
    assert (frame["low"] <= frame["value"]).all()
    assert (frame["n"] == 120).all()
    delete_run(runs[0])
    assert len(leaderboard(workspace)) == 1
    other = workspace.model_copy(update={"task": workspace.task and workspace.task.model_copy(
        update={"positive": "no"})})  # fmt: skip
    assert [one.same_exam for one in leaderboard(other)] == [False]


def shift_scores(run: Run, strength: float) -> np.ndarray:
    """Rewrites a run's raw scores as the outcome plus noise; returns those of the test part."""
    scores = read_scores(run)
    noise = np.random.default_rng(0).normal(size=len(scores))
    scores["raw"] = 1 / (1 + np.exp(-(strength * scores["y"] + noise)))
    write_frame(scores, run.scores_path)
    return scores.loc[scores["part"] == TEST, ["y", "raw"]].to_numpy()


def test_verdict_says_help_harm_or_no_difference(workspace: Workspace) -> None:
    gat = train_now(workspace, TrainConfig.for_model("gat", epochs=1))
    alone = link_verdict(leaderboard(workspace)[0], leaderboard(workspace))
    assert alone.over_twin is None
    assert "not known" in alone.sentence
    mlp = train_now(workspace, TrainConfig.for_model("mlp", epochs=1))
    tree = train_now(workspace, TrainConfig(model="logistic"))
    for with_links, without, words in (
        (3.0, 0.2, "The links help"),
        (0.2, 3.0, "The links do harm"),
        (1.0, 1.0, "no difference that can be told from chance"),
    ):
        mine, theirs = shift_scores(gat, with_links), shift_scores(mlp, without)
        shift_scores(tree, without)
        board = leaderboard(workspace)
        found = link_verdict(next(one for one in board if one.run_id == gat.id), board)
        assert (found.twin, found.baseline) == (mlp.id, tree.id)
        assert words in found.sentence
        assert "Logistic regression" in found.sentence
        expected = average_precision_score(*mine.T) - average_precision_score(*theirs.T)
        assert found.over_twin is not None
        assert found.over_twin.value == pytest.approx(expected)
        assert "PR-AUC" in found.sentence


def test_verdict_does_not_ask_for_what_is_in_the_queue() -> None:
    gat = made("gat", 0.6)
    asked = link_verdict(gat, [gat]).sentence
    assert "train “Network without links”" in asked and "train LightGBM as well" in asked
    queue = [made("mlp", 0.1, state="queued"), made("lightgbm", 0.1, state="running")]
    told = link_verdict(gat, [gat, *queue]).sentence
    assert "train" not in told and told.count("in the queue") == 2
    elsewhere = [one.model_copy(update={"exam": "other"}) for one in queue]
    assert link_verdict(gat, [gat, *elsewhere]).sentence == asked

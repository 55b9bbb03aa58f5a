"""The recommended run: by the practice exam alone, the simpler one where chance could have told them apart."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.evaluation.alarms import Alarm
from core.evaluation.bootstrap import Estimate
from core.evaluation.metrics import metric
from core.runs.leaderboard import Standing
from core.runs.recommendation import kept_recommendation, recommendation_of
from core.runs.recommending import recommended
from core.runs.registry import delete_run
from core.runs.run import Run
from core.runs.scores import write_frame
from core.task.splits import TEST, VALIDATION
from core.training.config import TrainConfig
from core.workspace import Workspace
from tests.standings import made

N = 600


@pytest.fixture(autouse=True)
def _home(home: Path) -> None:
    """Scores are written there."""


def scored(
    model: str, strength: float, *, noise: int, n: int = N, exam: float = 0.5, **changes: object
) -> Standing:
    """A finished run whose practice scores know the answer as well as `strength` says."""
    y = np.arange(n) % 4 == 0
    practice = strength * y + np.random.default_rng(noise).normal(size=n)
    frame = pd.DataFrame(
        {
            "part": np.repeat([VALIDATION, TEST], [n, 1]),
            "y": [*y.astype(np.int8), 1],
            "practice": [*practice, np.nan],
        }
    )
    value = metric("average_precision", y.astype(int), practice)
    one = made(model, value, **changes).model_copy(
        update={"average_precision": Estimate(value=exam, low=exam - 0.01, high=exam + 0.01)}
    )
    run = Run(id=one.run_id)
    run.directory.mkdir(parents=True, exist_ok=True)
    write_frame(frame, run.scores_path)
    return one


def test_one_that_is_surely_better_is_recommended_and_the_final_exam_has_no_say() -> None:
    strong = scored("gat", 2.5, noise=0, exam=0.1)
    weak = scored("points", 0.3, noise=1, exam=0.9)
    found = recommended([weak, strong])
    assert found.run_id == strong.run_id
    assert found.sentence.startswith("Recommended: GAT (gat-")
    assert "every simpler run is surely behind" in found.sentence


def test_the_simpler_of_two_that_cannot_be_told_apart_is_recommended() -> None:
    network, tree = scored("gat", 1.7, noise=0), scored("lightgbm", 1.5, noise=1)
    far = scored("points", 0.1, noise=2)
    assert network.practice and tree.practice and network.practice.value > tree.practice.value
    found = recommended([network, tree, far])
    assert (found.run_id, found.best) == (tree.run_id, network.run_id)
    assert "cannot tell" in found.sentence and "simpler" in found.sentence
    assert found.behind is not None and found.behind.low <= 0 < found.behind.value
    assert found.behind.value == pytest.approx(network.practice.value - tree.practice.value)


def test_runs_with_an_alarm_loaded_runs_and_other_exams_are_never_recommended() -> None:
    leaky = scored("gat", 9.0, noise=0, alarms=(Alarm(kind="too good", sentence="ROC-AUC above .98"),))
    loaded = scored("mlp", 8.0, noise=1, imported=True)
    elsewhere = scored("gcn", 8.0, noise=2, same_exam=False)
    honest = scored("logistic", 1.0, noise=3)
    found = recommended([leaky, loaded, elsewhere, honest])
    assert found.run_id == honest.run_id
    assert f"Not recommended, because of an alarm: GAT ({leaky.run_id})" in found.sentence
    alone = recommended([leaky])
    assert alone.run_id is None and "No run is recommended" in alone.sentence
    assert recommended([]).run_id is None


def test_runs_without_practice_or_with_damaged_scores_are_passed_over() -> None:
    broken, fine = scored("gat", 3.0, noise=0), scored("logistic", 1.0, noise=1)
    Run(id=broken.run_id).scores_path.write_bytes(b"no parquet")
    without = made("points", 0.5).model_copy(update={"practice": None})
    assert recommended([broken, fine, without]).run_id == fine.run_id
    assert "none has a practice exam" in recommended([without]).sentence


def test_it_is_kept_for_the_pages_until_the_runs_change(workspace: Workspace) -> None:
    from core.runs.execute import train_now

    assert kept_recommendation(workspace) is None
    first = train_now(workspace, TrainConfig(model="logistic"))
    kept = kept_recommendation(workspace)  # worked out by the run itself
    assert kept is not None and kept.run_id == first.id and kept == recommendation_of(workspace)
    train_now(workspace, TrainConfig(model="points"))
    assert kept_recommendation(workspace) is not None
    delete_run(first)
    assert kept_recommendation(workspace) is None
    found = recommendation_of(workspace)
    assert found.run_id is not None and found.run_id.startswith("points-")
    assert kept_recommendation(workspace) == found


def test_a_run_that_is_recommended_is_not_praised_where_the_practice_exam_is_a_coin_toss() -> None:
    coin, skilled = scored("points", 0.0, noise=1), scored("logistic", 2.5, noise=0)
    alone = recommended([coin])
    assert alone.run_id == coin.run_id
    assert alone.sentence.endswith("Even so, the practice exam cannot tell its list from calling at random.")
    assert "at random" not in recommended([coin, skilled]).sentence

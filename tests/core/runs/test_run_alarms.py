"""Alarms on runs that were trained: the leak is named, leaving it out silences them, old runs never break."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.runs.execute import train_now
from core.runs.leaderboard import leaderboard
from core.runs.run import Run
from core.runs.run_alarms import POWERS_FILE, left_in, run_alarms
from core.tables.table import Column, Role
from core.task.prediction_task import Exclusion, PredictionTask
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace
from tests.tiny_runs import make_table


@pytest.fixture
def leaky(home: Path) -> Workspace:
    """600 clients; `stage` knows nearly every answer."""
    table = make_table(extra="stage")
    frame = pd.read_parquet(table.parquet)
    noise = np.random.default_rng(0).normal(size=len(frame))
    frame["stage"] = np.where(frame["y"] == "yes", 2.6, 0.0) + noise
    frame.to_parquet(table.parquet, index=False)
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes")
    return create_workspace("leaky").with_table(table).with_task(task).store()


def test_the_leak_is_named_and_leaving_it_out_silences_it(leaky: Workspace) -> None:
    train_now(leaky, TrainConfig.for_model("logistic"))
    assert leaky.task is not None
    task = leaky.task.model_copy(update={"excluded": (Exclusion(column="stage", reason="late"),)})
    train_now(leaky.with_task(task), TrainConfig.for_model("logistic"))
    with_it, without = leaderboard(leaky)
    assert {(alarm.kind, alarm.column) for alarm in with_it.alarms} >= {("one column", "stage")}
    assert without.alarms == ()

    run = Run(id=with_it.run_id)  # a run of an earlier version kept no powers
    (run.directory / POWERS_FILE).unlink()
    assert "one column" not in {alarm.kind for alarm in run_alarms(run)}
    assert len(leaderboard(leaky)) == 2


def test_two_columns_that_know_the_answer_only_together_are_both_named(home: Path) -> None:
    table = make_table(n_rows=3000, extra="opened")
    frame = pd.read_parquet(table.parquet)
    rng = np.random.default_rng(0)
    frame["opened"] = rng.integers(0, 4, len(frame)) * 10.0  # a sum before and after: one is as any other
    frame["closed"] = frame["opened"] + np.where(frame["y"] == "yes", 10.0, 0.0)
    frame["opened"], frame["closed"] = (frame[name] % 40 for name in ("opened", "closed"))
    frame.to_parquet(table.parquet, index=False)
    columns = (*table.columns, Column(name="closed", role=Role.NUMBER, guessed_role=Role.NUMBER))
    table = table.model_copy(update={"columns": columns})
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes")
    workspace = create_workspace("pairs").with_table(table).with_task(task).store()
    run = train_now(workspace, TrainConfig.for_model("lightgbm", epochs=200))
    (alarm,) = run_alarms(run)
    assert alarm.kind == "too good"
    assert set(alarm.pair) == {"opened", "closed"}
    assert " and ".join(alarm.pair) + " together reach 1.00" in alarm.sentence


def test_a_marked_column_that_was_left_in_is_recalled_unless_an_alarm_names_it(leaky: Workspace) -> None:
    run = train_now(leaky, TrainConfig.for_model("logistic"))
    found = run_alarms(run)
    assert "stage" in {alarm.column for alarm in found} and left_in(run, found) == ""
    assert "perhaps knowing the answer: stage." in left_in(run)
    assert "perhaps knowing the answer: Sales stage." in left_in(run, called=lambda name: f"Sales {name}")
    (run.directory / POWERS_FILE).unlink()
    assert left_in(run) == ""

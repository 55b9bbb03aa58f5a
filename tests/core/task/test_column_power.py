"""How far each column gets alone: ranked, with interval and n, on the rows for learning only."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from core.errors import TaskError
from core.task.column_power import column_powers
from core.task.prediction_task import Exclusion, PredictionTask, SplitConfig
from tests.core.task.small_tables import table_of

N = 2000
RNG = np.random.default_rng(0)
Y = (RNG.random(N) < 0.2).astype(np.int8)


def frame() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "noise": RNG.normal(size=N),
            "helpful": Y + RNG.normal(size=N),
            "copy": np.where(Y == 1, "A", "B"),
            "constant": 1,
            "left_out": Y,
            "answer": np.where(Y == 1, "yes", "no"),
        }
    )


def test_every_input_is_ranked_with_interval_and_n() -> None:
    data = frame()
    table = table_of(data)
    task = PredictionTask(
        table_hash=table.content_hash,
        target="answer",
        positive="yes",
        excluded=(Exclusion(column="left_out", reason="x"),),
        split=SplitConfig(kind="order"),
    )
    found = column_powers(table, task).columns
    assert [one.column for one in found] == ["copy", "helpful", *[one.column for one in found[2:]]]
    assert {one.column for one in found} == set(task.feature_columns(table))
    helpful = found[1]
    learned = slice(0, round(0.64 * N))
    assert helpful.n == round(0.64 * N) and helpful.n_positive == int(Y[learned].sum())
    truth = roc_auc_score(Y[learned], data["helpful"][learned])
    assert helpful.power.value == pytest.approx(truth, abs=0.03)
    assert helpful.power.low < truth < helpful.power.high
    assert found[0].power.value > 0.99


def test_refusals_are_those_of_the_target() -> None:
    table = table_of(pd.DataFrame({"a": [1, 2, 3], "answer": ["yes", "no", "no"]}))
    task = PredictionTask(table_hash=table.content_hash, target="answer", positive="yes")
    with pytest.raises(TaskError, match="too few"):
        column_powers(table, task)


def test_a_task_is_looked_at_once_and_damage_is_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    table = table_of(frame())
    task = PredictionTask(table_hash=table.content_hash, target="answer", positive="yes")
    found = column_powers(table, task)
    (path,) = table.directory.glob("column_power-*.json")
    with monkeypatch.context() as patch:
        patch.setattr("core.task.column_power.look_at_columns", None)
        assert column_powers(table, task) == found
    path.write_text("{")
    assert column_powers(table, task) == found


def test_a_column_that_tells_most_by_being_filled_is_said_to() -> None:
    data = frame()[["noise", "answer"]]
    open_yet = np.where(Y == 1, RNG.random(N) < 0.98, RNG.random(N) < 0.25)
    data["wage"] = np.where(open_yet, RNG.integers(8, 12, N), np.nan)
    table = table_of(data)
    task = PredictionTask(table_hash=table.content_hash, target="answer", positive="yes")
    wage = next(one for one in column_powers(table, task).columns if one.column == "wage")
    filled, empty = Y[open_yet].mean(), Y[~open_yet].mean()
    assert "Most of it is whether it is filled at all" in wage.sentence
    said = [
        int(part.split(" %")[0].split()[-1])
        for part in wage.sentence.split("whatever stands in it: ")[1].split(",")[:2]
    ]
    assert said == pytest.approx([100 * filled, 100 * empty], abs=5)  # on the rows for learning

"""Alarms on the pages Train, Evaluation and Task, through app.py."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from streamlit.testing.v1 import AppTest

from core.runs.run_alarms import keep_column_powers
from tests.judged_run import judged_run, judged_workspace

Open = Callable[..., AppTest]


def test_a_result_too_good_is_doubted_on_train_and_evaluation(open_page: Open) -> None:
    workspace, table = judged_workspace()
    frame = pd.read_parquet(table.parquet)
    frame["age"] = (frame["y"] == "yes") * 40.0 + frame["age"] / 10  # it knows the answer
    frame.to_parquet(table.parquet)
    run = judged_run(workspace, skill=14)
    keep_column_powers(run)
    good = judged_run(workspace, "xgboost-0101-bbbb", model="xgboost", skill=1.5)
    for page in ("evaluation", "train"):
        app = open_page(page, workspace=workspace.name, run=run.id)
        assert not app.exception
        (box,) = [error.value for error in app.error]
        assert "Too good to be true" in box and "The column age alone" in box
    board = next(one.value for one in app.dataframe if "Model" in one.value)
    assert {row["Run"] for _, row in board.iterrows() if "⚠" in row["Model"]} == {run.id}

    app = open_page("evaluation", workspace=workspace.name, run=good.id)
    assert not app.error
    app = open_page("task", workspace=workspace.name)
    assert "The column age alone" in app.error[0].value
    app.button(key="task.accept.age").click().run()
    assert not app.error

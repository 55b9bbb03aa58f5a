"""A question for a number, from the tables to the list: what came against pandas, nothing of the exam in the fit."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from core.cli import app as cli
from core.runs.amounts import CAME, DIRECT, IF_YES, read_amounts
from core.runs.archive import export_model, import_model
from core.runs.execute import train_now
from core.runs.run import Run
from core.runs.scores import read_scores
from core.task.splits import TEST
from core.training.amounts import AmountModel, fit_amounts
from core.workspace import Workspace, open_workspace
from tests.tables_workspace import DFS, asked_workspace, crm_frames, read_tables, write_files

LINE = "PREDICT SUM(opportunity.value, 0, 60, days) FOR EACH contact"


@dataclass(frozen=True)
class Asked:
    """A home with a question for a number and its finished run."""

    home: Path
    workspace: Workspace
    run: Run


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    home = tmp_path_factory.mktemp("amounts-home")
    frames = crm_frames()
    opportunity = frames["opportunity"]
    industry = frames["company"].set_index("company_id")["industry"]
    big = opportunity["company_id"].map(industry) == industry.iloc[0]
    opportunity["value"] = np.where(big, 10, 1) * opportunity["value"]  # one industry buys ten times as much
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GRAPHLEADIQ_HOME", str(home))
        workspace = asked_workspace("amounts", read_tables(write_files(home / "files", frames)), LINE)
        return Asked(home, workspace, train_now(workspace, DFS))


@pytest.fixture
def asked(made: Asked, home: Path, monkeypatch: pytest.MonkeyPatch) -> Asked:
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(made.home))
    return made


def test_amounts_are_those_of_the_tables(asked: Asked) -> None:
    workspace = asked.workspace
    assert workspace.table is not None and workspace.task is not None and workspace.tables is not None
    task = workspace.task
    assert task.amount_column == "amount" and "amount" not in task.feature_columns(workspace.table)
    frame = workspace.table.frame(["contact_id", "asked_on", "amount", task.target])
    opportunity = workspace.tables.table("opportunity")
    assert "value" in opportunity.late_columns  # written when a deal closes, so it comes on that day
    deals = opportunity.table.frame(["contact_id", "closed_on", "value"])
    known = frame[frame["amount"].notna()]
    assert set(known[task.target]) == {"yes", "no"}
    for row in known.sample(60, random_state=0).to_dict("records"):
        mine = deals[deals["contact_id"] == row["contact_id"]]
        ahead = (mine["closed_on"] - row["asked_on"]).dt.days
        came = float(mine.loc[(ahead > 0) & (ahead <= 60), "value"].sum())
        assert row["amount"] == came
        assert row[task.target] == ("yes" if came > 0 else "no")
    assert frame.loc[frame[task.target].isna(), "amount"].isna().all()


def test_a_run_expects_amounts_and_is_examined_in_them(asked: Asked, tmp_path: Path) -> None:
    run = asked.run
    scores = read_scores(run)
    assert np.isfinite(scores[IF_YES]).all() and (scores[IF_YES] >= 0).all()
    report = read_amounts(run)
    assert report is not None
    exam = scores[(scores["part"] == TEST) & scores[CAME].notna()]
    assert report.n == len(exam) and report.came.value == pytest.approx(exam[CAME].mean())
    assert report.promised.value == pytest.approx((exam["probability"] * exam[IF_YES]).mean())
    assert set(report.top) == {"expected", "chance", "direct", "random"}
    # the planted industry: what comes is ten times as much, and the amounts know it
    table = run.table().frame(["company: industry"])["company: industry"].to_numpy()[scores["row"]]
    by_industry = scores.groupby(table)[IF_YES].mean()
    assert by_industry.max() > 4 * by_industry.min()
    assert report.top["expected"]["20 %"].value > report.top["chance"]["20 %"].value
    _comes_back(run, scores, tmp_path)


def _comes_back(run: Run, scores: pd.DataFrame, tmp_path: Path) -> None:
    """An archive brings its model of amounts along: bit-identical on the same table."""
    archive = export_model(run, tmp_path / "model.zip")
    again = import_model(archive, open_workspace(run.config().workspace))
    loaded = read_scores(again)
    assert np.array_equal(loaded[IF_YES], scores[IF_YES])
    assert loaded[DIRECT].isna().all()


def test_the_final_exam_has_no_say_in_the_fit(asked: Asked) -> None:
    from core.runs.run_graph import graph_of

    graph, scores = graph_of(asked.run), read_scores(asked.run)
    came = scores[CAME].to_numpy(dtype=np.float64)
    changed = np.where(scores["part"] == TEST, 1e9, came)
    same = fit_amounts(graph, came, 0), fit_amounts(graph, changed, 0)
    assert same[0].to_bytes() == same[1].to_bytes()


def test_few_amounts_give_their_mean(tmp_path: Path) -> None:
    model = AmountModel(None, 50.0, 1.2)
    model.save(tmp_path)
    loaded = AmountModel.load(tmp_path)
    assert loaded is not None and loaded.predict(np.zeros((2, 3))).tolist() == [60.0, 60.0]
    assert AmountModel.load(tmp_path / "nowhere") is None


def test_the_evaluation_page_and_the_command_line_say_it(
    asked: Asked, open_page: Callable[..., AppTest]
) -> None:
    run = asked.run
    app = open_page("evaluation", workspace="amounts", run=run.id)
    assert not app.exception and not app.error
    assert any("In amounts" in one.value for one in app.markdown)
    shown = next(one.value for one in app.dataframe if "Ranked by" in one.value.columns)
    assert shown["Ranked by"].tolist()[0] == "Expected amount: chance times amount"
    told = CliRunner().invoke(cli, ["evaluate", "--run", run.id])
    report = read_amounts(run)
    assert told.exit_code == 0 and report is not None
    assert json.loads(told.stdout)["amounts"]["came"]["value"] == report.came.value

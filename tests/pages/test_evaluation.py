"""The Evaluation page through app.py: empty, full, moved cut-off, every view, two runs, a collapsed model."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, confusion_matrix, f1_score, roc_auc_score
from streamlit.testing.v1 import AppTest

from core.leads.campaign import Campaign, keep_campaign
from core.runs.call_list import promise_of
from core.runs.run import Run
from core.runs.scores import read_report
from pages.ui import cache_evaluation
from tests.judged_run import judged_run, judged_workspace

Open = Callable[..., AppTest]


def exam_of(run: Run) -> tuple[np.ndarray, np.ndarray]:
    scores = pd.read_parquet(run.scores_path)
    judged = scores[scores["part"] == 2]
    return judged["y"].to_numpy(), judged["probability"].to_numpy()


def metric(app: AppTest, label: str) -> str:
    return next(tile.value for tile in app.metric if tile.label == label)


def everything(app: AppTest) -> str:
    """All plain text on the page."""
    parts = [*app.markdown, *app.caption, *app.warning, *app.info, *app.error]
    return "\n".join(element.value for element in parts)


def test_empty_page_leads_to_data(open_page: Open) -> None:
    app = open_page("evaluation")
    assert not app.exception
    assert app.button(key="empty.data")


def test_without_a_run_it_leads_to_train(open_page: Open) -> None:
    judged_workspace()
    app = open_page("evaluation")
    assert not app.exception
    assert app.button(key="empty.train")


def test_headline_figures_are_those_of_scikit_learn(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id)
    assert not app.exception and not app.error
    y, chance = exam_of(run)
    assert metric(app, "How well it ranks").startswith(f"{roc_auc_score(y, chance):.2f} (")
    assert metric(app, "How clean the top is").startswith(f"{average_precision_score(y, chance):.2f} (")
    assert "beats calling at random" in everything(app)
    assert f"Final exam: {len(y)} clients" in everything(app)


def test_the_default_cut_is_the_one_of_the_leads_page(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id)
    y, chance = exam_of(run)
    cut = promise_of(run, Campaign()).cut
    cutoff = np.sort(chance)[::-1][cut.calls - 1]
    assert f"{int((chance >= cutoff).sum())} clients called" in everything(app)
    assert cut.sentence in everything(app)
    assert metric(app, "Both in one (F1)").startswith(f"{f1_score(y, chance >= cutoff):.2f} (")


def test_moving_the_cut_by_chance(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id)
    app.slider(key="evaluation.chance").set_value(40.0).run()
    assert not app.exception
    y, chance = exam_of(run)
    (_, fp), (fn, tp) = confusion_matrix(y, chance >= 0.4)
    assert metric(app, "Of those we call, say yes").startswith(f"{100 * tp / (tp + fp):.0f} % (")
    assert metric(app, "Of all yes, we reach").startswith(f"{100 * tp / (tp + fn):.0f} % (")
    assert f"{tp + fp} clients called" in everything(app)
    assert "Your budget" in everything(app)
    leads = open_page("leads", run=run.id)
    assert leads.number_input(key="leads.calls").value == tp + fp
    app.button(key="evaluation.reset").click().run()
    assert promise_of(run, Campaign()).cut.sentence in everything(app)


def test_moving_the_cut_by_share(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id)
    app.segmented_control(key="evaluation.by").set_value("share").run()
    app.slider(key="evaluation.share").set_value(25.0).run()
    y, chance = exam_of(run)
    called = np.argsort(-chance)[: round(0.25 * len(y))]
    assert not app.exception
    assert f"{len(called)} clients called" in everything(app)
    assert metric(app, "Of all yes, we reach").startswith(f"{100 * y[called].sum() / y.sum():.0f} % (")


def test_changing_the_way_of_cutting_keeps_the_cut(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id)
    app.slider(key="evaluation.chance").set_value(40.0).run()
    app.segmented_control(key="evaluation.by").set_value("share").run()
    _, chance = exam_of(run)
    assert app.slider(key="evaluation.share").value == pytest.approx(100 * (chance >= 0.4).mean(), abs=0.051)


def test_calling_nobody_is_said_plainly(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id)
    app.segmented_control(key="evaluation.by").set_value("share").run()
    app.slider(key="evaluation.share").set_value(0.0).run()
    assert not app.exception
    assert "calls nobody" in everything(app)
    assert metric(app, "Of those we call, say yes") == "–"


def test_a_link_reproduces_the_cut(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id, **{"evaluation.chance": "40.0"})
    _, chance = exam_of(run)
    assert f"{int((chance >= 0.4).sum())} clients called" in everything(app)


@pytest.mark.parametrize("view", ["Ranking", "Lift and gains", "Chances", "By segment", "Compare runs"])
def test_every_view_opens(open_page: Open, view: str) -> None:
    workspace, _ = judged_workspace(clock=True)
    run = judged_run(workspace)
    judged_run(workspace, "gat-0101-bbbb", model="gat", skill=3.0, seed=5)
    app = open_page("evaluation", run=run.id)
    app.segmented_control(key="evaluation.view").set_value(view).run()
    assert not app.exception and not app.error
    assert len(app.get("plotly_chart")) >= 2
    assert len(app.get("download_button")) == len(app.get("plotly_chart"))


def test_two_runs_on_the_same_clients(open_page: Open) -> None:
    workspace, _ = judged_workspace()
    run = judged_run(workspace)
    judged_run(workspace, "gat-0101-bbbb", model="gat", skill=4.0, seed=5)
    workspace.with_run(run.id).store()
    app = open_page("evaluation", run=run.id)
    app.segmented_control(key="evaluation.view").set_value("Compare runs").run()
    y, chance = exam_of(run)
    beside = app.dataframe[0].value
    assert list(beside.columns[1:3]) == ["LightGBM", "GAT"]
    assert beside["LightGBM"][0] == f"{roc_auc_score(y, chance):.3f}"
    assert beside["Difference"][0].startswith("−") and " to " in beside["Difference"][0]
    standings = app.dataframe[-1].value
    assert list(standings["Run"]) == ["gat-0101-bbbb", f"{run.id} (in use)"]
    y, chance = exam_of(run)
    assert standings["How well it ranks"].iloc[1].startswith(f"{roc_auc_score(y, chance):.2f} (")


def test_the_runs_to_compare_with_stand_in_the_order_of_the_practice_exam(open_page: Open) -> None:
    """Ordered by the final exam, taking the first would be choosing on it."""
    workspace, _ = judged_workspace()
    run = judged_run(workspace)
    for name, skill, practised in (("gat-0101-bbbb", 4.0, 0.2), ("gat-0101-cccc", 0.5, 0.9)):
        other = judged_run(workspace, name, model="gat", skill=skill, seed=5)
        report = read_report(other)
        figure = report.metrics["average_precision"].model_copy(update={"value": practised})
        practice = report.model_copy(update={"metrics": {"average_precision": figure}})
        practice.save(other.directory / "practice.json")
    judged_run(workspace, "gat-0101-dddd", model="gat", skill=5.0, seed=6)  # without a practice exam
    workspace.with_run(run.id).store()
    app = open_page("evaluation", run=run.id)
    app.segmented_control(key="evaluation.view").set_value("Compare runs").run()
    options = app.selectbox(key="evaluation.other").options
    assert [option.split("-")[-1] for option in options] == ["cccc", "bbbb", "dddd"]


def test_a_run_alone_says_what_to_train(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id)
    app.segmented_control(key="evaluation.view").set_value("Compare runs").run()
    assert "LightGBM" in everything(app)


def test_segments_keep_difficult_names_as_text(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    app = open_page("evaluation", run=run.id)
    app.segmented_control(key="evaluation.view").set_value("By segment").run()
    assert "<script>alert(1)</script>" in list(app.dataframe[-1].value["Segment"])
    assert not any(element.allow_html for element in app.markdown)


def test_a_model_of_one_score_is_said_to_be_useless(open_page: Open) -> None:
    workspace, table = judged_workspace()
    run = judged_run(workspace, chances=np.full(table.n_rows, 0.2))
    app = open_page("evaluation", run=run.id)
    assert not app.exception and not app.error
    assert "same score" in everything(app)
    assert "not surely better than calling at random" in everything(app)


def test_drifted_chances_are_said_to_be_too_high(open_page: Open) -> None:
    workspace, table = judged_workspace()
    y = (table.frame(["y"])["y"] == "yes").to_numpy()
    rng = np.random.default_rng(3)
    chances = np.clip(0.5 + 0.2 * y + 0.2 * rng.random(len(y)), 0, 1)
    run = judged_run(workspace, chances=chances)
    app = open_page("evaluation", run=run.id)
    assert "chances are too high" in everything(app)


def test_leads_warn_of_what_the_exam_warns_of(open_page: Open) -> None:
    workspace, _ = judged_workspace()
    run = judged_run(workspace, chances=np.random.default_rng(3).uniform(0.5, 0.9, 900))
    warned = [box.value for box in open_page("evaluation", run=run.id).warning]
    on_leads = open_page("leads", run=run.id)
    assert not on_leads.exception
    assert warned
    told = [box.value for box in on_leads.warning]  # there with whether the chances are corrected
    assert all(any(one.startswith(warning) for one in told) for warning in warned)
    assert any("missed its stated rate" in box.value for box in on_leads.warning)


def test_a_run_without_exam_says_so_and_the_page_stands(open_page: Open) -> None:
    run = judged_run(judged_workspace()[0])
    scores = pd.read_parquet(run.scores_path)
    scores[scores["part"] != 2].to_parquet(run.scores_path)
    app = open_page("evaluation", run=run.id)
    assert not app.exception
    assert "no rows" in app.error[0].value


def test_segments_are_cut_where_the_page_cuts(home: Path) -> None:
    """Precision and recall of the segments add up to those of the cut that Leads and the matrix show."""
    workspace, _ = judged_workspace()
    run = judged_run(workspace, "lightgbm-0101-segm")
    keep_campaign(workspace.name, Campaign(calls=20))
    judged, at = cache_evaluation.segments(run.id, "job"), cache_evaluation.at_cut(run.id)
    assert judged["called"].sum() == at.n_called
    keep_campaign(workspace.name, Campaign(calls=90))
    assert (
        cache_evaluation.segments(run.id, "job")["called"].sum() == cache_evaluation.at_cut(run.id).n_called
    )
    assert cache_evaluation.at_cut(run.id).n_called > at.n_called

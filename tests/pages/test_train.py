"""The Train page: starting, watching, cancelling, crashed workers, the leaderboard and blends."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from core.runs.execute import train_now
from core.runs.launcher import cancel, start_run
from core.runs.registry import list_runs
from core.runs.status import read_status, worker_on
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace, delete_workspace, open_workspace
from tests.tiny_runs import make_table, wait_until

Open = Callable[..., AppTest]
SLOW = TrainConfig(model="lightgbm", epochs=10_000, patience=0, learning_rate=1e-4)


@pytest.fixture
def tiny(home: object) -> Workspace:
    table = make_table()
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes")
    return create_workspace("tiny").with_table(table).with_task(task).store()


def said(app: AppTest) -> str:
    """Everything on the page as text."""
    parts = [app.markdown, app.caption, app.info, app.error, app.warning]
    return "\n".join(str(element.value) for group in parts for element in group)


def test_first_look_offers_a_graph_model_with_what_it_must_beat(open_page: Open, tiny: Workspace) -> None:
    app = open_page("train", workspace=tiny.name)
    assert not app.exception, app.exception
    assert app.multiselect(key="train.models").value == ["gat"]
    assert "Network without links; LightGBM" in app.checkbox(key="train.companions").label
    assert app.button(key="train.start").label == "Start training 3 models"
    assert "No CUDA card on this machine." in said(app) or len(app.selectbox(key="train.device").options) == 3


def test_what_waits_in_the_queue_is_not_asked_for_again(open_page: Open, tiny: Workspace) -> None:
    first = start_run(tiny, SLOW)
    waiting = [start_run(tiny, TrainConfig.for_model(name)) for name in ("gat", "mlp")]
    app = open_page("train", workspace=tiny.name)
    assert not app.exception, app.exception
    assert app.multiselect(key="train.models").value == []
    app.multiselect(key="train.models").set_value(["gcn"]).run()
    assert not [box for box in app.checkbox if box.key == "train.companions"], (
        "all it must beat is on its way"
    )
    for run in (*waiting, first):
        cancel(run)


def test_start_shows_the_run_in_every_tab_and_cancel_ends_it(open_page: Open, tiny: Workspace) -> None:
    app = open_page("train", workspace=tiny.name)
    app.multiselect(key="train.models").set_value(["logistic"])
    app.run()
    assert not [box for box in app.checkbox if box.key == "train.companions"], "no graph model, no companions"
    app.button(key="train.start").click().run()
    assert not app.exception, app.exception
    (run,) = list_runs(tiny.name)
    wait_until(run, "finished", "failed", "crashed")
    slow = start_run(tiny, SLOW)
    wait_until(slow, "running")
    for _ in range(2):  # a reload, a second tab
        other = open_page("train", workspace=tiny.name)
        assert not other.exception, other.exception
        assert slow.id in said(other)
        assert [b for b in other.button if b.key == f"train.cancel.{slow.id}"]
    other.button(key=f"train.cancel.{slow.id}").click().run()
    assert read_status(slow).state == "cancelled"
    after = open_page("train", workspace=tiny.name)
    assert not [b for b in after.button if b.key.startswith("train.cancel")]


def test_killed_worker_is_shown_as_crashed_with_a_way_on(open_page: Open, tiny: Workspace) -> None:
    run = start_run(tiny, SLOW)
    wait_until(run, "running")
    worker = worker_on(run)
    assert worker is not None
    os.kill(worker.pid, signal.SIGKILL)
    wait_until(run, "crashed", seconds=3)
    app = open_page("train", workspace=tiny.name)
    assert not app.exception, app.exception
    assert "crashed" in said(app)
    assert "killed" in said(app)
    app.button(key="train.remove").click().run()
    assert list_runs(tiny.name) == []


def test_leaderboard_shows_intervals_links_and_use(open_page: Open, tiny: Workspace) -> None:
    gat, mlp, tree = (
        train_now(tiny, TrainConfig.for_model(name, epochs=epochs))
        for name, epochs in (("gat", 3), ("mlp", 3), ("lightgbm", 50))
    )
    app = open_page("train", workspace=tiny.name)
    assert not app.exception, app.exception
    table = app.dataframe[0].value
    assert set(table["Run"]) == {gat.id, mlp.id, tree.id}
    assert table["Final PR-AUC"].str.fullmatch(r"0\.\d\d \(0\.\d\d–[01]\.\d\d\)").all()
    assert set(table["n (yes)"]) == {"120 (52)"}
    verdict = app.info[0].value
    assert "GAT" in verdict
    assert "without links" in verdict
    assert "LightGBM" in verdict
    app.selectbox(key="train.run").set_value(tree.id).run()
    app.button(key="train.use").click().run()
    assert open_workspace(tiny.name).run_id == tree.id
    app.multiselect(key="train.blend").set_value([gat.id, tree.id]).run()
    app.button(key="train.blend_start").click().run()
    assert not app.exception, app.exception
    blend = list_runs(tiny.name)[0]
    assert blend.id.startswith("blend-")
    assert wait_until(blend, "finished", "failed", "crashed").state == "finished"


def test_deleted_workspace_and_full_disk_are_clear_messages(
    open_page: Open, tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = open_page("train", workspace=tiny.name)
    from shutil import _ntuple_diskusage

    monkeypatch.setattr("core.runs.creation.shutil.disk_usage", lambda _: _ntuple_diskusage(1000, 1000, 0))
    app.button(key="train.start").click().run()
    assert not app.exception, app.exception
    assert "The disk is full" in said(app)
    assert list_runs(tiny.name) == []
    delete_workspace(tiny.name)  # in another tab
    app.run()
    assert not app.exception, app.exception
    assert "There is no workspace" in said(app).replace("\\", "")


def test_advanced_settings_reach_the_run(open_page: Open, tiny: Workspace) -> None:
    app = open_page("train", workspace=tiny.name)
    app.multiselect(key="train.models").set_value(["mlp"])
    app.toggle(key="train.own").set_value(False)
    app.selectbox(key="train.loss").set_value("focal")
    app.number_input(key="train.seed").set_value(5)
    app.run()
    app.number_input(key="train.epochs").set_value(2)
    app.run()
    app.button(key="train.start").click().run()
    assert not app.exception, app.exception
    (run,) = list_runs(tiny.name)
    train = run.config().train
    assert (train.model, train.loss, train.seed, train.epochs) == ("mlp", "focal", 5, 2)
    cancel(run)

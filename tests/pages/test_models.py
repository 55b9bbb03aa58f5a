"""The Models page: the catalog in words, using, saving, loading and deleting runs."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.runs.archive import archive_bytes
from core.runs.execute import train_now
from core.runs.registry import list_runs
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace, open_workspace
from models.catalog import MODELS, models_offered
from tests.tiny_runs import make_table, wait_until

Open = Callable[..., AppTest]


@pytest.fixture
def tiny(home: object) -> Workspace:
    table = make_table()
    task = PredictionTask(table_hash=table.content_hash, target="y", positive="yes")
    return create_workspace("tiny").with_table(table).with_task(task).store()


def errors(app: AppTest) -> str:
    return "\n".join(str(box.value) for box in app.error)


def test_without_a_run_the_catalog_is_there_and_train_is_offered(open_page: Open, tiny: Workspace) -> None:
    app = open_page("models", workspace=tiny.name)
    assert not app.exception, app.exception
    assert app.button(key="models.train").label == "Train a model"
    catalog = app.table[0].value
    offered = [*models_offered(many_tables=False), "blend"]
    assert list(catalog.index) == [MODELS[name].title for name in offered]
    assert catalog["What it does"].str.endswith(".").all()


def test_use_and_delete_with_confirmation(open_page: Open, tiny: Workspace) -> None:
    one, two = (train_now(tiny, TrainConfig(model="logistic", seed=seed)) for seed in (0, 1))
    app = open_page("models", workspace=tiny.name)
    app.selectbox(key="models.run").set_value(one.id).run()
    app.button(key="models.use").click().run()
    assert open_workspace(tiny.name).run_id == one.id
    assert app.button(key=f"models.delete.{one.id}").label == "Delete it for good"
    assert "deleted for good" in "\n".join(str(text.value) for text in app.markdown)
    app.button(key=f"models.delete.{one.id}").click().run()
    assert not app.exception, app.exception
    assert [run.id for run in list_runs()] == [two.id]
    assert open_workspace(tiny.name).run_id is None


def test_a_model_that_scored_the_new_data_already_is_used_and_that_is_said(
    open_page: Open, tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two = (train_now(tiny, TrainConfig(model="logistic", seed=seed)) for seed in (0, 1))
    monkeypatch.setattr("core.runs.scored_rows.scored_these", lambda run, workspace: run.id == two.id)
    monkeypatch.setattr("core.runs.archive.start_here", lambda run, workspace, report: two)
    app = open_page("models", workspace=tiny.name)
    app.selectbox(key="models.run").set_value(one.id).run()
    app.button(key="models.new_rows").click().run()
    assert not app.exception, app.exception
    assert open_workspace(tiny.name).run_id == two.id
    assert app.selectbox(key="models.run").value == two.id
    assert "scored these data already" in "\n".join(str(box.value) for box in app.success)


def test_a_second_click_queues_no_second_run(
    open_page: Open, tiny: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_now(tiny, TrainConfig(model="logistic"))
    monkeypatch.setattr("core.runs.scored_rows.scored_these", lambda run, workspace: False)
    app = open_page("models", workspace=tiny.name)
    assert not app.button(key="models.new_rows").disabled
    monkeypatch.setattr("pages.ui.model_shelf._busy", lambda workspace: True)
    assert app.run().button(key="models.new_rows").disabled


def test_saved_archive_is_loaded_in_the_background(open_page: Open, tiny: Workspace) -> None:
    made = train_now(tiny, TrainConfig(model="logistic"))
    app = open_page("models", workspace=tiny.name)
    assert app.button(key="models.load").disabled
    app.file_uploader(key="models.file").upload("model.zip", archive_bytes(made), "application/zip").run()
    app.button(key="models.load").click().run()
    assert not app.exception, app.exception
    loaded = next(run for run in list_runs(tiny.name) if run.id != made.id)
    assert loaded.config().imported
    assert wait_until(loaded, "finished", "failed", "crashed").state == "finished"
    app = open_page("models", workspace=tiny.name)
    assert "Logistic regression (loaded)" in set(app.dataframe[0].value["Model"])


def test_refused_archive_is_one_clear_box(open_page: Open, tiny: Workspace, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("model.pkl", b"\x80\x04.")
    app = open_page("models", workspace=tiny.name)
    app.file_uploader(key="models.file").upload("bad.zip", bad.read_bytes(), "application/zip").run()
    app.button(key="models.load").click().run()
    assert not app.exception, app.exception
    assert "pickle" in errors(app)
    assert list_runs() == []

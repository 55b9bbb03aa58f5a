"""Model archives: bit-identical scores after the way out and back; every attack refused before reading."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from core.errors import ArchiveError, RunError
from core.runs.archive import archive_bytes, export_model, import_model, score_here, start_import
from core.runs.execute import train_now
from core.runs.launcher import cancel, start_run
from core.runs.opening import open_run
from core.runs.registry import damaged_runs, list_runs
from core.runs.run import Run
from core.runs.scores import read_report, read_scores
from core.storage import write_json
from core.task.labels import answers_in_words
from core.task.prediction_task import PredictionTask
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace, open_workspace
from tests.core.runs.packed_archives import packed
from tests.core.task.small_tables import table_of
from tests.tiny_runs import make_table, wait_until


@pytest.mark.parametrize("model", ["logistic", "points", "xgboost", "lightgbm", "gat", "simple_graphsage"])
def test_scores_after_export_and_import_are_bit_identical(
    workspace: Workspace, tmp_path: Path, model: str
) -> None:
    made = train_now(workspace, TrainConfig.for_model(model, epochs=4))
    back = import_model(export_model(made, tmp_path / "model.zip"), workspace)
    assert back.config().imported
    before, after = read_scores(made), read_scores(back)
    for column in ("raw", "practice", "probability", "rank", "percentile"):
        np.testing.assert_array_equal(before[column].to_numpy(), after[column].to_numpy())
    assert read_report(made) == read_report(back)
    assert {info.filename for info in zipfile.ZipFile(tmp_path / "model.zip").infolist()} == {
        "manifest.json",
        "model.json",
        "model.safetensors",
        "encoder.json",
        "calibration.json",
        "practice.safetensors",
        "level.json",
    }


def test_blend_survives_the_way_out_and_back(workspace: Workspace, tmp_path: Path) -> None:
    parts = [train_now(workspace, TrainConfig.for_model(m, epochs=3)) for m in ("logistic", "graphsage")]
    made = train_now(workspace, TrainConfig(model="blend", blend_of=tuple(run.id for run in parts)))
    back = import_model(export_model(made, tmp_path / "blend.zip"), workspace)
    np.testing.assert_array_equal(read_scores(made)["raw"], read_scores(back)["raw"])


def test_same_run_gives_the_same_bytes(run: Run) -> None:
    assert archive_bytes(run) == archive_bytes(run)


def test_import_in_the_background_on_another_table_adopts_the_task(run: Run, tmp_path: Path) -> None:
    path = export_model(run, tmp_path / "model.zip")
    other = create_workspace("other").with_table(make_table(seed=9, n_rows=500)).store()
    loaded = start_import(path, other)
    status = wait_until(loaded, "finished", "failed", "crashed")
    assert status.state == "finished", status
    scores = read_scores(loaded)
    assert len(scores) == 500
    assert scores["raw"].between(0, 1).all()
    task = loaded.config().task
    assert (task.target, task.positive, task.table_hash) == (
        "y",
        "yes",
        other.table and other.table.content_hash,
    )


def test_the_heaps_travel_and_a_value_that_came_later_has_no_answer_yet(
    workspace: Workspace, tmp_path: Path
) -> None:
    assert workspace.task is not None
    task = workspace.task.model_copy(update={"negative": ("no",), "no_answer": ("open",)})
    made = train_now(workspace.with_task(task).store(), TrainConfig.for_model("logistic"))
    newer = make_table(seed=9, n_rows=500)
    frame = newer.frame()
    frame.loc[:19, "y"] = "merged"
    frame.loc[20:29, "y"] = "open"
    frame.loc[30:34, "y"] = "YES"
    other = create_workspace("next").with_table(table_of(frame)).store()
    loaded = import_model(export_model(made, tmp_path / "model.zip"), other)
    carried = loaded.config().task
    assert (carried.yes_values, carried.negative, carried.no_answer) == (("yes",), ("no",), ("open",))
    assert (read_scores(loaded)["y"].to_numpy()[:35] == [-1] * 30 + [1] * 5).all()
    words = answers_in_words(loaded.table(), carried)
    assert "merged (20) was not there" in words["questions"][0]


def test_a_model_that_was_kept_scores_the_file_that_came_since(workspace: Workspace, run: Run) -> None:
    assert score_here(run, workspace).id == run.id
    newer = workspace.with_table(make_table(seed=9, n_rows=500)).store()
    here = score_here(run, newer)
    assert here.config().imported and here.config().workspace == newer.name
    assert len(read_scores(here)) == 500
    assert score_here(run, open_workspace(newer.name)).id == here.id  # not computed twice
    assert score_here(here, open_workspace(newer.name)).id == here.id


def test_a_run_of_before_keeps_the_inputs_it_learned_from(
    workspace: Workspace, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.graph.building.CODE_VERSION", "a later one")
    monkeypatch.setattr("core.graph.features.MIN_LEVEL_ROWS", 10_000)  # which would name no job any more
    opened = open_run(run.id)
    assert "job = student" in opened.graph.feature_names
    np.testing.assert_array_equal(opened.predictor.predict(opened.graph), read_scores(run)["raw"])


def test_a_damaged_run_is_listed_with_what_is_wrong(run: Run, workspace: Workspace) -> None:
    assert damaged_runs(workspace.name) == {}
    (run.directory / "config.json").write_text("{")
    assert list_runs(workspace.name) == []
    assert "config.json is damaged" in str(damaged_runs()[run.id])
    assert list(damaged_runs(workspace.name)) == [run.id]  # nobody knows whose it is


def test_unfinished_run_cannot_be_saved(workspace: Workspace, tmp_path: Path) -> None:
    slow = start_run(workspace, TrainConfig(model="lightgbm", epochs=10_000, patience=0, learning_rate=1e-4))
    try:
        with pytest.raises(RunError, match="finished run"):
            export_model(slow, tmp_path / "model.zip")
    finally:
        cancel(slow)
    assert not (tmp_path / "model.zip").exists()


def test_a_network_of_an_earlier_version_is_refused_in_words(workspace: Workspace, tmp_path: Path) -> None:
    """As an archive looks that was saved when networks took their columns as they are, and had no committee."""
    made = train_now(workspace, TrainConfig.for_model("mlp", epochs=2))
    with zipfile.ZipFile(io.BytesIO(archive_bytes(made))) as archive:
        members = {info.filename: archive.read(info) for info in archive.infolist()}
    old = {
        "input.0.weight": np.zeros((64, 5), dtype=np.float32),
        "head.4.bias": np.zeros(1, dtype=np.float32),
    }
    meta = json.loads(members["model.json"])
    meta["tensors"] = {name: [str(array.dtype), *array.shape] for name, array in old.items()}
    members |= {"model.json": json.dumps(meta).encode(), "model.safetensors": save(old)}
    runs_before = list_runs()
    with pytest.raises(ArchiveError, match="Train the model again") as caught:
        import_model(packed(tmp_path / "old.zip", members), workspace)
    assert "\n" not in str(caught.value)
    assert list_runs() == runs_before


def test_misfitting_columns_are_all_named(run: Run, tmp_path: Path) -> None:
    import pandas as pd

    path = export_model(run, tmp_path / "model.zip")
    table = make_table(seed=3)
    frame = table.frame().drop(columns="age").rename(columns={"job": "work"})
    frame["work"] = np.arange(len(frame))
    frame.to_parquet(table.parquet)
    kept = tuple(
        column.model_copy(update={"name": {"job": "work"}.get(column.name, column.name)})
        for column in table.columns
        if column.name != "age"
    )
    other = table.model_copy(update={"columns": kept})
    assert list(pd.read_parquet(other.parquet).columns) == ["work", "y"]
    target = create_workspace("other").with_table(other).store()
    with pytest.raises(ArchiveError, match="no column age, job"):
        import_model(path, target)
    wrong = table.with_roles({"age": table.column("job").role})
    with pytest.raises(ArchiveError, match="age is category, the model needs number"):
        import_model(path, create_workspace("third").with_table(wrong).store())


def test_workspace_without_data_is_told_so(run: Run, tmp_path: Path) -> None:
    path = export_model(run, tmp_path / "model.zip")
    with pytest.raises(ArchiveError, match="no data"):
        import_model(path, create_workspace("empty"))


def test_blend_of_different_graphs_is_not_saved_as_one_file(workspace: Workspace, run: Run) -> None:
    parts = [run, train_now(workspace, TrainConfig.for_model("graphsage", epochs=2))]
    made = train_now(workspace, TrainConfig(model="blend", blend_of=tuple(part.id for part in parts)))
    meta = json.loads((made.directory / "model.json").read_text())
    assert len(meta["graph_keys"]) == 2
    meta["components"][0]["config"]["model"] = "gcn"
    meta["graph_keys"] = ["one", "two"]
    write_json(made.directory / "model.json", meta)
    with pytest.raises(ArchiveError, match="different graphs"):
        archive_bytes(made)


def test_task_of_the_archive_is_kept(run: Run, workspace: Workspace, tmp_path: Path) -> None:
    back = import_model(export_model(run, tmp_path / "m.zip"), workspace)
    task = back.config().task
    assert isinstance(task, PredictionTask)
    assert task == run.config().task

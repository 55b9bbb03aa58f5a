"""The body of a run in this process: what it writes, how it fails, and that progress tells the truth."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata
from sklearn.metrics import average_precision_score, roc_auc_score

from core.errors import GraphLeadError, RunError, StorageError, TrainingError
from core.runs import execute as execute_module
from core.runs.creation import create_run, run_config
from core.runs.events import read_events
from core.runs.execute import execute, train_now
from core.runs.opening import open_run
from core.runs.progress import PHASES
from core.runs.registry import list_runs
from core.runs.scores import read_contributions, read_practice, read_report, read_scores
from core.runs.status import cancel_path, read_status
from core.runs.turns import draw_ticket
from core.task.prediction_task import SplitConfig
from core.task.splits import TEST, TRAIN, VALIDATION
from core.training.config import TrainConfig
from core.workspace import Workspace

QUICK = TrainConfig(model="logistic")


def test_run_writes_scores_exams_and_reasons_that_agree(workspace: Workspace) -> None:
    run = train_now(workspace, QUICK)
    scores = read_scores(run)
    assert list(scores.columns) == [
        "row", "id", "part", "y", "raw", "practice", "probability", "rank", "percentile",
    ]  # fmt: skip
    assert list(scores["id"][:2]) == ["#1", "#2"]
    assert scores["practice"].notna().eq(scores["part"] == VALIDATION).all()
    np.testing.assert_array_equal(scores["rank"], rankdata(-scores["raw"], method="ordinal"))
    assert scores.loc[scores["rank"] == 1, "percentile"].item() == pytest.approx(100 * (1 - 1 / 600))
    assert scores["probability"].corr(scores["raw"], method="spearman") == pytest.approx(1)

    test = scores[scores["part"] == TEST]
    report = read_report(run)
    assert (report.n, report.n_positive) == (len(test), int(test["y"].sum()))
    truth = average_precision_score(test["y"], test["raw"])
    assert report.metrics["average_precision"].value == pytest.approx(truth)
    assert report.metrics["roc_auc"].value == pytest.approx(roc_auc_score(test["y"], test["raw"]))
    practised = scores[scores["part"] == VALIDATION]
    truth = average_precision_score(practised["y"], practised["practice"])
    assert read_practice(run).metrics["average_precision"].value == pytest.approx(truth)
    for judged, part, column in ((report, test, "probability"), (read_practice(run), practised, None)):
        chance = part[column] if column else open_run(run.id).calibration.apply(part["practice"])
        assert 0 < (chance >= judged.cutoff).mean() <= 0.5  # one share of both lists, never nearly everybody

    reasons = read_contributions(run)
    assert len(reasons) == 600
    assert set(reasons.columns) == {"age", "job", "links"}


def test_opened_run_scores_as_it_did(workspace: Workspace) -> None:
    opened = open_run(train_now(workspace, QUICK).id)
    raw = opened.predictor.predict(opened.graph)
    np.testing.assert_array_equal(raw, opened.scores["raw"])
    np.testing.assert_array_equal(opened.calibration.apply(raw), opened.scores["probability"])
    opened.table.parquet.unlink()
    with pytest.raises(RunError, match=r"Upload tiny\.csv again"):
        open_run(opened.run.id)


def test_same_config_twice_is_two_runs_with_equal_scores(workspace: Workspace) -> None:
    one, two = train_now(workspace, QUICK), train_now(workspace, QUICK)
    assert one.id != two.id
    assert one.config() == two.config()
    pd.testing.assert_frame_equal(read_scores(one), read_scores(two))


def test_test_outcomes_do_not_touch_the_scores(workspace: Workspace) -> None:
    """Turning every answer of the final exam round leaves all scores bit-identical."""
    table, task = workspace.table, workspace.task
    assert table is not None
    assert task is not None
    # by order, so that turning answers round does not move rows between parts
    task = task.model_copy(update={"split": SplitConfig(kind="order")})
    ordered = workspace.with_task(task).store()
    frame = table.frame()
    first = read_scores(train_now(ordered, QUICK))
    rows = first["part"] == TEST
    swapped = frame["y"].where(~rows, frame["y"].map({"yes": "no", "no": "yes"}))
    other = table.model_copy(update={"content_hash": "swapped"})
    other.directory.mkdir(parents=True)
    frame.assign(y=swapped).to_parquet(other.parquet, index=False)
    moved = ordered.model_copy(
        update={"table": other, "task": task.model_copy(update={"table_hash": "swapped"})}
    ).store()
    second = read_scores(train_now(moved, QUICK))
    assert (first["y"] != second["y"]).sum() == rows.sum()
    for column in ("raw", "practice", "probability", "rank"):
        np.testing.assert_array_equal(first[column], second[column])


def test_progress_only_grows_and_names_phases_in_words(workspace: Workspace) -> None:
    seen: list[tuple[str, float]] = []
    run = create_run(run_config(workspace, QUICK), workspace.table)  # type: ignore[arg-type]
    draw_ticket(run)
    execute(run.id, lambda _: seen.append((read_status(run).phase, read_status(run).progress)))
    shares = [share for _, share in seen]
    assert shares == sorted(shares)
    assert {phase for phase, _ in seen} - {"waiting to start", "finished"} <= {
        phase.words for phase in PHASES.values()
    }
    timings = json.loads((run.directory / "timings.json").read_text())
    assert set(timings) <= set(PHASES)
    again = train_now(workspace, QUICK, lambda _: seen.append(("again", 0.0)))
    assert read_status(again).seconds_left is None


def test_should_stop_and_the_cancel_file_both_cancel(workspace: Workspace) -> None:
    def stopped(ask: Callable[[], bool] | None, marker: bool) -> str:
        run = create_run(run_config(workspace, QUICK), workspace.table)  # type: ignore[arg-type]
        draw_ticket(run)
        if marker:
            cancel_path(run).touch()
        execute(run.id, should_stop=ask)
        return read_status(run).state

    assert stopped(lambda: True, False) == "cancelled"
    assert stopped(None, True) == "cancelled"
    assert stopped(None, False) == "finished"


def test_user_error_is_told_in_the_status(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise TrainingError("The card is on fire", action="Call the fire brigade")

    monkeypatch.setattr("core.runs.fitted.fit", refuse)
    with pytest.raises(TrainingError, match="on fire"):
        train_now(workspace, QUICK)
    status = read_status(list_runs(workspace.name)[0])
    assert status.state == "failed"
    assert status.error == "The card is on fire. Call the fire brigade."


def test_out_of_memory_and_surprises_are_failures_not_silence(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    for trouble, raised, words in (
        (MemoryError(), TrainingError, "ran out of memory"),
        (ZeroDivisionError("odd"), ZeroDivisionError, "ZeroDivisionError: odd"),
    ):

        def fail(*_: object, trouble: Exception = trouble, **__: object) -> None:
            raise trouble

        monkeypatch.setattr("core.runs.fitted.fit", fail)
        with pytest.raises(raised):
            train_now(workspace, QUICK)
        status = read_status(list_runs(workspace.name)[0])
        assert status.state == "failed"
        assert words in str(status.error)


def test_full_disk_is_told_even_though_nothing_can_be_written(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From some moment on every new file fails as on a full disk; the status is overwritten in place."""
    import tempfile

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    real = execute_module._exams

    def then_full(*arguments: object) -> None:
        monkeypatch.setattr(tempfile, "mkstemp", full)
        monkeypatch.setattr(Path, "replace", full)
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(execute_module, "_exams", then_full)
    with pytest.raises(StorageError, match="disk is full"):
        train_now(workspace, QUICK)
    status = read_status(list_runs(workspace.name)[0])
    assert status.state == "failed"
    assert "The disk is full" in str(status.error)


def test_missing_reasons_do_not_lose_the_run(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ValueError("no reasons today")

    monkeypatch.setattr("core.explanation.columns.column_contributions", fail)
    run = train_now(workspace, QUICK)
    status = read_status(run)
    assert status.state == "finished"
    assert "no reasons today" in status.note
    with pytest.raises(RunError, match="has no reasons"):
        read_contributions(run)


def test_workspace_that_is_not_ready_says_what_is_missing(workspace: Workspace) -> None:
    with pytest.raises(RunError, match="Choose the target"):
        train_now(workspace.model_copy(update={"task": None}), QUICK)
    with pytest.raises(RunError, match="Upload a file"):
        train_now(workspace.model_copy(update={"table": None}), QUICK)


def test_blend_of_other_questions_is_refused(workspace: Workspace) -> None:
    one = train_now(workspace, QUICK)
    task = workspace.task and workspace.task.model_copy(
        update={"split": workspace.task.split.model_copy(update={"seed": 1})}
    )
    two = train_now(workspace.model_copy(update={"task": task}), QUICK)
    assert (read_scores(one)["part"] == TRAIN).sum() == (read_scores(two)["part"] == TRAIN).sum()
    for chosen, words in (((one.id, two.id), "different questions"), ((one.id,), "at least two")):
        with pytest.raises(GraphLeadError, match=words):
            train_now(workspace, TrainConfig(model="blend", blend_of=chosen))


def test_events_survive_a_half_written_line(workspace: Workspace) -> None:
    run = train_now(workspace, QUICK)
    n = len(read_events(run))
    with run.events_path.open("a") as handle:
        handle.write('{"epoch": 99, "lo')
    assert len(read_events(run)) == n

"""The command line: every command, JSON on stdout, user errors in one line with exit code 2."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from core.cli import app
from core.tables.demo_bank import write_demo_bank
from core.workspace import open_workspace


def call(*words: object) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words])


def ok(*words: object) -> Any:
    """The JSON of the last line on stdout; every line must be JSON."""
    result = call(*words)
    assert result.exit_code == 0, result.stderr
    return [json.loads(line) for line in result.stdout.splitlines()][-1]


def refused(*words: object) -> str:
    """The one line on stderr that says what is wrong."""
    result = call(*words)
    assert result.exit_code == 2
    assert result.stdout == ""
    last = result.stderr.splitlines()[-1]
    assert last.startswith("error: ")
    assert "Traceback" not in result.stderr
    return last


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    return write_demo_bank(tmp_path, n_clients=800)


def test_the_whole_journey(bank: Path, tmp_path: Path) -> None:
    read = ok("import", bank, "--workspace", "W", "--exclude", "household")
    assert read["workspace"] == "w" and read["rows"] == 800 and read["problem"] is None
    assert read["columns"]["client_id"] == "id"
    assert {item["column"] for item in read["task"]["excluded"]} == {"call_minutes", "household"}
    assert (open_workspace("w").uploads / bank.name).read_bytes() == bank.read_bytes()

    built = ok("build", "--workspace", "w", "--relation", "knn:4", "--relation", "shared:employer")
    assert built["nodes"] == 800
    assert set(built["relations"]) == {"similar_to", "shares_employer"}
    assert all(r["edges"] > 0 and 0 < r["nodes"] <= 800 for r in built["relations"].values())

    result = call("train", "--workspace", "w", "--model", "points", "--model", "logistic", "--device", "cpu")
    assert result.exit_code == 0
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["model"] for line in lines] == ["points", "logistic"]
    assert "learning" in result.stderr
    run = lines[-1]["run"]
    assert lines[-1]["state"] == "finished" and 0 < lines[-1]["test"]["roc_auc"] < 1

    exam = ok("evaluate", "--run", run)
    assert exam["metrics"]["roc_auc"]["value"] == pytest.approx(lines[-1]["test"]["roc_auc"], abs=1e-6)
    assert exam["metrics"]["roc_auc"]["low"] <= exam["metrics"]["roc_auc"]["value"]
    # two cuts, each under its own name
    assert {"precision", "recall"} <= set(exam["default_cut"]["metrics"])
    assert not {"precision", "recall"} & set(exam["metrics"]) and "cutoff" not in exam
    assert "promise.cut" in exam["default_cut"]["sentence"] and exam["promise"]["cut"]["sentence"]

    out = tmp_path / "scores.csv"
    written = ok("score", "--run", run, "--out", out)  # those to call, by default
    assert (written["who"], set(pd.read_csv(out)["part"])) == ("Clients without an answer yet", {"lead"})
    ok("score", "--run", run, "--out", out, "--who", "exam")
    assert set(pd.read_csv(out)["part"]) == {"final exam"}
    assert "leads, exam, all" in refused("score", "--run", run, "--out", out, "--who", "me")
    assert ok("score", "--run", run, "--out", out, "--who", "all")["rows"] == 800
    scores = pd.read_csv(out)
    assert set(scores["part"]) == {"lead", "learning", "practice exam", "final exam"}
    assert scores["rank"].tolist() == list(range(1, 801))
    assert scores["chance"].is_monotonic_decreasing and set(scores["grade"]) == set("ABCD")
    budgeted = ok(
        "score",
        "--run",
        run,
        "--out",
        tmp_path / "scores.parquet",
        "--who",
        "all",
        "--calls",
        "30",
        "--cost",
        "2",
    )
    promise = budgeted["promise"]
    assert (promise["cut"]["calls"], promise["cut"]["why"], promise["budget"]["cost"]) == (30, "budget", 2.0)
    assert promise["forecast"]["yes"]["low"] < promise["forecast"]["yes"]["value"]
    assert budgeted["level"]["sentence"] and exam["promise"]["cut"]["why"] != "budget"
    assert "no column 'nothing'" in refused(
        "score", "--run", run, "--out", tmp_path / "x.csv", "--worth", "nothing"
    )
    assert "holds no numbers" in refused("score", "--run", run, "--out", tmp_path / "x.csv", "--worth", "job")
    assert pd.read_parquet(tmp_path / "scores.parquet")["client"].tolist() == scores["client"].tolist()

    why = ok("explain", "--run", run, "--lead", scores["client"][0])
    assert why["id"] == scores["client"][0] and why["rank"] == 1
    assert why["probability"] == pytest.approx(scores["chance"][0], abs=1e-6)
    assert why["reasons"] and why["sentence"]

    assert [line["run"] for line in ok("runs")] == [run, lines[0]["run"]]

    recommended = [line for line in ok("runs") if line["recommended"]]
    assert len(recommended) == 1
    assert recommended[0]["run"] in recommended[0]["recommendation"]

    archive = tmp_path / "model.zip"
    assert ok("export-model", "--run", run, "--out", archive)["bytes"] == archive.stat().st_size
    brought = ok("import-model", archive)
    assert brought["run"] != run and brought["test"] == lines[-1]["test"]


def test_target_and_id_can_be_said(bank: Path) -> None:
    read = ok("import", bank, "--workspace", "w", "--id", "client_id", "--target", "housing_loan=no")
    assert (read["task"]["target"], read["task"]["positive"]) == ("housing_loan", "no")


def test_a_column_name_may_hold_an_equals_sign(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a=b": ["x=1", "y"] * 50, "n": range(100)})
    frame.to_csv(tmp_path / "odd.csv", index=False)
    read = ok("import", tmp_path / "odd.csv", "--workspace", "w", "--target", "a=b=x=1")
    assert (read["task"]["target"], read["task"]["positive"]) == ("a=b", "x=1")


def test_the_split_stays_in_the_workspace(bank: Path) -> None:
    ok("import", bank, "--workspace", "w")
    ok("train", "--workspace", "w", "--model", "points", "--split", "random", "--seed", "4")
    task = open_workspace("w").task
    assert task is not None and task.split.kind == "random"


def test_values_of_the_target_are_sorted_and_can_be_named(tmp_path: Path) -> None:
    stage = ["Closed Won", "Won - Renewal", "Closed Lost", "Pending", "Merged"] * 60
    lines = [f"{place % 50},{place % 7},{value}" for place, value in enumerate(stage)]
    (tmp_path / "deals.csv").write_text("age,visits,stage\n" + "\n".join(lines))
    file = tmp_path / "deals.csv"
    read = ok("import", file, "--workspace", "w")
    assert read["answers"]["yes"] == {"Closed Won": 60, "Won - Renewal": 60}
    assert read["answers"]["no"] == {"Closed Lost": 60}
    assert set(read["answers"]["no_answer_yet"]) == {"Pending", "Merged"}
    assert "Merged (60)" in read["answers"]["questions"][0]
    assert read["answers"]["rows"] == {"yes": 120, "no": 60, "no_answer_yet": 120}
    named = ["--target", "stage", "--yes", "Closed Won", "--no", "Closed Lost", "--no", "Merged"]
    read = ok("import", file, "--workspace", "v", *named, "--unanswered", "Won - Renewal")
    assert read["task"]["positive"] == "Closed Won" and read["task"]["also_positive"] == []
    assert read["answers"]["no"] == {"Closed Lost": 60, "Merged": 60}
    assert read["answers"]["questions"] == []
    assert "never is 'Won'" in refused("import", file, "--workspace", "u", "--yes", "Won")
    twice = refused("import", file, "--workspace", "u", "--yes", "Merged", "--no", "Merged")
    assert "two answers" in twice


def test_a_file_without_a_target_is_kept_and_the_problem_is_told(tmp_path: Path) -> None:
    pd.DataFrame({"age": range(100), "income": range(100, 200)}).to_csv(tmp_path / "plain.csv", index=False)
    read = ok("import", tmp_path / "plain.csv", "--workspace", "w")
    assert read["task"] is None and "target" in read["problem"]
    assert open_workspace("w").table is not None


def test_a_second_file_of_the_same_name_does_not_overwrite_the_first(tmp_path: Path) -> None:
    for folder, seed in (("one", 1), ("two", 2)):
        ok("import", write_demo_bank(tmp_path / folder, n_clients=300, seed=seed), "--workspace", "w")
    ok("import", tmp_path / "two" / "demo_bank.csv", "--workspace", "w")
    kept = {path.read_bytes() for path in open_workspace("w").uploads.iterdir()}
    assert kept == {(tmp_path / name / "demo_bank.csv").read_bytes() for name in ("one", "two")}
    assert len(list(open_workspace("w").uploads.iterdir())) == 2


def test_user_errors_are_one_line_with_exit_code_2(bank: Path, tmp_path: Path) -> None:
    assert "There is no file" in refused("import", tmp_path / "nothing.csv", "--workspace", "w")
    (tmp_path / "empty.csv").write_text("")
    assert "empty.csv" in refused("import", tmp_path / "empty.csv", "--workspace", "w")
    assert "'w'" in refused("build", "--workspace", "w")
    ok("import", bank, "--workspace", "w")
    assert "names no column" in refused("import", bank, "--workspace", "w", "--target", "nope=yes")
    assert "never is 'maybe'" in refused("import", bank, "--workspace", "w", "--target", "subscribed=maybe")
    both = ("--exclude", "household", "--include", "household")
    assert "'household' is to be left out and to be used" in refused(
        "import", bank, "--workspace", "w", *both
    )
    no_input = ("--include", "client_id")
    assert "no input of a model by its role" in refused("import", bank, "--workspace", "w", *no_input)
    with_minutes = ok("import", bank, "--workspace", "w", "--include", "call_minutes")
    assert with_minutes["task"]["excluded"] == []
    assert "'nope' to leave out or to use" in refused("import", bank, "--workspace", "w", "--exclude", "nope")
    assert "not understood" in refused("build", "--workspace", "w", "--relation", "friends:3")
    assert "once" in refused("build", "--workspace", "w", "--relation", "knn:3", "--relation", "knn:4")
    assert "points" in refused("train", "--workspace", "w", "--model", "magic")
    assert "device" in refused("train", "--workspace", "w", "--model", "points", "--device", "tpu")
    assert "changes nothing of points" in refused(
        "train", "--workspace", "w", "--model", "points", "--set", "colour=red"
    )
    assert "epochs" in refused(
        "train", "--workspace", "w", "--model", "logistic", "--loss", "bce", "--set", "epochs=9"
    )
    assert "heads" in refused("train", "--workspace", "w", "--model", "gat", "--set", "heads=many")
    assert "loss" in refused("train", "--workspace", "w", "--model", "gat", "--loss", "angry")
    for unheeded in (("--sampling", "smote"), ("--sampling", "balanced")):
        assert "changes nothing of gat" in refused("train", "--workspace", "w", "--model", "gat", *unheeded)
    assert "changes nothing of points" in refused(
        "train", "--workspace", "w", "--model", "points", "--epochs", 3
    )
    assert "lift the rarer answer" in refused(
        "train", "--workspace", "w", "--model", "lightgbm", "--loss", "focal", "--sampling", "smote"
    )
    for seed in (-1, 2**31):
        assert "seed" in refused("train", "--workspace", "w", "--model", "points", "--seed", seed)
    assert "no split" in refused("train", "--workspace", "w", "--model", "points", "--split", "weekly")
    assert "before it" in refused("train", "--workspace", "w", "--model", "points", "--model", "blend")
    assert "Missing option '--model'" in refused("train", "--workspace", "w")
    assert "No such option" in refused("runs", "--fast")
    assert "no run 'x'" in refused("evaluate", "--run", "x")
    assert "no run 'x'" in refused("score", "--run", "x", "--out", tmp_path / "a.csv")
    assert ".xlsx" in refused("score", "--run", "x", "--out", tmp_path / "a.pdf")
    assert "no run 'x'" in refused("explain", "--run", "x", "--lead", "1")
    assert "no run 'x'" in refused("export-model", "--run", "x", "--out", tmp_path / "m.zip")
    (tmp_path / "m.zip").write_bytes(b"not a zip")
    refused("import-model", tmp_path / "m.zip")


def test_places_that_cannot_be_written_and_a_damaged_run(bank: Path, tmp_path: Path, home: Path) -> None:
    ok("import", bank, "--workspace", "w")
    runs = [ok("train", "--workspace", "w", "--model", "points")["run"] for _ in range(2)]
    (tmp_path / "folder.zip").mkdir()
    (tmp_path / "file").write_text("a file, no folder")
    assert "cannot be written" in refused("export-model", "--run", runs[0], "--out", tmp_path / "folder.zip")
    assert "There is no folder" in refused("score", "--run", runs[0], "--out", tmp_path / "file" / "a.csv")
    assert "cannot be written" in refused("score", "--run", runs[0], "--out", tmp_path / f"{'x' * 300}.csv")
    assert "cannot be" in refused("import", bank, "--workspace", "w", "--home", tmp_path / "file" / "home")
    os.environ["GRAPHLEADIQ_HOME"] = str(home)
    (home / "runs" / runs[0] / "config.json").write_text("{bad")
    states = {run["run"]: run["state"] for run in ok("runs")}
    assert states == {runs[0]: "damaged", runs[1]: "finished"}
    assert "damaged" in refused("evaluate", "--run", runs[0])


def test_import_model_without_any_workspace(tmp_path: Path) -> None:
    (tmp_path / "m.zip").write_bytes(b"")
    assert "no workspace" in refused("import-model", tmp_path / "m.zip")


def test_demo_prepares_a_workspace_and_trains(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.runs.demo.DEMO_MODELS", ("logistic", "points"))
    result = call("demo", "--workspace", "show")
    assert result.exit_code == 0, result.stderr
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["model"] for line in lines] == ["points", "logistic"]
    assert open_workspace("show").run_id == lines[-1]["run"]


def test_one_model_that_fails_does_not_stop_the_next(bank: Path) -> None:
    ok("import", bank, "--workspace", "w")
    result = call("train", "--workspace", "w", "--model", "hetero_gat", "--model", "points")
    assert result.exit_code == 2
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    assert [(line["model"], line["state"]) for line in lines] == [
        ("hetero_gat", "failed"),
        ("points", "finished"),
    ]
    last = result.stderr.splitlines()[-1]
    assert last.startswith("error: 1 of 2 models could not be trained")
    assert "hetero_gat" in last
    assert "Traceback" not in result.stderr


def test_a_fault_of_ours_in_one_model_does_not_stop_the_next_either(
    bank: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ok("import", bank, "--workspace", "w")
    from core.runs import fitted

    whole = fitted.fit

    def broken(graph: Any, train: Any, **rest: Any) -> Any:
        if train.model == "logistic":
            raise ZeroDivisionError("a figure was zero")
        return whole(graph, train, **rest)

    monkeypatch.setattr(fitted, "fit", broken)
    result = call("train", "--workspace", "w", "--model", "logistic", "--model", "points")
    assert result.exit_code == 2
    assert "logistic: Something unexpected went wrong (ZeroDivisionError" in result.stderr.splitlines()[-1]
    assert [run["state"] for run in ok("runs")] == ["finished", "failed"]


def test_an_undefined_figure_is_null_with_its_reason(bank: Path, home: Path) -> None:
    ok("import", bank, "--workspace", "w")
    run = ok("train", "--workspace", "w", "--model", "points")["run"]
    path = home / "runs" / run / "metrics.json"
    report = json.loads(path.read_text())
    report["metrics"]["precision"] = {"value": None, "low": None, "high": None}  # as where nobody is called
    path.write_text(json.dumps(report))
    for test in (ok("runs")[0]["test"], ok("evaluate", "--run", run)):
        assert test.get("precision", test.get("default_cut", {}).get("metrics", {}).get("precision")) in (
            None, {"value": None, "low": None, "high": None}
        )  # fmt: skip
        assert test["undefined"] == {"precision": "nobody is called at this cut-off"}


def test_a_real_process_keeps_its_things_in_the_given_home(bank: Path, tmp_path: Path) -> None:
    home = tmp_path / "elsewhere"
    command = [sys.executable, "-m", "core.cli", "--home", str(home)]
    environment = {**os.environ, "GRAPHLEADIQ_HOME": str(tmp_path / "unused")}
    done = subprocess.run(
        [*command, "import", str(bank), "--workspace", "w"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["rows"] == 800
    assert (home / "workspaces" / "w" / "workspace.json").is_file()
    assert not (tmp_path / "unused").exists()
    wrong = subprocess.run(
        [*command, "build", "--workspace", "nobody"],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
    )
    assert wrong.returncode == 2 and wrong.stdout == ""
    assert wrong.stderr.splitlines() == [wrong.stderr.strip()] and wrong.stderr.startswith("error: ")

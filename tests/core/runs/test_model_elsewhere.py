"""Models on other rows than they learned from: nothing of a row travels, and the rows at hand are the ones scored."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.errors import ArchiveError
from core.runs.archive import archive_bytes, import_model
from core.runs.execute import train_now
from core.runs.run import Run
from core.runs.run_graph import encoded_so, graph_of, kept_encoders
from core.runs.scored_rows import scored_these
from core.runs.scores import read_scores
from core.tables.kept_tables import keep_tables, kept_tables, key_of
from core.tables.table_set import TableSet
from core.task.examples import make_examples
from core.task.prediction_task import PredictionTask
from core.task.proposal import propose_task
from core.task.query.check import resolve
from core.task.seed_proposal import propose_seeds
from core.training.config import TrainConfig
from core.workspace import Workspace, create_workspace, open_workspace
from models.catalog import MODELS, models_offered
from tests.tables_workspace import crm_frames, read_tables, write_files

LINE = "PREDICT COUNT(opportunity.*, 0, 60, days) > 0 FOR EACH contact USING contact, company, activity"
SMALL = {"epochs": 1, "hidden_channels": 8, "refit": False, "heads": 2, "num_neighbors": 4, "patience": 0}
PLANTED = [f"zq{word}" for word in ("rejected", "aside", "person", "firm", "client", "owner", "note", "rare")]


def small(model: str) -> TrainConfig:
    known = MODELS[model].applies
    return TrainConfig.for_model(model, **{name: value for name, value in SMALL.items() if name in known})


def planted_frames() -> dict[str, pd.DataFrame]:
    """Names, notes and rare categories that begin with a mark; a usual category is "call"."""
    frames = crm_frames(100)
    frames["company"]["name"] = [f"zqfirm{i} Ltd" for i in range(len(frames["company"]))]
    frames["contact"]["full_name"] = [f"Ann zqperson{i}" for i in range(len(frames["contact"]))]
    frames["contact"].loc[:2, "job_title"] = "zqrarejob"
    frames["activity"].loc[::3, "text"] = "spoke with zqnote about the offer and what it costs"
    frames["activity"].loc[[5, 60], "kind"] = "zqrarekind"
    return frames


def asked(name: str, tables: TableSet) -> Workspace:
    """The question of few days, to be quick."""
    query = resolve(LINE, tables)
    made = make_examples(tables, query, propose_seeds(tables, query, 5))
    workspace = create_workspace(name).with_tables(tables).with_question(LINE)
    return workspace.with_table(made.table).with_task(made.task).store()


@dataclass(frozen=True)
class Trained:
    """A home with a run of every model that many tables are offered.

    Attributes:
        home: Its folder.
        runs: By model.
    """

    home: Path
    runs: dict[str, Run]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    home = tmp_path_factory.mktemp("elsewhere")
    patch = pytest.MonkeyPatch()
    patch.setenv("GRAPHLEADIQ_HOME", str(home))
    paths = write_files(home / "files", planted_frames())
    lines = paths[1].read_text().splitlines()
    lines.insert(9, lines[9] + ",more,zqrejected,fields,than,names")
    paths[1].write_text("\n".join(["Export by zqaside", "", *lines]) + "\n")
    tables = read_tables(paths)
    workspace = asked("crm", tables)
    runs = {name: train_now(workspace, small(name)) for name in models_offered(many_tables=True)}
    parts = tuple(runs[name].id for name in ("dfs_logistic", "hetero_gat"))
    runs["blend"] = train_now(workspace, TrainConfig(model="blend", blend_of=parts))
    next_week = read_tables(write_files(home / "next", crm_frames(110, seed=5)))
    create_workspace("next").with_tables(next_week).store()
    patch.undo()
    yield Trained(home, runs)


@pytest.fixture
def at_home(trained: Trained, monkeypatch: pytest.MonkeyPatch) -> Trained:
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(trained.home))
    return trained


def every_byte(data: bytes) -> bytes:
    """The zip as it is and all that is in it, in small letters."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [archive.read(info) for info in archive.infolist()]
    return b"\n".join([data, *members]).lower()


def test_the_plants_stand_in_the_tables(at_home: Trained) -> None:
    tables = open_workspace("crm").tables
    assert tables is not None
    told = json.dumps(tables.to_json())
    assert "zqrejected" in told and "zqaside" in told
    rows = "".join(one.table.frame().to_csv() for one in tables.tables)
    assert all(f"zq{word}" in rows for word in ("person", "firm", "note", "rarekind", "rarejob"))


@pytest.mark.parametrize("model", [*models_offered(many_tables=True), "blend"])
def test_an_archive_of_many_tables_holds_nothing_of_their_rows(at_home: Trained, model: str) -> None:
    run = at_home.runs[model]
    told = every_byte(archive_bytes(run))
    told += b"".join((run.directory / name).read_bytes() for name in ("config.json", "table.json")).lower()
    assert b"kind is call" in told or b"= call" in told  # a category that the encoder needs
    assert not [word for word in PLANTED if word.encode() in told]


@pytest.mark.parametrize("model", [*models_offered(many_tables=True), "blend"])
def test_the_rows_of_the_other_workspace_are_scored(at_home: Trained, tmp_path: Path, model: str) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(archive_bytes(at_home.runs[model]))
    there = import_model(path, open_workspace("next"))
    ids = read_scores(there)["id"].str.split(" ").str[0]
    assert set(ids) == {f"C-{i:04}" for i in range(110)}
    config = there.config()
    assert config.task.origin is not None and config.table_hash != at_home.runs[model].config().table_hash
    assert config.task.origin.tables == kept(open_workspace("next"))


@pytest.mark.parametrize("model", ["dfs_lightgbm", "hetero_gat"])
def test_scores_of_many_tables_are_bit_identical_after_the_way_out_and_back(
    at_home: Trained, tmp_path: Path, model: str
) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(archive_bytes(at_home.runs[model]))
    before, after = read_scores(at_home.runs[model]), read_scores(import_model(path, open_workspace("crm")))
    for column in ("raw", "practice", "probability"):
        np.testing.assert_array_equal(before[column], after[column])


def test_a_sentence_about_the_tables_makes_no_other_data(at_home: Trained) -> None:
    workspace, run = open_workspace("crm"), at_home.runs["points"]
    assert workspace.tables is not None
    first = workspace.tables.tables[0]
    told = workspace.tables.with_table(first.model_copy(update={"time_why": "Said in other words."}))
    said = workspace.model_copy(update={"tables": told})
    assert key_of(told) != key_of(workspace.tables)
    assert scored_these(run, workspace) and scored_these(run, said)


@pytest.mark.parametrize("model", ["hetero_gat"])
def test_a_run_of_before_gets_the_rows_as_its_model_learned_them(at_home: Trained, model: str) -> None:
    run = at_home.runs[model]
    own = graph_of(run)
    encoders = kept_encoders(run)
    assert own.seeds is not None and encoders is not None and encoded_so(own, encoders)
    name = next(name for name, one in encoders.rows.items() if one.columns)
    changed = encoders.rows[name].model_copy(update={"columns": encoders.rows[name].columns[:-1]})
    rows = encoders.model_copy(update={"rows": {**encoders.rows, name: changed}})
    assert not encoded_so(own, rows)


@pytest.fixture(scope="module")
def trained_on_a_file(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    home = tmp_path_factory.mktemp("file")
    patch = pytest.MonkeyPatch()
    patch.setenv("GRAPHLEADIQ_HOME", str(home))
    workspace = file_workspace(home, "file", planted_rows())
    runs = {name: train_now(workspace, small(name)) for name in models_offered(many_tables=False)}
    parts = tuple(runs[name].id for name in ("logistic", "gat"))
    runs["blend"] = train_now(workspace, TrainConfig(model="blend", blend_of=parts))
    patch.undo()
    yield Trained(home, runs)


def planted_rows() -> pd.DataFrame:
    draw = np.random.default_rng(3)
    n = 240
    age = draw.integers(18, 80, n)
    jobs = draw.choice(["clerk", "student", "call centre"], n).astype(object)
    jobs[:3] = "zqrarejob"
    return pd.DataFrame(
        {
            "client_id": [f"zqclient{i}" for i in range(n)],
            "name": [f"Ann zqperson{i}" for i in range(n)],
            "age": age,
            "job": jobs,
            "owner": np.where(np.arange(n) < 237, "house", "zqowner"),
            "notes": [f"zqnote {i} asks for a loan of some kind, spoke on day {i % 31}" for i in range(n)],
            "contacted": pd.Series(pd.date_range("2025-01-01", periods=n)).dt.strftime("%Y-%m-%d"),
            "y": np.where(draw.random(n) < 1 / (1 + np.exp(-(age - 50) / 8)), "yes", "no"),
        }
    )


def file_workspace(home: Path, name: str, frame: pd.DataFrame) -> Workspace:
    (path,) = write_files(home / name, {"clients": frame})
    lines = path.read_text().splitlines()
    lines.insert(9, lines[9] + ",more,zqrejected,fields,than,names")
    path.write_text("\n".join(["Export by zqaside", "", *lines]) + "\n")
    table = read_tables([path]).tables[0].table
    assert table.n_rejected and table.set_aside
    return create_workspace(name).with_table(table).with_task(propose_task(table)).store()


@pytest.mark.parametrize("model", [*models_offered(many_tables=False), "blend"])
def test_an_archive_of_one_file_holds_nothing_of_its_rows(
    trained_on_a_file: Trained, monkeypatch: pytest.MonkeyPatch, model: str
) -> None:
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(trained_on_a_file.home))
    run = trained_on_a_file.runs[model]
    told = every_byte(archive_bytes(run))
    told += b"".join((run.directory / name).read_bytes() for name in ("config.json", "table.json")).lower()
    assert b"job = call centre" in told  # a category that the encoder needs
    assert not [word for word in PLANTED if word.encode() in told]


def test_tampered_names_of_rows_open_no_file(at_home: Trained) -> None:
    config = at_home.runs["points"].config().to_json()
    config["task"]["origin"]["tables_key"] = "../../secret"
    with pytest.raises(ValueError, match="tables_key"):
        PredictionTask.model_validate(config["task"])


def test_tables_that_do_not_fit_are_refused_with_all_that_is_wrong(at_home: Trained, tmp_path: Path) -> None:
    path = tmp_path / "model.zip"
    path.write_bytes(archive_bytes(at_home.runs["points"]))
    tables = open_workspace("next").tables
    assert tables is not None
    other = create_workspace("other").with_tables(
        tables.without_table("activity").without_link("contact", "company_id")
    )
    with pytest.raises(ArchiveError) as refused:
        import_model(path, other.store())
    assert "no table activity" in str(refused.value)
    assert "contact.company_id does not name rows of company" in str(refused.value)
    with pytest.raises(ArchiveError, match="needs several linked tables"):
        import_model(path, create_workspace("empty"))


def kept(workspace: Workspace) -> TableSet:
    assert workspace.tables is not None
    return kept_tables(keep_tables(workspace.tables))

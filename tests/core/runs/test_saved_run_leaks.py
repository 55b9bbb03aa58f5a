"""ARCHITECTURE 3.1 and 3.2 end to end: models saved by real runs, asked again about tables that differ later."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from core.graph.building import build_graph
from core.graph.customer_graph import CustomerGraph
from core.graph.features import Encoders, FeatureEncoder
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, PeersRelation, RecentRelation
from core.runs.execute import train_now
from core.runs.opening import OpenedRun, open_run
from core.storage import fingerprint
from core.tables.table import Column, Role, Table
from core.task.prediction_task import PredictionTask, SplitConfig
from core.training.config import TrainConfig
from core.workspace import create_workspace

N = 420
SMALL = {"hidden_channels": 8, "epochs": 2, "patience": 0}
CONFIGS = {
    "points": TrainConfig.for_model("points"),
    "logistic": TrainConfig.for_model("logistic"),
    "xgboost": TrainConfig.for_model("xgboost"),
    "lightgbm_rates": TrainConfig.for_model("lightgbm_rates"),
    "gcn": TrainConfig.for_model("gcn", **SMALL),
    "graphsage": TrainConfig.for_model("graphsage", **SMALL),
    "gat": TrainConfig.for_model("gat", **SMALL),
}
HEARING = ("lightgbm_rates", "gcn", "graphsage", "gat", "blend")
RECIPE = GraphRecipe(
    relations=(
        KnnRelation(k=4),
        HistoryRelation(k=6, delay=7, unit="days"),
        RecentRelation(k=8, delay=7, unit="days"),
        PeersRelation(column="job", k=5, delay=7, unit="days"),
    )
)
ROLES = {"age": Role.NUMBER, "job": Role.CATEGORY, "day": Role.DATE, "y": Role.TARGET}


def rows(rng: np.random.Generator, n: int, days: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "age": rng.integers(18, 80, n).astype(float),
            "job": pd.Series(rng.choice(["a", "b", "c", "d"], n), dtype="str"),
            "day": pd.Timestamp("2024-01-01") + pd.to_timedelta(days, unit="D"),
            "y": pd.Series(rng.choice(["yes", "no"], n), dtype="str"),
        }
    )


def stored(frame: pd.DataFrame) -> Table:
    """The table as the reader would leave it."""
    table = Table(
        content_hash=fingerprint(frame.to_csv()),
        name="t",
        source_name="t.csv",
        n_rows=len(frame),
        columns=tuple(Column(name=name, role=role, guessed_role=role) for name, role in ROLES.items()),
    )
    table.directory.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(table.parquet, index=False)
    table.save(table.directory / "table.json")
    return table


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str], pd.DataFrame]]:
    """One finished run a model, on unsorted dates with ties."""
    home = tmp_path_factory.mktemp("saved")
    patch = pytest.MonkeyPatch()
    patch.setenv("GRAPHLEADIQ_HOME", str(home))
    rng = np.random.default_rng(5)
    frame = rows(rng, N, rng.integers(0, 90, N))
    table = stored(frame)
    task = PredictionTask(
        table_hash=table.content_hash,
        target="y",
        positive="yes",
        split=SplitConfig(kind="time", time_column="day"),
    )
    workspace = create_workspace("w").with_table(table).with_task(task).with_recipe(RECIPE).store()
    runs = {name: train_now(workspace, config).id for name, config in CONFIGS.items()}
    parts = tuple(runs[name] for name in ("lightgbm_rates", "graphsage"))
    runs["blend"] = train_now(workspace, TrainConfig.for_model("blend", blend_of=parts)).id
    patch.undo()
    yield home, runs, frame


@pytest.fixture
def at_home(saved: tuple[Path, dict[str, str], pd.DataFrame], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(saved[0]))


def asked_again(opened: OpenedRun, frame: pd.DataFrame) -> tuple[CustomerGraph, np.ndarray]:
    """The graph and the scores of another table by the saved model with its own encoder."""
    table = stored(frame)
    task = opened.config.task.model_copy(update={"table_hash": table.content_hash})
    encoder = FeatureEncoder.from_json(opened.graph.encoder)
    graph = build_graph(table, task, opened.config.recipe, encoders=Encoders(examples=encoder))
    graph = replace(graph, key=opened.graph.key)  # a blend looks its parts' own graphs up by this name
    return graph, opened.predictor.predict(graph)


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("model", [*CONFIGS, "blend"])
@pytest.mark.parametrize("share", [0.5, 0.9])
def test_rows_after_t_leave_earlier_inputs_and_scores_bit_identical(
    saved: tuple[Path, dict[str, str], pd.DataFrame], model: str, share: float
) -> None:
    opened, frame = open_run(saved[1][model]), saved[2]
    day = (frame["day"] - pd.Timestamp("2024-01-01")).dt.days.to_numpy()
    t = int(np.quantile(day, share))
    later = np.flatnonzero(day > t)
    rng = np.random.default_rng(6)
    other = frame.copy()
    other.loc[later, :] = rows(rng, len(later), t + 1 + rng.integers(0, 60, len(later))).to_numpy(object)
    other = other.astype(frame.dtypes.to_dict())
    graph, scores = asked_again(opened, other)
    earlier = np.flatnonzero(day <= t)
    before = opened.scores["raw"].to_numpy()
    assert graph.x[earlier].tobytes() == opened.graph.x[earlier].tobytes()
    for name, edges in graph.relations.items():
        kept, theirs = (np.isin(e.edge_index[1], earlier) for e in (edges, opened.graph.relations[name]))
        expected = opened.graph.relations[name].edge_index[:, theirs]
        assert np.array_equal(edges.edge_index[:, kept], expected), name
    assert scores[earlier].tobytes() == before[earlier].tobytes()
    assert not np.array_equal(scores[later], before[later])


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("model", [*CONFIGS, "blend"])
def test_a_flipped_outcome_never_reaches_its_own_score(
    saved: tuple[Path, dict[str, str], pd.DataFrame], model: str
) -> None:
    opened, frame = open_run(saved[1][model]), saved[2]
    before = opened.scores["raw"].to_numpy()
    heard = False
    for row in np.random.default_rng(7).choice(N, 6, replace=False):
        other = frame.copy()
        other.loc[row, "y"] = "no" if frame.loc[row, "y"] == "yes" else "yes"
        scores = asked_again(opened, other)[1]
        assert scores[row] == before[row]
        changed = scores != before
        assert (frame["day"][changed] >= frame["day"][row] + pd.Timedelta(days=7)).all()
        heard |= bool(changed.any())
    assert heard == (model in HEARING)


@pytest.mark.usefixtures("at_home")
@pytest.mark.parametrize("model", ["logistic", "lightgbm_rates", "graphsage", "blend"])
def test_the_exam_outcomes_do_not_choose_calibration_or_cut_off(
    saved: tuple[Path, dict[str, str], pd.DataFrame], model: str
) -> None:
    """A run on the same table with all exam outcomes turned round calibrates and cuts alike."""
    from core.runs.registry import find_run
    from core.runs.scores import read_practice

    run = find_run(saved[1][model])
    opened, frame = open_run(run.id), saved[2].copy()
    exam = np.flatnonzero(opened.graph.part == 2)
    frame.loc[exam, "y"] = np.where(frame.loc[exam, "y"] == "yes", "no", "yes")
    table = stored(frame)
    task = opened.config.task.model_copy(update={"table_hash": table.content_hash})
    workspace = create_workspace(f"turned-{model}").with_table(table).with_task(task).with_recipe(RECIPE)
    workspace = workspace.store()
    if model == "blend":
        parts = tuple(train_now(workspace, CONFIGS[name]).id for name in ("lightgbm_rates", "graphsage"))
        again = train_now(workspace, TrainConfig.for_model("blend", blend_of=parts))
    else:
        again = train_now(workspace, CONFIGS[model])
    assert open_run(again.id).calibration == opened.calibration
    assert read_practice(again) == read_practice(run)

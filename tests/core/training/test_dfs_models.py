"""Models of columns over many tables: which columns they look at, made-up examples, and rules of thumb."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hand_made_graph import make_graph

from core.errors import TrainingError
from core.explanation.columns import column_contributions
from core.graph.column_encoding import ColumnEncoding
from core.graph.customer_graph import CustomerGraph
from core.graph.features import FeatureEncoder
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet
from core.task.prediction_task import PredictionTask, QueryOrigin
from core.task.query.ast import Aggregation, ColumnRef, Query
from core.task.seed_times import SeedTimes
from core.task.splits import TEST, TRAIN
from core.training.calibration import Calibration
from core.training.checkpoint import load_predictor, save_predictor
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.own_inputs import own_columns, own_inputs
from core.training.points_predictor import PointsPredictor
from core.training.resampling import smote


def column(name: str, role: Role = Role.NUMBER) -> Column:
    return Column(name=name, role=role, guessed_role=role)


def origin(names: list[str]) -> QueryOrigin:
    table = Table(
        name="contact",
        source_name="contact.csv",
        content_hash="0" * 16,
        n_rows=1,
        columns=tuple(column(name) for name in [*names, "closed_value"]),
    )
    return QueryOrigin(
        tables=TableSet(tables=(LinkedTable(table=table, late_columns=("closed_value",)),)),
        query=Query(
            target=Aggregation(function="EXISTS", over=ColumnRef(table="contact", column="*"), end=30),
            entity=ColumnRef(table="contact", column="id"),
        ),
        seeds=SeedTimes(
            train=("2026-01-01",),
            validation="2026-03-01",
            test="2026-05-01",
            now="2026-07-01",
            horizon_days=30,
        ),
        entity_column="id",
        time_column="asked_on",
    )


@pytest.fixture
def graph() -> CustomerGraph:
    """Number 0 decides most and was collected from linked tables; number 1 is the contact's own."""
    graph = make_graph(900)
    task = PredictionTask(
        table_hash="0" * 16, target="answer", positive="yes", origin=origin(["number 1", "number 2"])
    )
    return replace(graph, task=task.to_json(), relations={})


def test_own_columns_are_the_early_ones_of_the_entity() -> None:
    own = own_columns(origin(["age", "created_on"]))
    assert {"age", "created_on", "days since created_on"} <= own
    assert "closed_value" not in own


def test_own_inputs(graph: CustomerGraph) -> None:
    assert own_inputs(graph).tolist() == [1, 2]
    assert own_inputs(replace(graph, task={})).tolist() == [0, 1, 2, 3, 4, 5]
    nothing = replace(graph, feature_columns=["collected"] * 6)
    with pytest.raises(TrainingError, match="contact has no columns of its own"):
        own_inputs(nothing)


def test_the_flat_rival_sees_own_columns_only(graph: CustomerGraph, tmp_path: Path) -> None:
    predictor = fit(graph, TrainConfig.for_model("flat_lightgbm", epochs=60)).predictor
    scores = predictor.predict(graph)
    changed = graph.x.copy()
    changed[:, [0, 3, 4, 5]] += 5
    assert np.array_equal(predictor.predict(replace(graph, x=changed)), scores)
    changed[:, 1] += 5
    assert not np.array_equal(predictor.predict(replace(graph, x=changed)), scores)
    save_predictor(predictor, tmp_path)
    assert np.array_equal(load_predictor(tmp_path).predict(graph), scores)
    reasons = column_contributions(graph, predictor, Calibration())
    assert list(reasons.columns) == ["number 1", "number 2", "links"]


@pytest.mark.parametrize(
    ("model", "alike"),
    [("dfs_logistic", "logistic"), ("dfs_lightgbm", "lightgbm"), ("dfs_xgboost", "xgboost")],
)
def test_linked_columns_are_ordinary_columns(graph: CustomerGraph, model: str, alike: str) -> None:
    changes = {} if model == "dfs_logistic" else {"epochs": 40}
    one, other = (fit(graph, TrainConfig.for_model(name, **changes)).predictor for name in (model, alike))
    assert np.array_equal(one.predict(graph), other.predict(graph))


def test_smote_makes_examples_between_neighbours() -> None:
    random = np.random.default_rng(0)
    x = np.column_stack([random.normal(size=300), random.random(300) < 0.5]).astype(np.float32)
    y = (np.arange(300) % 10 == 0).astype(np.int8)
    made, answers = smote(x, y, seed=0)
    assert (answers == 1).sum() == (answers == 0).sum() == 270
    assert np.array_equal(made[:300], x) and made.dtype == x.dtype
    rarer = x[y == 1]
    assert made[300:, 0].min() >= rarer[:, 0].min() and made[300:, 0].max() <= rarer[:, 0].max()
    assert set(np.unique(made[:, 1])) == {0.0, 1.0}
    with pytest.raises(TrainingError, match="1 of the rarer answer"):
        smote(x, (np.arange(300) == 5).astype(np.int8), seed=0)


@pytest.mark.parametrize("model", ["dfs_logistic", "dfs_lightgbm", "dfs_xgboost"])
def test_smote_is_for_learning_only(graph: CustomerGraph, model: str) -> None:
    rare = replace(graph, y=np.where(np.arange(900) % 3, 0, graph.y).astype(np.int8))
    changes = {} if model == "dfs_logistic" else {"epochs": 40}
    plain = fit(rare, TrainConfig.for_model(model, **changes))
    lifted = fit(rare, TrainConfig.for_model(model, sampling="smote", **changes))
    rows = rare.rows_of(TRAIN)
    assert lifted.predictor.predict(rare)[rows].mean() > plain.predictor.predict(rare)[rows].mean() + 0.1
    assert np.isfinite(lifted.practice_scores).sum() == np.isfinite(plain.practice_scores).sum()


def rules_graph() -> CustomerGraph:
    """Six contacts whose titles and company sizes are encoded as the graph does it."""
    small = make_graph(60)
    random = np.random.default_rng(0)
    names = ["job_title = CFO", "job_title = Team Lead", "job_title = Clerk", "company: employees"]
    title = random.integers(0, 3, 60)
    size = random.choice([20, 150, 500, 3000], 60)
    x = np.column_stack([*(title == i for i in range(3)), (size - 100) / 50]).astype(np.float32)
    encoder = FeatureEncoder(
        columns=(
            ColumnEncoding(column="job_title", kind="category", levels=("CFO", "Team Lead", "Clerk")),
            ColumnEncoding(column="company: employees", kind="number", mean=100.0, scale=50.0),
        )
    )
    columns = ["job_title"] * 3 + ["company: employees"]
    return replace(
        small, x=x, feature_names=names, feature_columns=columns, encoder=encoder.to_json(), relations={}
    )


def test_rules_of_thumb_are_points_that_can_be_edited() -> None:
    graph = rules_graph()
    predictor = fit(graph, TrainConfig.for_model("b2b_points")).predictor
    assert isinstance(predictor, PointsPredictor)
    columns, points = predictor.column_points(graph)
    assert columns == ["job_title", "company: employees"]
    chief, lead, clerk = (graph.x[:, i] > 0 for i in range(3))
    assert set(points[chief, 0]) == {10} and set(points[lead, 0]) == {5} and set(points[clerk, 0]) == {0}
    size = graph.x[:, 3] * 50 + 100
    by_hand = np.select([size < 50, size < 200, size < 1000], [0, 5, 10], 15)
    assert points[:, 1].tolist() == by_hand.tolist()
    card = predictor.meta()["scorecard"]
    card["criteria"][0]["levels"][0]["points"] = 40
    assert set(predictor.edited(card).column_points(graph)[1][chief, 0]) == {40}


def test_rules_learn_nothing() -> None:
    graph = rules_graph()
    flipped = replace(graph, y=(1 - graph.y).astype(np.int8))
    one, other = (fit(some, TrainConfig.for_model("b2b_points")).predictor for some in (graph, flipped))
    assert np.array_equal(one.predict(graph), other.predict(graph))
    assert TEST in graph.part


def test_rules_that_know_no_column(graph: CustomerGraph) -> None:
    with pytest.raises(TrainingError, match="know none of these columns"):
        fit(graph, TrainConfig.for_model("b2b_points"))


def test_logistic_regression_is_the_one_asked_for(graph: CustomerGraph) -> None:
    """Warm starts change nothing: the same weights as one fit from zero with the strength that was chosen."""
    from sklearn.linear_model import LogisticRegression

    from core.training.fit_columns import _STRENGTHS

    result = fit(graph, TrainConfig.for_model("dfs_logistic", refit=False))
    train = graph.rows_of(TRAIN)
    losses = [event["val_loss"] for event in result.history]
    strength = _STRENGTHS[int(np.argmin(losses))]
    plain = LogisticRegression(C=strength, max_iter=5000, tol=1e-9)
    plain.fit(graph.x[train].astype(float), graph.y[train])
    assert result.best_epoch == int(np.argmin(losses)) + 1
    assert result.predictor.weights == pytest.approx(plain.coef_[0], abs=1e-4)

"""Networks over many tables learn what only linked rows tell, and nothing where there is nothing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TEST, TRAIN, VALIDATION
from core.training.config import TrainConfig
from core.training.fit import FitResult, fit
from core.training.stopping import TrainingCancelledError
from tests.relational_tiny import TINY_KEY, make_activity, make_examples, make_tables

NETWORKS = ["lead_scoring_gnn", "hetero_gat", "hgt"]
QUICK = {
    "hidden_channels": 16,
    "heads": 2,
    "epochs": 8,
    "batch_size": 128,
    "device": "cpu",
    "learning_rate": 0.003,
}
N_COMPANIES = 60


@pytest.fixture(autouse=True)
def stored(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = make_tables(make_activity(N_COMPANIES), N_COMPANIES)
    monkeypatch.setattr("core.graph.relational_store.load_relational", {TINY_KEY: tables}.__getitem__)


def examples(*, shuffled: bool = False) -> CustomerGraph:
    activity = make_activity(N_COMPANIES)
    return make_examples(make_tables(activity, N_COMPANIES), activity, shuffled=shuffled)


def learned(graph: CustomerGraph, model: str = "lead_scoring_gnn", **changes: object) -> FitResult:
    return fit(graph, TrainConfig.for_model(model, **{**QUICK, "columns_of_tables": False, **changes}))


def test_auc(graph: CustomerGraph, result: FitResult) -> float:
    rows = graph.rows_of(TEST)
    return float(roc_auc_score(graph.y[rows], result.predictor.predict(graph)[rows]))


test_auc.__test__ = False  # type: ignore[attr-defined]  # a measure, not a test


@pytest.mark.parametrize("model", NETWORKS)
def test_the_planted_effect_is_found_over_links_and_not_in_own_columns(model: str) -> None:
    graph = examples()
    flat = replace(
        graph,
        x=graph.x[:, :2],
        feature_names=graph.feature_names[:2],
        feature_columns=graph.feature_columns[:2],
    )
    assert test_auc(graph, learned(graph, model)) > 0.72
    assert test_auc(flat, fit(flat, TrainConfig.for_model("flat_lightgbm", epochs=150))) < 0.6


def test_shuffled_answers_cannot_be_learned() -> None:
    graph = examples(shuffled=True)
    assert abs(test_auc(graph, learned(graph, epochs=4)) - 0.5) < 0.12


def test_events_and_practice_scores() -> None:
    graph = examples()
    heard: list[dict[str, object]] = []
    config = TrainConfig.for_model("lead_scoring_gnn", **{**QUICK, "epochs": 3})
    result = fit(graph, config, report=heard.append)
    assert [event["epoch"] for event in heard] == [1, 2, 3] == [event["epoch"] for event in result.history]
    assert set(heard[0]) == {"epoch", "epochs", "loss", "val_loss", "val_average_precision", "seconds"}
    assert np.isfinite(result.practice_scores[graph.rows_of(VALIDATION)]).all()
    assert np.isnan(result.practice_scores[graph.part != VALIDATION]).all()
    assert 1 <= result.best_epoch <= 3


def test_cancel() -> None:
    asked = iter([False] * 5 + [True] * 10)
    with pytest.raises(TrainingCancelledError):
        fit(examples(), TrainConfig.for_model("lead_scoring_gnn", **QUICK), should_stop=lambda: next(asked))


def test_answers_of_the_final_exam_are_never_looked_at() -> None:
    graph = examples()
    y = graph.y.copy()
    y[graph.rows_of(TEST)] = 1 - y[graph.rows_of(TEST)]
    first = learned(graph, epochs=2).predictor.predict(graph)
    assert np.array_equal(first, learned(replace(graph, y=y), epochs=2).predictor.predict(graph))


def test_balanced_seeds_keep_the_share_of_yes() -> None:
    graph = examples()
    y = np.where(np.random.default_rng(0).random(len(graph.y)) < 0.8, 0, graph.y).astype(
        np.int8
    )  # a rare yes
    graph = replace(graph, y=y)
    result = learned(graph, sampling="balanced", epochs=5, refit=False)
    train = graph.rows_of(TRAIN)
    assert abs(result.predictor.predict(graph)[train].mean() - y[train].mean()) < 0.04


@pytest.mark.parametrize("loss", ["weighted", "focal"])
def test_losses(loss: str) -> None:
    graph = examples()
    assert test_auc(graph, learned(graph, loss=loss, epochs=6)) > 0.65


def test_an_epoch_has_at_most_so_many_examples() -> None:
    graph = examples()
    result = learned(graph, examples_per_epoch=100, epochs=2, refit=False)
    assert len(result.history) == 2


def test_one_table_is_refused() -> None:
    with pytest.raises(TrainingError, match="needs several linked tables"):
        learned(replace(examples(), seeds=None))


def test_heads_that_do_not_fit() -> None:
    with pytest.raises(TrainingError, match="cannot be shared"):
        learned(examples(), "hgt", hidden_channels=15)


@pytest.mark.parametrize(
    ("model", "changes", "message"),
    [
        ("lead_scoring_gnn", {"sampling": "smote"}, "cannot learn with sampling 'smote'"),
        ("dfs_lightgbm", {"sampling": "balanced"}, "cannot learn with sampling 'balanced'"),
        ("lead_scoring_gnn", {"sampling": "balanced", "loss": "focal"}, "both lift the rarer answer"),
        ("hgt", {"num_neighbors": 0}, "num_neighbors"),
    ],
)
def test_settings_that_do_not_fit_together(model: str, changes: dict, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        TrainConfig.for_model(model, **changes)

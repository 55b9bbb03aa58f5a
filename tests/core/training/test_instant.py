"""The instant answer: closed forms against the long way round, quality, speed, storage."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hand_made_graph import make_graph
from scipy.special import expit
from sklearn.linear_model import Ridge
from sklearn.metrics import roc_auc_score

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TEST, TRAIN, VALIDATION
from core.training.checkpoint import load_predictor, save_predictor
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.instant_predictor import InstantPredictor
from core.training.tabpfn_predictor import TabPFNPredictor
from models.instant import column_separation, fit_instant, ranks_among
from models.ridge import SolvedRidge, rows_of_groups


def answers(n: int = 3000, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    """Two columns that matter together, one that matters alone, five that do not."""
    random = np.random.default_rng(seed)
    x = random.normal(size=(n, 8))
    x[:, 0] = np.exp(2 * x[:, 0])  # heavy tails
    logit = 1.5 * x[:, 1] + 2.0 * np.sign(np.log(x[:, 0])) * np.sign(x[:, 2]) - 1
    return x, (random.random(n) < expit(logit)).astype(np.int8)


def test_it_finds_sizes_and_what_matters_only_together() -> None:
    x, y = answers()
    instant = fit_instant(x[:2000], y[:2000], np.arange(2000))
    logits = instant.logits(x[2000:])
    linear = roc_auc_score(y[2000:], x[2000:, 1])
    assert roc_auc_score(y[2000:], logits) > linear + 0.08
    assert abs(expit(logits).mean() - y[2000:].mean()) < 0.04


def test_shuffled_answers() -> None:
    x, y = answers()
    y = np.random.default_rng(3).permutation(y)
    logits = fit_instant(x[:2000], y[:2000], np.arange(2000)).logits(x[2000:])
    assert abs(roc_auc_score(y[2000:], logits) - 0.5) < 0.06
    assert logits.std() < 0.5  # and it knows that it knows nothing


def test_leaving_out_in_closed_form_is_leaving_out() -> None:
    random = np.random.default_rng(1)
    phi, y = random.normal(size=(40, 6)), random.integers(0, 2, 40).astype(float)
    entity = np.repeat(np.arange(16), [1, 2, 3, 4] * 4)
    ridge = 0.01
    left_out = SolvedRidge.of(phi, y).left_out(ridge, rows_of_groups(entity))
    for one in range(16):
        others = entity != one
        # The centre of the features stays that of all 40: only the weights and the intercept are left out.
        model = Ridge(alpha=ridge * 40, fit_intercept=True).fit(phi[others], y[others])
        assert left_out[~others] == pytest.approx(model.predict(phi[~others]), abs=1e-9)


def test_groups_hold_each_row_once() -> None:
    entity = np.random.default_rng(0).integers(0, 30, 500)
    entity[:100] = 7  # more than are left out together
    groups = rows_of_groups(entity)
    assert sorted(np.concatenate([rows.ravel() for rows in groups])) == list(range(500))
    assert all((entity[rows] == entity[rows[:, :1]]).all() for rows in groups)
    assert max(rows.shape[1] for rows in groups) == 32


def test_ranks() -> None:
    knots = np.array([[0.0, 0.0, 0.0, 1.0, 2.0]])
    found = ranks_among(np.array([[-5.0], [0.0], [1.0], [1.5], [9.0]]), knots)
    assert found[:, 0].tolist() == [-0.5, -0.5, 0.5, 0.75, 1.0]
    assert ranks_among(np.array([[3.0], [4.0]]), np.full((1, 5), 3.0)).tolist() == [[0.0], [0.0]]


def test_separation_is_the_correlation_ratio() -> None:
    y = np.array([0.0, 0.0, 1.0, 1.0] * 50)
    flag = np.where(y > 0, 1.0, -1.0)
    noise = np.random.default_rng(0).permutation(flag)
    found = column_separation(np.column_stack([flag, noise, np.zeros(200)]), y)
    assert found[0] == 1 and found[1] < 0.15 and found[2] == 0


@pytest.fixture(scope="module")
def graph() -> CustomerGraph:
    return make_graph(1500)


def test_as_a_predictor(graph: CustomerGraph, tmp_path: Path) -> None:
    result = fit(graph, TrainConfig.for_model("instant"))
    scores = result.predictor.predict(graph)
    test = graph.rows_of(TEST)
    assert roc_auc_score(graph.y[test], scores[test]) > 0.75
    assert len(result.history) == 1 and np.isfinite(result.practice_scores[graph.rows_of(VALIDATION)]).all()
    save_predictor(result.predictor, tmp_path)
    assert np.array_equal(load_predictor(tmp_path).predict(graph), scores)


def test_a_score_does_not_depend_on_the_other_rows(graph: CustomerGraph) -> None:
    predictor = fit(graph, TrainConfig.for_model("instant", refit=False)).predictor
    assert isinstance(predictor, InstantPredictor)
    whole = predictor.scores(graph.x)
    for rows in (np.array([3]), np.arange(100, 117), np.arange(1500)[::-1]):
        assert np.array_equal(predictor.scores(graph.x[rows]), whole[rows])


def test_answers_of_the_final_exam_are_never_looked_at(graph: CustomerGraph) -> None:
    y = graph.y.copy()
    y[graph.rows_of(TEST)] = 1 - y[graph.rows_of(TEST)]
    config = TrainConfig.for_model("instant")
    first = fit(graph, config).predictor.predict(graph)
    assert np.array_equal(first, fit(replace(graph, y=y), config).predictor.predict(graph))


def test_a_small_context_keeps_the_share_of_yes(graph: CustomerGraph) -> None:
    random = np.random.default_rng(0)
    graph = replace(graph, y=np.where(random.random(1500) < 0.7, 0, graph.y).astype(np.int8))
    scores = fit(graph, TrainConfig.for_model("instant", context_examples=200)).predictor.predict(graph)
    train = graph.rows_of(TRAIN)
    assert abs(scores[train].mean() - graph.y[train].mean()) < 0.04


def test_leaving_out_columns_is_scoring_without_them(graph: CustomerGraph) -> None:
    predictor = fit(graph, TrainConfig.for_model("instant")).predictor
    assert isinstance(predictor, InstantPredictor)
    x, neutral = graph.x[:50].astype(float), graph.x.mean(axis=0).astype(float)
    groups = [np.array([0]), np.array([1, 2])]
    whole, without = predictor.logits_without(x, groups, neutral)
    assert whole == pytest.approx(predictor.logits(x), abs=1e-6)
    for number, group in enumerate(groups):
        changed = x.copy()
        changed[:, group] = neutral[group]
        assert without[:, number] == pytest.approx(predictor.logits(changed), abs=1e-6)


def test_twenty_thousand_leads_in_seconds() -> None:
    """CPU seconds, so that other work on the machine does not decide."""
    x, y = answers(26_000)
    x = np.column_stack([x, np.random.default_rng(0).normal(size=(26_000, 92))]).astype(np.float32)
    names = [f"c{i}" for i in range(100)]
    part = np.repeat([TRAIN, VALIDATION], [20_000, 6_000]).astype(np.int8)
    small = make_graph(50)
    graph = replace(small, x=x, y=y, part=part, feature_names=names, feature_columns=names, relations={})
    start = time.process_time()
    fit(graph, TrainConfig.for_model("instant", refit=False)).predictor.predict(graph)
    assert time.process_time() - start < 10  # two cores: 5 s


class _Stub:
    """TabPFN's interface: remembers the share of yes of each half of the first column."""

    def __init__(self, **settings: object) -> None:
        self.settings = settings

    def fit(self, x: np.ndarray, y: np.ndarray) -> _Stub:
        self.share = [y[x[:, 0] <= 0].mean(), y[x[:, 0] > 0].mean()]
        return self

    def predict_proba(self, x: np.ndarray) -> np.ndarray:
        yes = np.where(x[:, 0] > 0, self.share[1], self.share[0])
        return np.column_stack([1 - yes, yes])


def test_tabpfn_where_it_and_its_weights_are_there(
    graph: CustomerGraph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = ModuleType("tabpfn")
    module.TabPFNClassifier = _Stub  # type: ignore[attr-defined]
    module.__spec__ = type(sys.__spec__)("tabpfn", None)
    monkeypatch.setitem(sys.modules, "tabpfn", module)
    config = TrainConfig.for_model("instant")
    assert isinstance(fit(graph, config).predictor, InstantPredictor)  # no weights: nothing is downloaded
    weights = tmp_path / "weights.ckpt"
    weights.write_bytes(b"")
    monkeypatch.setenv("GRAPHLEADIQ_TABPFN_WEIGHTS", str(weights))
    predictor = fit(graph, config).predictor
    assert isinstance(predictor, TabPFNPredictor) and predictor.engine == "TabPFN"
    scores = predictor.predict(graph)
    assert predictor._model.settings["model_path"] == str(weights)
    save_predictor(predictor, tmp_path)
    assert np.array_equal(load_predictor(tmp_path).predict(graph), scores)
    monkeypatch.delenv("GRAPHLEADIQ_TABPFN_WEIGHTS")
    with pytest.raises(TrainingError, match="TabPFN, which is not here"):
        load_predictor(tmp_path).predict(graph)

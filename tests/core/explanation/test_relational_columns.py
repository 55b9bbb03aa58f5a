"""Reasons of networks over many tables and of instant answers: the planted link carries them, to the last digit."""

from __future__ import annotations

import numpy as np
import pytest

from core.explanation.columns import column_contributions, contributions_of, logit_contributions
from core.explanation.relational_columns import cuts_of, relational_left_out
from core.graph.customer_graph import CustomerGraph
from core.task.splits import TEST, TRAIN, UNLABELLED
from core.training.calibration import Calibration
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.relational_predictor import RelationalPredictor
from tests.relational_tiny import TINY_KEY, make_activity, make_examples, make_tables

N_COMPANIES = 40


@pytest.fixture(scope="module")
def answered() -> tuple[CustomerGraph, RelationalPredictor]:
    activity = make_activity(N_COMPANIES)
    tables = make_tables(activity, N_COMPANIES)
    graph = make_examples(tables, activity)
    config = TrainConfig.for_model(
        "lead_scoring_gnn",
        hidden_channels=16,
        epochs=8,
        learning_rate=0.003,
        columns_of_tables=False,
        refit=False,
        device="cpu",
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("core.graph.relational_store.load_relational", {TINY_KEY: tables}.__getitem__)
        predictor = fit(graph, config).predictor
    assert isinstance(predictor, RelationalPredictor)
    return graph, predictor


@pytest.fixture(autouse=True)
def stored(monkeypatch: pytest.MonkeyPatch) -> None:
    tables = make_tables(make_activity(N_COMPANIES), N_COMPANIES)
    monkeypatch.setattr("core.graph.relational_store.load_relational", {TINY_KEY: tables}.__getitem__)


def test_names(answered: tuple[CustomerGraph, RelationalPredictor]) -> None:
    graph, predictor = answered
    assert [cut.name for cut in cuts_of(predictor.source(graph), graph)] == [
        "contact 0",
        "contact 1",
        "other contact (works at) of the company",
        "other contact (did) of the activity",
        "company (employs)",
        "activity (had activity)",
    ]


def test_colleagues_carry_the_planted_effect(answered: tuple[CustomerGraph, RelationalPredictor]) -> None:
    graph, predictor = answered
    names, found, value = relational_left_out(predictor, graph)
    asked = np.isin(graph.part, (TEST, UNLABELLED))
    assert np.array_equal(np.isnan(found).all(axis=1), ~asked)
    moves = dict(zip(names, np.abs(found[asked]).mean(axis=0), strict=True))
    assert max(moves, key=lambda name: moves[name]) == "other contact (works at) of the company"
    busy = graph.x[asked, 2] > 0
    colleagues = found[asked, names.index("other contact (works at) of the company")]
    assert colleagues[busy].mean() > colleagues[~busy].mean() + 0.3
    assert value.shape == (graph.n_nodes,)


def test_a_cut_is_the_score_without_it(answered: tuple[CustomerGraph, RelationalPredictor]) -> None:
    """Against tables in which nobody works together."""
    graph, predictor = answered
    names, found, value = relational_left_out(predictor, graph)
    source = predictor.source(graph)
    row = int(np.flatnonzero(graph.part == TEST)[5])
    inputs = source.batch(np.array([row]))
    without = source.without_links(inputs, ("contact", "works_at", "company"), of_seeds=False)
    moved = value[row] - predictor.batch_logits(without)[0]
    assert found[row, names.index("other contact (works at) of the company")] == pytest.approx(
        moved, abs=1e-6
    )
    start = 2 + 5  # columns and age of a company; then its links
    assert without.x_dict["company"][0, start : start + 3].tolist() == [0, 0, 0]
    assert without.edge_index_dict["contact", "works_at", "company"].shape[1] == 0


def test_in_percentage_points(answered: tuple[CustomerGraph, RelationalPredictor]) -> None:
    graph, predictor = answered
    frame = column_contributions(graph, predictor, Calibration())
    assert frame.columns[-1] == "links" and (frame["links"] == 0).all()
    assert np.nanmax(np.abs(frame.to_numpy())) <= 100


def test_instant_answers_are_explained_by_columns(
    answered: tuple[CustomerGraph, RelationalPredictor],
) -> None:
    graph, _ = answered
    predictor = fit(graph, TrainConfig.for_model("instant")).predictor
    names, found, value, start = logit_contributions(predictor, graph)
    assert start is None and names == graph.feature_columns
    asked = graph.part != TRAIN
    assert np.abs(found[asked]).mean(axis=0).argmax() == names.index("colleagues lately")
    assert np.isnan(found[~asked]).all() and np.isfinite(value).all()


def test_leads_that_were_not_asked_at_first_are_asked_when_they_are_shown(
    answered: tuple[CustomerGraph, RelationalPredictor], monkeypatch: pytest.MonkeyPatch
) -> None:
    graph, predictor = answered
    calibration = Calibration(slope=1.0, intercept=0.0)
    everybody = column_contributions(graph, predictor, calibration)
    monkeypatch.setattr("core.explanation.relational_columns.MANY_ROWS", 4)
    some = column_contributions(graph, predictor, calibration)
    missing = np.flatnonzero(some.isna().any(axis=1) & ~everybody.isna().any(axis=1))
    assert len(missing) > 30
    found = contributions_of(graph, predictor, calibration, missing[:30], some)
    telling = (some.fillna(0.0) != 0.0).any()
    expected = everybody.iloc[missing[:30]] * telling
    assert found.to_numpy() == pytest.approx(expected.to_numpy(), abs=2e-3)

"""Scores of networks over many tables: the same after saving, in any batch, and whatever happens later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.errors import ArchiveError, TrainingError
from core.graph.customer_graph import CustomerGraph
from core.graph.relational_graph import RelationalGraph
from core.storage import read_json, write_json
from core.training import relational_predictor
from core.training.checkpoint import load_predictor, save_predictor
from core.training.config import TrainConfig
from core.training.fit_relational import fit_relational
from core.training.relational_predictor import RelationalPredictor
from core.training.stopping import never, no_report
from tests.relational_tiny import TEST_DAY, TINY_KEY, make_activity, make_examples, make_tables

N_COMPANIES = 20
QUICK = {"hidden_channels": 8, "heads": 2, "epochs": 1, "patience": 0, "refit": False, "device": "cpu"}
Store = dict[str, RelationalGraph]


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Store:
    tables = {TINY_KEY: make_tables(make_activity(N_COMPANIES), N_COMPANIES)}
    monkeypatch.setattr("core.graph.relational_store.load_relational", tables.__getitem__)
    return tables


@pytest.fixture
def graph(store: Store) -> CustomerGraph:
    return make_examples(store[TINY_KEY], make_activity(N_COMPANIES))


def fitted(graph: CustomerGraph, model: str = "lead_scoring_gnn", **changes: object) -> RelationalPredictor:
    config = TrainConfig.for_model(model, **{**QUICK, **changes})
    predictor = fit_relational(graph, config, no_report, never).predictor
    assert isinstance(predictor, RelationalPredictor)
    return predictor


@pytest.mark.parametrize("model", ["lead_scoring_gnn", "hetero_gat", "hgt"])
@pytest.mark.parametrize("columns", [True, False])
def test_the_same_scores_after_saving(
    graph: CustomerGraph, tmp_path: Path, model: str, columns: bool
) -> None:
    predictor = fitted(graph, model, columns_of_tables=columns)
    save_predictor(predictor, tmp_path)
    again = load_predictor(tmp_path)
    assert np.array_equal(again.predict(graph), predictor.predict(graph))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["model.json", "model.safetensors"]


@pytest.mark.parametrize("model", ["lead_scoring_gnn", "hetero_gat", "hgt"])
def test_the_same_scores_in_any_batch(
    graph: CustomerGraph, model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    predictor = fitted(graph, model)
    source, rows = predictor.source(graph), np.arange(graph.n_nodes)
    whole = predictor.logits(source, rows)
    order = np.random.default_rng(0).permutation(rows)
    assert np.array_equal(predictor.logits(source, order), whole[order])
    monkeypatch.setattr(relational_predictor, "SEEDS_AT_ONCE", 7)
    assert np.array_equal(predictor.logits(source, rows), whole)


@pytest.mark.parametrize("model", ["lead_scoring_gnn", "hetero_gat", "hgt"])
@pytest.mark.parametrize("seed", range(3))
def test_nothing_that_happens_later_changes_a_score(
    graph: CustomerGraph, store: Store, model: str, seed: int
) -> None:
    predictor = fitted(graph, model)
    before = predictor.predict(graph)
    contact, day = make_activity(N_COMPANIES)
    random = np.random.default_rng(seed)
    later = day > TEST_DAY - 20
    kept = ~later | (random.random(len(day)) < 0.5)  # some later rows go, some move, new ones come
    moved = np.where(later, TEST_DAY - 20 + random.random(len(day)) * 50 + 0.01, day)
    more = random.integers(0, N_COMPANIES * 5, 40)
    changed = np.concatenate([contact[kept], more]), np.concatenate([moved[kept], np.full(40, TEST_DAY - 5)])
    original = store[TINY_KEY]
    tables = make_tables(changed, N_COMPANIES)
    # Rows up to then keep their columns; those after it get others.
    old = original.nodes["activity"].x
    x = tables.nodes["activity"].x.copy()
    x[: kept.sum()] = np.where(later[kept, None], x[: kept.sum()], old[kept])
    nodes = {**original.nodes, "activity": replace(tables.nodes["activity"], x=x)}
    store[TINY_KEY] = replace(tables, nodes=nodes)
    after = predictor.predict(graph)
    assert graph.time is not None
    early = graph.time <= TEST_DAY - 20
    assert np.array_equal(after[early], before[early])
    assert not np.array_equal(after[~early], before[~early])


def test_attention_of_one_example(graph: CustomerGraph, store: Store) -> None:
    predictor = fitted(graph, "hetero_gat")
    assert graph.seeds is not None
    row = graph.n_nodes - 3
    shares = predictor.attention(graph, row)
    assert {share.layer for share in shares} == {1, 2}
    own = [share for share in shares if share.layer == 2 and len(share.alpha)]
    assert own and all((share.destination == graph.seeds.node[row]).all() for share in own)
    assert all(share.alpha.sum() == pytest.approx(1) for share in own)
    colleagues = next(s for s in shares if s.layer == 1 and s.edge_type[1] == "works_at")
    assert len(colleagues.source) == 4 and colleagues.alpha.sum() == pytest.approx(1)
    assert (colleagues.source // 5 == graph.seeds.node[row] // 5).all()
    assert predictor.attention(graph, row)[0].alpha.tolist() == shares[0].alpha.tolist()
    assert fitted(graph, "hgt").attention(graph, row) == []


def test_other_tables_are_refused(graph: CustomerGraph, store: Store) -> None:
    predictor = fitted(graph)
    tables = store[TINY_KEY]
    store[TINY_KEY] = replace(tables, encoders={**tables.encoders, "contact": {"version": 2}})
    with pytest.raises(TrainingError, match="encoded from other rows"):
        predictor.predict(graph)
    fewer = {kind: one for kind, one in tables.relations.items() if kind[1] != "employs"}
    store[TINY_KEY] = replace(tables, relations=fewer)
    with pytest.raises(TrainingError, match="other tables, columns or links"):
        predictor.predict(graph)
    store[TINY_KEY] = tables
    assert graph.seeds is not None
    with pytest.raises(TrainingError, match="leads from company"):
        predictor.predict(
            replace(graph, seeds=replace(graph.seeds, node_type="company", node=graph.seeds.node // 5))
        )
    with pytest.raises(TrainingError, match="several linked tables"):
        predictor.predict(replace(graph, seeds=None))


@pytest.mark.parametrize("what", ["fewer columns", "fewer relations", "another lead", "other numbers"])
def test_a_description_that_does_not_fit_its_weights(graph: CustomerGraph, tmp_path: Path, what: str) -> None:
    save_predictor(fitted(graph), tmp_path)
    meta = read_json(tmp_path / "model.json")
    if what == "fewer columns":
        meta["schema"]["columns"][0][1] -= 1
    elif what == "fewer relations":
        meta["schema"]["edge_types"].pop()
    elif what == "another lead":
        meta["schema"]["seed_type"] = "deal"
    else:
        meta["schema"]["extras"]["company"] += 1
    write_json(tmp_path / "model.json", meta)
    with pytest.raises(ArchiveError, match="cannot be put together"):
        load_predictor(tmp_path)

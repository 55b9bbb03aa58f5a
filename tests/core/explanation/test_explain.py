"""One client explained, for every model of the catalog, on a small made-up table."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pytest

from core.errors import GraphLeadError
from core.explanation.explain import explain_lead
from core.explanation.lead_explanation import LINK_COLUMNS, LINK_OUTCOMES, LINKS, LeadExplanation
from core.graph.building import build_graph
from core.graph.customer_graph import CustomerGraph
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation
from core.tables.reading import read_table
from core.tables.table import Table
from core.task.column_power import ColumnPowers
from core.task.prediction_task import PredictionTask, SplitConfig
from core.training.blend import BlendPart, blend
from core.training.calibration import Calibration, fit_calibration
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.predictor import Predictor
from models.catalog import MODELS, models_offered

N = 400
ROW = 390


@dataclass(frozen=True)
class Run:
    id: str


@dataclass(frozen=True)
class Config:
    task: PredictionTask


@dataclass(frozen=True)
class Opened:
    run: Run
    config: Config
    table: Table
    graph: CustomerGraph
    predictor: Predictor
    calibration: Calibration
    scores: pd.DataFrame
    lead_shift: float = 0.0
    powers: ColumnPowers = field(default_factory=ColumnPowers)


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    """(table, task, graph, frame): a column that matters, one that does not, and markup as a job."""
    monkeypatch = pytest.MonkeyPatch()
    home = tmp_path_factory.mktemp("explained")
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(home))
    draw = np.random.default_rng(0)
    job = draw.choice(["clerk", "<b>boss</b>", "student"], N)
    age = draw.integers(18, 80, N)
    logit = 2.5 * (job == "student") + 0.05 * (age - 50) - 1
    answer = np.where(draw.random(N) < 1 / (1 + np.exp(-logit)), "yes", "no")
    noise = draw.normal(size=N).round(3)
    path = home / "clients.csv"
    pd.DataFrame({"job": job, "age": age, "noise": noise, "answer": answer}).to_csv(path, index=False)
    table = read_table(path)
    task = PredictionTask(
        table_hash=table.content_hash, target="answer", positive="yes", split=SplitConfig(kind="order")
    )
    recipe = GraphRecipe(relations=(KnnRelation(k=4), HistoryRelation(k=6, delay=5)))
    graph = build_graph(table, task, recipe)
    yield table, task, graph, table.frame()
    monkeypatch.undo()


@pytest.fixture(scope="module")
def explained(prepared):
    """explained("gat") -> (opened, explanation), each model fitted once."""
    table, task, graph, frame = prepared
    done: dict[str, tuple[Opened, LeadExplanation]] = {}
    parts: dict[str, BlendPart] = {}

    def fitted(model: str):
        if model == "blend":
            for part in ("gat", "lightgbm"):
                explain(part)
            config = TrainConfig(model="blend", blend_of=("gat", "lightgbm"))
            return blend(config, [parts["gat"], parts["lightgbm"]], graph.y)
        small = {"epochs": 12, "patience": 6}
        if MODELS[model].family == "graph":
            small["hidden_channels"] = 8
        result = fit(graph, TrainConfig.for_model(model, **small))
        parts[model] = BlendPart(model, result.predictor, graph.key, result.practice_scores)
        return result.predictor, result.practice_scores

    def explain(model: str):
        if model not in done:
            predictor, practice = fitted(model)
            known = np.isfinite(practice)
            calibration = fit_calibration(graph.y[known], practice[known])
            raw = predictor.predict(graph)
            rank = np.argsort(np.argsort(-raw)) + 1
            scores = pd.DataFrame(
                {
                    "raw": raw,
                    "probability": calibration.apply(raw),
                    "rank": rank,
                    "percentile": 100 * (N - rank) / N,
                }
            )
            opened = Opened(Run(f"{model}-1"), Config(task), table, graph, predictor, calibration, scores)
            done[model] = opened, explain_lead(opened, ROW, frame)
        return done[model]

    return explain


# Those of many tables: test_tables_explanation.py and tests/pages/test_lead_tables.py.
@pytest.mark.parametrize("model", [*models_offered(many_tables=False), "blend"])
def test_the_reasons_of_every_model_sum_to_its_chance(explained, model):
    opened, explanation = explained(model)
    assert explanation.probability == pytest.approx(opened.scores["probability"].iloc[ROW])
    total = sum(reason.contribution for reason in explanation.reasons)
    assert total == pytest.approx(
        100 * (explanation.probability - explanation.baseline_probability), abs=0.02
    )
    sizes = [abs(reason.contribution) for reason in explanation.reasons]
    assert sizes == sorted(sizes, reverse=True)
    assert explanation.run_id == f"{model}-1" and explanation.id == f"#{ROW + 1}"
    assert explanation.part == "test" and explanation.trust.level in ("good", "fair", "poor")
    assert explanation.sentence.startswith("Chance of yes is ")
    assert LeadExplanation.model_validate(explanation.to_json()) == explanation


@pytest.mark.parametrize(
    ("model", "method"),
    [
        ("points", "points"),
        ("logistic", "weights times values"),
        ("xgboost", "TreeSHAP"),
        ("lightgbm", "TreeSHAP"),
        ("gat", "integrated gradients"),
        ("blend", "weighted sum of its models: integrated gradients and TreeSHAP"),
    ],
)
def test_each_family_has_its_method(explained, model, method):
    assert explained(model)[1].method == method


@pytest.mark.parametrize("model", ["points", "logistic", "xgboost", "lightgbm", "lightgbm_rates", "mlp"])
def test_models_without_links_say_so(explained, model):
    explanation = explained(model)[1]
    assert explanation.neighbours == ()
    assert explanation.probability_without_links is None
    assert set(explanation.not_applicable) == {"neighbours", "attention"}
    assert all(why.startswith("Does not apply") for why in explanation.not_applicable.values())


@pytest.mark.parametrize("model", ["simple_graphsage", "gcn", "graphsage", "gat", "blend"])
def test_models_with_links_name_neighbours_and_what_removing_them_does(explained, model):
    opened, explanation = explained(model)
    assert explanation.neighbours
    assert explanation.probability_without_links is not None
    first = explanation.neighbours[0]
    assert first.id == opened.graph.ids[first.row]
    assert first.score_without is not None and 0 <= first.score_without <= 1
    assert first.gap.endswith("earlier") or first.relations == ("over another client",)
    names = {reason.column for reason in explanation.reasons}
    expected = {LINKS} if model == "simple_graphsage" else {LINK_OUTCOMES, LINK_COLUMNS}
    assert expected <= names
    from_links = sum(r.contribution for r in explanation.reasons if r.column in expected)
    shown = sum(n.contribution or 0 for n in explanation.neighbours)
    if len(explanation.neighbours) < 30:
        assert shown == pytest.approx(from_links, abs=0.02)


@pytest.mark.parametrize("model", ["gcn", "graphsage", "simple_graphsage"])
def test_models_with_fixed_weights_have_no_attention(explained, model):
    explanation = explained(model)[1]
    assert set(explanation.not_applicable) == {"attention"}
    assert all(neighbour.attention is None for neighbour in explanation.neighbours)


@pytest.mark.parametrize("model", ["gat", "blend"])
def test_attention_is_given_per_layer_and_combined(explained, model):
    explanation = explained(model)[1]
    assert explanation.layer_names == ("layer 1", "layer 2", "known outcomes")
    assert explanation.not_applicable == {}
    assert all(len(n.attention_per_layer) == 3 for n in explanation.neighbours)
    assert 0 < sum(n.attention for n in explanation.neighbours) <= 1 + 1e-9


def test_exact_explanations_are_trusted(explained):
    for model in ("points", "logistic"):
        trust = explained(model)[1].trust
        assert trust.level == "good"
        assert trust.fidelity == pytest.approx(1.0)


def test_outcomes_that_were_not_known_in_time_are_not_told(explained, prepared):
    _, _, graph, frame = prepared
    answers = frame["answer"]
    told = 0
    for neighbour in explained("gat")[1].neighbours:
        if neighbour.outcome == "not yet known":
            continue
        told += 1
        assert neighbour.outcome == answers[neighbour.row]
        assert neighbour.row + 5 <= ROW
    assert told > 0
    assert "similar_outcome" in graph.relations


def test_a_row_that_is_not_there(explained):
    opened = explained("logistic")[0]
    with pytest.raises(GraphLeadError, match="no client in row 400"):
        explain_lead(opened, N)
    with pytest.raises(GraphLeadError, match="no client in row -1"):
        explain_lead(opened, -1)

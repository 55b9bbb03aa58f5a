"""Networks over many tables explained: complete, the planted row first, removals true, nothing later, no markup."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from core.explanation.brief import brief_html
from core.explanation.explain import explain_lead
from core.explanation.lead_explanation import LeadExplanation
from core.explanation.lead_tree import Change, LeadTree
from core.explanation.row_cells import row_cells
from core.explanation.row_removal import logits_without_rows
from core.explanation.shapley import shapley
from core.explanation.tables import TablesExplanation
from core.graph.customer_graph import CustomerGraph
from core.graph.default_recipe import default_recipe
from core.graph.relational_building import relational_graph_for
from core.graph.relational_graph import NEVER, Nodes, Relation, RelationalGraph
from core.storage import fingerprint
from core.tables.table import Column, Role, Table
from core.tables.table_set import LinkedTable, TableSet
from core.task.column_power import ColumnPowers
from core.task.prediction_task import PredictionTask
from core.training.calibration import Calibration
from core.training.config import TrainConfig
from core.training.fit_relational import fit_relational
from core.training.relational_predictor import RelationalPredictor
from core.training.stopping import never, no_report
from tests.relational_tiny import PER_COMPANY, TEST_DAY, TINY_KEY, make_activity, make_examples, make_tables

N_COMPANIES = 60
QUICK = {"hidden_channels": 16, "heads": 2, "epochs": 8, "batch_size": 128, "device": "cpu", "refit": False}
EVIL = '<img src=x onerror="alert(1)">'
Store = dict[str, RelationalGraph]


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
    predictor: RelationalPredictor
    calibration: Calibration
    scores: pd.DataFrame
    lead_shift: float = 0.0
    powers: ColumnPowers = field(default_factory=ColumnPowers)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    monkeypatch = pytest.MonkeyPatch()
    tables = {TINY_KEY: make_tables(make_activity(N_COMPANIES), N_COMPANIES)}
    monkeypatch.setattr("core.graph.relational_store.load_relational", tables.__getitem__)
    yield tables
    monkeypatch.undo()


@pytest.fixture(scope="module")
def graph(store: Store) -> CustomerGraph:
    return make_examples(store[TINY_KEY], make_activity(N_COMPANIES))


@pytest.fixture(scope="module")
def fitted(graph: CustomerGraph) -> dict[str, RelationalPredictor]:
    """Each network once, taught without the column that gives the planted effect away."""
    found = {}
    for model in ("lead_scoring_gnn", "hetero_gat", "hgt"):
        config = TrainConfig.for_model(model, **{**QUICK, "columns_of_tables": model == "hgt"})
        predictor = fit_relational(graph, config, no_report, never).predictor
        assert isinstance(predictor, RelationalPredictor)
        found[model] = predictor
    return found


def opened(graph: CustomerGraph, predictor: RelationalPredictor) -> Opened:
    """The run as the page opens it; the table has the answers only."""
    raw = predictor.predict(graph)
    frame = pd.DataFrame({"answer": np.where(graph.y == 1, "yes", "no")})
    columns = (Column(name="answer", role=Role.TARGET, guessed_role=Role.TARGET),)
    table = Table(content_hash="tiny", name="tiny", source_name="tiny", n_rows=len(frame), columns=columns)
    table.directory.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(table.parquet)
    scores = pd.DataFrame({"raw": raw, "probability": raw, "rank": 1, "percentile": 50.0})
    task = PredictionTask(table_hash="tiny", target="answer", positive="yes")
    return Opened(Run("r"), Config(task), table, graph, predictor, Calibration(), scores)


def test_rows(graph: CustomerGraph) -> list[int]:
    return [int(row) for row in np.flatnonzero(graph.part == 2)[[3, 77, 150]]]


test_rows.__test__ = False  # type: ignore[attr-defined]  # a choice, not a test


@pytest.mark.parametrize("model", ["lead_scoring_gnn", "hetero_gat", "hgt"])
def test_everything_adds_up_to_the_score(
    graph: CustomerGraph, fitted: dict[str, RelationalPredictor], model: str
) -> None:
    predictor = fitted[model]
    before = predictor.predict(graph)
    for row in test_rows(graph):
        attribution = TablesExplanation(predictor, graph, row).attribution
        assert attribution.value == pytest.approx(np.log(before[row] / (1 - before[row])), abs=1e-6)
        assert attribution.contributions.sum() == pytest.approx(
            attribution.value - attribution.baseline, abs=0.03 * max(abs(attribution.value), 1)
        )
        nothing = attribution.removal(np.zeros((1, len(attribution.names)), dtype=bool))[0]
        everything = attribution.removal(np.ones((1, len(attribution.names)), dtype=bool))[0]
        assert nothing == pytest.approx(attribution.value, abs=1e-9)
        assert everything == pytest.approx(attribution.baseline, abs=1e-9)
    assert np.array_equal(predictor.predict(graph), before)


@pytest.mark.parametrize("model", ["lead_scoring_gnn", "hetero_gat"])
def test_the_busy_colleague_is_named_first(
    store: Store, graph: CustomerGraph, fitted: dict[str, RelationalPredictor], model: str
) -> None:
    """Planted: a contact says yes because a colleague was active in the last 30 days."""
    contact, day = make_activity(N_COMPANIES)
    assert graph.seeds is not None and graph.time is not None
    lately = contact[(day <= TEST_DAY) & (day > TEST_DAY - 30)]
    right = asked = 0
    for row in np.flatnonzero((graph.part == 2) & (graph.time == TEST_DAY)):
        node = int(graph.seeds.node[row])
        busy = {c for c in lately.tolist() if c // PER_COMPANY == node // PER_COMPANY and c != node}
        if len(busy) != 1 or asked == 12:
            continue
        asked += 1
        explanation = TablesExplanation(fitted[model], graph, int(row))
        moved = explanation.attribution.contributions[explanation.attribution.neighbours >= 0]
        colleagues = [
            (amount, r.node) for amount, r in zip(moved, explanation.rows, strict=True) if r.kind.hop == 2
        ]
        right += max(colleagues)[1] in busy
    assert asked == 12
    assert right >= 10  # a guess among four colleagues would be right in 3 of 12


@pytest.mark.parametrize("model", ["lead_scoring_gnn", "hetero_gat", "hgt"])
def test_a_removed_row_gives_the_score_of_a_graph_without_it(
    store: Store, graph: CustomerGraph, fitted: dict[str, RelationalPredictor], model: str
) -> None:
    predictor, whole = fitted[model], store[TINY_KEY]
    assert graph.seeds is not None
    row = test_rows(graph)[1]
    explanation = TablesExplanation(predictor, graph, row)
    some = [r for r in explanation.rows if r.node_type == "contact"][:2]
    some += [r for r in explanation.rows if r.node_type == "activity"][:3]
    some += [r for r in explanation.rows if r.node_type == "company"][:1]
    found = logits_without_rows(explanation.tree, some)
    try:
        for removed, logit in zip(some, found, strict=True):
            store[TINY_KEY] = without_node(whole, removed.node_type, removed.node)
            truth = predictor.predict(graph)[row]
            assert logit == pytest.approx(np.log(truth / (1 - truth)), abs=1e-5)
    finally:
        store[TINY_KEY] = whole


def without_node(tables: RelationalGraph, name: str, node: int) -> RelationalGraph:
    """The graph without the links of one row."""
    relations = {}
    for kind, edges in tables.relations.items():
        destination = np.repeat(np.arange(len(edges.indptr) - 1), np.diff(edges.indptr))
        kept = np.ones(edges.n_edges, dtype=bool)
        if kind[0] == name:
            kept &= edges.source != node
        if kind[2] == name:
            kept &= destination != node
        n = len(edges.indptr) - 1
        relations[kind] = Relation.from_edges(
            kind, edges.sentence, edges.source[kept], destination[kept], edges.time[kept], n
        )
    return replace(tables, relations=relations)


def test_without_all_links_is_a_graph_without_links(
    store: Store, graph: CustomerGraph, fitted: dict[str, RelationalPredictor]
) -> None:
    predictor, whole, row = fitted["lead_scoring_gnn"], store[TINY_KEY], test_rows(graph)[0]
    none, each = TablesExplanation(predictor, graph, row).without_each_kind()
    later = {
        kind: replace(edges, time=np.full_like(edges.time, NEVER)) for kind, edges in whole.relations.items()
    }
    try:
        store[TINY_KEY] = replace(whole, relations=later)
        truth = predictor.predict(graph)[row]
    finally:
        store[TINY_KEY] = whole
    assert none == pytest.approx(np.log(truth / (1 - truth)), abs=1e-5)
    assert len(each) == len(TablesExplanation(predictor, graph, row).tree.kinds.all)


def test_rows_after_the_day_of_the_question_never_appear(
    store: Store, graph: CustomerGraph, fitted: dict[str, RelationalPredictor]
) -> None:
    run = opened(graph, fitted["lead_scoring_gnn"])
    assert graph.time is not None
    for row in [*test_rows(graph), 5]:
        explained = explain_lead(run, row)
        day = str((pd.Timestamp("1970-01-01") + pd.Timedelta(days=float(graph.time[row]))).date())
        assert explained.as_of == day
        assert explained.rows and all(one.when <= day for one in explained.rows)


def test_copies_of_a_tree_do_not_hear_each_other(
    graph: CustomerGraph, fitted: dict[str, RelationalPredictor]
) -> None:
    tree = LeadTree(fitted["hetero_gat"], graph, test_rows(graph)[0])
    draw = np.random.default_rng(0)
    import torch

    x = {name: v + torch.from_numpy(draw.normal(size=(3, *v.shape))) for name, v in tree.x.items()}
    kept = {kind: draw.random((3, i.shape[1])) < 0.6 for kind, i in tree.inputs.edge_index_dict.items()}
    together = tree.answers(Change(x, kept), 3)
    for i in range(3):
        one = slice(i, i + 1)
        alone = tree.answers(
            Change({k: v[one] for k, v in x.items()}, {k: v[one] for k, v in kept.items()}), 1
        )
        assert together[i] == pytest.approx(alone[0], abs=1e-9)


def test_the_whole_explanation(graph: CustomerGraph, fitted: dict[str, RelationalPredictor]) -> None:
    row = test_rows(graph)[2]
    explained = explain_lead(opened(graph, fitted["hetero_gat"]), row)
    assert sum(r.contribution for r in explained.reasons) == pytest.approx(
        100 * (explained.probability - explained.baseline_probability), abs=1e-6
    )
    links = {r.column for r in explained.reasons if r.is_link}
    assert links == {kind.kind for kind in explained.kinds}
    for kind in explained.kinds:
        of_rows = sum(r.contribution for r in explained.rows if r.kind == kind.kind)
        assert of_rows == pytest.approx(kind.of_rows, abs=1e-9)
        shares = [r.attention for r in explained.rows if r.kind == kind.kind and kind.hop == 1]
        assert not shares or sum(share or 0 for share in shares) == pytest.approx(1, abs=1e-6)
    assert explained.rows[0].chance_without is not None
    assert "attention" not in explained.not_applicable
    other = explain_lead(opened(graph, fitted["lead_scoring_gnn"]), row)
    assert all(r.attention is None for r in other.rows) and "attention" in other.not_applicable
    colleague = next(r for r in explained.rows if r.node_type == "contact")
    assert graph.seeds is not None and graph.time is not None
    assert graph.seeds.node[colleague.lead_row] == colleague.node and colleague.lead.startswith("contact-")
    assert graph.time[colleague.lead_row] <= graph.time[row]
    assert LeadExplanation.model_validate_json(explained.model_dump_json()) == explained


def test_a_model_that_no_longer_gives_the_stored_chance_is_not_trusted(
    graph: CustomerGraph, fitted: dict[str, RelationalPredictor]
) -> None:
    run, row = opened(graph, fitted["lead_scoring_gnn"]), test_rows(graph)[2]
    assert "explain another score" not in explain_lead(run, row).trust.sentence
    stored = run.scores.assign(probability=1 - run.scores["probability"])
    trust = explain_lead(replace(run, scores=stored), row).trust
    assert trust.level == "poor" and "explain another score" in trust.sentence


def test_hostile_text_of_tables_is_escaped_in_print(
    store: Store, graph: CustomerGraph, fitted: dict[str, RelationalPredictor]
) -> None:
    whole = store[TINY_KEY]
    named = {
        name: replace(n, ids=np.array([f"{EVIL} {i}" for i in n.ids])) for name, n in whole.nodes.items()
    }
    titled = {kind: replace(edges, title=f"{EVIL} {kind[1]}") for kind, edges in whole.relations.items()}
    try:
        store[TINY_KEY] = replace(whole, nodes=named, relations=titled)
        explained = explain_lead(opened(graph, fitted["lead_scoring_gnn"]), test_rows(graph)[0])
    finally:
        store[TINY_KEY] = whole
    page = brief_html(explained)
    assert EVIL in explained.rows[0].name and "<img" not in page and "&lt;img" in page


@pytest.mark.parametrize("n", [0, 1, 3, 6, 9])
def test_shapley_values_against_all_orders(n: int) -> None:
    draw = np.random.default_rng(n)
    worth = draw.normal(size=1 << n)

    def game(there: np.ndarray) -> np.ndarray:
        return worth[(there * (1 << np.arange(n))).sum(axis=1)]

    found = shapley(game, n, permutations=800)
    assert found.sum() == pytest.approx(worth[-1] - worth[0])
    if n <= 6:
        truth = np.zeros(n)
        orders = list(permutations(range(n)))
        for order in orders:
            there = 0
            for player in order:
                truth[player] += worth[there | 1 << player] - worth[there]
                there |= 1 << player
        assert found == pytest.approx(truth / len(orders))


def test_late_columns_are_read_only_once_they_are_known() -> None:
    frame = pd.DataFrame(
        {
            "id": ["a", "b", "c"],
            "opened": pd.to_datetime(["2024-01-01", "2024-01-05", "2024-02-01"]),
            "stage": ["won", EVIL, None],
            "closed": pd.to_datetime(["2024-03-01", "2024-01-20", None]),
            "size": [3.0, None, 7.0],
        }
    )
    roles = {
        "id": Role.ID,
        "opened": Role.DATE,
        "stage": Role.CATEGORY,
        "closed": Role.DATE,
        "size": Role.NUMBER,
    }
    columns = tuple(
        Column(
            name=n,
            role=r,
            guessed_role=r,
            n_distinct=int(frame[n].nunique()),
            n_missing=int(frame[n].isna().sum()),
        )
        for n, r in roles.items()
    )
    table = Table(
        content_hash=fingerprint("deals"), name="deal", source_name="deal.csv", n_rows=3, columns=columns
    )
    table.directory.mkdir(parents=True)
    frame.to_parquet(table.parquet, index=False)
    deal = LinkedTable(
        table=table,
        primary_key="id",
        time_column="opened",
        late_time="closed",
        late_columns=("stage", "closed"),
    )
    tables = TableSet(tables=(deal,))
    nodes = relational_graph_for(tables, default_recipe(tables), 1e6).nodes
    assert isinstance(nodes["deal"], Nodes)
    day = float((pd.Timestamp("2024-02-10") - pd.Timestamp("1970-01-01")).days)
    late = nodes["deal_late"]
    found = row_cells(tables, nodes, {"deal": [0, 1, 2], "deal_late": [list(late.ids).index("b")]}, day)
    assert found["deal", 0] == {"size": "3"}  # won, but only in March
    assert found["deal", 1] == {"stage": EVIL, "closed": "20 Jan 2024"}
    assert found["deal", 2] == {"size": "7"}
    assert found["deal_late", list(late.ids).index("b")] == {"stage": EVIL, "closed": "20 Jan 2024"}
    closing_day = float((pd.Timestamp("2024-01-20") - pd.Timestamp("1970-01-01")).days)
    told = [
        row_cells(tables, nodes, {"deal": [1]}, when)["deal", 1] for when in (closing_day - 1, closing_day)
    ]
    assert told == [{}, {"stage": EVIL, "closed": "20 Jan 2024"}]  # known from its own day on
    after = TableSet(tables=(deal.model_copy(update={"outcome_columns": ("size",)}),))
    assert row_cells(after, nodes, {"deal": [0, 2]}, day) == {("deal", 0): {}, ("deal", 2): {}}

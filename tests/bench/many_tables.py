"""Prediction over many tables: the business demo with planted effects, and two public CRM sets by time.

Every choice (epochs, calibration) is made on the validation part; the test part is scored once a model.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from core.evaluation.comparison import paired_difference
from core.evaluation.report import evaluate
from core.graph.customer_graph import CustomerGraph
from core.tables.bundle import read_bundle
from core.tables.link_proposals import propose_links
from core.task.query.first_question import first_question
from core.task.query.text import query_text
from core.task.splits import TEST
from core.training.config import TrainConfig
from core.training.fit import fit
from models.catalog import models_offered
from tests.bench.demo_tables import asked, demo_tables
from tests.bench.row import Row

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
PUBLIC = ("crm-sales-opportunities", "olist-funnel")
N_CONTACTS = int(os.environ.get("BENCH_CONTACTS", "10000"))
N_INSTANT = 20_000
DEMO_MODELS = ("b2b_points", "flat_lightgbm", "dfs_lightgbm", "instant", "lead_scoring_gnn", "hetero_gat")
Scores = npt.NDArray[np.float64]


def _scored(graph: CustomerGraph, model: str) -> tuple[Scores, float]:
    """(scores of the test rows, seconds from the examples to all scores)."""
    started = time.perf_counter()
    result = fit(graph, TrainConfig.for_model(model), report=lambda event: None, should_stop=lambda: False)
    scores = result.predictor.predict(graph)
    return scores[graph.part == TEST], time.perf_counter() - started


def _figures(y: npt.NDArray[Any], scores: Scores) -> tuple[float, str]:
    metrics = evaluate(y, scores).metrics
    roc, pr = metrics["roc_auc"], metrics["average_precision"]
    return roc.value, f"{roc.value:.3f}/{pr.value:.3f}"


def _demo_rows() -> list[Row]:
    graph = asked(demo_tables(N_CONTACTS)).graph
    y = graph.y[graph.part == TEST]
    scores, words, seconds = {}, [], {}
    for model in DEMO_MODELS:
        scores[model], seconds[model] = _scored(graph, model)
        words.append(f"{model} {_figures(y, scores[model])[1]}")
        print(f"  {words[-1]} ({seconds[model]:.0f} s)", flush=True)
    value = {model: _figures(y, scores[model])[0] for model in DEMO_MODELS}
    network = "lead_scoring_gnn"
    over_flat = paired_difference(y, scores[network], scores["flat_lightgbm"], "roc_auc")
    over_dfs = paired_difference(y, scores[network], scores["dfs_lightgbm"], "roc_auc")
    n = f"n = {len(y):,}, {int((y == 1).sum()):,} yes"
    return [
        Row(
            f"business demo, {N_CONTACTS:,} contacts: lead scoring network over flat LightGBM",
            "13 points of AUROC; aim: above LightGBM with linked columns",
            f"{100 * over_flat.value:+.1f} points ({100 * over_flat.low:+.1f} to {100 * over_flat.high:+.1f}); against "
            f"LightGBM with linked columns {100 * over_dfs.value:+.1f} ({100 * over_dfs.low:+.1f} to "
            f"{100 * over_dfs.high:+.1f}); ROC/PR {', '.join(words)} ({n})",
            over_flat.value >= 0.13,
        ),
        Row(
            "same: the instant answer against the trained network",
            "within 3 points of AUROC; aim: equal",
            f"{100 * (value['instant'] - value[network]):+.1f} points",
            value["instant"] >= value[network] - 0.03,
        ),
    ]


def _instant_row() -> Row:
    graph = asked(demo_tables(N_INSTANT)).graph
    _, seconds = _scored(graph, "instant")
    return Row(
        f"instant answer, {N_INSTANT:,} entities ({graph.n_nodes:,} examples on all days)",
        "5 s",
        f"{seconds:.1f} s from the examples to every chance",
        seconds <= 5,
    )


def _public_row(name: str) -> Row:
    folder = DATA / name
    tables = propose_links(read_bundle(sorted(folder.glob("*.csv")), lambda phase, share: None).tables)
    question = query_text(first_question(tables))
    made = asked(tables, question)
    y = made.graph.y[made.graph.part == TEST]
    scores, words = {}, []
    for model in models_offered(many_tables=True):
        scores[model], seconds = _scored(made.graph, model)
        words.append(f"{model} {_figures(y, scores[model])[1]}")
        print(f"  {name}: {words[-1]} ({seconds:.0f} s)", flush=True)
    gain = paired_difference(y, scores["lead_scoring_gnn"], scores["flat_lightgbm"], "average_precision")
    return Row(
        f"{name}, split by time: `{made.query}`",
        "every model runs",
        f"ROC/PR {', '.join(words)} (n = {len(y):,}, {int((y == 1).sum()):,} yes); the network against own columns "
        f"alone: PR {gain.value:+.3f} ({gain.low:+.3f} to {gain.high:+.3f})",
        len(scores) == len(models_offered(many_tables=True)),
    )


def rows() -> Iterator[Row]:
    """The rows as they are measured; public sets that are not beside the checkout are said."""
    with tempfile.TemporaryDirectory() as home:
        os.environ["GRAPHLEADIQ_HOME"] = home
        yield from _demo_rows()
        yield _instant_row()
        for name in PUBLIC:
            if (DATA / name).is_dir():
                yield _public_row(name)
            else:
                yield Row(
                    f"{name}, split by time",
                    "every model runs",
                    "the public files are not beside this checkout",
                )

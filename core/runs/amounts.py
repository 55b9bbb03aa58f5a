"""Expected amounts of a run: how much comes if anything comes, beside the chance that anything does."""

from __future__ import annotations

import numpy as np
import pandas as pd

from core.errors import StorageError
from core.evaluation.amounts import AmountReport, evaluate_amounts
from core.evaluation.exam import whose
from core.graph.customer_graph import CustomerGraph
from core.runs.run import Run
from core.runs.scores import FloatArray
from core.task.splits import TEST, TRAIN, VALIDATION
from core.training.amounts import AmountModel, fit_amounts, fit_direct

CAME, IF_YES, DIRECT = "amount_came", "amount", "amount_direct"


def with_amounts(run: Run, graph: CustomerGraph, scores: pd.DataFrame) -> pd.DataFrame:
    """The scores with `amount_came` (NaN where not known), `amount` (expected if anything comes) and the rival's.

    A run whose question asks for a yes or no gets its scores back as they are. An imported run brings its own model of
    amounts and has no rival.
    """
    config = run.config()
    column = config.task.amount_column
    if column is None:
        return scores
    came = _came(run, column)
    direct: FloatArray = np.full(graph.n_nodes, np.nan)
    model = AmountModel.load(run.directory) if config.imported else None
    if model is None:
        model = fit_amounts(graph, came, config.train.seed)
        direct = fit_direct(graph, came, config.train.seed).predict(graph.x)
    model.save(run.directory)
    return scores.assign(**{CAME: came, IF_YES: model.predict(graph.x), DIRECT: direct})


def examine_amounts(run: Run, scores: pd.DataFrame) -> AmountReport | None:
    """The final exam of the expected amounts, stored beside that of the chances; None: nothing to judge."""
    if IF_YES not in scores.columns:
        return None
    known = scores[np.isfinite(scores[CAME])]
    exam = known[known["part"] == TEST]
    learned = known[known["part"].isin([TRAIN, VALIDATION])]
    rivals = {"chance": exam["probability"]}
    if exam[DIRECT].notna().all():
        rivals["direct"] = exam[DIRECT]
    report = evaluate_amounts(
        np.maximum(exam[CAME], 0.0),
        exam["probability"] * exam[IF_YES],
        rivals,
        float(np.maximum(learned[CAME], 0.0).mean()) if len(learned) else 0.0,
        groups=whose(exam),
        seed=run.config().train.seed,
    )
    if report is not None:
        report.save(run.directory / "amounts.json")
    return report


def read_amounts(run: Run) -> AmountReport | None:
    """The stored exam of the expected amounts; None where the run has none."""
    try:
        return AmountReport.load(run.directory / "amounts.json")
    except StorageError:
        return None


def _came(run: Run, column: str) -> FloatArray:
    values = run.table().frame([column])[column]
    return np.asarray(pd.to_numeric(values, errors="coerce"), dtype=np.float64)

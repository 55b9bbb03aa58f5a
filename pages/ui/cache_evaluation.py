"""Cached parts of the Evaluation page, keyed by run id: what a moved cut-off must not compute again."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
import streamlit as st

from core.errors import EvaluationError, GraphLeadError, StorageError
from core.evaluation.bootstrap import Estimate
from core.evaluation.calibration import calibration_curve
from core.evaluation.comparison import COMPARABLE, paired_differences, same_rows
from core.evaluation.curves import ExamCurves, exam_curves
from core.evaluation.cutoffs import Confusion, CutoffTable
from core.evaluation.exam import Exam, exam_of
from core.evaluation.metrics import metric
from core.evaluation.report import EvaluationReport
from core.evaluation.segments import pieces, segment_labels, segment_table
from core.runs.registry import find_run, list_runs
from core.runs.run import Run
from core.runs.scores import read_practice, read_report
from core.runs.status import read_status
from core.task.splits import TEST
from models.catalog import MODELS
from pages.ui import cache, cache_leads

OVER_TIME = "time (place in the final exam)"


@dataclass(frozen=True)
class Comparison:
    """Two runs on the clients that both were judged on.

    Attributes:
        n: Clients in both final exams.
        n_only: Clients in only one of them.
        differences: First minus second, a metric each.
        values: Of the first and the second, a metric each.
        curves: Of the first and the second, on the same clients.
    """

    n: int
    n_only: int
    differences: dict[str, Estimate]
    values: dict[str, tuple[float, float]]
    curves: tuple[ExamCurves, ExamCurves]


@st.cache_resource(max_entries=8, show_spinner="Reading the final exam …")
def exam(run_id: str) -> Exam:
    """The judged clients of a run, their answers and chances."""
    return exam_of(cache.scores(run_id), TEST)


@st.cache_resource(max_entries=64, show_spinner=False)
def report(run_id: str) -> EvaluationReport:
    """The figures that were written when the final exam was sat."""
    return read_report(find_run(run_id))


@st.cache_resource(max_entries=8, show_spinner=False)
def cutoffs(run_id: str) -> CutoffTable:
    """Counts at every possible cut-off of a run."""
    judged = exam(run_id)
    return CutoffTable.of(judged.y, judged.probability, judged.whose)


@st.cache_resource(max_entries=8, show_spinner="Drawing the curves with their intervals …")
def curves(run_id: str) -> ExamCurves:
    """ROC, precision-recall and gains curves of a run, with bands."""
    judged = exam(run_id)
    return exam_curves(judged.y, judged.probability, groups=judged.whose)


@st.cache_resource(max_entries=16, show_spinner=False)
def calibration(run_id: str) -> pd.DataFrame:
    """The reliability curve of a run."""
    judged = exam(run_id)
    return calibration_curve(judged.y, judged.probability, groups=judged.whose)


def at_cut(run_id: str) -> Confusion:
    """The exam at the one cut of all pages."""
    return cutoffs(run_id).at_share(cache_leads.default_cut(run_id).share)


def segments(run_id: str, column: str) -> pd.DataFrame:
    """The final exam by segment of a column, or by time for `OVER_TIME`, at the one cut of all pages."""
    return _segments(run_id, column, at_cut(run_id).score)


@st.cache_resource(max_entries=32, show_spinner="Judging each segment …")
def _segments(run_id: str, column: str, cutoff: float) -> pd.DataFrame:
    judged = exam(run_id)
    if column == OVER_TIME:
        labels = pieces(judged.n)
    else:
        frame = cache.table_frame(find_run(run_id).table())
        labels = segment_labels(frame[column].iloc[judged.rows])
    return segment_table(judged.y, judged.probability, labels, cutoff=cutoff, groups=judged.whose)


@st.cache_resource(max_entries=16, show_spinner="Comparing the two runs on the same clients …")
def comparison(first: str, second: str) -> Comparison:
    """Two runs on the clients of both final exams.

    Raises:
        EvaluationError: no client in common, or another target.
    """
    a, b = exam(first), exam(second)
    if find_run(first).config().table_hash != find_run(second).config().table_hash:
        raise EvaluationError(
            "The two runs were made on different tables",
            action="Compare runs of the same table",
        )
    place_a, place_b = same_rows(a.rows, a.y, b.rows, b.y)
    groups = None if a.whose is None else a.whose[place_a]
    y, of_a, of_b = a.y[place_a], a.probability[place_a], b.probability[place_b]
    return Comparison(
        n=len(y),
        n_only=a.n + b.n - 2 * len(y),
        differences=paired_differences(y, of_a, of_b, groups=groups),
        values={name: (metric(name, y, of_a), metric(name, y, of_b)) for name in COMPARABLE},
        curves=_curves_of_both(first, second)
        if len(y) == a.n == b.n
        else (exam_curves(y, of_a, groups=groups), exam_curves(y, of_b, groups=groups)),
    )


def _curves_of_both(first: str, second: str) -> tuple[ExamCurves, ExamCurves]:
    """The cached curves, where both exams hold the same clients."""
    return curves(first), curves(second)


def title(run_id: str) -> str:
    """How a run is called on screen: its model and id."""
    model = find_run(run_id).config().train.model
    spec = MODELS.get(model)
    return f"{spec.title if spec else model} · {run_id}"


def titles(first: str, second: str) -> tuple[str, str]:
    """Two runs in as few words as tell them apart: their models, with the ids where these are the same."""
    one, two = title(first), title(second)
    short = one.split(" · ")[0], two.split(" · ")[0]
    return short if short[0] != short[1] else (one, two)


def comparable(run: Run) -> list[str]:
    """Other finished, judged runs of the same table and target, best practice exam first, as on the board.

    Ordered by the final exam, choosing the first would spoil it.
    """
    config = run.config()
    found = []
    for other in list_runs():
        theirs = other.config()
        same = theirs.table_hash == config.table_hash and theirs.task.answer_key == config.task.answer_key
        if other.id == run.id or not same or read_status(other).state != "finished":
            continue
        try:
            report(other.id)
        except GraphLeadError:
            continue
        found.append((_practised(other), other.id))
    return [run_id for _, run_id in sorted(found, reverse=True)]


def _practised(run: Run) -> float:
    """How clean the top was in the practice exam; -1 without one, which is last."""
    try:
        figure = read_practice(run).metrics["average_precision"]
    except (StorageError, KeyError):
        return -1.0
    return figure.value if figure.known else -1.0


def standings(run: Run) -> pd.DataFrame:
    """This run and the comparable ones, best first: `run`, `model`, and each figure with its bounds."""
    rows = []
    for run_id in (run.id, *comparable(run)):
        judged = report(run_id)
        row: dict[str, object] = {"run": run_id, "model": title(run_id).split(" · ")[0], "n": judged.n}
        for name in ("roc_auc", "average_precision", "lift_top_10", "brier"):
            value = judged.metrics.get(name)
            if value is not None:
                row |= {name: value.value, f"{name}_low": value.low, f"{name}_high": value.high}
        rows.append(row)
    return pd.DataFrame(rows).sort_values("average_precision", ascending=False, ignore_index=True)

"""Runs side by side: practice and final exam with intervals, and whether the links are worth having."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from core.errors import GraphLeadError, StorageError
from core.evaluation.alarms import Alarm
from core.evaluation.bootstrap import Estimate
from core.evaluation.comparison import paired_difference
from core.evaluation.findings import difference_words
from core.evaluation.level_shift import level_shift_sentence
from core.evaluation.report import EvaluationReport
from core.graph.customer_graph import TEST
from core.record import Record
from core.runs.registry import list_runs
from core.runs.run import ACTIVE_STATES, Run, RunState, exam_key
from core.runs.run_alarms import run_alarms
from core.runs.scores import part_of, read_practice, read_report, read_scores, whose_of
from core.runs.status import read_status
from core.workspace import Workspace
from models.catalog import MODELS


class Standing(Record):
    """One run on the leaderboard.

    Attributes:
        exam: Equal for runs whose final exam has the same rows and the same question.
        same_exam: The exam is the one of the workspace's present table and task.
        practice: Average precision in the practice exam; runs are sorted by it, so that choosing the best run
            does not spoil the final exam.
        average_precision, roc_auc, lift: Of the final exam; None while there is none.
        seconds: From start to end.
        practice_n, practice_yes: Clients in the practice exam, and how many of them said yes.
        alarms: Why its figures are to be doubted; a run with alarms is never the recommended one.
    """

    run_id: str
    model: str
    title: str
    family: str
    seed: int
    loss: str
    state: RunState
    imported: bool
    created: float
    exam: str
    same_exam: bool
    task_key: str
    relations: tuple[str, ...]
    practice: Estimate | None = None
    average_precision: Estimate | None = None
    roc_auc: Estimate | None = None
    lift: Estimate | None = None
    n: int = 0
    n_positive: int = 0
    practice_n: int = 0
    practice_yes: int = 0
    seconds: float | None = None
    error: str | None = None
    note: str = ""
    alarms: tuple[Alarm, ...] = ()

    @property
    def hears_others(self) -> bool:
        """True for graph models that hear linked clients."""
        return self.family in ("graph", "relational") and (
            MODELS[self.model].hears_links or MODELS[self.model].hears_outcomes
        )

    @property
    def level_shift(self) -> str | None:
        """Why practice and final figures lie apart, where the share of yes moved between the two exams."""
        return level_shift_sentence((self.practice_yes, self.practice_n), (self.n_positive, self.n))


class LinkVerdict(Record):
    """What the links of one run are worth.

    Attributes:
        run_id: The graph model.
        twin: The same network without links; None: not trained.
        baseline: The best model without a graph, by the practice exam; None: not trained.
        over_twin, over_baseline: Difference in average precision on the same final exam rows.
        sentence: The verdict in plain words.
    """

    run_id: str
    twin: str | None = None
    baseline: str | None = None
    over_twin: Estimate | None = None
    over_baseline: Estimate | None = None
    sentence: str


def leaderboard(workspace: Workspace) -> list[Standing]:
    """All runs of a workspace: those of its present exam first, best practice exam first."""
    now = None
    if workspace.table is not None and workspace.task is not None:
        now = exam_key(workspace.table.content_hash, workspace.task)
    standings, runs = [], list_runs(workspace.name)
    for run in runs:
        try:
            standings.append(standing(run, now, runs))
        except GraphLeadError:  # deleted in another tab, or damaged: it has no place on the board
            continue
    return sorted(standings, key=_place)


def standing(run: Run, exam: str | None = None, peers: Sequence[Run] = ()) -> Standing:
    """One run's place, judged against the exam in force.

    Args:
        run: The run.
        exam: Names the exam in force, see `core.runs.run.exam_key`.
        peers: Runs that its figures are compared with for alarms.

    Raises:
        GraphLeadError: the run was deleted or is damaged.
    """
    config, status = run.config(), read_status(run)
    spec = MODELS.get(config.train.model)
    practice = _report(run, practice=True)
    report = _report(run, practice=False)
    own = config.exam
    seconds = None
    if status.started is not None and status.ended is not None:
        seconds = status.ended - status.started
    return Standing(
        run_id=run.id,
        model=config.train.model,
        title=spec.title if spec else config.train.model,
        family=spec.family if spec else "",
        seed=config.train.seed,
        loss=config.train.loss,
        state=status.state,
        imported=config.imported,
        created=status.created,
        exam=own,
        same_exam=own == exam,
        task_key=config.task.key,
        relations=tuple(relation.name for relation in config.recipe.relations),
        practice=practice.metrics.get("average_precision") if practice else None,
        average_precision=report.metrics.get("average_precision") if report else None,
        roc_auc=report.metrics.get("roc_auc") if report else None,
        lift=report.metrics.get("lift_top_10") if report else None,
        n=report.n if report else 0,
        n_positive=report.n_positive if report else 0,
        practice_n=practice.n if practice else 0,
        practice_yes=practice.n_positive if practice else 0,
        seconds=seconds,
        error=status.error,
        note=status.note,
        alarms=run_alarms(run, peers),
    )


def twin_of(one: Standing, others: Sequence[Standing]) -> Standing | None:
    """The same network without links on the same exam and columns; the same seed where there is one.

    Of many tables: the strong model of the row's own columns alone.
    """
    without = "flat_lightgbm" if one.family == "relational" else "mlp"
    twins = [
        other
        for other in others
        if other.model == without
        and other.state == "finished"
        and other.exam == one.exam
        and not other.imported
        if other.task_key == one.task_key and other.average_precision is not None
    ]
    twins.sort(key=lambda other: (other.seed != one.seed, other.loss != one.loss, -other.created))
    return twins[0] if twins else None


def baseline_of(one: Standing, others: Sequence[Standing]) -> Standing | None:
    """The best finished model without a graph on the same exam, by the practice exam."""
    rivals = [
        other
        for other in others
        if _is_rival(other.family) and other.state == "finished"
        if other.exam == one.exam and other.average_precision is not None and not other.imported
    ]
    return min(rivals, key=_place) if rivals else None


def _is_rival(family: str) -> bool:
    return family in ("tree", "linear", "points", "instant")


def link_verdict(one: Standing, others: Sequence[Standing]) -> LinkVerdict:
    """Compares a finished graph model with itself without links and with the best model without a graph.

    Raises:
        GraphLeadError: scores were deleted or are damaged.
    """
    twin, baseline = twin_of(one, others), baseline_of(one, others)
    over_twin = _difference(one, twin) if twin else None
    over_baseline = _difference(one, baseline) if baseline else None
    tables = one.family == "relational"
    without = MODELS["flat_lightgbm" if tables else "mlp"].title
    waiting = {other.model for other in others if other.exam == one.exam and other.state in ACTIVE_STATES}
    if over_twin:
        sentence = _links_sentence(over_twin, f"“{without}”" if tables else "the same network without links")
    else:
        sentence = "Whether the links help is not known" + (
            f" yet: “{without}” is in the queue."
            if ("flat_lightgbm" if tables else "mlp") in waiting
            else f": train “{without}” with the same seed as well."
        )
    if baseline and over_baseline:
        sentence += " " + _rival_sentence(over_baseline, baseline.title)
    elif any(_is_rival(MODELS[model].family) for model in waiting if model in MODELS):
        sentence += " A model without a graph to compare with is in the queue."
    else:
        sentence += " There is no model without a graph to compare with; train LightGBM as well."
    return LinkVerdict(
        run_id=one.run_id,
        twin=twin.run_id if twin else None,
        baseline=baseline.run_id if baseline else None,
        over_twin=over_twin,
        over_baseline=over_baseline,
        sentence=sentence,
    )


def board_frame(standings: Sequence[Standing], metric: str = "average_precision") -> pd.DataFrame:
    """The figures of one metric with intervals, one row a run that has them: for a chart or a CSV."""
    rows = []
    for one in standings:
        estimate = getattr(one, metric)
        if estimate is not None:
            rows.append(
                {
                    "run": one.run_id,
                    "model": one.title,
                    "family": one.family,
                    "value": estimate.value,
                    "low": estimate.low,
                    "high": estimate.high,
                    "n": one.n,
                    "n_positive": one.n_positive,
                }
            )
    return pd.DataFrame(rows, columns=["run", "model", "family", "value", "low", "high", "n", "n_positive"])


def _place(one: Standing) -> tuple[bool, bool, float, float]:
    value = one.practice.value if one.practice is not None and one.practice.known else -1.0
    return (not one.same_exam, one.state != "finished", -value, -one.created)


def _report(run: Run, *, practice: bool) -> EvaluationReport | None:
    try:
        return read_practice(run) if practice else read_report(run)
    except StorageError:
        return None


def _difference(one: Standing, other: Standing) -> Estimate:
    scores = read_scores(Run(id=one.run_id))
    y, mine = part_of(scores, TEST, "raw")
    _, theirs = part_of(read_scores(Run(id=other.run_id)), TEST, "raw")
    return paired_difference(y, mine, theirs, "average_precision", groups=whose_of(scores, TEST))


def _links_sentence(difference: Estimate, rival: str) -> str:
    found = f"(PR-AUC {difference_words(difference)} against {rival}, same clients)"
    if difference.excludes_zero and difference.value > 0:
        return f"The links help: with them the top of the list is cleaner {found}."
    if difference.excludes_zero:
        return f"The links do harm: without them the top of the list is cleaner {found}."
    return f"The links make no difference that can be told from chance {found}."


def _rival_sentence(difference: Estimate, title: str) -> str:
    found = f"(PR-AUC {difference_words(difference)})"
    if difference.excludes_zero and difference.value > 0:
        return f"It beats {title}, the best model without a graph {found}."
    if difference.excludes_zero:
        return f"{title}, which uses no graph, is better {found}."
    return f"It is level with {title}, the best model without a graph {found}."

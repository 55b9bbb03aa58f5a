"""The body of a run: table -> graph -> fit -> practice exam -> scores -> final exam, once -> reasons."""

from __future__ import annotations

import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from core.errors import ArchiveError, GraphLeadError, TrainingError, in_one_line
from core.evaluation.cutoffs import CutoffTable
from core.evaluation.report import evaluate
from core.leads.budget import best_calls
from core.leads.campaign import Campaign
from core.leads.cut import choose_cut
from core.runs.amounts import examine_amounts, with_amounts
from core.runs.creation import create_run, need_table_and_task, run_config
from core.runs.levels import levelled
from core.runs.progress import Progress, Report
from core.runs.recommendation import recommendation_of
from core.runs.registry import find_run
from core.runs.run import Run
from core.runs.run_alarms import keep_column_powers
from core.runs.scores import part_of, repeated_entities, score_table, whose_of, write_frame
from core.runs.status import cancel_asked, claim, stored_status, this_process
from core.runs.turns import draw_ticket, turn
from core.tables.table import Table
from core.task.splits import TEST, VALIDATION
from core.training.config import TrainConfig
from core.workspace import Workspace, open_workspace

if TYPE_CHECKING:
    from core.graph.customer_graph import CustomerGraph
    from core.runs.fitted import Fitted
    from core.training.calibration import Calibration

ShouldStop = Callable[[], bool]


class CancelledError(Exception):
    """Somebody asked the run to stop; no error."""


def train_now(workspace: Workspace, config: TrainConfig, report: Report | None = None) -> Run:
    """Trains in this process and returns the finished run; for the command line.

    Raises:
        GraphLeadError: whatever the person can solve; the run is kept as failed.
    """
    return execute(queue_run(workspace, config).id, report)


def queue_run(workspace: Workspace, config: TrainConfig) -> Run:
    """A new run at the end of the queue, for `execute` to work on.

    Raises:
        GraphLeadError: the workspace has no table or task, or the disk is full.
    """
    table, _ = need_table_and_task(workspace)
    run = create_run(run_config(workspace, config), table)
    draw_ticket(run)
    return run


def work_on(run_id: str) -> str:
    """The same in a worker process: never raises for a run that failed; returns the state it ended in."""
    run = find_run(run_id)
    try:
        execute(run_id)
    except GraphLeadError as error:
        print(error, file=sys.stderr)
    except Exception:  # noqa: BLE001  # the run says so in its status; the trace goes to its log
        traceback.print_exc()
    return stored_status(run).state


def execute(run_id: str, report: Report | None = None, should_stop: ShouldStop | None = None) -> Run:
    """Works on a created run until it is finished, failed or cancelled.

    Args:
        run_id: A run in state "queued".
        report: Hears of every phase and epoch.
        should_stop: Asked often; True cancels the run.

    Raises:
        GraphLeadError: the run failed for a reason that the person can solve; its status says the same.
    """
    run = find_run(run_id)
    progress = Progress(run, report)
    worker = this_process()
    claim(run, worker)

    def stop() -> bool:
        return cancel_asked(run) or (should_stop is not None and should_stop())

    try:
        progress.start(worker.pid, worker.created)
        with turn(run, progress.waiting, stop) as mine:
            if not mine:
                raise CancelledError
            _work(run, progress, stop)
            progress.finish()
    except CancelledError:
        progress.end("cancelled")
    except GraphLeadError as error:
        if stop():  # the fit ends with an error of its own when it is asked to stop
            progress.end("cancelled")
            return run
        progress.end("failed", str(error))
        raise
    except MemoryError:
        problem = TrainingError(
            "The machine ran out of memory",
            action="Close other programs, build a graph with fewer links, or choose a smaller model",
        )
        progress.end("failed", str(problem))
        raise problem from None
    except Exception as error:
        if run.config().imported:  # an archive can hold what no check foresees
            refused = ArchiveError(
                "The loaded model could not score this table",
                found=f"{type(error).__name__}: {in_one_line(error)}",
                action="Ask for an archive that was saved with “Save model” on the Models page",
            )
            progress.end("failed", str(refused))
            raise refused from error
        progress.end("failed", f"Something unexpected went wrong ({type(error).__name__}: {error}).")
        raise
    except BaseException:
        progress.end("cancelled")
        raise
    _recommend(run)
    return run


def _recommend(run: Run) -> None:
    """The pages need not work out which run to use; without it they do, so nothing may fail over it."""
    with suppress(GraphLeadError):
        recommendation_of(open_workspace(run.config().workspace))


def _work(run: Run, progress: Progress, stop: ShouldStop) -> None:
    progress.begin("read")
    from core.runs.blending import blended
    from core.runs.fitted import brought_along, fitted_now
    from core.runs.run_graph import graph_of

    config = run.config()
    table = run.table()
    progress.begin("graph")
    graph = graph_of(run, report=progress.heard)
    _check(stop)
    if config.imported:
        fitted = brought_along(run, graph)
    elif config.train.model == "blend":
        progress.begin("calibrate")
        fitted = blended(run, graph)
    else:
        fitted = fitted_now(run, graph, progress, stop)
    _check(stop)
    progress.begin("predict")
    raw = fitted.predictor.predict(graph)
    probability = fitted.calibration.apply(raw)
    fitted.save(run, graph)
    entity = repeated_entities(table, config.task)
    scores = with_amounts(run, graph, score_table(graph, raw, probability, fitted.practice, entity))
    _check(stop)
    progress.begin("evaluate")
    _exams(run, scores, fitted.calibration)
    scores, level = levelled(run, scores, fitted.calibration, graph)
    write_frame(scores, run.scores_path)
    keep_column_powers(run)
    _check(stop)
    progress.begin("reasons")
    _reasons(run, graph, fitted, table, progress, level.correction.by)
    progress.begin("save")


def _exams(run: Run, scores: pd.DataFrame, calibration: Calibration) -> None:
    """The practice exam says which share is called; then the final exam is sat, once.

    It is a share and not a chance, so that a level that moves between the exams does not call everybody or nobody.
    """
    seed = run.config().train.seed
    share: float | None = None
    cutoff: float | None
    y, practice = part_of(scores, VALIDATION, "practice")
    known = ~np.isnan(practice) & (y >= 0)
    if known.any():
        chance = calibration.apply(practice[known])
        falling = np.sort(chance)[::-1]
        best = best_calls(falling, *Campaign().amounts(float(chance.mean())))
        share = choose_cut(len(chance), best, None).share
        cutoff = CutoffTable.of(y[known], chance).at_share(share).score
        groups = whose_of(scores, VALIDATION)
        report = evaluate(
            y[known],
            practice[known],
            probability=chance,
            cutoff=cutoff,
            groups=None if groups is None else groups[known],
            seed=seed,
        )
        report.save(run.directory / "practice.json")
    y, raw = part_of(scores, TEST, "raw")
    if len(y):
        chance = part_of(scores, TEST, "probability")[1]
        cutoff = None if share is None else CutoffTable.of(y, chance).at_share(share).score
        report = evaluate(y, raw, probability=chance, cutoff=cutoff, groups=whose_of(scores, TEST), seed=seed)
        report.save(run.directory / "metrics.json")
        examine_amounts(run, scores)


def _reasons(
    run: Run, graph: CustomerGraph, fitted: Fitted, table: Table, progress: Progress, lead_shift: float
) -> None:
    """Reasons are welcome, not vital: a run without them still ranks, and says what is missing."""
    try:
        from core.explanation.columns import column_contributions

        frame = column_contributions(graph, fitted.predictor, fitted.calibration, table, lead_shift)
        write_frame(frame, run.contributions_path)
    except Exception as error:  # noqa: BLE001  # hours of training must not be lost for want of reasons
        traceback.print_exc()
        progress.note(f"The reasons for each client could not be worked out ({error}).")


def _check(stop: ShouldStop) -> None:
    if stop():
        raise CancelledError

"""The level of a run's chances: measured once its exams are sat, applied to its leads, read by every page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import GraphLeadError
from core.graph.customer_graph import UNLABELLED, VALIDATION, CustomerGraph
from core.leads.ranking import leads_of
from core.runs.run import Run
from core.runs.scores import read_scores
from core.training.calibration import Calibration, log_odds, sigmoid
from core.training.level import Level, measured_level

if TYPE_CHECKING:
    from core.tables.table import Table
    from core.task.prediction_task import PredictionTask

Floats = npt.NDArray[np.float64]


def levelled(
    run: Run, scores: pd.DataFrame, calibration: Calibration, graph: CustomerGraph
) -> tuple[pd.DataFrame, Level]:
    """Measures the level, writes it beside the scores, and moves the chances of the leads to it.

    The exams keep the chances that they were judged by; only clients without an answer are moved.

    Args:
        run: The run. One that was imported brings the level along that its exam had; it holds where nobody here
            sat an exam.
        scores: See `core.runs.scores.score_table`.
        calibration: What made their chances.
        graph: Gives the times.

    Returns:
        Scores with corrected chances, and the level.
    """
    level = measured_level(*_parts(scores, calibration), graph.time)
    correction = level.correction
    if level.exam is None:
        brought = Level.load(run.level_path) if run.level_path.is_file() else level.unmoved()
        correction = brought.correction
    leads = leads_of(scores)
    chance = scores["probability"].to_numpy(np.float64).copy()
    chance[leads] = sigmoid(log_odds(chance[leads]) + correction.by)
    after = float(chance[leads].mean()) if leads.any() else None
    level = level.model_copy(update={"correction": correction, "leads_corrected": after})
    level.save(run.level_path)
    return scores.assign(probability=chance), level


def read_level(run: Run) -> Level:
    """The level of a finished run; of one made before levels were kept, measured now and nothing moved by it.

    Raises:
        RunError: the run has no scores (yet).
        StorageError: a file is damaged.
    """
    if run.level_path.is_file():
        return Level.load(run.level_path)
    scores = read_scores(run)
    calibration_path = run.directory / "calibration.json"
    calibration = Calibration.load(calibration_path) if calibration_path.is_file() else Calibration()
    time = _time(run.table(), run.config().task, scores)
    return measured_level(*_parts(scores, calibration), time).unmoved()


def _parts(
    scores: pd.DataFrame, calibration: Calibration
) -> tuple[npt.NDArray[np.int8], npt.NDArray[np.int8], Floats]:
    """Parts, answers and chances; of practice clients the chance by the model that had not seen them.

    Rows that have an answer and sit no exam (they lack a date) have no chance here: they are no leads.
    """
    part = scores["part"].to_numpy(np.int8)
    chance = scores["probability"].to_numpy(np.float64).copy()
    practised = part == VALIDATION
    chance[practised] = calibration.apply(scores["practice"].to_numpy(np.float64)[practised])
    y = scores["y"].to_numpy(np.int8)
    chance[(part == UNLABELLED) & (y >= 0)] = np.nan
    return part, y, chance


def _time(table: Table, task: PredictionTask, scores: pd.DataFrame) -> Floats | None:
    from core.task.splits import assign_parts

    if not task.split.has_clock:
        return None
    try:
        time = assign_parts(table, task.split, scores["y"].to_numpy(np.int8)).time
    except GraphLeadError:  # the table's rows are not there any more: what was written down last is later
        time = None
    return scores["row"].to_numpy(np.float64) if time is None else time[scores["row"].to_numpy(np.int64)]

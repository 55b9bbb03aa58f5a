"""A model that is ready to score: fitted now, or brought along by an archive."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.errors import ArchiveError
from core.graph.customer_graph import VALIDATION, CustomerGraph
from core.runs.progress import Progress
from core.runs.run import Run
from core.storage import write_json
from core.training.blend import BlendPredictor
from core.training.calibrating import choose_calibration
from core.training.calibration import Calibration
from core.training.checkpoint import load_predictor, save_predictor
from core.training.device import describe
from core.training.fit import fit
from core.training.predictor import Predictor
from core.training.stopping import ShouldStop
from models.catalog import MODELS

PRACTICE_FILE = "practice.safetensors"


@dataclass(frozen=True)
class Fitted:
    """A fitted model.

    Attributes:
        practice: (N,) scores of the model before it saw the practice clients, NaN where there are none.
    """

    predictor: Predictor
    calibration: Calibration
    practice: npt.NDArray[np.float64]

    def save(self, run: Run, graph: CustomerGraph) -> None:
        """Writes model, calibration and encoder into the run's directory."""
        save_predictor(self.predictor, run.directory)
        self.calibration.save(run.directory / "calibration.json")
        write_json(run.directory / "encoder.json", graph.encoder)


def fitted_now(run: Run, graph: CustomerGraph, progress: Progress, stop: ShouldStop) -> Fitted:
    """Fits the model of the run's config and its calibration on the practice exam.

    Raises:
        TrainingError: see `core.training.fit.fit`.
    """
    train = run.config().train
    progress.begin("fit")
    on_card = MODELS[train.model].family in ("graph", "relational")
    progress.device(describe(train.device) if on_card else "CPU")
    result = fit(graph, train, report=progress.heard, should_stop=stop)
    progress.begin("calibrate")
    rows = graph.rows_of(VALIDATION)
    calibration = choose_calibration(graph.y[rows], result.practice_scores[rows])
    return Fitted(result.predictor, calibration, result.practice_scores)


def brought_along(run: Run, graph: CustomerGraph) -> Fitted:
    """The model that an imported run came with.

    On a table it was not trained on, its scores of the practice clients are practice scores as they are:
    it has never seen them.
    """
    predictor = load_predictor(run.directory)
    if isinstance(predictor, BlendPredictor):
        predictor.graph_keys = [graph.key] * len(predictor.graph_keys)
    calibration = Calibration.load(run.directory / "calibration.json")
    practice = _practice_brought(run, graph.n_nodes)
    if practice is None:
        practice = np.full(graph.n_nodes, np.nan)
        rows = graph.rows_of(VALIDATION)
        practice[rows] = predictor.predict(graph)[rows]
    return Fitted(predictor, calibration, practice)


def _practice_brought(run: Run, n_rows: int) -> npt.NDArray[np.float64] | None:
    """(n_rows,) practice scores out of the archive, or None when it was another table's."""
    path = run.directory / PRACTICE_FILE
    if not path.is_file():
        return None
    rows, found = practice_of(path.read_bytes())
    scores = np.full(n_rows, np.nan)
    inside = rows < n_rows
    scores[rows[inside]] = found[inside]
    return scores


def practice_of(data: bytes) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """The rows that an archive has practice scores of, and the scores.

    Raises:
        ArchiveError: they are none.
    """
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        stored = load(data)
        rows, scores = stored["rows"], stored["scores"]
    except (SafetensorError, KeyError, ValueError, TypeError, OverflowError) as error:
        raise ArchiveError(f"{PRACTICE_FILE} is damaged", found=str(error)[:200]) from error
    kinds = rows.dtype.kind == "i" and scores.dtype.kind == "f"
    if not kinds or rows.ndim != 1 or rows.shape != scores.shape:
        raise ArchiveError(f"{PRACTICE_FILE} holds no rows with a score each")
    if (rows < 0).any() or not ((scores >= 0) & (scores <= 1)).all():
        raise ArchiveError(f"{PRACTICE_FILE} holds scores that are no chances, or rows that are none")
    return rows.astype(np.int64), scores.astype(np.float64)

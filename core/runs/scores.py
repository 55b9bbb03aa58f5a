"""The scores of a run: one row a client, written once, read by every page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import RunError, StorageError
from core.evaluation.exam import ENTITY, whose
from core.evaluation.report import EvaluationReport
from core.graph.customer_graph import CustomerGraph
from core.runs.run import Run
from core.storage import write_bytes
from core.tables.table import Role, Table
from core.task.prediction_task import PredictionTask

FloatArray = npt.NDArray[np.float64]


def score_table(
    graph: CustomerGraph,
    raw: FloatArray,
    probability: FloatArray,
    practice: FloatArray | None,
    entity: npt.NDArray[np.int64] | None = None,
) -> pd.DataFrame:
    """All scores as one table.

    Args:
        graph: Gives ids, parts and outcomes of the N clients.
        raw: (N,) scores of the model.
        probability: (N,) calibrated chances.
        practice: (N,) scores of the model before it saw the practice clients, NaN outside validation.
        entity: (N,) a number for whom each row is about, see `repeated_entities`.

    Returns:
        N rows in table order: row, id, part, y, raw, practice, probability, rank (1 is the highest raw score,
        ties in table order), percentile (share of all clients that stand lower, in %: 99.9 for the first of
        1,000); and entity, where it was given.
    """
    n = graph.n_nodes
    order = np.argsort(-raw, kind="stable")
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(1, n + 1)
    found = pd.DataFrame(
        {
            "row": np.arange(n, dtype=np.int64),
            "id": pd.array(graph.ids.tolist(), dtype="str"),
            "part": graph.part.astype(np.int8),
            "y": graph.y.astype(np.int8),
            "raw": raw,
            "practice": np.full(n, np.nan) if practice is None else practice,
            "probability": probability,
            "rank": rank,
            "percentile": 100.0 * (n - rank) / n,
        }
    )
    return found if entity is None else found.assign(**{ENTITY: entity})


def repeated_entities(table: Table, task: PredictionTask) -> npt.NDArray[np.int64] | None:
    """A number for whom each row is about: the entity asked on several days, or the client of several rows.

    Rows without a name stand for themselves. None where every row is about somebody else.
    """
    named = [column.name for column in table.columns if column.role is Role.ID][:1]
    column = task.origin.entity_column if task.origin is not None else "".join(named)
    if not column:
        return None
    codes, seen = pd.factorize(table.frame([column])[column])
    unnamed = codes < 0
    codes[unnamed] = len(seen) + np.arange(int(unnamed.sum()))
    return None if len(seen) + int(unnamed.sum()) == len(codes) else codes.astype(np.int64)


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Writes a Parquet file whole or not at all.

    Raises:
        StorageError: the disk is full.
    """
    write_bytes(path, frame.to_parquet(index=False))


def read_scores(run: Run) -> pd.DataFrame:
    """The table of `score_table`.

    Raises:
        RunError: the run has no scores (yet).
        StorageError: the file is damaged.
    """
    return _read(run, run.scores_path, "scores")


def read_contributions(run: Run) -> pd.DataFrame:
    """(N clients × source columns and "links") contributions to the chance in percentage points.

    Raises:
        RunError: the run has none; the status's note says why.
        StorageError: the file is damaged.
    """
    return _read(run, run.contributions_path, "reasons")


def read_report(run: Run) -> EvaluationReport:
    """The final exam's figures.

    Raises:
        StorageError: the run has none (not finished, or nobody in its final exam).
    """
    return EvaluationReport.load(run.directory / "metrics.json")


def read_practice(run: Run) -> EvaluationReport:
    """The practice exam's figures.

    Raises:
        StorageError: the run has none.
    """
    return EvaluationReport.load(run.directory / "practice.json")


def _read(run: Run, path: Path, what: str) -> pd.DataFrame:
    if not path.is_file():
        raise RunError(
            f"The run {run.id} has no {what}",
            action="Wait until it is finished, or choose another run on the Models page",
        )
    try:
        return pd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise StorageError(f"{path} is damaged", found=str(error), action="Train the model again") from error


def part_of(scores: pd.DataFrame, part: int, column: str) -> tuple[npt.NDArray[np.int8], npt.NDArray[Any]]:
    """Known outcomes and one score column of a part's rows."""
    rows = scores["part"].to_numpy() == part
    return scores["y"].to_numpy()[rows], scores[column].to_numpy()[rows]


def whose_of(scores: pd.DataFrame, part: int) -> npt.NDArray[np.int64] | None:
    """Whom each row of a part is about; None where each is about somebody else."""
    return whose(scores[scores["part"].to_numpy() == part])

"""One run's final exam, taken out of its scores: who was judged, what they answered, and their chances."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.errors import EvaluationError
from core.evaluation.ranked import Floats, Ints, Outcomes, checked

ENTITY = (
    "entity"  # of the scores: a number for whom each row is about, where some are asked about several times
)


@dataclass(frozen=True)
class Exam:
    """The judged rows of one run.

    Attributes:
        rows: Table rows, rising, shape (n,).
        y: Outcomes 0/1, shape (n,).
        probability: Calibrated chances, shape (n,).
        whose: A number for whom each row is about, shape (n,); None: each row is about somebody else.
    """

    rows: Ints
    y: Outcomes
    probability: Floats
    whose: Ints | None = None

    @property
    def n(self) -> int:
        return len(self.y)


def exam_of(scores: pd.DataFrame, test: int) -> Exam:
    """The rows of a run's scores (columns row, part, y, probability) that belong to the test part.

    Args:
        scores: One row a client, see `core.runs.scores`.
        test: The code of the test part in the column `part`.

    Raises:
        EvaluationError: columns or test rows are missing, outcomes unknown, scores missing or infinite.
    """
    missing = {"row", "part", "y", "probability"} - set(scores.columns)
    if missing:
        raise EvaluationError(
            "The scores of this run cannot be judged",
            found=f"no column {', '.join(sorted(missing))}",
            action="Train the model again",
        )
    judged = scores[scores["part"] == test].sort_values("row")
    y, probability = checked(judged["y"], judged["probability"], "probabilities")
    return Exam(judged["row"].to_numpy(dtype=np.int64), y, probability, whose(judged))


def whose(scores: pd.DataFrame) -> Ints | None:
    """Whom each row of (some) scores is about; None where each is about somebody else, or where nobody noted it."""
    return scores[ENTITY].to_numpy(dtype=np.int64) if ENTITY in scores.columns else None

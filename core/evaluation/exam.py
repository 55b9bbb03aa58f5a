"""One run's final exam, taken out of its scores: who was judged, the chances, the cut-off from practice."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.errors import EvaluationError
from core.evaluation.cutoffs import choose_cutoff
from core.evaluation.ranked import Floats, Ints, Outcomes, checked


@dataclass(frozen=True)
class Exam:
    """The judged rows of one run.

    Attributes:
        rows: Table rows, in table order, shape (n,).
        y: Outcomes 0/1, shape (n,).
        probability: Calibrated chances, shape (n,).
        cutoff: The default cut-off on the scale of `probability`, from the practice exam.
        cutoff_from: "validation", or "fixed" where the run has no practice scores.
    """

    rows: Ints
    y: Outcomes
    probability: Floats
    cutoff: float
    cutoff_from: str

    @property
    def n(self) -> int:
        return len(self.y)


def exam_of(scores: pd.DataFrame, *, test: int, validation: int) -> Exam:
    """The final exam of a run.

    The default cut-off has the best F1 on the practice exam: the practice scores (of the model before it was
    fitted again) are brought to the scale of the chances by the run's own increasing map from raw score to
    probability.

    Args:
        scores: Columns row, part, y, raw, practice, probability (`core.runs.scores`).
        test: The code of the test part in `part`.
        validation: The code of the validation part.

    Raises:
        EvaluationError: no test rows, unknown outcomes or missing scores there.
    """
    judged = scores[scores["part"] == test].sort_values("row")
    y, probability = checked(judged["y"], judged["probability"], "probabilities")
    rows = judged["row"].to_numpy(dtype=np.int64)
    practised = scores[(scores["part"] == validation) & scores["y"].isin((0, 1))]
    try:
        _, practice = checked(practised["y"], practised["practice"])
    except EvaluationError:
        return Exam(rows, y, probability, cutoff=0.5, cutoff_from="fixed")
    known = scores[["raw", "probability"]].dropna().sort_values("raw")
    as_chance = np.interp(practice, known["raw"].to_numpy(), known["probability"].to_numpy())
    cutoff = choose_cutoff(practised["y"], as_chance)
    return Exam(rows, y, probability, cutoff=cutoff, cutoff_from="validation")

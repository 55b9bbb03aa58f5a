"""Taking the final exam out of a run's scores."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from core.errors import EvaluationError
from core.evaluation.exam import exam_of


def scores() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "row": [3, 0, 2, 1],
            "part": [2, 0, 2, 1],
            "y": [1, 0, 0, 1],
            "probability": [0.7, 0.1, 0.2, 0.3],
        }
    )


def test_only_the_test_part_in_table_order() -> None:
    exam = exam_of(scores(), test=2)
    assert exam.rows.tolist() == [2, 3]
    assert exam.y.tolist() == [0, 1]
    assert exam.probability.tolist() == [0.2, 0.7]


def test_no_exam_and_broken_scores_are_said() -> None:
    with pytest.raises(EvaluationError, match="no rows"):
        exam_of(scores().assign(part=0), test=2)
    with pytest.raises(EvaluationError, match="no column y"):
        exam_of(scores().drop(columns="y"), test=2)
    with pytest.raises(EvaluationError, match="probabilities are missing"):
        exam_of(scores().assign(probability=np.nan), test=2)

"""Made-up examples of the rarer answer for models of columns (SMOTE)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from core.errors import TrainingError
from core.training.config import TrainConfig

Array = npt.NDArray[Any]
_NEIGHBOURS = 5


def learned_from(config: TrainConfig, x: Array, y: Array) -> tuple[Array, Array]:
    """The training examples as the config wants them: as they are, or with made-up ones of the rarer answer.

    Only ever called with rows that are learned from: those of an exam are never made up.
    """
    return smote(x, y, config.seed) if config.sampling == "smote" else (x, y)


def smote(x: Array, y: Array, seed: int) -> tuple[Array, Array]:
    """As many of the rarer answer as of the other: new ones lie between a rarer example and one of its nearest.

    N. Chawla and others, "SMOTE: synthetic minority over-sampling technique", JAIR 16, 2002. Inputs that are 0
    or 1 take the value of the nearer of the two, so that a made-up example has values that exist.

    Raises:
        TrainingError: fewer than two examples of the rarer answer.
    """
    from imblearn.over_sampling import SMOTE

    rarer = int(min((y == 1).sum(), (y == 0).sum()))
    if rarer < 2:
        raise TrainingError(
            "No examples can be made up between neighbours",
            found=f"{rarer} of the rarer answer",
            expected="at least 2",
            action="Learn from all examples as they are",
        )
    flags = ((x == 0) | (x == 1)).all(axis=0)
    made, answers = SMOTE(random_state=seed, k_neighbors=min(_NEIGHBOURS, rarer - 1)).fit_resample(x, y)
    made[:, flags] = np.rint(made[:, flags])
    return made.astype(x.dtype), answers.astype(y.dtype)

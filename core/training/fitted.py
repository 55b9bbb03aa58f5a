"""What the fitting functions of the model families hand back."""

from __future__ import annotations

from dataclasses import dataclass

from core.training.predictor import Predictor, Scores


@dataclass(frozen=True)
class Fitted:
    """A fitted model.

    Attributes:
        predictor: Fitted on train + validation when the config says refit.
        practice: Scores of the validation rows, in row order, by the model before the refit.
        best_epoch: The epoch (round) kept, counted from 1.
    """

    predictor: Predictor
    practice: Scores
    best_epoch: int

"""The fitted scorecard as a predictor, and fitting it; the card itself is JSON that a person can edit."""

from __future__ import annotations

from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from pydantic import ValidationError

from core.errors import TrainingError
from core.graph.column_encoding import ColumnEncoding
from core.graph.customer_graph import CustomerGraph
from core.graph.features import FeatureEncoder
from core.task.splits import TRAIN, VALIDATION
from core.training.calibration import sigmoid
from core.training.config import TrainConfig
from core.training.fitted import Fitted
from core.training.predictor import Predictor, Scores, Tensors
from core.training.stopping import Report, ShouldStop, TrainingCancelledError
from models.scorecard import Scorecard, fit_scorecard


class PointsPredictor(Predictor):
    """Points per column, summed, read as log-odds.

    Attributes:
        card: The scorecard.
    """

    kind: ClassVar[str] = "points"

    def __init__(self, config: TrainConfig, feature_names: list[str], card: Scorecard) -> None:
        super().__init__(config, feature_names)
        self.card = card

    def _predict(self, graph: CustomerGraph) -> Scores:
        return sigmoid(self.card.logits(graph.x, self.feature_names))

    def column_points(self, graph: CustomerGraph) -> tuple[list[str], npt.NDArray[np.float64]]:
        """Column names and the points of each row, (N, columns); 20 points more double the odds."""
        self.check(graph)
        return self.card.column_points(graph.x, self.feature_names)

    def edited(self, card: Any) -> PointsPredictor:
        """The predictor with another card, given as JSON values.

        Raises:
            TrainingError: the card is not understood or uses inputs that the model does not have.
        """
        try:
            checked = Scorecard.model_validate(card)
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join(str(part) for part in first["loc"])
            raise TrainingError(
                "The scorecard is not understood", found=f"{where}: {first['msg']}"
            ) from error
        used = {level.feature for criterion in checked.criteria for level in criterion.levels}
        used |= {criterion.feature for criterion in checked.criteria if criterion.feature is not None}
        unknown = sorted(used - set(self.feature_names))
        if unknown:
            raise TrainingError("The scorecard uses inputs that are not there", found=", ".join(unknown[:5]))
        return PointsPredictor(self.config, self.feature_names, checked)

    def tensors(self) -> Tensors:
        return {"start": np.array([self.card.start])}

    def meta(self) -> dict[str, Any]:
        return {**super().meta(), "scorecard": self.card.model_dump(mode="json")}

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        config = TrainConfig.model_validate(meta["config"])
        return cls(config, meta["feature_names"], Scorecard.model_validate(meta["scorecard"]))


def fit_points(graph: CustomerGraph, config: TrainConfig, report: Report, should_stop: ShouldStop) -> Fitted:
    """A scorecard learned from the train rows by weight of evidence (with `refit`, from validation as well)."""
    from sklearn.metrics import average_precision_score, log_loss

    if should_stop():
        raise TrainingCancelledError
    train, validation = graph.rows_of(TRAIN), graph.rows_of(VALIDATION)
    units = sizes_of(graph)

    def fitted(rows: npt.NDArray[np.int64]) -> PointsPredictor:
        card = fit_scorecard(graph.x[rows], graph.y[rows], graph.feature_names, graph.feature_columns, units)
        return PointsPredictor(config, graph.feature_names, card)

    predictor = fitted(train)
    scores = predictor.predict(graph)
    y_val = graph.y[validation]
    report(
        {
            "epoch": 1,
            "epochs": 1,
            "loss": float(log_loss(graph.y[train], scores[train])),
            "val_loss": float(log_loss(y_val, scores[validation])),
            "val_average_precision": float(average_precision_score(y_val, scores[validation])),
        }
    )
    if config.refit:
        predictor = fitted(np.sort(np.concatenate([train, validation])))
    return Fitted(predictor, scores[validation], 1)


def sizes_of(graph: CustomerGraph) -> dict[str, tuple[float, float]]:
    """(mean, scale) of the standardised inputs, as far as the graph's encoder tells."""
    if not graph.encoder:
        return {}
    units = {}
    for column in FeatureEncoder.from_json(graph.encoder).columns:
        if not isinstance(column, ColumnEncoding):
            continue  # words have no unit
        for name in column.feature_names:
            if name in (column.column, f"{column.column} (days)"):
                units[name] = (column.mean, column.scale)
    return units

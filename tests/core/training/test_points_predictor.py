"""Editing the scorecard of a fitted model."""

from __future__ import annotations

import numpy as np
import pytest

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.training.config import TrainConfig
from core.training.fit import fit
from core.training.points_predictor import PointsPredictor


@pytest.fixture(scope="module")
def predictor(graph: CustomerGraph) -> PointsPredictor:
    fitted = fit(graph, TrainConfig.for_model("points")).predictor
    assert isinstance(fitted, PointsPredictor)
    return fitted


def test_an_edited_card_scores_as_edited(predictor: PointsPredictor, graph: CustomerGraph) -> None:
    card = predictor.meta()["scorecard"]
    flag = next(c for c in card["criteria"] if c["column"] == "flag")
    flag["levels"][0]["points"] += 20
    edited = predictor.edited(card)
    before, after = predictor.predict(graph), edited.predict(graph)
    odds = (after / (1 - after)) / (before / (1 - before))
    assert odds == pytest.approx(np.where(graph.x[:, -1] > 0.5, 2.0, 1.0))


def test_column_points_add_up(predictor: PointsPredictor, graph: CustomerGraph) -> None:
    columns, points = predictor.column_points(graph)
    assert columns == graph.feature_columns
    logits = predictor.card.start + points.sum(axis=1) * np.log(2) / 20
    assert 1 / (1 + np.exp(-logits)) == pytest.approx(predictor.predict(graph))


def test_nonsense_is_refused(predictor: PointsPredictor) -> None:
    card = predictor.meta()["scorecard"]
    with pytest.raises(TrainingError, match="not understood"):
        predictor.edited({**card, "points_to_double": 0})
    card["criteria"][0]["feature"] = "shoe size"
    with pytest.raises(TrainingError, match="shoe size"):
        predictor.edited(card)

"""Rules of thumb as a predictor: a scorecard made from the names of the columns; nothing is learned."""

from __future__ import annotations

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.task.splits import VALIDATION
from core.training.config import TrainConfig
from core.training.fitted import Fitted
from core.training.points_predictor import PointsPredictor, sizes_of
from core.training.stopping import Report, ShouldStop, TrainingCancelledError
from models.b2b_rules import rule_card


def fit_rules(graph: CustomerGraph, config: TrainConfig, report: Report, should_stop: ShouldStop) -> Fitted:
    """The rules that fit the columns, as a scorecard that can be edited like a learned one.

    Raises:
        TrainingError: no rule knows any of the columns.
    """
    from sklearn.metrics import average_precision_score, log_loss

    if should_stop():
        raise TrainingCancelledError
    card = rule_card(graph.feature_names, graph.feature_columns, sizes_of(graph))
    if not card.criteria:
        raise TrainingError(
            "The rules of thumb know none of these columns",
            found=", ".join(list(dict.fromkeys(graph.feature_columns))[:8]),
            expected="a job title, company size, revenue, industry, source or recent activities",
            action="Choose another model; the points model learns its rules from the examples",
        )
    predictor = PointsPredictor(config, graph.feature_names, card)
    validation = graph.rows_of(VALIDATION)
    practice = predictor.predict(graph)[validation]
    loss = float(log_loss(graph.y[validation], practice))
    precision = float(average_precision_score(graph.y[validation], practice))
    report({"epoch": 1, "epochs": 1, "loss": loss, "val_loss": loss, "val_average_precision": precision})
    return Fitted(predictor, practice, 1)

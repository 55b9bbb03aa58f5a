"""One instant answer explained: Shapley values of the lead's columns against the average training lead."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from core.explanation.attribution import Array, Attribution
from core.explanation.linear import train_means
from core.explanation.shapley import shapley
from core.graph.customer_graph import CustomerGraph
from core.training.calibration import log_odds
from core.training.instant_predictor import InstantPredictor
from core.training.predictor import Predictor
from core.training.tabpfn_predictor import TabPFNPredictor

_ORDERS, _TABPFN_ORDERS = 32, 2  # each TabPFN answer reads the whole context anew
_ROWS_AT_ONCE = 4_096


def instant_attribution(predictor: Predictor, graph: CustomerGraph, row: int) -> Attribution:
    """Columns arrive in random orders, each changing from the training mean to the lead's value; exactly complete.

    E. Štrumbelj, I. Kononenko, 2014, "Explaining prediction models and individual predictions with feature
    contributions", Knowledge and Information Systems 41.
    """
    if not isinstance(predictor, InstantPredictor | TabPFNPredictor):
        raise TypeError("not an instant answer")
    names = list(dict.fromkeys(graph.feature_columns))
    which = np.array([names.index(name) for name in graph.feature_columns])
    own, neutral = graph.x[row].astype(np.float64), train_means(graph)

    def logits(there: npt.NDArray[np.bool_]) -> Array:
        """(T, C) which columns are the lead's -> (T,) logits."""
        found = []
        for start in range(0, len(there), _ROWS_AT_ONCE):
            piece = there[start : start + _ROWS_AT_ONCE]
            found.append(log_odds(predictor.scores(np.where(piece[:, which], own, neutral))))
        return np.concatenate(found)

    orders = _ORDERS if isinstance(predictor, InstantPredictor) else _TABPFN_ORDERS
    contributions = shapley(logits, len(names), permutations=orders)
    baseline, value = logits(np.array([[False], [True]]).repeat(len(names), axis=1))
    return Attribution.of_columns(
        "Shapley values",
        names,
        contributions,
        value=float(value),
        baseline=float(baseline),
        removal=lambda taken: logits(~taken),
    )

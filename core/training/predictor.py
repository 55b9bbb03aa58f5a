"""What every fitted model can do: score each row of a customer graph, and be stored as arrays plus JSON."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.training.config import TrainConfig

Scores = npt.NDArray[np.float64]
Tensors = dict[str, npt.NDArray[Any]]


class Predictor(ABC):
    """A fitted model.

    Attributes:
        kind: Names the class in model.json.
        config: How it was fitted.
        feature_names: The F inputs it was fitted on; a graph must have the same, in this order.
    """

    kind: ClassVar[str]

    def __init__(self, config: TrainConfig, feature_names: list[str]) -> None:
        self.config = config
        self.feature_names = list(feature_names)

    @property
    def model(self) -> str:
        """The model's name in `models.catalog.MODELS`."""
        return self.config.model

    def predict(self, graph: CustomerGraph) -> Scores:
        """Raw probabilities of every row, shape (N,), float64, before calibration.

        Raises:
            TrainingError: the graph's inputs are not those the model was fitted on.
        """
        self.check(graph)
        scores = self._predict(graph)
        if not np.isfinite(scores).all():
            raise TrainingError(
                "The model gives scores that are no numbers",
                found=f"{int((~np.isfinite(scores)).sum()):,} of {len(scores):,}",
                action="Train it again, or ask for an archive that nobody changed",
            )
        return scores

    @abstractmethod
    def _predict(self, graph: CustomerGraph) -> Scores: ...

    @abstractmethod
    def tensors(self) -> Tensors:
        """Everything numerical, by name; what `model.safetensors` holds."""

    def meta(self) -> dict[str, Any]:
        """Everything else, as JSON values; what `model.json` holds."""
        return {
            "kind": self.kind,
            "config": self.config.to_json(),
            "feature_names": self.feature_names,
        }

    @classmethod
    @abstractmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Predictor:
        """The predictor that `meta` and `tensors` came from."""

    def check(self, graph: CustomerGraph) -> None:
        """Raises TrainingError unless the graph's inputs are those the model was fitted on."""
        if list(graph.feature_names) == self.feature_names:
            return
        missing = [name for name in self.feature_names if name not in set(graph.feature_names)]
        extra = [name for name in graph.feature_names if name not in set(self.feature_names)]
        if missing:
            found = f"without {', '.join(missing[:3])}"
        elif extra:
            found = f"with {', '.join(extra[:3])} as well"
        else:
            found = "the same inputs in another order"
        raise TrainingError(
            "This model was fitted on other inputs than this graph has",
            found=found,
            expected=f"{len(self.feature_names)} inputs: {', '.join(self.feature_names[:5])}, …",
            action="Use the graph the model was trained on, or train again",
        )

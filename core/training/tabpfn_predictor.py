"""TabPFN as the instant answer, where the package `tabpfn` and a file of its weights are there; never downloaded."""

from __future__ import annotations

from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph
from core.settings import load_settings
from core.training.calibration import log_odds, sigmoid
from core.training.config import TrainConfig
from core.training.predictor import Predictor, Scores, Tensors

_ROWS_AT_ONCE = 4_096


def tabpfn_weights() -> Path | None:
    """The file of weights named by GRAPHLEADIQ_TABPFN_WEIGHTS, or None where it or the package is missing."""
    path = load_settings().tabpfn_weights
    return path if path is not None and path.is_file() and find_spec("tabpfn") is not None else None


class TabPFNPredictor(Predictor):
    """Known examples that TabPFN reads anew whenever it is asked; its weights stay in their own file.

    N. Hollmann and others, "Accurate predictions on small data with a tabular foundation model", Nature 637, 2025.

    Attributes:
        x, y: (n, F) and (n,) the context.
        shift: Added to the log-odds: yes is more frequent in the context than among all known examples.
        engine: What gives the answer, in words.
    """

    kind: ClassVar[str] = "tabpfn"
    engine: ClassVar[str] = "TabPFN"
    limit: ClassVar[int] = 10_000  # the examples it is made for

    def __init__(
        self,
        config: TrainConfig,
        feature_names: list[str],
        x: npt.NDArray[np.float32],
        y: npt.NDArray[np.int8],
        shift: float,
    ) -> None:
        super().__init__(config, feature_names)
        self.x, self.y, self.shift = x, y, float(shift)

    def _predict(self, graph: CustomerGraph) -> Scores:
        return self.scores(graph.x)

    def scores(self, x: npt.NDArray[Any]) -> Scores:
        """(N,) probabilities of rows of inputs.

        Raises:
            TrainingError: TabPFN or its weights are not there any more.
        """
        parts = [
            np.asarray(self._model.predict_proba(x[start : start + _ROWS_AT_ONCE]), dtype=np.float64)[:, 1]
            for start in range(0, len(x), _ROWS_AT_ONCE)
        ]
        return sigmoid(log_odds(np.concatenate(parts)) + self.shift)

    @cached_property
    def _model(self) -> Any:
        weights = tabpfn_weights()
        if weights is None:
            raise TrainingError(
                "This answer was given by TabPFN, which is not here",
                expected="the package tabpfn, and its weights in the file named by GRAPHLEADIQ_TABPFN_WEIGHTS",
                action="Install them, or train another model",
            )
        import tabpfn

        model = tabpfn.TabPFNClassifier(
            model_path=str(weights),
            random_state=self.config.seed,
            device="cpu",
            ignore_pretraining_limits=True,
        )
        return model.fit(self.x, self.y)

    def tensors(self) -> Tensors:
        return {"x": self.x, "y": self.y, "shift": np.array([self.shift])}

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        config = TrainConfig.model_validate(meta["config"])
        x, y = tensors["x"], tensors["y"]
        if x.shape != (len(y), len(meta["feature_names"])):
            raise ValueError("the examples and their columns do not belong together")
        return cls(config, meta["feature_names"], x, y, float(tensors["shift"][0]))

"""Fitted models that look at a client's own columns: logistic regression and boosted trees."""

from __future__ import annotations

from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from core.graph.customer_graph import CustomerGraph
from core.training.calibration import sigmoid
from core.training.config import TrainConfig
from core.training.predictor import Predictor, Scores, Tensors


class LogisticPredictor(Predictor):
    """sigmoid(x @ weights + intercept).

    Attributes:
        weights: (F,) float64.
        intercept: float.
    """

    kind: ClassVar[str] = "logistic"

    def __init__(
        self,
        config: TrainConfig,
        feature_names: list[str],
        weights: npt.NDArray[np.float64],
        intercept: float,
    ) -> None:
        super().__init__(config, feature_names)
        self.weights = np.asarray(weights, dtype=np.float64)
        self.intercept = float(intercept)

    def _predict(self, graph: CustomerGraph) -> Scores:
        return self.scores(graph.x.astype(np.float64))

    def scores(self, x: npt.NDArray[np.float64]) -> Scores:
        """(N,) probabilities of rows of inputs."""
        # A sum over columns, no matrix product: a row's score does not depend on how many rows there are.
        return sigmoid((x * self.weights).sum(axis=1) + self.intercept)

    def tensors(self) -> Tensors:
        return {"weights": self.weights, "intercept": np.array([self.intercept])}

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        config = TrainConfig.model_validate(meta["config"])
        return cls(config, meta["feature_names"], tensors["weights"], float(tensors["intercept"][0]))


class TreePredictor(Predictor):
    """Boosted trees, kept as the text or bytes that their library writes, never as a pickle.

    Attributes:
        library: "lightgbm" or "xgboost".
        content: LightGBM's model text (UTF-8) or XGBoost's UBJSON bytes.
        used: Numbers of the inputs that the trees look at; None: all.
    """

    kind: ClassVar[str] = "trees"

    def __init__(
        self,
        config: TrainConfig,
        feature_names: list[str],
        library: str,
        content: bytes,
        used: npt.NDArray[np.int64] | None = None,
    ) -> None:
        super().__init__(config, feature_names)
        self.library = library
        self.content = content
        self.used = used

    @cached_property
    def booster(self) -> Any:
        """The library's own booster, read from `content` (so before and after saving it is the same)."""
        if self.library == "lightgbm":
            import lightgbm

            return lightgbm.Booster(model_str=self.content.decode())
        import xgboost

        return xgboost.Booster(model_file=bytearray(self.content))

    def inputs(self, graph: CustomerGraph) -> npt.NDArray[np.float32]:
        """(N, F') what the trees see: the columns, and for `lightgbm_rates` the recent rates beside them."""
        return tree_inputs(self.model, graph, self.used)

    def input_names(self, graph: CustomerGraph) -> list[str]:
        """The F' names of `inputs`."""
        if self.used is not None:
            return [graph.feature_names[number] for number in self.used]
        return graph.feature_names if self.model != "lightgbm_rates" else with_rates(graph)[1]

    def _predict(self, graph: CustomerGraph) -> Scores:
        x = self.inputs(graph)
        if self.library == "lightgbm":
            return np.asarray(self.booster.predict(x), dtype=np.float64)
        import xgboost

        return np.asarray(self.booster.predict(xgboost.DMatrix(x)), dtype=np.float64)

    def tensors(self) -> Tensors:
        tensors: Tensors = {"content": np.frombuffer(self.content, dtype=np.uint8)}
        return tensors if self.used is None else {**tensors, "used": self.used}

    def meta(self) -> dict[str, Any]:
        return {**super().meta(), "library": self.library}

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        config = TrainConfig.model_validate(meta["config"])
        used = tensors.get("used")
        if used is not None and not np.isin(used, np.arange(len(meta["feature_names"]))).all():
            raise ValueError("the trees look at inputs that are not there")
        return cls(config, meta["feature_names"], meta["library"], tensors["content"].tobytes(), used)


def tree_inputs(
    model: str, graph: CustomerGraph, used: npt.NDArray[np.int64] | None
) -> npt.NDArray[np.float32]:
    """(N, F') what the trees of a model see; `used`: numbers of the inputs, None: all."""
    if used is not None:
        return graph.x[:, used]
    return with_rates(graph)[0] if model == "lightgbm_rates" else graph.x


def with_rates(graph: CustomerGraph) -> tuple[npt.NDArray[np.float32], list[str]]:
    """The graph's columns and the rolling rates of known outcomes beside them, with their names."""
    from core.graph.outcome_rates import outcome_rates

    rates, names = outcome_rates(graph)
    return np.hstack([graph.x, rates.astype(np.float32)]), [*graph.feature_names, *names]

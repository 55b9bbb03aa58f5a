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
from core.training.tree_arrays import TreeArrays
from core.training.tree_forms import booster_of, trees_of
from models.catalog import MODELS


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
        weights = tensors["weights"]
        if weights.shape != (len(meta["feature_names"]),) or weights.dtype.kind != "f":
            raise ValueError("the inputs and their weights do not belong together")
        return cls(config, meta["feature_names"], weights, float(tensors["intercept"][0]))


class TreePredictor(Predictor):
    """Boosted trees, kept as checked arrays, never as a pickle or as their library's own file.

    Attributes:
        trees: The arrays.
        used: Numbers of the inputs that the trees look at; None: all.
    """

    kind: ClassVar[str] = "trees"

    def __init__(
        self,
        config: TrainConfig,
        feature_names: list[str],
        trees: TreeArrays,
        used: npt.NDArray[np.int64] | None = None,
    ) -> None:
        super().__init__(config, feature_names)
        self.trees = trees
        self.used = used

    @property
    def library(self) -> str:
        """ "lightgbm" or "xgboost"."""
        return self.trees.library

    @cached_property
    def booster(self) -> Any:
        """The library's own booster, always made of the arrays (so before and after saving it is the same)."""
        return booster_of(self.trees)

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
        self.trees.check_inputs(x)
        if self.library == "lightgbm":
            return np.asarray(self.booster.predict(x), dtype=np.float64)
        import xgboost

        return np.asarray(self.booster.predict(xgboost.DMatrix(x)), dtype=np.float64)

    def tensors(self) -> Tensors:
        tensors = self.trees.tensors()
        return tensors if self.used is None else {**tensors, "used": self.used}

    def meta(self) -> dict[str, Any]:
        return {**super().meta(), "library": self.library}

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        config = TrainConfig.model_validate(meta["config"])
        library, names = meta["library"], meta["feature_names"]
        if library != (MODELS[config.model].library or "lightgbm"):
            raise ValueError(f"the trees of {config.model} are not from {library}")
        former = tensors.get("content")  # as models were stored formerly
        trees = (
            TreeArrays.restore(library, tensors) if former is None else trees_of(library, former.tobytes())
        )
        used = tensors.get("used")
        n_inputs = len(names)
        if used is not None:
            if used.dtype.kind != "i" or used.ndim != 1 or not np.isin(used, np.arange(len(names))).all():
                raise ValueError("the trees look at inputs that are not there")
            n_inputs = len(used)
        if trees.n_inputs != n_inputs and config.model != "lightgbm_rates":
            raise ValueError(f"the trees look at {trees.n_inputs} of {n_inputs} inputs")
        return cls(config, names, trees, used)


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

"""The instant answer as a predictor: known examples boiled down in closed form; stored as arrays."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from core.graph.customer_graph import CustomerGraph
from core.training.calibration import sigmoid
from core.training.config import TrainConfig
from core.training.predictor import Predictor, Scores, Tensors
from models.instant import KNOTS, Choice, Instant, squared_distances

_LOGIT_DIGITS = (
    7  # sums in double precision differ in the 15th digit with the number of rows; what is kept does not
)
_ARRAYS = ("knots", "weight", "landmarks", "linear", "kernel")
_NUMBERS = ("gamma", "intercept", "slope", "start", "left_out_loss")


class InstantPredictor(Predictor):
    """Ranks among the known examples and a kernel ridge.

    Attributes:
        instant: The context, boiled down.
        engine: What gives the answer, in words.
    """

    kind: ClassVar[str] = "instant"
    engine: ClassVar[str] = "Kernel ridge in closed form"

    def __init__(self, config: TrainConfig, feature_names: list[str], instant: Instant) -> None:
        super().__init__(config, feature_names)
        self.instant = instant

    def _predict(self, graph: CustomerGraph) -> Scores:
        return self.scores(graph.x)

    def scores(self, x: npt.NDArray[Any]) -> Scores:
        """(N,) probabilities of rows of inputs."""
        return sigmoid(self.logits(x))

    def logits(self, x: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """(N,) log-odds of rows of inputs."""
        with one_blas_thread():
            return np.asarray(np.round(self.instant.logits(x), _LOGIT_DIGITS))

    def logits_without(
        self, x: npt.NDArray[Any], groups: list[npt.NDArray[np.int64]], neutral: npt.NDArray[Any]
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """The log-odds as they are, and with each group of inputs at its neutral values instead.

        Args:
            x: (n, F) inputs.
            groups: Numbers of the inputs of each of C groups.
            neutral: (F,) neutral inputs.

        Returns:
            (n,) and (n, C) log-odds.
        """
        instant = self.instant
        with one_blas_thread():
            z, middle = instant.ranks(x), instant.ranks(neutral[None, :])[0]
            linear, squared = z @ instant.linear, squared_distances(z, instant.landmarks)
            found = np.empty((len(x), len(groups)))
            for number, group in enumerate(groups):
                moved = linear + (middle[group] - z[:, group]) @ instant.linear[group]
                marks = instant.landmarks[:, group]
                change = squared_distances(middle[None, group], marks) - squared_distances(z[:, group], marks)
                found[:, number] = instant.of_parts(moved, np.maximum(squared + change, 0.0))
            return instant.of_parts(linear, squared), found

    def tensors(self) -> Tensors:
        arrays = {name: np.asarray(getattr(self.instant, name), dtype=np.float64) for name in _ARRAYS}
        return {**arrays, "numbers": np.array([getattr(self.instant, name) for name in _NUMBERS])}

    def meta(self) -> dict[str, Any]:
        return {**super().meta(), "choice": asdict(self.instant.choice)}

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        config = TrainConfig.model_validate(meta["config"])
        numbers = dict(zip(_NUMBERS, tensors["numbers"].tolist(), strict=True))
        arrays: dict[str, Any] = {name: tensors[name] for name in _ARRAYS}
        instant = Instant(**arrays, **numbers, choice=Choice(**meta["choice"]))
        n, m = len(meta["feature_names"]), len(instant.kernel)
        shapes = {"knots": (n, KNOTS), "weight": (n,), "landmarks": (m, n), "linear": (n,), "kernel": (m,)}
        if any(
            arrays[name].shape != shape or arrays[name].dtype.kind != "f" for name, shape in shapes.items()
        ):
            raise ValueError("the columns and their weights do not belong together")
        return cls(config, meta["feature_names"], instant)


def one_blas_thread() -> Any:
    """Many small products: threads that wait for each other cost more than they help (10 s instead of 3)."""
    from threadpoolctl import threadpool_limits

    return threadpool_limits(1, user_api="blas")

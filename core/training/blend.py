"""A weighted mean of fitted models on the log-odds scale; the weights come from the validation rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from core.errors import ArchiveError, TrainingError
from core.graph.building import load_graph
from core.graph.customer_graph import CustomerGraph
from core.training.calibration import log_odds, sigmoid
from core.training.config import TrainConfig
from core.training.predictor import Predictor, Scores, Tensors
from models.catalog import MODELS

_PULL = 0.02  # towards equal weights: a small validation part must not throw a good model out


@dataclass(frozen=True)
class BlendPart:
    """A fitted model that goes into a blend.

    Attributes:
        run_id: Where it comes from.
        predictor: The model.
        graph_key: The graph it was fitted on.
        practice: (N,) its practice scores, NaN outside validation.
    """

    run_id: str
    predictor: Predictor
    graph_key: str
    practice: Scores


def fit_blend(
    components: Sequence[str], practice: npt.NDArray[np.float64], y_val: npt.NDArray[Any]
) -> npt.NDArray[np.float64]:
    """Weights >= 0 that sum to 1.

    They minimise the log-loss of sigmoid(a * sum_k w_k logit(p_k) + b) over w, a > 0 and b, plus a small pull
    towards equal weights.

    Args:
        components: Names of the n models, for messages.
        practice: (n, N_val) their raw scores of the validation rows, by models that have not seen them.
        y_val: (N_val,) 1 yes, 0 no.

    Raises:
        TrainingError: fewer than two models, or missing scores.
    """
    from scipy.optimize import minimize

    if len(components) < 2 or len(components) != len(practice):
        raise TrainingError(
            "A blend needs at least two runs",
            found=f"{len(components)} runs, scores of {len(practice)}",
            action="Choose two or more finished runs",
        )
    for name, scores in zip(components, practice, strict=True):
        if not np.isfinite(scores).all():
            raise TrainingError(
                f"Run {name} has no practice scores for some validation clients",
                expected="runs with the same task and split",
                action="Choose runs that were trained on the same task, or train again",
            )
    z = log_odds(practice).T  # (N_val, n)
    z = (z - z.mean(axis=0)) / np.maximum(z.std(axis=0), 1e-9)
    spread = np.maximum(log_odds(practice).std(axis=1), 1e-9)
    y = np.asarray(y_val, dtype=np.float64)
    n = z.shape[1]

    def objective(c: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        t = z @ c[:n] + c[n]
        pull = c[:n] - c[:n].mean()
        value = float(np.mean(np.logaddexp(0, t) - y * t)) + _PULL * float(pull @ pull)
        residual = (sigmoid(t) - y) / len(y)
        return value, np.append(z.T @ residual + 2 * _PULL * pull, residual.sum())

    start = np.append(np.full(n, 1 / n), float(log_odds(np.clip(y.mean(), 0.01, 0.99))))
    bounds = [(0.0, None)] * n + [(None, None)]
    found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=bounds).x[:n]
    weights = np.clip(found, 0, None) / spread  # back to the unstandardised log-odds
    total = weights.sum()
    return np.full(n, 1 / n) if total <= 0 else np.asarray(weights / total)


class BlendPredictor(Predictor):
    """sigmoid of the weighted mean of the components' log-odds.

    Attributes:
        components: The fitted models.
        graph_keys: The graph each was fitted on; where it is not the graph at hand, it is read from disk.
        run_ids: Where each comes from.
        weights: (n,) >= 0, summing to 1.
    """

    kind: ClassVar[str] = "blend"

    def __init__(
        self,
        config: TrainConfig,
        components: Sequence[Predictor],
        graph_keys: Sequence[str],
        weights: npt.NDArray[np.float64],
    ) -> None:
        super().__init__(config, components[0].feature_names)
        self.components = list(components)
        self.graph_keys = list(graph_keys)
        self.weights = np.asarray(weights, dtype=np.float64)

    @property
    def num_hops(self) -> int:
        """The most static hops that any component needs."""
        return max(int(getattr(component, "num_hops", 0)) for component in self.components)

    def _predict(self, graph: CustomerGraph) -> Scores:
        total = np.zeros(graph.n_nodes)
        for component, key, weight in zip(self.components, self.graph_keys, self.weights, strict=True):
            if weight > 0:
                total += weight * log_odds(component.predict(own_graph(component, key, graph)))
        return sigmoid(total)

    def tensors(self) -> Tensors:
        tensors: Tensors = {"weights": self.weights}
        for i, component in enumerate(self.components):
            tensors |= {f"{i}/{name}": array for name, array in component.tensors().items()}
        return tensors

    def meta(self) -> dict[str, Any]:
        return {
            **super().meta(),
            "components": [component.meta() for component in self.components],
            "graph_keys": self.graph_keys,
        }

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        from core.training.checkpoint import predictor_kinds

        kinds = predictor_kinds()
        components = []
        for i, inner in enumerate(meta["components"]):
            if inner["kind"] not in kinds or inner["kind"] == cls.kind:
                raise ArchiveError(f"A blend cannot hold a model of kind {inner['kind']!r}")
            prefix = f"{i}/"
            own = {name.removeprefix(prefix): a for name, a in tensors.items() if name.startswith(prefix)}
            components.append(kinds[inner["kind"]].restore(inner, own))
        config = TrainConfig.model_validate(meta["config"])
        return cls(config, components, meta["graph_keys"], tensors["weights"])


def blend(
    config: TrainConfig, parts: Sequence[BlendPart], y: npt.NDArray[Any]
) -> tuple[BlendPredictor, Scores]:
    """Fits the weights and puts the blend together.

    Args:
        config: With model "blend".
        parts: The models, fitted on the same rows.
        y: (N,) outcomes; read only where there are practice scores.

    Returns:
        The predictor and its practice scores (N,), NaN outside validation.

    Raises:
        TrainingError: see `fit_blend`; or the parts belong to different tables or are blends themselves.
    """
    if any(part.predictor.kind == BlendPredictor.kind for part in parts):
        raise TrainingError("A blend cannot be made of blends", action="Choose the runs they are made of")
    if len({len(part.practice) for part in parts}) > 1 or any(len(part.practice) != len(y) for part in parts):
        raise TrainingError(
            "These runs score different tables", action="Choose runs that were trained on the same table"
        )
    scored = (
        np.isfinite(np.stack([part.practice for part in parts])).any(axis=0) if parts else np.zeros(0, bool)
    )
    practice = np.stack([part.practice[scored] for part in parts]) if parts else np.zeros((0, 0))
    weights = fit_blend([part.run_id for part in parts], practice, y[scored])
    predictor = BlendPredictor(
        config, [part.predictor for part in parts], [part.graph_key for part in parts], weights
    )
    blended = np.full(len(y), np.nan)
    blended[scored] = sigmoid(weights @ log_odds(practice))
    return predictor, blended


def own_graph(component: Predictor, key: str, graph: CustomerGraph) -> CustomerGraph:
    """The graph a component of a blend was fitted on; the one at hand where that makes no difference to it.

    Args:
        component: One model of the blend.
        key: Of the graph it was fitted on.
        graph: The one at hand.

    Raises:
        StorageError: the component's graph is gone or damaged.
        TrainingError: it holds other clients than the graph at hand.
    """
    spec = MODELS[component.model]
    if key == graph.key or not (spec.hears_links or spec.hears_outcomes):
        return graph
    own = load_graph(key)
    if own.n_nodes != graph.n_nodes or not np.array_equal(own.ids, graph.ids):
        raise TrainingError(
            "One model of this blend was trained on another graph, which does not fit these clients",
            action="Blend runs that share one graph to score single clients or other tables",
        )
    return own

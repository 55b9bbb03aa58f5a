"""A fitted graph network: scores of all clients, and how much it looked at whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self, cast

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from core.errors import ArchiveError
from core.graph.customer_graph import CustomerGraph
from core.training.config import TrainConfig
from core.training.device import explaining_memory_errors
from core.training.graph_inputs import BatchSource, GraphInputs, graph_inputs
from core.training.predictor import Predictor, Scores, Tensors
from models.column_inputs import ColumnInputs, Steps
from models.graph_network import AttentionShares, Convolution, GraphNetwork
from models.outcome_reader import PRIOR, OutcomeReader
from models.simple_graphsage import SimpleGraphSAGE

CHUNK_ROWS = 4096
_CONVOLUTIONS: dict[str, Convolution] = {"mlp": "none", "gcn": "gcn", "graphsage": "sage", "gat": "gat"}


@dataclass(frozen=True)
class LayerAttention:
    """How much one client's score looked at each client it hears, in one layer; the shares sum to 1.

    Attributes:
        name: "layer 1", "layer 2", … or "known outcomes".
        source_rows: (k,) rows heard; the client's own row stands for itself (in "known outcomes": for nobody).
        alpha: (k,) shares, mean over the heads.
        relations: (k,) name of the relation of each, "itself" for its own.
    """

    name: str
    source_rows: npt.NDArray[np.int64]
    alpha: npt.NDArray[np.float64]
    relations: tuple[str, ...]


def build_module(
    config: TrainConfig,
    n_features: int,
    static: tuple[str, ...],
    outcome: tuple[str, ...],
    *,
    columns: ColumnInputs | None = None,
    outcome_steps: Sequence[int] | None = None,
) -> nn.Module:
    """A network with fresh weights for these relations.

    Args:
        config: Model and sizes.
        n_features: F inputs.
        static, outcome: Relations it hears.
        columns: How inputs become channels; passed on as they are when missing.
        outcome_steps: Steps of each outcome relation; one each when missing.
    """
    if config.model == "simple_graphsage":
        return SimpleGraphSAGE(
            n_features,
            relation=static[0] if static else "similar_to",
            hidden_channels=config.hidden_channels,
            dropout=config.dropout,
        )
    return GraphNetwork(
        columns or ColumnInputs.passing(n_features),
        convolution=_CONVOLUTIONS[config.model],
        static_relations=static,
        outcome_relations=outcome,
        outcome_steps=outcome_steps or [1] * len(outcome),
        hidden_channels=config.hidden_channels,
        num_layers=config.num_layers,
        heads=config.heads,
        dropout=config.dropout,
    )


def fitted_module(
    config: TrainConfig,
    graph: CustomerGraph,
    rows: npt.NDArray[np.int64],
    static: tuple[str, ...],
    outcome: tuple[str, ...],
) -> nn.Module:
    """A network with fresh weights, its steps laid between the quantiles of the training rows.

    Args:
        config: Model and sizes.
        graph: The graph it is fitted on.
        rows: Rows it is fitted on; only their columns, and the outcomes they hear, are looked at.
        static, outcome: Relations it hears.
    """
    n_features = graph.x.shape[1]
    if config.model == "simple_graphsage":
        return build_module(config, n_features, static, outcome)
    base_rate = float((graph.y[rows] == 1).mean())
    edges = [
        OutcomeReader.edges_of(plain_rates(graph, name, base_rate)[rows])
        for name in (outcome if _CONVOLUTIONS[config.model] != "none" else ())
    ]
    module = build_module(
        config,
        n_features,
        static,
        outcome,
        columns=ColumnInputs.fitted(graph.x[rows], graph.feature_columns),
        outcome_steps=[len(ends) - 1 for ends in edges],
    )
    reader = getattr(module, "reader", None)
    if isinstance(reader, OutcomeReader):
        reader.fit(base_rate, edges)
    return module


def plain_rates(graph: CustomerGraph, relation: str, base_rate: float) -> npt.NDArray[np.float64]:
    """(N,) share of yes among those heard over an outcome relation and "nobody", who answers the base rate."""
    source, destination = graph.relations[relation].edge_index
    count = np.bincount(destination, minlength=graph.n_nodes)
    yes = np.bincount(destination, weights=graph.y[source] == 1, minlength=graph.n_nodes)
    return np.asarray((yes + PRIOR * base_rate) / (count + PRIOR))


class GraphPredictor(Predictor):
    """A fitted network and the relations it was fitted on.

    Attributes:
        module: The network, on the CPU, in evaluation mode.
        static, outcome: Names of the relations it hears; missing ones count as empty.
    """

    kind: ClassVar[str] = "graph"

    def __init__(
        self,
        config: TrainConfig,
        feature_names: list[str],
        module: nn.Module,
        static: tuple[str, ...],
        outcome: tuple[str, ...],
    ) -> None:
        super().__init__(config, feature_names)
        self.module = module.cpu().eval().requires_grad_(False)
        self.static, self.outcome = static, outcome

    @property
    def num_hops(self) -> int:
        """Static hops that a score depends on (outcome relations add one hop from the client itself only)."""
        return int(getattr(self.module, "num_hops", 0))

    def inputs(self, graph: CustomerGraph) -> GraphInputs:
        """The graph as the tensors that `module` takes."""
        self.check(graph)
        return graph_inputs(graph)

    def _predict(self, graph: CustomerGraph) -> Scores:
        with torch.inference_mode(), explaining_memory_errors():
            logits = graph_inputs(graph).logits(self.module, chunk_rows=CHUNK_ROWS)
            return np.asarray(torch.sigmoid(logits.double()).numpy())

    def attention(self, graph: CustomerGraph, row: int) -> list[LayerAttention]:
        """How much the score of `row` looked at each client, a layer after the other; empty without attention."""
        if self.model != "gat":
            return []
        source = BatchSource(
            graph, self.static, self.outcome, self.num_hops, max(self.num_hops, self.config.num_layers)
        )
        batch = source.batch(np.array([row]))
        shares: list[AttentionShares] = []
        with torch.inference_mode():
            batch.logits(self.module, attention=shares)
        rows = batch.rows if batch.rows is not None else np.arange(graph.n_nodes)
        layers = []
        for number, share in enumerate(shares):
            is_reader = number == self.num_hops
            names = self.outcome if is_reader else self.static
            mine = (share.edges.destination == 0).numpy()
            heard = rows[share.edges.source.numpy()[mine]]
            alpha = share.alpha.double().mean(dim=1).numpy()[mine]
            kinds = [names[i] for i in share.edges.relation.numpy()[mine]]
            layers.append(
                LayerAttention(
                    "known outcomes" if is_reader else f"layer {number + 1}",
                    np.append(heard, row),
                    np.append(alpha, float(share.own[0].double().mean())),
                    (*kinds, "itself"),
                )
            )
        return layers

    @cached_property
    def _state(self) -> dict[str, torch.Tensor]:
        return dict(self.module.state_dict())

    def tensors(self) -> Tensors:
        return {name: tensor.numpy() for name, tensor in self._state.items()}

    def meta(self) -> dict[str, Any]:
        return {**super().meta(), "static": list(self.static), "outcome": list(self.outcome)}

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        config = TrainConfig.model_validate(meta["config"])
        static, outcome = tuple(meta["static"]), tuple(meta["outcome"])
        module = build_module(
            config,
            len(meta["feature_names"]),
            static,
            outcome,
            columns=_stored_columns(tensors),
            outcome_steps=[
                len(tensors[f"reader.steps.{number}.low"])
                for number in range(len(outcome))
                if f"reader.steps.{number}.low" in tensors
            ],
        )
        _fill(module, tensors, len(meta["feature_names"]))
        return cls(config, meta["feature_names"], module, static, outcome)


def _stored_columns(tensors: Tensors) -> ColumnInputs | None:
    """Empty column inputs of the stored size, to be filled from the tensors."""
    if "columns.flags" not in tensors:
        return None
    return ColumnInputs(len(tensors["columns.steps.low"]), len(tensors["columns.flags"]))


def _fill(module: nn.Module, tensors: Tensors, n_features: int) -> None:
    """Puts stored tensors into a network.

    Raises:
        ArchiveError: they are those of another network, such as one of an earlier version.
    """
    wanted = {name: (*tensor.shape, tensor.numpy().dtype) for name, tensor in module.state_dict().items()}
    stored = {name: (*array.shape, array.dtype) for name, array in tensors.items()}
    if wanted != stored:
        names = sorted(name for name in wanted.keys() | stored.keys() if wanted.get(name) != stored.get(name))
        raise ArchiveError(
            "The stored network is not built as the networks of this version are",
            found=f"{len(names)} tensors that differ, such as {names[0]}",
            expected=f"{len(wanted)} tensors of this version's network",
            action="Train the model again, or open it with the version that stored it",
        )
    module.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in tensors.items()})
    if isinstance(module, GraphNetwork) and not (
        module.columns.fits(n_features)
        and (module.reader is None or all(cast(Steps, steps).fits(1) for steps in module.reader.steps))
    ):
        raise ArchiveError(
            "The stored network reads inputs that it does not have, or steps without a width",
            expected=f"steps over {n_features} inputs",
            action="Train the model again, or ask for an archive that nobody changed",
        )

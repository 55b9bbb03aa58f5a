"""A fitted graph network: scores of all clients, and how much it looked at whom."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from core.graph.customer_graph import CustomerGraph
from core.training.config import TrainConfig
from core.training.device import explaining_memory_errors
from core.training.graph_inputs import BatchSource, GraphInputs, graph_inputs
from core.training.predictor import Predictor, Scores, Tensors
from models.graph_network import AttentionShares, Convolution, GraphNetwork
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
    config: TrainConfig, n_features: int, static: tuple[str, ...], outcome: tuple[str, ...]
) -> nn.Module:
    """A network with fresh weights for these relations."""
    if config.model == "simple_graphsage":
        return SimpleGraphSAGE(
            n_features,
            relation=static[0] if static else "similar_to",
            hidden_channels=config.hidden_channels,
            dropout=config.dropout,
        )
    return GraphNetwork(
        n_features,
        convolution=_CONVOLUTIONS[config.model],
        static_relations=static,
        outcome_relations=outcome,
        hidden_channels=config.hidden_channels,
        num_layers=config.num_layers,
        heads=config.heads,
        dropout=config.dropout,
    )


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
        module = build_module(config, len(meta["feature_names"]), static, outcome)
        module.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in tensors.items()})
        return cls(config, meta["feature_names"], module, static, outcome)

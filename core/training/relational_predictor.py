"""A fitted network over many tables: scores of all examples, and how much each looked at whom."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
import torch

from core.errors import TrainingError
from core.graph.customer_graph import CustomerGraph, IntArray, Seeds
from core.graph.relational_graph import EdgeType, RelationalGraph
from core.graph.temporal_sampler import TemporalSampler
from core.storage import fingerprint
from core.training.config import TrainConfig
from core.training.device import explaining_memory_errors, n_threads
from core.training.predictor import Predictor, Scores, Tensors
from core.training.relational_inputs import RelationalInputs, RelationalSource, schema_of, tables_graph
from models.column_inputs import ColumnInputs
from models.relational.hetero_gat import HeteroGAT
from models.relational.hgt import HGT
from models.relational.lead_scoring_gnn import LeadScoringGNN
from models.relational.relational_network import RelationalNetwork, RelationAttention
from models.relational.schema import EXAMPLE, RelationalSchema

SEEDS_AT_ONCE = 512
# Sums in double precision differ in the 15th digit with the size of a batch; what is kept does not.
_LOGIT_DIGITS = 7
_NETWORKS: dict[str, type[RelationalNetwork]] = {
    "lead_scoring_gnn": LeadScoringGNN,
    "hetero_gat": HeteroGAT,
    "hgt": HGT,
}


@dataclass(frozen=True)
class RowAttention:
    """How much one example's score looked at the rows it hears over one relation, in one layer.

    Attributes:
        layer: Counted from 1; the last one is where the example itself hears.
        edge_type: The relation.
        source, destination: (k,) rows in their tables' `Nodes`: who is heard, and by whom.
        age: (k,) days between the seed time and the link's time; inf: known always.
        alpha: (k,) shares, mean over the heads; they sum to 1 for each destination.
    """

    layer: int
    edge_type: EdgeType
    source: IntArray
    destination: IntArray
    age: npt.NDArray[np.float32]
    alpha: npt.NDArray[np.float64]


def build_network(
    config: TrainConfig, schema: RelationalSchema, columns: Mapping[str, ColumnInputs]
) -> RelationalNetwork:
    """A network with fresh weights.

    Raises:
        TrainingError: sizes that do not fit together.
    """
    try:
        return _NETWORKS[config.model](
            schema,
            columns,
            hidden_channels=config.hidden_channels,
            num_layers=config.num_layers,
            heads=config.heads,
            dropout=config.dropout,
            residual=config.residual,
        )
    except ValueError as error:
        raise TrainingError("This network cannot be built", found=str(error)) from error


class RelationalPredictor(Predictor):
    """A fitted network and what the tables were like that it was fitted on.

    Attributes:
        module: The network, on the CPU, in evaluation mode.
        schema: The node types and relations it hears.
        encoders: By node type, the encoder of the rows' columns; a graph must have the same ones.
    """

    kind: ClassVar[str] = "relational"

    def __init__(
        self,
        config: TrainConfig,
        feature_names: list[str],
        module: RelationalNetwork,
        encoders: dict[str, Any],
    ) -> None:
        super().__init__(config, feature_names)
        self.module = module.cpu().eval().requires_grad_(False)
        self.schema = module.schema
        self.encoders = encoders

    @property
    def num_hops(self) -> int:
        """Over how many links a score hears."""
        return self.config.num_layers

    def source(self, graph: CustomerGraph) -> RelationalSource:
        """Cuts batches for examples of this graph.

        Raises:
            TrainingError: the examples or their tables are not like those the model was fitted on.
        """
        self.check(graph)
        tables = tables_graph(graph.seeds)
        seeds = _seeds_of(graph)
        self._check_tables(tables, seeds)
        return source_for(self.config, tables, seeds, self.schema, graph)

    def _check_tables(self, tables: RelationalGraph, seeds: Seeds) -> None:
        problem = ""
        if seeds.node_type != self.schema.seed_type:
            problem = f"leads from {seeds.node_type}, the model scores rows of {self.schema.seed_type}"
        elif schema_of(tables, seeds.node_type, self.num_hops, self.schema.example_columns) != self.schema:
            problem = "other tables, columns or links"
        elif fingerprint({name: tables.encoders.get(name) for name in self.encoders}) != fingerprint(
            self.encoders
        ):
            problem = "columns encoded from other rows"
        if problem:
            raise TrainingError(
                "This model was fitted on other tables than these",
                found=problem,
                action="Use the tables the model was trained on, or train again",
            )

    def _predict(self, graph: CustomerGraph) -> Scores:
        logits = self.logits(self.source(graph), np.arange(graph.n_nodes))
        return np.asarray(1 / (1 + np.exp(-logits)))

    def logits(self, source: RelationalSource, rows: IntArray) -> npt.NDArray[np.float64]:
        """(n,) logits of some examples; they do not depend on which others are asked for."""
        found = np.empty(len(rows))
        exact = self.exact  # made once, before several threads ask for it

        def score(place: IntArray) -> None:
            with torch.inference_mode(), explaining_memory_errors():
                logits = source.batch(rows[place]).to(dtype=torch.float64).logits(exact)
            found[place] = np.round(logits.numpy(), _LOGIT_DIGITS)

        with ThreadPoolExecutor(
            n_threads()
        ) as pool:  # a batch a thread: small tensors gain nothing from sharing one
            for _ in pool.map(score, places(len(rows))):
                pass
        return found

    def batch_logits(self, inputs: RelationalInputs) -> npt.NDArray[np.float64]:
        """(n_seeds,) logits of one batch."""
        with torch.inference_mode(), explaining_memory_errors():
            logits = inputs.to(dtype=torch.float64).logits(self.exact)
        return np.asarray(np.round(logits.numpy(), _LOGIT_DIGITS))

    @cached_property
    def exact(self) -> RelationalNetwork:
        """The network in double precision."""
        return deepcopy(self.module).double()

    def attention(self, graph: CustomerGraph, row: int) -> list[RowAttention]:
        """How much the score of an example looked at each row, by layer and relation; empty without attention."""
        if not self.module.has_attention:
            return []
        inputs = self.source(graph).batch(np.array([row]))
        shares: list[RelationAttention] = []
        with torch.inference_mode():
            inputs.to(dtype=torch.float64).logits(self.exact, attention=shares)
        found = []
        for share in shares:
            local = share.edge_index.numpy()
            batch, kind = inputs.batch, share.edge_type
            found.append(
                RowAttention(
                    layer=share.layer + 1,
                    edge_type=kind,
                    source=batch.rows[kind[0]][local[0]],
                    destination=batch.rows[kind[2]][local[1]],
                    age=batch.edge_age[kind][: local.shape[1]],
                    alpha=share.alpha.mean(dim=1).numpy(),
                )
            )
        return found

    @cached_property
    def _state(self) -> dict[str, torch.Tensor]:
        return dict(self.module.state_dict())

    def tensors(self) -> Tensors:
        return {name: tensor.numpy() for name, tensor in self._state.items()}

    def meta(self) -> dict[str, Any]:
        schema = self.schema
        return {
            **super().meta(),
            "schema": {
                "seed_type": schema.seed_type,
                "columns": [[name, number] for name, number in schema.columns.items()],
                "extras": dict(schema.extras),
                "edge_types": [list(edge_type) for edge_type in schema.edge_types],
                "example_columns": schema.example_columns,
            },
            "encoders": self.encoders,
        }

    @classmethod
    def restore(cls, meta: dict[str, Any], tensors: Tensors) -> Self:
        config = TrainConfig.model_validate(meta["config"])
        said = meta["schema"]
        schema = RelationalSchema(
            seed_type=said["seed_type"],
            columns={name: int(number) for name, number in said["columns"]},
            extras={name: int(number) for name, number in said["extras"].items()},
            edge_types=tuple((str(a), str(b), str(c)) for a, b, c in said["edge_types"]),
            example_columns=int(said["example_columns"]),
        )
        prefixes = {name: f"inputs.{i}" for i, name in enumerate(schema.node_types)} | {EXAMPLE: "example"}
        columns = {
            name: ColumnInputs(
                len(tensors[f"{prefix}.columns.steps.low"]), len(tensors[f"{prefix}.columns.flags"])
            )
            for name, prefix in prefixes.items()
            if f"{prefix}.columns.flags" in tensors
        }
        module = build_network(config, schema, columns)
        for name, prefix in prefixes.items():
            n = schema.columns.get(name, schema.example_columns)
            for part in ("steps.source", "flags"):
                if not np.isin(tensors.get(f"{prefix}.columns.{part}", []), np.arange(n)).all():
                    raise ValueError(f"inputs of {name} are made of columns that are not there")
        kinds = {name: tensor.numpy().dtype for name, tensor in module.state_dict().items()}
        if kinds != {name: array.dtype for name, array in tensors.items()}:
            raise ValueError("the stored network is not built as the networks of this version are")
        module.load_state_dict({name: torch.from_numpy(array.copy()) for name, array in tensors.items()})
        return cls(config, meta["feature_names"], module, meta["encoders"])


def source_for(
    config: TrainConfig, tables: RelationalGraph, seeds: Seeds, schema: RelationalSchema, graph: CustomerGraph
) -> RelationalSource:
    """Cuts batches as the config says: one hop a layer, so many linked rows a relation and hop."""
    sampler = TemporalSampler(tables, (config.num_neighbors,) * config.num_layers)
    return RelationalSource(sampler, seeds, schema, graph.x)


def batches(source: RelationalSource, rows: IntArray) -> Iterator[tuple[IntArray, RelationalInputs]]:
    """Batches of at most 512 examples with their places in `rows`."""
    for place in places(len(rows)):
        yield place, source.batch(rows[place])


def places(n: int) -> Iterator[IntArray]:
    """0 … n - 1 in pieces of at most 512."""
    for start in range(0, n, SEEDS_AT_ONCE):
        yield np.arange(start, min(start + SEEDS_AT_ONCE, n))


def _seeds_of(graph: CustomerGraph) -> Seeds:
    if graph.seeds is None:  # tables_graph has refused such a graph already
        raise TrainingError("This model needs several linked tables", found="one table")
    return graph.seeds

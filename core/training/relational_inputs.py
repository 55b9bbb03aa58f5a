"""A graph of many tables as the tensors that its networks take: for each seed, the rows around it as of its time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from core.errors import TrainingError
from core.graph.customer_graph import FloatArray, IntArray, Seeds
from core.graph.relational_graph import RelationalGraph
from core.graph.temporal_sampler import SampledBatch, TemporalSampler
from core.graph.timeline import Timeline
from models.column_inputs import ColumnInputs
from models.relational.relational_network import RelationAttention
from models.relational.schema import EXAMPLE, EdgeType, RelationalSchema

AGE_INPUTS = 5  # of a node: log age, known always, at most 7, 30, 90 days old
LINK_INPUTS = 3  # of a node and relation: how many links were known, how many of them are new, whether any is
RECENT_DAYS = 30.0
_LOG_SCALE = 8.0  # log(1 + days) of ten years
_COUNT_SCALE = 3.0
_ENCODER_ROWS = 20_000
_MAX_STEPS = 8


@dataclass(frozen=True)
class RelationalInputs:
    """What a `models.relational` network takes, and where each row of it comes from.

    Attributes:
        x_dict: (n, columns + AGE_INPUTS + LINK_INPUTS per relation heard) float32 a node type; under `EXAMPLE`
            the seeds' own columns where the model hears them.
        edge_index_dict: (2, E) int64 a relation.
        edge_attr_dict: (E, EDGE_ATTRIBUTES) float32 a relation: age of the link as `age_inputs`, without 90 days.
        n_seeds: The seeds are the first nodes of their type.
        layer_sizes: See `models.relational.relational_network.RelationalNetwork.forward`.
        batch: The trees: which row of which table each node is, its hop and its age.
    """

    x_dict: dict[str, Tensor]
    edge_index_dict: dict[EdgeType, Tensor]
    edge_attr_dict: dict[EdgeType, Tensor]
    n_seeds: int
    layer_sizes: tuple[dict[str, int], ...]
    batch: SampledBatch

    def to(self, device: torch.device | None = None, dtype: torch.dtype | None = None) -> RelationalInputs:
        """The same on another device, or of another precision."""

        def moved(tensor: Tensor) -> Tensor:
            return tensor.to(device=device, dtype=dtype, non_blocking=True)

        return replace(
            self,
            x_dict={name: moved(x) for name, x in self.x_dict.items()},
            edge_index_dict={kind: index.to(device=device) for kind, index in self.edge_index_dict.items()},
            edge_attr_dict={kind: moved(values) for kind, values in self.edge_attr_dict.items()},
        )

    def with_x(self, changed: dict[str, Tensor]) -> RelationalInputs:
        """The same with other inputs for some node types."""
        return replace(self, x_dict={**self.x_dict, **changed})

    def logits(self, module: nn.Module, attention: list[RelationAttention] | None = None) -> Tensor:
        """The module's logits of the seeds, (n_seeds,)."""
        out: Tensor = module(
            self.x_dict,
            self.edge_index_dict,
            self.edge_attr_dict,
            n_seeds=self.n_seeds,
            layer_sizes=self.layer_sizes,
            attention=attention,
        )
        return out


def age_inputs(age: FloatArray) -> FloatArray:
    """(n,) days -> (n, AGE_INPUTS): log(1 + days) / 8, known always, at most 7, 30 and 90 days old."""
    always = np.isinf(age)
    days = np.where(always, 0.0, age)
    recent = [~always & (age <= limit) for limit in (7.0, 30.0, 90.0)]
    return np.column_stack([np.log1p(days) / _LOG_SCALE, always, *recent]).astype(np.float32)


def schema_of(
    graph: RelationalGraph, seed_type: str, num_layers: int, example_columns: int
) -> RelationalSchema:
    """The node types and relations within `num_layers` hops of the seeds."""
    types, edge_types = {seed_type}, set()
    for _ in range(num_layers):
        heard = [edge_type for edge_type in graph.relations if edge_type[2] in types]
        edge_types.update(heard)
        types.update(edge_type[0] for edge_type in heard)
    names = [name for name in graph.nodes if name in types]
    n_heard = {name: sum(edge_type[2] == name for edge_type in graph.relations) for name in names}
    return RelationalSchema(
        seed_type=seed_type,
        columns={name: graph.nodes[name].x.shape[1] for name in names},
        extras={name: AGE_INPUTS + LINK_INPUTS * n_heard[name] for name in names},
        edge_types=tuple(edge_type for edge_type in graph.relations if edge_type in edge_types),
        example_columns=example_columns,
    )


def fitted_columns(
    graph: RelationalGraph,
    schema: RelationalSchema,
    until: float,
    example: tuple[FloatArray, list[str]] | None,
) -> dict[str, ColumnInputs]:
    """Steps between the quantiles of the rows known by `until`, at most 20,000 rows a type, evenly chosen.

    Args:
        graph: The graph.
        schema: The node types that are heard.
        until: Days since 1970; the latest seed time for learning.
        example: The training examples' own columns and their source columns, where they are heard.
    """
    found = {}
    for name in schema.node_types:
        nodes = graph.nodes[name]
        known = np.flatnonzero(nodes.time <= until)
        known = known[:: max(1, -(-len(known) // _ENCODER_ROWS))]
        if len(known) and nodes.x.shape[1]:
            found[name] = ColumnInputs.fitted(
                np.asarray(nodes.x[known]),
                nodes.feature_columns,
                _MAX_STEPS,
                as_they_are=_texts(graph, name),
            )
    if example is not None and schema.example_columns:
        found[EXAMPLE] = ColumnInputs.fitted(example[0], example[1], _MAX_STEPS)
    return found


def _texts(graph: RelationalGraph, node_type: str) -> set[str]:
    """The columns of a node type that are read as text."""
    encoder = graph.encoders.get(node_type) or {}
    return {column["column"] for column in encoder.get("columns", ()) if column["kind"] == "text"}


def tables_graph(seeds: Seeds | None) -> RelationalGraph:
    """The stored graph of many tables that the seeds are rows of.

    Raises:
        TrainingError: there are no seeds: the examples come from one table.
        StorageError: the graph is not there any more.
    """
    if seeds is None:
        raise TrainingError(
            "This model needs several linked tables",
            found="one table",
            action="Bring the other tables on the Data page, or choose a model of one table",
        )
    from core.graph.relational_store import load_relational

    return load_relational(seeds.tables_key)


class RelationalSource:
    """Cuts batches out of a graph of many tables: seeds and the rows around each as of its time.

    What a seed hears depends on the seed alone, not on the other seeds of its batch.

    Args:
        sampler: Draws the trees; one hop a layer of the network.
        seeds: The questions; batches name them by their number.
        schema: What the network hears.
        examples: (N, F) the seeds' own columns; read only where the schema hears them.
    """

    def __init__(
        self, sampler: TemporalSampler, seeds: Seeds, schema: RelationalSchema, examples: FloatArray
    ) -> None:
        self.sampler, self.seeds, self.schema, self.examples = sampler, seeds, schema, examples
        self.graph = sampler.graph
        self.num_hops = len(sampler.num_neighbors)
        self._heard = {
            name: [
                Timeline(np.asarray(relation.indptr), np.asarray(relation.source), np.asarray(relation.time))
                for relation in self.graph.relations_into(name)
            ]
            for name in schema.node_types
        }

    def batch(self, rows: IntArray) -> RelationalInputs:
        """The inputs whose seeds are `rows`, in this order."""
        time = self.seeds.time[rows]
        return self.tensors(self.sampler.sample(self.seeds.node_type, self.seeds.node[rows], time), rows)

    def tensors(self, batch: SampledBatch, rows: IntArray) -> RelationalInputs:
        """The inputs of trees that were drawn already (and perhaps cut) for the seeds `rows`."""
        time = self.seeds.time[rows]
        x_dict = {
            name: torch.from_numpy(self._node_inputs(name, batch, time)) for name in self.schema.node_types
        }
        if self.schema.example_columns:
            x_dict[EXAMPLE] = torch.from_numpy(np.ascontiguousarray(self.examples[rows]))
        index = {kind: torch.from_numpy(batch.edge_index[kind]) for kind in self.schema.edge_types}
        attributes = {
            kind: torch.from_numpy(np.ascontiguousarray(age_inputs(batch.edge_age[kind])[:, :-1]))
            for kind in self.schema.edge_types
        }
        sizes = tuple(
            {
                name: int(np.count_nonzero(batch.hop[name] <= self.num_hops - 1 - layer))
                for name in self.schema.node_types
            }
            for layer in range(self.num_hops)
        )
        return RelationalInputs(x_dict, index, attributes, batch.n_seeds, sizes, batch)

    def without_links(self, inputs: RelationalInputs, kind: EdgeType, *, of_seeds: bool) -> RelationalInputs:
        """The inputs as if the links of one relation into the seeds (or into all other rows) were not there.

        The rows that hear no longer know how many such links they have; rows that nobody leads to any more stay
        where they are, unheard.
        """
        index, attributes = inputs.edge_index_dict[kind], inputs.edge_attr_dict[kind]
        first = inputs.n_seeds if kind[2] == self.schema.seed_type else 0
        into_seeds = index[1] < first
        kept = ~into_seeds if of_seeds else into_seeds
        x = inputs.x_dict[kind[2]].clone()
        place = [relation.edge_type for relation in self.graph.relations_into(kind[2])].index(kind)
        start = self.schema.columns[kind[2]] + AGE_INPUTS + LINK_INPUTS * place
        cleared = slice(None, first) if of_seeds else slice(first, None)
        x[cleared, start : start + LINK_INPUTS] = 0.0
        return replace(
            inputs,
            x_dict={**inputs.x_dict, kind[2]: x},
            edge_index_dict={**inputs.edge_index_dict, kind: index[:, kept]},
            edge_attr_dict={**inputs.edge_attr_dict, kind: attributes[kept]},
        )

    def _node_inputs(self, name: str, batch: SampledBatch, time: npt.NDArray[np.float64]) -> FloatArray:
        """(n, columns + extras): the row's columns, its age, and per relation what it was known to hear."""
        rows = batch.rows[name]
        parts = [np.asarray(self.graph.nodes[name].x[rows]), age_inputs(batch.age[name])]
        seed_time = time[batch.tree[name]]
        parts += [link_counts(line, rows, seed_time) for line in self._heard[name]]
        return np.concatenate(parts, axis=1, dtype=np.float32)


def link_counts(line: Timeline, rows: IntArray, time: npt.NDArray[np.float64]) -> FloatArray:
    """(n, LINK_INPUTS) of the links of each row known at its time: log(1 + n) / 3 of all, log(1 + n) of the latest.

    The latest are those of the last 30 days; the third input says whether there is any.
    Also the rows at the last hop, whose links are not followed, tell in this way how much goes on around them.
    """
    known = line.known(rows, time)
    before = line.known(rows, time - RECENT_DAYS)
    new = known - before
    counts = [np.log1p(known - line.indptr[rows]) / _COUNT_SCALE, np.log1p(new), new > 0]
    return np.column_stack(counts).astype(np.float32)

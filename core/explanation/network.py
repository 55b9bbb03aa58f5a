"""A graph network around one client: only what its score depends on, in copies that can be changed."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from core.explanation.attribution import Array, Attribution, summed_by
from core.explanation.integrated import integrated_gradients
from core.explanation.lead_explanation import LINK_COLUMNS
from core.explanation.linear import train_means
from core.explanation.rollout import Shares, mixed, rollout
from core.graph.customer_graph import CustomerGraph
from core.graph.subgraph import computation_subgraph, without_links, without_nodes
from core.task.splits import TRAIN
from core.training.graph_inputs import BatchSource, GraphInputs
from core.training.graph_predictor import GraphPredictor
from models.graph_network import NODE_TYPE, AttentionShares, EdgeTensors

IntArray = npt.NDArray[np.int64]
_COPIES_AT_ONCE = 64


class LeadNetwork:
    """The network on the computation subgraph of one client, never on the whole graph.

    Works on a deep copy of the module: explaining hooks and differentiates it, and the fitted one is shared.

    Args:
        predictor: The fitted network.
        graph: The whole graph.
        row: The client.
    """

    def __init__(self, predictor: GraphPredictor, graph: CustomerGraph, row: int) -> None:
        self.row = row
        self._predictor = predictor
        self._module = deepcopy(predictor.module).eval().requires_grad_(False)
        # The row numbers travel through the cut in the place of the ids.
        numbered = replace(graph, ids=np.arange(graph.n_nodes))
        self._sub, self._local = computation_subgraph(numbered, row, predictor.num_hops)
        self._batch = self._cut(self._sub)
        heard = list(self._batch.y_source_dict.values())
        self.x = self._batch.x_dict[NODE_TYPE]
        self.outcomes = torch.cat(heard) if heard else torch.zeros(0)
        if self._batch.rows is None:
            raise AssertionError("a batch knows its rows")
        self.rows: IntArray = self._sub.ids[self._batch.rows].astype(np.int64)
        train = graph.rows_of(TRAIN)
        self.means = torch.from_numpy(train_means(graph).astype(np.float32))
        self.base_rate = torch.tensor(float((graph.y[train] == 1).mean()))
        self.feature_columns = list(graph.feature_columns)

    def _cut(self, graph: CustomerGraph) -> GraphInputs:
        predictor = self._predictor
        layers = max(predictor.num_hops, predictor.config.num_layers)
        source = BatchSource(graph, predictor.static, predictor.outcome, predictor.num_hops, layers)
        return source.batch(np.array([self._local]))

    def logits(self, x: Tensor, outcomes: Tensor) -> Tensor:
        """(B, n, F) columns and (B, m) outcomes of B copies of the subgraph -> (B,) logits of the client.

        Node i of copy b stands at place i * B + b, so that the client's copies come first and the nodes
        stay in the order of their distance, as the network expects of a batch.
        """
        copies = x.shape[0]
        index, order = _copied(self._batch, copies)
        batch = self._batch
        y_source, first = {}, 0
        for kind, told in batch.y_source_dict.items():
            mine = outcomes[:, first : first + told.shape[0]]  # (B, E)
            y_source[kind] = mine.T.reshape(-1)[order[kind]]
            first += told.shape[0]
        out = GraphInputs(
            {NODE_TYPE: x.transpose(0, 1).reshape(-1, x.shape[2])},
            index,
            {
                kind: attributes.repeat_interleave(copies, dim=0)[order[kind]]
                for kind, attributes in batch.edge_attr_dict.items()
            },
            y_source,
            batch.degree.repeat_interleave(copies),
            None if batch.layer_sizes is None else tuple(size * copies for size in batch.layer_sizes),
        ).logits(self._module)
        return out[:copies]

    def probability_raw(self, removed: list[int] | None = None, *, no_links: bool = False) -> float:
        """The raw probability with some rows of the graph removed, or with all links."""
        graph = self._sub
        if no_links:
            graph = without_links(graph)
        elif removed:
            graph = without_nodes(graph, np.searchsorted(graph.ids.astype(np.int64), removed))
        with torch.inference_mode():
            logit = self._cut(graph).logits(self._module)[0]
        return float(torch.sigmoid(logit.double()))

    def attribution(self) -> Attribution:
        """Integrated gradients from the average training client among average clients with average outcomes.

        The baseline is the training mean for the columns of the client and of all it hears, and the training
        share of yes for the outcomes it hears. Own columns are summed to source columns; of each neighbour,
        its columns are one unit and its outcome, as heard over each relation, another.
        """
        found = integrated_gradients(self.logits, self.x, self.outcomes, self.means, self.base_rate)
        names, own = summed_by(self.feature_columns, found.columns[0])
        place = {name: i for i, name in enumerate(names)}
        of_feature = torch.tensor([place[name] for name in self.feature_columns])
        n_others = len(self.rows) - 1
        relations, sources = self._told()
        contributions = np.concatenate([own, found.columns[1:].sum(axis=1), found.outcomes])

        def removal(taken: npt.NDArray[np.bool_]) -> Array:
            answers = []
            with torch.inference_mode():
                for piece in torch.split(torch.from_numpy(taken), _COPIES_AT_ONCE):
                    gone = torch.zeros(len(piece), *self.x.shape, dtype=torch.bool)
                    gone[:, 0] = piece[:, : len(names)][:, of_feature]
                    gone[:, 1:] = piece[:, len(names) : len(names) + n_others, None]
                    x = torch.where(gone, self.means, self.x)
                    told = torch.where(piece[:, len(names) + n_others :], self.base_rate, self.outcomes)
                    answers.append(self.logits(x, told).double())
            return np.asarray(torch.cat(answers).numpy())

        return Attribution(
            method="integrated gradients",
            names=[*names, *[LINK_COLUMNS] * n_others, *relations],
            contributions=np.asarray(contributions, dtype=np.float64),
            value=found.value,
            baseline=found.baseline,
            removal=removal,
            neighbours=np.concatenate([np.full(len(names), -1), self.rows[1:], self.rows[sources]]).astype(
                np.int64
            ),
            from_outcome=np.arange(contributions.size) >= len(names) + n_others,
        )

    def _told(self) -> tuple[list[str], IntArray]:
        """Relation and source (place in the batch) of each outcome heard."""
        kinds = [
            kind for kind in self._batch.y_source_dict for _ in range(len(self._batch.y_source_dict[kind]))
        ]
        places = [self._batch.edge_index_dict[kind][0] for kind in self._batch.y_source_dict]
        sources = torch.cat(places).numpy() if places else np.zeros(0, dtype=np.int64)
        return [kind[1] for kind in kinds], sources

    def attention(self) -> tuple[list[str], list[dict[int, float]], dict[int, float]]:
        """How much the client's score looked at each row.

        Returns:
            (layer names, per layer the client's shares over rows, combined shares). Combined is the rollout
            over the static layers (see `core.explanation.rollout`), and the plain mean of that and the
            reader of known outcomes where there is one. The client's own row stands for itself, in the
            reader for "nobody". All empty for networks without attention.
        """
        if self._predictor.model != "gat":
            return [], [], {}
        shares: list[AttentionShares] = []
        with torch.inference_mode():
            self._batch.logits(self._module, attention=shares)
        tables = [self._table(share) for share in shares]
        static = tables[: self._predictor.num_hops]
        reader = tables[self._predictor.num_hops :]
        names = [f"layer {i + 1}" for i in range(len(static))] + ["known outcomes"] * len(reader)
        combined = mixed(
            [rollout(self.row, static) if static else {}, *(table[self.row] for table in reader)]
        )
        return names, [dict(table[self.row]) for table in tables], combined

    def _table(self, share: AttentionShares) -> dict[int, Shares]:
        """Destination row -> source row -> share, mean over heads; the destination's own share included."""
        table: dict[int, dict[int, float]] = {}
        for place, own in enumerate(share.own.double().mean(dim=1).tolist()):
            row = int(self.rows[place])
            table[row] = {row: own}
        ends = (share.edges.destination.tolist(), share.edges.source.tolist())
        for destination, source, alpha in zip(*ends, share.alpha.double().mean(dim=1).tolist(), strict=True):
            heard = table[int(self.rows[destination])]
            row = int(self.rows[source])
            heard[row] = heard.get(row, 0.0) + alpha
        return dict(table)


def _copied(batch: GraphInputs, copies: int) -> tuple[EdgeTensors, EdgeTensors]:
    """The edges of copies side by side, destination ascending, and where each stood before sorting."""
    index, order = {}, {}
    number = torch.arange(copies)
    for kind, edge_index in batch.edge_index_dict.items():
        both = (edge_index[:, :, None] * copies + number).reshape(2, -1)  # (2, E * B)
        order[kind] = torch.sort(both[1], stable=True).indices
        index[kind] = both[:, order[kind]]
    return index, order

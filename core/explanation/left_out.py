"""What a network's logit falls by when a column, or all links, are left out; many clients at once."""

from __future__ import annotations

from collections.abc import Container

import numpy as np
import numpy.typing as npt

from core.explanation.attribution import Array
from core.explanation.lead_explanation import LINKS
from core.explanation.linear import train_means
from core.graph.customer_graph import CustomerGraph
from core.graph.subgraph import without_links
from core.task.splits import TRAIN
from core.training.calibration import log_odds
from core.training.graph_inputs import BatchSource, GraphInputs
from core.training.graph_predictor import GraphPredictor
from models.catalog import MODELS
from models.graph_network import NODE_TYPE

IntArray = npt.NDArray[np.int64]

MANY_LINKS = 600_000
_SAMPLE = 512
_BATCH = 2048
_COVERED = 0.97


def left_out(
    predictor: GraphPredictor, graph: CustomerGraph, seed: int = 0
) -> tuple[list[str], Array, Array]:
    """The logit minus the logit with one column at its training mean for everybody, and without links.

    Passes are what costs time, so on a graph with more than 600,000 links two of them are saved where they
    tell
    little: clients of the training part are left out (NaN; nobody calls them), and columns that make up the
    last 3 % of the moves in a sample of 512 clients are taken as 0.

    Returns:
        (C names with `LINKS` last, (N, C) contributions on the logit scale, (N,) logits).
    """
    value = log_odds(predictor.predict(graph))
    names = list(dict.fromkeys(graph.feature_columns))
    contributions = np.zeros((graph.n_nodes, len(names) + 1))
    cut = _Cut(predictor, graph, names)
    rows = np.arange(graph.n_nodes)
    columns = list(range(len(names)))
    if sum(edges.n_edges for edges in graph.relations.values()) > MANY_LINKS:
        contributions[:] = np.nan
        rows = np.flatnonzero(graph.part != TRAIN)
        sample = np.random.default_rng(seed).choice(rows, size=min(_SAMPLE, rows.size), replace=False)
        columns = columns_that_count(np.abs(cut.moves(np.sort(sample), columns)).mean(axis=0))
        contributions[rows] = 0.0
    contributions[rows[:, None], np.array(columns, dtype=np.int64)] = cut.moves(rows, columns)
    spec = MODELS[predictor.model]
    if spec.hears_links or spec.hears_outcomes:
        contributions[rows, -1] = value[rows] - log_odds(predictor.predict(without_links(graph)))[rows]
    return [*names, LINKS], contributions, value


def left_out_of(
    predictor: GraphPredictor, graph: CustomerGraph, rows: IntArray, wanted: Container[str]
) -> tuple[list[str], Array, Array]:
    """The same for some clients and the wanted columns only.

    Returns:
        (C names with `LINKS` last, (len(rows), C) contributions on the logit scale, (len(rows),) logits).
    """
    names = [name for name in dict.fromkeys(graph.feature_columns) if name in wanted]
    cut = _Cut(predictor, graph, names)
    value, links = cut.whole(rows), np.zeros(len(rows))
    spec = MODELS[predictor.model]
    if spec.hears_links or spec.hears_outcomes:
        links = value - _Cut(predictor, without_links(graph), []).whole(rows)
    return [*names, LINKS], np.column_stack([cut.moves(rows, list(range(len(names)))), links]), value


def columns_that_count(moves: Array) -> list[int]:
    """The columns that make up most of the moves, in their order."""
    order = np.argsort(-moves, kind="stable")
    covered = np.cumsum(moves[order]) / max(float(moves.sum()), 1e-12)
    return sorted(int(column) for column in order[: int(np.searchsorted(covered, _COVERED)) + 1])


class _Cut:
    """The network on batches of clients with all they hear, columns changed in place of the whole graph's."""

    def __init__(self, predictor: GraphPredictor, graph: CustomerGraph, names: list[str]) -> None:
        self._module = predictor.module
        layers = max(predictor.num_hops, predictor.config.num_layers)
        self._source = BatchSource(graph, predictor.static, predictor.outcome, predictor.num_hops, layers)
        self._means = train_means(graph).astype(np.float32)
        of_input = np.array(graph.feature_columns)
        self._inputs = [np.flatnonzero(of_input == name) for name in names]

    def moves(self, rows: IntArray, columns: list[int]) -> Array:
        """(rows, columns) what the logit falls by when a column is at its mean for everybody."""
        import torch

        found = np.zeros((len(rows), len(columns)))
        with torch.inference_mode():
            for first in range(0, len(rows), _BATCH):
                mine = rows[first : first + _BATCH]
                batch = self._source.batch(mine)
                whole = self._logits(batch, len(mine), None)
                for place, column in enumerate(columns):
                    found[first : first + len(mine), place] = whole - self._logits(batch, len(mine), column)
        return found

    def whole(self, rows: IntArray) -> Array:
        """(rows,) the logits with everything."""
        import torch

        with torch.inference_mode():
            pieces = np.array_split(rows, max(1, -(-len(rows) // _BATCH)))
            return np.concatenate([self._logits(self._source.batch(one), len(one), None) for one in pieces])

    def _logits(self, batch: GraphInputs, n: int, column: int | None) -> Array:
        import torch

        x = batch.x_dict[NODE_TYPE]
        if column is None:
            return np.asarray(batch.logits(self._module)[:n].double().numpy())
        places = self._inputs[column]
        kept = x[:, places].clone()
        x[:, places] = torch.from_numpy(self._means[places])
        logits = np.asarray(batch.logits(self._module)[:n].double().numpy())
        x[:, places] = kept
        return logits

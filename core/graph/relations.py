"""The edges of each relation of a recipe; one function a relation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from core.errors import GraphError
from core.graph.clock import Clock, Prefixes
from core.graph.customer_graph import Edges, FloatArray, IntArray
from core.graph.features import plain_matrix
from core.graph.nearest import Nearest, nearest_rows
from core.graph.nearest_earlier import nearest_earlier
from core.graph.peer_links import within_groups, without_self
from core.graph.recipe import (
    HistoryRelation,
    KnnRelation,
    PeersRelation,
    RecentRelation,
    Relation,
    SharedRelation,
)
from core.graph.shared_links import shared_pairs
from core.tables.table import Table
from core.task.prediction_task import PredictionTask

Progress = Callable[[float], None]

_BLOCK = 50_000  # edges whose similarity is computed at once


@dataclass(frozen=True)
class Clients:
    """What every relation is built from.

    Attributes:
        table, task: Where the clients come from.
        x: (N, F) float32 features.
        clock: Who may hear whom.
    """

    table: Table
    task: PredictionTask
    x: FloatArray
    clock: Clock


def edges_of(relation: Relation, clients: Clients, progress: Progress) -> Edges:
    """Builds one relation.

    Raises:
        GraphError: the relation does not fit the table or the split.
    """
    if isinstance(relation, KnnRelation):
        return _similar(relation, clients, progress)
    if isinstance(relation, SharedRelation):
        return _shared(relation, clients)
    if isinstance(relation, HistoryRelation):
        return _similar_outcome(relation, clients, progress)
    if isinstance(relation, PeersRelation):
        return _peers(relation, clients)
    if not isinstance(relation, RecentRelation):
        raise GraphError(
            f"The relation {relation.name} joins the rows of several tables",
            found="a single table",
            action="Leave it out, or bring the other tables",
        )
    return _recent_outcome(relation, clients)


def _similar(relation: KnnRelation, clients: Clients, progress: Progress) -> Edges:
    x, clock = clients.x, clients.clock
    if clock.time is None:
        if relation.scale == "all rows":
            x = plain_matrix(clients.table, clients.task).astype(np.float32)
        found = nearest_rows(x, relation.k)
        source, destination = _pairs(found)
        pairs = np.unique(np.stack([np.r_[destination, source], np.r_[source, destination]], axis=1), axis=0)
        destination, source = pairs[:, 0], pairs[:, 1]
    else:
        if relation.scale == "all rows":
            raise GraphError(
                "Scaling over all rows would let later clients shape earlier ones",
                found="a split in order of time",
                action="Scale on the train part",
            )
        found = nearest_earlier(x, clock.earlier(), relation.k - 1, report=progress)
        source, destination = _pairs(found)
    return _edges(relation, clients, source, destination, found=found, x=x)


def _linking_values(column: str, clients: Clients) -> pd.Series:
    """The column that links clients, once it is known that it may."""
    table, task = clients.table, clients.task
    if column not in [column.name for column in table.columns]:
        raise GraphError(
            f"There is no column {column!r} to share",
            found=", ".join(column.name for column in table.columns),
            action="Choose one of these columns",
        )
    reasons = {item.column: item.reason for item in task.excluded}
    reason = table.column(column).excluded_because or reasons.get(column)
    if column == task.target:
        reason = "it is the target, and links by it would give the answer away"
    if reason is not None:
        raise GraphError(
            f"The column {column!r} cannot link clients",
            found=reason,
            action="Choose another column, or change the exclusions on the Task page",
        )
    return table.frame([column])[column]


def _shared(relation: SharedRelation, clients: Clients) -> Edges:
    values = _linking_values(relation.column, clients)
    source, destination, n_capped = shared_pairs(values, relation.hub_cap, clients.clock)
    return _edges(relation, clients, source, destination, n_capped=n_capped)


def _similar_outcome(relation: HistoryRelation, clients: Clients, progress: Progress) -> Edges:
    clock = clients.clock
    prefixes = clock.known_outcomes(
        relation.delay, relation.unit, frozen=relation.frozen, window=relation.window
    )
    found = nearest_earlier(clients.x, prefixes, relation.k, report=progress)
    source, destination = _pairs(found)
    return _edges(relation, clients, source, destination, found=found, carries_outcome=True)


def _recent_outcome(relation: RecentRelation, clients: Clients) -> Edges:
    clock = clients.clock
    if clock.time is None:
        raise GraphError(
            "The clients called last are known only where rows are in order of time",
            found="a random split",
            action="Split by time or file order on the Task page, or leave this relation out",
        )
    prefixes = clock.known_outcomes(relation.delay, relation.unit, frozen=relation.frozen)
    source, destination = latest_pairs(prefixes, relation.k)
    return _edges(relation, clients, source, destination, carries_outcome=True)


def _peers(relation: PeersRelation, clients: Clients) -> Edges:
    values = _linking_values(relation.column, clients)
    known = clients.clock.known_outcomes(relation.delay, relation.unit, frozen=relation.frozen)
    source, destination = latest_pairs(within_groups(known, values), relation.k + 1)
    source, destination = without_self(source, destination, relation.k)
    return _edges(relation, clients, source, destination, carries_outcome=True)


def latest_pairs(prefixes: Prefixes, k: int) -> tuple[IntArray, IntArray]:
    """(source, destination) of the last k pool rows of each row's range."""
    first = np.maximum(prefixes.stop - k, prefixes.start)
    counts = prefixes.stop - first
    destination = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    within = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    return prefixes.pool[np.repeat(first, counts) + within], destination


def _pairs(found: Nearest) -> tuple[IntArray, IntArray]:
    """(source, destination) of found neighbours, without empty places and self-loops."""
    destination = np.repeat(np.arange(len(found.rows), dtype=np.int64), found.rows.shape[1])
    source = found.rows.ravel()
    kept = (source >= 0) & (source != destination)
    return source[kept], destination[kept]


def _edges(
    relation: Relation,
    clients: Clients,
    source: IntArray,
    destination: IntArray,
    *,
    found: Nearest | None = None,
    x: FloatArray | None = None,
    carries_outcome: bool = False,
    n_capped: int = 0,
) -> Edges:
    order = np.lexsort((source, destination))
    source, destination = source[order], destination[order]
    return Edges(
        name=relation.name,
        sentence=relation.sentence,
        edge_index=np.stack([source, destination]).astype(np.int64),
        weight=similarity(clients.x if x is None else x, source, destination),
        gap=clients.clock.gap(source, destination),
        carries_outcome=carries_outcome,
        n_capped=n_capped,
        method="" if found is None else found.method,
        recall=1.0 if found is None else found.recall,
    )


def similarity(x: FloatArray, source: IntArray, destination: IntArray) -> npt.NDArray[np.float32]:
    """(E,) float32 in (0, 1]: 1 / (1 + Euclidean distance); 1 for twins."""
    out = np.empty(len(source), dtype=np.float32)
    for at in range(0, len(source), _BLOCK):
        block = slice(at, at + _BLOCK)
        difference = x[source[block]].astype(np.float64) - x[destination[block]]
        out[block] = 1.0 / (1.0 + np.sqrt(np.einsum("ef,ef->e", difference, difference)))
    return out

"""The graph of many tables as arrays: each row a node, each link a relation, and every row has its time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]
TimeArray = npt.NDArray[np.float64]
EdgeType = tuple[str, str, str]  # (source node type, relation, destination node type)
ALWAYS = -np.inf  # the time of a row that was known always
NEVER = np.inf  # the time of a row whose time is unknown: it is input to nothing
_STEPS = np.uint64(0x9E3779B97F4A7C15)  # Fibonacci hashing: spreads row numbers evenly


@dataclass(frozen=True)
class Nodes:
    """The rows of one (logical) table.

    Attributes:
        name: Node type: the table's name, or "<table>_late" for what is known of its rows only later.
        table: The table's name.
        ids: (N,) object array of str, the primary key (or "#1", "#2", …).
        x: (N, F) float32, encoded columns; the encoder is fitted on rows with time <= `fitted_until`.
        feature_names: F names.
        feature_columns: F source column names.
        time: (N,) float64 days since 1970, `ALWAYS` where the row was known always, `NEVER` where the table
            has a clock and this row's time cannot be read.
    """

    name: str
    table: str
    ids: npt.NDArray[Any]
    x: FloatArray
    feature_names: list[str]
    feature_columns: list[str]
    time: TimeArray
    row: IntArray | None = None

    @property
    def n(self) -> int:
        return int(self.x.shape[0])

    def rows_in_table(self, nodes: IntArray) -> IntArray:
        """(n,) places of these nodes in the table's file."""
        return nodes if self.row is None else self.row[nodes]

    def nodes_of(self, ids: Sequence[str]) -> IntArray:
        """(n,) node of each id, the first where an id repeats; -1 where there is none."""
        import pandas as pd

        known = pd.Index(np.asarray(self.ids).astype(object))
        first = np.flatnonzero(~known.duplicated())
        place = known[first].get_indexer(pd.Index(list(ids), dtype=object))
        found: IntArray = np.r_[first, -1][place].astype(np.int64)  # place -1 is the last: -1
        return found


@dataclass(frozen=True)
class Relation:
    """The edges of one relation, grouped by destination (who hears) and rising in time within each.

    Attributes:
        edge_type: (source, relation name, destination).
        sentence: Its meaning in one sentence.
        indptr: (N_destination + 1,) int64; the edges into node i stand at indptr[i]:indptr[i + 1].
        source: (E,) int64 source node.
        time: (E,) float64 days since 1970 from which the edge is known: never before either of its rows.
        n_capped: Destinations whose edges were cut by a hub cap when the graph was built.
        title: What the row that hears calls those it hears, such as "activities"; "": its name.
    """

    edge_type: EdgeType
    sentence: str
    indptr: IntArray
    source: IntArray
    time: TimeArray
    n_capped: int = 0
    title: str = ""

    @property
    def n_edges(self) -> int:
        return int(self.source.shape[0])

    @classmethod
    def from_edges(
        cls,
        edge_type: EdgeType,
        sentence: str,
        source: IntArray,
        destination: IntArray,
        time: TimeArray,
        n_destination: int,
        n_capped: int = 0,
        title: str = "",
    ) -> Relation:
        """Groups edges given in any order.

        Ties in time stand by source row, edges known always in an order of no meaning (a fixed hash of both
        ends), so that a cut-off of a fan-out prefers nobody.

        Args:
            source, destination, time: (E,) each.
            n_destination: Rows of the destination type.
        """
        spread = (source.astype(np.uint64) * _STEPS) ^ (
            destination.astype(np.uint64) * _STEPS >> np.uint64(7)
        )
        tie = np.where(time == ALWAYS, (spread * _STEPS >> np.uint64(1)).astype(np.int64), source)
        order = np.lexsort((source, tie, time, destination))
        counts = np.bincount(destination, minlength=n_destination)
        return cls(
            edge_type=edge_type,
            sentence=sentence,
            indptr=np.r_[0, np.cumsum(counts)].astype(np.int64),
            source=source[order].astype(np.int64),
            time=time[order].astype(np.float64),
            n_capped=n_capped,
            title=title,
        )


@dataclass(frozen=True)
class RelationalGraph:
    """Node tables and relations of a `TableSet`, stored under the hash of what made them.

    Attributes:
        key: Content hash of tables, links, recipe, `fitted_until` and code version.
        nodes: By node type.
        relations: By edge type.
        fitted_until: Days since 1970: encoders saw only rows up to here (the last seed time for learning).
        encoders: By node type, the fitted encoder as JSON.
        recipe: The JSON of the recipe.
        notes: Plain sentences on what could not be linked or was capped, with counts.
    """

    key: str
    nodes: dict[str, Nodes]
    relations: dict[EdgeType, Relation]
    fitted_until: float
    encoders: dict[str, Any] = field(default_factory=dict)
    recipe: dict[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def relations_into(self, node_type: str) -> list[Relation]:
        """The relations that nodes of this type hear."""
        return [relation for relation in self.relations.values() if relation.edge_type[2] == node_type]

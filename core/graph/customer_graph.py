"""The customer graph as arrays: every row of every array can be traced to a table row.

Knows nothing of how it was built; importing it does not import torch.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from core.errors import StorageError
from core.storage import read_json, write_json
from core.task.splits import PART_NAMES, TEST, TRAIN, UNLABELLED, VALIDATION, to_score

if TYPE_CHECKING:
    from torch_geometric.data import HeteroData

FloatArray = npt.NDArray[np.float32]
IntArray = npt.NDArray[np.int64]

__all__ = [
    "PART_NAMES",
    "TEST",
    "TRAIN",
    "UNLABELLED",
    "VALIDATION",
    "CustomerGraph",
    "Edges",
    "FloatArray",
    "IntArray",
    "Seeds",
]


@dataclass(frozen=True)
class Edges:
    """The edges of one relation, from source (who is heard) to destination (who hears).

    Attributes:
        name: Relation name, such as `similar_to`.
        sentence: Its meaning in one sentence.
        edge_index: (2, E) int64; row 0 source, row 1 destination; sorted by destination. No self-loops.
        weight: (E,) float32 similarity in (0, 1], or 1.
        gap: (E,) float32 rows or days between the two contacts (0 without a clock).
        carries_outcome: True: the source's outcome was known at the destination's time and is an input.
        n_capped: Nodes whose links were cut by the hub cap.
        method: How the links were found, in words.
        recall: Share of the true nearest clients that were found, measured on a sample; 1 where exact.
    """

    name: str
    sentence: str
    edge_index: IntArray
    weight: FloatArray
    gap: FloatArray
    carries_outcome: bool = False
    n_capped: int = 0
    method: str = ""
    recall: float = 1.0

    @property
    def n_edges(self) -> int:
        return int(self.edge_index.shape[1])


@dataclass(frozen=True)
class Seeds:
    """The rows of a customer graph as questions asked of a graph of many tables.

    Attributes:
        tables_key: Names the stored `core.graph.relational_graph.RelationalGraph`.
        node_type: The entity's table.
        node: (N,) int64 row of the entity in its table.
        time: (N,) float64 seed time in days since 1970, fractions kept.
    """

    tables_key: str
    node_type: str
    node: IntArray
    time: npt.NDArray[np.float64]


@dataclass(frozen=True)
class CustomerGraph:
    """N clients with encoded columns, outcomes, parts and relations.

    Attributes:
        key: Content hash of table, task, recipe and code version; names the folder it is stored in.
        ids: (N,) object array of str, the client ids of the table.
        x: (N, F) float32, encoder fitted on the train part only.
        feature_names: F names such as `job = student` or `age`.
        feature_columns: F source column names (several features can come from one column).
        y: (N,) int8, 1 yes, 0 no, -1 unknown.
        part: (N,) int8, TRAIN, VALIDATION, TEST or UNLABELLED.
        time: (N,) float64 row number or days since 1970, or None without a clock.
        relations: By name. Edges with `carries_outcome` exist only where the outcome was known in time.
        encoder: The fitted feature encoder as JSON (see core.graph.features).
        recipe, task: The JSON of what made the graph.
        seeds: Where the rows are examples made from many tables: which entity is asked about, and when.
    """

    key: str
    ids: npt.NDArray[Any]
    x: FloatArray
    feature_names: list[str]
    feature_columns: list[str]
    y: npt.NDArray[np.int8]
    part: npt.NDArray[np.int8]
    time: npt.NDArray[np.float64] | None
    relations: dict[str, Edges]
    encoder: dict[str, Any] = field(default_factory=dict)
    recipe: dict[str, Any] = field(default_factory=dict)
    task: dict[str, Any] = field(default_factory=dict)
    seeds: Seeds | None = None

    @property
    def n_nodes(self) -> int:
        return int(self.x.shape[0])

    def rows_of(self, part: int) -> IntArray:
        """Row numbers of one part, ascending."""
        return np.flatnonzero(self.part == part)

    @property
    def leads(self) -> npt.NDArray[np.bool_]:
        """(N,) the rows whose answer nobody knows yet."""
        return to_score(self.part, self.y)

    def static_relations(self) -> list[Edges]:
        """Relations that carry columns only, never outcomes."""
        return [edges for edges in self.relations.values() if not edges.carries_outcome]

    def outcome_relations(self) -> list[Edges]:
        """Relations that carry known outcomes of earlier clients."""
        return [edges for edges in self.relations.values() if edges.carries_outcome]

    def hetero_data(self) -> HeteroData:
        """The graph as PyG `HeteroData` with node type `client` (imports torch)."""
        import torch
        from torch_geometric.data import HeteroData

        data = HeteroData()
        data["client"].x = torch.from_numpy(self.x)
        data["client"].y = torch.from_numpy(self.y)
        data["client"].part = torch.from_numpy(self.part)
        for name, edges in self.relations.items():
            store = data["client", name, "client"]
            store.edge_index = torch.from_numpy(edges.edge_index)
            store.edge_weight = torch.from_numpy(edges.weight)
            store.gap = torch.from_numpy(edges.gap)
        return data

    def save(self, directory: Path) -> None:
        """Writes graph.json and graph.npz (no pickle) into an existing folder."""
        arrays: dict[str, npt.NDArray[Any]] = {
            "ids": np.asarray(self.ids, dtype=np.str_),
            "x": self.x,
            "y": self.y,
            "part": self.part,
        }
        if self.time is not None:
            arrays["time"] = self.time
        if self.seeds is not None:
            arrays |= {"seed_node": self.seeds.node, "seed_time": self.seeds.time}
        for i, edges in enumerate(self.relations.values()):
            arrays[f"edge_index_{i}"] = edges.edge_index
            arrays[f"weight_{i}"] = edges.weight
            arrays[f"gap_{i}"] = edges.gap
        np.savez(directory / "graph.npz", **arrays)  # type: ignore[arg-type]  # numpy's stub: allow_pickle
        write_json(
            directory / "graph.json",
            {
                "key": self.key,
                "feature_names": self.feature_names,
                "feature_columns": self.feature_columns,
                "encoder": self.encoder,
                "recipe": self.recipe,
                "task": self.task,
                "seeds": None if self.seeds is None else [self.seeds.tables_key, self.seeds.node_type],
                "relations": [
                    {
                        "name": edges.name,
                        "sentence": edges.sentence,
                        "carries_outcome": edges.carries_outcome,
                        "n_capped": edges.n_capped,
                        "method": edges.method,
                        "recall": edges.recall,
                    }
                    for edges in self.relations.values()
                ],
            },
        )

    @classmethod
    def load(cls, directory: Path) -> CustomerGraph:
        """Reads a graph written by `save`.

        Raises:
            StorageError: missing or damaged.
        """
        try:
            return cls._read(directory)
        except (OSError, KeyError, ValueError, TypeError, BadZipFile) as error:
            raise StorageError(
                "This stored graph is damaged", found=str(error), action="Build it again on the Graph page"
            ) from error

    @classmethod
    def _read(cls, directory: Path) -> CustomerGraph:
        meta = read_json(directory / "graph.json")
        with np.load(directory / "graph.npz", allow_pickle=False) as arrays:
            relations = {
                info["name"]: Edges(
                    edge_index=arrays[f"edge_index_{i}"],
                    weight=arrays[f"weight_{i}"],
                    gap=arrays[f"gap_{i}"],
                    **info,
                )
                for i, info in enumerate(meta["relations"])
            }
            seeds = None
            if meta.get("seeds"):
                tables_key, node_type = meta["seeds"]
                seeds = Seeds(tables_key, node_type, arrays["seed_node"], arrays["seed_time"])
            return cls(
                key=meta["key"],
                ids=arrays["ids"].astype(object),
                x=arrays["x"],
                feature_names=meta["feature_names"],
                feature_columns=meta["feature_columns"],
                y=arrays["y"],
                part=arrays["part"],
                time=arrays.get("time"),
                relations=relations,
                encoder=meta["encoder"],
                recipe=meta["recipe"],
                task=meta["task"],
                seeds=seeds,
            )

"""Graphs of many tables on disk: plain arrays that are memory-mapped, and JSON; no pickle."""

from __future__ import annotations

import shutil
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from numpy.lib.format import open_memmap

from core.errors import StorageError
from core.graph.relational_graph import EdgeType, FloatArray, Nodes, Relation, RelationalGraph
from core.settings import load_settings
from core.storage import read_json, write_json

_SMALL = 1 << 16  # bytes; smaller files are read, not mapped (an empty array cannot be)
_FILE = "relational.json"


def graph_directory(key: str) -> Path:
    """The folder a graph is stored in."""
    return load_settings().graphs_dir / key


def is_stored(key: str) -> bool:
    """True when the graph is on disk."""
    return (graph_directory(key) / _FILE).is_file()


def load_relational(key: str) -> RelationalGraph:
    """A stored graph, its arrays memory-mapped and read-only; the one loaded last is kept at hand.

    Raises:
        StorageError: it is not there (any more) or damaged.
    """
    directory = graph_directory(key)
    if not (directory / _FILE).is_file():
        raise StorageError("This graph is not there any more", action="Build it again on the Graph page")
    return _loaded(directory)


def forget(key: str) -> None:
    """Deletes a stored graph, such as a damaged one."""
    _loaded.cache_clear()
    shutil.rmtree(graph_directory(key), ignore_errors=True)


def feature_file(folder: Path, place: int, shape: tuple[int, int]) -> FloatArray:
    """The features of the node type of that place, to be filled: a file, so that memory stays free."""
    path = folder / f"x_{place}.npy"
    if 0 in shape:
        empty = np.zeros(shape, dtype=np.float32)
        np.save(path, empty)
        return empty
    mapped: FloatArray = open_memmap(path, mode="w+", dtype=np.float32, shape=shape)
    return mapped


def store_relational(folder: Path, graph: RelationalGraph) -> None:
    """Writes all but the features, which are in their files already (`feature_file`)."""
    for i, nodes in enumerate(graph.nodes.values()):
        np.save(folder / f"ids_{i}.npy", np.asarray(nodes.ids, dtype=np.str_))
        np.save(folder / f"time_{i}.npy", nodes.time)
        if nodes.row is not None:
            np.save(folder / f"row_{i}.npy", nodes.row)
        if isinstance(nodes.x, np.memmap):
            nodes.x.flush()
    for i, relation in enumerate(graph.relations.values()):
        np.save(folder / f"indptr_{i}.npy", relation.indptr)
        np.save(folder / f"source_{i}.npy", relation.source)
        np.save(folder / f"known_{i}.npy", relation.time)
    write_json(
        folder / _FILE,
        {
            "key": graph.key,
            "fitted_until": graph.fitted_until,
            "encoders": graph.encoders,
            "recipe": graph.recipe,
            "notes": list(graph.notes),
            "nodes": [
                {
                    "name": nodes.name,
                    "table": nodes.table,
                    "feature_names": nodes.feature_names,
                    "feature_columns": nodes.feature_columns,
                    "has_row": nodes.row is not None,
                }
                for nodes in graph.nodes.values()
            ],
            "relations": [
                {
                    "edge_type": list(relation.edge_type),
                    "sentence": relation.sentence,
                    "n_capped": relation.n_capped,
                    "title": relation.title,
                }
                for relation in graph.relations.values()
            ],
        },
    )


@lru_cache(maxsize=1)
def _loaded(directory: Path) -> RelationalGraph:
    try:
        return _read(directory)
    except (OSError, KeyError, ValueError, TypeError, EOFError) as error:
        raise StorageError(
            "This stored graph is damaged", found=str(error), action="Build it again on the Graph page"
        ) from error


def _read(directory: Path) -> RelationalGraph:
    meta = read_json(directory / _FILE)
    nodes: dict[str, Nodes] = {}
    for i, info in enumerate(meta["nodes"]):
        x, ids, time = (_array(directory / f"{part}_{i}.npy") for part in ("x", "ids", "time"))
        if not len(x) == len(ids) == len(time) or x.shape[1] != len(info["feature_names"]):
            raise ValueError(f"the rows of {info['name']} do not fit together")
        row = _array(directory / f"row_{i}.npy") if info.pop("has_row") else None
        nodes[info["name"]] = Nodes(x=x, ids=ids, time=time, row=row, **info)
    relations: dict[EdgeType, Relation] = {}
    for i, info in enumerate(meta["relations"]):
        source_type, name, destination_type = info.pop("edge_type")
        indptr, source, known = (_array(directory / f"{p}_{i}.npy") for p in ("indptr", "source", "known"))
        if len(indptr) != nodes[destination_type].n + 1 or not len(source) == len(known) == indptr[-1]:
            raise ValueError(f"the links {name} do not fit together")
        edge_type = (source_type, name, destination_type)
        relations[edge_type] = Relation(edge_type, indptr=indptr, source=source, time=known, **info)
    return RelationalGraph(
        key=meta["key"],
        nodes=nodes,
        relations=relations,
        fitted_until=meta["fitted_until"],
        encoders=meta["encoders"],
        recipe=meta["recipe"],
        notes=tuple(meta["notes"]),
    )


def _array(path: Path) -> npt.NDArray[Any]:
    is_small = path.stat().st_size <= _SMALL
    array: npt.NDArray[Any] = np.load(path, mmap_mode=None if is_small else "r", allow_pickle=False)
    return array

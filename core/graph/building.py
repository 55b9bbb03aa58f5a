"""From table, task and recipe to a customer graph, kept on disk under the hash of what made it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import numpy as np

from core.errors import GraphError, StorageError
from core.graph.clock import Clock
from core.graph.customer_graph import CustomerGraph, Edges
from core.graph.features import Encoders, fit_encoder
from core.graph.recipe import GraphRecipe
from core.graph.relations import Clients, edges_of
from core.graph.seeds import seeds_of
from core.graph.table_recipe import TABLE_RELATIONS
from core.settings import load_settings
from core.storage import fingerprint, new_directory
from core.tables.table import Table
from core.task.labels import labels
from core.task.prediction_task import PredictionTask
from core.task.splits import split_rows

Report = Callable[[dict[str, object]], None]

CODE_VERSION = "graph-5"  # changes when the same input would give another graph


def graph_key(
    table: Table,
    task: PredictionTask,
    recipe: GraphRecipe,
    encoders: Encoders | None = None,
    *,
    links: bool = True,
) -> str:
    """The hash of all a graph is made of: data, roles, task, recipe, given encoders, code version, and links."""
    roles = [[c.name, c.role.value, list(c.never_values), c.excluded_because] for c in table.columns]
    without: dict[str, Any] = {} if links else {"links": False}
    if encoders is not None and encoders.rows:
        without["rows"] = encoders.to_json()["rows"]
    return fingerprint(
        {
            "code": CODE_VERSION,
            "table": table.content_hash,
            "roles": roles,
            "task": task.to_json(),
            "recipe": recipe.to_json(),
            "encoder": None if encoders is None else encoders.examples.to_json(),
            **without,
        }
    )


def graph_for(
    table: Table,
    task: PredictionTask,
    recipe: GraphRecipe,
    *,
    encoders: Encoders | None = None,
    links: bool = True,
    report: Report | None = None,
) -> CustomerGraph:
    """The graph from disk, or built and stored there.

    Args:
        table, task, recipe: What it is made of.
        encoders: Fitted ones (of an imported model) to use instead of fitting some.
        links: False leaves the links between clients out, which take nearly all the time; all else, the recipe
            too, is the same to the bit.
        report: Called with {"phase": words, "progress": 0…1}.

    Raises:
        GraphError: a relation does not fit the table or the split.
        TaskError: the target or the split cannot be used.
        StorageError: the disk is full.
    """
    key = graph_key(table, task, recipe, encoders, links=links)
    directory = load_settings().graphs_dir / key
    if directory.is_dir():
        try:
            return CustomerGraph.load(directory)
        except StorageError:
            shutil.rmtree(directory, ignore_errors=True)  # damaged: it can be built again
    graph = build_graph(table, task, recipe, encoders=encoders, links=links, report=report)
    with new_directory(directory) as folder:
        graph.save(folder)
    return graph


def is_built(
    table: Table, task: PredictionTask, recipe: GraphRecipe, encoders: Encoders | None = None
) -> bool:
    """True when `graph_for` would find the graph on disk."""
    return (load_settings().graphs_dir / graph_key(table, task, recipe, encoders) / "graph.json").is_file()


def load_graph(key: str) -> CustomerGraph:
    """A stored graph by its key.

    Raises:
        StorageError: it is not there (any more) or damaged.
    """
    directory = load_settings().graphs_dir / key
    if not directory.is_dir():
        raise StorageError("This graph is not there any more", action="Build it again on the Graph page")
    return CustomerGraph.load(directory)


def build_graph(
    table: Table,
    task: PredictionTask,
    recipe: GraphRecipe,
    *,
    encoders: Encoders | None = None,
    links: bool = True,
    report: Report | None = None,
) -> CustomerGraph:
    """Builds the graph; arguments and errors as in `graph_for`."""

    def tell(phase: str, progress: float) -> None:
        if report is not None:
            report({"phase": phase, "progress": progress})

    tell("reading the clients", 0.0)
    key = graph_key(table, task, recipe, encoders, links=links)
    y = labels(table, task)
    split = split_rows(table, task, y)
    encoder = fit_encoder(table, task, split.part) if encoders is None else encoders.examples
    present = {column.name for column in table.columns}
    frame = table.frame([name for name in encoder.needed_columns if name in present])
    x = encoder.transform(frame)
    clients = Clients(table=table, task=task, x=x, clock=Clock.of(task, split.part, y, split.time))
    relations: dict[str, Edges] = {}
    between_clients = [one for one in recipe.relations if links and not isinstance(one, TABLE_RELATIONS)]
    for i, relation in enumerate(between_clients):
        start, share = 0.05 + 0.95 * i / len(between_clients), 0.95 / len(between_clients)
        tell(f"linking: {relation.name}", start)
        edges = edges_of(
            relation,
            clients,
            lambda done, start=start, share=share, name=relation.name: tell(  # type: ignore[misc]
                f"linking: {name}", start + share * done
            ),
        )
        _check_same_length(edges)
        relations[relation.name] = edges
    seeds = None
    if task.origin is not None:
        rows = None if encoders is None else encoders.rows
        seeds = seeds_of(table, task.origin, recipe, report or (lambda event: None), rows)
    tell("graph built", 1.0)
    return CustomerGraph(
        key=key,
        ids=table.ids(),
        x=x,
        feature_names=encoder.feature_names,
        feature_columns=encoder.feature_columns,
        y=y.astype(np.int8),
        part=split.part,
        time=split.time,
        relations=relations,
        encoder=encoder.to_json(),
        recipe=recipe.to_json(),
        task=task.to_json(),
        seeds=seeds,
    )


def _check_same_length(edges: Edges) -> None:
    if not edges.edge_index.shape[1] == len(edges.weight) == len(edges.gap):
        raise GraphError(f"The relation {edges.name} is damaged", action="Please report this")

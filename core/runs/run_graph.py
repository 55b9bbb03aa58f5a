"""The graph of a run: from disk, or built again in the same way; without links where its model hears none."""

from __future__ import annotations

from typing import Any

from core.errors import GraphError, GraphLeadError
from core.graph.building import Report, graph_for, is_built
from core.graph.customer_graph import CustomerGraph
from core.graph.features import Encoders, FeatureEncoder
from core.graph.relational_store import load_relational
from core.runs.run import Run
from core.storage import read_json
from core.training.config import TrainConfig
from models.catalog import MODELS


def graph_of(run: Run, report: Report | None = None, *, whole: bool = False) -> CustomerGraph:
    """The graph a run is made on; an imported run brings its own encoders, those of linked tables' rows as well.

    Where the table's own graph has the very same encoder (the model came back to the table it was trained
    on), that graph is taken. A model that hears no links does not wait for them: it gets the clients alone,
    unless the whole graph lies there already.

    Args:
        run: The run.
        report: Hears of each step of building.
        whole: True: with its links, whatever the model hears.

    Raises:
        GraphError: the table no longer fits.
        StorageError: the disk is full, or the run is damaged.
    """
    config, table = run.config(), run.table()
    encoders = kept_encoders(run)
    if config.imported and encoders is not None:
        if not encoders.rows and is_built(table, config.task, config.recipe):
            graph = graph_for(table, config.task, config.recipe)
            if graph.encoder == encoders.examples.to_json():
                return graph
        links = whole or needs_links(config.train) or is_built(table, config.task, config.recipe, encoders)
        return graph_for(table, config.task, config.recipe, encoders=encoders, links=links, report=report)
    links = whole or needs_links(config.train) or is_built(table, config.task, config.recipe)
    graph = graph_for(table, config.task, config.recipe, links=links, report=report)
    if encoders is None or encoded_so(graph, encoders):
        return graph
    # a later version would encode these rows in another way than the model learned
    return graph_for(table, config.task, config.recipe, encoders=encoders, links=links, report=report)


def encoded_so(graph: CustomerGraph, encoders: Encoders) -> bool:
    """Whether the clients, and the rows of many tables that they are asked about, are encoded in this way."""
    if graph.encoder != encoders.examples.to_json():
        return False
    if graph.seeds is None or not encoders.rows:
        return True
    own = load_relational(graph.seeds.tables_key).encoders
    return all(own.get(name) == one.to_json() for name, one in encoders.rows.items())


def kept_encoders(run: Run) -> Encoders | None:
    """Those that the run's model came or was stored with; None while it is not fitted."""
    if not (run.directory / "encoder.json").is_file():
        return None
    return brought_encoders(
        read_json(run.directory / "encoder.json"), read_json(run.directory / "model.json")
    )


def brought_encoders(encoder: Any, model: Any) -> Encoders:
    """The encoders in encoder.json and in model.json, where a network over many tables has those of their rows.

    Raises:
        GraphError: they are not of this version.
    """
    try:
        parts = model.get("components", [model])
        rows = {
            name: one for part in parts for name, one in part.get("encoders", {}).items() if one is not None
        }
    except AttributeError as error:  # lists or numbers where records should be
        raise GraphError(
            "What the model is made of does not fit this version", action="Train the model again"
        ) from error
    return Encoders(
        examples=FeatureEncoder.from_json(encoder),
        rows={name: FeatureEncoder.from_json(one) for name, one in rows.items()},
    )


def needs_links(train: TrainConfig) -> bool:
    """True where the score depends on the links between clients.

    Rates of earlier clients are counted without links, so trees that know them need none. A blend needs what
    its runs hear, and all links where these are not known any more.
    """
    if train.model == "blend":
        try:
            return any(_hears(Run(id=run_id).config().train.model) for run_id in train.blend_of)
        except GraphLeadError:
            return True
    return MODELS[train.model].family in ("graph", "relational") and _hears(train.model)


def _hears(model: str) -> bool:
    return MODELS[model].hears_links or MODELS[model].hears_outcomes

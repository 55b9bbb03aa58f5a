"""The graph of a run: from disk, or built again in the same way."""

from __future__ import annotations

from core.graph.building import Report, graph_for, is_built
from core.graph.customer_graph import CustomerGraph
from core.graph.features import FeatureEncoder
from core.runs.run import Run
from core.storage import read_json


def graph_of(run: Run, report: Report | None = None) -> CustomerGraph:
    """The graph a run is made on; an imported run brings its own feature encoder.

    Where the table's own graph has the very same encoder (the model came back to the table it was trained
    on), that graph is taken.

    Raises:
        GraphError: the table no longer fits.
        StorageError: the disk is full, or the run is damaged.
    """
    config, table = run.config(), run.table()
    if not config.imported:
        return graph_for(table, config.task, config.recipe, report=report)
    encoder = FeatureEncoder.from_json(read_json(run.directory / "encoder.json"))
    if is_built(table, config.task, config.recipe):
        graph = graph_for(table, config.task, config.recipe)
        if graph.encoder == encoder.to_json():
            return graph
    return graph_for(table, config.task, config.recipe, encoder=encoder, report=report)

"""The rows of a table of examples as questions asked of the graph of many tables: which entity, and when."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from core.background import Report
from core.errors import GraphError
from core.graph.customer_graph import Seeds
from core.graph.features import FeatureEncoder
from core.graph.recipe import GraphRecipe
from core.tables.table import Role, Table, typed
from core.task.prediction_task import QueryOrigin
from core.task.splits import day_number


def seeds_of(
    table: Table,
    origin: QueryOrigin,
    recipe: GraphRecipe,
    report: Report,
    encoders: Mapping[str, FeatureEncoder] | None = None,
) -> Seeds:
    """Builds the graph of the tables (or finds it on disk) and looks up each example's entity in it.

    Args:
        table: The examples.
        origin: What they were made of.
        recipe: The relations.
        report: Hears {"phase", "progress"}.
        encoders: Of the tables' rows, where a model brings its own.

    Raises:
        GraphError: an example's entity is in no table (the tables changed since the examples were made).
    """
    from core.graph.relational_building import relational_graph_for

    graph = relational_graph_for(origin.tables, recipe, fitted_until(origin), report, encoders=encoders)
    frame = table.frame([origin.entity_column, origin.time_column])
    keys = typed(frame[origin.entity_column], Role.ID).astype("string").to_numpy(dtype=object)
    nodes = graph.nodes[origin.query.entity.table]
    place = nodes.nodes_of(list(keys))
    if (place < 0).any():
        lost = int((place < 0).sum())
        raise GraphError(
            f"{lost:,} examples ask about rows that are not in {nodes.table} any more",
            found=f"such as {keys[place < 0][0]}",
            action="Ask the question again on the Task page",
        )
    return Seeds(graph.key, nodes.name, place, day_number(frame[origin.time_column]))


def fitted_until(origin: QueryOrigin) -> float:
    """The last moment used for learning, in days since 1970: what encoders may see."""
    seeds = origin.seeds
    last = seeds.train[-1] if seeds.kind == "rolling" else seeds.validation
    return float(day_number(pd.to_datetime(pd.Series([last])))[0])

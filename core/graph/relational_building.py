"""From a set of tables and a recipe to the graph of their rows, kept on disk under the hash of what made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.background import Report
from core.errors import GraphError, StorageError
from core.graph.features import FeatureEncoder
from core.graph.recipe import GraphRecipe
from core.graph.relational_edges import Linking, relations_of
from core.graph.relational_graph import EdgeType, Nodes, Relation, RelationalGraph
from core.graph.relational_store import (
    feature_file,
    forget,
    graph_directory,
    is_stored,
    load_relational,
    store_relational,
)
from core.graph.row_encoding import encode_rows, fit_rows
from core.graph.table_recipe import TableRelation, named
from core.graph.table_rows import TableRows, table_rows
from core.storage import fingerprint, new_directory
from core.tables.expressions import OpenTables, opened
from core.tables.logical import LogicalTable, logical_tables
from core.tables.table_set import TableSet

RowEncoders = Mapping[str, FeatureEncoder]

CODE_VERSION = "relational-8"  # changes when the same input would give another graph
_NODES_SHARE = 0.6  # of the time


def relational_key(
    tables: TableSet,
    recipe: GraphRecipe,
    fitted_until: float,
    text_model: str | None = None,
    encoders: RowEncoders | None = None,
) -> str:
    """The hash of all a graph is made of: data, roles, keys, times, links, relations, code version, given encoders."""
    given = {name: one.to_json() for name, one in (encoders or {}).items()}
    return fingerprint(
        {
            "code": CODE_VERSION,
            "tables": [
                [t.name, tables.rows_key(t.name), t.primary_key, t.kind, *t.clock_key] for t in tables.tables
            ],
            "links": [[link.table, link.column, link.to] for link in tables.links],
            "relations": [relation.to_json() for relation in recipe.table_relations],
            "fitted_until": fitted_until,
            "text_model": text_model,
            **({"encoders": given} if given else {}),
        }
    )


def relational_graph_for(
    tables: TableSet,
    recipe: GraphRecipe,
    fitted_until: float,
    report: Report | None = None,
    *,
    text_model: str | None = None,
    encoders: RowEncoders | None = None,
) -> RelationalGraph:
    """The graph from disk, or built and stored there; its arrays are memory-mapped.

    Args:
        tables: The tables, their keys, times and links.
        recipe: Its relations of many tables count, others are passed over.
        fitted_until: Days since 1970; encoders learn from rows with time <= this (the last seed time for
            learning), so that nothing later shapes the inputs.
        report: Called with {"phase": words, "progress": 0…1}.
        text_model: Name or folder of a sentence-transformers model for text columns; None: hashed words.
        encoders: By node type, those of a model that is to score these rows; the others are fitted.

    Raises:
        GraphError: a relation does not fit the tables, a given encoder needs a column that is not there, or the text
            model is not there.
        StorageError: the disk is full, or a table's file is gone.
    """
    key = relational_key(tables, recipe, fitted_until, text_model, encoders)
    if is_stored(key):
        try:
            return load_relational(key)
        except StorageError:
            forget(key)  # damaged: it can be built again
    own = _own_graph(relational_key(tables, recipe, fitted_until, text_model), encoders or {})
    if own is not None:
        return own
    with new_directory(graph_directory(key)) as folder, opened(tables) as open_tables:
        building = _Building(key, folder, open_tables, fitted_until, report or _silent, text_model, encoders)
        building.build(recipe)
    return load_relational(key)


def _own_graph(key: str, encoders: RowEncoders) -> RelationalGraph | None:
    """The graph with the tables' own encoders, where the given ones are the very same: the model came back."""
    if not encoders or not is_stored(key):
        return None
    try:
        graph = load_relational(key)
    except StorageError:
        return None
    same = all(graph.encoders.get(name) == one.to_json() for name, one in encoders.items())
    return graph if same else None


class _Building:
    """One graph in the making; features go to their files while they are computed."""

    def __init__(
        self,
        key: str,
        folder: Path,
        open_tables: OpenTables,
        fitted_until: float,
        report: Report,
        text_model: str | None,
        given: RowEncoders | None,
    ) -> None:
        self.key, self.folder, self.opened, self.fitted_until = key, folder, open_tables, fitted_until
        self.report, self.text_model, self.given = report, text_model, given or {}
        self.encoders: dict[str, Any] = {}

    def build(self, recipe: GraphRecipe) -> None:
        relations = named(recipe.table_relations, self.opened.tables)
        halves = logical_tables(self.opened.tables)
        linking = Linking(self.opened, {})
        nodes: dict[str, Nodes] = {}
        n_cells = [max(h.linked.table.n_rows * (1 + len(h.columns)), 1) for h in halves]
        for place, half in enumerate(halves):
            start = _NODES_SHARE * sum(n_cells[:place]) / sum(n_cells)
            self._tell(f"reading {half.name}", start)
            rows = table_rows(self.opened, half)
            linking.rows[half.name] = rows
            if rows.n_undated:
                lacks = (
                    f"have no readable {half.time_column}"
                    if half.time_from is None
                    else f"name no dated row of {half.time_from.to}"
                )
                linking.notes.append(
                    f"{rows.n_undated:,} rows of {half.table} {lacks}; nobody can say when they were known, so "
                    "they are left out."
                )
            share = _NODES_SHARE * n_cells[place] / sum(n_cells)
            nodes[half.name] = self._nodes(place, rows, start, share)
        edges = self._edges(relations, linking)
        store_relational(
            self.folder,
            RelationalGraph(
                key=self.key,
                nodes=nodes,
                relations=edges,
                fitted_until=self.fitted_until,
                encoders=self.encoders,
                recipe=GraphRecipe(relations=relations).to_json(),
                notes=tuple(linking.notes),
            ),
        )
        self._tell("graph built", 1.0)

    def _nodes(self, place: int, rows: TableRows, start: float, share: float) -> Nodes:
        name = rows.logical.name
        encoder = self.given.get(name) or fit_rows(
            self.opened, rows, self.fitted_until, text_model=self.text_model
        )
        _check_columns(rows.logical, encoder)
        x = feature_file(self.folder, place, (rows.n, len(encoder.feature_names)))
        encode_rows(
            self.opened,
            rows,
            encoder,
            x,
            lambda done: self._tell(f"reading {name}", start + share * (0.3 + 0.7 * done)),
        )
        self.encoders[name] = encoder.to_json()
        return Nodes(
            name=name,
            table=rows.logical.table,
            ids=rows.ids,
            x=x,
            feature_names=encoder.feature_names,
            feature_columns=encoder.feature_columns,
            time=rows.time,
            row=None if rows.n == rows.logical.linked.table.n_rows else rows.row,  # merged rows are gone
        )

    def _edges(self, relations: tuple[TableRelation, ...], linking: Linking) -> dict[EdgeType, Relation]:
        found: dict[EdgeType, Relation] = {}
        for place, relation in enumerate(relations):
            self._tell(
                f"linking: {relation.title}", _NODES_SHARE + (1 - _NODES_SHARE) * place / len(relations)
            )
            for edges in relations_of(relation, linking):
                if edges.edge_type in found:
                    raise GraphError(
                        f"Two relations have the same name: {' '.join(edges.edge_type)}",
                        action="Leave one of them out, or rename a column",
                    )
                found[edges.edge_type] = edges
        return _told_apart(found)

    def _tell(self, phase: str, progress: float) -> None:
        self.report({"phase": phase, "progress": progress})


def _check_columns(logical: LogicalTable, encoder: FeatureEncoder) -> None:
    there = {column.name for column in logical.linked.table.columns}
    absent = [name for name in encoder.needed_columns if name not in there]
    if absent:
        raise GraphError(
            f"{logical.table} lacks columns that the model was fitted on",
            found=f"no {', '.join(absent)}",
            action="Bring tables with the same columns, or train a new model on these",
        )


def _told_apart(relations: dict[EdgeType, Relation]) -> dict[EdgeType, Relation]:
    """Where a row hears two tables under one title, the titles say which is which."""
    titles = Counter((kind[2], edges.title) for kind, edges in relations.items())
    return {
        kind: replace(edges, title=f"{edges.title} ({kind[0]})")
        if titles[kind[2], edges.title] > 1
        else edges
        for kind, edges in relations.items()
    }


def _silent(_: dict[str, object]) -> None:
    """Nobody listens."""

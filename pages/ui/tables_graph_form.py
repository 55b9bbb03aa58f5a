"""The relations of a graph of many tables on screen: what each means, its cap, adding and removing."""

from __future__ import annotations

import streamlit as st

from core.graph.default_recipe import recipe_for
from core.graph.recipe import GraphRecipe, Relation
from core.graph.table_recipe import OverlapRelation, PeerRelation, TableRelation, named
from core.tables.table import Role
from core.tables.table_set import TableSet
from core.task.prediction_task import PredictionTask
from core.workspace import Workspace
from pages.ui.naming import names_in, relation_words
from pages.ui.plain_text import plain
from pages.ui.state import save

_KINDS = {
    "peers": "same value: rows that share a column, such as an industry",
    "overlap": "alike: rows whose cells list many of the same items, such as technologies",
}


def relation_inputs(
    workspace: Workspace, tables: TableSet, task: PredictionTask, recipe: GraphRecipe
) -> None:
    """One box a relation with its sentence, then adding; every change is stored at once.

    What follows from the links of the tables is folded away: there is one relation for each.
    """
    of_links = [one for one in recipe.relations if not isinstance(one, (PeerRelation, OverlapRelation))]
    if of_links:
        with st.expander(f"{len(of_links)} that follow from the links of the tables", icon=":material/link:"):
            for relation in of_links:
                _box(workspace, recipe, relation)
    for relation in recipe.relations:
        if relation not in of_links:
            _box(workspace, recipe, relation)
    usable = tables.names if task.origin is None else task.origin.query.allowed(tables.names)
    _adding(workspace, tables, recipe, usable)
    if st.button("Back to the suggested relations", key="graph.suggested", type="tertiary"):
        _store(workspace, recipe_for(task).relations)


def _box(workspace: Workspace, recipe: GraphRecipe, relation: Relation) -> None:
    with st.container(border=True):
        text, cap, button = st.columns([5, 1, 1], vertical_alignment="center")
        title, sentence = relation_words(relation, names_in(workspace))
        text.markdown(f"**{plain(title[:1].upper() + title[1:])}**  \n{plain(sentence)}")
        changed = _cap(relation, cap, f"graph.{workspace.name}.{relation.name}")
        if button.button("Remove", key=f"graph.remove.{relation.name}", width="stretch"):
            _store(workspace, tuple(r for r in recipe.relations if r.name != relation.name))
    if changed != relation:
        _store(workspace, tuple(changed if r.name == relation.name else r for r in recipe.relations))


def _cap(relation: Relation, place: st.delta_generator.DeltaGenerator, key: str) -> Relation:
    """How many rows each row hears over relations that could have very many."""
    help_text = (
        "Hub cap. Values that very many rows share would drown the rest; the graph says how many were cut."
    )
    if isinstance(relation, PeerRelation):
        most = place.number_input("At most", 1, 200, relation.hub_cap, key=f"{key}.cap", help=help_text)
        return relation.model_copy(update={"hub_cap": most})
    if isinstance(relation, OverlapRelation):
        most = place.number_input("At most", 1, 64, relation.k, key=f"{key}.k", help=help_text)
        return relation.model_copy(update={"k": most})
    return relation


def _adding(workspace: Workspace, tables: TableSet, recipe: GraphRecipe, usable: list[str]) -> None:
    kind, table, column, button = st.columns([3, 1, 1, 1], vertical_alignment="bottom")
    chosen = kind.selectbox(
        "Add a relation", list(_KINDS), format_func=_KINDS.__getitem__, key="graph.add.kind"
    )
    names = names_in(workspace)
    name = table.selectbox("Table", usable, key="graph.add.table", format_func=names.table)
    there = {relation.name for relation in recipe.relations}
    free = [
        c.name
        for c in tables.table(str(name)).table.columns
        if c.role in (Role.CATEGORY, Role.TEXT, Role.YES_NO) and f"{chosen}:{name}.{c.name}" not in there
    ]
    wanted = column.selectbox(
        "Column", free, key="graph.add.table_column", format_func=lambda one: names.column(one, str(name))
    )
    if button.button("Add", key="graph.add", width="stretch", disabled=wanted is None):
        new: TableRelation = (
            PeerRelation(table=str(name), column=str(wanted))
            if chosen == "peers"
            else OverlapRelation(table=str(name), column=str(wanted))
        )
        of_tables = (*recipe.table_relations, new)
        between_clients = tuple(r for r in recipe.relations if r not in recipe.table_relations)
        _store(workspace, (*between_clients, *named(of_tables, tables)))


def _store(workspace: Workspace, relations: tuple[Relation, ...]) -> None:
    save(workspace.with_recipe(GraphRecipe(relations=relations)))
    st.rerun()

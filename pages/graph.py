"""Graph: what links the customers, what the network looks like, and who is around one client."""

import streamlit as st

from core.graph.default_recipe import recipe_in_force
from pages.ui import graph_views
from pages.ui.frame import go, guarded, header
from pages.ui.graph_form import relation_inputs
from pages.ui.naming import names_in
from pages.ui.state import need_task, save

header("Graph", "What does my customer network look like, and who is around one of them?")
workspace = need_task()
table, task = workspace.table, workspace.task
if table is not None and task is not None:
    recipe = recipe_in_force(workspace.recipe, task)
    with guarded():
        key = graph_views.built_graph(table, task, recipe)
        if key is not None:
            if task.origin is None:
                graph_views.tiles(key)
                graph_views.views(key, task, names_in(workspace))
            else:
                from pages.ui import tables_graph

                tables_graph.tiles(key)
                tables_graph.views(key, task, names_in(workspace))
            if st.button("Next: train a model", type="primary", key="graph.next"):
                save(workspace.with_recipe(recipe))  # who goes on has accepted it
                go("train")
    st.subheader("What links two clients" if task.origin is None else "What links two rows", anchor=False)
    with guarded():
        if task.origin is None:
            relation_inputs(workspace, table, task, recipe)
        else:
            from pages.ui import tables_graph_form

            tables_graph_form.relation_inputs(workspace, task.origin.tables, task, recipe)

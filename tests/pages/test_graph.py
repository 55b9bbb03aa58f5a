"""The Graph page, opened through app.py: empty, built, looked at, changed, wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import enumerate as threads

import pytest
from streamlit.testing.v1 import AppTest

from core.background import THREAD
from core.graph.building import graph_for, graph_key
from core.graph.recipe import GraphRecipe, KnnRelation, RecentRelation
from core.settings import load_settings
from core.tables.demo_bank import write_demo_bank
from core.tables.reading import read_table
from core.task.prediction_task import SplitConfig
from core.task.proposal import propose_task
from core.workspace import Workspace, create_workspace, open_workspace

Open = Callable[..., AppTest]


@pytest.fixture
def demo(home: Path) -> Workspace:
    workspace = create_workspace("demo")
    table = read_table(write_demo_bank(workspace.uploads, n_clients=600))
    return workspace.with_table(table).with_task(propose_task(table)).store()


@pytest.fixture
def built(demo: Workspace) -> Workspace:
    assert demo.table is not None and demo.task is not None
    graph_for(demo.table, demo.task, GraphRecipe.default(True))
    return demo


def texts(app: AppTest) -> str:
    shown = [*app.text, *app.caption, *app.markdown, *app.subheader, *app.error, *app.info]
    return "\n".join(str(element.value) for element in shown)


def test_empty_page_leads_to_data(open_page: Open) -> None:
    app = open_page("graph")
    assert not app.exception
    assert app.button(key="empty.data")


def test_without_a_task_it_leads_to_the_task(open_page: Open, demo: Workspace) -> None:
    demo.model_copy(update={"task": None}).store()
    app = open_page("graph", workspace="demo")
    assert not app.exception
    assert app.button(key="empty.task")


def test_the_build_runs_beside_the_page_and_ends_in_a_graph(open_page: Open, demo: Workspace) -> None:
    assert demo.table is not None and demo.task is not None
    app = open_page("graph", workspace="demo")
    assert not app.metric
    app.button(key="graph.build").click().run()
    assert not app.exception
    wait_for_builds()
    app.run()
    key = graph_key(demo.table, demo.task, GraphRecipe.default(True))
    assert not app.exception and not app.error
    assert app.metric[0].value == "600"
    assert (load_settings().graphs_dir / key / "graph.json").is_file()


def test_each_view_of_a_built_graph(open_page: Open, built: Workspace) -> None:
    app = open_page("graph", workspace="demo")
    assert not app.exception
    assert app.metric[0].value == "600"
    assert "stand on one island" in texts(app)
    app.session_state["graph.view"] = "Numbers"
    app.run()
    assert not app.exception
    assert "gave the same answer" in texts(app) and "hears" in texts(app)
    app.session_state["graph.view"] = "Around one client"
    app.run()
    assert not app.exception
    first = app.text_input(key="graph.client").value
    assert f"{first} hears" in texts(app)
    other = app.dataframe[0].value["client"].iloc[0]
    app.text_input(key="graph.client").set_value(str(other)).run()
    assert app.text_input(key="graph.client").value == other
    app.text_input(key="graph.client").set_value("<b>nobody</b>").run()
    assert "There is no client “<b>nobody</b>”" in texts(app)
    assert app.text_input(key="graph.client").value == other


def test_a_linked_client_is_in_the_middle(open_page: Open, built: Workspace) -> None:
    assert built.table is not None
    client = str(built.table.ids()[-3])
    app = open_page("graph", workspace="demo", lead=client)
    app.session_state["graph.view"] = "Around one client"
    app.run()
    assert app.text_input(key="graph.client").value == client


def test_relations_are_added_changed_and_removed(open_page: Open, demo: Workspace) -> None:
    app = open_page("graph", workspace="demo")
    app.selectbox(key="graph.add.kind").set_value("shared").run()
    app.selectbox(key="graph.add.column").set_value("employer").run()
    app.button(key="graph.add").click().run()
    assert not app.exception
    assert names() == ["similar_to", "similar_outcome", "recent_outcome", "shares_employer"]
    app.number_input(key="graph.demo.shares_employer.cap").set_value(9).run()
    app.number_input(key="graph.demo.similar_to.k").set_value(5).run()
    app.number_input(key="graph.demo.similar_to.k").set_value(6).run()
    recipe = open_workspace("demo").recipe
    assert recipe is not None
    assert recipe.relations[0] == KnnRelation(k=6)
    assert recipe.relations[3].model_dump()["hub_cap"] == 9
    app.button(key="graph.remove.similar_to").click().run()
    assert names() == ["similar_outcome", "recent_outcome", "shares_employer"]
    for name in names():
        app.button(key=f"graph.remove.{name}").click().run()
    assert "No relation is chosen" in texts(app)
    app.button(key="graph.suggested").click().run()
    assert names() == ["similar_to", "similar_outcome", "recent_outcome"]


def test_a_relation_that_does_not_fit_is_one_clear_box(open_page: Open, demo: Workspace) -> None:
    assert demo.task is not None
    task = demo.task.model_copy(update={"split": SplitConfig(kind="random")})
    demo.with_task(task).with_recipe(GraphRecipe(relations=(RecentRelation(),))).store()
    app = open_page("graph", workspace="demo")
    app.button(key="graph.build").click().run()
    if not app.error:
        wait_for_builds()
        app.run()
    assert not app.exception
    assert "in order of time" in app.error[0].value
    assert app.button(key="graph.suggested")


def names() -> list[str]:
    recipe = open_workspace("demo").recipe
    assert recipe is not None
    return [relation.name for relation in recipe.relations]


def wait_for_builds() -> None:
    """Until no build runs in the background any more."""
    for thread in threads():
        if thread.name == THREAD:
            thread.join(60)

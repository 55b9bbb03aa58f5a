"""The Graph and Train pages with several tables: who was around one row on a day, the relations, the models offered."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from core.graph.table_recipe import OverlapRelation, PeerRelation
from core.runs.launcher import cancel
from core.runs.registry import list_runs
from core.workspace import open_workspace
from models.catalog import MODELS
from tests.page_words import said
from tests.tables_workspace import Trained, crm_frames

Open = Callable[..., AppTest]


def opened(open_page: Open, **query: str) -> AppTest:
    app = open_page("graph", workspace="crm", **query)
    assert not app.exception and not app.error
    return app


def around(app: AppTest) -> pd.DataFrame:
    """The rows beside the one in the middle; empty without any."""
    frames = [frame.value for frame in app.dataframe if "known from" in frame.value.columns]
    return frames[0] if frames else pd.DataFrame(columns=["table", "key", "known from"])


def test_before_it_is_asked_the_page_leads_to_the_question(open_page: Open, crm: Trained) -> None:
    workspace = open_workspace("crm")
    workspace.model_copy(update={"table": None, "task": None}).store()
    app = open_page("graph", workspace="crm")
    assert not app.exception
    assert app.button(key="empty.task")


def test_rows_and_links_are_counted(open_page: Open, crm: Trained) -> None:
    app = opened(open_page)
    tiles = {tile.label: tile.value for tile in app.metric}
    frames = crm_frames()
    n_late = int(frames["opportunity"]["closed_on"].notna().sum())
    assert tiles["Kinds of rows"] == "5"  # the later half of the deals counts apart
    assert tiles["Rows"].replace(",", "") == str(sum(map(len, frames.values())) + n_late)


def test_nothing_later_than_the_day_is_shown(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, lead="C-0003")
    assert app.text_input(key="graph.row_id").value == "C-0003"
    whole = around(app)
    app.slider(key="graph.as_of").set_value(date(2025, 3, 1)).run()
    assert not app.exception and not app.error
    early = around(app)
    assert early["known from"].dropna().max() <= pd.Timestamp("2025-03-01") < whole["known from"].max()
    activity = crm_frames()["activity"]
    mine = activity[activity["contact_id"] == "C-0003"]
    n_known = int((pd.to_datetime(mine["happened_on"]) <= pd.Timestamp("2025-03-01")).sum())
    assert (early["table"] == "activity").sum() == min(n_known, 8) > 0


def test_another_row_is_found_by_its_key(open_page: Open, crm: Trained) -> None:
    app = opened(open_page)
    app.text_input(key="graph.row_id").set_value(" C-0011 ").run()
    assert around(app)["key"].isin(["F-0011"]).any()
    app.text_input(key="graph.row_id").set_value("<b>nobody</b>").run()
    assert not app.exception
    assert any("There is no row “<b>nobody</b>”" in text.value for text in app.text)
    assert app.text_input(key="graph.row_id").value == "C-0011"


def test_numbers_tell_each_kind_of_link(open_page: Open, crm: Trained) -> None:
    app = opened(open_page)
    app.segmented_control(key="graph.tables_view").set_value("Numbers").run()
    assert not app.exception and not app.error
    rows = next(frame.value for frame in app.dataframe if "rows of" in frame.value.columns)
    counts = dict(zip(rows["rows of"], rows["rows"], strict=True))
    assert counts["Contact"] == 200 and counts["Company"] == 40


def test_a_relation_is_removed_added_and_capped(open_page: Open, crm: Trained) -> None:
    app = opened(open_page)
    app.button(key="graph.suggested").click().run()
    recipe = open_workspace("crm").recipe
    assert recipe is not None
    suggested = recipe
    first = next(one for one in recipe.relations if not isinstance(one, PeerRelation | OverlapRelation))
    app.button(key=f"graph.remove.{first.name}").click().run()
    recipe = open_workspace("crm").recipe
    assert recipe is not None and first not in recipe.relations
    app.selectbox(key="graph.add.table").set_value("contact").run()
    app.selectbox(key="graph.add.table_column").set_value("job_title").run()
    app.button(key="graph.add").click().run()
    assert not app.exception and not app.error
    recipe = open_workspace("crm").recipe
    assert recipe is not None
    (added,) = [
        one for one in recipe.relations if isinstance(one, PeerRelation) and one.column == "job_title"
    ]
    app.number_input(key=f"graph.crm.{added.name}.cap").set_value(3).run()
    recipe = open_workspace("crm").recipe
    assert recipe is not None
    assert [one.hub_cap for one in recipe.relations if one.name == added.name] == [3]
    app.button(key="graph.suggested").click().run()
    assert open_workspace("crm").recipe == suggested


def test_a_graph_that_is_gone_can_be_built_again(open_page: Open, crm: Trained, home: Path) -> None:
    shutil.rmtree(home / "graphs")
    app = open_page("graph", workspace="crm")
    assert not app.exception
    assert app.button(key="graph.build")


def test_train_offers_the_models_of_many_tables(open_page: Open, crm: Trained) -> None:
    app = open_page("train", workspace="crm")
    assert not app.exception and not app.error
    offered = set(app.multiselect(key="train.models").options)
    for name in ("lead_scoring_gnn", "hetero_gat", "hgt", "dfs_lightgbm", "dfs_logistic", "instant"):
        assert MODELS[name].title in offered
    for name in ("gat", "gcn", "simple_graphsage"):  # they need links between clients of one table
        assert MODELS[name].title not in offered
    for run in crm.runs.values():
        assert any(run in frame.value.to_csv() for frame in app.dataframe)


def test_masked_names_are_not_in_the_picture(open_page: Open, crm: Trained) -> None:
    app = opened(open_page, masked="1", lead="C-0003")
    shown = said(app) + around(app).to_csv()
    for name in ("Person", "Firm", "C-0003", "spoke about"):
        assert name not in shown
    assert app.text_input(key="graph.row_id").value.startswith("Client ")


def test_settings_of_many_tables_reach_the_run(open_page: Open, crm: Trained) -> None:
    app = open_page("train", workspace="crm")
    app.multiselect(key="train.models").set_value(["lead_scoring_gnn"])
    app.toggle(key="train.own").set_value(False)
    app.run()
    assert set(app.selectbox(key="train.sampling").options) == {
        "Learn from all examples as they are",
        "Draw yes and no equally often",
        "Make up examples between those who said yes (SMOTE)",  # for what the network must beat
    }
    app.selectbox(key="train.sampling").set_value("balanced")
    app.number_input(key="train.num_neighbors").set_value(3)
    app.checkbox(key="train.columns_of_tables").set_value(True)
    app.checkbox(key="train.companions").set_value(False)
    app.run()
    before = {run.id for run in list_runs("crm")}
    app.button(key="train.start").click().run()
    assert not app.exception and not app.error
    (run,) = [run for run in list_runs("crm") if run.id not in before]
    cancel(run)
    train = run.config().train
    assert (train.sampling, train.num_neighbors, train.columns_of_tables) == ("balanced", 3, True)
    app.multiselect(key="train.models").set_value(["dfs_lightgbm"])
    app.run()
    assert not app.exception
    assert app.selectbox(key="train.sampling").value == "all"

"""With names masked, no page carries a client's id or free text to the browser; without, they are there."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.graph.building import build_graph
from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation
from core.runs.execute import train_now
from core.runs.run import Run
from core.runs.scores import read_scores
from core.tables.reading import read_table
from core.tables.table import Role
from core.task.prediction_task import PredictionTask, SplitConfig
from core.training.config import TrainConfig
from core.workspace import create_workspace

Open = Callable[..., AppTest]
PAGES = ("home", "data", "task", "graph", "train", "evaluation", "models", "leads", "lead")
NAMES = (b"Zebulon", b"Quillfeather")  # in every id, in every free text
N = 260


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, str]]:
    """A home with one table of people and a finished attention model: (home, run id)."""
    home = tmp_path_factory.mktemp("people")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(home))
    draw = np.random.default_rng(0)
    job = draw.choice(["clerk", "student"], N)
    frame = pd.DataFrame(
        {
            "client_id": [f"Zebulon {i}" for i in range(N)],
            "remark": [f"asks for Ms Quillfeather on day {i} of a long campaign" for i in range(N)],
            "job": job,
            "age": draw.integers(18, 80, N),
            "answer": np.where(draw.random(N) < np.where(job == "clerk", 0.7, 0.25), "yes", "no"),
        }
    )
    frame.to_csv(home / "people.csv", index=False)
    table = read_table(home / "people.csv", id_column="client_id").with_roles({"remark": Role.TEXT})
    task = PredictionTask(
        table_hash=table.content_hash, target="answer", positive="yes", split=SplitConfig(kind="order")
    )
    recipe = GraphRecipe(relations=(KnnRelation(k=4), HistoryRelation(k=6, delay=5)))
    workspace = create_workspace("People").with_table(table).with_task(task).with_recipe(recipe).store()
    build_graph(table, task, recipe)
    run = train_now(workspace, TrainConfig.for_model("gat", epochs=2, hidden_channels=8)).id
    monkeypatch.undo()
    yield home, run


@pytest.fixture
def run(trained: tuple[Path, str], home: Path) -> Run:
    """The run in this test's own home."""
    shutil.copytree(trained[0], home, dirs_exist_ok=True)
    return Run(id=trained[1])


def sent(app: AppTest) -> bytes:
    """Everything the page sends to the browser, and its address."""
    return b"".join(_messages(app._tree)) + repr(dict(app.query_params)).encode()


def _messages(node: Any) -> Iterator[bytes]:
    proto = getattr(node, "proto", None)
    if proto is not None:
        yield proto.SerializeToString()
    for child in getattr(node, "children", {}).values():
        yield from _messages(child)


def named(app: AppTest) -> list[bytes]:
    return [name for name in NAMES if name in sent(app)]


@pytest.mark.parametrize("page", PAGES)
def test_no_page_names_anybody(open_page: Open, run: Run, page: str) -> None:
    app = open_page(page, workspace="people", run=run.id, masked="1", timeout=120)
    assert not app.exception and not app.error
    assert named(app) == []
    assert app.query_params["masked"] in ("1", ["1"]), "a reload must not show names"


@pytest.mark.parametrize(("page", "names"), [("data", NAMES), ("leads", NAMES[:1]), ("lead", NAMES[:1])])
def test_without_the_switch_names_are_there(
    open_page: Open, run: Run, page: str, names: tuple[bytes, ...]
) -> None:
    app = open_page(page, workspace="people", run=run.id, timeout=120)
    assert named(app) == list(names)


@pytest.mark.parametrize("view", ["The whole book", "Around one client"])
def test_no_view_of_the_graph_names_anybody(open_page: Open, run: Run, view: str) -> None:
    app = open_page("graph", workspace="people", masked="1", timeout=120)
    app.session_state["graph.view"] = view
    app.run()
    assert not app.exception and not app.error
    assert named(app) == []


@pytest.mark.parametrize("view", ["First rows", "Columns in figures", "How it was read"])
def test_no_view_of_the_data_names_anybody(open_page: Open, run: Run, view: str) -> None:
    app = open_page("data", workspace="people", masked="1", timeout=120)
    app.segmented_control(key="data.view").set_value(view).run()
    assert not app.exception and not app.error
    assert named(app) == []


@pytest.mark.parametrize("part", ["neighbours", "all fields", "history", "how far to trust this"])
def test_no_part_of_the_lead_page_names_anybody(open_page: Open, run: Run, part: str) -> None:
    app = open_page("lead", workspace="people", run=run.id, masked="1", timeout=120)
    app.segmented_control(key="lead.part").set_value(part).run()
    assert not app.exception and not app.error
    assert named(app) == []


def test_a_masked_name_is_a_way_to_its_client(open_page: Open, run: Run) -> None:
    scores = read_scores(run)
    client = str(scores["id"].iloc[3])
    app = open_page("lead", workspace="people", run=run.id, masked="1", lead=client, timeout=120)
    assert app.header[0].value == "Client 4"
    assert app.query_params["lead"] in ("Client 4", ["Client 4"])
    app.text_input(key="lead.find").set_value("client 9").run()
    assert app.header[0].value == "Client 9"
    shown = open_page("lead", workspace="people", run=run.id, lead="Client 9", timeout=120)
    assert shown.header[0].value == f"Client {scores['id'].iloc[8]}"
    nobody = open_page("lead", workspace="people", run=run.id, masked="1", lead="Client 999,999", timeout=120)
    assert nobody.error and named(nobody) == []


def test_the_switch_holds_on_every_page(open_page: Open, run: Run) -> None:
    app = open_page("leads", workspace="people", run=run.id, timeout=120)
    assert named(app) == [NAMES[0]]
    app.toggle(key="leads.masked").set_value(True).run()
    assert named(app) == []
    app.switch_page("pages/lead.py").run()
    assert app.header[0].value.startswith("Client ") and named(app) == []
    app.switch_page("pages/leads.py").run()
    assert app.toggle(key="leads.masked").value is True
    app.toggle(key="leads.masked").set_value(False).run()
    assert named(app) == [NAMES[0]] and "masked" not in app.query_params

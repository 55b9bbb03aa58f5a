"""Every page with a table whose ids, names and values try to be more than text, and with damaged files."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation, SharedRelation
from core.runs.execute import train_now
from core.tables.reading import read_table
from core.task.prediction_task import PredictionTask, SplitConfig
from core.training.config import TrainConfig
from core.workspace import create_workspace

Open = Callable[..., AppTest]
EVIL = "<b>EVIL</b>![i](http://evil.invalid/i.png)[l](http://evil.invalid)"
PAGES = ("home", "data", "task", "graph", "train", "evaluation", "models", "leads", "lead")
N = 260
TEXT_ONLY = {
    "text",
    "dataframe",
    "text_input",
    "selectbox",
    "multiselect",
    "bidi_component",
}  # never read as Markdown
_LINK = re.compile(r"(?<!\\)\]\(http")  # Markdown would make a link or load a picture
_TAG = "<b>EVIL"  # Plotly would read the tag


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A home with one hostile table and two runs."""
    home = tmp_path_factory.mktemp("hostile")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(home))
    draw = np.random.default_rng(0)
    job = draw.choice([f"{EVIL} a", f"{EVIL} b", "clerk"], N)
    yes = draw.random(N) < np.where(job == "clerk", 0.7, 0.25)
    frame = pd.DataFrame(
        {
            f"{EVIL} id": [f"{EVIL} {i}" for i in range(N)],
            f"{EVIL} job": job,
            f"{EVIL} age": draw.integers(18, 80, N),
            f"{EVIL} y": np.where(yes, f"{EVIL} yes", f"{EVIL} no"),
        }
    )
    path = home / "[l](http:evil)<b>EVIL.csv"
    frame.to_csv(path, index=False)
    table = read_table(path, source_name=f"{EVIL}.csv", id_column=f"{EVIL} id")
    task = PredictionTask(
        table_hash=table.content_hash,
        target=f"{EVIL} y",
        positive=f"{EVIL} yes",
        split=SplitConfig(kind="order"),
    )
    relations = (KnnRelation(k=4), SharedRelation(column=f"{EVIL} job"), HistoryRelation(k=6, delay=5))
    workspace = create_workspace("Hostile").with_table(table).with_task(task)
    workspace = workspace.with_recipe(GraphRecipe(relations=relations)).store()
    configs = (TrainConfig(model="logistic"), TrainConfig.for_model("gat", epochs=2, hidden_channels=8))
    runs = {config.model: train_now(workspace, config).id for config in configs}
    monkeypatch.undo()
    yield home, runs


@pytest.fixture
def runs(trained: tuple[Path, dict[str, str]], home: Path) -> dict[str, str]:
    """The two runs in this test's own home."""
    shutil.copytree(trained[0], home, dirs_exist_ok=True)
    return trained[1]


def dangerous(app: AppTest) -> list[str]:
    """Texts that Markdown or Plotly would read as more than text, anywhere on the page."""
    found = []
    for kind, proto in _elements(app._tree):  # the only way to every element of a page
        if kind == "plotly_chart":
            found += [f"{kind}: {text}" for text in _texts(json.loads(proto["spec"])) if _TAG in text]
        elif kind in TEXT_ONLY:
            shown = [str(proto.get(name, "")) for name in ("label", "help")]
            found += [f"{kind}: {text}" for text in shown if _LINK.search(text)]
        else:
            found += [f"{kind}: {text}" for text in _texts(proto) if _LINK.search(text)]
    return found


def _elements(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if getattr(node, "proto", None) is not None:
        yield node.type, MessageToDict(node.proto)
    for child in getattr(node, "children", {}).values():
        yield from _elements(child)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("model", ["logistic", "gat"])
def test_text_of_the_table_stays_text(open_page: Open, runs: dict[str, str], page: str, model: str) -> None:
    app = open_page(page, workspace="hostile", run=runs[model], timeout=120)
    assert not app.exception, app.exception
    assert dangerous(app) == []


def test_the_search_for_dangerous_texts_finds_some(open_page: Open) -> None:
    def script() -> None:
        import plotly.graph_objects as go
        import streamlit as st

        evil = "<b>EVIL</b>![i](http://evil.invalid/i.png)"
        st.markdown(evil)
        st.metric(evil, 1)
        st.caption("fine", help=evil)
        st.plotly_chart(go.Figure(layout={"title": evil}))
        st.expander(evil).text(evil)
        st.radio("which", [evil])
        st.pills("which", [evil])
        st.text(evil)

    app = AppTest.from_function(script).run()
    kinds = {words.partition(":")[0] for words in dangerous(app)}
    assert kinds == {"markdown", "metric", "caption", "plotly_chart", "expander", "radio", "button_group"}


@pytest.mark.parametrize("page", PAGES)
def test_an_address_is_text_and_no_path(open_page: Open, runs: dict[str, str], page: str) -> None:
    for query in ({"workspace": "../../x"}, {"run": "../../x"}, {"run": EVIL}, {"lead": EVIL}):
        app = open_page(page, **query)
        assert not app.exception, app.exception
        assert dangerous(app) == []


@pytest.mark.parametrize("text", ["{bad", "[]", '{"name": "hostile", "surprise": 1}', "\x00"])
def test_a_damaged_workspace_is_said_and_can_be_deleted(
    open_page: Open, runs: dict[str, str], home: Path, text: str
) -> None:
    (home / "workspaces" / "hostile" / "workspace.json").write_text(text)
    app = open_page()
    assert not app.exception, app.exception
    assert "workspace.json" in app.error[0].value.replace("\\", "")
    app.selectbox(key="home.delete_name").set_value("hostile").run()
    app.button(key="home.delete").click().run()
    assert not app.exception
    assert not (home / "workspaces" / "hostile").exists()


@pytest.mark.parametrize("name", ["config.json", "status.json", "table.json", "scores.parquet",
                                  "metrics.json", "model.json", "model.safetensors", "encoder.json",
                                  "calibration.json", "contributions.parquet", "events.jsonl"])  # fmt: skip
@pytest.mark.parametrize("page", ["home", "train", "evaluation", "models", "leads", "lead"])
def test_a_damaged_run_never_breaks_a_page(
    open_page: Open, runs: dict[str, str], home: Path, page: str, name: str
) -> None:
    path = home / "runs" / runs["gat"] / name
    path.write_bytes(json.dumps([1]).encode() if name.endswith("json") else b"{bad")
    app = open_page(page, workspace="hostile", run=runs["gat"], timeout=120)
    assert not app.exception, app.exception


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("gone", ["tables", "graphs", "runs", "workspaces"])
def test_a_deleted_folder_never_breaks_a_page(
    open_page: Open, runs: dict[str, str], home: Path, page: str, gone: str
) -> None:
    shutil.rmtree(home / gone)
    app = open_page(page, workspace="hostile", run=runs["gat"], timeout=120)
    assert not app.exception, app.exception

"""The Lead page, opened through app.py: empty, full, linked, wrong, with hostile text."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.graph.recipe import GraphRecipe, HistoryRelation, KnnRelation
from core.runs.execute import train_now
from core.runs.run import Run
from core.runs.scores import read_scores
from core.tables.reading import read_table
from core.task.prediction_task import PredictionTask, SplitConfig
from core.training.config import TrainConfig
from core.workspace import create_workspace
from pages.ui.client_choice import Place

Open = Callable[..., AppTest]
N = 300
HOSTILE = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x")',
    "**bold** $x$ :red[y]",
    "عميل جديد",
    'O"Brien',
)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, dict[str, str]]]:
    """A home with one table of hostile names and two runs: (home, model -> run id)."""
    home = tmp_path_factory.mktemp("trained")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(home))
    draw = np.random.default_rng(0)
    job = draw.choice([*HOSTILE, "clerk"], N)
    answer = np.where(draw.random(N) < np.where(job == "clerk", 0.7, 0.25), "yes", "no")
    names = [f"{HOSTILE[i % 5]} {i}" for i in range(N)]
    frame = pd.DataFrame({"client_id": names, "job": job, "age": draw.integers(18, 80, N), "answer": answer})
    frame.to_csv(home / "clients.csv", index=False)
    table = read_table(home / "clients.csv", id_column="client_id")
    task = PredictionTask(
        table_hash=table.content_hash, target="answer", positive="yes", split=SplitConfig(kind="order")
    )
    recipe = GraphRecipe(relations=(KnnRelation(k=4), HistoryRelation(k=6, delay=5)))
    workspace = create_workspace("Hostile").with_table(table).with_task(task).with_recipe(recipe).store()
    configs = (TrainConfig(model="logistic"), TrainConfig.for_model("gat", epochs=3, hidden_channels=8))
    runs = {config.model: train_now(workspace, config).id for config in configs}
    monkeypatch.undo()
    yield home, runs


@pytest.fixture
def runs(trained: tuple[Path, dict[str, str]], home: Path) -> dict[str, str]:
    """The two runs in this test's own home."""
    shutil.copytree(trained[0], home, dirs_exist_ok=True)
    return trained[1]


def words(app: AppTest) -> str:
    """All Markdown and captions of the page as one text."""
    return "\n".join(
        [m.value for m in app.markdown] + [c.value for c in app.caption] + [i.value for i in app.info]
    )


def best(run_id: str, place: int = 0) -> str:
    """The id at a place of the list that the page opens with: the final exam."""
    scores = read_scores(Run(id=run_id))
    exam = scores[scores["part"] == 2].sort_values("probability", ascending=False, kind="stable")
    return str(exam["id"].iloc[place])


def shown_client(app: AppTest) -> str:
    return str(app.header[0].value).replace("\\", "").replace("\u200b", "")


def test_empty_page_leads_to_data(open_page: Open) -> None:
    app = open_page("lead")
    assert not app.exception
    assert app.button(key="empty.data")


@pytest.mark.parametrize("model", ["logistic", "gat"])
def test_the_first_look_is_the_first_of_the_list(open_page: Open, runs: dict[str, str], model: str) -> None:
    app = open_page("lead", run=runs[model], timeout=120)
    assert not app.exception and not app.error
    assert shown_client(app) == f"Client {best(runs[model])}"
    chance = next(metric for metric in app.metric if metric.label == "Chance of yes")
    top = read_scores(Run(id=runs[model])).query("part == 2")["probability"].max()
    assert chance.value == f"{100 * top:.0f} %"
    assert "Chance of yes is" in words(app) and "grade A" in words(app)
    assert "Trust in this explanation" in words(app)
    assert app.button(key="lead.previous").disabled
    assert "What this client answered" in words(app)


@pytest.mark.parametrize(
    ("rank", "n", "said"),
    [
        (1, 9042, "top 0.1 %"),
        (1, 330, "top 0.3 %"),
        (50, 9042, "top 1 %"),
        (904, 9042, "top 10 %"),
        (9042, 9042, "bottom 0.1 %"),
    ],
)
def test_nobody_stands_in_the_top_nothing_percent(rank: int, n: int, said: str) -> None:
    assert Place(row=0, id="a", rank=rank, n=n, who="all", before=None, after=None).top_words == said


def test_a_link_opens_its_client_and_next_the_one_after(open_page: Open, runs: dict[str, str]) -> None:
    second, third = best(runs["logistic"], 1), best(runs["logistic"], 2)
    app = open_page("lead", run=runs["logistic"], lead=second)
    assert shown_client(app) == f"Client {second}"
    app.button(key="lead.next").click().run()
    assert not app.exception
    assert shown_client(app) == f"Client {third}"
    assert app.query_params["lead"] == third
    app.button(key="lead.previous").click().run()
    assert shown_client(app) == f"Client {second}"


def test_any_client_is_found_by_its_id(open_page: Open, runs: dict[str, str]) -> None:
    app = open_page("lead", run=runs["logistic"])
    app.text_input(key="lead.find").set_value(f"{HOSTILE[3]} 3").run()
    assert shown_client(app) == f"Client {HOSTILE[3]} 3"
    assert "The model learned from this answer" in words(app)


def test_an_unknown_client_is_said_clearly_and_another_can_be_found(
    open_page: Open, runs: dict[str, str]
) -> None:
    app = open_page("lead", run=runs["logistic"], lead="<i>nobody</i>")
    assert not app.exception
    assert "There is no client" in app.error[0].value
    assert "<i>" not in app.error[0].value
    assert app.button(key="lead.choose")
    app.text_input(key="lead.find").set_value(best(runs["logistic"])).run()
    assert not app.error
    assert shown_client(app) == f"Client {best(runs['logistic'])}"


def test_every_part_opens(open_page: Open, runs: dict[str, str]) -> None:
    app = open_page("lead", run=runs["gat"], timeout=120)
    everybody = app.dataframe[-1].value
    assert {"client", "answer", "looked at", "points", "in words"} <= set(everybody.columns)
    app.segmented_control(key="lead.part").set_value("all fields").run()
    fields = app.dataframe[-1].value.set_index("in the file")
    assert fields.loc["answer", "used"] == "no: this is what is predicted"
    assert fields.loc["age", "used"] == "yes"
    app.segmented_control(key="lead.part").set_value("history").run()
    assert set(app.dataframe[-1].value["run"]) == set(runs.values())
    app.segmented_control(key="lead.part").set_value("how far to trust this").run()
    assert "The promised moves happen" in words(app) or app.get("progress")
    assert not app.exception


def test_a_model_without_links_says_why_nobody_is_around(open_page: Open, runs: dict[str, str]) -> None:
    app = open_page("lead", run=runs["logistic"])
    assert "hears no neighbours" in words(app)


def test_text_of_the_table_is_shown_as_text(open_page: Open, runs: dict[str, str]) -> None:
    for place in range(5):
        name = f"{HOSTILE[place]} {place}"
        app = open_page("lead", run=runs["logistic"], lead=name)
        assert not app.exception and not app.error
        title = app.header[0].value
        assert shown_client(app) == f"Client {name}"
        unescaped = re.sub(r"\\.", "", title + words(app))
        for raw in ("<script", "**bold", "$x", ":red["):
            assert raw not in unescaped

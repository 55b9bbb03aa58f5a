"""The Lead page for leads of many tables, opened through app.py: rows, links, print, masked names, hostile text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.explanation.brief import brief_html
from core.explanation.explain import explain_lead
from core.explanation.lead_explanation import LeadExplanation
from core.runs.execute import train_now
from core.runs.opening import open_run
from core.runs.run import Run
from core.runs.run_names import names_of_run
from core.runs.scores import read_scores
from core.tables.bundle import read_bundle
from core.tables.link_proposals import propose_links
from core.training.config import TrainConfig
from tests.tables_workspace import DFS, GNN, Trained, asked_workspace, crm_frames

Open = Callable[..., AppTest]
EVIL = "<b>x</b> **y** $z$ "
GAT = TrainConfig.for_model(
    "hetero_gat",
    epochs=1, refit=False, hidden_channels=8, heads=2, num_neighbors=4, examples_per_epoch=256,
)  # fmt: skip
INSTANT = TrainConfig.for_model("instant")
FLAT = TrainConfig.for_model("flat_lightgbm", epochs=10, refit=False)
POINTS = TrainConfig.for_model("b2b_points")


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """All kinds of models on one question of four tables whose texts and keys are hostile."""
    home = tmp_path_factory.mktemp("tables")
    monkeypatch = pytest.MonkeyPatch()
    monkeypatch.setenv("GRAPHLEADIQ_HOME", str(home))
    paths = []
    for name, frame in crm_frames(mark=EVIL).items():
        keys = {
            c: [k if k.startswith(EVIL) else EVIL + k for k in frame[c]] for c in frame if c.endswith("_id")
        }
        paths.append(home / f"{name}.csv")
        frame.assign(**keys).to_csv(paths[-1], index=False)
    tables = propose_links(read_bundle(paths, lambda _phase, _share: None).tables)
    workspace = asked_workspace("crm", tables)
    runs = {c.model: train_now(workspace, c).id for c in (GNN, GAT, DFS, FLAT, INSTANT, POINTS)}
    monkeypatch.undo()
    yield Trained(home, workspace.name, runs, tables)


@pytest.fixture
def trained(shelf: Trained, home: Path) -> Trained:
    return shelf.copied_to(home)


def words(app: AppTest) -> str:
    """All text of the page that is read as Markdown."""
    said = [*app.markdown, *app.caption, *app.info, *app.header, *app.subheader]
    return "\n".join(str(one.value) for one in said)


def best(run_id: str) -> tuple[int, str]:
    """Row and id of the best lead of the final exam."""
    scores = read_scores(Run(id=run_id))
    exam = scores[scores["part"] == 2].sort_values("probability", ascending=False, kind="stable")
    return int(exam["row"].iloc[0]), str(exam["id"].iloc[0])


def explained(run_id: str) -> LeadExplanation:
    return explain_lead(open_run(run_id), best(run_id)[0], None, names_of_run(Run(id=run_id)))


@pytest.mark.parametrize("model", ["lead_scoring_gnn", "hetero_gat"])
def test_rows_and_links_are_shown(open_page: Open, trained: Trained, model: str) -> None:
    run_id = trained.runs[model]
    app = open_page("lead", run=run_id, lead=best(run_id)[1], timeout=120)
    assert not app.exception and not app.error
    assert "Which rows carried it" in [one.value for one in app.subheader]
    assert "nothing later was looked at" in words(app)
    top, rows, kinds = (frame.value for frame in app.dataframe)
    assert list(top.columns) == ["row", "linked as", "points", "chance without"]
    assert {"row", "linked as", "what it says", "when", "points", "chance without"} <= set(rows.columns)
    assert ("looked at" in rows.columns) == (model == "hetero_gat")
    assert ("Looking is not causing" in words(app)) == (model == "hetero_gat")
    truth = explained(run_id)
    assert rows["points"].tolist() == pytest.approx([row.contribution for row in truth.rows], abs=0.006)
    assert kinds["rows"].sum() >= len(rows) and kinds["chance without"].notna().all()
    said = " ".join(rows["what it says"])
    assert "full name: " in said and "full_name" not in said  # as it is called, not as the file has it
    day = pd.Timestamp(truth.as_of)
    assert (rows["when"].dropna() <= day).all()
    assert "Without any links the chance were" in words(app)


def test_every_part_opens(open_page: Open, trained: Trained) -> None:
    run_id = trained.runs["hetero_gat"]
    app = open_page("lead", run=run_id, lead=best(run_id)[1], timeout=120)
    for part in ("all fields", "history", "how far to trust this", "neighbours"):
        app.segmented_control(key="lead.part").set_value(part).run()
        assert not app.exception and not app.error, part
        if part == "all fields":
            fields = app.dataframe[-1].value.set_index("in the file")
            assert "no: this is what is predicted" in fields["used"].tolist()
            assert fields["points"].notna().any()
        if part == "history":
            assert set(app.dataframe[-1].value["run"]) == set(trained.runs.values())


@pytest.mark.parametrize("model", ["dfs_lightgbm", "flat_lightgbm", "instant", "b2b_points"])
def test_models_of_columns_explain_and_say_why_no_row_is_named(
    open_page: Open, trained: Trained, model: str
) -> None:
    run_id = trained.runs[model]
    app = open_page("lead", run=run_id, lead=best(run_id)[1], timeout=120)
    assert not app.exception and not app.error
    assert "Does not apply" in words(app)
    assert ("columns collected from the linked tables" in words(app)) == (model != "flat_lightgbm")
    truth = explained(run_id)
    assert truth.reasons and not truth.rows
    assert sum(reason.contribution for reason in truth.reasons) == pytest.approx(
        100 * (truth.probability - truth.baseline_probability), abs=0.02
    )


def test_text_of_tables_is_shown_as_text(open_page: Open, trained: Trained) -> None:
    run_id = trained.runs["hetero_gat"]
    app = open_page("lead", run=run_id, lead=best(run_id)[1], timeout=120)
    said = re.sub(r"\\.", "", words(app))
    assert "<b>" not in said and "**y" not in said and "$z" not in said
    truth = explained(run_id)
    assert any(EVIL.strip() in row.name for row in truth.rows)
    page = brief_html(truth)
    assert "Which rows carried it" in page and "&lt;b&gt;x" in page and "<b>" not in page


def test_masked_names_hold_for_rows_too(open_page: Open, trained: Trained) -> None:
    run_id = trained.runs["hetero_gat"]
    row, _ = best(run_id)
    truth = explained(run_id)
    named = next(one for one in truth.rows if "full_name" in one.cells)
    app = open_page("lead", run=run_id, masked="1", lead=f"Client {row + 1:,}", timeout=120)
    assert not app.exception and not app.error
    rows = app.dataframe[1].value
    shown = rows.to_csv()
    assert named.name not in shown and named.cells["full_name"] not in shown
    assert "•••" in shown and len(rows) == len(truth.rows)

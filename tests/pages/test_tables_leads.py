"""The Leads, Lead and Evaluation pages of runs over several tables, and every page with texts that try to be more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from tests.page_words import said
from tests.pages.test_hostile_text import dangerous
from tests.tables_workspace import DFS, GNN, Trained, crm_frames, trained_home, write_files

Open = Callable[..., AppTest]
MODELS = ("dfs_lightgbm", "lead_scoring_gnn")
EVIL = '="<b>EVIL</b>[l](http://e)$x$\u202e\u05e2\u202c '
EVIL_KEY = "=<b>EVIL</b>[l](http://e)"
LONG = '=HYPERLINK("http://evil.invalid")<script>alert(1)</script>![i](http://evil.invalid/i.png) **`{x}`** '
PAGES = ("home", "data", "task", "graph", "train", "evaluation", "models", "leads", "lead", "accounts")


@pytest.mark.parametrize("model", MODELS)
def test_the_list_holds_every_contact_once(open_page: Open, crm: Trained, model: str) -> None:
    app = open_page("leads", workspace="crm", run=crm.runs[model])
    assert not app.exception and not app.error
    rows = next(frame.value for frame in app.dataframe if "client" in frame.value.columns)
    assert rows["chance"].is_monotonic_decreasing
    assert rows["client"].str.fullmatch(r"C-\d{4}").all() and rows["client"].is_unique
    assert "200 contacts" in said(app)
    assert "Contacts without an answer yet" in app.segmented_control(key="leads.who").options
    assert "client" not in said(app).lower()


@pytest.mark.parametrize("model", MODELS)
def test_one_contact_opens_with_reasons(open_page: Open, crm: Trained, model: str) -> None:
    app = open_page("lead", workspace="crm", run=crm.runs[model], lead="C-0007", timeout=120)
    assert not app.exception and not app.error
    assert "C-0007" in said(app)


@pytest.mark.parametrize("model", MODELS)
def test_the_exam_is_about_examples(open_page: Open, crm: Trained, model: str) -> None:
    app = open_page("evaluation", workspace="crm", run=crm.runs[model])
    assert not app.exception and not app.error
    assert "600 examples that the model had never seen" in said(app)  # 200 contacts on three exam days


@pytest.fixture(scope="module")
def trained_evil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Trained]:
    """A home in which every name, kind, title, text and key, and some columns, try to be more than text."""
    home = tmp_path_factory.mktemp("evil")
    frames = crm_frames(120, mark=EVIL, key_mark=EVIL_KEY)
    frames["activity"]["text"] = LONG + frames["activity"]["text"]
    frames["company"] = frames["company"].rename(columns={"industry": f"{EVIL}industry"})
    frames["activity"] = frames["activity"].rename(columns={"kind": f"{EVIL}kind"})
    with trained_home(home, write_files(home / "files", frames), configs=(DFS, GNN)) as trained:
        yield trained


@pytest.fixture
def evil(trained_evil: Trained, home: Path) -> Trained:
    """The same in this test's own home."""
    return trained_evil.copied_to(home)


def told(app: AppTest) -> list[str]:
    """Dangerous texts but those that are never read as Markdown: keys of widgets, the line that was typed, code."""
    harmless = ("text_area: ", "code: ", "number_input: $$ID", "button: $$ID")
    return [text for text in dangerous(app) if not text.startswith(harmless)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("model", MODELS)
def test_text_of_the_tables_stays_text(open_page: Open, evil: Trained, page: str, model: str) -> None:
    app = open_page(page, workspace="crm", run=evil.runs[model], lead=f"{EVIL_KEY}C-0007", timeout=120)
    assert not app.exception, app.exception
    assert told(app) == []
    assert not any(item.allow_html for item in app.markdown)
    if page in ("leads", "lead", "accounts", "data"):
        assert "EVIL" in said(app) + "".join(frame.value.to_csv() for frame in app.dataframe)


def test_each_table_is_shown_as_text(open_page: Open, evil: Trained) -> None:
    app = open_page("data", workspace="crm")
    for name in evil.tables.names:
        app.button_group(key="data.table").set_value(name).run()
        for view in ("First rows", "Columns"):
            app.segmented_control(key="data.table_view").set_value(view).run()
            assert not app.exception and told(app) == []


def test_a_hostile_line_and_name_stay_text(open_page: Open, evil: Trained) -> None:
    app = open_page("task", workspace="crm")
    for text in (EVIL, f'PREDICT COUNT("{EVIL}".*, 0, 30, days) > 0 FOR EACH contact'):
        app.text_area(key="task.line").set_value(text).run()
        assert not app.exception and app.error
        assert told(app) == []

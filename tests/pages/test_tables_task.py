"""The Task page with several tables: the question as form and line, its days, asking it, and what gives it away."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.workspace import Workspace, create_workspace, open_workspace
from tests.page_words import said
from tests.tables_workspace import LINE, Trained, read_tables, write_crm

Open = Callable[..., AppTest]


@pytest.fixture
def unasked(home: Path, tmp_path: Path) -> Workspace:
    """Tables of which nothing has been asked yet."""
    return create_workspace("fresh").with_tables(read_tables(write_crm(tmp_path, n_contacts=120))).store()


def line(app: AppTest) -> str:
    return str(app.text_area(key="task.line").value)


def type_line(app: AppTest, text: str) -> AppTest:
    return app.text_area(key="task.line").set_value(text).run()


def test_tables_without_a_question_get_a_proposal(open_page: Open, unasked: Workspace) -> None:
    app = open_page("task", workspace="fresh")
    assert not app.exception and not app.error
    assert line(app).startswith("PREDICT will_convert FOR EACH contact")
    assert app.selectbox(key="task.entity").value == "contact"
    assert app.button(key="task.ask")
    assert "Everybody is asked about on" in said(app)
    assert not app.metric  # no counts before it is asked


def test_the_form_changes_the_line(open_page: Open, unasked: Workspace) -> None:
    app = open_page("task", workspace="fresh")
    app.selectbox(key="task.what").set_value("rows of another table").run()
    app.selectbox(key="task.table").set_value("activity").run()
    app.selectbox(key="task.function").set_value("COUNT").run()
    app.selectbox(key="task.op").set_value(">=").run()
    app.text_input(key="task.value").set_value("3").run()  # until now it would have come true for everybody
    assert not app.error
    app.number_input(key="task.end").set_value(30.0).run()
    assert not app.exception and not app.error
    assert line(app) == "PREDICT COUNT(activity.*, 0, 30, days) >= 3 FOR EACH contact"
    app.selectbox(key="task.filter").set_value("kind").run()
    app.text_input(key="task.filter_value").set_value("call").run()
    assert "WHERE kind = 'call'" in line(app).replace("activity.kind", "kind")
    assert open_workspace("fresh").question == line(app)


def test_asking_about_deals_begins_with_a_question_that_can_be_asked(
    open_page: Open, unasked: Workspace
) -> None:
    app = open_page("task", workspace="fresh")
    app.selectbox(key="task.entity").set_value("opportunity").run()
    assert not app.error and app.text_area(key="task.line").value.startswith("PREDICT opportunity.stage")
    app.selectbox(key="task.what").set_value("rows of another table").run()
    app.selectbox(key="task.what").set_value("a column of its own").run()
    assert app.selectbox(key="task.own_column").value == "stage"


def test_the_line_changes_the_form(open_page: Open, unasked: Workspace) -> None:
    app = open_page("task", workspace="fresh")
    type_line(app, "predict sum(opportunity.value, 0, 3, months) > 5000 for each company")
    assert not app.exception and not app.error
    assert app.selectbox(key="task.entity").value == "company"
    assert app.selectbox(key="task.function").value == "SUM"
    assert app.selectbox(key="task.table").value == "opportunity"
    assert app.selectbox(key="task.column").value == "value"
    assert app.selectbox(key="task.unit").value == "months"
    assert (app.number_input(key="task.end").value, app.text_input(key="task.value").value) == (3.0, "5000")


def test_an_empty_line_is_the_proposed_question(open_page: Open, unasked: Workspace) -> None:
    app = type_line(open_page("task", workspace="fresh"), "")
    assert not app.exception and not app.error
    assert line(app).startswith("PREDICT will_convert")


def test_names_in_other_letters_are_understood(open_page: Open, unasked: Workspace) -> None:
    text = "PREDICT COUNT(Activity.*, 0, 30, days) > 2 FOR EACH COMPANY"
    app = type_line(open_page("task", workspace="fresh"), text)
    assert not app.exception and not app.error
    assert (app.selectbox(key="task.entity").value, app.selectbox(key="task.table").value) == (
        "company",
        "activity",
    )
    assert open_workspace("fresh").question == text  # looking at it changes nothing


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("PREDICT COUNT(opportunty.*, 0, 60, days) > 0 FOR EACH contact", "opportunity"),
        ("PREDICT will_convert FOR EACH kontact", "contact"),
        ("PREDICT COUNT(activity.*, 0, 60, days >", "^"),
        ("<script>alert(1)</script>", "^"),
        ("PREDICT COUNT(activity.*, 60, 0, days) > 0 FOR EACH contact", "60"),
    ],
)
def test_a_broken_line_is_pointed_at(open_page: Open, unasked: Workspace, text: str, words: str) -> None:
    app = type_line(open_page("task", workspace="fresh"), text)
    assert not app.exception
    assert len(app.error) == 1
    assert words in said(app)
    assert not [button for button in app.button if button.key == "task.ask"]
    assert line(app) == text  # what was typed is still there to be mended
    app.button(key="task.fresh").click().run()
    assert not app.exception and not app.error
    assert line(app).startswith("PREDICT will_convert")


def test_asking_brings_the_examples(open_page: Open, unasked: Workspace) -> None:
    app = type_line(open_page("task", workspace="fresh"), LINE)
    app.button(key="task.ask").click().run()
    deadline = time.monotonic() + 120
    while not app.metric and time.monotonic() < deadline:
        time.sleep(0.5)
        app.run()
    assert not app.exception and not app.error
    workspace = open_workspace("fresh")
    assert workspace.table is not None and workspace.task is not None
    days = workspace.task.origin.seeds if workspace.task.origin else None
    assert days is not None
    asked_now = next(tile for tile in app.metric if tile.label == "Asked about now")
    assert asked_now.value == "120"
    answered = next(tile for tile in app.metric if tile.label == "Examples with an answer")
    assert answered.value.replace(",", "") == str(workspace.table.n_rows - 120)
    assert app.button(key="task.next")


def test_what_cannot_be_learned_is_said(open_page: Open, unasked: Workspace) -> None:
    app = type_line(
        open_page("task", workspace="fresh"),
        "PREDICT COUNT(activity.*, 0, 30, days) > 5000 FOR EACH contact",
    )
    app.button(key="task.ask").click().run()
    deadline = time.monotonic() + 120
    while not app.error and time.monotonic() < deadline:
        time.sleep(0.5)
        app.run()
    assert not app.exception
    assert len(app.error) == 1
    assert app.button(key="task.ask")  # another question can be asked at once


def test_days_are_changed_and_set_back(open_page: Open, crm: Trained) -> None:
    app = open_page("task", workspace="crm")
    assert not app.exception and not app.error
    before = open_workspace("crm")
    days = next(one for one in app.text_input if one.label.startswith("Days for learning"))
    fewer = ", ".join(str(days.value).split(", ")[1:])
    days.set_value(fewer).run()
    changed = open_workspace("crm")
    assert changed.seeds is not None and ", ".join(changed.seeds.train) == fewer
    assert changed.table is None  # the examples of other days are left
    app.button(key="task.days.back").click().run()
    assert not app.exception
    assert open_workspace("crm").seeds is None
    assert open_workspace("crm").table == before.table  # the former examples were kept


@pytest.mark.parametrize("wrong", ["yesterday", "2025-12-30, 2024-03-01", ""])
def test_days_that_do_not_fit_are_refused(open_page: Open, crm: Trained, wrong: str) -> None:
    app = open_page("task", workspace="crm")
    next(one for one in app.text_input if one.label.startswith("Days for learning")).set_value(wrong).run()
    assert not app.exception
    assert app.error
    assert open_workspace("crm").seeds is None


def test_a_target_gets_a_name_of_its_own(open_page: Open, unasked: Workspace) -> None:
    text = "PREDICT COUNT(activity.*, 0, 30, days) >= 4 FOR EACH contact"
    app = type_line(open_page("task", workspace="fresh"), text)
    app.text_input(key="task.name").set_value("very_busy").run()
    app.button(key="task.keep_name").click().run()
    assert not app.exception and not app.error
    assert line(app) == "PREDICT very_busy FOR EACH contact"
    assert [one.name for one in open_workspace("fresh").definitions] == ["very_busy"]
    assert (
        "very_busy" in app.selectbox(key="task.what").options
        or app.selectbox(key="task.what").value == "very_busy"
    )


def test_a_bad_name_is_refused(open_page: Open, unasked: Workspace) -> None:
    app = type_line(
        open_page("task", workspace="fresh"), "PREDICT COUNT(activity.*, 0, 30, days) >= 4 FOR EACH contact"
    )
    app.text_input(key="task.name").set_value("will_convert").run()
    app.button(key="task.keep_name").click().run()
    assert not app.exception
    assert app.error
    assert open_workspace("fresh").definitions == ()


def test_counted_columns_are_not_suspected_by_their_names(open_page: Open, crm: Trained) -> None:
    app = open_page("task", workspace="crm")
    assert not app.exception and not app.error
    workspace = open_workspace("crm")
    assert workspace.table is not None
    counted = [c.name for c in workspace.table.columns if "closed opportunity" in c.name]
    assert counted  # "closed opportunity: ever" would sound like something known too late
    assert not any(f"{name}: Its name" in text.value for name in counted for text in app.text)
    app.multiselect(key="task.excluded").set_value(["asked_on", counted[0]]).run()
    assert not app.exception and not app.error
    task = open_workspace("crm").task
    assert task is not None and [one.column for one in task.excluded] == ["asked_on", counted[0]]


def test_the_timeline_is_about_questions(open_page: Open, crm: Trained) -> None:
    app = open_page("task", workspace="crm")
    parts = next(frame.value for frame in app.dataframe if "part" in frame.value.columns)
    assert list(parts.columns[:2]) == ["part", "examples"]
    assert "day of the question" in app.get("plotly_chart")[0].proto.spec
    assert "clients" not in said(app).replace("clients called", "")

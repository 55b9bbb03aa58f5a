"""The Task page, opened through app.py: empty, proposed, changed, refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from core.cli import app as cli
from core.tables.demo_bank import write_demo_bank
from core.tables.display import shown_columns
from core.tables.reading import read_table
from core.workspace import Workspace, create_workspace, open_workspace

Open = Callable[..., AppTest]


@pytest.fixture
def demo(home: Path) -> Workspace:
    workspace = create_workspace("demo")
    path = write_demo_bank(workspace.uploads, n_clients=800)
    return workspace.with_table(read_table(path)).store()


def written(home: Path, frame: pd.DataFrame) -> Workspace:
    workspace = create_workspace("small")
    path = workspace.uploads / "small.csv"
    path.parent.mkdir(parents=True)
    frame.to_csv(path, index=False)
    return workspace.with_table(read_table(path)).store()


def test_empty_page_leads_to_data(open_page: Open) -> None:
    app = open_page("task")
    assert not app.exception
    assert app.button(key="empty.data")


def test_first_visit_proposes_and_keeps_a_task(open_page: Open, demo: Workspace) -> None:
    app = open_page("task", workspace="demo")
    assert not app.exception and not app.error
    task = open_workspace("demo").task
    assert task is not None
    assert (task.target, task.positive, task.split.kind) == ("subscribed", "yes", "time")
    assert [item.column for item in task.excluded] == ["call_minutes"]
    assert app.selectbox(key="task.target").value == "subscribed"
    assert app.metric[0].value == "760"
    assert not app.success  # no green all-clear: every column's power is shown instead
    (powers,) = [one.value for one in app.dataframe if "alone" in one.value]
    assert list(powers["alone"]) == sorted(powers["alone"], reverse=True)
    assert powers["column"][0] == "Call minutes" and not powers["use"][0]
    used = {shown_columns(demo.table)[name] for name in task.feature_columns(demo.table)}
    assert set(powers["column"][powers["use"]]) == used - {"Contact date"}


def test_a_column_taken_back_is_found_and_can_be_left_out_again(open_page: Open, demo: Workspace) -> None:
    app = open_page("task", workspace="demo")
    app.multiselect(key="task.excluded").set_value([]).run()
    task = open_workspace("demo").task
    assert task is not None and task.excluded == ()
    accept = app.button(key="task.accept.call_minutes")
    assert any("Call minutes" in text.value for text in app.text)
    accept.click().run()
    task = open_workspace("demo").task
    assert task is not None
    assert [item.column for item in task.excluded] == ["call_minutes"]
    assert "known only after" in task.excluded[0].reason


def test_split_changes_are_stored_and_drawn(open_page: Open, demo: Workspace) -> None:
    app = open_page("task", workspace="demo")
    app.button_group(key="task.split").set_value("random").run()
    app.slider(key="task.cuts").set_value((50, 75)).run()
    app.number_input(key="task.seed").set_value(3).run()
    assert not app.exception and not app.error
    task = open_workspace("demo").task
    assert task is not None
    assert task.split.kind == "random" and task.split.seed == 3 and task.split.time_column is None
    assert np.allclose(task.split.fractions, (0.5, 0.25, 0.25))


def test_positive_value_can_be_the_other_one(open_page: Open, demo: Workspace) -> None:
    app = open_page("task", workspace="demo")
    app.selectbox(key="task.positive").set_value("no").run()
    task = open_workspace("demo").task
    assert task is not None and task.positive == "no"


def test_values_are_sorted_into_three_heaps_moved_and_taken_back(open_page: Open, home: Path) -> None:
    stage = np.array(["Closed Won", "Closed Lost", "Negotiation", "Duplicate"])[np.arange(400) % 4]
    written(home, pd.DataFrame({"age": np.arange(400) % 50, "score": np.arange(400) % 7, "stage": stage}))
    app = open_page("task", workspace="small")
    assert app.multiselect(key="task.heap.yes").value == ["Closed Won"]
    assert app.multiselect(key="task.heap.no answer yet").value == ["Negotiation", "Duplicate"]
    assert "Duplicate (100)" in app.warning[0].value
    app.multiselect(key="task.heap.no").set_value(["Closed Lost", "Duplicate"]).run()
    task = open_workspace("small").task
    assert task is not None and not app.exception
    assert (task.negative, task.no_answer) == (("Closed Lost", "Duplicate"), ("Negotiation",))
    assert app.multiselect(key="task.heap.no answer yet").value == ["Negotiation"]
    app.multiselect(key="task.heap.no").set_value(["Duplicate"]).run()
    task = open_workspace("small").task
    assert task is not None and set(task.no_answer) == {"Negotiation", "Closed Lost"}
    app.button(key="task.heap.undo").click().run()
    app.button(key="task.heap.undo").click().run()
    task = open_workspace("small").task
    assert task is not None and not app.exception
    assert (task.negative, set(task.no_answer)) == (("Closed Lost",), {"Negotiation", "Duplicate"})
    app.multiselect(key="task.heap.yes").set_value([]).run()
    assert "left that means yes" in app.error[0].value
    task = open_workspace("small").task
    assert task is not None and task.positive == "Closed Won"


def test_target_with_many_values_is_refused_on_screen(open_page: Open, demo: Workspace) -> None:
    app = open_page("task", workspace="demo")
    app.selectbox(key="task.target").set_value("balance_eur").run()
    assert not app.exception
    assert "different values" in app.error[0].value
    app.selectbox(key="task.target").set_value("subscribed").run()
    assert not app.error


def test_too_few_answers_are_refused_with_the_number(open_page: Open, home: Path) -> None:
    answers = ["yes"] * 39 + ["no"] * 161
    written(home, pd.DataFrame({"age": np.arange(200) % 50, "score": np.arange(200) % 7, "answer": answers}))
    app = open_page("task", workspace="small")
    assert not app.exception
    assert "39 positive and 161 negative" in app.error[0].value
    assert "at least 40 of each" in app.error[0].value


def test_names_from_the_file_are_shown_as_text(open_page: Open, home: Path) -> None:
    nasty = "<script>alert(1)</script>"
    rng = np.random.default_rng(0)
    y = rng.random(400) < 0.3
    frame = pd.DataFrame(
        {
            nasty: np.where(y, 1.0, 0.0) + rng.normal(0, 0.01, 400),
            "=HYPERLINK(1)": rng.normal(size=400),
            "answer": np.where(y, "<b>yes</b>", "no"),
        }
    )
    workspace = written(home, frame)
    assert workspace.table is not None
    app = open_page("task", workspace="small")
    app.selectbox(key="task.target").set_value("answer").run()
    app.multiselect(key="task.excluded").set_value([]).run()
    assert not app.exception
    assert any(nasty in text.value for text in app.text)
    assert all(nasty not in text.value for text in app.markdown)


ANSWERS = (  # values of a target in turn, and where they belong
    ("converted", "Yes yes Y TRUE 1 No no N FALSE 0", "Yes yes Y TRUE 1", "No no N FALSE 0", ""),
    (
        "stage",
        "Closed_Won Closed_Lost Proposal Negotiation",
        "Closed_Won",
        "Closed_Lost",
        "Proposal Negotiation",
    ),
    ("converted", "Yes No Pending No", "Yes", "No", "Pending"),
)


@pytest.mark.parametrize(("target", "values", "yes", "no", "pending"), ANSWERS)
def test_spellings_stages_and_pending_answers(
    open_page: Open, home: Path, target: str, values: str, yes: str, no: str, pending: str
) -> None:
    """On screen and on the command line alike."""

    def in_turn(text: str) -> list[str]:
        return [word.replace("_", " ") for word in text.split()]

    frame = pd.DataFrame({"visits": range(600), target: in_turn(values) * (600 // len(values.split()))})
    written(home, frame)
    app = open_page("task", workspace="small")
    assert not app.exception and not app.error
    assert sorted(app.multiselect(key="task.heap.yes").value) == sorted(in_turn(yes))
    assert sorted(app.multiselect(key="task.heap.no").value) == sorted(in_turn(no))
    assert sorted(app.multiselect(key="task.heap.no answer yet").value) == sorted(in_turn(pending))
    file = open_workspace("small").uploads / "small.csv"
    result = CliRunner().invoke(cli, ["import", str(file), "--workspace", "typed"])
    assert result.exit_code == 0
    answers = json.loads(result.stdout.splitlines()[-1])["answers"]
    assert set(answers["yes"]) == set(in_turn(yes))
    assert set(answers["no"]) == set(in_turn(no))
    assert set(answers["no_answer_yet"]) == set(in_turn(pending))

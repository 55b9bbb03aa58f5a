"""What the values mean, on the Data page: accepted one by one or all at once, and undone; one file and many."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from core.tables.bundle import read_bundle
from core.tables.display import shown_table
from core.tables.link_proposals import propose_links
from core.tables.reading import read_table
from core.tables.table import Role
from core.task.proposal import propose_task
from core.workspace import create_workspace, open_workspace

OpenPage = Callable[..., AppTest]
DAYS = pd.date_range("2023-01-02", periods=240)


def leads(folder: Path) -> Path:
    rows = {
        "lead_id": [f"L{i}" for i in range(240)],
        "contact_date": (DAYS - pd.Timestamp("1899-12-30")).days,
        "city": [
            "Select" if i % 4 == 0 else "-" if i % 4 == 1 else "Bern" if i % 4 == 2 else "Basel"
            for i in range(240)
        ],
        "won": ["yes" if i % 3 else "no" for i in range(240)],
    }
    pd.DataFrame(rows).to_csv(folder / "lead.csv", index=False)
    return folder / "lead.csv"


def button(app: AppTest, label: str) -> AppTest:
    next(one for one in app.button if one.label == label).click()
    return app.run()


def test_one_file(open_page: OpenPage, tmp_path: Path) -> None:
    create_workspace("w").with_table(read_table(leads(tmp_path))).store()
    app = open_page("data")
    assert any("days as spreadsheets count them" in one.value for one in app.markdown)
    app = button(app, "Accept all 2")
    assert not app.exception
    assert not app.error
    table = open_workspace("w").table
    assert table is not None
    assert table.column("contact_date").role is Role.DATE
    assert table.column("city").n_missing == 120
    app = button(app, "Undo")
    assert len(open_workspace("w").table.recoding.columns) == 1  # type: ignore[union-attr]


def test_some_of_the_values_for_missing(open_page: OpenPage, tmp_path: Path) -> None:
    create_workspace("w").with_table(read_table(leads(tmp_path))).store()
    app = open_page("data")
    pills = next(one for one in app.get("button_group") if "city" in str(one.key))
    pills.set_value(["Select"])
    app = app.run()
    next(one for one in app.button if one.label == "Accept" and "city" in str(one.key)).click()
    app = app.run()
    assert not app.exception
    assert open_workspace("w").table.column("city").n_missing == 60  # type: ignore[union-attr]


def test_values_are_shown_as_they_are(open_page: OpenPage, tmp_path: Path) -> None:
    """Labels are Markdown: three stars would be an empty pill, two hyphens a dash."""
    path = leads(tmp_path)
    path.write_text(path.read_text().replace(",-,", ",***,").replace(",Select,", ",--,"), encoding="utf-8")
    create_workspace("w").with_table(read_table(path)).store()
    pills = next(one for one in open_page("data").get("button_group") if "city" in str(one.key))
    assert set(pills.options) == {r"\*\*\*", "-\u200b-"}


def test_a_dropped_question_is_said(open_page: OpenPage, tmp_path: Path) -> None:
    table = read_table(leads(tmp_path))
    task = propose_task(table).model_copy(update={"settled_by": "contact_date"})
    create_workspace("w").with_table(table).with_task(task).store()
    app = button(open_page("data"), "Accept all 2")
    assert not app.exception
    assert open_workspace("w").task is None
    assert any("was dropped" in one.value for one in app.toast)


def test_one_file_under_two_names(open_page: OpenPage, tmp_path: Path) -> None:
    path = leads(tmp_path)
    (tmp_path / "copy.csv").write_bytes(path.read_bytes())
    tables = propose_links(read_bundle([path, tmp_path / "copy.csv"]).tables)
    create_workspace("w").with_tables(tables).store()
    app = open_page("data")
    assert not app.exception
    app = button(app, "Accept all 4")
    assert not app.exception
    assert not app.error
    changed = open_workspace("w").tables
    assert changed is not None
    for name in ("lead", "copy"):
        assert changed.table(name).column("contact_date").role is Role.DATE
    assert any(f"{shown_table(changed.table('copy').table)}\\: " in one.value for one in app.markdown)


def test_many_tables(open_page: OpenPage, tmp_path: Path) -> None:
    notes = pd.DataFrame(
        {"note_id": range(30), "lead_id": [f"L{i}" for i in range(30)], "kind": ["a", "b"] * 15}
    )
    notes.to_csv(tmp_path / "note.csv", index=False)
    tables = propose_links(read_bundle([leads(tmp_path), tmp_path / "note.csv"]).tables)
    create_workspace("w").with_tables(tables).store()
    app = button(open_page("data"), "Accept all 2")
    assert not app.exception
    assert not app.error
    changed = open_workspace("w").tables
    assert changed is not None
    assert changed.table("lead").column("contact_date").role is Role.DATE
    assert [link.name for link in changed.links] == ["note.lead_id"]

"""Changing how values are read, on the command line: listed at import and in the schema, accepted, undone."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from core.tables.table import Role
from core.task.proposal import propose_task
from core.workspace import open_workspace
from tests.core.test_cli import call, ok, refused

DAYS = pd.date_range("2023-01-02", periods=60)


def leads(folder: Path, days: pd.DatetimeIndex = DAYS) -> Path:
    """A file with days as Excel counts them, and words for missing."""
    rows = {
        "lead_id": [f"L{i}" for i in range(len(days))],
        "contact_date": (days - pd.Timestamp("1899-12-30")).days,
        "city": ["Select" if i % 4 == 0 else "Bern" if i % 4 == 1 else "Basel" for i in range(len(days))],
        "won": ["yes" if i % 3 else "no" for i in range(len(days))],
    }
    pd.DataFrame(rows).to_csv(folder / "lead.csv", index=False)
    return folder / "lead.csv"


def test_one_file_is_listed_accepted_and_undone(tmp_path: Path) -> None:
    listed = ok("import", leads(tmp_path), "--workspace", "w")
    assert [one["accept"] for one in listed["proposals"] if one["recommended"]] == ["contact_date", "city"]
    assert ok("recode", "--workspace", "w", "--accept", "contact_date")["changed"] == [
        "contact_date: read as dates: days as spreadsheets count them."
    ]
    table = open_workspace("w").table
    assert table is not None
    assert table.column("contact_date").role is Role.DATE
    assert table.frame(["contact_date"])["contact_date"].tolist() == DAYS.tolist()
    assert len(ok("recode", "--workspace", "w", "--accept-all")["changed"]) == 2
    undone = ok("recode", "--workspace", "w", "--undo", "contact_date")
    assert undone["changed"] == ["city: 'Select' counts as empty."]
    assert [one["accept"] for one in undone["proposals"] if one["recommended"]] == ["contact_date"]
    assert "Nothing is proposed for won" in refused("recode", "--workspace", "w", "--accept", "won")
    assert "Nothing was changed" in refused("recode", "--workspace", "w", "--undo", "won")


def test_named_and_all_recommended_are_joined(tmp_path: Path) -> None:
    """Of two ways to read a column the named one counts; a name of nothing is refused and nothing is changed."""
    ok("import", leads(tmp_path, pd.date_range("2015-01-02", periods=60)), "--workspace", "w")
    assert "Nothing is proposed for nix" in refused(
        "recode", "--workspace", "w", "--accept", "nix", "--accept-all"
    )
    assert ok("recode", "--workspace", "w")["changed"] == []
    other = "contact_date=excel serial 1904"
    assert ok("recode", "--workspace", "w", "--accept", other, "--accept-all")["changed"] == [
        "city: 'Select' counts as empty.",
        "contact_date: read as dates: days since 1904, as old spreadsheets count them.",
    ]


def test_a_dropped_question_is_said(tmp_path: Path) -> None:
    ok("import", leads(tmp_path), "--workspace", "w")
    workspace = open_workspace("w")
    assert workspace.table is not None
    task = propose_task(workspace.table).model_copy(update={"settled_by": "contact_date"})
    workspace.with_task(task).store()
    assert "question" not in ok("recode", "--workspace", "w", "--accept", "city")
    assert "'won' was dropped" in ok("recode", "--workspace", "w", "--accept-all")["question"]


def test_several_tables_name_theirs(tmp_path: Path) -> None:
    notes = pd.DataFrame(
        {"note_id": range(30), "lead_id": [f"L{i % 60}" for i in range(30)], "kind": ["a", "b"] * 15}
    )
    notes.to_csv(tmp_path / "note.csv", index=False)
    listed = ok("import", leads(tmp_path), tmp_path / "note.csv", "--workspace", "w")
    assert [one["accept"] for one in listed["proposals"] if one["recommended"]] == [
        "lead.contact_date",
        "lead.city",
    ]
    lines = call("schema", "--workspace", "w").stdout.splitlines()
    assert any("recode --accept 'lead.contact_date'" in line for line in lines)
    ok("recode", "--workspace", "w", "--accept", "lead.contact_date")
    tables = open_workspace("w").tables
    assert tables is not None
    assert tables.table("lead").column("contact_date").role is Role.DATE
    assert [link.name for link in tables.links] == ["note.lead_id"]
    assert "changed: lead.contact_date" in call("schema", "--workspace", "w").stdout
    assert "names no column" in refused("recode", "--workspace", "w", "--accept", "contact_date")


def visits(folder: Path) -> Path:
    """Clients with the day of their last visit as Excel counts it: weeks after the contact, so it comes too late."""
    days = pd.date_range("2023-01-02", periods=240)
    rows = {
        "lead_id": [f"L{i}" for i in range(240)],
        "contact_date": days.strftime("%Y-%m-%d"),
        "last_visit_date": [
            (day - pd.Timestamp("1899-12-30")).days + 30 + i * 7 % 40 for i, day in enumerate(days)
        ],
        "city": ["Select" if i % 4 == 0 else "Bern" if i % 4 == 1 else "Basel" for i in range(240)],
        "won": ["yes" if i * i % 7 < 3 else "no" for i in range(240)],
    }
    pd.DataFrame(rows).to_csv(folder / "lead.csv", index=False)
    return folder / "lead.csv"


def left_out() -> list[str]:
    task = open_workspace("w").task
    return [] if task is None else [item.column for item in task.excluded]


def test_what_surely_comes_too_late_is_left_out_once_it_is_a_date(tmp_path: Path) -> None:
    ok("import", visits(tmp_path), "--workspace", "w", "--target", "won=yes", "--exclude", "city")
    assert left_out() == ["city"]
    said = ok("recode", "--workspace", "w", "--accept", "last_visit_date")["question"]
    assert said.startswith("last_visit_date is left out now: ")
    assert "lie after contact_date" in said
    assert left_out() == ["city", "last_visit_date"]

    workspace = open_workspace("w")  # somebody knows better
    assert workspace.task is not None
    workspace.with_task(workspace.task.model_copy(update={"excluded": ()})).store()
    assert "question" not in ok("recode", "--workspace", "w", "--accept", "city")
    assert left_out() == []


def test_a_question_that_nobody_touched_is_proposed_anew(tmp_path: Path) -> None:
    days = pd.date_range("2023-01-02", periods=240)
    ok("import", leads(tmp_path, days), "--workspace", "w", "--target", "won=yes")
    task = open_workspace("w").task
    assert task is not None
    assert task.split.kind == "random"
    said = ok("recode", "--workspace", "w", "--accept", "contact_date")["question"]
    assert said == "Learning and exams are now divided by contact_date."
    task = open_workspace("w").task
    assert task is not None
    assert (task.split.kind, task.split.time_column) == ("time", "contact_date")
    said = ok("recode", "--workspace", "w", "--undo", "contact_date")["question"]
    assert "was dropped" in said


def test_a_time_of_one_of_several_tables_is_proposed_once_it_is_a_date_and_left_with_it(
    tmp_path: Path,
) -> None:
    notes = pd.DataFrame(
        {"note_id": range(30), "lead_id": [f"L{i % 60}" for i in range(30)], "kind": ["a", "b"] * 15}
    )
    notes.to_csv(tmp_path / "note.csv", index=False)
    ok("import", leads(tmp_path), tmp_path / "note.csv", "--workspace", "w")

    def time() -> str | None:
        tables = open_workspace("w").tables
        return None if tables is None else tables.table("lead").time_column

    assert time() is None
    ok("recode", "--workspace", "w", "--accept", "lead.contact_date")
    assert time() == "contact_date"
    ok("recode", "--workspace", "w", "--undo", "lead.contact_date")
    assert time() is None
    ok("time", "lead", "--none", "--workspace", "w")
    ok("recode", "--workspace", "w", "--accept", "lead.contact_date")
    assert time() is None  # somebody said so


def test_all_that_is_recommended_is_accepted_at_import(tmp_path: Path) -> None:
    both = [
        "contact_date: read as dates: days as spreadsheets count them.",
        "city: 'Select' counts as empty.",
    ]
    alone = ok("import", leads(tmp_path), "--workspace", "one", "--accept-all")
    assert sorted(alone["changed"]) == sorted(both)
    assert alone["columns"]["contact_date"] == "date"
    notes = pd.DataFrame(
        {"note_id": range(60), "lead_id": [f"L{i}" for i in range(60)], "kind": ["a", "b"] * 30}
    )
    notes.to_csv(tmp_path / "note.csv", index=False)
    told = ok("import", leads(tmp_path), tmp_path / "note.csv", "--workspace", "two", "--accept-all")
    assert sorted(told["changed"]) == sorted(f"lead.{one}" for one in both)
    assert told["tables"]["lead"]["time_column"] == "contact_date"  # a date before times are proposed
